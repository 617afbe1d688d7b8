"""Recognizes files that plugins keep from readers, by the directory below the uploads.

The directories are the table ``[[folder]]`` of ``wparchive/data/access.toml``.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from wparchive import patterns
from wparchive.wordpress import access_rules
from wparchive.wordpress.uploads import upload_below

# A site of a network has its uploads below those of the network.
_BELOW: Final = patterns.lazy(r"/*(?:uploads/)?(?:sites/\d+/)?")


class _Folders(NamedTuple):
    """Names of directories in small letters, each with the endings of files that readers get."""

    anywhere: dict[str, tuple[str, ...]]
    top: dict[str, tuple[str, ...]]


def is_kept_from_readers(path: str) -> bool:
    """Check whether a plugin keeps a file from readers.

    Args:
        path: The path of the file below the uploads, on its host, or with its host.
    """
    folder, _, name = path.lower().rpartition("/")
    if not folder:
        return False
    folders = _folders()
    # Blogs may have the uploads in a directory of another name than WordPress's.
    elsewhere = path.lower().rpartition("/uploads/")[2]
    below = upload_below(path.replace("//", "/")) or elsewhere.rpartition("//")[2]
    first, slash, _ = _BELOW.sub("", below, count=1).lower().partition("/")
    found = [folders.anywhere.get(part) for part in folder.split("/")]
    found.append(folders.top.get(first) if slash else None)
    return any(shown is not None and not name.endswith(shown) for shown in found)


def may_be_kept_from_readers(address: str) -> bool:
    """Check quickly whether an address, or a path as plugins write it, may be of such a file."""
    address = address.lower()
    folders = _folders()
    return "%" in address or any(
        name in address for names in (folders.anywhere, folders.top) for name in names
    )


@cache
def _folders() -> _Folders:
    found = _Folders({}, {})
    for row in access_rules.table()["folder"]:
        shown = tuple(row.get("shown", ()))
        found.anywhere.update(dict.fromkeys(row.get("names", ()), shown))
        found.top.update(dict.fromkeys(row.get("top", ()), shown))
    return found
