"""Find the items of which damage has reached the password or the parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import ItemIndex, RepairLog

_INSIDE = patterns.lazy(rb"<\w{1,9}:(?:post_password|post_parent)>(?>(?:(?!</\w{1,9}:)[\s\S])*)\Z")
_LONGEST = 300
"""Bytes of such a field, its start tag included."""


def doubtful_items(data: mmap | bytes, log: RepairLog, items: ItemIndex) -> set[int]:
    """Return the offsets in the copy of items with a repair inside of these fields.

    What is left of the value may be another one: a password without its letters is none. Status
    and type are words, of which damage makes no other one that is public.

    Args:
        data: The document.
        log: All repairs of it.
        items: The items of the document.
    """
    found: set[int] = set()
    for repair in log.listed:
        if _INSIDE.search(data[max(0, repair.offset - _LONGEST) : repair.offset]):
            copied = items.copy_of(repair.offset)
            if copied is not None:
                found.add(copied)
    return found
