"""Counts and notices of a conversion, as its report has them."""

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.notices import Code


def test_notices_of_threads_are_about_public_formats(tmp_path):
    circle = comment(1, parent=2) + comment(2, parent=1)
    (tmp_path / "export.xml").write_text(export(item(1, comments=circle)))
    report = convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown", "json"])
    [notice] = [n for n in report.notices if n.code is Code.COMMENT_CYCLE]
    assert notice.target == "markdown"
