"""Checkpoints: finished parts of a run's work, for the next run if this one ends early.

Each part is a file of its own, whose name begins with a digest of what the work depends on. A
damaged file, as after a power failure, does not count.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from wparchive.storage.opening import read_regular

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "checkpoints"
"""The folder of the checkpoints in a work folder."""
_DIGEST: Final = hashlib.sha256().digest_size


class Checkpoints:
    """The parts of one run, and those that an earlier run has left of the same work.

    Args:
        folder: Where they are; it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def discard_others(self, work: str) -> None:
        """Remove the parts of any other work, which nobody will ask for.

        Args:
            work: What the names of the parts to keep begin with.
        """
        with suppress(OSError):  # there are none
            for path in self._folder.iterdir():
                if not path.name.startswith(work):
                    path.unlink()

    def load(self, name: str) -> bytes | None:
        """Return a part; None if nobody has saved it, or it is damaged."""
        try:
            data = read_regular(self._folder / name)
        except OSError:
            return None
        digest, content = data[:_DIGEST], data[_DIGEST:]
        return content if hashlib.sha256(content).digest() == digest else None

    def save(self, name: str, content: bytes) -> None:
        """Save a part, if the disk has room for it."""
        draft = self._folder / f"{name}.{os.getpid()}"
        try:
            self._folder.mkdir(exist_ok=True)
            draft.write_bytes(hashlib.sha256(content).digest() + content)
            draft.replace(self._folder / name)
        except OSError:  # the part only saves time
            with suppress(OSError):
                draft.unlink(missing_ok=True)
