"""Well-formed items of a damaged document: most of them, which a parser finds quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from wparchive import patterns
from wparchive.web.numbers import leading_number

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.content_model import MarkSearch
    from wparchive.xml_repair.namespaces import Namespaces

_START = patterns.lazy(rb"<item[\s>]")
_END = b"</item>"
_LARGEST = 9_000_000
"""Bytes up to which the parser's limits are those of the strict reading."""


class WellFormedItems:
    """A check for items that can be copied as they are."""

    def __init__(self, data: mmap, search: MarkSearch, names: Namespaces) -> None:
        self._data = data
        self._finder = search
        self._names = names

    def read(self, at: int) -> tuple[int, int | None] | None:
        """Return the offset after an item, and its post id; None if it is not well-formed."""
        found = self._finder.find(_END, at)
        end = found + len(_END)
        following = self._finder.search(_START, at + 1)
        # With another start before the end, an end may be missing: nothing is parsed twice.
        if found < 0 or end - at > _LARGEST or (following and following.start() < end):
            return None
        prefixes = b"".join(b' xmlns:%s="urn:%s"' % (p, p) for p in self._names.base if p.isascii())
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(b"<x%s>%s</x>" % (prefixes, self._data[at:end]), parser)
        except etree.XMLSyntaxError:
            return None
        return (end, _post_id(root[0])) if len(root) else None


def _post_id(item: etree._Element) -> int | None:
    return leading_number((item.findtext("{*}post_id") or "").strip())
