"""List the files of an output, and report what cannot be listed or read."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive.errors import VerificationError
from wparchive.storage.disk_errors import is_full, raise_lack
from wparchive.storage.names import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.verification.findings import Verification

    Refused = Callable[[Path, OSError], None]


def entries(root: Path, refused: Refused) -> list[Path]:
    """List all that is below a directory, except for directories; do not follow links to them.

    Args:
        root: The directory; a missing one has no entries.
        refused: Called for each directory that cannot be listed.

    Returns:
        Their paths, sorted.

    Raises:
        SystemRefusalError: The system has no more open files or memory.
    """
    found: list[Path] = []
    waiting = [root]
    while waiting:  # folders may be nested to any depth, so no recursion
        folder = waiting.pop()
        try:
            below = [*os.scandir(folder)]
        except FileNotFoundError:
            continue
        except OSError as error:
            raise_lack(error)
            refused(folder, error)
            continue
        for entry in below:
            kind = waiting if entry.is_dir(follow_symlinks=False) else found
            kind.append(Path(entry.path))
    return sorted(found)


def is_regular(path: Path) -> bool:
    """Check whether a path leads to a regular file; False if it cannot be reached."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for some paths


def regular_files(folder: Path) -> list[Path]:
    """List the regular files below a directory, as far as it can be listed."""
    return [path for path in entries(folder, lambda _path, _error: None) if is_regular(path)]


def report_unreadable(result: Verification, name: str, error: OSError, what: str = "file") -> None:
    """Add a finding of a file or directory that cannot be read, unless there is one already.

    Raises:
        SystemRefusalError: The system has no more open files or memory.
        OSError: The disk of temporary files is full.
    """
    raise_lack(error)
    if is_full(error):
        raise error
    if not any((known.rule, known.file) == ("unreadable", name) for known in result.findings):
        reason = error.strerror or error
        result.find("unreadable", f"The {what} cannot be read: {reason}.", name)


@contextmanager
def naming(target: Path) -> Iterator[None]:
    """Turn errors of reading a target as a whole into errors that name the target.

    Raises:
        VerificationError: In place of an OSError.
        SystemRefusalError: The system has no more open files or memory.
        OSError: The disk of temporary files is full.
    """
    try:
        yield
    except OSError as error:
        raise_lack(error)
        if is_full(error):
            raise
        reason = error.strerror or error
        below = error.filename and os.fsdecode(error.filename) != str(target)
        where = f" for {error.filename}" if below else ""
        raise VerificationError(f"{name_of(target)} cannot be read: {reason}{where}.") from error
