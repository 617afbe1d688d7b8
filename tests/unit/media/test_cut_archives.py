"""Media from web archives that are cut: what was read, and what is missing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.warcs import packed, page, record, warcinfo
from tests.wxr import export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

    from wparchive.api import Report

UPLOADS = "https://blog.example/wp-content/uploads/2015/06"
FILES = {name: random.Random(name).randbytes(6000) for name in "abc"}


def resource(name: str) -> bytes:
    """A file as a record of its own."""
    number = f"<urn:uuid:0000000{ord(name) - 96}-0000-4000-8000-000000000009>"
    return page(FILES[name], uri=f"{UPLOADS}/{name}.png", kind="image/png", id=number)


def response(name: str) -> bytes:
    """A file as a server sent it, without its length."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
    number = f"<urn:uuid:0000000{ord(name) - 96}-0000-4000-8000-000000000009>"
    return record(
        {"WARC-Type": "response", "WARC-Record-ID": number, "WARC-Date": "2024-05-01T12:00:00Z",
         "WARC-Target-URI": f"{UPLOADS}/{name}.png",
         "Content-Type": "application/http; msgtype=response"},
        head + FILES[name],
    )  # fmt: skip


def mhtml(names: str) -> bytes:
    """A saved page with pictures."""
    parts = "".join(
        f"--x\r\nContent-Type: image/png\r\nContent-Location: {UPLOADS}/{name}.png\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{'QUJD' * ord(name)}\r\n"
        for name in names
    )
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n{parts}'.encode()


def with_media(folder: Path, name: str, data: bytes) -> Report:
    """Convert an export that shows the files."""
    body = "".join(f'<img src="{UPLOADS}/{name}.png">' for name in FILES)
    (folder / "export.xml").write_text(export(item(1, content=body)))
    (folder / name).write_bytes(data)
    return convert(
        folder / "export.xml", folder / "out", to=["markdown"], media=folder / name, jobs=1
    )


@pytest.mark.parametrize("make", [resource, response])
@pytest.mark.parametrize("is_packed", [True, False])
def test_the_first_files_of_a_cut_web_archive(tmp_path: Path, make, is_packed: bool) -> None:
    records = [warcinfo(), *map(make, FILES)]
    data = packed(*records) if is_packed else b"".join(records)
    last = len(packed(records[-1])) if is_packed else len(records[-1])
    name = "media.warc.gz" if is_packed else "media.warc"
    report = with_media(tmp_path, name, data[: len(data) - last - 2000])
    assert report.media == ["wp-content/uploads/2015/06/a.png"]
    (cut,) = (n for n in report.notices if n.code == "input-truncated")
    assert cut.source == name
    (left,) = (n for n in report.notices if n.code == "media-unreadable")
    assert f"{UPLOADS}/b.png" in left.message
    assert report.exit_code == 3


def test_the_first_files_of_a_cut_page_with_pictures(tmp_path: Path) -> None:
    report = with_media(tmp_path, "page.mhtml", mhtml("ab"))
    assert [n.source for n in report.notices if n.code == "input-truncated"] == ["page.mhtml"]
    assert len(report.media or ()) == 2
    (tmp_path / "whole").mkdir()
    whole = with_media(tmp_path / "whole", "page.mhtml", mhtml("ab") + b"--x--\r\n")
    assert not [n for n in whole.notices if n.code == "input-truncated"]


def test_a_whole_web_archive_is_not_reported(tmp_path: Path) -> None:
    report = with_media(tmp_path, "media.warc", b"".join([warcinfo(), *map(resource, FILES)]))
    assert len(report.media or ()) == len(FILES)
    assert not report.notices
