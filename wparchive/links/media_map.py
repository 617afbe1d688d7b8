"""Where the files of a blog's uploads go."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wparchive.links.resolve import Target, TargetKind
from wparchive.web import urls
from wparchive.web.splitting import urldefrag, urljoin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.links.index import IndexedPost
    from wparchive.links.resolve import Resolver
    from wparchive.web.urls import Url

_UPLOADS = re.compile(r"(?:^|/)(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|files)/(.+)")
_UPWARDS = re.compile(r"(?:\.{1,2}/)*")
_RELATIVE = re.compile(r"(?!/|\#|[A-Za-z][A-Za-z0-9+.-]*:)[^?#]+")


class BundledFile(NamedTuple):
    """Where a file lies that has left the folder for all.

    Attributes:
        path: Below OUT.
        address: The path from the site's root.
    """

    path: str
    address: str


@dataclass(frozen=True)
class MediaMap:
    """Where each upload goes; picklable.

    A file has several names: its path below the uploads (else on the blog's host), `full_name`,
    `saved_name`; each as `urls.file_path` writes it, and as `urls.path_of` does for links that do
    not tell capitals from small letters.

    Attributes:
        exact: Places by name.
        images: By what the names of all sizes of an image share, the place of the largest.
        bundled: By place where else a file lies, in outputs that have files beside their posts.
    """

    exact: dict[str, str]
    images: dict[str, str]
    bundled: dict[str, BundledFile] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """The place of an upload, or of the same image in its greatest size; None if neither is."""
        return self.exact.get(name) or self.images.get(urls.image_root(name))

    def find_target(self, address: str, base: str, target: Target, file: str) -> str | None:
        """The place of the upload that an address leads to; None if it is not here.

        Args:
            address: The URL.
            base: What a relative one is relative to.
            target: What it leads to.
            file: The path below the uploads of the attachment that it belongs to, if it is known.
        """
        exact = list(_names(address, base, target, file))
        names = [*exact, *(name.lower() for name in exact)]
        found = next((self.exact[name] for name in names if name in self.exact), None)
        return found or next((place for name in names if (place := self.find(name))), None)


class MediaLookup:
    """Finds the uploads that links lead to, but those that belong to what is hidden.

    Args:
        places: Where they go.
        resolver: Knows what links lead to.
        withheld: Tells posts that are not in the output in spite of their address.
    """

    def __init__(
        self, places: MediaMap, resolver: Resolver, withheld: Callable[[IndexedPost], bool]
    ) -> None:
        self._places = places
        self._resolver = resolver
        self._withheld = withheld

    def bundled_file(self, place: str) -> BundledFile | None:
        """Where the file of a place lies beside its post; None if it lies in the folder for all."""
        return self._places.bundled.get(place)

    def find(self, url: str, base: str, target: Target) -> str | None:
        """The place of the upload that a link leads to; None if it leads to none that is here.

        Args:
            url: The link.
            base: What a relative one is relative to.
            target: What it leads to.
        """
        if target.kind is not TargetKind.FILE and target.part not in {"file", "size"}:
            return None
        known = self._resolver.post(target.number) if target.number is not None else None
        if known is not None and self._withheld(known):
            return None
        return self._places.find_target(url, base, target, known.file if known is not None else "")


def absolute(address: str, base: str) -> str:
    """An address as it is asked for: absolute, without a fragment."""
    return urldefrag(urljoin(base, address.strip()))


def full_name(url: Url) -> str:
    """A file's name that tells hosts apart."""
    return f"//{url.host}/{urls.file_path(url.path)}"


def saved_name(path: str) -> str:
    """The name of a file that a browser saved beside a page.

    Args:
        path: From the page to the file.
    """
    return f"./{urls.file_path(path)}"


def below_uploads(path: str) -> str:
    """A path on the blog's host as it is below the uploads; one elsewhere stays as it is."""
    match = _UPLOADS.search(path)
    return match[1] if match else path.strip("/")


def _names(address: str, base: str, target: Target, file: str) -> Iterator[str]:
    """The names that the file behind an address may have, the surest first."""
    url = urls.parse(address, base)
    if url is None:
        return
    if relative := _RELATIVE.match(address):
        yield saved_name(_UPWARDS.sub("", relative[0], count=1))
    url = urls.behind_proxy(url)
    yield full_name(url)
    yield below_uploads(urls.file_path(url.path))
    if target.kind is TargetKind.FILE:
        yield target.key
    if file:
        yield urls.file_path(file)


def upload_path(address: str, base: str, target: Target) -> str | None:
    """Return the path below the uploads of a file to fetch; None if a link leads to none."""
    is_attached = target.kind is TargetKind.ATTACHMENT and target.part in {"file", "size"}
    if not is_attached and target.kind is not TargetKind.FILE:
        return None
    url = urls.parse(address, base)
    if url is None or url.scheme not in {"http", "https"}:
        return None
    path = urls.readable(urls.behind_proxy(url).path)
    if _UPLOADS.search(path) is None and not is_attached:
        return None
    return "/".join(filter(None, below_uploads(path).split("/"))) or None
