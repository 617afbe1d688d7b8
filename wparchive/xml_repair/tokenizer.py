"""A damaged document, read tag by tag and written anew as well-formed XML.

A parser is strict or loses things in silence. This reader knows what stands in what in an export,
keeps a stack of what is open, and writes a copy in which every element has its end; what it had to
change, and what is missing, is noted with its place. The copy is then parsed strictly.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from wparchive.notices import Code
from wparchive.xml_repair.characters import clean, references
from wparchive.xml_repair.content_model import (
    CONTAINERS,
    END_TAG,
    NAME,
    Finder,
    boundaries,
    is_known,
    is_leaf,
    parents,
    supplied,
)
from wparchive.xml_repair.copy import Copy
from wparchive.xml_repair.log import excerpt
from wparchive.xml_repair.namespaces import ROOM, Namespaces, is_foreign, shorts
from wparchive.xml_repair.stack import Stack
from wparchive.xml_repair.start_tags import LONGEST, Tag, read_tag
from wparchive.xml_repair.text_elements import Leaves, similar
from wparchive.xml_repair.well_formed import SoundItems

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import Items, Notes
    from wparchive.xml_repair.namespaces import Spaces

DEPTH = 200
"""Levels of elements; what is nested deeper is read as text."""
_BOM = b"\xef\xbb\xbf"
_STRETCH = 1 << 20
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]*+(?:\[(?:[^\]]|\](?!\s*>))*+\]\s*)?>", re.IGNORECASE)
_FRAME = re.compile(rb"<(?:rss|channel)[\s>]")
_INSTRUCTION = re.compile(rb"<\?(?!xml[\s?:])[A-Za-z_][\w.\-]*+(?=\s|\?>)", re.IGNORECASE)
_LOOSE_END = re.compile(rb"</((?>" + NAME + rb"))[^<>]*+>")
_CONFLICT = re.compile(rb"<{7}(?: [^\r\n<>]*)?(?=[\r\n]|\Z)")
_CONFLICT_LINE = re.compile(rb"^(?:={7}|>{7}|\|{7})(?: [^\r\n]*)?(?=[\r\n]|\Z)", re.MULTILINE)
_MEANT = {
    b"rss": re.compile(rb"<(/?)(channel)[\s>]"),
    b"channel": re.compile(rb"<(/?)(item)[\s>]"),
    b"item": re.compile(rb"<(/?)([\w.\-]+:(?:comment|postmeta)|item)[\s>]"),
    b"wp:comment": re.compile(rb"<(/?)([\w.\-]+:(?:comment|commentmeta)|item)[\s>]"),
}
"""By container: the tags among which a misspelt start tag's end must be."""


