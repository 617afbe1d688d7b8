"""Put the files of a pile together by blog."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive.engine.by_site.examine import site_key
from wparchive.engine.by_site.results import TABLE
from wparchive.storage.names import safe_name
from wparchive.storage.unique_paths import PathAllocator
from wparchive.storage.walking import FileSet
from wparchive.web.mirror_names import host_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.engine.by_site.examine import SitePart


@dataclass
class Site:
    """A blog of a pile.

    Attributes:
        name: ``host/path``; the name of a file or folder for a blog whose address is unknown.
        folder: The folder of its output.
        parts: Its files.
    """

    name: str
    folder: str = ""
    parts: list[SitePart] = field(default_factory=list)

    @property
    def is_crawled(self) -> bool:
        """True if only pages show the site, so that it may be no blog at all."""
        return all(part.role != "whole" for part in self.parts)

    @property
    def inputs(self) -> list[Path | FileSet]:
        """The inputs of its conversion."""
        if len(self.parts) == 1 and not self.is_crawled:
            return [self.parts[0].path]  # a file that is named itself is read, whatever it is
        files = {part.name: part.path for part in self.parts if not part.packed}
        packed: list[Path | FileSet] = [part.path for part in self.parts if part.packed]
        return [*packed, FileSet(self.name, files)] if files else packed

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(path.stat().st_size for part in self.parts for path in _files(part.path))

    def fingerprint(self, work: Path, settings: str) -> str:
        """Return a digest of the files, without reading those of the user, and of the settings.

        Args:
            work: The folder of files that were taken out of others, which are new in each run.
            settings: What else decides about the output.
        """
        stamps: list[list[object]] = []
        for part in self.parts:
            for path in _files(part.path):
                if path.is_relative_to(work):
                    with path.open("rb") as file:
                        stamps.append([part.name, hashlib.file_digest(file, "sha256").hexdigest()])
                else:
                    found = path.stat()
                    stamps.append([part.name, path.name, found.st_size, found.st_mtime_ns])
        text = json.dumps([settings, stamps])
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        # What cannot be listed or reached is reported by the conversion.
        found = (Path(folder, name) for folder, _, names in os.walk(path) for name in names)
        yield from sorted(file for file in found if os.path.isfile(file))  # noqa: PTH113
    elif path.exists():
        yield path


class Grouping:
    """Puts parts together by blog.

    A page belongs to the blog with the longest address above the page, of those that exports and
    feeds give; else to the blog of its host. Pages without an address and images belong to the
    blog whose files are around them.

    Args:
        parts: The parts of all files.

    Attributes:
        sites: The blogs in the order of their names.
        left: Names of files that belong to no blog.
    """

    def __init__(self, parts: Sequence[SitePart]) -> None:
        self._known: dict[str, list[str]] = defaultdict(list)
        for name in sorted({part.site for part in parts if part.role == "whole"} - {""}):
            self._known[name.partition("/")[0]].append(name)
        self._found: dict[str, Site] = {}
        self._around: dict[str, set[str]] = defaultdict(set)
        unplaced = [part for part in parts if not self._place(part)]
        self.left = sorted(part.name for part in unplaced if not self._place_by_folder(part))
        self.sites = sorted(self._found.values(), key=lambda site: site.name)
        paths = PathAllocator()
        paths.take(TABLE)  # which is beside the folders
        for site in self.sites:
            site.folder = paths.take(safe_name(site.name.replace("/", "~"), "site"))
            paths.take(f"{site.folder}.media")  # for the downloads of the blog

    def _place(self, part: SitePart) -> bool:
        """Add a part to the blog that it names; False if it names none."""
        if part.role == "whole":
            name = part.site or part.name
        elif part.role == "pages" and (url := part.url or _mirrored(part.name)):
            name = self._blog_above(url)
        else:
            return False
        self._add(name, part)
        for folder in _folders(part.name):
            self._around[folder].add(name)
        return True

    def _blog_above(self, url: str) -> str:
        host, page = site_key(url, whole=False), site_key(url, whole=True)
        known = self._known.get(host, [])
        above = [site for site in known if f"{page}/".startswith(f"{site}/")]
        if above:
            return max(above, key=len)
        return known[0] if len(known) == 1 and page == host else host

    def _place_by_folder(self, part: SitePart) -> bool:
        """Add a part to the one blog that has files around it."""
        if part.role == "unread":
            return False
        around = next((self._around[f] for f in _folders(part.name) if f in self._around), set())
        if len(around) == 1:
            self._add(next(iter(around)), part)
        elif part.role == "pages":
            self._add(_folders(part.name)[0] or part.name, part)
        else:
            return False
        return True

    def _add(self, name: str, part: SitePart) -> None:
        self._found.setdefault(name, Site(name)).parts.append(part)


def _mirrored(name: str) -> str:
    """Return the address of the host whose folder a file is in; empty without such a folder."""
    found = host_in(name)
    if found is None:
        return ""
    return f"http:{found[1]}/" if found[1].startswith("//") else f"{found[1]}/"


def _folders(name: str) -> list[str]:
    """Return the folders above a file, the nearest one first; the input itself is empty."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[:number]) for number in range(len(parts), -1, -1)]
