"""The list of media files is public: it has nothing of hidden posts, and paths of public files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.wxr import export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

UPLOADS = "https://blog.example/wp-content/uploads"
PNG = b"\x89PNG\r\n\x1a\n"


def listed(folder: Path, source: str, text: str, *names: str, to: list[str]) -> list[dict]:
    """Convert, and return the list of media files."""
    (folder / source).write_text(text)
    (folder / "up/2020").mkdir(parents=True)
    for name in names:
        (folder / "up/2020" / name).write_bytes(PNG + name.encode())
    convert(folder / source, folder / "out", to=to, media=folder / "up", jobs=1)
    text = (folder / "out/media.json").read_text()
    assert "secret" not in text
    return json.loads(text)


def attachment(number: int, name: str, **fields: object) -> str:
    more = f"<wp:attachment_url>{UPLOADS}/2020/{name}</wp:attachment_url>"
    return item(number, type="attachment", status="inherit", more=more, **fields)


@pytest.mark.parametrize("to", [["wxr"], ["markdown", "wxr"], ["wxr", "markdown"]])
def test_a_hidden_attachment_of_a_public_file_says_nothing(tmp_path: Path, to: list[str]) -> None:
    text = export(
        item(1, content=f'<img src="{UPLOADS}/2020/a.png">'),
        item(2, status="draft", content=f'<img src="{UPLOADS}/2020/a.png?secret">'),
        attachment(5, "a.png", parent=2, title="secret title"),
        attachment(6, "a.png", parent=1, title="Open"),
    )
    [entry] = listed(tmp_path, "in.xml", text, "a.png", to=to)
    assert [known["title"] for known in entry["attachments"]] == ["Open"]
    path = "markdown/wp-content/uploads/2020/a.png"
    assert entry["path"] == (path if "markdown" in to else None)
    assert entry["addresses"] == [f"{UPLOADS}/2020/a.png"]
    assert (tmp_path / "out/private/wxr/uploads/wp-content/uploads/2020/a.png").is_file()


@pytest.mark.parametrize("status", ["draft", "private"])
def test_a_file_that_only_a_hidden_page_shows_is_not_listed(tmp_path: Path, status: str) -> None:
    def post(number: int, status: str, *names: str) -> dict:
        images = "".join(f'<p>x<img src="{UPLOADS}/2020/{name}"></p>' for name in names)
        return {
            "id": number, "date": "2020-05-01T10:00:00", "date_gmt": "2020-05-01T10:00:00",
            "guid": {"rendered": f"https://blog.example/?p={number}"},
            "modified": "2020-05-01T10:00:00", "slug": f"p{number}", "status": status,
            "type": "post", "link": f"https://blog.example/p{number}/",
            "title": {"rendered": f"P{number}"}, "content": {"rendered": images},
            "excerpt": {"rendered": ""}, "author": 1,
        }  # fmt: skip

    text = json.dumps([post(1, "publish", "a.png"), post(2, status, "a.png", "secret.png")])
    entries = listed(tmp_path, "posts.json", text, "a.png", "secret.png", to=["wxr"])
    assert [(entry["path"], entry["source"]) for entry in entries] == [(None, "2020/a.png")]
    uploads = tmp_path / "out/private/wxr/uploads/wp-content/uploads/2020"
    assert sorted(path.name for path in uploads.iterdir()) == ["a.png", "secret.png"]
