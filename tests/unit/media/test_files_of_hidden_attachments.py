"""Pictures that public posts show and that are left out, since their attachments are hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

UPLOADS = "https://blog.example/wp-content/uploads"
URL = f"{UPLOADS}/2020/x.jpg"
SIZE = f"{UPLOADS}/2020/x-300x200.jpg"
WHY = "its attachment is hidden; --include shows hidden attachments."
FORMATS = ["markdown", "html", "warc"]


def attachment(number: int, *, status: str = "inherit", parent: int = 0, url: str = URL) -> str:
    more = f"<wp:attachment_url>{url}</wp:attachment_url>"
    return item(number, type="attachment", status=status, parent=parent, more=more)


def missing(
    folder: Path, *items: str, to: list[str] = FORMATS, **options: object
) -> list[tuple[str, int | None, str]]:
    """Convert, and return the notices about missing files."""
    (folder / "in.xml").write_text(export(*items))
    (folder / "up/2020").mkdir(parents=True)
    for name in ("x.jpg", "x-300x200.jpg", "open.jpg"):
        (folder / "up/2020" / name).write_bytes(b"\xff\xd8\xff" + name.encode())
    options.setdefault("media", folder / "up")
    report = convert(folder / "in.xml", folder / "out", to=to, jobs=1, **options)
    return [
        (notice.message, notice.post_id, notice.target)
        for notice in report.notices
        if notice.code == "media-missing"
    ]


@pytest.mark.parametrize("status", ["draft", "trash", "private"])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'<img src="{URL}">', [URL]),
        (f'<a href="{SIZE}">x</a> <img src="{URL}">', [SIZE, URL]),
        ('<img src="/wp-content/uploads/2020/x.jpg">', [URL]),
        (
            '<img src="https://i0.wp.com/blog.example/wp-content/uploads/2020/x.jpg?w=9">',
            ["https://i0.wp.com/blog.example/wp-content/uploads/2020/x.jpg?w=9"],
        ),
        (f'<div style="background-image:url({URL})">x</div>', [URL]),
        ('[gallery ids="5"]', [URL]),
    ],
)
def test_each_format_says_that_a_picture_is_left_out(
    tmp_path: Path, status: str, text: str, shown: list[str]
) -> None:
    hidden = [item(2, status=status), attachment(5, parent=2)]
    expected = {(f"{url}: {WHY}", 1, name) for url in shown for name in FORMATS}
    found = missing(tmp_path, item(1, content=text), *hidden)
    assert sorted(found) == sorted(expected)


def test_featured_images_and_comments_count_as_shown(tmp_path: Path) -> None:
    featured = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    items = [
        item(1, more=featured.format(5)),
        item(3, comments=comment(1, content=f'<a href="{URL}">x</a>')),
        item(4, more=featured.format(6)),  # of a private attachment public posts get the number
        item(7, comments=comment(2, content=f'<a href="{URL}">x</a>', approved="0")),
    ]
    hidden = [
        item(2, status="draft"),
        attachment(5, parent=2),
        attachment(6, status="private", url=f"{UPLOADS}/2020/y.jpg"),
    ]
    found = missing(tmp_path, *items, *hidden, to=["markdown"])
    assert found == [
        (f"{URL}: {WHY}", 1, "markdown"),
        (f"{URL}: {WHY}", 3, "markdown"),
        (f"?attachment_id=6: {WHY}", 4, "markdown"),
    ]


def test_downloads_of_hidden_attachments_are_not_silent(tmp_path: Path) -> None:
    hidden = [item(2, status="draft"), attachment(5, parent=2)]
    shows = item(1, content=f'<img src="{URL}">')
    found = missing(tmp_path, shows, *hidden, to=["markdown"], media="fetch")
    assert found == [(f"{URL}: {WHY}", 1, "markdown")]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ([attachment(5)], []),
        ([item(2, status="draft"), attachment(5, parent=2), attachment(6)], []),
        (
            [item(2, status="draft"), attachment(5, parent=2, url=SIZE), attachment(6)],
            [(f"{SIZE}: {WHY}", 1, name) for name in FORMATS],
        ),
    ],
)
def test_files_of_public_attachments_are_there(
    tmp_path: Path, rest: list[str], expected: list[tuple[str, int, str]]
) -> None:
    shows = item(1, content=f'<img src="{URL}">[gallery ids="5"]')
    assert missing(tmp_path, shows, *rest) == expected
    assert (tmp_path / "out/markdown/wp-content/uploads/2020/x.jpg").is_file()


def test_with_include_the_picture_is_there(tmp_path: Path) -> None:
    items = [
        item(1, content=f'<img src="{URL}">'),
        item(2, status="draft"),
        attachment(5, parent=2),
    ]
    assert missing(tmp_path, *items, include=["drafts"]) == []
    assert (tmp_path / "out/markdown/wp-content/uploads/2020/x.jpg").is_file()
