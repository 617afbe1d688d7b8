"""Media files with percent signs in their names, which may or may not be parts of addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.wxr import export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

UPLOADS = "https://blog.example/wp-content/uploads"


def shown(folder: Path, files: Sequence[str], addresses: Sequence[str], *more: str) -> list[str]:
    """What the pictures at these addresses are: names of files, or addresses if they are missing."""
    for name in files:
        path = folder / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG" + name.encode())
    body = "".join(f'<p><img src="{address}"></p>' for address in addresses)
    (folder / "a.xml").write_text(export(item(1, content=body), *more))
    convert(folder / "a.xml", folder / "out", to=["markdown"], media=folder / "media")
    [page] = (folder / "out/markdown/post").rglob("*.md")
    found = re.findall(r"!\[\]\(<?(.*?)>?\)", page.read_text())
    return [name if "://" in name else _content(page.parent, name) for name in found]


def _content(folder: Path, link: str) -> str:
    return (folder / unquote(link)).read_bytes().removeprefix(b"\x89PNG").decode()


@pytest.mark.parametrize("folder", ["", "wp-content/uploads/", "blog.example/wp-content/uploads/"])
@pytest.mark.parametrize("sign", ["%20", "%2F", "%25", "%3F", "%C3%BC"])
def test_both_names_are_found(tmp_path: Path, folder: str, sign: str) -> None:
    literal = f"{folder}2020/a{sign}b.png"
    own = f"{UPLOADS}/2020/a{sign.replace('%', '%25')}b.png"
    assert shown(tmp_path, [literal], [own, f"{UPLOADS}/2020/a{sign}b.png"]) == [literal] * 2


@pytest.mark.parametrize("folder", ["", "wp-content/uploads/", "blog.example/wp-content/uploads/"])
@pytest.mark.parametrize(
    ("sign", "other"), [("%20", " "), ("%2F", "/"), ("%25", "%"), ("%c3%bc", "ü")]
)
def test_a_file_is_not_taken_for_one_with_the_decoded_name(
    tmp_path: Path, folder: str, sign: str, other: str
) -> None:
    files = [f"{folder}2020/a{sign}b.png", f"{folder}2020/a{other}b.png"]
    addresses = [f"{UPLOADS}/2020/a{sign.replace('%', '%25')}b.png", f"{UPLOADS}/2020/a{sign}b.png"]
    assert shown(tmp_path, files, addresses) == files


def test_a_missing_file_is_not_the_one_with_the_encoded_name(tmp_path: Path) -> None:
    address = f"{UPLOADS}/2020/a%2520b.png"
    assert shown(tmp_path, ["2020/a b.png"], [address]) == [address]


def _attachment(number: int, file: str, parent: int = 0) -> str:
    address = f"{UPLOADS}/{file.replace('%', '%25').replace(' ', '%20')}"
    more = (
        f"<wp:attachment_url>{address}</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attached_file"
        f"</wp:meta_key><wp:meta_value>{file}</wp:meta_value></wp:postmeta>"
    )
    return item(number, type="attachment", status="inherit", parent=parent, more=more)


FOLDERS = ["", "wp-content/uploads/", "blog.example/wp-content/uploads/"]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("is_hidden", [True, False])
def test_files_of_attachments_keep_to_their_owners(
    tmp_path: Path, is_hidden: bool, folder: str
) -> None:
    names = ["2020/a%20b.png", "2020/a b.png"]
    files = [folder + name for name in names]
    addresses = [f"{UPLOADS}/2020/a%2520b.png", f"{UPLOADS}/2020/a%20b.png"]
    more = [
        item(2, status="private" if is_hidden else "publish", type="page"),
        _attachment(5, names[0], parent=2),
        _attachment(6, names[1]),
    ]
    found = shown(tmp_path, files, addresses, *more)
    assert found == ([addresses[0], files[1]] if is_hidden else files)
    out = [path.read_bytes() for path in (tmp_path / "out/markdown").rglob("*.png")]
    assert any(b"%20" in data for data in out) is not is_hidden


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_hidden_file_is_not_the_decoded_name_of_another_one(tmp_path: Path, folder: str) -> None:
    more = [
        item(2, status="private", type="page"),
        _attachment(5, "2020/a%20b.png", parent=2),
        _attachment(6, "2020/a b.png"),
    ]
    addresses = [f"{UPLOADS}/2020/a%2520b.png", f"{UPLOADS}/2020/a%20b.png"]
    assert shown(tmp_path, [f"{folder}2020/a%20b.png"], addresses, *more) == addresses


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("is_hidden", [True, False])
def test_the_decoded_name_may_be_the_hidden_one(
    tmp_path: Path, is_hidden: bool, folder: str
) -> None:
    names = ["2020/a%20b.png", "2020/a b.png"]
    files = [folder + name for name in names]
    addresses = [f"{UPLOADS}/2020/a%2520b.png", f"{UPLOADS}/2020/a%20b.png"]
    more = [
        item(2, status="private" if is_hidden else "publish", type="page"),
        _attachment(5, names[0]),
        _attachment(6, names[1], parent=2),
    ]
    found = shown(tmp_path, files, addresses, *more)
    assert found == ([files[0], addresses[1]] if is_hidden else files)


def test_a_saved_page_shows_its_files(tmp_path: Path) -> None:
    files: Mapping[str, bytes] = {"x%20y.png": b"literal", "x z.png": b"space"}
    (tmp_path / "p_files").mkdir()
    for name, data in files.items():
        (tmp_path / "p_files" / name).write_bytes(data)
    body = "".join(f'<p><img src="./p_files/{name}"></p>' for name in ("x%2520y.png", "x%20z.png"))
    (tmp_path / "p.html").write_text(
        '<html><head><link rel="canonical" href="https://blog.example/p/">'
        '<meta name="generator" content="WordPress 6.5"></head><body class="single single-post'
        f' postid-1"><article class="post-1 post type-post hentry"><h1 class="entry-title">P</h1>'
        f'<div class="entry-content"><p>Words enough for a post.</p>{body}</div></article></body></html>'
    )
    convert(tmp_path / "p.html", tmp_path / "out", to=["markdown"], media="inputs")
    found = {path.read_bytes() for path in (tmp_path / "out/markdown").rglob("*.png")}
    assert found == set(files.values())
