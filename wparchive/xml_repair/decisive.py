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


def doubtful_items(data: mmap | bytes, log: RepairLog, items: ItemIndex) -> DoubtfulItems:
    """Find the items with a repair that casts doubt on who could read them.

    What is left of a password or a parent may be another value: a password without its letters is
    none. Status and type are words, of which damage makes no other one that is public; but if their
    tags are damaged, they may be another element's. Where an element has only one of its tags,
    bytes are lost, perhaps with the end of one item and the beginning of another.

    Args:
        data: The document.
        log: All repairs of it.
        items: The items of the document.
    """
    found = DoubtfulItems()
    for repair in log.listed:
        kind = _of_posts(data, repair) or _of_comments(data, repair)
        copied = items.copy_of(repair.offset) if kind else None
        if copied is not None:
            (found.posts if kind == "post" else found.comments).add(copied)
    return found


def _of_posts(data: mmap | bytes, repair: Repair) -> str:
    at = repair.offset
    if _INSIDE.search(data[max(0, at - _LONGEST) : at]):
        return "post"
    if repair.code in _IN_TAGS and (
        _DECISIVE.search(_line(data, at)) or _LOOSE_END.match(data, at)
    ):
        return "post"
    return "post" if _is_open(data, repair) and not _COMMENT.match(data, at) else ""


def _of_comments(data: mmap | bytes, repair: Repair) -> str:
    return "comments" if _is_open(data, repair) else ""


def _is_open(data: mmap | bytes, repair: Repair) -> bool:
    """Check whether an element has no end, and its item goes on."""
    return repair.code is Code.ELEMENT_UNCLOSED and not _END.match(data, repair.offset)


def _line(data: mmap | bytes, at: int) -> bytes:
    """Return the line at an offset, as far as it is near: WordPress writes one for each field."""
    before, after = data[max(0, at - _LINE) : at], data[at : at + _LINE]
    return before.rpartition(b"\n")[2] + after.partition(b"\n")[0]
