"""Lists of posts as HTML pages, and the newest as an RSS feed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.render.frame import frame, source_of
from wparchive.render.names import plain
from wparchive.render.template import template
from wparchive.web.xmltext import strip_illegal_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.formats.writers import Context
    from wparchive.render.catalog_page import CatalogPage
    from wparchive.render.navigation import Link


@dataclass
class Listing:
    """A list to render.

    Attributes:
        heading: The name of the list; empty for the front page.
        address: The URL of the list.
        home: The URL of the front page.
        feed: The URL of the feed of posts.
        entries: The pages that it lists, in order.
        previous: The page of the list before this one.
        next: The page after it.
        sections: Labels with links to other lists, each with the number of its posts or 0.
    """

    heading: str
    address: str
    home: str
    feed: str
    entries: Sequence[CatalogPage]
    previous: str = ""
    next: str = ""
    sections: Sequence[tuple[str, Sequence[tuple[Link, int]]]] = ()


def render_listing(context: Context, listing: Listing) -> str:
    """Render the page of a list."""
    years = [(year, list(es)) for year, es in groupby(listing.entries, lambda e: e.date[:4])]
    if len(listing.entries) < 3 * len(years):
        years = [("", list(listing.entries))]
    return template("listing.html").render(
        listing=listing,
        **frame(context),
        description=plain(context.metadata.site.description),
        years=years,
    )


@dataclass(frozen=True)
class FeedItem:
    """A post or comment in a feed.

    Attributes:
        title: In plain text.
        address: Its URL.
        zoned_date: Its date, with the offset if known; empty if there is no date.
        author: The name of its author.
        summary: Its first words, in plain text.
    """

    title: str
    address: str
    zoned_date: str
    author: str
    summary: str


def post_item(context: Context, entry: CatalogPage) -> FeedItem:
    """Make the item of a post."""
    author = plain(context.author_name(entry.author))
    return FeedItem(entry.title, entry.address, entry.zoned_date, author, entry.summary)


def render_feed(
    context: Context, address: str, home: str, items: Sequence[FeedItem], title: str
) -> str:
    """Render RSS 2.0 of some posts or comments, with their first words.

    Args:
        context: The site and the run.
        address: The URL of the feed.
        home: The URL of the page whose feed it is.
        items: Newest first.
        title: The title of the feed.
    """
    site = context.metadata.site
    text = template("feed.xml").render(
        address=address,
        home=home,
        title=title,
        description=plain(site.description),
        language=site.language or "",
        built=dates.to_rfc822(dates.rfc3339(context.exported_at)),
        generator=f"wparchive {context.version}",
        source=source_of(context),
        items=[(item, dates.to_rfc822(item.zoned_date)) for item in items],
    )
    return strip_illegal_xml(text)
