"""One document to read, as readers get it: local bytes that can be read twice."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors import InputError
from wparchive.errors.containment import OF_DRIVES
from wparchive.storage.disk_errors import advice, is_full, raise_lack
from wparchive.storage.limits import Allowance, Limits
from wparchive.storage.opening import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SNIFF_SIZE = 1 << 16
"""Bytes from a document's beginning by which it is recognized."""


@dataclass(frozen=True)
class Capture:
    """The record of a document in a web archive.

    Attributes:
        url: Where it was had from.
        date: When, in RFC 3339.
        media: The media type that the server named, without parameters; empty if it named none.
        charset: The encoding that it named.
        aliases: Other addresses that led there: redirects, and copies with the same bytes.
        only_comments: Whether a later capture has the post, so that only the comments count.
    """

    url: str
    date: str | None = None
    media: str = ""
    charset: str | None = None
    aliases: tuple[str, ...] = ()
    only_comments: bool = False


@dataclass(frozen=True)
class Source:
    """One document to read.

    Attributes:
        name: What reports call it: the last component of the user's path, and for a member of a
            container ``container.zip!member.xml``.
        path: Where its unpacked bytes lie.
        size: Their number.
        container: The file as the user gave it (the same as `path` for a plain file).
        scratch: A directory for what a reader derives from it; it goes when the run ends.
        start: The offset in `path` at which its bytes begin.
        limits: What it costs to unpack what is packed inside of it.
        capture: What a web archive says of it, if it comes from one.
        allowance: Counts what is unpacked from its input; None where nothing is.
        is_doubtful: Whether any of its bytes may be wrong, since a check failed when it was
            unpacked.
    """

    name: str
    path: Path
    size: int
    container: Path
    scratch: Path
    start: int = 0
    limits: Limits = field(default_factory=Limits)
    capture: Capture | None = None
    allowance: Allowance | None = None
    is_doubtful: bool = False

    def read(self, size: int | None = None) -> bytes:
        """Read the document, or at most `size` bytes from its beginning."""
        with reading_from(self), open_regular(self.path) as file:
            file.seek(self.start)
            return file.read(self.size if size is None else min(size, self.size))


@contextmanager
def reading_from(*sources: Source) -> Iterator[None]:
    """Name the document in an error of its drive, which is no fault of a reader.

    Args:
        sources: The documents that are read in the block.

    Raises:
        InputError: The drive of one of them cannot be read.
        SystemRefusalError: The system has no more open files or memory.
    """
    try:
        yield
    except OSError as error:
        raise_lack(error)
        if error.errno not in OF_DRIVES or is_full(error) or not sources:
            raise
        source = next((s for s in sources if str(s.path) == error.filename), sources[0])
        if source.path.is_relative_to(source.scratch):
            # `wparchive.storage.scratch` knows temporary files by their names.
            raise OSError(error.errno, error.strerror, str(source.path)) from error
        name = source.name
        if len(sources) > 1 and error.filename is None:
            name = f"{name} or another of {len(sources):,} files"
        raise InputError(f"{name} cannot be read: {error.strerror}.", hint=advice(error)) from error
