"""The lists of a blog: front page, terms, authors, years, months and days, types; and feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.render.frame import words_of
from wparchive.render.listing import Listing, post_item, render_feed, render_listing
from wparchive.render.names import is_public_taxonomy, plain
from wparchive.render.navigation import Link
from wparchive.writers.warc.catalog import Selection
from wparchive.writers.warc.comments import comment_feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.formats.writers import Context
    from wparchive.writers.warc.catalog import Catalog
    from wparchive.writers.warc.journal import PageJournal
    from wparchive.writers.warc.permalinks import ListAddress, PermalinkStructure

PER_PAGE = 100
HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
_IN_FEED = 50
_OF_POSTS = frozenset({"category", "post_tag"})
_ALL_PAGES = Selection("page")


class RenderedList(NamedTuple):
    """A rendered list.

    Attributes:
        address: Its address.
        aliases: Its other addresses.
        content: The document.
        content_type: Its media type, with the charset.
        target: Kind and key of links to it, as in `wparchive.formats.writers.LinkTarget`.
    """

    address: str
    aliases: list[str]
    content: str
    content_type: str
    target: tuple[str, str] = ("", "")


class Listings:
    """Renders the lists of an archive.

    Args:
        context: The archive.
        catalog: Its pages.
        structure: The addresses of lists.
        journal: The targets of links, and the newest comments.
    """

    def __init__(
        self,
        context: Context,
        catalog: Catalog,
        structure: PermalinkStructure,
        journal: PageJournal,
    ) -> None:
        self._context = context
        self._catalog = catalog
        self._structure = structure
        self._journal = journal
        self._words = words_of(context)

    def __iter__(self) -> Iterator[RenderedList]:
        at, words = self._structure, self._words
        if not at.home:
            return
        yield from self._pages(at.front_page(), "", Selection("post"), ("home", ""))
        labels = {"category": words.category, "post_tag": words.tag_name}
        for taxonomy in self._taxonomies():
            kind = "post" if taxonomy in _OF_POSTS else ""
            for slug, name, _ in self._catalog.terms(taxonomy, kind):
                chosen = Selection(kind, taxonomy, slug)
                target = ("term", f"{taxonomy}/{slug}")
                heading = words.labelled(labels.get(taxonomy, taxonomy), name)
                yield from self._pages(at.term(taxonomy, slug), heading, chosen, target)
        for login, _ in self._catalog.authors():
            chosen = Selection("post", author=login)
            heading = words.labelled(words.author, self._name(login))
            yield from self._pages(at.author(login), heading, chosen, ("author", login))
        for date in self._dates():
            label = {4: words.year, 7: words.month}.get(len(date), words.day)
            chosen = Selection("post", date=date)
            heading = words.labelled(label, words.format_period(date))
            yield from self._pages(at.date(date), heading, chosen, ("date", date))
        for kind, _ in self._other_types():
            yield from self._pages(at.type(kind), words.labelled(words.type, kind), Selection(kind))
        yield self._feed(at.feed(), at.home, Selection("post"), "", ("feed", ""))
        yield self._comments()

    def _dates(self) -> list[str]:
        """Return all years and months, and the days that links point to, since days are many."""
        dates = [date for date, _ in (*self._catalog.years(), *self._catalog.months())]
        return [*dates, *(day for day in self._journal.keys("date") if len(day) == 10)]

    def _taxonomies(self) -> list[str]:
        return [name for name in self._catalog.taxonomies() if is_public_taxonomy(name)]

    def _name(self, login: str) -> str:
        return plain(self._context.author_name(login)) or login

    def _pages(
        self,
        place: ListAddress,
        heading: str,
        selection: Selection,
        target: tuple[str, str] = ("", ""),
    ) -> Iterator[RenderedList]:
        number = self._catalog.count(selection)
        pages = max(1, -(-number // PER_PAGE))
        # A feed of each list would weigh as much as the lists.
        sought = (f"feed {target[0]}", target[1])
        has_feed = bool(self._journal.forms(*sought))
        feed = self._structure.feed_of(place) if has_feed else self._structure.feed()
        for page in range(1, pages + 1):
            at = self._structure.numbered(place, page)
            site = plain(self._context.metadata.site.title)
            which = self._words.page_of.format(number=page, total=pages)
            title = heading if page == 1 else f"{heading or site} ({which})"
            listing = Listing(
                heading=title.strip(),
                address=at.address,
                home=self._structure.front_page().address,
                feed=feed.address,
                entries=list(self._catalog.entries(selection, PER_PAGE, (page - 1) * PER_PAGE)),
                previous=self._structure.numbered(place, page - 1).address if page > 1 else "",
                next=self._structure.numbered(place, page + 1).address if page < pages else "",
                sections=self._sections() if target[0] == "home" and page == 1 else [],
            )
            content = render_listing(self._context, listing)
            yield RenderedList(at.address, at.aliases, content, HTML,
                         target if page == 1 else ("", ""))  # fmt: skip
        if has_feed:
            yield self._feed(feed, place.address, selection, heading, sought)

    def _sections(self) -> list[tuple[str, list[tuple[Link, int]]]]:
        """Return the lists that the front page links to, by label, with their numbers of posts."""
        at, words, catalog = self._structure, self._words, self._catalog
        sections = [
            (words.pages, [(Link(e.address, e.title), 0) for e in catalog.entries(_ALL_PAGES)]),
            (words.categories, self._term_links("category", "post")),
            (words.tags, self._term_links("post_tag", "post")),
            *(
                (taxonomy, self._term_links(taxonomy))
                for taxonomy in self._taxonomies()
                if taxonomy not in _OF_POSTS
            ),
            (
                words.months,
                [
                    (Link(at.date(m).address, words.format_period(m)), c)
                    for m, c in catalog.months()
                ],
            ),
            (
                words.authors,
                [(Link(at.author(a).address, self._name(a)), c) for a, c in catalog.authors()],
            ),
            (words.types, [(Link(at.type(t).address, t), c) for t, c in self._other_types()]),
        ]
        return [section for section in sections if section[1]]

    def _term_links(self, taxonomy: str, kind: str = "") -> list[tuple[Link, int]]:
        """Return links to the lists of a taxonomy's terms, with their numbers of posts."""
        return [
            (Link(self._structure.term(taxonomy, slug).address, name), number)
            for slug, name, number in self._catalog.terms(taxonomy, kind)
        ]

    def _other_types(self) -> list[tuple[str, int]]:
        # Whether an attachment is withheld depends on its parent, which pass 1 may not know yet.
        named = {"post", "page", "attachment"}
        return [(t, c) for t, c in self._catalog.types() if t not in named]

    def _feed(
        self,
        place: ListAddress,
        home: str,
        selection: Selection,
        heading: str,
        target: tuple[str, str],
    ) -> RenderedList:
        entries = self._catalog.entries(selection, _IN_FEED)
        items = [post_item(self._context, entry) for entry in entries]
        content = render_feed(self._context, place.address, home, items, self._named(heading))
        return RenderedList(place.address, place.aliases, content, RSS, target)

    def _named(self, heading: str) -> str:
        """Return the title of a list's feed, with the blog's."""
        return " – ".join(filter(None, (heading, plain(self._context.metadata.site.title))))

    def _comments(self) -> RenderedList:
        place, home = self._structure.comments(), self._structure.home
        comments, title = self._journal.comments(), self._named(self._words.comments)
        content = comment_feed(self._context, place.address, home, comments, title)
        return RenderedList(place.address, place.aliases, content, RSS, ("feed", "comments"))
