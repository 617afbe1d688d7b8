"""The lock of a directory itself, which may have several names, such as that of a mount."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from wparchive.storage.locks import BusyError

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":

    def _lock(_descriptor: int) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # The other kind of lock needs permission to write to the file, which no directory gives.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_locked: set[int] = set()
"""The descriptors of the directories that this process has locked."""


def _close_all() -> None:
    while _locked:
        os.close(_locked.pop())


if hasattr(os, "register_at_fork"):
    # A copy of this process would share the locks, and can outlive the process.
    os.register_at_fork(after_in_child=_close_all)


class DirectoryLock:
    """A lock that the operating system drops when this process ends, however it ends.

    It does nothing if the directory is missing, or if its file system has no such locks.

    Args:
        folder: The directory, by any of its names.

    Raises:
        BusyError: It is locked.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor: int | None = None
        try:
            descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        except OSError:
            return
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno == errno.EWOULDBLOCK:
                raise BusyError from error
            return
        _locked.add(descriptor)
        self._descriptor = descriptor

    def release(self) -> None:
        """Unlock the directory; do nothing if that is done."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor in _locked:
            _locked.remove(descriptor)
            os.close(descriptor)
