"""Fixity: the sha256 manifest, in the format that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
import stat
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.errors import VerificationError
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.names import name_of
from wparchive.storage.opening import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MANIFEST = "manifest-sha256.txt"
_LINE = patterns.lazy(r"([0-9a-f]{64})  (.+)")


class Digest(NamedTuple):
    """A file of the output.

    Attributes:
        path: Below OUT, with ``/``.
        size: In bytes.
        sha256: In hexadecimal.
    """

    path: str
    size: int
    sha256: str


def render_manifest(digests: Iterable[Digest]) -> bytes:
    """Render the manifest, sorted by path."""
    lines = (f"{d.sha256}  {d.path}\n" for d in sorted(digests))
    return "".join(lines).encode()


def read_manifest(root: Path) -> dict[str, str]:
    """Digests by path.

    Raises:
        VerificationError: There is no manifest, or it cannot be read.
    """
    path = root / MANIFEST
    if path.exists() and not path.is_file():  # a pipe would never end
        raise VerificationError(f"{MANIFEST} cannot be read: it is not a regular file.")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise VerificationError(
            f"{name_of(root)} has no {MANIFEST}.",
            hint="It is not an output of wparchive, or a run was killed before it finished.",
        ) from error
    except OSError as error:
        raise_lack(error)
        why = error.strerror or error
        raise VerificationError(f"{MANIFEST} cannot be read: {why}.") from error
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        raise VerificationError(f"{MANIFEST} is damaged.", place=place) from error
    entries: dict[str, str] = {}
    # Names may hold characters at which `str.splitlines` ends a line, too.
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if (entry := parse_line(line)) is None:
            raise VerificationError(f"{MANIFEST} is damaged.", place=f"line {number}")
        entries[entry[0]] = entry[1]
    return entries


def parse_line(line: str) -> tuple[str, str] | None:
    """Return the path and the digest in a line of a manifest; None if it is damaged."""
    match = _LINE.fullmatch(line)
    return (match[2], match[1]) if match else None


def sha256_of(path: Path) -> str:
    """Return a file's digest in hexadecimal."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_size(file: Path, size: int) -> bool:
    """Check whether there is a file of a size."""
    try:
        return file.stat().st_size == size
    except OSError:
        return False


def matches(file: Path, digest: Digest) -> bool:
    """Check whether a file has the content that a digest describes."""
    try:
        found = file.lstat()
        same = stat.S_ISREG(found.st_mode) and found.st_size == digest.size
        return same and sha256_of(file) == digest.sha256
    except OSError:
        return False
