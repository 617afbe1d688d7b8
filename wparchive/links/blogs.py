"""The blogs of an archive: two of them may have different files of one name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from wparchive.links.base_urls import BaseUrl, BaseUrls
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.model.site import Site
    from wparchive.web.urls import Url


@dataclass(frozen=True)
class Blogs:
    """Tells the blogs of an archive apart by their base URLs; picklable.

    Attributes:
        names: The name of each blog, which is one of its base URLs, by all of them. Empty if no
            input names its blog.
    """

    names: dict[BaseUrl, str]

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
        return len(set(self.names.values())) > 1

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
