"""Refuse to replace an output whose media files cannot be downloaded again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wparchive.errors import OutputError
from wparchive.errors.notices import quantity
from wparchive.media import LIST
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.opening import read_regular
from wparchive.web import urls
from wparchive.web.json_text import load_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path


def check_downloads(
    out: Path, folder: Path, places: Mapping[str, Iterable[str]], is_found: Callable[[str], bool]
) -> None:
    """Refuse to replace an output that has files which could not be downloaded again.

    Downloads stay in their folder, so such files are lost only if somebody has removed them there.

    Args:
        out: The output of the earlier run.
        folder: The folder for downloads, after the downloads of this run.
        places: By address of a file that posts name now, the paths in the folder that it may have.
        is_found: Whether the new output has a file for one of these addresses.

    Raises:
        OutputError: There are such files.
    """
    lost: list[str] = []
    for entry in _listed(out):
        if _is_lost(entry, folder, places):
            lost.append(str(entry["path"] or entry["source"]))
            continue
        # Equal files are one entry, of which each address needs a file of its own now.
        lost += (a for a in entry["addresses"] if a in places and not is_found(a))
    if lost:
        lost.sort()
        files = quantity(len(lost), "file")
        raise OutputError(
            f"{files} of {out.name} could not be downloaded again, such as {lost[0]}.",
            hint="The output was not changed. Put the earlier downloads back into"
            f" {folder.name}, or use --overwrite instead of --update to write {out.name} without"
            " the missing files.",
        )


def _is_lost(entry: dict[str, Any], folder: Path, places: Mapping[str, Iterable[str]]) -> bool:
    """Check whether posts name a file of the earlier output that the folder lacks."""
    source = entry["source"]
    named = [address for address in entry["addresses"] if address in places]
    if not named or _has(folder, source):
        return False
    # An image may have the addresses of other sizes, which another file has now.
    own = [address for address in named if _file_name(address) == _file_name(source)] or named
    return not any(_has(folder, place) for address in own for place in places[address])


def _has(folder: Path, place: str) -> bool:
    try:
        return (folder / place).is_file()
    except OSError:  # no system has such a name
        return False


def _file_name(address: str) -> str:
    return urls.normalize_path(address.partition("?")[0]).rpartition("/")[2]


def _listed(out: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries in the list of an output's media files, if it has any."""
    try:
        listed = load_json(read_regular(out / LIST).decode("utf-8", "replace"))
    except OSError as error:
        raise_lack(error)
        return
    for entry in listed if isinstance(listed, list) else ():
        match entry:
            case {"path": str() | None, "source": str(), "addresses": list(addresses)}:
                yield entry | {"addresses": [a for a in addresses if isinstance(a, str)]}
