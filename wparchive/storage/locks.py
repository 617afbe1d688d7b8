"""Claims: folders that one process uses at a time, and others may clear when it has ended."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from wparchive.storage.disk_errors import RefusedPathError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Claimed = TypeVar("_Claimed")

LOCK = ".wparchive-lock"
_BUSY = frozenset({errno.EACCES, errno.EAGAIN})
_ENDINGS = (KeyboardInterrupt, SystemExit)
"""What signals raise."""
_OWNER = 0o700
_TRIES = 100
_held: dict[Path, Claim] = {}
"""What this process has claimed, by folder: the system's locks only keep out other processes."""

if hasattr(os, "register_at_fork"):
    # A copy of this process has none of its locks, so the claims are not the copy's to release.
    os.register_at_fork(after_in_child=_held.clear)

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # Worker processes must not inherit the lock: they can outlive their killed parent.
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _hold(folder: Path, claim: Claim) -> None:
    # In one step, which no other thread can divide.
    if _held.setdefault(folder, claim) is not claim:
        raise BusyError


def held() -> list[Claim]:
    """Return the claims of this process that were not released."""
    return list(_held.values())


def with_parents(claim: Callable[[], _Claimed]) -> _Claimed:
    """Make missing parents and claim a folder there; again if another run removes a parent.

    Runs remove the parents that they have made if they fail.

    Args:
        claim: Does both.

    Raises:
        FileNotFoundError: Something else is wrong with a parent.
    """
    for _ in range(_TRIES):
        with suppress(FileNotFoundError):
            return claim()
    return claim()


class BusyError(Exception):
    """The folder belongs to a process that is running."""


class Claim:
    """A folder that belongs to this process until it is released.

    The operating system drops the lock when the process ends, however it ends. So a lock
    shows whether a folder is in use or was left by a killed process.

    Args:
        folder: Is made if it is missing, for its owner alone.

    Attributes:
        folder: As given.

    Raises:
        BusyError: A running process has claimed it.
        OSError: It cannot be made or locked, or may be another user's trap.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spare: int | None = None
        self._descriptor: int | None = None
        fresh = False
        try:
            # Before the folder is there: another thread may look for folders to remove.
            _hold(folder, self)
            fresh = not os.path.lexists(folder)
            self._spare = os.open(os.devnull, os.O_RDONLY)
            while (descriptor := _take(folder)) is None:
                pass  # its owner removed it in this moment
            self._descriptor = descriptor
        except BaseException as error:
            self._close_spare()
            if fresh and isinstance(error, _ENDINGS):
                _remove(folder)
            self._forget()
            raise

    def clear(self, keep: str = "") -> None:
        """Remove all that is in the folder, except for the lock.

        Args:
            keep: The name of something else that stays; empty for nothing.

        Raises:
            OSError: Something cannot be removed.
        """
        for path in self.folder.iterdir():
            if path.name in {LOCK, keep}:
                continue
            _remove_all(path)

    def is_intact(self) -> bool:
        """Check whether the folder is still where it was made, with its lock."""
        if self._descriptor is None:
            return False
        try:
            there = (self.folder / LOCK).stat()
        except OSError:
            return False
        return os.path.samestat(os.fstat(self._descriptor), there)

    def release(self, *, keep: bool = False) -> None:
        """End the claim, and remove the folder unless it is to be kept; do nothing if done."""
        try:
            self._end(keep=keep)
        except _ENDINGS:
            self._end(keep=keep)
            raise

    def _end(self, *, keep: bool) -> None:
        if _held.get(self.folder) is not self:
            return
        self._close_spare()
        if not keep:
            # A folder that cannot be cleared keeps its lock, by which the next run recognizes it.
            with suppress(OSError):
                self.clear()
                _remove(self.folder)
        # To close a file drops all locks of this process on it: also one that another thread sets
        # as soon as the claim is forgotten.
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
        self._forget()

    def _forget(self) -> None:
        if _held.get(self.folder) is self:
            del _held[self.folder]

    def _close_spare(self) -> None:
        """Make room for the one descriptor that clearing a folder needs."""
        spare, self._spare = self._spare, None
        if spare is not None:
            os.close(spare)


def _remove_all(path: Path) -> None:
    """Remove a file, or a folder with all in it, with one descriptor at a time.

    `shutil.rmtree` needs one for each level, and a run may fail because it has no more of them.

    Raises:
        OSError: Something cannot be removed.
    """
    if not path.is_dir() or path.is_symlink():
        path.unlink()
        return
    try:
        entries = [*path.iterdir()]
        removable = os.access(path, os.W_OK | os.X_OK)
    except PermissionError:
        entries, removable = [], False
    if not removable:  # such as by the umask of the run that made it
        path.chmod(_OWNER)
        entries = [*path.iterdir()]
    for entry in entries:
        _remove_all(entry)
    path.rmdir()


def _remove(folder: Path) -> None:
    """Remove a folder that is empty, or has only its lock."""
    with suppress(OSError):
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()


def _take(folder: Path) -> int | None:
    """Return the descriptor of the lock, or None if the folder went in the meantime."""
    fresh = True
    try:
        folder.mkdir(mode=_OWNER)
    except FileExistsError:
        fresh = False
        _check_owner(folder)
    else:
        try:
            folder.chmod(_OWNER)  # whatever the umask takes away
        except FileNotFoundError:  # another run has taken it for the remains of a killed one
            return None
    try:
        descriptor = _open(folder / LOCK)
    except OSError:
        if fresh:
            with suppress(OSError):  # another process may have claimed it in the meantime
                folder.rmdir()
        raise
    if descriptor is None:
        return None
    try:
        _lock(descriptor)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), (folder / LOCK).stat()):
                return descriptor
    except OSError as error:
        # A file system without locks cannot say whether an earlier owner is still running.
        if error.errno in _BUSY or not fresh:
            os.close(descriptor)
            raise BusyError from error
        return descriptor
    os.close(descriptor)
    return None


def _open(lock: Path) -> int | None:
    """Open the file of a lock; None if its folder went in the meantime.

    Raises:
        OSError: It cannot be opened, or is something else than a file.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(lock, flags, 0o600)
    except FileNotFoundError:
        return None
    except OSError as error:
        if os.path.lexists(lock) and (lock.is_symlink() or not lock.is_file()):
            raise _in_the_way(lock) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _in_the_way(lock)
    return descriptor


def _in_the_way(path: Path) -> RefusedPathError:
    hint = "Remove it, or name another place."
    return RefusedPathError(errno.EEXIST, f"{path} is in the way", path, hint)


def _check_owner(folder: Path) -> None:
    """Refuse a link, and folders of other users in a directory like /tmp.

    Raises:
        OSError: It may be a trap.
    """
    with suppress(FileNotFoundError):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise _in_the_way(folder)
        if sys.platform != "win32" and folder.parent.stat().st_mode & stat.S_IWOTH:
            if found.st_uid != os.geteuid():
                text = f"{folder} belongs to another user"
                hint = "Let that user remove it, or name another place."
                raise RefusedPathError(errno.EPERM, text, folder, hint)
