"""Spooling: unpacked or piped data in temporary files, which can be read twice."""

from __future__ import annotations

import weakref
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from wparchive.errors import MalformedInputError
from wparchive.errors.notices import Code, Notice
from wparchive.storage import scratch
from wparchive.storage.limits import Allowance, Budget
from wparchive.storage.names import readable
from wparchive.storage.recovery import CutError, DamageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wparchive.storage.limits import Limits


class Spool:
    """A temporary directory of spooled files, made when it is first needed.

    Args:
        limits: What unpacking may cost.
        notices: Gets a notice for each damaged input.

    Attributes:
        limits: What unpacking may cost.
    """

    def __init__(self, limits: Limits, notices: list[Notice]) -> None:
        self.limits = limits
        self._budget = Budget(limits)
        self._notices = notices
        self._folder: Path | None = None
        self._cleanup: weakref.finalize[..., Spool] | None = None
        self._files = 0
        self._doubtful: set[Path] = set()

    @property
    def folder(self) -> Path:
        """The directory."""
        if self._folder is None:
            claim = scratch.make()
            self._folder = claim.folder
            # Also for those who never close what they opened.
            self._cleanup = weakref.finalize(self, claim.release)
        return self._folder

    def holds(self, path: Path) -> bool:
        """Check whether a file is in the directory."""
        return self._folder is not None and path.is_relative_to(self._folder)

    def close(self) -> None:
        """Remove the directory."""
        if self._cleanup is not None:
            self._cleanup()

    def allowance(self, name: str, packed: int | None) -> Allowance:
        """Return the limit on the unpacked size of an input.

        Args:
            name: The input's name, for errors.
            packed: The input's size in bytes; None where it is unknown.
        """
        return Allowance(name, packed, self.limits, self._budget)

    def write(
        self, data: Iterator[bytes], name: str, allowance: Allowance, packed: Path | None = None
    ) -> Path:
        """Write unpacked bytes to a file; damage after the first byte is reported and ends it.

        Args:
            data: The bytes.
            name: What notices call them.
            allowance: Counts them.
            packed: The file that they are from; None if it is not a file of this directory.

        Raises:
            LimitError: The bytes pass the limits.
            MalformedInputError: The data is damaged from its first byte on.
            OutputError: The file cannot be written.
        """
        self._files += 1
        target = self.folder / f"{self._files:05}"
        size = 0
        try:
            with _written(target) as write:
                for block in allowance.counted(data):
                    size += write(block)
        except DamageError as error:
            if not size:
                raise MalformedInputError(
                    f"{name} cannot be unpacked: {error}.", hint="Is the download complete?"
                ) from error
            self.report_damage(name, f"Unpacking ends after {size:,} bytes: {error}")
            if not isinstance(error, CutError):
                self._doubtful.add(target)
        if packed in self._doubtful:
            self._doubtful.add(target)
        return target

    def is_doubtful(self, path: Path) -> bool:
        """Check whether any byte of a file may be wrong: it, or what it is from, failed a check.

        After the damage a decompressor goes on with wrong text, until a check fails.
        """
        return path in self._doubtful

    def report(self, code: Code, name: str, text: str = "") -> None:
        """Add a notice of a file or entry.

        Args:
            code: What happened.
            name: The file or entry; it is the message if `text` is empty.
            text: The particulars.
        """
        name = readable(name)
        self._notices.append(Notice(code, text or name, name))

    def report_damage(self, name: str, what: str) -> None:
        """Note that an input is damaged.

        Args:
            name: The input's name.
            what: What is damaged, a sentence without its full stop.
        """
        self._notices.append(damaged(name, what))


def damaged(name: str, what: str) -> Notice:
    """Return the notice that a file is damaged.

    Args:
        name: The file's name.
        what: What is damaged, a sentence without its full stop.
    """
    return Notice(Code.INPUT_DAMAGED, f"{what}.", readable(name))


@contextmanager
def _written(path: Path) -> Iterator[Callable[[bytes], int]]:
    """Open a file; errors of writing are not those of the input that is read meanwhile."""
    with scratch.writing():
        file = path.open("wb")

    def write(block: bytes) -> int:
        with scratch.writing():
            return file.write(block)

    try:
        yield write
    except BaseException:
        with suppress(OSError):
            file.close()
        raise
    with scratch.writing():
        file.close()
