"""Several pages in one file, one behind the other, as ``cat *.html`` joins them.

Browsers, and so the parser, take all of them for one page. A page inside of another one, as posts
have it that somebody pasted from a mail, is no page of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.storage.source import Source

_MARKS: Final = (b"<html", b"<!doctype")
_TAG_END: Final = rb"(?>(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^>])*)>?"
_TOKEN: Final = patterns.lazy(
    rb"<(?:(?P<comment>!--)|(?P<doctype>!doctype\s+html\b[^>]*+>?)|(?P<xml>\?xml\b[^>]*+>?)"
    rb"|(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes|template)(?=[\s/>])"
    + _TAG_END
    + rb"|(?P<html>/?html)(?=[\s/>])" + _TAG_END
    + rb"|(?P<part>/?(?:article|aside|blockquote|div|footer|form|header|li|main|nav|ol|section|span"
    rb"|table|td|ul))(?=[\s/>])" + _TAG_END
    + rb"|/?[a-z][^\s/>]*+" + _TAG_END + rb")",
    re.IGNORECASE,
)  # fmt: skip
_RAW_END: Final = patterns.lazy(
    rb"</(script|style|textarea|title|xmp|iframe|noembed|noframes|template)(?=[\s/>])",
    re.IGNORECASE,
)
_COMMENT_END: Final = patterns.lazy(rb"(?<=<!--)-?>|--!?>")
_HEAD_END: Final = patterns.lazy(rb"</head|<body|</html|<!doctype", re.IGNORECASE)
_TITLE: Final = patterns.lazy(rb"<title[\s>]", re.IGNORECASE)
_OF_BLOG: Final = patterns.lazy(
    rb"rel=[\"']?canonical\b|content=[\"']WordPress\b|type=[\"']application/rss\+xml",
    re.IGNORECASE,
)
_LONGEST_HEAD: Final = 1 << 16
_SHORTEST_PAGE: Final = 256
"""Bytes of the shortest page that counts: a page with a post has more."""


def split_pages(sources: Sequence[Source]) -> list[Source]:
    """Replace each file that has several pages by its pages."""
    return [page for source in sources for page in _pages_of(source)]


def _pages_of(source: Source) -> list[Source]:
    """Make a source of each page in a file; the same source if there is one page."""
    if source.capture is not None and source.capture.url.startswith("http"):
        return [source]  # what a server or a browser gave for one address
    starts = find_pages(source.read())
    if len(starts) < 2:
        return [source]
    ends = [*starts[1:], source.size]
    return [
        replace(
            source,
            name=source.name if number == 1 else f"{source.name}!{number}",
            start=source.start + start,
            size=end - start,
            capture=None,
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def find_pages(data: bytes) -> list[int]:
    """Find the pages in a file.

    Args:
        data: The file.

    Returns:
        The offsets of their first bytes; the first is 0.
    """
    lower = data.lower()
    if max(lower.count(mark) for mark in _MARKS) < 2:
        return [0]
    return [0, *_Scan(data).starts()]


@dataclass
class _Scan:
    """A scan for the pages behind the first one.

    Attributes:
        data: The file.
        position: Where the scan is.
        edge: The end of the last text or tag; only comments and spaces are between it and
            `position`.
        depth: Elements ``html`` that are open.
        parts: Elements in the body of the page that are open.
        declared: Whether a declaration has begun a page whose element has not begun yet.
        seen: Whether the present page has had its element.
        endless: Names of elements that have no end in the rest of the file.
    """

    data: bytes
    position: int = 0
    edge: int = 0
    depth: int = 0
    parts: int = 0
    declared: bool = False
    seen: bool = False
    endless: set[bytes] = field(default_factory=set)

    def starts(self) -> Iterator[int]:
        """Yield the offsets of the pages behind the first one."""
        last = 0
        while (token := _TOKEN.search(self.data, self.position)) is not None:
            if self.data[self.position : token.start()].strip():
                self.edge = token.start()
            edge, kind, name = self.edge, token.lastgroup, token[token.lastgroup or 0].lower()
            self.position = token.end()
            if kind == "comment":
                end = _COMMENT_END.search(self.data, token.end())
                self.position = end.end() if end else len(self.data)
                continue
            if kind == "xml":
                continue
            self.edge = token.end()
            if kind in {"doctype", "html"} and name != b"/html":
                if edge - last >= _SHORTEST_PAGE and self._begins_page(token.start(), kind):
                    last = edge
                    yield edge
                    self.depth = self.parts = 0
                self.declared = kind == "doctype"
                self.seen = self.seen or kind == "html"
            self._count(kind or "", name)

    def _begins_page(self, at: int, kind: str) -> bool:
        """Check whether a declaration or an element begins another page."""
        if not self.seen or (kind == "html" and (self.declared or self.depth)):
            return False
        most = at + _LONGEST_HEAD
        end = _HEAD_END.search(self.data, at + 1, most)
        stop = end.start() if end else most
        if _TITLE.search(self.data, at, stop) is None:
            return False
        # The end of a page may be lost or left out.
        is_outside = self.depth == 0 or self.parts == 0
        return is_outside or _OF_BLOG.search(self.data, at, stop) is not None

    def _count(self, kind: str, name: bytes) -> None:
        """Count the open elements, and skip the content of those that have no elements."""
        if kind == "html":
            self.depth = max(self.depth + (-1 if name == b"/html" else 1), 0)
        elif kind == "part":
            self.parts = max(self.parts + (-1 if name.startswith(b"/") else 1), 0)
        elif kind == "raw":
            self._skip_content(name)

    def _skip_content(self, name: bytes) -> None:
        """Go to the end of an element; nowhere if it has none."""
        if name not in self.endless:
            ends = _RAW_END.finditer(self.data, self.position)
            if (end := next((end for end in ends if end[1].lower() == name), None)) is not None:
                self.position = self.edge = end.start()
            else:
                self.endless.add(name)
