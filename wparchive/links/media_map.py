"""The media map: paths of uploads in an output, by the URLs that posts use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.links.blogs import Blogs
from wparchive.links.missing_files import missing_message
from wparchive.links.target_kinds import Target, TargetKind, is_file
from wparchive.web import urls
from wparchive.web.splitting import urldefrag, urljoin
from wparchive.wordpress.uploads import upload_below, upload_of_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.links.index import IndexedPost
    from wparchive.links.resolve import Resolver
    from wparchive.web.urls import Url

_UPWARDS = patterns.lazy(r"(?:\.{1,2}/)*")
_CLEAR = patterns.lazy(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?][^\x00-\x1f\x7f\\]*)?\Z", re.IGNORECASE
)
"""An address whose host no client can read in another way."""
_RELATIVE = patterns.lazy(r"(?!/|\#|[A-Za-z][A-Za-z0-9+.-]*:)[^?#]+")


class BundledFile(NamedTuple):
    """A media file in the page bundle of its post, not in the shared folder.

    Attributes:
        path: Below OUT.
        address: The path from the site's root.
    """

    path: str
    address: str


@dataclass(frozen=True)
class MediaMap:
    """Paths of uploads in an output; picklable.

    A file has several names: its path below the uploads folder (or on the host), `full_name`,
    `saved_name`; each as `urls.exact_file_path` writes it, and in NFC and in small letters for
    links in which composition and case of letters do not matter. In an archive of several blogs,
    the first is `Blogs.file_name` if an address tells the blog of a file. In a network of sites,
    the path from the site's folder on is a name.

    Attributes:
        exact: Paths by name.
        images: By what the names of all sizes of an image share, the path of the largest size.
        bundled: Files in page bundles, by their paths in the shared folder.
        blogs: The blogs of the archive.
        missing: Names of files that are missing, and of which other files only look like sizes.
        of_network: Whether files are in folders of sites of a network.
        missed: The addresses that were requested in vain, as notices have them.
    """

    exact: dict[str, str]
    images: dict[str, str]
    bundled: dict[str, BundledFile] = field(default_factory=dict)
    blogs: Blogs = field(default_factory=lambda: Blogs({}))
    missing: frozenset[str] = frozenset()
    of_network: bool = False
    missed: frozenset[str] = frozenset()

    def find(self, name: str) -> str | None:
        """Return the path of an upload, or of the image's largest size; None if missing."""
        return self.exact.get(name) or self.images.get(urls.image_root(name))

    def find_target(
        self, address: str, base: str, target: Target, file: str, *, exact: bool = False
    ) -> str | None:
        """Return the path of the upload at an address; None if the upload is missing.

        Args:
            address: The URL.
            base: What a relative one is relative to.
            target: Its target.
            file: The attachment's path below the uploads folder; empty if unknown.
            exact: Whether another size of an image will not do.
        """
        written = list(self.names(address, base, target, file))
        if exact or not self.missing.isdisjoint(written):
            return next((self.exact[name] for name in written if name in self.exact), None)
        composed = [urls.compose(name) for name in written]
        names = [*written, *composed, *(name.lower() for name in composed)]
        found = next((self.exact[name] for name in names if name in self.exact), None)
        return found or next((place for name in names if (place := self.find(name))), None)

    def names(self, address: str, base: str, target: Target, file: str) -> Iterator[str]:
        """Yield the names that the file at an address may have, the surest first.

        Args:
            address: The URL.
            base: What a relative one is relative to.
            target: Its target.
            file: The attachment's path below the uploads folder; empty if unknown.
        """
        url = urls.parse(address, base)
        if url is None:
            return
        if relative := _RELATIVE.match(address):
            yield saved_name(_UPWARDS.sub("", relative[0], count=1))
        url = urls.without_image_proxy(url)
        yield full_name(url)
        names = self._names_in_uploads(url, target, file)
        if self.blogs.are_several:
            yield from (self.blogs.file_name(url, name) for name in names)
        yield from names

    def _names_in_uploads(self, url: Url, target: Target, file: str) -> list[str]:
        path = urls.exact_file_path(url.path)
        site_path = upload_of_site(path)
        if site_path and (self.of_network or self.blogs.are_several):
            return [site_path]  # another site may have a file of the same shorter name
        names = [below_uploads(path)]
        if target.kind is TargetKind.FILE:
            names.append(target.key)
        if file and urls.tidy_path(file) not in names:
            names += [urls.tidy_path(file), urls.exact_file_path(file)]
        return names


