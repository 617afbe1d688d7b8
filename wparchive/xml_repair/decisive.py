"""Find the items of which damage may have changed who could read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import ItemIndex, Repair, RepairLog

_INSIDE = patterns.lazy(rb"<\w{1,9}:(?:post_password|post_parent)>(?>(?:(?!</\w{1,9}:)[\s\S])*)\Z")
_LONGEST = 300
"""Bytes of such a field, its start tag included."""
_DECISIVE = patterns.lazy(rb":(?:status|post_type|post_password|post_parent|post_id)\s*>")
_LINE = 100
"""Bytes before and after a repair that are searched for the other tag of its element."""
_LOOSE_END = patterns.lazy(
    rb"</\w{1,9}:(?:post_\w+|status|comment_status|ping_status|menu_order|is_sticky|encoded)\s*>"
)
_END = patterns.lazy(rb"\s*(?:</?(?:\w{1,9}:)?(?:item|channel|rss)\b|\Z)")
_COMMENT = patterns.lazy(rb"\s*</?\w{1,9}:comment(?!_status)")
_FEW = 2
"""Items of which no majority tells anything."""
_IN_TAGS = frozenset({Code.TAG_REPAIRED, Code.TAG_DROPPED, Code.MARKUP_ESCAPED, Code.TEXT_LOST})


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


def doubtful_items(data: mmap | bytes, log: RepairLog, items: ItemIndex) -> DoubtfulItems:
    """Find the items with a repair that casts doubt on who could read them.

    What is left of a password or a parent may be another value: a password without its letters is
    none. Status and type are words, of which damage makes no other one that is public; but if their
    tags are damaged, they may be another element's. Where an element has only one of its tags,
    bytes are lost, perhaps with the end of one item and the beginning of another. But what is wrong
    in the same way in most items was written so.

    Args:
        data: The document.
        log: All repairs of it.
        items: The items of the document.
    """
    posts: dict[str, set[int]] = {}
    comments: dict[str, set[int]] = {}
    for repair in log.listed:
        is_open = _is_open(data, repair)
        if not (is_open or _is_near_field(data, repair)):
            continue
        if (copied := items.copy_of(repair.offset)) is not None:
            of_comment = is_open and _COMMENT.match(data, repair.offset)
            found = comments if of_comment else posts
            found.setdefault(repair.message, set()).add(copied)
    most = max(_FEW, len(items.starts) // 2)
    return DoubtfulItems(_rare(posts, most), _rare(comments, most))


def _rare(found: dict[str, set[int]], most: int) -> set[int]:
    return {item for same in found.values() if len(same) <= most for item in same}


def _is_near_field(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether a repair is in a decisive field, or has dropped the end of any field."""
    at = repair.offset
    if _INSIDE.search(data[max(0, at - _LONGEST) : at]):
        return True
    in_tags = _DECISIVE.search(_line(data, at)) or _LOOSE_END.match(data, at)
    return repair.code in _IN_TAGS and bool(in_tags)


def _is_open(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether an element has no end, and its item goes on."""
    return repair.code is Code.ELEMENT_UNCLOSED and not _END.match(data, repair.offset)


def _line(data: mmap | bytes, at: int) -> bytes:
    """Return the line at an offset, as far as it is near: WordPress writes one for each field."""
    before, after = data[max(0, at - _LINE) : at], data[at : at + _LINE]
    return before.rpartition(b"\n")[2] + after.partition(b"\n")[0]
