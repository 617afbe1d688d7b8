"""A blog's uploads by the addresses at which posts name them, each with its place in outputs."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from wparchive import patterns
from wparchive.links.blogs import Blogs
from wparchive.links.file_owners import FileOwners, encoded
from wparchive.links.media_map import (
    MediaMap,
    below_uploads,
    full_name,
    is_saved_name,
    saved_name,
    site_upload,
)
from wparchive.media.damaged import DamagedFiles
from wparchive.storage.assets import Asset
from wparchive.storage.names import readable, safe_file_name, storable
from wparchive.storage.recovery import DamageError
from wparchive.storage.unique_paths import PathAllocator
from wparchive.web import urls
from wparchive.web.mirror_names import host_in, original_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from wparchive.errors.notices import Notice

_ROOT = patterns.lazy(r"(?:^|/)(?:(?:wp-content/)?uploads|wp-content/blogs\.dir/\d+/files)/(?=.)")
# Programs, and what steers servers: no reader's file. Some servers run a.php.jpg and a.asp;a.jpg.
_ACTIVE = patterns.lazy(
    r"(?:^|/)(?:\.|web\.config$)|\.(?:ph(?:p\d*|ps|pt|tm|tml|t|ar)|f?cgi|as(?:px?|ax?|hx|mx)|cfml?|jspx?)(?=[.;]|$)"
    r"|\.(?:pl|py|rb|sh|exe|shtml?|stm)$"
)
_PAGE = patterns.lazy(r"\.x?html?$", re.IGNORECASE)
_SAVED = patterns.lazy(r"((?:.*/)?[^/]+)[_.-]\w{1,60}")
_CONTENT = patterns.lazy(r"(?:^|/)wp-content/(?=.)")
_FOLDER = "wp-content/uploads"


class MediaLibrary:
    """The uploads that media sources have.

    Args:
        assets: Its files.
        is_own: Whether a host, without ``www.``, is the blog's own.
        blogs: The blogs of the archive; None if there is one.
        owners: The attachments that have files; None if there are none.

    Attributes:
        places: The path of each in outputs.
        damaged: Files that cannot be read, and why.
    """

    def __init__(
        self,
        assets: Iterable[Asset],
        is_own: Callable[[str], bool],
        blogs: Blogs | None = None,
        owners: FileOwners | None = None,
    ) -> None:
        self._is_own = is_own
        self._blogs = blogs or Blogs({})
        self._owners = owners or FileOwners((), lambda _post: False, self._blogs)
        self._assets: dict[str, Asset] = {}
        self._names: dict[str, str] = {}
        self._clashes: dict[str, list[str]] = {}
        self._without_site: set[str] = set()
        self._taken = PathAllocator()
        self.damaged = DamagedFiles(self._owners.has_private)
        if self._owners.has_private:
            assets = (part for asset in assets for part in self._by_path(asset))
        found = sorted(assets, key=_order)
        self._pages = {_PAGE.sub("", a.name) for a in found if not a.urls and _PAGE.search(a.name)}
        for asset in found:
            self._add(asset)
        # Only now, lest a file that differs in composition or case takes another one's name.
        for name, place in list(self._names.items()):
            self._names.setdefault(urls.compose(name), place)
        for name, place in list(self._names.items()):
            self._names.setdefault(urls.compose(name).lower(), place)
        self._join_equal_files()
        self._drop_clashes()
        images: dict[str, str] = {}
        for name in sorted(self._names, key=lambda name: (len(name), name)):
            images.setdefault(urls.image_root(name), self._names[name])
        missing = frozenset(self._missing(images))
        of_network = any(_is_of_site(asset) for asset in found)
        self.places = MediaMap(self._names, images, {}, self._blogs, missing, of_network)

    def add_unread(self, unread: Mapping[str, Notice]) -> None:
        """Note files and directories that cannot be read, but for those of hidden attachments.

        Args:
            unread: What is wrong with each, by name; that of a directory ends with a slash.
        """
        for name, notice in unread.items():
            file = name.rstrip("/")
            asset = Asset(file, 0, lambda: iter(()))
            names, path = self._named(asset)
            if name != file:
                self.damaged.add(notice, [f"{known}/" for known in names])
            elif not self._is_hidden(asset, [*names, path]):
                self.damaged.add(notice, names)

    def __getitem__(self, place: str) -> Asset:
        return self._assets[place]

    def source(self, place: str, addresses: Iterable[str]) -> str:
        """Return the name that a file has in its source, without a query that may be private.

        Args:
            place: Its path in outputs.
            addresses: The addresses at which public posts name it.
        """
        asset = self._assets[place]
        address = asset.urls[0] if asset.urls else original_path(asset.name).lstrip("/")
        plain, _, query = address.partition("?")
        is_public = any(query == known.partition("?")[2] for known in addresses)
        may_be_private = query and self._owners.has_private and not is_public
        return readable(plain if may_be_private else asset.name)

    def _by_path(self, asset: Asset) -> Iterator[Asset]:
        """Yield a file of a web archive once for each path at which it was captured.

        If one capture refers to another one, the other's address may be in hidden posts only.
        """
        found: dict[str, list[str]] = {}
        for address in asset.urls:
            url = urls.parse(address)
            path = address if url is None else below_uploads(urls.exact_file_path(url.path))
            found.setdefault(path, []).append(address)
        names, path = self._named(asset) if len(found) > 1 else ([], "")
        if not names or self._is_hidden(asset, [*names, below_uploads(path)]):
            yield asset
            return
        for addresses in found.values():
            yield asset._replace(name=addresses[0], urls=tuple(addresses))

    def _add(self, asset: Asset) -> None:
        names, path = self._named(asset)
        new = [name for name in dict.fromkeys(names) if name and name not in self._names]
        safe = storable(_safe(path))
        if not new or is_active(path) or self._is_hidden(asset, [*new, below_uploads(path)]):
            return
        decoded = set(map(urls.decode_exact_path, encoded(names)))  # it is another file's own name
        new = [n for n in new if n not in decoded or not self._owners.is_hidden([n])]
        if asset.damage:
            self.damaged.add_damaged(asset, new)
            return
        place = self._taken.take(safe)
        self._assets[place] = asset
        for name in names:
            may_clash = is_saved_name(name) or name in self._without_site
            if may_clash and (other := self._names.get(name)):
                self._clashes.setdefault(name, [other]).append(place)
        self._names.update(dict.fromkeys(new, place))
        if any(map(_names_site, names)):
            self._without_site.update(name for name in new if not _names_site(name))

    def _is_hidden(self, asset: Asset, names: list[str]) -> bool:
        """Check whether a file is hidden, by its names or by its whole name in its source."""
        match = _ROOT.search(asset.name)
        whole = asset.name[match.end() :] if match else below_uploads(asset.name)
        is_known = whole in names or bool(asset.urls)
        return self._owners.is_hidden(names) or (not is_known and self._owners.is_hidden([whole]))

    def _named(self, asset: Asset) -> tuple[list[str], str]:
        """Return the names by which links find a file, and its path below the uploads folder."""
        names: list[str] = []
        path = ""
        for address in asset.urls or _mirrored(asset.name):
            url = urls.parse(address)
            if url is not None and self._is_own(url.host):
                whole = urls.exact_file_path(url.path)
                below = below_uploads(whole)
                found = (site_upload(whole), below)
                names.append(full_name(url))
                names += [self._blogs.file_name(url, name) for name in found if name]
                path = path or below
        if names or asset.urls:
            return names, path
        for form in _forms(asset.name):
            whole = below = urls.exact_file_path(original_path(form).partition("?")[0])
            if (match := _ROOT.search(whole)) and not _mirrored(asset.name):
                below = whole[match.end() :]
            names += filter(None, (site_upload(whole), below))
            path = path or below
        for folder in _folders(asset.name):
            if (saved := _SAVED.fullmatch(folder)) and saved[1] in self._pages:
                names += map(saved_name, _forms(asset.name[folder.rfind("/") + 1 :]))
        return names, path

    def _owned(self) -> set[str]:
        """Return the places of the files of public attachments."""
        return {place for name, place in self._names.items() if name in self._owners.public}

    def _missing(self, images: Mapping[str, str]) -> Iterator[str]:
        """Yield the files of attachments of which another attachment's file looks like a size."""
        owned = self._owned()
        for name in self._owners.public:
            if name not in self._names:
                composed = urls.compose(name)
                like = (
                    self._names.get(composed),
                    self._names.get(composed.lower()),
                    images.get(urls.image_root(composed)),
                )
                if not owned.isdisjoint(filter(None, like)):
                    yield name

    def _drop_clashes(self) -> None:
        """Drop the names that different files have: no link tells which.

        Files beside several pages may have one name, and those of several sites of a network.
        """
        for name, places in self._clashes.items():
            contents: set[str] = set()
            with suppress(DamageError, OSError):
                contents = {_sha256(self._assets[place].blocks()) for place in places}
            if len(contents) != 1:
                composed = urls.compose(name)
                for known in (name, composed, composed.lower()):
                    self._names.pop(known, None)

    def _join_equal_files(self) -> None:
        """Map the names of equal files to one of them; only files of equal size are read.

        That one is the file of a public attachment, if there is one. In an archive with hidden
        posts it is no other one, whose name may be private.
        """
        owned, may_be_private = self._owned(), self._owners.has_private
        sizes: dict[int, list[str]] = {}
        for place, asset in self._assets.items():
            sizes.setdefault(asset.size, []).append(place)
        first: dict[str, str] = {}
        for places in sizes.values():
            if len(places) < 2 or (may_be_private and owned.isdisjoint(places)):
                continue
            seen: dict[str, str] = {}
            for place in sorted(places, key=lambda place: place not in owned):
                with suppress(DamageError, OSError):
                    same = _sha256(self._assets[place].blocks()) + place.rpartition(".")[2].lower()
                    if place in owned or same in seen or not may_be_private:
                        first[place] = seen.setdefault(same, place)
        self._names = {name: first.get(place, place) for name, place in self._names.items()}


