"""Base URLs of a blog: its present address, and earlier ones that its posts show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.model.records import Post
    from wparchive.model.site import Site
    from wparchive.web.urls import Url

_BY_ID = patterns.lazy(r"(?:.*&(?:amp;)?)?(?:p|page_id|attachment_id)=(\d+)\Z")
_SHORT = patterns.lazy(r"wp\.me/\w([0-9a-zA-Z]+)(?:-|\Z)")


class BaseUrl(NamedTuple):
    """A base URL.

    Attributes:
        host: Without ``www.``.
        prefix: The path of the blog's front page, without slashes at its ends.
    """

    host: str
    prefix: str


class BaseUrls:
    """The base URLs of a blog."""

    def __init__(self) -> None:
        self.ports: dict[str, set[str]] = {}
        self._prefixes: dict[str, list[str]] = {}
        self.shortlink_blogs: set[str] = set()
        """The blog's names in short links of ``wp.me``."""

    def add(self, address: str) -> None:
        """Add an address: a URL, or a host with or without a path."""
        if short := _SHORT.search(address):
            self.shortlink_blogs.add(short[1])
            return
        url = urls.parse(address if "://" in address else f"http://{address}")
        if url is not None and url.host:
            self.add_base_url(BaseUrl(url.host, _prefix(url.path)), url.port)

    def add_base_url(self, base_url: BaseUrl, port: str = "") -> None:
        """Add an address in its parts."""
        self.ports.setdefault(base_url.host, set()).add(port)
        prefixes = self._prefixes.setdefault(base_url.host, [])
        if base_url.prefix not in prefixes:
            prefixes.append(base_url.prefix)
            prefixes.sort(key=len, reverse=True)  # the nearest home first

    def __contains__(self, host: str) -> bool:
        return host in self._prefixes

    def relative_path(self, host: str, path: str) -> str | None:
        """Return a path relative to the blog's base URL; None if the path is not the blog's.

        Args:
            host: Without ``www.``.
            path: As `wparchive.web.urls.normalize_path` gives it.
        """
        for prefix in self._prefixes.get(host, ()):
            if not prefix or path == prefix:
                return path[len(prefix) :]
            if path.startswith(prefix + "/"):
                return path[len(prefix) + 1 :]
        return None

    def __iter__(self) -> Iterator[BaseUrl]:
        for host, prefixes in self._prefixes.items():
            for prefix in prefixes:
                yield BaseUrl(host, prefix)


class BaseUrlDetector:
    """Finds a blog's earlier base URLs: a post's guid keeps the post's first address."""

    def __init__(self) -> None:
        self._links: Counter[str] = Counter()
        self._guids: Counter[tuple[BaseUrl, str]] = Counter()
        self._posts = 0

    def add(self, post: Post, link: Url | None) -> None:
        """Note the base URL in a post's link and guid."""
        self._posts += 1
        if link is not None and post.type != "attachment":
            self._links[link.host] += 1
        guid = urls.parse(post.guid.strip()) if post.guid else None
        if guid is None or guid.scheme not in {"http", "https"}:
            return
        by_id = _BY_ID.match(guid.query)
        if by_id and by_id[1] == str(post.id):
            self._guids[BaseUrl(guid.host, _prefix(guid.path)), guid.port] += 1
        elif link is not None and (prefix := _moved(guid.path, link.path)) is not None:
            self._guids[BaseUrl(guid.host, prefix), guid.port] += 1

    def base_urls(self, sites: Sequence[Site], same: Iterable[str] = ()) -> BaseUrls:
        """Collect the base URLs that the sites name, that posts show often enough, and `same`."""
        found = BaseUrls()
        for address in [a for site in sites for a in (site.link, site.base_blog_url)]:
            if address and "://" in address:
                found.add(address.strip())
        for (base_url, port), number in self._guids.items():
            if number >= min(2, self._posts):  # one post can be another blog's
                found.add_base_url(base_url, port)
        for host, number in self._links.items():
            # Plugins let single posts have other sites' addresses.
            often = number > 1 and 3 * number > self._posts
            if host not in found and (often or not found.ports):
                found.add_base_url(BaseUrl(host, ""))
        for address in same:
            found.add(address)
        return found


def _prefix(path: str) -> str:
    return urls.normalize_path(path).removesuffix("index.php").rstrip("/")


def _moved(old: str, new: str) -> str | None:
    """Return the prefix of `old` if both paths end alike in more than a coincidence, else None."""
    before, after = urls.normalize_path(old).split("/"), urls.normalize_path(new).split("/")
    alike = 0
    while alike < min(len(before), len(after)) and before[-1 - alike] == after[-1 - alike]:
        alike += 1
    # /2015/06/slug is one post's; so may be a long slug alone, but short ones are everybody's.
    return "/".join(before[: len(before) - alike]) if alike >= 2 else None
