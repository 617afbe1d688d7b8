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

    from wparchive.formats import Context
    from wparchive.writers.warc.catalog import Catalog
    from wparchive.writers.warc.journal import Notes
    from wparchive.writers.warc.permalinks import ListAddress, PermalinkStructure

PER_PAGE = 100
HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
_IN_FEED = 50
_OF_POSTS = frozenset({"category", "post_tag"})


class Listed(NamedTuple):
    """A list, rendered.

    Attributes:
        address: Where it stands.
        aliases: Its other addresses.
        content: The document.
        content_type: Its media type, with the charset.
        goal: What links to it look for: kind and key, as in `wparchive.formats.LinkTarget`.
    """

    address: str
    aliases: list[str]
    content: str
    content_type: str
    goal: tuple[str, str] = ("", "")


class Listings:
    """Renders the lists of an archive.

    Args:
        context: What is known of the site.
        catalog: Its pages.
        structure: Where lists stand.
        notes: What links look for, and the newest comments.
    """

    def __init__(
        self, context: Context, catalog: Catalog, structure: PermalinkStructure, notes: Notes
    ) -> None:
        self._context = context
        self._catalog = catalog
        self._structure = structure
        self._notes = notes
        self._words = words_of(context)

    def __iter__(self) -> Iterator[Listed]:
        at, words = self._structure, self._words
        if not at.home:
            return
        yield from self._pages(at.front_page(), "", Selection("post"), ("home", ""))
        labels = {"category": words.category, "post_tag": words.tag_name}
        for taxonomy in self._taxonomies():
            kind = "post" if taxonomy in _OF_POSTS else ""
            for slug, name, _ in self._catalog.terms(taxonomy, kind):
                chosen = Selection(kind, taxonomy, slug)
                goal = ("term", f"{taxonomy}/{slug}")
                heading = words.labelled(labels.get(taxonomy, taxonomy), name)
                yield from self._pages(at.term(taxonomy, slug), heading, chosen, goal)
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
        """All years and months; of the days those that links lead to, since they are many."""
        dates = [date for date, _ in (*self._catalog.years(), *self._catalog.months())]
        return [*dates, *(day for day in self._notes.keys("date") if len(day) == 10)]

    def _taxonomies(self) -> list[str]:
        return [name for name in self._catalog.taxonomies() if is_public_taxonomy(name)]

    def _name(self, login: str) -> str:
        return plain(self._context.author_name(login)) or login

    def _pages(
        self,
        place: ListAddress,
        heading: str,
        selection: Selection,
        goal: tuple[str, str] = ("", ""),
    ) -> Iterator[Listed]:
        number = self._catalog.count(selection)
        pages = max(1, -(-number // PER_PAGE))
        # A feed of each list would weigh as much as the lists.
        sought = (f"feed {goal[0]}", goal[1])
        has_feed = bool(self._notes.forms(*sought))
        feed = self._structure.feed_of(place) if has_feed else self._structure.feed()
        for page in range(1, pages + 1):
            at = self._structure.numbered(place, page)
            site = plain(self._context.head.site.title)
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
                sections=self._sections() if goal[0] == "home" and page == 1 else [],
            )
            content = render_listing(self._context, listing)
            yield Listed(at.address, at.aliases, content, HTML,
                         goal if page == 1 else ("", ""))  # fmt: skip
        if has_feed:
            yield self._feed(feed, place.address, selection, heading, sought)

    def _sections(self) -> list[tuple[str, list[tuple[Link, int]]]]:
        """Labels with the lists that the front page leads to, and how many posts each has."""
        at, words = self._structure, self._words
        further = [
            (
                taxonomy,
                [(Link(at.term(taxonomy, s).address, n), c)
                 for s, n, c in self._catalog.terms(taxonomy)],
            )
            for taxonomy in self._taxonomies()
            if taxonomy not in _OF_POSTS
        ]  # fmt: skip
        sections = [
            (
                words.pages,
                [(Link(e.address, e.title), 0) for e in self._catalog.entries(Selection("page"))],
            ),
            (
                words.categories,
                [(Link(at.term("category", s).address, n), c)
                 for s, n, c in self._catalog.terms("category", "post")],
            ),
            (
                words.tags,
                [(Link(at.term("post_tag", s).address, n), c)
                 for s, n, c in self._catalog.terms("post_tag", "post")],
            ),
            *further,
            (
                words.months,
                [
                    (Link(at.date(m).address, words.format_period(m)), c)
                    for m, c in self._catalog.months()
                ],
            ),
            (
                words.authors,
                [(Link(at.author(a).address, self._name(a)), c)
                 for a, c in self._catalog.authors()],
            ),
            (
                words.types,
                [(Link(at.type(t).address, t), c) for t, c in self._other_types()],
            ),
        ]  # fmt: skip
        return [section for section in sections if section[1]]

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
        goal: tuple[str, str],
    ) -> Listed:
        entries = self._catalog.entries(selection, _IN_FEED)
        items = [post_item(self._context, entry) for entry in entries]
        content = render_feed(self._context, place.address, home, items, heading)
        return Listed(place.address, place.aliases, content, RSS, goal)

    def _comments(self) -> Listed:
        place, home = self._structure.comments(), self._structure.home
        said, heading = self._notes.comments(), self._words.comments
        content = comment_feed(self._context, place.address, home, said, heading)
        return Listed(place.address, place.aliases, content, RSS, ("feed", "comments"))
