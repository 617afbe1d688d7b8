"""Outputs that may be there already: whether their files may be replaced, and can be."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors import OutputError, OutputExistsError, VerificationError
from wparchive.storage import publishing
from wparchive.storage.fixity import MANIFEST, read_manifest
from wparchive.storage.names import name_of

if TYPE_CHECKING:
    from collections.abc import Collection

OUTPUT = "output directory"
_OCTAL = patterns.lazy(rb"\\([0-7]{3})")
"""How the list of mounts writes blanks and backslashes."""
_OF_NOBODY = frozenset({"lost+found", publishing.INSIDE})
"""The folder in an empty file system, and what an interrupted run has left."""


def holds_files(target: Path, what: str, *, overwrite: bool, update: bool) -> bool:
    """Check whether the target has files, which then may be replaced.

    Raises:
        OutputExistsError: They may not, or the target is a file.
    """
    if not target.is_dir():
        if os.path.lexists(target):
            raise OutputExistsError(f"{name_of(target)} exists and is not a directory.")
        return False
    if not any(path.name not in _OF_NOBODY for path in target.iterdir()):
        return False
    if update and not overwrite and not os.path.lexists(target / MANIFEST):
        raise OutputExistsError(
            f"The output directory {name_of(target)} is not empty, and has no {MANIFEST}: it is not"
            " an output that --update could update.",
            hint="Name another directory, or replace its files with --overwrite.",
        )
    if not (overwrite or update):
        allow = ", or replace its files with --overwrite"
        raise OutputExistsError(
            f"The {what} {name_of(target)} is not empty.",
            hint=f"Name another directory{allow if what == OUTPUT else ''}.",
        )
    return True


def earlier_output(target: Path) -> frozenset[str] | None:
    """Return the paths of the files that the target's manifest names; None without a manifest.

    Raises:
        OutputError: The manifest cannot be read, so nobody knows what may be replaced.
    """
    if not os.path.lexists(target / MANIFEST):
        return None
    try:
        return frozenset({MANIFEST, *read_manifest(target)})
    except VerificationError as error:
        raise OutputError(
            f"The files in {name_of(target)} cannot be replaced: {error}",
            hint=f"Name another output directory. Or remove {MANIFEST}: then files with the same"
            " paths are replaced, and all others stay.",
        ) from error


def check_replaceable(target: Path, old: Collection[str]) -> None:
    """Refuse a target with a folder that cannot be changed, or is on another file system.

    A folder of the same file system can be mounted, too. It would move along with the folder above.

    Args:
        target: The output directory, without symbolic links.
        old: The paths of its files that are replaced.

    Raises:
        OutputError: It names the folder.
    """
    disk, mounts = target.stat().st_dev, _mount_points()
    folders = {parent for path in old for parent in PurePosixPath(path).parents if path[:1] != "/"}
    for name in sorted(folder for folder in folders if ".." not in folder.parts):
        folder = target / name
        if not os.path.lexists(folder):
            continue
        shown = name_of(target) if folder == target else f"{name_of(target)}/{name}"
        if folder.is_symlink() or not folder.is_dir():
            why, hint = "it is a link, or not a directory", "Move it away"
        elif folder.stat().st_dev != disk:
            why, hint = "it is another file system", "Unmount it"
        elif folder != target and str(folder) in mounts:
            why, hint = "it is a mount point", "Unmount it"
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            why, hint = "it is not writable", "Change its permissions"
        else:
            continue
        raise OutputError(
            f"The files of the earlier output in {shown} cannot be replaced: {why}.",
            hint=f"{hint}, or name another output directory.",
        )


def _mount_points() -> frozenset[str]:
    """Return the places at which something is mounted, where Linux lists them (proc(5))."""
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return frozenset()
    fields = (line.split(b" ") for line in lines)
    return frozenset(
        os.fsdecode(_OCTAL.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), field[4]))
        for field in fields
        if len(field) > 4
    )
