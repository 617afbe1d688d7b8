"""Copies of a hidden picture, and files of hidden posts beside public ones of the same path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.wxr import export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n"


def picture(number: int, address: str, *, parent: int = 0, metadata: str = "") -> str:
    """An attachment; its metadata is serialized PHP."""
    more = f"<wp:attachment_url>{address}</wp:attachment_url>"
    if metadata:
        more += (
            "<wp:postmeta><wp:meta_key>_wp_attachment_metadata</wp:meta_key>"
            f"<wp:meta_value><![CDATA[{metadata}]]></wp:meta_value></wp:postmeta>"
        )
    link = address.rpartition("/wp-content/")[0] + f"/?attachment_id={number}"
    return item(number, type="attachment", status="inherit", parent=parent, more=more, link=link)


def blog(home: str, *items: str) -> str:
    """An export of a blog; its post 2 is private."""
    return export(*items, item(2, status="private", link=f"https://{home}/secret/")).replace(
        "blog.example", home
    )


def published(folder: Path, texts: list[str], files: dict[str, bytes], **options: object) -> set:
    """The contents of the media files of an output."""
    inputs = []
    for number, text in enumerate(texts):
        inputs.append(folder / f"{number}.xml")
        inputs[-1].write_text(text)
    for name, data in files.items():
        (folder / "up" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "up" / name).write_bytes(PNG + data)
    convert(inputs, folder / "out", to=["markdown"], media=folder / "up", jobs=1, **options)
    listed = json.loads((folder / "out/media.json").read_text())
    return {(folder / "out" / e["path"]).read_bytes()[len(PNG) :] for e in listed}


HERE = "https://blog.example/wp-content/uploads/2020/01"
SIZES = (
    'a:2:{s:4:"file";s:13:"2020/01/x.jpg";s:7:"sources";a:1:{s:10:"image/webp";'
    'a:1:{s:4:"file";s:10:"x-jpg.webp";}}}'
)


@pytest.mark.parametrize(
    "copy",
    [
        "x-150x150.jpg", "x-jpg.webp", "x-150x150-jpg.webp", "x.jpg.webp", "x-150x150.jpg.webp",
        "x.webp", "x.avif", "x@2x.jpg", "x-150x150@2x.jpg", "X.jpg",
    ],
)  # fmt: skip
def test_copies_in_other_formats_and_densities(tmp_path: Path, copy: str) -> None:
    shown = item(1, content=f'<img src="{HERE}/{copy}"><img src="{HERE}/open.jpg">')
    hidden = picture(5, f"{HERE}/x.jpg", parent=2, metadata=SIZES)
    files = {f"2020/01/{copy}": b"hidden", "2020/01/open.jpg": b"open"}
    assert published(tmp_path, [blog("blog.example", shown, hidden)], files) == {b"open"}


def test_sizes_of_an_edited_picture(tmp_path: Path) -> None:
    shown = item(1, content=f'<img src="{HERE}/x.jpg">')
    hidden = picture(5, f"{HERE}/x-e1599999999999.jpg", parent=2)
    files = {"2020/01/x-e1599999999999-300x200.jpg": b"hidden"}
    text = blog("blog.example", shown, hidden, picture(6, f"{HERE}/x.jpg"))
    assert published(tmp_path, [text], files) == set()


def test_a_public_file_of_another_blog_at_the_same_path(tmp_path: Path) -> None:
    there = HERE.replace("blog", "two")
    sized = SIZES.replace("x-jpg.webp", "x-1x1.jpeg").replace("sources", "sizess")
    first = blog("one.example", picture(7, HERE.replace("blog", "one") + "/x.jpg", metadata=sized))
    shown = item(1, content=f'<img src="{there}/x-150x150.jpg">')
    second = blog("two.example", shown, picture(5, f"{there}/x.jpg", parent=2))
    files = {"two.example/wp-content/uploads/2020/01/x-150x150.jpg": b"hidden"}
    assert published(tmp_path, [first, second], files) == set()


@pytest.mark.parametrize("folder", ["sites/3/2020/01", "archive/2020/01"])
def test_a_public_file_below_another_folder(tmp_path: Path, folder: str) -> None:
    shown = item(1, content=f'<img src="{HERE}/x.jpg">')
    other = picture(7, f"https://blog.example/wp-content/uploads/{folder}/x.jpg")
    text = blog("blog.example", shown, picture(5, f"{HERE}/x.jpg", parent=2), other)
    files = {"2020/01/x.jpg": b"hidden", f"{folder}/x.jpg": b"open"}
    assert published(tmp_path, [text], files) <= {b"open"}
