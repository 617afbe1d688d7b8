"""File names that every file system takes and that cannot leave the output directory."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import unquote

from wparchive import patterns
from wparchive.storage.escapes import without_cut

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 150
"""Bytes of UTF-8 a name has at most: with date, suffix and extension below the usual 255."""

MAX_DEPTH = 200
"""Folders in which a file may be; Python makes and lists nested ones recursively."""

MAX_PATH = 2048
"""Bytes of UTF-8 that a path below the output has at most; Linux allows 4,096 in all."""

_EXTENSION = 10
"""Bytes that an extension has at most; longer text after a dot is not an extension."""

# Refused by Windows, or steering the terminal or the reading direction instead of naming.
_UNSAFE = patterns.lazy(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_UNREADABLE = patterns.lazy("[\x00-\x1f\x7f\ud800-\udfff]")
_RESERVED = patterns.lazy(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE
)


def safe_name(text: str | None, default: str, *, limit: int = MAX_BYTES) -> str:
    """Make one path component from a slug or title.

    Percent-encoded slugs, WordPress's way to store non-Latin ones, become readable; the answer is
    in NFC, is no longer than `limit`, is no device of Windows, and neither begins with a dot
    nor ends in one or in a space.

    Args:
        text: The slug; may be None, empty or hostile.
        default: The name where nothing usable is left of it.
        limit: Bytes of UTF-8 that it has at most.
    """
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", _unquote(text or "")))
    name = _truncate(name.strip(" .-") or default, limit).rstrip(" .-")
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def safe_file_name(text: str, default: str) -> str:
    """Return a file's name as `safe_name` does, with its extension where it has to be cut short."""
    name = safe_name(text, default)
    whole = safe_name(text, default, limit=len(text.encode(errors="surrogatepass")) + MAX_BYTES)
    stem, dot, extension = whole.rpartition(".")
    if whole == name or not dot or len(extension.encode()) > _EXTENSION:
        return name
    return f"{_truncate(stem, MAX_BYTES - _EXTENSION - 1).rstrip(' .-')}.{extension}"


def is_storable(path: str) -> bool:
    """Check whether a path, made of safe names, is short enough for a file below the output."""
    return path.count("/") <= MAX_DEPTH and len(path.encode(errors="surrogatepass")) <= MAX_PATH


def storable(path: str) -> str:
    """Shorten a path that `is_storable` refuses: a digest of the path replaces most folders.

    The first folder stays, and the last one, which has the name of a page.

    Args:
        path: Safe names, with slashes between them.
    """
    if is_storable(path):
        return path
    *folders, name = path.split("/")
    digest = blake2b(path.encode(errors="surrogatepass"), digest_size=8).hexdigest()
    return "/".join([*folders[:1], digest, *folders[1:][-1:], name])


def readable(name: str) -> str:
    """Make a file's name printable: U+FFFD for bytes that are not UTF-8, and for controls."""
    return _UNREADABLE.sub("\ufffd", name)


def name_of(path: Path) -> str:
    """Return what messages call a path: its last part, or of ``.``, ``..`` and ``/`` the directory.

    Args:
        path: The path as a user gave it.
    """
    if path.name.strip("."):
        return path.name
    try:
        path = path.resolve()
    except (OSError, RuntimeError):  # no current directory, or a link to itself
        return str(path)
    return path.name or str(path)


def collision_key(path: str) -> str:
    """Return a key that is equal for all paths that some file system treats as the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", path).casefold())


def _unquote(text: str) -> str:
    try:
        return unquote(without_cut(text), errors="strict")
    except UnicodeDecodeError:
        return text


def _truncate(name: str, limit: int) -> str:
    return name.encode()[:limit].decode(errors="ignore")