class MediaLookup:
    """Finds the uploads to which links point; a media map has no file of hidden attachments.

    Args:
        places: Paths of the uploads.
        resolver: Finds targets of links.
        withheld: Whether a post is not in the output in spite of its address.
    """

    def __init__(
        self, places: MediaMap, resolver: Resolver, withheld: Callable[[IndexedPost], bool]
    ) -> None:
        self._places = places
        self._resolver = resolver
        self._withheld = withheld

    def bundled_file(self, place: str) -> BundledFile | None:
        """Return the location of a bundled file; None if the file is in the shared folder."""
        return self._places.bundled.get(place)

    def reported_address(self, address: str, base: str) -> str:
        """Return the address of a missing file as all notices have it.

        It is absolute, unless it is relative to a page, beside which a browser may have saved the
        file, and nobody has requested it.

        Args:
            address: The link.
            base: What a relative one is relative to.
        """
        whole = absolute(address, base)
        is_relative = _RELATIVE.match(address) and missing_message(whole) not in self._places.missed
        return address if is_relative else whole

    def find(self, url: str, base: str, target: Target) -> str | None:
        """Return the path of the upload to which a link points; None if no upload here has it.

        Args:
            url: The link.
            base: What a relative one is relative to.
            target: Its target.
        """
        if not is_file(target):
            return None
        known = self._resolver.post(target.number) if target.number is not None else None
        file = known.file if known is not None else ""
        # A file of a hidden attachment is here only if it is also that of another one.
        hidden = known is not None and self._withheld(known)
        return self._places.find_target(url, base, target, file, exact=hidden)

    def names(self, url: str, base: str, target: Target) -> list[str]:
        """Return the names by which a link looks for a file; none if it leads to no file.

        Args:
            url: The link.
            base: What a relative one is relative to.
            target: Its target.
        """
        known = self._resolver.post(target.number) if target.number is not None else None
        file = known.file if known is not None else ""
        return list(self._places.names(url, base, target, file)) if is_file(target) else []


def absolute(address: str, base: str) -> str:
    """Return an absolute address without a fragment, as a client requests it.

    It stays as it is written, if all clients read it in one way. Otherwise it is written as
    browsers read it, so that a client asks the host that was found to be the blog's.
    """
    text = address.strip()
    joined = urldefrag(urljoin(base, text))
    if _CLEAR.match(joined) and urls.parse(joined) == urls.parse(urldefrag(text), base):
        return joined
    return urldefrag(urls.href(text, base)) or joined


def site_upload(path: str) -> str:
    """Return the path of an upload from its site's folder on; empty if it names no site."""
    return upload_of_site(path) or ""


def full_name(url: Url) -> str:
    """Return a file's name with its host."""
    return f"//{url.host}/{urls.exact_file_path(url.path)}"


def saved_name(path: str) -> str:
    """Return the name of a file that a browser saved beside a page.

    Args:
        path: From the page to the file.
    """
    return f"./{urls.exact_file_path(path)}"


def is_saved_name(name: str) -> bool:
    """Check whether a name is that of a file beside a page."""
    return name.startswith("./")


def below_uploads(path: str) -> str:
    """Return a path relative to the uploads folder; a path elsewhere stays as it is."""
    return upload_below(path) or path.strip("/")


def upload_path(address: str, base: str, target: Target) -> str | None:
    """Return the path below the uploads of a file to fetch; None for other links."""
    is_attached = target.kind is TargetKind.ATTACHMENT and target.part in {"file", "size"}
    if not is_attached and target.kind is not TargetKind.FILE:
        return None
    url = urls.parse(address, base)
    if url is None or url.scheme not in {"http", "https"}:
        return None
    path = urls.decode_exact_path(urls.without_image_proxy(url).path)
    if upload_below(path) is None and not is_attached:
        return None
    return "/".join(filter(None, below_uploads(path).split("/"))) or None
