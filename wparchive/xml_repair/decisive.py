"""Find the items of which damage may have changed who could read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.xml_repair.characters import HOLE

if TYPE_CHECKING:
    from collections.abc import Hashable
    from mmap import mmap

    from wparchive.xml_repair.log import ItemIndex, Repair, RepairLog

_INSIDE = patterns.lazy(rb"<\w{1,9}:(?:post_password|post_parent)>(?>(?:(?!</\w{1,9}:)[\s\S])*)\Z")
_LONGEST = 300
"""Bytes of such a field, its start tag included."""
_BEGINNING = patterns.lazy(rb"<([^\s<>/]{1,60})(?:\s[^<>]{0,100})?>\s*(?:<!\[CDATA\[)?\Z")
_END = patterns.lazy(rb"\s*(?:</?(?:\w{1,9}:)?(?:item|channel|rss)\b|\Z)", re.IGNORECASE)
_COMMENT = patterns.lazy(rb"\s*</?\w{1,9}:comment(?!_status)")
_ELEMENT = patterns.lazy(
    rb"</?(\w{1,9}:\w{1,40}|title|link|pubDate|guid|description|category|item)(?=[\s/>])"
)
"""The name of an element of an item, not of HTML in its body."""
_FAR = 100_000
"""Bytes before a repair that are searched for the beginning of a comment."""
_PREFIX = 12
"""Bytes of the beginning of a tag."""
_SECTION_END = patterns.lazy(rb"\]\]>\s*</([^\s<>/]{1,60})\s*>")
_LONG = 1 << 20
"""Bytes of a text that are searched for the end of its section."""
_STRUCTURAL = frozenset({Code.TAG_REPAIRED, Code.TAG_DROPPED, Code.TEXT_LOST})
_FEW = 1
"""Items of which no majority tells anything."""


@dataclass
class DoubtfulItems:
    """Items, by their offsets in the copy.

    Attributes:
        posts: Those whose status may be that of another post, or whose password or parent may have
            been another one.
        comments: Those of which comments may be another post's, or have another one's status.
    """

    posts: set[int] = field(default_factory=set)
    comments: set[int] = field(default_factory=set)

    def about(self, offset: int) -> tuple[bool, bool]:
        """Return whether there is doubt about the item at an offset, and about its comments."""
        return offset in self.posts, offset in self.comments


def doubtful_items(
    data: mmap | bytes, log: RepairLog, items: ItemIndex, *, is_wrong: bool = False
) -> DoubtfulItems:
    """Find the items with a repair that casts doubt on who could read them.

    What is left of a password or a parent may be another value: a password without its letters is
    none. Where markup between two texts is damaged, bytes are lost, perhaps with the end of one
    item and the beginning of another. But what is wrong in the same way in most items was written
    so.

    Args:
        data: The document.
        log: All repairs of it.
        items: The items of the document.
        is_wrong: Whether any of its bytes may be wrong, since a decompressor went on behind
            damage. It copies what it had before, so that all behind the first fault may be a text
            from elsewhere, even where the markup is whole.
    """
    posts, comments = _Faults(), _Faults()
    faults: list[int] = []
    for repair in log.listed:
        checks = (_is_inside, _is_structural, _is_open, _is_hole)
        if not any(check(data, repair) for check in checks):
            continue
        faults.append(repair.offset)
        if (copied := items.copy_of(repair.offset)) is not None:
            found = comments if _is_in_comment(data, repair) else posts
            found.add(copied, (repair.code, repair.message), _kind(data, repair))
    if is_wrong and faults:
        behind = _items_behind(min(faults), items)
        return DoubtfulItems(behind, behind)
    most = max(_FEW, len(items.starts) // 2)
    return DoubtfulItems(posts.rare(most), comments.rare(most))


def _items_behind(offset: int, items: ItemIndex) -> set[int]:
    """Return the items that end at an offset of the document or behind it."""
    found = zip(items.ends, items.copied, strict=True)
    return {copied for end, copied in found if end >= offset}


class _Faults:
    """Repairs of items; most items may share the words of one, or its kind."""

    def __init__(self) -> None:
        self._items: dict[Hashable, set[int]] = {}
        self._found: dict[int, set[tuple[Hashable, ...]]] = {}

    def add(self, item: int, *keys: Hashable) -> None:
        """Add a repair of an item under its keys."""
        self._found.setdefault(item, set()).add(keys)
        for key in keys:
            self._items.setdefault(key, set()).add(item)

    def rare(self, most: int) -> set[int]:
        """Return the items with a repair of which no key belongs to more than so many items."""

        def is_rare(keys: tuple[Hashable, ...]) -> bool:
            return all(len(self._items[key]) <= most for key in keys)

        return {item for item, repairs in self._found.items() if any(map(is_rare, repairs))}


def _kind(data: mmap | bytes, repair: Repair) -> Hashable:
    """Return what is wrong and behind which element, whatever texts the item has there."""
    before = data[max(0, repair.offset - _LONGEST) : repair.offset]
    names = _ELEMENT.findall(before)
    return repair.code, repair.public or repair.message, names[-1] if names else b""


def _is_inside(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether a repair is in a password or a parent."""
    return bool(_INSIDE.search(data[max(0, repair.offset - _LONGEST) : repair.offset]))


def _is_structural(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether a repair changed tags, and not a text with markup that nobody escaped.

    The tags of items themselves only part them.
    """
    if _END.match(data, repair.offset) or "<item>" in repair.message:
        return False
    if repair.code is not Code.MARKUP_ESCAPED:
        return repair.code in _STRUCTURAL
    before = data[max(0, repair.offset - _LONGEST) : repair.offset]
    begun = _BEGINNING.search(before)
    return begun is None or _lost_section(data, repair.offset, begun[1])


def _lost_section(data: mmap | bytes, begin: int, name: bytes) -> bool:
    """Check whether a text has the end of a CDATA section, but not the beginning."""
    end = data.find(b"]]>", begin, begin + _LONG)
    if end < 0 or data.find(b"<![CDATA[", begin, end) >= 0:
        return False
    match = _SECTION_END.match(data, end)
    return match is not None and match[1] == name


def _is_open(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether an element has no end, and its item goes on."""
    return repair.code is Code.ELEMENT_UNCLOSED and not _END.match(data, repair.offset)


def _is_hole(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether bytes are lost in the middle of the document."""
    return bool(HOLE.match(data, repair.offset))


def _is_in_comment(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether a comment is open before and after a repair."""
    if repair.code is Code.ELEMENT_UNCLOSED:
        return bool(_COMMENT.match(data, repair.offset))
    last = data.rfind(b":comment>", max(0, repair.offset - _FAR), repair.offset)
    tag = data[max(0, last - _PREFIX) : last].rpartition(b"<")[2] if last > 0 else b"/"
    return not tag.startswith(b"/")
