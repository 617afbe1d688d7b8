"""NUL bytes in saved pages are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.readers.pages.test_pages import page
from wparchive.api import convert
from wparchive.errors.notices import Code

if TYPE_CHECKING:
    from pathlib import Path

PAGE = page(1, "first", "First").encode()
MIDDLE = PAGE.index(b"</h1>") + 20


def codes(folder: Path, data: bytes) -> list[Code]:
    """The notices of bytes in a page."""
    (folder / "a.html").write_bytes(data)
    report = convert(folder / "a.html", {}, to=["markdown"], jobs=1)
    known = {Code.INPUT_DAMAGED, Code.CHARACTER_DROPPED}
    found = [notice for notice in report.notices if notice.code in known]
    assert all(notice.source == "a.html" and notice.offset for notice in found)
    return [notice.code for notice in found]


@pytest.mark.parametrize(
    "data",
    [
        PAGE[:MIDDLE] + bytes(40) + PAGE[MIDDLE + 40 :],
        PAGE[:MIDDLE] + bytes(8) + PAGE[MIDDLE + 8 :],
        PAGE[:60] + bytes(16) + PAGE[76:],
        PAGE[:-30] + bytes(30),
        PAGE[:MIDDLE] + bytes(4 * len(PAGE)) + PAGE[MIDDLE:],
    ],
)
def test_a_hole_in_a_page(tmp_path: Path, data: bytes) -> None:
    assert codes(tmp_path, data) == [Code.INPUT_DAMAGED]


def test_single_bytes(tmp_path: Path) -> None:
    data = PAGE[:MIDDLE] + b"\0" + PAGE[MIDDLE:-30] + b"\0\0" + PAGE[-30:]
    assert codes(tmp_path, data) == [Code.CHARACTER_DROPPED]


@pytest.mark.parametrize(
    "data",
    [
        PAGE,
        PAGE.rstrip() + bytes(700),
        PAGE + b"<!-- Cached. -->\n" + bytes(512),
        PAGE.decode().encode("utf-16"),
        PAGE.decode().encode("utf-16-le"),
    ],
)
def test_sound_pages(tmp_path: Path, data: bytes) -> None:
    assert b"</html>" in PAGE
    assert codes(tmp_path, data) == []
