"""Find files and directories that are in a directory under any name.

Mounts and file systems that ignore case give one directory several paths; its device and its
number stay the same.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from wparchive.storage.disk_errors import raise_lack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Identity = tuple[int, int]


def is_in(path: Path, place: Path) -> bool:
    """Check whether a path is a directory or in it, whether the path exists or not."""
    resolved, root = path.resolve(), place.resolve()
    if resolved.is_relative_to(root):
        return True
    # What is missing may be made below the same directory.
    base = next((at for at in (root, *root.parents) if _identity(at)), None)
    if base is None:
        return False
    own, missing = _identity(base), root.relative_to(base).parts
    return any(
        _identity(at) == own and resolved.relative_to(at).parts[: len(missing)] == missing
        for at in (resolved, *resolved.parents)
    )


def first_in(files: Iterable[Path], place: Path) -> Path | None:
    """Return the first of some files that is in a directory; None if none is.

    This also finds files of which a folder or they themselves are mounted elsewhere, too.

    Args:
        files: Files that exist.
        place: The directory; it need not exist.
    """
    below = frozenset(_identities(place.resolve()))
    root = place.resolve()

    @cache
    def is_below(folder: Path) -> bool:
        return folder == root or _identity(folder) in below

    for file in files:
        resolved = file.resolve()
        if any(map(is_below, resolved.parents)) or _alone(resolved) in below:
            return file
    return None


def _identities(root: Path) -> Iterator[Identity]:
    """Yield the identities of a directory and of all that is in it."""
    folders = [str(root)]
    while folders:
        folder = folders.pop()
        try:
            found = os.stat(folder)  # noqa: PTH116
            yield found.st_dev, found.st_ino
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif not entry.is_symlink():
                        yield found.st_dev, entry.inode()
        except OSError as error:  # it is missing, or nobody can read inputs there
            raise_lack(error)


def _identity(path: Path) -> Identity | None:
    """Return the device and number of a file or directory; None if the system tells none."""
    try:
        found = path.stat()
    except OSError as error:
        raise_lack(error)
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None


def _alone(file: Path) -> Identity | None:
    """Return the identity of a file; None for a hard link, which stays if another one goes."""
    try:
        return _identity(file) if file.stat().st_nlink == 1 else None
    except OSError as error:
        raise_lack(error)
        return None
