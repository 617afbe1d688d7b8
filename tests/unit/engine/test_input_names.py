"""The public report names no input from which only hidden posts were read."""

from __future__ import annotations

import gzip
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.wxr import export, item
from wparchive.api import convert, records
from wparchive.errors.notices import UNQUOTED

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "my-secret-draft"
OPEN = export(item(1, title="Open", slug="open"))
DRAFT = export(item(5, title="Hidden", slug=SECRET, status="draft"))
FILE = "<wp:attachment_url>https://blog.example/a.png</wp:attachment_url>\n"
PAGE = """<!DOCTYPE html><html><head><title>Hidden - Blog</title>
<link rel="canonical" href="https://blog.example/{0}/">
<meta name="generator" content="WordPress 6.5"></head><body class="single postid-{1}">
<article id="post-{1}" class="post-{1} post type-post hentry"><h1 class="entry-title">A post</h1>
<div class="entry-content"><p>Some words of a page.</p></div></article></body></html>"""


def leaks(folder: Path, *more: Path, hides: bool = True, **options: Any) -> list[str]:
    """The public files of a conversion that have the secret; there is a draft in another file."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in/open.xml").write_text(OPEN)
    if hides:
        other = export(item(8, title="Other", slug="other", status="private"))
        (folder / "in/other.xml").write_text(other)
    to = ["markdown", "html", "json", "sqlite"]
    options = {"to": to, "jobs": 1, "overwrite": True} | options
    convert([folder / "in", *more], folder / "out", **options)
    paths = [path for path in (folder / "out").rglob("*") if path.is_file()]
    public = [path for path in paths if "private" not in path.relative_to(folder / "out").parts]
    return [path.name for path in public if SECRET.encode() in path.read_bytes()]


def names(folder: Path) -> list[str]:
    """The inputs that the report names."""
    report = json.loads((folder / "out/report.json").read_text("utf-8"))
    return [given["name"] for given in report["inputs"]]


def attachment(parent: int) -> str:
    """An export of a file of a post."""
    return export(item(6, type="attachment", status="inherit", parent=parent, more=FILE))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{SECRET}.xml", DRAFT),
        (f"below/{SECRET}.xml", DRAFT.replace("draft<", "pending<")),
        (f"{SECRET}.xml", DRAFT.replace("</title>", "</titl", 1)),
        (f"{SECRET}.xml", DRAFT[: DRAFT.index("<wp:status>")]),
        (f"{SECRET}.html", PAGE.format("other", 8)),
        (f"{SECRET}.html", PAGE.format("other", 9).replace("post-9", "").replace("postid-9", "")),
        (f"{SECRET}.xml", attachment(8)),
    ],
)
def test_files_of_hidden_posts_are_not_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "in" / name).parent.mkdir(parents=True)
    (tmp_path / "in" / name).write_text(text)
    assert leaks(tmp_path) == []
    assert sorted(names(tmp_path)) == [UNQUOTED, UNQUOTED, "open.xml"]


def test_damaged_files_and_members_of_containers_are_not_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / f"in/{SECRET}.xml.gz").write_bytes(gzip.compress(DRAFT.encode())[:14])
    with zipfile.ZipFile(tmp_path / "some.zip", "w") as packed:
        packed.writestr(f"{SECRET}.xml", DRAFT.replace("</title>", "</titl", 1))
        packed.writestr("seen.xml", OPEN.replace(">1<", ">2<").replace("open", "seen"))
    assert leaks(tmp_path, tmp_path / "some.zip") == []
    assert "some.zip" in names(tmp_path)


@pytest.mark.parametrize("edition", ["full", "public"])
def test_files_that_are_not_read_are_not_named(tmp_path: Path, edition: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / f"in/{SECRET}.json").write_text('{"a":')
    (tmp_path / f"in/{SECRET}.html").symlink_to("nowhere")
    (tmp_path / f"in/{SECRET}.xml").symlink_to("open.xml")
    (tmp_path / f"in/{SECRET}.gz").write_bytes(gzip.compress(b"")[:-8])
    with zipfile.ZipFile(tmp_path / f"in/{SECRET}.zip", "w") as packed:
        packed.writestr("letter.docx", "x")
    with zipfile.ZipFile(tmp_path / "some.zip", "w") as packed:
        packed.writestr(f"{SECRET}.docx", "x")
        packed.writestr("seen.xml", OPEN.replace(">1<", ">2<").replace("open", "seen"))
    assert leaks(tmp_path, tmp_path / "some.zip", edition=edition) == []


def test_the_bag_of_a_public_output_names_no_file_of_a_hidden_post(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / f"in/{SECRET}.xml").write_text(DRAFT)
    assert leaks(tmp_path, to=["markdown"], bag=tmp_path / "bag") == []
    bagged = [path for path in (tmp_path / "bag").rglob("*") if path.is_file()]
    assert [path.name for path in bagged if SECRET.encode() in path.read_bytes()] == []


def test_records_name_no_document_of_a_hidden_post(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / f"in/{SECRET}.xml").write_text(DRAFT.replace("</title>", "</titl", 1))
    (tmp_path / "in/open.xml").write_text(OPEN)
    assert not any(SECRET in str(row) for row in records(tmp_path / "in", "in"))


def test_all_names_stay_if_no_post_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / f"in/{SECRET}.html").write_text(PAGE.format("seen", 3))
    (tmp_path / "in/list.html").write_text(PAGE.format("", 0).replace("single postid-0", "home"))
    assert leaks(tmp_path, hides=False)
    assert sorted(names(tmp_path)) == ["list.html", f"{SECRET}.html", "open.xml"]


def test_names_of_public_posts_stay_beside_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/file.xml").write_text(attachment(1))
    (tmp_path / "in/page.html").write_text(PAGE.format("seen", 3))
    (tmp_path / "in/z.html").write_text(PAGE.format("open", 1))
    leaks(tmp_path)
    assert sorted(names(tmp_path)) == [UNQUOTED, "file.xml", "open.xml", "page.html", "z.html"]


def test_names_of_drafts_stay_if_these_are_published(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / f"in/{SECRET}.xml").write_text(DRAFT)
    assert leaks(tmp_path, include=["drafts"])
    assert f"{SECRET}.xml" in names(tmp_path)


def test_earlier_outputs_are_named(tmp_path: Path) -> None:
    leaks(tmp_path, to=["json"])
    convert(tmp_path / "out", tmp_path / "again", to=["markdown"], jobs=1)
    report = json.loads((tmp_path / "again/report.json").read_text("utf-8"))
    assert [given["name"] for given in report["inputs"]] == [
        "private/json/posts.jsonl",
        "private/json/site.json",
    ]
