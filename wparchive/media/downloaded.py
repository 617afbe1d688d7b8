"""The directory of downloaded files: their names, and the addresses of each."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from wparchive.storage.assets import Asset, read_file
from wparchive.storage.disk_errors import raise_lack, writing
from wparchive.storage.names import is_storable, safe_file_name, safe_name, storable
from wparchive.storage.opening import read_regular
from wparchive.storage.unique_paths import PathAllocator
from wparchive.storage.walking import link_below
from wparchive.web import urls
from wparchive.web.json_text import load_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIST = ".addresses.json"
"""A list of the files: names on a disk are not always the names that they had on the web."""


class DownloadFolder:
    """The files of a directory by their paths below the uploads.

    Args:
        folder: The directory. Its list, if it has one, names the places of an earlier run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[str, str] = {}
        self._addresses: dict[str, dict[str, None]] = {}
        self._taken = PathAllocator()
        for path, place, addresses in _read(folder / LIST):
            if self._taken.is_free(place) and path not in self._places:
                self._places[path] = self._taken.take(place)
                self._addresses[path] = dict.fromkeys(addresses)

    @property
    def hosts(self) -> set[str]:
        """The hosts of the addresses, without ``www.``."""
        parsed = (urls.parse(address) for found in self._addresses.values() for address in found)
        return {url.host for url in parsed if url is not None}

    def place(self, path: str, address: str, folder: str) -> str:
        """Return the path in the directory of a file, which is always the same one.

        A file at an address with a query may be another size, so it has a path of its own, and so
        has a file of another uploads folder: one directory may serve several blogs.

        Args:
            path: Its path below the uploads.
            address: One of its addresses, absolute.
            folder: A name of its uploads folder.
        """
        query = address.partition("?")[2]
        key = f"{folder}//{path}"  # no path has an empty part
        if query:
            key += f"//{query}"
        if key not in self._places:
            safe = [safe_file_name(part, "file") for part in _with_query(path, query).split("/")]
            self._places[key] = self._taken.take(storable("/".join(safe)))
        url = urls.parse(address)
        if url is not None:
            url = urls.without_image_proxy(url)
            port = f":{url.port}" if url.port else ""
            own = f"{url.scheme}://{url.host}{port}{url.path}"
            self._addresses.setdefault(key, {})[f"{own}?{query}" if query else own] = None
        return self._places[key]

    def save(self) -> None:
        """Write the list, for the next run.

        Raises:
            OutputError: Nothing can be written there.
        """
        listed = [
            {"path": path, "place": place, "addresses": list(self._addresses.get(path, ()))}
            for path, place in sorted(self._places.items())
        ]
        text = json.dumps(listed, ensure_ascii=False, indent=1)
        new = self._folder / f"{LIST}.new"
        with writing(self._folder, "directory for downloads"):
            self._folder.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)  # it may be a symbolic link
            new.write_text(text + "\n", encoding="utf-8")
            new.replace(self._folder / LIST)

    def assets(self) -> Iterator[Asset]:
        """Yield the files in the directory."""
        for path, place in self._places.items():
            file = self._folder / place
            if file.is_file() and link_below(self._folder, place) is None:
                addresses = tuple(self._addresses.get(path, ()))
                yield Asset(place, file.stat().st_size, partial(read_file, file), addresses)


def original_address(address: str) -> str:
    """Return the address of a whole file, without the query or the proxy that may resize it.

    Args:
        address: Absolute, without a fragment.
    """
    plain = address.partition("?")[0]
    url = urls.parse(plain)
    if url is None or urls.without_image_proxy(url) is url:
        return plain
    scheme, _, rest = plain.partition("//")
    return f"{scheme}//{rest.partition('/')[2]}"


def _with_query(path: str, query: str) -> str:
    """Add a query to the name of a file, before its ending."""
    if not query:
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    return f"{folder}{slash}{stem}@{query.replace('/', '-')}{dot}{ending}"


def _read(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Read a list of files; skip entries that are malformed or have unsafe or very long paths."""
    try:
        listed = load_json(read_regular(path).decode("utf-8", "replace"))
    except OSError as error:
        raise_lack(error)
        return
    for entry in listed if isinstance(listed, list) else ():
        match entry:
            case {"path": str(name), "place": str(place), "addresses": list(addresses)}:
                parts = place.split("/")
                is_safe = all(part and safe_name(part, "") == part for part in parts)
                if is_safe and is_storable(place):
                    yield name, place, [a for a in addresses if isinstance(a, str)]
