"""Opening of files that a user or an earlier run has named, which may be pipes or devices."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader, FileIO
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Literal

from wparchive.storage.disk_errors import RefusedPathError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 1 << 18
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
PATIENCE = 10.0
"""Seconds to wait for the program at the other end of a named pipe."""
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a directory",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading; a pipe or a device in its place would never end.

    Raises:
        OSError: It is missing, cannot be opened, or is not a regular file.
    """
    try:
        descriptor = os.open(path, _READ)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise _irregular(path, stat.S_IFSOCK) from error
        raise
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise _irregular(path, mode)
    # Given the name, the file knows it.
    return BufferedReader(FileIO(str(path), "rb", opener=lambda _name, _flags: descriptor))


def read_regular(path: Path) -> bytes:
    """Read a file as a whole.

    Raises:
        OSError: It is missing, cannot be read, or is not a regular file.
    """
    with open_regular(path) as file:
        return file.read()


def blocks_of_regular(name: str) -> Iterator[bytes] | None:
    """Return the bytes of a file in blocks; None if it is missing or a symbolic link.

    Raises:
        OSError: While the blocks are read: it cannot be read, or is not a regular file.
    """
    path = Path(name)
    if not os.path.lexists(path) or path.is_symlink():
        return None
    return _blocks(path)


def _blocks(path: Path) -> Iterator[bytes]:
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            yield block


def _irregular(path: Path, mode: int) -> OSError:
    kind = _KINDS.get(stat.S_IFMT(mode), "something else")
    return OSError(errno.EINVAL, f"it is {kind}, not a file", str(path))


def open_waiting(path: Path, mode: Literal["rb", "wb"]) -> IO[bytes]:
    """Open a file, a device or a pipe, without a buffer.

    The system lets a program wait until another one opens the other end of a named pipe.

    Raises:
        OSError: It cannot be opened, or no program has opened the other end in time.
    """
    if not path.is_fifo():
        return path.open(mode, buffering=0)
    results: SimpleQueue[IO[bytes] | OSError] = SimpleQueue()

    def opening() -> None:
        try:
            results.put(path.open(mode, buffering=0))
        except OSError as error:
            results.put(error)

    Thread(target=opening, daemon=True).start()
    try:
        result = results.get(timeout=PATIENCE)
    except Empty:
        does = "writes to" if mode == "rb" else "reads"
        text, hint = f"no program {does} this named pipe", "Start that program, or name a file."
        raise RefusedPathError(errno.EAGAIN, text, path, hint) from None
    if isinstance(result, OSError):
        raise result
    return result
