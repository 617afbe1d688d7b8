"""The folder below OUT for all that is not fit for the public, and the files that mark it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.storage.fixity import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wparchive.storage.outputs import StagedOutput

PRIVATE = "private"
FULL = frozenset({"json", "wxr"})
"""The formats that hold everything, unless the public edition is asked for."""
_IGNORE = "*\n"
_README = """\
Do not publish this directory. It contains everything that the blog hid: drafts, private posts,
passwords, comments that wait for approval, spam, and e-mail and IP addresses of visitors.
The files for readers are beside this directory. They hide all this, except for what --include
names. With --edition public, wparchive writes only those.
"""


def folder(name: str, *, public: bool) -> str:
    """Return the folder of a format: directly below OUT if it is for everybody to read."""
    return name if public else f"{PRIVATE}/{name}"


def formats(paths: Iterable[str]) -> list[str]:
    """Return the names of the folders below the private one, in order; empty if there are none.

    Args:
        paths: Of all files below OUT, with ``/``.
    """
    split = (path.split("/") for path in paths)
    return sorted({parts[1] for parts in split if parts[0] == PRIVATE and len(parts) > 2})


def is_private(path: Path) -> bool:
    """Check whether a file or folder is in the private folder of an output.

    Args:
        path: Without symbolic links.
    """
    return any(
        place.name == PRIVATE and (place.parent / MANIFEST).exists()
        for place in (path, *path.parents)
    )


def mark(stage: StagedOutput) -> None:
    """Write a .gitignore and a README that warns into the private folder."""
    stage.write(f"{PRIVATE}/.gitignore", _IGNORE.encode())
    stage.write(f"{PRIVATE}/README.txt", _README.encode())
