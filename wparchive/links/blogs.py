"""The blogs of an archive: two of them may have different files of one name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

from wparchive.links.base_urls import BaseUrl, BaseUrls
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.model.site import Site
    from wparchive.web.urls import Url

_IDS = 1 << 44
"""More than the largest id that a blog has; other ids are large as Blogger's."""


def number_in(blog: int, post_id: int) -> int:
    """Return a number for a post that no post of another blog has.

    Args:
        blog: The number of the blog; the first blog has 0.
        post_id: The id of the post, above 0.

    Returns:
        In the first blog the id; in others a number below all that posts without an id have.
    """
    return -(blog * _IDS + post_id % _IDS) if blog else post_id


def id_of(number: int) -> int:
    """Return the id that `number_in` got; other numbers below 0 stay as they are."""
    return -number % _IDS if number < -_IDS else number


def scope(blog: int) -> str:
    """Return what precedes a word that several blogs may have."""
    return f"{blog} " if blog else ""


@dataclass(frozen=True)
class Blogs:
    """Tells the blogs of an archive apart by their base URLs; picklable.

    Attributes:
        names: The name of each blog, which is one of its base URLs, by all of them. Empty if no
            input names its blog.
    """

    names: dict[BaseUrl, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, sites: Iterable[Site], same: Iterable[str] = (), moved: Mapping[str, str] | None = None
    ) -> Self:
        """Find the blogs of an archive.

        Args:
            sites: The site of each input.
            same: Further base URLs of the first blog, from the user.
            moved: By host the host of the same blog in an earlier input.
        """
        names: dict[BaseUrl, str] = {}
        earlier = {_host(later): _host(former) for later, former in (moved or {}).items()}
        first: str | None = None
        for site in sites:
            found = _base_urls((site.link, site.base_blog_url))
            before = {earlier[url.host] for url in found if url.host in earlier}
            known = [name for url, name in names.items() if url in found or url.host in before]
            name = known[0] if known else _name(found[0]) if found else ""
            names |= dict.fromkeys(found, name)
            if first is None and found:
                first = name
                names |= dict.fromkeys(_base_urls(same), name)
        return cls(names)

    @property
    def are_several(self) -> bool:
        """Whether the archive has more than one blog."""
        return len(self._numbers) > 1

    def number(self, site: Site) -> int:
        """Return the number of the blog of an input: 0 for the first, and where none is named."""
        if not self.are_several:
            return 0
        found = _base_urls((site.link, site.base_blog_url))
        return self._numbers[self.names[found[0]]] if found else 0

    def number_of(self, url: Url) -> int | None:
        """Return the number of the blog to which a URL belongs; None if it is of none of them."""
        return self._numbers.get(self.name(url)) if self.are_several else 0

    def base_urls(self, number: int) -> list[BaseUrl]:
        """Return the base URLs of a blog."""
        return [url for url, name in self.names.items() if self._numbers[name] == number]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(dict.fromkeys(self.names.values()))}

    def name(self, url: Url) -> str:
        """Return the name of the blog to which the file at a URL belongs.

        If the archive has one blog, all files are of that blog. If it has several, a host that is
        none of theirs is taken for another one.
        """
        if not self.are_several:
            return next(iter(self.names.values()), "")
        path = urls.normalize_path(url.path)
        homes = [home for home in self.names if home.host == url.host and _is_below(path, home)]
        if not homes:
            return url.host
        return self.names[max(homes, key=lambda home: len(home.prefix))]

    def file_name(self, url: Url, name: str) -> str:
        """Return a name of a file that no file of another blog in the archive has."""
        return f"{self.name(url)}//{name}" if self.are_several else name


def _base_urls(addresses: Iterable[str | None]) -> Sequence[BaseUrl]:
    found = BaseUrls()
    for address in addresses:
        if address:
            found.add(address.strip())
    return list(found)


def _host(address: str) -> str:
    return next((url.host for url in _base_urls([address])), "")


def _name(url: BaseUrl) -> str:
    return f"{url.host}/{url.prefix}" if url.prefix else url.host


def _is_below(path: str, home: BaseUrl) -> bool:
    return not home.prefix or f"{path}/".startswith(f"{home.prefix}/")
