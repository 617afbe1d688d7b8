"""Rules of repair for elements: start tags, their containers, texts and end tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.web.numbers import leading_number
from wparchive.xml_repair.characters import escape_ampersands
from wparchive.xml_repair.content_model import (
    CONTAINERS,
    END_TAG,
    MAX_DEPTH,
    NAME,
    default_parent,
    is_known,
    is_text_element,
    parents,
)
from wparchive.xml_repair.log import excerpt
from wparchive.xml_repair.namespaces import is_foreign
from wparchive.xml_repair.root import insert_channel, open_root_or_channel, resume
from wparchive.xml_repair.start_tags import read_tag
from wparchive.xml_repair.text_elements import similar

if TYPE_CHECKING:
    import re

    from wparchive.xml_repair.namespaces import Spaces
    from wparchive.xml_repair.start_tags import Tag
    from wparchive.xml_repair.state import State

_LOOSE_END = patterns.lazy(rb"</((?>" + NAME + rb"))[^<>]*+>")
_END_TAGS = {
    b"rss": patterns.lazy(rb"<(/?)(channel)[\s>]"),
    b"channel": patterns.lazy(rb"<(/?)(item)[\s>]"),
    b"item": patterns.lazy(rb"<(/?)([\w.\-]+:(?:comment|postmeta)|item)[\s>]"),
    b"wp:comment": patterns.lazy(rb"<(/?)([\w.\-]+:(?:comment|commentmeta)|item)[\s>]"),
}
"""By container, the tags among which the end tag of a misspelt start tag must be."""


def repair_start_tag(state: State, at: int) -> int:
    """Repair the start tag at an offset, and a text element whole; return the offset after it."""
    tag = read_tag(state.data, at, state.log)
    if tag is None:
        return state.escape_stray(at)
    spaces = state.spaces(tag)
    kind = state.namespaces.kind(tag.name, spaces)
    if kind in {b"rss", b"channel"}:
        return open_root_or_channel(state, tag, kind)
    if (not state.stack or state.root_closed) and not resume(state, tag, kind):
        return tag.stop
    if kind == b"item" and (stop := _well_formed_item(state, at)) is not None:
        return stop
    name = _intended_name(state, tag, kind)
    if name != tag.name:
        tag, kind = tag._replace(name=name, changed=True), state.namespaces.kind(name, spaces)
        found = excerpt(state.data[at : tag.stop])
        state.log.add(Code.TAG_REPAIRED, at, f"{{}} was read as <{name.decode()}>.", found)
    if state.escaped_levels or len(state.stack) >= MAX_DEPTH:
        if kind not in CONTAINERS:
            return _escape_tag(state, tag)
        state.escaped_levels = 0
    _make_room(state, kind, at)
    spaces = state.spaces(tag)  # what was closed may have declared some
    names = {tag.name.partition(b":")[0]} if b":" in tag.name else set()
    for prefix in sorted(names | tag.prefixes):
        if prefix not in spaces and not state.namespaces.declare(prefix, at):
            return state.escape_stray(at)
    return _element(state, tag, kind, spaces)


def _well_formed_item(state: State, at: int) -> int | None:
    """Return the offset after an item that needs no repair; None if it needs some."""
    found = state.well_formed.read(at) if len(state.stack) == 2 else None
    if found is None:
        return None
    stop, post_id = found
    state.saw_title = True
    state.items.begin(at, state.copy.copy_to(at))
    if post_id is not None:
        state.items.identify(post_id)
    state.items.end(stop)
    return stop


def _element(state: State, tag: Tag, kind: bytes, spaces: Spaces) -> int:
    """Write the start tag of an element that belongs here; a text element is written completely."""
    if kind == b"item":
        state.items.begin(tag.start, state.copy.copy_to(tag.start))
    text = tag.to_bytes() if tag.changed else None
    element = None
    plain = is_text_element(kind) or (
        kind not in CONTAINERS and state.text_elements.similar_end(tag.name, tag.stop)
    )
    if plain and not tag.empty:
        element = state.text_elements.read(tag.name, tag.stop)
        if element.name != tag.name:
            text, kind = tag.to_bytes(element.name), state.namespaces.kind(element.name, spaces)
            prefixes = {element.name.partition(b":")[0]} if b":" in element.name else set()
            state.namespaces.declare_all(prefixes, tag.start)
    if text is not None:
        state.copy.replace(tag.start, tag.stop, text)
    if element is not None:
        for edit in element.edits:
            state.copy.replace(*edit)
        if kind == b"wp:post_id":
            _note_post_id(state, tag.stop, element.stop)
        return element.stop
    if not tag.empty:
        state.stack.push(tag.name, kind, spaces)
    return tag.stop


def _note_post_id(state: State, start: int, stop: int) -> None:
    text = state.data[start : min(stop, start + 100)].decode(errors="replace").strip()
    number = leading_number(text.removeprefix("<![CDATA[").lstrip())
    if number is not None:
        state.items.identify(number)


def _intended_name(state: State, tag: Tag, kind: bytes) -> bytes:
    """Return the name of a start tag: a container's, if the next such tag is its end tag."""
    pattern = _END_TAGS.get(state.stack.top.kind)
    if is_known(kind) or is_text_element(kind) or tag.empty or pattern is None:
        return tag.name
    match = state.search.search(pattern, tag.stop)
    if match is None or not match[1]:
        return tag.name
    in_root = len(state.stack) == 1  # where only a channel belongs
    if not in_root and state.data.find(b"</%s>" % tag.name, tag.stop, match.start()) >= 0:
        return tag.name
    other = state.namespaces.kind(match[2])
    return match[2] if state.stack.top.kind in parents(other) else tag.name


