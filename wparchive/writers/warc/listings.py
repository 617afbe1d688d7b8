"""The lists of a blog: front page, categories, tags, authors, months, types, and the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.render.listing import Listing, render_feed, render_listing
from wparchive.render.names import plain
from wparchive.render.navigation import Link
from wparchive.storage.catalog import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.protocols import Context
    from wparchive.storage.catalog import Catalog
    from wparchive.writers.warc.structure import Place, Structure

PER_PAGE = 100
_IN_FEED = 50


class Listed(NamedTuple):
    """A list, rendered.

    Attributes:
        address: Where it stands.
        aliases: Its other addresses.
        title: Its title, in plain text.
        content: The document.
        content_type: Its media type, with the charset.
    """

    address: str
    aliases: list[str]
    title: str
    content: str
    content_type: str


class Listings:
    """Renders the lists of an archive.

    Args:
        context: What is known of the site.
        catalog: Its pages.
        structure: Where lists stand.
    """

    def __init__(self, context: Context, catalog: Catalog, structure: Structure) -> None:
        self._context = context
        self._catalog = catalog
        self._structure = structure

    def __iter__(self) -> Iterator[Listed]:
        if not self._structure.home:
            return
        yield from self._pages(self._structure.front_page(), "", Selection(type="post"), front=True)
        for taxonomy in ("category", "post_tag"):
            label = "Category" if taxonomy == "category" else "Tag"
            for slug, name, _ in self._catalog.terms(taxonomy):
                chosen = Selection("post", taxonomy, slug)
                yield from self._pages(
                    self._structure.term(taxonomy, slug), f"{label}: {name}", chosen
                )
        for login, _ in self._catalog.authors():
            name = plain(self._context.author_name(login)) or login
            chosen = Selection("post", author=login)
            yield from self._pages(self._structure.author(login), f"Author: {name}", chosen)
        for month, _ in self._catalog.months():
            chosen = Selection("post", month=month)
            yield from self._pages(self._structure.month(month), f"Month: {month}", chosen)
        for kind, _ in self._other_types():
            chosen = Selection(kind)
            yield from self._pages(self._structure.type(kind), f"Type: {kind}", chosen)
        yield self._feed()

    def _pages(
        self, place: Place, heading: str, selection: Selection, *, front: bool = False
    ) -> Iterator[Listed]:
        number = self._catalog.count(selection)
        pages = max(1, -(-number // PER_PAGE))
        for page in range(1, pages + 1):
            at = self._structure.numbered(place, page)
            site = plain(self._context.head.site.title)
            title = heading if page == 1 else f"{heading or site} (page {page} of {pages})"
            listing = Listing(
                heading=title.strip(),
                address=at.address,
                home=self._structure.front_page().address,
                feed=self._structure.feed().address,
                entries=list(self._catalog.entries(selection, PER_PAGE, (page - 1) * PER_PAGE)),
                previous=self._structure.numbered(place, page - 1).address if page > 1 else "",
                next=self._structure.numbered(place, page + 1).address if page < pages else "",
                sections=self._sections() if front and page == 1 else [],
            )
            content = render_listing(self._context, listing)
            yield Listed(at.address, at.aliases, listing.title, content, "text/html; charset=utf-8")

    def _sections(self) -> list[tuple[str, list[tuple[Link, int]]]]:
        """Labels with the lists that the front page leads to, and how many posts each has."""
        at = self._structure
        sections = [
            (
                "Pages",
                [(Link(e.address, e.title), 0) for e in self._catalog.entries(Selection("page"))],
            ),
            (
                "Categories",
                [(Link(at.term("category", s).address, n), c)
                 for s, n, c in self._catalog.terms("category")],
            ),
            (
                "Tags",
                [(Link(at.term("post_tag", s).address, n), c)
                 for s, n, c in self._catalog.terms("post_tag")],
            ),
            (
                "Months",
                [(Link(at.month(m).address, m), c) for m, c in self._catalog.months()],
            ),
            (
                "Authors",
                [(Link(at.author(a).address, plain(self._context.author_name(a)) or a), c)
                 for a, c in self._catalog.authors()],
            ),
            (
                "Other types",
                [(Link(at.type(t).address, t), c) for t, c in self._other_types()],
            ),
        ]  # fmt: skip
        return [section for section in sections if section[1]]

    def _other_types(self) -> list[tuple[str, int]]:
        # Whether an attachment is withheld depends on its parent, which pass 1 may not know yet.
        named = {"post", "page", "attachment"}
        return [(t, c) for t, c in self._catalog.types() if t not in named]

    def _feed(self) -> Listed:
        place = self._structure.feed()
        entries = list(self._catalog.entries(Selection("post"), _IN_FEED))
        content = render_feed(self._context, place.address, self._structure.home, entries)
        return Listed(
            place.address, place.aliases, "Feed", content, "application/rss+xml; charset=utf-8"
        )
