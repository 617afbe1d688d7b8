"""Rules of repair for the root, the channel and the document's beginning and end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.xml_repair.characters import repair_characters
from wparchive.xml_repair.content_model import is_known
from wparchive.xml_repair.log import excerpt
from wparchive.xml_repair.namespaces import ROOM, short_names

if TYPE_CHECKING:
    from wparchive.xml_repair.start_tags import Tag
    from wparchive.xml_repair.state import State

_ROOT = patterns.lazy(rb"<(?:rss|channel)[\s>]")


def open_root_or_channel(state: State, tag: Tag, kind: bytes) -> int:
    """Open the root or channel, or join another document's to the first; return the tag's end."""
    state.saw_root = True
    reopened, state.root_closed = state.root_closed, False
    if len(state.stack) < 1:
        _open_root(state, tag if kind == b"rss" else None, tag.start)
        if kind == b"rss":
            return tag.stop
    if kind == b"channel" and len(state.stack) > 1 and state.stack[1].kind != kind:
        state.stack.close_to(1, tag.start)
    if kind == b"channel" and len(state.stack) == 1:
        state.stack.push(b"channel", b"channel", state.namespaces.base)
        attributes = b"" if b"" in tag.declared else tag.attributes
        state.copy.replace(tag.start, tag.stop, b"<channel%s>" % attributes)
        state.namespaces.base.update(short_names(tag.declared))
        state.namespaces.declare_all(tag.prefixes, tag.start)
        return tag.stop
    state.stack.close_to(min(len(state.stack), 2), tag.start)
    state.saw_title = False
    for prefix, uri in tag.declared.items():
        if prefix and prefix not in state.namespaces.base:
            state.namespaces.declare(prefix, tag.start, uri)
    if kind == b"rss" or not reopened:
        message = f"Another <{kind.decode()}> begins; its content was added to the first."
        state.log.add(Code.DOCUMENTS_JOINED, tag.start, message)
    state.copy.replace(tag.start, tag.stop, b"")
    return tag.stop


def resume(state: State, tag: Tag, kind: bytes) -> bool:
    """Open the missing elements around a tag outside the document; False if the tag is junk.

    Only elements that exports have are read there.
    """
    fragment = state.search.search(_ROOT, 0) is None
    if not (is_known(kind) if fragment else _is_wordpress(kind)):
        # Junk before a document has no element of RSS; something else was here.
        state.start_missing = state.start_missing or is_known(kind)
        found = excerpt(state.data[tag.start : tag.stop])
        state.drop(tag.start, tag.stop, Code.JUNK_DROPPED, "{} was removed.", found)
        return False
    if state.root_closed:
        state.root_closed = False
        state.log.add(Code.DOCUMENTS_JOINED, tag.start, "The document continues after its end.")
    else:
        state.start_missing = True
        _open_root(state, None, tag.start)
        insert_channel(state)
        state.saw_title = True
        message = "The missing start tags <rss> and <channel> were added."
        state.log.add(Code.TAG_REPAIRED, tag.start, message)
    return True


def insert_channel(state: State) -> None:
    """Insert the start tag of a channel."""
    state.copy.insert(b"<channel>")
    state.stack.push(b"channel", b"channel", state.namespaces.base)


# End tags.


def finish(state: State) -> None:
    """Close all elements at the document's end, and declare the prefixes that nothing declared."""
    if not state.stack:
        return
    size = len(state.data)
    if len(state.stack) > 2 or (state.saw_root and not state.root_closed):
        message, unknown = state.stack.described()
        state.log.add(Code.INPUT_TRUNCATED, size, f"The file ends inside {message}.", *unknown)
    elif state.root_closed and not state.saw_root:
        state.log.add(Code.INPUT_TRUNCATED, 0, "The beginning of the document is missing.")
    state.copy.copy_to(size)
    if len(state.stack) == 1:
        insert_channel(state)
    state.stack.close_to(0, size, lost=False)
    state.copy.patch(state.gap, state.namespaces.added)


# Names and namespaces.


def _open_root(state: State, tag: Tag | None, at: int) -> None:
    """Write the start tag of the root, with room for declarations, from a tag or without one."""
    if state.start_missing:
        state.log.change(Code.JUNK_DROPPED, Code.TEXT_LOST)
    state.copy.copy_to(at)
    declared = tag.declared if tag else {}
    attributes = tag.attributes if tag else b' version="2.0"'
    if declared.pop(b"", b""):
        attributes = re.sub(rb' xmlns="[^"]*"', b"", attributes)
        state.log.add(
            Code.NAMESPACE_REPAIRED, at, "The namespace of <rss> was removed: RSS has none."
        )
    state.copy.insert(repair_characters(b"<rss" + attributes, at, state.log))
    state.gap = state.copy.copy_to(at)
    state.copy.insert(b" " * ROOM + b">")
    if tag:
        state.copy.replace(at, tag.stop, b"")
    state.namespaces.base = short_names(declared)
    state.stack.push(b"rss", b"rss", state.namespaces.base)
    if tag:
        state.namespaces.declare_all(tag.prefixes, tag.start)
    if tag and tag.empty:
        state.root_closed = True


def _is_wordpress(kind: bytes) -> bool:
    """Return whether a name is an export's and of no other kind of document."""
    return kind == b"item" or (b":" in kind and is_known(kind))
