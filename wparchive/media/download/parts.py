"""Partial files: what an interrupted download left, which only the same file may continue.

Their names begin with a dot, which no name of a file to fetch does.
"""

from __future__ import annotations

import re
from glob import escape
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_SPAN = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)")
_BYTES: Final = 6
_ANY: Final = "[0-9a-f]" * (2 * _BYTES)
_UNKNOWN: Final = "0" * (2 * _BYTES)


def find(target: Path, url: httpx.URL) -> Path | None:
    """Return the partial file that an address has brought; None without one that can go on."""
    found = target.parent.glob(f".{escape(target.name)}.{_digest(str(url))}-{_ANY}.part")
    parts = (part for part in found if part.is_file() and not part.is_symlink())
    return next((part for part in parts if not part.stem.endswith(_UNKNOWN)), None)


def place(target: Path, url: httpx.URL, answer: httpx.Response) -> Path:
    """Return the path of the partial file for the version of a file that an answer brings.

    Versions are told apart by the date of their last change, by their tag, or by their size.
    """
    headers = answer.headers
    size = span(answer)[1] if answer.status_code == 206 else headers.get("Content-Length")
    version = headers.get("Last-Modified") or headers.get("ETag") or size
    known = _digest(str(version)) if version else _UNKNOWN
    return target.with_name(f".{target.name}.{_digest(str(url))}-{known}.part")


def discard(target: Path) -> None:
    """Remove all partial files of a file."""
    for part in target.parent.glob(f".{escape(target.name)}.{_ANY}-{_ANY}.part"):
        part.unlink(missing_ok=True)


def span(answer: httpx.Response) -> tuple[int, int | None]:
    """Return the first byte of a partial answer, and the file's size; None if unknown."""
    found = _SPAN.fullmatch(answer.headers.get("Content-Range", "").strip())
    if found is None:
        return -1, None
    return int(found[1]), int(found[2]) if found[2] != "*" else None


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=_BYTES).hexdigest()
