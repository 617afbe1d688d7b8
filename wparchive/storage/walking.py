"""Walk directories: their files, links, and unreadable entries."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from wparchive.errors.notices import Code, Notice
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.names import MAX_DEPTH, readable
from wparchive.storage.work_folders import is_cut_short, is_journal_in, is_work_folder

_CUT_SHORT = "a run was killed while it replaced an output; wparchive verify OUT restores it"
_MAX_PATH = 3800
"""Bytes that the path of a folder has at most: with a name, Linux allows 4,096."""


@dataclass(frozen=True)
class FileSet:
    """Files that are read as if a directory had them and nothing else.

    Attributes:
        name: The name of the directory in messages.
        files: The files by their paths in that directory, with ``/`` between.
    """

    name: str
    files: dict[str, Path]


@dataclass
class Walk:
    """The files below a directory; names are paths relative to it, with ``/`` between.

    Attributes:
        files: Entries that are neither directories nor links, by name, in the order of the names.
        links: Names of symbolic links, which are not followed: they may point anywhere.
        unreadable: Why folders, files and links cannot be read, by name.
    """

    files: dict[str, Path] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)

    def problems(self) -> dict[str, Notice]:
        """Return notices of unreadable entries and of symbolic links, by name."""
        found = {name: unreadable(name, why) for name, why in sorted(self.unreadable.items())}
        text = "is a symbolic link, which wparchive does not follow"
        return found | {
            name: Notice(Code.INPUT_SKIPPED, f"{readable(name)} {text}.", readable(name))
            for name in self.links
        }

    def notices(self) -> list[Notice]:
        """Return the notices of `problems`."""
        return list(self.problems().values())


def unreadable(name: str, reason: str) -> Notice:
    """Make a notice of a folder or file below an input that cannot be read.

    Args:
        name: Its path below the input.
        reason: Why, such as the words of the operating system.
    """
    text = f"{readable(name)} cannot be read: {reason}."
    return Notice(Code.INPUT_UNREADABLE, text, readable(name))


def walk(root: Path) -> Walk:
    """Look at all that is below a directory, without opening a file.

    Work folders, in which outputs grow, are left out: what they hold is half an output. An output
    whose files a killed run has begun to replace counts as unreadable, and so does a folder with
    a path that is too long.

    Raises:
        OSError: The directory itself cannot be listed.
    """
    found = Walk()

    def fail(error: OSError) -> None:
        raise_lack(error)
        path = Path(error.filename)
        if path == root:
            raise error
        found.unreadable[path.relative_to(root).as_posix()] = error.strerror or str(error)

    if is_cut_short(root.resolve()):
        found.unreadable[root.name] = _CUT_SHORT
    for folder, folders, names in os.walk(root, onerror=fail):
        for name in filter(is_work_folder, folders):
            if is_journal_in(Path(folder, name)):
                found.unreadable[Path(folder, name).relative_to(root).as_posix()] = _CUT_SHORT
        folders[:] = [name for name in folders if not is_work_folder(name)]
        below = Path(folder).relative_to(root)
        if len(below.parts) > MAX_DEPTH or len(os.fsencode(folder)) > _MAX_PATH:
            found.unreadable[below.as_posix()] = "its path is too long"
            folders.clear()
            continue
        for name in (*folders, *names):
            path = Path(folder, name)
            _note(found, path, path.relative_to(root).as_posix(), is_file=name in names)
    found.links.sort()
    found.files = dict(sorted(found.files.items()))
    return found


def link_below(root: Path, name: str) -> Path | None:
    """Return the first symbolic link on the way from a directory to a file; None without one.

    Args:
        root: The directory, which may be a link.
        name: The file's path below the directory.
    """
    path = root
    for part in name.split("/"):
        path /= part
        if path.is_symlink():
            return path
    return None


def _note(found: Walk, path: Path, name: str, *, is_file: bool) -> None:
    """Note a file or a link; folders have been listed."""
    try:
        is_link = path.is_symlink()
    except OSError as error:  # its folder can be listed, but not entered
        raise_lack(error)
        found.unreadable[name] = error.strerror or str(error)
        return
    if is_link:
        if os.path.exists(path):  # noqa: PTH110 - Path.exists raises for some links
            found.links.append(name)
        else:
            found.unreadable[name] = "the link points to nothing, or to itself"
    elif is_file:
        found.files[name] = path
