"""Repair of a whole document, markup by markup, into a well-formed copy.

A strict parser refuses a damaged document, and a lenient one drops parts of it in silence. The
rules of repair know which element belongs where in an export, keep a stack of the open ones, and
write a copy in which every element has its end; they log what they change, and what is missing,
with its place. The copy is then parsed strictly.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from wparchive.xml_repair.elements import repair_end_tag, repair_start_tag
from wparchive.xml_repair.other_markup import BOM, conflict_marker, repair_markup, repair_text
from wparchive.xml_repair.root import finish
from wparchive.xml_repair.state import State

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import ItemIndex, RepairLog

_STRETCH = 1 << 20


def repair_document(data: mmap, file: IO[bytes], log: RepairLog, items: ItemIndex) -> bool:
    """Write a well-formed copy of a document.

    Args:
        data: The document, in UTF-8.
        file: An empty file for the copy.
        log: Collects the repairs.
        items: Collects where the items begin and end.

    Returns:
        Whether the document holds anything that an export has.
    """
    state = State(data, file, log, items)
    position = len(BOM) if data[:3] == BOM else 0
    state.copy.insert(b'<?xml version="1.0" encoding="UTF-8"?>')
    state.copy.replace(0, position, b"")
    while (found := data.find(b"<", position)) >= 0:
        repair_text(state, position, found)
        position = _repair_at(state, found)
        if position - state.copy.position > _STRETCH:
            state.copy.copy_to(position)
    repair_text(state, position, len(data))
    if not state.stack:
        return False
    finish(state)
    return True


def _repair_at(state: State, at: int) -> int:
    """Repair the markup at a ``<``; return the offset after it."""
    following = state.data[at + 1 : at + 2]
    if following == b"/":
        return repair_end_tag(state, at)
    if following in {b"!", b"?"}:
        return repair_markup(state, at)
    if following == b"<" and (stop := conflict_marker(state, at)) is not None:
        return stop
    return repair_start_tag(state, at)