class Mender:
    """Mends one document; `run` it once."""

    def __init__(self, data: mmap, file: IO[bytes], notes: Notes, items: Items) -> None:
        self._data = data
        self._notes = notes
        self._items = items
        self._copy = Copy(data, file, notes)
        self._finder = Finder(data)
        self._names = Namespaces(data, notes)
        self._boundaries = boundaries(self._names.usual)
        self._leaves = Leaves(
            data,
            self._finder,
            notes,
            self._boundaries,
            lambda name: is_known(self._names.kind(name)),
        )
        self._stack = Stack(self._copy, notes, items)
        self._sound = SoundItems(data, self._finder, self._names)
        self._gap = 0
        self._framed = self._closed = self._titled = self._conflict = self._beheaded = False
        self._hidden = 0

    def run(self) -> bool:
        """Write the copy; False if there is nothing in the document that an export has."""
        data = self._data
        position = len(_BOM) if data[:3] == _BOM else 0
        self._copy.insert(b'<?xml version="1.0" encoding="UTF-8"?>')
        self._copy.replace(0, position, b"")
        while (found := data.find(b"<", position)) >= 0:
            self._between(position, found)
            position = self._markup(found)
            if position - self._copy.position > _STRETCH:
                self._copy.through(position)
        self._between(position, len(data))
        found = bool(self._stack)
        self._finish()
        return found

    # What is no element.

    def _between(self, start: int, stop: int) -> None:
        """Character data outside of leaves."""
        text = self._data[start:stop]
        if not text.strip():
            return
        if len(self._stack) < 2 or self._closed:
            code = Code.TEXT_LOST if self._stack else Code.JUNK_DROPPED
            self._drop(start, stop, code, f"{excerpt(text.strip())} is left out.")
            return
        new = text
        if self._conflict:
            for match in _CONFLICT_LINE.finditer(text):
                note = f"The line {excerpt(match[0])} is left out."
                self._notes.add(Code.MERGE_MARKER_DROPPED, start + match.start(), note)
            new = _CONFLICT_LINE.sub(b"", text)
        new = references(new, start, self._notes).replace(b"]]>", b"]]&gt;")
        new = re.sub(rb"\A(\]?)>", rb"\1&gt;", new)  # what stood before it may be gone
        if new != text:
            self._copy.replace(start, stop, new)

    def _markup(self, at: int) -> int:
        """What begins with a ``<`` outside of leaves; the offset after it."""
        start = self._data[at : at + 9]
        if start.startswith(b"</"):
            return self._end(at)
        if start == b"<![CDATA[":
            return self._section(at)
        if start.startswith(b"<!--"):
            return self._comment(at)
        if start.startswith(b"<!"):
            return self._doctype(at)
        if start.startswith(b"<?"):
            return self._instruction(at)
        if match := self._conflict_marker(at, start):
            self._conflict = True
            note = f"The line {excerpt(match[0])} is left out."
            return self._drop(at, match.end(), Code.MERGE_MARKER_DROPPED, note)
        return self._start(at)

    def _conflict_marker(self, at: int, start: bytes) -> re.Match[bytes] | None:
        begins_line = self._data[max(at - 1, 0) : at] in {b"", b"\n", b"\r"}
        found = start.startswith(b"<<<<<<<") and begins_line
        return _CONFLICT.match(self._data, at) if found else None

    def _drop(self, start: int, stop: int, code: Code, note: str) -> int:
        self._notes.add(code, start, note)
        self._copy.replace(start, stop, b"")
        return stop

    def _stray(self, at: int) -> int:
        """A ``<`` that begins nothing."""
        if len(self._stack) < 2 or self._closed:
            return self._drop(at, at + 1, Code.JUNK_DROPPED, "A < that begins no tag is left out.")
        if self._finder.find(b">", at) < 0:
            rest = self._data[at : at + 100]
            note = f"The file ends inside the tag {excerpt(rest)}."
            return self._drop(at, len(self._data), Code.INPUT_TRUNCATED, note)
        self._notes.add(Code.MARKUP_ESCAPED, at, f"{excerpt(self._data[at : at + 40])} is no tag.")
        self._copy.replace(at, at + 1, b"&lt;")
        return at + 1

    def _section(self, at: int) -> int:
        end = self._finder.find(b"]]>", at)
        tag = self._finder.search(self._boundaries[0], at)
        if end < 0 or (tag and tag.start() < end):
            return self._stray(at)
        if len(self._stack) < 2 or self._closed:
            code = Code.TEXT_LOST if self._stack else Code.JUNK_DROPPED
            note = f"{excerpt(self._data[at + 9 : min(end, at + 100)])} is left out."
            return self._drop(at, end + 3, code, note)
        return end + 3

    def _comment(self, at: int) -> int:
        end = self._finder.find(b"-->", at + 4)
        inner = self._data.find(b"--", at + 4, end + 2) if end >= 0 else -1
        if end >= 0 and inner == end:
            return end + 3
        if end < 0 or self._data.find(b"<!--", at + 4, end) >= 0:
            return self._drop(
                at, at + 4, Code.JUNK_DROPPED, "A comment has no end; <!-- is left out."
            )
        body = re.sub(rb"-(?=-|\Z)", b"- ", self._data[at + 4 : end])
        self._notes.add(Code.MARKUP_ESCAPED, at, "A -- inside a comment is written - -.")
        self._copy.replace(at, end + 3, b"<!--%s-->" % body)
        return end + 3

    def _doctype(self, at: int) -> int:
        match = _DOCTYPE.match(self._data, at)
        if match is None:
            return self._stray(at)
        note = f"{excerpt(match[0])} is left out."
        return self._drop(at, match.end(), Code.DOCTYPE_DROPPED, note)

    def _instruction(self, at: int) -> int:
        end = self._finder.find(b"?>", at) + 2
        if end < 2 or self._data.find(b"<", at + 1, end) >= 0:
            return self._stray(at)
        if found := _INSTRUCTION.match(self._data, at):
            if len(found[0]) <= LONGEST:
                return end
            return self._drop(at, end, Code.TAG_DROPPED, f"{excerpt(found[0])} is left out.")
        start = len(_BOM) if self._data[:3] == _BOM else 0
        if start < at and not self._stack and not self._data[start:at].strip():
            self._notes.add(Code.JUNK_DROPPED, 0, "White space before the XML declaration.")
        self._copy.replace(at, end, b"")
        return end

    # Start tags.

    def _start(self, at: int) -> int:
        tag = read_tag(self._data, at, self._notes)
        if tag is None:
            return self._stray(at)
        spaces = self._spaces(tag)
        kind = self._names.kind(tag.name, spaces)
        if kind in {b"rss", b"channel"}:
            return self._frame(tag, kind)
        if (not self._stack or self._closed) and not self._resume(tag, kind):
            return tag.stop
        if kind == b"item" and len(self._stack) == 2 and (sound := self._sound.read(at)):
            self._titled = True
            self._items.begin(at, self._copy.through(at))
            if sound[1] is not None:
                self._items.identify(sound[1])
            self._items.end(sound[0])
            return sound[0]
        name = self._meant(tag, kind)
        if name != tag.name:
            tag, kind = tag._replace(name=name, changed=True), self._names.kind(name, spaces)
            note = f"{excerpt(self._data[at : tag.stop])} begins a <{name.decode()}>."
            self._notes.add(Code.TAG_REPAIRED, at, note)
        if self._hidden or len(self._stack) >= DEPTH:
            if kind not in CONTAINERS:
                return self._hide(tag)
            self._hidden = 0
        self._make_room(kind, at)
        spaces = self._spaces(tag)  # what was closed may have declared some
        names = {tag.name.partition(b":")[0]} if b":" in tag.name else set()
        for prefix in sorted(names | tag.prefixes):
            if prefix not in spaces and not self._names.declare(prefix, at):
                return self._stray(at)
        return self._element(tag, kind, spaces)

    def _element(self, tag: Tag, kind: bytes, spaces: Spaces) -> int:
        if kind == b"item":
            self._items.begin(tag.start, self._copy.through(tag.start))
        text = tag.written() if tag.changed else None
        leaf = None
        plain = is_leaf(kind) or (
            kind not in CONTAINERS and self._leaves.similar_end(tag.name, tag.stop)
        )
        if plain and not tag.empty:
            leaf = self._leaves.read(tag.name, tag.stop)
            if leaf.name != tag.name:
                text, kind = tag.written(leaf.name), self._names.kind(leaf.name, spaces)
                prefixes = {leaf.name.partition(b":")[0]} if b":" in leaf.name else set()
                self._names.declare_all(prefixes, tag.start)
        if text is not None:
            self._copy.replace(tag.start, tag.stop, text)
        if leaf is not None:
            for edit in leaf.edits:
                self._copy.replace(*edit)
            if kind == b"wp:post_id":
                self._identify(tag.stop, leaf.stop)
            return leaf.stop
        if not tag.empty:
            self._stack.push(tag.name, kind, spaces)
        return tag.stop

    def _identify(self, start: int, stop: int) -> None:
        if digits := re.search(rb"\d{1,18}", self._data[start : min(stop, start + 100)]):
            self._items.identify(int(digits[0]))

    def _frame(self, tag: Tag, kind: bytes) -> int:
        """The root or the channel: the document's own, or another's that is joined to it."""
        self._framed = True
        reopened, self._closed = self._closed, False
        if len(self._stack) < 1:
            self._open_root(tag if kind == b"rss" else None, tag.start)
            if kind == b"rss":
                return tag.stop
        if kind == b"channel" and len(self._stack) > 1 and self._stack[1].kind != kind:
            self._stack.close_to(1, tag.start)
        if kind == b"channel" and len(self._stack) == 1:
            self._stack.push(b"channel", b"channel", self._names.base)
            attributes = b"" if b"" in tag.declared else tag.attributes
            self._copy.replace(tag.start, tag.stop, b"<channel%s>" % attributes)
            self._names.base.update(shorts(tag.declared))
            self._names.declare_all(tag.prefixes, tag.start)
            return tag.stop
        self._stack.close_to(min(len(self._stack), 2), tag.start)
        self._titled = False
        for prefix, uri in tag.declared.items():
            if prefix and prefix not in self._names.base:
                self._names.declare(prefix, tag.start, uri)
        if kind == b"rss" or not reopened:
            note = f"Another <{kind.decode()}> begins; what it holds is joined to the first."
            self._notes.add(Code.DOCUMENTS_JOINED, tag.start, note)
        self._copy.replace(tag.start, tag.stop, b"")
        return tag.stop

    def _resume(self, tag: Tag, kind: bytes) -> bool:
        """Before or after the document only what an export has is read; the rest is junk."""
        fragment = self._finder.search(_FRAME, 0) is None
        if not (is_known(kind) if fragment else _is_wordpress(kind)):
            # Junk before a document has no element of RSS; something else was here.
            self._beheaded = self._beheaded or is_known(kind)
            note = f"{excerpt(self._data[tag.start : tag.stop])} is left out."
            self._drop(tag.start, tag.stop, Code.JUNK_DROPPED, note)
            return False
        if self._closed:
            self._closed = False
            self._notes.add(Code.DOCUMENTS_JOINED, tag.start, "The document goes on after its end.")
        else:
            self._beheaded = True
            self._open_root(None, tag.start)
            self._supply_channel()
            self._titled = True
            note = "There is no <rss> and no <channel>; they are supplied."
            self._notes.add(Code.TAG_REPAIRED, tag.start, note)
        return True

    def _meant(self, tag: Tag, kind: bytes) -> bytes:
        """The name of a start tag: a container's, if the next tag of such a one is its end."""
        pattern = _MEANT.get(self._stack.top.kind)
        if is_known(kind) or is_leaf(kind) or tag.empty or pattern is None:
            return tag.name
        match = self._finder.search(pattern, tag.stop)
        if match is None or not match[1]:
            return tag.name
        in_root = len(self._stack) == 1  # where nothing but a channel stands by right
        if not in_root and self._data.find(b"</%s>" % tag.name, tag.stop, match.start()) >= 0:
            return tag.name
        other = self._names.kind(match[2])
        return match[2] if self._stack.top.kind in parents(other) else tag.name

    def _hide(self, tag: Tag) -> int:
        """A tag below the limit of levels: text."""
        if not self._hidden:
            self._notes.add(Code.MARKUP_ESCAPED, tag.start, f"Over {DEPTH} levels deep: text.")
        self._hidden += not tag.empty
        text = references(self._data[tag.start : tag.stop], tag.start, self._notes)
        self._copy.replace(tag.start, tag.stop, text.replace(b"<", b"&lt;"))
        return tag.stop

    def _make_room(self, kind: bytes, at: int) -> None:
        """Close what cannot hold the element, and open what it must stand in."""
        top = self._stack.top.kind
        if kind == b"title" and top == b"channel":
            wanted: tuple[bytes, ...] = (b"item",) if self._titled else ()
            self._titled = True
        else:
            wanted = parents(kind)
        if kind == b"item":
            self._titled = True
        if top == b"rss" and kind != b"channel":
            self._copy.through(at)
            self._supply_channel()
            self._notes.add(Code.TAG_REPAIRED, at, "The start of a <channel> is supplied.")
            top = b"channel"
        if not wanted or top in wanted:
            return
        for index in range(len(self._stack) - 1, -1, -1):
            entry = self._stack[index]
            if entry.kind in wanted:
                self._stack.close_to(index + 1, at)
                return
            if is_foreign(entry.kind) and kind != b"item":
                return  # it may hold what it likes
        if wanted == (b"channel",):
            self._stack.close_to(1, at)
            self._copy.through(at)
            self._supply_channel()
            return
        if kind in {b"wp:termmeta", b"image"}:
            return
        parent = supplied(wanted, self._stack.top.kind)
        if parent in parents(parent) or parent == b"wp:termmeta":
            return
        self._make_room(parent, at)
        self._supply(parent, at)

    def _supply(self, kind: bytes, at: int) -> None:
        short, colon, local = kind.rpartition(b":")
        prefix = self._names.prefix(short)
        if prefix and not self._names.declare(prefix, at):
            return
        name = prefix + colon + local
        written = self._copy.through(at)
        if kind == b"item":
            self._items.begin(at, written)
        self._copy.insert(b"<%s>" % name)
        self._stack.push(name, kind, self._names.base)
        self._notes.add(Code.TAG_REPAIRED, at, f"The start of a <{name.decode()}> is supplied.")

    def _supply_channel(self) -> None:
        self._copy.insert(b"<channel>")
        self._stack.push(b"channel", b"channel", self._names.base)

    # End tags.

    def _end(self, at: int) -> int:
        match = END_TAG.match(self._data, at) or _LOOSE_END.match(self._data, at)
        if match is None:
            return self._stray(at)
        name, stop = match[1], match.end()
        if junk := match[0][2 + len(name) : -1].strip():
            self._notes.add(Code.TEXT_LOST, at, f"{excerpt(junk)} in an end tag is left out.")
        kind = self._names.kind(name, self._stack.top.spaces if self._stack else self._names.base)
        if kind in {b"rss", b"channel"} and (self._stack or self._closed):
            self._stack.close_to(min(len(self._stack), 2), at)
            self._closed, self._hidden = True, 0
            self._copy.replace(at, stop, b"")
            return stop
        if not self._stack or self._closed:
            self._beheaded = self._beheaded or is_known(kind)
            return self._drop(at, stop, Code.JUNK_DROPPED, f"{excerpt(match[0])} is left out.")
        if self._hidden and kind not in CONTAINERS:
            self._hidden -= 1
            self._copy.replace(at, at + 1, b"&lt;")
            return stop
        index = self._stack.find(name, kind)
        if index is None:
            return self._unopened(match, kind)
        self._hidden = 0
        self._stack.close_to(index + 1, at)
        self._stack.pop(stop)
        if not match[0].endswith(name + b">"):
            self._copy.replace(at, stop, b"</%s>" % name)
        return stop

    def _unopened(self, match: re.Match[bytes], kind: bytes) -> int:
        top = self._stack.top
        at, stop = match.span()
        if len(self._stack) > 2 and not is_known(kind) and similar(match[1], top.name):
            self._notes.add(
                Code.TAG_REPAIRED, at, f"{excerpt(match[0])} ends a {excerpt(top.name)}."
            )
            self._copy.replace(at, stop, b"</%s>" % top.name)
            self._stack.pop(stop)
            return stop
        return self._drop(at, stop, Code.TAG_DROPPED, f"{excerpt(match[0])} ends nothing.")

    def _finish(self) -> None:
        if not self._stack:
            return
        size = len(self._data)
        inside = str(self._stack)
        if len(self._stack) > 2 or (self._framed and not self._closed):
            self._notes.add(Code.INPUT_TRUNCATED, size, f"The file ends inside {inside}.")
        elif self._closed and not self._framed:
            self._notes.add(Code.INPUT_TRUNCATED, 0, "The beginning of the document is missing.")
        self._copy.through(size)
        if len(self._stack) == 1:
            self._supply_channel()
        self._stack.close_to(0, size, lost=False)
        self._copy.patch(self._gap, self._names.added)

    # Names and namespaces.

    def _open_root(self, tag: Tag | None, at: int) -> None:
        if self._beheaded:
            self._notes.change(Code.JUNK_DROPPED, Code.TEXT_LOST)
        self._copy.through(at)
        declared = tag.declared if tag else {}
        attributes = tag.attributes if tag else b' version="2.0"'
        if declared.pop(b"", b""):
            attributes = re.sub(rb' xmlns="[^"]*"', b"", attributes)
            self._notes.add(Code.NAMESPACE_REPAIRED, at, "RSS has no namespace; it is left out.")
        self._copy.insert(clean(b"<rss" + attributes, at, self._notes))
        self._gap = self._copy.through(at)
        self._copy.insert(b" " * ROOM + b">")
        if tag:
            self._copy.replace(at, tag.stop, b"")
        self._names.base = shorts(declared)
        self._stack.push(b"rss", b"rss", self._names.base)
        if tag:
            self._names.declare_all(tag.prefixes, tag.start)
        if tag and tag.empty:
            self._closed = True

    def _spaces(self, tag: Tag) -> Spaces:
        spaces = self._stack.top.spaces if self._stack else self._names.base
        return {**spaces, **shorts(tag.declared)} if tag.declared else spaces


def _is_wordpress(kind: bytes) -> bool:
    """Whether a name is an export's and of no other kind of document."""
    return kind == b"item" or (b":" in kind and is_known(kind))
