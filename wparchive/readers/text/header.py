"""The links of a page's head, which lynx prints above the page: they name the post's feed.

WordPress calls the feed of a post's comments "Site » Title Comments Feed"; lynx begins with such
names, after ``#``. Title and permalink of the post are in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs

from wparchive import patterns
from wparchive.readers.text.parser import bare
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from wparchive.readers.text.dump import Line, Link
    from wparchive.readers.text.parser import DumpParser

_FEED: Final = patterns.lazy(
    r"(?P<page>https?://[^?#]*/)(?:feed|rdf|rss2?|atom)(?:/(?:rss2?|atom|rdf))?/?\Z"
    r"|(?P<plain>https?://[^?#]*\?(?:p|page_id)=\d+)&feed=\w+\Z|(?P<query>https?://[^?#]*)\?feed=\w+\Z"
)
_UNLISTED: Final = patterns.lazy(r"\[\d{1,4}\]")
"""A link's number that the list of addresses lacks."""
_LONGEST: Final = 12
"""Lines that the links of a head can take."""


class Header(NamedTuple):
    """What the links of a page's head tell.

    Attributes:
        site: The blog's title; None if unknown.
        title: The post's title; None if unknown.
        link: The post's permalink; None if unknown.
    """

    site: str | None = None
    title: str | None = None
    link: str | None = None


def read_header(parser: DumpParser) -> Header:
    """Read the links of the page's head, if the dump begins with them."""
    first = next((n for n, line in enumerate(parser.lines) if line.shown), None)
    if first is None or not parser.lines[first].shown.startswith("#"):
        return Header()
    stop = first
    while stop < len(parser.lines) and parser.lines[stop].shown and stop < first + _LONGEST:
        stop += 1
    text = " ".join(line.text for line in parser.lines[first:stop]).removeprefix("#")
    links = [link for line in parser.lines[first:stop] for link in line.links]
    before, _, after = text.rpartition("»")
    if not before:
        return Header(link=_oembed(links))
    title = _title(parser, stop, _UNLISTED.sub("", after))
    return Header(
        _site(text.partition("»")[0], parser.lines[first]),
        title,
        _oembed(links) or (_feed(links) if title else None),
    )


def _site(text: str, line: Line) -> str:
    """Return the blog's title, which precedes the first "»" and follows the names before it."""
    starts = [link.offset for link in line.links if link.offset < len(text)]
    return _UNLISTED.split(text[max(0, starts[-1] - 1) :] if len(starts) > 1 else text)[-1].strip()


def _title(parser: DumpParser, start: int, text: str) -> str | None:
    """Return the longest line of the page that the last name begins with."""
    known = bare(text)
    found = [
        line.text
        for line in parser.lines[start:]
        if not line.listed and bare(line.text) and known.startswith(bare(line.text))
    ]
    # Without a rest, the name is that of the feed of all comments.
    return max((t for t in found if bare(t) != known), key=len, default=None)


def _feed(links: list[Link]) -> str | None:
    """Return the page that the last feed is of; None if that is the home page."""
    pages = [
        m["page"] or m["plain"] or m["query"] for link in links if (m := _FEED.match(link.url))
    ]
    found = pages[-1] if len(pages) > 1 else None
    return None if found is None or found.endswith(("://", "/comments/")) else found


def _oembed(links: list[Link]) -> str | None:
    """Return the page that a link to oEmbed names (``/wp-json/oembed/1.0/embed?url=``)."""
    for link in links:
        parts = urlsplit(link.url)
        if parts.path.endswith("/embed") and (urls := parse_qs(parts.query).get("url")):
            return urls[0]
    return None
