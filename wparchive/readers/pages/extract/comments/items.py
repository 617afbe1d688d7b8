"""Items at equal places of a page: what is read of each, and whether they are posts instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.comments.fields import Fields
    from wparchive.readers.pages.extract.tree import Element

_TITLES: Final = frozenset({"h1", "h2", "h3", "h4"})
_HALF: Final = 0.5


class Item(NamedTuple):
    """What may be a comment: its elements, and the fields that were read from them."""

    parts: list[Element]
    fields: Fields

    @property
    def is_whole(self) -> bool:
        """Whether it has a name, a date and a text."""
        return bool(self.fields.name and self.fields.is_dated and self.fields.html)


def link_to_posts(items: list[Item], host: str) -> bool:
    """Return whether most items link to a page of the blog by their heading or name.

    Args:
        items: The items.
        host: The blog's host; empty if unknown.
    """
    links = sum(_links_to_post(item, host) for item in items)
    return links > _HALF * len(items)


def _links_to_post(item: Item, host: str) -> bool:
    for part in item.parts:
        for link in part.iter("a"):
            url = link_target(link) or ""
            if "#" in url or "/author/" in url or not _is_own(url, host):
                continue
            relations = (link.get("rel") or "").lower().split()
            titled = any(e.tag in {*_TITLES, "h5"} for e in link.iterancestors())
            titled = titled or item.fields.url == url
            if "bookmark" in relations or titled:
                return True
    return False


def _is_own(url: str, own: str) -> bool:
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    return parts.path not in {"", "/"} and host in {"", own}


def titles_of_articles(items: list[Item]) -> list[tuple[Item, Element]]:
    """List the first heading of each item that is an ``article``, with its item."""
    articles = [item for item in items if any(part.tag == "article" for part in item.parts)]
    found = ((i, next((e for p in i.parts for e in p.iter(*_TITLES)), None)) for i in articles)
    return [(item, title) for item, title in found if title is not None]
