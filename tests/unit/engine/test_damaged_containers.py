"""Damaged containers: the files of a post that was lost with a part of one stay hidden."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.wxr import export, item
from wparchive.api import convert, records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "Secretword"
FILE = f"<wp:attachment_url>https://blog.example/{SECRET}.png</wp:attachment_url>\n"
DRAFT = item(5, title=SECRET, content=f"{SECRET} words. " * 40, status="draft")
ATTACHED = item(6, title=SECRET, type="attachment", status="inherit", parent=5, more=FILE)
OPEN = item(7, title="Open", content="Seen.")
PARTS = {
    "a.xml": export(DRAFT).encode(),
    "b.xml": export(ATTACHED).encode(),
    "c.xml": export(OPEN).encode(),
}


def restricted_warc(folder: Path) -> Path:
    """A restricted WARC without its beginning."""
    whole = folder / "whole.xml"
    whole.write_text(export(DRAFT, ATTACHED, OPEN))
    convert(whole, folder / "first", to=["warc"], edition="full", jobs=1)
    (made,) = (folder / "first").rglob("*-restricted.warc.gz")
    data = gzip.decompress(made.read_bytes())
    lost = data.rindex(f"{SECRET} words".encode())
    damaged = folder / "in.warc"
    damaged.write_bytes(data[lost:])
    return damaged


def zipped(folder: Path) -> Path:
    """A zip of exports; the bytes of the first one are overwritten."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in PARTS.items():
            packed.writestr(name, data)
    data = bytearray(made.getvalue())
    data[40:140] = bytes(100)
    damaged = folder / "in.zip"
    damaged.write_bytes(data)
    return damaged


def tarred(folder: Path) -> Path:
    """A tar of exports; the header of the first one is lost."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as packed:
        for name, data in PARTS.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    damaged = folder / "in.tar"
    damaged.write_bytes(made.getvalue()[2048:])
    return damaged


def of_packed_files(folder: Path) -> Path:
    """A directory of packed exports; the first one is damaged."""
    damaged = folder / "in"
    damaged.mkdir()
    for name, data in PARTS.items():
        (damaged / f"{name}.gz").write_bytes(gzip.compress(data)[: 14 if name == "a.xml" else None])
    return damaged


DAMAGED = [restricted_warc, zipped, tarred, of_packed_files]


@pytest.mark.parametrize("make", DAMAGED)
def test_files_of_a_lost_post_stay_hidden(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    convert(make(tmp_path), tmp_path / "out", to=["markdown", "html", "warc"], jobs=1)
    public = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    public = [path for path in public if "private" not in path.relative_to(tmp_path).parts]
    assert [path for path in public if SECRET.lower() in path.name.lower()] == []
    assert [path for path in public if SECRET.encode() in path.read_bytes()] == []
    assert any(b"Open" in path.read_bytes() for path in public)


def test_records_hide_files_of_a_lost_post(tmp_path: Path) -> None:
    found = [row for row in records(zipped(tmp_path), "in.zip") if row.table == "posts"]
    assert [row.values["title"] for row in found] == ["Open"]