def _escape_tag(state: State, tag: Tag) -> int:
    """Write a tag as text, because it is nested too deeply."""
    if not state.escaped_levels:
        state.log.add(Code.MARKUP_ESCAPED, tag.start, f"Nested over {MAX_DEPTH} levels deep.")
    state.escaped_levels += not tag.empty
    text = escape_ampersands(state.data[tag.start : tag.stop], tag.start, state.log)
    state.copy.replace(tag.start, tag.stop, text.replace(b"<", b"&lt;"))
    return tag.stop


def _make_room(state: State, kind: bytes, at: int) -> None:
    """Close elements that cannot contain an element, and open the one that must."""
    top = state.stack.top.kind
    containers = _containers(state, kind)
    if top == b"rss" and kind != b"channel":
        state.copy.copy_to(at)
        insert_channel(state)
        state.log.add(Code.TAG_REPAIRED, at, "A missing <channel> was added.")
        top = b"channel"
    if not containers or top in containers:
        return
    for index in range(len(state.stack) - 1, -1, -1):
        entry = state.stack[index]
        if entry.kind in containers:
            state.stack.close_to(index + 1, at)
            return
        if is_foreign(entry.kind) and kind != b"item":
            return  # it may hold what it likes
    if containers == (b"channel",):
        state.stack.close_to(1, at)
        state.copy.copy_to(at)
        insert_channel(state)
        return
    if kind in {b"wp:termmeta", b"image"}:
        return
    parent = default_parent(containers, state.stack.top.kind)
    if parent in parents(parent) or parent == b"wp:termmeta":
        return
    _make_room(state, parent, at)
    _insert_start(state, parent, at)


def _containers(state: State, kind: bytes) -> tuple[bytes, ...]:
    """Return the containers that an element must be in; a channel's second title is an item's."""
    containers = parents(kind)
    if kind == b"title" and state.stack.top.kind == b"channel":
        containers = (b"item",) if state.saw_title else ()
    elif kind != b"item":
        return containers
    state.saw_title = True
    return containers


def _insert_start(state: State, kind: bytes, at: int) -> None:
    """Insert the missing start tag of a container."""
    short, colon, local = kind.rpartition(b":")
    prefix = state.namespaces.prefix(short)
    if prefix and not state.namespaces.declare(prefix, at):
        return
    name = prefix + colon + local
    written = state.copy.copy_to(at)
    if kind == b"item":
        state.items.begin(at, written)
    state.copy.insert(b"<%s>" % name)
    state.stack.push(name, kind, state.namespaces.base)
    state.log.add(Code.TAG_REPAIRED, at, f"A missing <{name.decode()}> was added.")


def repair_end_tag(state: State, at: int) -> int:
    """Repair the end tag at an offset; return the offset after it."""
    match = END_TAG.match(state.data, at) or _LOOSE_END.match(state.data, at)
    if match is None:
        return state.escape_stray(at)
    name, stop = match[1], match.end()
    if junk := match[0][2 + len(name) : -1].strip():
        state.log.add(Code.TEXT_LOST, at, "{} was removed from an end tag.", excerpt(junk))
    kind = state.namespaces.kind(name, state.spaces())
    if kind in {b"rss", b"channel"} and (state.stack or state.root_closed):
        state.stack.close_to(min(len(state.stack), 2), at)
        state.root_closed, state.escaped_levels = True, 0
        state.copy.replace(at, stop, b"")
        return stop
    if not state.stack or state.root_closed:
        state.start_missing = state.start_missing or is_known(kind)
        return state.drop(at, stop, Code.JUNK_DROPPED, "{} was removed.", excerpt(match[0]))
    if state.escaped_levels and kind not in CONTAINERS:
        state.escaped_levels -= 1
        state.copy.replace(at, at + 1, b"&lt;")
        return stop
    index = state.stack.find(name, kind)
    if index is None:
        return _unopened(state, match, kind)
    state.escaped_levels = 0
    state.stack.close_to(index + 1, at)
    state.stack.pop(stop)
    if not match[0].endswith(name + b">"):
        state.copy.replace(at, stop, b"</%s>" % name)
    return stop


def _unopened(state: State, match: re.Match[bytes], kind: bytes) -> int:
    """Repair an end tag that no open element has: a misspelt one, else drop it."""
    top = state.stack.top
    at, stop = match.span()
    if len(state.stack) > 2 and not is_known(kind) and similar(match[1], top.name):
        names = excerpt(match[0]), excerpt(top.name)
        state.log.add(Code.TAG_REPAIRED, at, "{} was read as the end of {}.", *names)
        state.copy.replace(at, stop, b"</%s>" % top.name)
        state.stack.pop(stop)
        return stop
    return state.drop(at, stop, Code.TAG_DROPPED, "{} has no start tag.", excerpt(match[0]))
