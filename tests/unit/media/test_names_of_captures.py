"""Files in web archives under several addresses, of which only hidden posts name some."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.warcs import record
from tests.wxr import export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

UP = "https://blog.example/wp-content/uploads/2020"
PNG = b"\x89PNG\r\n\x1a\n"


def capture(name: str, headers: bytes, body: bytes, number: int, **fields: str) -> bytes:
    return record(
        {
            "WARC-Type": "response", "WARC-Record-ID": f"<urn:x:{number}>",
            "WARC-Date": "2020-05-01T12:00:00Z", "WARC-Target-URI": f"{UP}/{name}",
            "Content-Type": "application/http; msgtype=response",
        } | {key.replace("_", "-"): value for key, value in fields.items()},
        b"HTTP/1.1 " + headers + b"\r\n\r\n" + body,
    )  # fmt: skip


def picture(name: str, number: int = 1) -> bytes:
    return capture(name, b"200 OK\r\nContent-Type: image/png", PNG, number)


def revisit(name: str, of: str) -> bytes:
    return capture(
        name, b"200 OK\r\nContent-Type: image/png", b"", 2, WARC_Type="revisit",
        WARC_Refers_To_Target_URI=f"{UP}/{of}", WARC_Refers_To_Date="2020-05-01T12:00:00Z",
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    )  # fmt: skip


def redirect(name: str, to: str) -> bytes:
    return capture(name, f"302 Found\r\nLocation: {UP}/{to}".encode(), b"", 3)


def images(*names: str) -> str:
    return "".join(f'<img src="{UP}/{name}">' for name in names)


def converted(folder: Path, media: bytes, *items: str) -> list[dict]:
    (folder / "in.xml").write_text(export(*items))
    (folder / "media.warc").write_bytes(media)
    convert(folder / "in.xml", folder / "out", to=["markdown"], media=folder / "media.warc", jobs=1)
    text = (folder / "out/media.json").read_text()
    assert "secret" not in text + (folder / "out/notices.jsonl").read_text()
    assert not list((folder / "out").rglob("*secret*"))
    return json.loads(text)


@pytest.mark.parametrize(
    "media",
    [
        picture("secret.png") + revisit("open.png", "secret.png"),
        picture("secret.png") + redirect("open.png", "secret.png"),
        picture("secret.png") + picture("open.png", 2),
        picture("open.png?secret=ann"),
        picture("open.png") + revisit("secret.png", "open.png"),
    ],
)
def test_a_file_has_the_name_that_public_posts_know(tmp_path: Path, media: bytes) -> None:
    hidden = item(2, status="draft", content=images("secret.png", "open.png?secret=ann"))
    [entry] = converted(tmp_path, media, item(1, content=images("open.png")), hidden)
    assert entry["path"] == "markdown/wp-content/uploads/2020/open.png"
    assert entry["source"] == f"{UP}/open.png"
    assert (tmp_path / "out" / entry["path"]).read_bytes() == PNG


@pytest.mark.parametrize("media", [revisit, redirect])
def test_another_address_does_not_publish_a_hidden_attachment(tmp_path: Path, media) -> None:
    more = f"<wp:attachment_url>{UP}/secret.png</wp:attachment_url>"
    hidden = [
        item(2, status="draft"),
        item(5, type="attachment", status="inherit", parent=2, more=more),
    ]
    captures = picture("secret.png") + media("open.png", "secret.png")
    assert converted(tmp_path, captures, item(1, content=images("open.png")), *hidden) == []


@pytest.mark.parametrize("query", ["?w=300", ""])
def test_a_public_query_and_one_file_for_two_addresses_stay(tmp_path: Path, query: str) -> None:
    media = picture(f"a.png{query}") + revisit("b.png", f"a.png{query}")
    [entry] = converted(tmp_path, media, item(1, content=images(f"a.png{query}", "b.png")))
    assert entry["source"] == f"{UP}/a.png{query}"
    assert entry["addresses"] == [f"{UP}/a.png{query}", f"{UP}/b.png"]


def test_a_public_query_stays_beside_hidden_posts(tmp_path: Path) -> None:
    items = [item(1, content=images("a.png?w=300")), item(2, status="draft")]
    [entry] = converted(tmp_path, picture("a.png?w=300"), *items)
    assert entry["source"] == f"{UP}/a.png?w=300"
