"""Publishing: put a new output in the place of an old one, or leave the old one as it was.

Entries move by renames alone, as large as possible: a folder that only holds files of the old
output moves as a whole. A journal names all moves before the first one, and is removed after the
last one. Where a journal is found, the moves are undone.
"""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors import OutputExistsError
from wparchive.storage.disk_errors import RefusedPathError, raise_lack
from wparchive.storage.fixity import MANIFEST
from wparchive.storage.names import MAX_DEPTH, name_of
from wparchive.storage.opening import read_regular

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

NEW, OLD = "new", "old"
"""The folders of a work folder: what is to be published, and what was in its place."""
JOURNAL = "journal.json"
INSIDE = ".wparchive-work"
"""The name of a work folder in the output directory itself."""
published: set[Path] = set()
"""The output directories that this process has published, or whose switch it could not undo."""


class Moves(NamedTuple):
    """Files and folders to move, as disjoint paths below the output directory.

    Attributes:
        retire: Files and folders of the old output; the manifest is the last one.
        install: Files and folders of the new output; the manifest is the first one.
    """

    retire: list[str]
    install: list[str]


def plan(
    target: Path,
    new: Path,
    own: Collection[str],
    *,
    unchanged: Container[str] = (),
    folders: bool = True,
) -> Moves:
    """Plan which files and folders must move.

    Args:
        target: The output directory.
        new: The new output.
        own: The files in `target` that may be replaced, by their paths.
        unchanged: Files of `target` that stay in place of those in `new`.
        folders: Whether folders of the old output can move as a whole.

    Raises:
        OutputExistsError: A file that may not be replaced is in the way.
    """
    moving = {path for path in own if path not in unchanged and path.count("/") <= MAX_DEPTH}
    # Folders of others are not opened: they may be nested to any depth, unreadable or huge.
    places = {parent.as_posix() for path in moving for parent in PurePosixPath(path).parents}
    retire, _ = _owned(target, "", moving, places, folders=folders)
    found = _fitting(target, new, "", frozenset(retire), unchanged)
    install = list(found)
    return Moves(
        sorted(retire, key=lambda path: path == MANIFEST),
        sorted(install, key=lambda path: path != MANIFEST),
    )


def _owned(
    folder: Path, prefix: str, own: Container[str], places: Container[str], *, folders: bool
) -> tuple[list[str], bool]:
    """Return the entries that move out of a folder, and whether these are all of its entries.

    They also are if somebody has removed all files of an earlier output there.
    """
    moving: list[str] = []
    whole = True
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except PermissionError:  # what is ours has been checked
        return [], False
    for entry in entries:
        path = prefix + entry.name
        if path == INSIDE:
            continue
        below: list[str] = []
        mine = path in own
        if entry.is_dir(follow_symlinks=False):
            mine = False
            if path in places:
                below, mine = _owned(Path(entry.path), f"{path}/", own, places, folders=folders)
        moving += [path] if mine else below
        whole = whole and mine
    return moving, folders and whole


def _fitting(
    target: Path, new: Path, prefix: str, retired: frozenset[str], unchanged: Container[str]
) -> Iterator[str]:
    for entry in sorted(os.scandir(new), key=lambda entry: entry.name):
        path = prefix + entry.name
        there = target / entry.name
        if path in unchanged:
            continue
        if path in retired or not os.path.lexists(there):
            yield path
        elif entry.is_dir() and there.is_dir() and not there.is_symlink():
            yield from _fitting(there, Path(entry.path), f"{path}/", retired, unchanged)
        else:
            raise in_the_way(target, path)


def in_the_way(target: Path, path: str) -> OutputExistsError:
    """Return the error for a file of others at a place that the output needs."""
    return OutputExistsError(
        f"{path} in {name_of(target)} is in the way, and does not belong to an earlier output.",
        hint="Move the file away, or name another output directory.",
    )


def is_untouched(work: Path) -> bool:
    """Check whether a new output is in its work folder as a whole: nothing of it was published.

    The disk shows it, since a signal can come between the last move and any note of it.
    """
    return not os.path.lexists(work / JOURNAL) and os.path.lexists(work / NEW / MANIFEST)


def switch(target: Path, work: Path, moves: Moves) -> None:
    """Carry the moves out, all of them or none.

    Args:
        target: The output directory.
        work: The work folder, on the same file system.
        moves: From `plan`.

    Raises:
        OSError: It cannot be done; what has moved is back, or a journal is left for `undo`.
    """
    for path in moves.retire:
        (work / OLD / path).parent.mkdir(parents=True, exist_ok=True)
    draft = work / f"{JOURNAL}.draft"
    with draft.open("w", encoding="ascii") as file:
        json.dump(moves, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        draft.rename(work / JOURNAL)
        for path in moves.retire:
            (target / path).rename(work / OLD / path)
        for path in moves.install:
            (work / NEW / path).rename(target / path)
        (work / JOURNAL).unlink()
    except BaseException:
        undo(target, work)
        raise
    for path in moves.retire:
        for parent in PurePosixPath(path).parents[:-1]:
            with suppress(OSError):  # it holds something
                (target / parent).rmdir()


def _check_links(target: Path, work: Path, paths: Iterable[str]) -> None:
    """Refuse a journal whose moves would follow a link: somebody may have made it up.

    Raises:
        OSError: A directory on the way to a file is a symbolic link.
    """
    found = any(folder.is_symlink() for folder in (work, work / NEW, work / OLD))
    for path in paths:
        for parent in PurePosixPath(path).parents[:-1]:
            roots = (target, work / NEW, work / OLD)
            found = found or any((root / parent).is_symlink() for root in roots)
    if found:
        raise _unusable(work / JOURNAL, "leads through a symbolic link")


def undo(target: Path, work: Path) -> None:
    """Undo the moves of an unfinished switch, if there is a journal of one.

    Raises:
        OSError: It cannot be done; the journal stays.
    """
    try:
        retire, install = json.loads(read_regular(work / JOURNAL))
        moves = Moves([_checked(path) for path in retire], [_checked(path) for path in install])
    except FileNotFoundError:
        return
    except (ValueError, TypeError, RecursionError) as error:
        raise _unusable(work / JOURNAL, "is damaged") from error
    except OSError as error:
        raise_lack(error)
        raise _unusable(work / JOURNAL, f"cannot be read: {error.strerror}") from error
    _check_links(target, work, (*moves.retire, *moves.install))
    for path in reversed(moves.install):
        if not os.path.lexists(work / NEW / path):
            _move_back(target / path, work / NEW / path)
    for path in reversed(moves.retire):
        _move_back(work / OLD / path, target / path)
    (work / JOURNAL).unlink()


def _unusable(journal: Path, why: str) -> RefusedPathError:
    text = f"{journal}, the list of replaced files, {why}"
    hint = (
        f"A run was replacing files, and the old or the new files are in {journal.parent}."
        " Move that directory to another place."
    )
    return RefusedPathError(errno.EINVAL, text, journal, hint)


def _move_back(source: Path, place: Path) -> None:
    """Move an entry back, unless somebody has removed it since."""
    if not os.path.lexists(source):
        return
    if os.path.lexists(place):
        raise FileExistsError(errno.EEXIST, f"{place} is in the way", str(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    source.rename(place)


def _checked(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or parts[0] == "/":
        raise ValueError
    return path
