"""The reconciliation of counts: whatever is neither written, withheld nor lost is reported."""

from collections import Counter

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.counts import InputCounts, OutputCounts
from wparchive.errors.notices import Code


def test_what_is_unaccounted_for_is_named_by_kind():
    read = InputCounts(
        posts=Counter(post=3, page=1), comments=Counter(comment=5), links=Counter(external=4)
    )
    counts = OutputCounts(
        posts=Counter(post=2), withheld_posts=Counter(drafts=1), comments=Counter(comment=3),
        withheld_comments=Counter(spam=1), links=2, withheld_links=1, lost_links=1,
    )  # fmt: skip
    assert counts.unaccounted(read) == {"posts": 1, "comments": 1}
    counts.lost_posts = counts.lost_comments = 1
    assert counts.unaccounted(read) == {}


def test_notices_of_threads_are_about_public_formats(tmp_path):
    circle = comment(1, parent=2) + comment(2, parent=1)
    (tmp_path / "export.xml").write_text(export(item(1, comments=circle)))
    report = convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown", "json"])
    [notice] = [n for n in report.notices if n.code is Code.COMMENT_CYCLE]
    assert notice.target == "markdown"
