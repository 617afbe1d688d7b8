"""A user's own files in an output: named as such, and in no count."""

from __future__ import annotations

import shutil

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.storage.fixity import MANIFEST

FORMATS = ["markdown", "json", "wxr", "warc", "wacz"]


@pytest.fixture
def out(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1, comments=comment(5)), item(2)))
    given = {"to": FORMATS, "comments": "data", "jobs": 1}
    convert(tmp_path / "export.xml", tmp_path / "out", **given)
    assert verify(tmp_path / "out").findings == []
    return tmp_path / "out"


def found(out):
    return [(finding.rule, finding.file) for finding in verify(out).findings]


@pytest.mark.parametrize(
    "name",
    ["markdown/mine.md", "markdown/post/2024/mine.md", "markdown/comments/mine.json",
     "warc/mine.warc.gz", "private/warc/mine.warc.gz", "wacz/mine.wacz", "private/wxr/mine.xml"],
)  # fmt: skip
@pytest.mark.parametrize("is_copy", [True, False])
def test_a_file_of_the_user_is_unlisted_and_nothing_else(out, name, is_copy):
    path = out / name
    others = sorted(other for other in out.rglob(f"*{path.suffix}") if "2024" in str(other))
    path.parent.mkdir(parents=True, exist_ok=True)
    others += sorted(path.parent.glob(f"*{path.suffix}"))
    if is_copy and others:
        shutil.copy(others[0], path)
    else:
        path.write_text("Mine.")
    assert found(out) == [("unlisted", name)]


def test_a_file_that_is_gone_from_the_manifest_too_is_missed_in_the_count(out):
    path = next((out / "markdown").rglob("*post-1*.md"))
    name = path.relative_to(out).as_posix()
    path.unlink()
    lines = (out / MANIFEST).read_text().splitlines(keepends=True)
    (out / MANIFEST).write_text("".join(line for line in lines if name not in line))
    assert found(out) == [("counts", "markdown")]
