"""Temporary folders: gone with the run that made them, or with the next one if it was killed."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive.errors import OutputError
from wparchive.storage.claims import LOCK, BusyError, Claim
from wparchive.storage.faults import is_full

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "wparchive-scratch-"


def make() -> Claim:
    """Make a temporary folder, which goes when its claim is released.

    Raises:
        OSError: It cannot be made.
    """
    _sweep()
    return Claim(Path(tempfile.mkdtemp(prefix=_PREFIX)))


@contextmanager
def blamed() -> Iterator[None]:
    """Blame the folder for temporary files for a full disk that nothing else was blamed for.

    Raises:
        OutputError: In place of what Python or SQLite says of it.
    """
    try:
        yield
    except Exception as error:
        if not is_full(error):
            raise
        raise OutputError(
            f"The disk is full: temporary files in {tempfile.gettempdir()} cannot be written.",
            hint="Free some room there, or name another folder in the environment variable TMPDIR.",
        ) from error


def _sweep() -> None:
    """Remove the folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, BusyError):
            if (folder / LOCK).is_file():
                Claim(folder).release()
