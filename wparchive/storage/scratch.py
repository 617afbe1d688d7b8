"""Temporary folders, which the run removes at its end, or the next run if it was killed."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive.errors import OutputError, WparchiveError
from wparchive.storage.disk_errors import advice, is_database_refused, is_full, lack, raise_lack
from wparchive.storage.locks import LOCK, BusyError, Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "wparchive-scratch-"
_OTHER_PLACE = "Name another directory in the environment variable TMPDIR."
_HINT = "Or name another directory in the environment variable TMPDIR."


def make() -> Claim:
    """Make a temporary folder, which is removed when its claim is released.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        root = Path(tempfile.gettempdir())
        _sweep(root)
        return _claim(root)
    except OSError as error:
        raise_lack(error)
        if is_full(error):
            raise _full() from error
        raise OutputError(
            f"Temporary files cannot be written: {error.strerror}.",
            hint=_OTHER_PLACE,
        ) from error


def _claim(root: Path) -> Claim:
    """Claim a new folder, or one more if another run sweeps the first before its lock is set."""
    while True:
        with suppress(BusyError):
            return Claim(root / f"{_PREFIX}{secrets.token_hex(8)}")


def new_file(folder: Path, prefix: str, data: bytes = b"") -> Path:
    """Make a file with a unique name in a folder.

    Args:
        folder: Where the file is made, such as a source's `scratch`.
        prefix: The beginning of its name, for people who look into the folder.
        data: Its content.

    Raises:
        OutputError: It cannot be written.
    """
    with writing():
        descriptor, name = tempfile.mkstemp(prefix=prefix, dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    return Path(name)


@contextmanager
def writing() -> Iterator[None]:
    """Blame the folder for temporary files, and not what is read meanwhile.

    Raises:
        OutputError: In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(error) from error


@contextmanager
def blamed() -> Iterator[None]:
    """Blame the folder for temporary files where no other place was blamed.

    Raises:
        OutputError: The disk is full, a temporary file could not be used, or SQLite could not
            use a file.
        SystemRefusalError: The system has no more open files or memory.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and (is_full(error) or _is_temporary(error.filename)):
            raise _unwritable(error) from error
        raise_lack(error)
        if is_full(error):
            raise _full() from error
        if is_database_refused(error):
            raise _refused(error) from error
        raise


def _is_temporary(name: object) -> bool:
    """Check whether the file of an error is in a folder that `make` has made."""
    if not isinstance(name, str | bytes):
        return False
    return any(part.startswith(_PREFIX) for part in Path(os.fsdecode(name)).parts)


def _unwritable(error: OSError) -> WparchiveError:
    """Describe what the system refused for a temporary file."""
    if found := lack(error):
        return found
    if is_full(error):
        return _full()
    text = f"Temporary files in {tempfile.gettempdir()} cannot be written: {error.strerror}."
    hint = f"{advice(error)} {_HINT}" if advice(error) else _OTHER_PLACE
    return OutputError(text, hint=hint)


def _full() -> OutputError:
    text = f"The disk is full: temporary files in {tempfile.gettempdir()} cannot be written."
    return OutputError(text, hint=f"Free some room there. {_HINT}")


def _refused(error: Exception) -> OutputError:
    return OutputError(
        f"A temporary database in {tempfile.gettempdir()} cannot be used: {error}.",
        hint="Is the disk damaged? Allow larger files (ulimit -f) and more open files (ulimit -n)."
        f" {_HINT}",
    )


def _sweep(root: Path) -> None:
    """Remove the folders of processes that were killed; before its end a folder is empty."""
    for folder in root.glob(f"{_PREFIX}*"):
        with suppress(OSError, BusyError):
            if (folder / LOCK).is_file():
                Claim(folder).release()
            else:
                folder.rmdir()
