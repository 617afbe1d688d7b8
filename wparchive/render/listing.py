"""Lists of posts as HTML pages, and the newest as an RSS feed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from wparchive.content import dates
from wparchive.render.language import direction
from wparchive.render.names import plain
from wparchive.render.template import template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.protocols import Context
    from wparchive.render.navigation import Link
    from wparchive.storage.catalog import Entry

_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Listing:
    """A list to render.

    Attributes:
        heading: What the list is of; empty for the front page.
        address: Where it stands.
        home: The front page.
        feed: The feed of posts.
        entries: What it lists, in order.
        previous: The page of the list before this one.
        next: The page after it.
        sections: Labels with links to other lists, each with the number of its posts or 0.
    """

    heading: str
    address: str
    home: str
    feed: str
    entries: Sequence[Entry]
    previous: str = ""
    next: str = ""
    sections: Sequence[tuple[str, Sequence[tuple[Link, int]]]] = ()
    title: str = field(default="", init=False)


def render_listing(context: Context, listing: Listing) -> str:
    """The page of a list; sets its title."""
    site_title = plain(context.head.site.title)
    listing.title = " – ".join(filter(None, (listing.heading, site_title))) or "Untitled"
    language = context.head.site.language or ""
    years = [(year, list(es)) for year, es in groupby(listing.entries, lambda e: e.date[:4])]
    if len(listing.entries) < 3 * len(years):
        years = [("", list(listing.entries))]
    return template("listing.html").render(
        listing=listing,
        language=language,
        direction=direction(language),
        generator=f"wparchive {context.version}",
        site_title=site_title,
        description=plain(context.head.site.description),
        export_date=f"{context.instant:%Y-%m-%d}",
        years=years,
    )


def render_feed(context: Context, address: str, home: str, entries: Sequence[Entry]) -> str:
    """RSS 2.0 of some posts, with their first words."""
    site = context.head.site
    items = [
        (entry, dates.to_rfc822(entry.stamp), plain(context.author_name(entry.author)))
        for entry in entries
    ]
    text = template("feed.xml").render(
        address=address,
        home=home,
        title=plain(site.title),
        description=plain(site.description),
        language=site.language or "",
        built=dates.to_rfc822(f"{context.instant:%Y-%m-%dT%H:%M:%SZ}"),
        generator=f"wparchive {context.version}",
        items=items,
    )
    return _FORBIDDEN_IN_XML.sub("\ufffd", text)
