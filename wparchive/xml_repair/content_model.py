"""The content model of exports and their vocabulary, by which a damaged document is read.

Names are canonical ones as bytes (``wp:`` whatever the prefix), since this is about documents that
no parser takes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    from mmap import mmap

MAX_DEPTH = 200
"""Levels of elements; deeper ones are read as text."""
NAME = rb"[A-Za-z_\x80-\xff][\w.\-\x80-\xff]*(?::[A-Za-z_\x80-\xff][\w.\-\x80-\xff]*)?"
END_TAG = patterns.lazy(rb"</(" + NAME + rb")\s*>")

_TERMS = (b"wp:category", b"wp:tag", b"wp:term")
PARENTS: dict[bytes, tuple[bytes, ...]] = {
    b"channel": (b"rss",),
    b"item": (b"channel",),
    b"image": (b"channel",),
    **dict.fromkeys((b"wp:author", b"wp:wp_author", *_TERMS), (b"channel",)),
    b"wp:comment": (b"item",),
    b"wp:postmeta": (b"item",),
    b"wp:commentmeta": (b"wp:comment",),
    b"wp:termmeta": _TERMS,
}
"""The containers but the root, and those that each may be in."""
CONTAINERS = frozenset({b"rss", *PARENTS})

_RSS = rb"title|link|guid|description|pubDate|category|language|generator|comments|url|width|height"
_LEAF = patterns.lazy(
    rb"wp:(?:(?:post|comment|author|category|tag|term|cat|base|meta|is|ping|menu|attachment|wxr)_\w+"
    rb"|status)|content:encoded|excerpt:encoded|dc:\w+|" + _RSS
)
_OF_COMMENT = patterns.lazy(
    rb"wp:comment_(?:id|author|author_email|author_url|author_IP|date|date_gmt|content|approved"
    rb"|type|parent|user_id)"
)
_OF_ITEM = patterns.lazy(
    rb"wp:post_(?:id|date|date_gmt|modified|modified_gmt|name|parent|type|password)"
    rb"|wp:(?:comment_status|ping_status|status|menu_order|is_sticky|attachment_url)"
    rb"|(?:content|excerpt):encoded|guid"
)
_OF_OTHERS = patterns.lazy(
    rb"wp:(?:author_(?:id|login|email|display_name|first_name|last_name|description|url)"
    rb"|term_(?:id|taxonomy|slug|parent|name|description)|cat_name|tag_(?:slug|name|description)"
    rb"|category_(?:nicename|parent|description)|meta_(?:key|value)|wxr_version"
    rb"|base_(?:site|blog)_url)|dc:creator|" + _RSS
)
_METAS = (b"wp:postmeta", b"wp:commentmeta", b"wp:termmeta")

URIS = {
    b"wp": b"http://wordpress.org/export/1.2/",
    b"excerpt": b"http://wordpress.org/export/1.2/excerpt/",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"wfw": b"http://wellformedweb.org/CommentAPI/",
    b"atom": b"http://www.w3.org/2005/Atom",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"slash": b"http://purl.org/rss/1.0/modules/slash/",
    b"media": b"http://search.yahoo.com/mrss/",
    b"itunes": b"http://www.itunes.com/dtds/podcast-1.0.dtd",
    b"georss": b"http://www.georss.org/georss",
    b"geo": b"http://www.w3.org/2003/01/geo/wgs84_pos#",
    b"xlink": b"http://www.w3.org/1999/xlink",
}
"""The meanings of prefixes that nothing declares."""


def is_text_element(kind: bytes) -> bool:
    """Return whether an element contains text only."""
    return kind not in CONTAINERS and _LEAF.fullmatch(kind) is not None


def parents(kind: bytes) -> tuple[bytes, ...]:
    """Return the containers that an element must be in; none if any will do."""
    if kind in PARENTS:
        return PARENTS[kind]
    if _OF_ITEM.fullmatch(kind):
        return (b"item",)
    if _OF_COMMENT.fullmatch(kind):
        return (b"wp:comment",)
    return _METAS if kind in {b"wp:meta_key", b"wp:meta_value"} else ()


def is_known(kind: bytes) -> bool:
    """Return whether exports have elements of exactly this name."""
    return kind in CONTAINERS or bool(parents(kind)) or _OF_OTHERS.fullmatch(kind) is not None


def default_parent(wanted: tuple[bytes, ...], inside: bytes) -> bytes:
    """Return the container to insert around an element that may be in several."""
    if wanted == _METAS:
        return {b"wp:comment": _METAS[1]}.get(inside, _METAS[2] if inside in _TERMS else _METAS[0])
    return wanted[0]


def boundaries(prefixes: dict[bytes, bytes]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return patterns of the tags at which an unterminated text is cut off.

    Args:
        prefixes: The document's prefixes and the vocabularies that they mean.

    Returns:
        The pattern for a text in a CDATA section, which may hold HTML's tags and RSS's, and the
        one for any other.
    """
    names = sorted({prefix for prefix, short in prefixes.items() if prefix and short})
    words = b"|".join(re.escape(name) for name in names)
    strict = rb"<(?:/?(?:" + words + rb"):\w|/?item\s*>|/?channel\s*>|/?rss[\s>]|\?xml\s|item\s)"
    loose = strict[:-1] + rb"|/?(?:" + _RSS + rb")[\s/>])"
    return re.compile(strict), re.compile(loose)


class MarkSearch:
    """A forward search that remembers, so that a far or absent mark is looked for once."""

    def __init__(self, data: mmap) -> None:
        self._data = data
        self._texts: dict[bytes, tuple[int, int]] = {}
        self._matches: dict[re.Pattern[bytes], tuple[int, re.Match[bytes] | None]] = {}

    def find(self, mark: bytes, position: int) -> int:
        """Return the offset of the next `mark` at or after `position`; -1 if there is none."""
        start, found = self._texts.get(mark, (position + 1, 0))
        if start > position or 0 <= found < position:
            found = self._data.find(mark, position)
            self._texts[mark] = (position, found)
        return found

    def search(self, pattern: re.Pattern[bytes], position: int) -> re.Match[bytes] | None:
        """Return the next match of `pattern` at or after `position`; None if there is none."""
        start, match = self._matches.get(pattern, (position + 1, None))
        if start > position or (match is not None and match.start() < position):
            match = pattern.search(self._data, position)
            self._matches[pattern] = (position, match)
        return match