def is_active(path: str) -> bool:
    """Check whether outputs leave a file out: a program, or what steers servers.

    Args:
        path: Its path below the uploads or the site. Names such as ``a.php`` with a space behind
            are programs only when they are safe, ``-.htaccess`` only before.
    """
    return any(_ACTIVE.search(name.lower()) for name in (path, storable(_safe(path))))


def _safe(path: str) -> str:
    """Return the place in outputs of a file, by its path below the uploads or the site."""
    path = urls.compose(path)
    folder, rest = _FOLDER, path
    if match := _CONTENT.search(path):
        folder, rest = "wp-content", path[match.end() :]
    parts = [safe_file_name(part, "file") for part in rest.split("/") if part not in {"", "."}]
    return "/".join([folder, *parts])


def _order(asset: Asset) -> tuple[bool, bool, bool, bool, int, int, str]:
    """Whole files first; of those of one name the one without a query, else the largest.

    The file of the blog itself is before that of a part of its host, which has a longer address.
    Before a file whose name has another form comes the file that has that form: the first site of a
    network has no folder of its own, so that short names are those of its files.
    Names without an ending come last: the page of a month (``/2019/07/``) must not take the name of
    the directory of its uploads.
    """
    address = asset.urls[0] if asset.urls else original_path(asset.name)
    asks = "?" in address
    is_page = "." not in address.partition("?")[0].rpartition("/")[2]
    length = len(asset.urls[0]) if asset.urls else 0
    has_forms = _names_site(address) or (not asset.urls and len(_forms(asset.name)) > 1)
    size = -asset.size if asks else 0
    return bool(asset.damage), is_page, has_forms, asks, size, length, asset.name


def _names_site(name: str) -> bool:
    """Check whether a name has the number of a site, and has another form without it."""
    return "blogs.dir/" in name


def _is_of_site(asset: Asset) -> bool:
    """Check whether a file is in the folder of a site of a network."""
    return any(map(site_upload, asset.urls or [original_path(asset.name)]))


def _mirrored(name: str) -> list[str]:
    """Return the address that a file was saved from, if a directory is named after its host."""
    found = host_in(name)
    if found is None:
        return []
    host = found[1] if "://" in found[1] else f"http:{found[1]}"
    return [host + original_path(form) for form in _forms(name[len(found[0]) :])]


def _forms(name: str) -> list[str]:
    """Return what a file's name may be: a part of an address, and the very name, as one.

    Some mirrors have percent-encoded names; but ``%20`` may be in the name itself.
    """
    return [name] if unquote(name) == name else [name, name.replace("%", "%25")]


def _folders(name: str) -> Iterator[str]:
    """Yield the directories above a file, from the top."""
    for match in re.finditer("/", name):
        yield name[: match.start()]


def _sha256(blocks: Iterator[bytes]) -> str:
    found = hashlib.sha256()
    for block in blocks:
        found.update(block)
    return found.hexdigest()
