"""Text elements: find the end of damaged ones, and write their texts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.web.scanning import Ended
from wparchive.xml_repair.characters import escape_ampersands, repair_characters
from wparchive.xml_repair.content_model import END_TAG, MarkSearch
from wparchive.xml_repair.log import RepairLog, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable
    from mmap import mmap

    Boundaries = tuple[re.Pattern[bytes], re.Pattern[bytes]]

_CDATA = b"<![CDATA["
_OPENING = patterns.lazy(rb"\s*<!\[CDATA\[")
_ITEM = patterns.lazy(rb"<item[\s>]")
_LAST_TAG = patterns.lazy(rb"</([^\s<>/]{1,60})[^<>]{0,20}>\s*\Z")
_MARKUP = Ended(patterns.lazy(rb"<!\[CDATA\[.*?\]\]>|<|\]\]>", re.DOTALL), patterns.lazy(rb"\]\]>"))
_TRIED = 1 << 20
"""Bytes of a nested text that are tried with the parser."""


class Edit(NamedTuple):
    """A stretch of the document, and its replacement in the copy."""

    start: int
    stop: int
    text: bytes


class TextElement(NamedTuple):
    """The end of a text element.

    Attributes:
        stop: The offset after the element.
        edits: The changes of its text and end tag, in order.
        name: The name for its start tag.
    """

    stop: int
    edits: list[Edit]
    name: bytes


class _Scan(NamedTuple):
    """Texts and CDATA sections up to the next tag, all of them well-formed."""

    texts: list[tuple[int, int]]
    tag: int


class TextElements:
    """A reader of the text elements of one document, front to back."""

    def __init__(
        self,
        data: mmap,
        search: MarkSearch,
        log: RepairLog,
        boundaries: Boundaries,
        is_known: Callable[[bytes], bool],
    ) -> None:
        self._data = data
        self._finder = search
        self._log = log
        self._strict, self._loose = boundaries
        self._is_known = is_known
        self._rest: tuple[int, _Scan | None] = (-1, None)

    def read(self, name: bytes, begin: int) -> TextElement:
        """Find the end of the text element whose start tag ended at `begin`."""
        if found := self._well_formed(name, begin) or self._misnamed(name, begin):
            return found
        data = self._data
        section = _OPENING.match(data, begin)
        mark = self._mark(name, section.end() if section else begin, in_section=bool(section))
        scan = self._scan(begin)
        if scan and (self._strict if b":" in name else self._loose).match(data, scan.tag):
            mark = min(mark, scan.tag)
        end = self._own_end(name, begin, mark, in_section=bool(section))
        if end is None:
            return self._unended(name, section, begin, mark)
        return TextElement(end.end(), self._inside(section, begin, end.start()), name)

    def similar_end(self, name: bytes, begin: int) -> bool:
        """Return whether nothing but texts precede an end tag of nearly this name."""
        scan = self._scan(begin)
        end = END_TAG.match(self._data, scan.tag) if scan else None
        return end is not None and similar(end[1], name)

    def _well_formed(self, name: bytes, begin: int) -> TextElement | None:
        scan = self._scan(begin)
        end = END_TAG.match(self._data, scan.tag) if scan else None
        if scan is None or end is None or end[1] != name:
            return None
        if self._swallows(name, begin, end.start()):
            return None
        return TextElement(end.end(), self._references(scan.texts), name)

    def _misnamed(self, name: bytes, begin: int) -> TextElement | None:
        scan = self._scan(begin)
        end = END_TAG.match(self._data, scan.tag) if scan else None
        if scan is None or end is None or not similar(end[1], name):
            return None
        known = self._repair_name(name, end[1], end.start())
        edit = Edit(end.start(), end.end(), b"</%s>" % known)
        return TextElement(end.end(), [*self._references(scan.texts), edit], known)

    def _repair_name(self, name: bytes, other: bytes, at: int) -> bytes:
        """Log that the tags of an element differ, and return the name that is right."""
        tags = (tag.decode(errors="replace") for tag in (name, other))
        self._log.add(Code.TAG_REPAIRED, at, "<{}> ends with </{}>.", *tags)
        return other if self._is_known(other) and not self._is_known(name) else name

    def _scan(self, begin: int) -> _Scan | None:
        """Scan texts up to a tag; None if a parser would refuse more than their ampersands."""
        data = self._data
        tag = data.find(b"<", begin)
        if tag < 0 or data[tag : tag + 9] != _CDATA:
            return self._walk(begin)
        end = self._finder.find(b"]]>", tag + 9)
        if end < 0 or data.find(b"]]>", begin, tag) >= 0:
            return None
        if self._rest[0] != end:
            # Where many sections lack their end, all of them run to the same one.
            self._rest = (end, self._walk(end + 3))
        rest = self._rest[1]
        return rest and _Scan([(begin, tag), *rest.texts[:1000]], rest.tag)

    def _walk(self, position: int) -> _Scan | None:
        data = self._data
        texts: list[tuple[int, int]] = []
        while (tag := data.find(b"<", position)) >= 0:
            if data.find(b"]]>", position, tag) >= 0:
                return None
            texts.append((position, tag))
            if data[tag : tag + 9] == _CDATA:
                end = self._finder.find(b"]]>", tag + 9)
            elif data[tag : tag + 4] == b"<!--":
                end = self._finder.find(b"-->", tag + 4)
                if data.find(b"--", tag + 4, max(end, tag + 4)) >= 0:
                    return None
            else:
                return _Scan(texts, tag)
            if end < 0:
                return None
            position = end + 3
        return None

    def _swallows(self, name: bytes, begin: int, end: int) -> bool:
        """Return whether a section contains an item's end and start, and so lost its own end."""
        if self._data.find(b"<" + name, begin, end) < 0:
            return False
        match = _ITEM.search(self._data, begin, end)
        return match is not None and self._data.find(b"</item>", begin, match.start()) >= 0

    def _references(self, texts: list[tuple[int, int]]) -> list[Edit]:
        edits = []
        for start, stop in texts:
            if self._data.find(b"&", start, stop) >= 0:
                old = self._data[start:stop]
                new = escape_ampersands(old, start, self._log)
                if new != old:
                    edits.append(Edit(start, stop, new))
        return edits

    def _mark(self, name: bytes, begin: int, *, in_section: bool) -> int:
        """Return the offset of the next tag that the text cannot contain, except its end tag."""
        own = re.compile(rb"</" + re.escape(name) + rb"\s*>")
        position = begin
        while match := self._finder.search(self._strict if in_section else self._loose, position):
            if not own.match(self._data, match.start()):
                return match.start()
            position = match.end()
        return len(self._data)

    def _own_end(
        self, name: bytes, begin: int, mark: int, *, in_section: bool
    ) -> re.Match[bytes] | None:
        """Return the first end tag; in a section the first that follows a ``]]>``, if one does."""
        first = None
        pattern = re.compile(rb"</" + re.escape(name) + rb"\s*>")
        for match in pattern.finditer(self._data, begin, mark):
            before = self._data[max(begin, match.start() - 200) : match.start()]
            if not in_section or before.rstrip().endswith(b"]]>"):
                return match
            first = first or match
        return first

    def _inside(self, section: re.Match[bytes] | None, begin: int, end: int) -> list[Edit]:
        return self._text(begin, end) if section is None else self._section(section.end(), end)

    def _section(self, start: int, end: int) -> list[Edit]:
        """Return the edits of a section whose text contains ``]]>``, or which has no end."""
        data, edits = self._data, []
        last = data.rfind(b"]]>", start, end)
        if last < 0 or data[last + 3 : end].strip():
            last = end
        position = start
        while (found := data.find(b"]]>", position, last)) >= 0:
            position = found + 3
            if following := _OPENING.match(data, position, last):
                position = following.end()
                continue
            edits.append(Edit(found, found + 3, b"]]]]><![CDATA[>"))
            self._log.add(Code.CDATA_REPAIRED, found, "A ]]> inside the text was escaped.")
        if last == end:
            edits.append(Edit(end, end, b"]]>"))
            self._log.add(Code.CDATA_REPAIRED, end, "The missing ]]> after a text was added.")
        return edits

    def _text(self, begin: int, end: int) -> list[Edit]:
        """Return the edits of a text that contains elements, or text that looks like elements."""
        text = self._data[begin:end]
        aside = RepairLog()
        if _CDATA not in text and end - begin <= _TRIED:
            tried = escape_ampersands(text, begin, aside)
            if _parses(repair_characters(tried, begin, RepairLog())):
                self._log.listed.extend(aside.listed)
                self._log.counts.update(aside.counts)
                self._log.last.update(aside.last)
                return [] if tried == text else [Edit(begin, end, tried)]
        parts: list[bytes] = []
        position = 0
        sections = text.count(_CDATA) < 1000  # looked for one by one
        for match in _MARKUP.finditer(text) if sections else ():
            parts.append(
                escape_ampersands(text[position : match.start()], begin + position, self._log)
            )
            parts.append({b"<": b"&lt;", b"]]>": b"]]&gt;"}.get(match[0], match[0]))
            position = match.end()
        rest = escape_ampersands(text[position:], begin + position, self._log)
        parts.append(rest.replace(b"<", b"&lt;").replace(b"]]>", b"]]&gt;"))
        self._log.add(Code.MARKUP_ESCAPED, begin, "{} was read as text.", excerpt(text))
        return [Edit(begin, end, b"".join(parts))]

    def _unended(
        self, name: bytes, section: re.Match[bytes] | None, begin: int, mark: int
    ) -> TextElement:
        """Read a text element with no end tag of its name before the next tag."""
        if (found := self._misspelt(name, begin, mark)) is not None:
            start, stop, other = found
            known = self._repair_name(name, other, start)
            edits = [*self._inside(section, begin, start), Edit(start, stop, b"</%s>" % known)]
            return TextElement(stop, edits, known)
        stop = self._stripped(name, begin, mark, in_section=section is not None)
        code = Code.ELEMENT_UNCLOSED if mark < len(self._data) else Code.INPUT_TRUNCATED
        tag, rest = name.decode(errors="replace"), "has no end tag; its text ends here."
        if self._is_known(name):
            self._log.add(code, stop, f"<{tag}> {rest}")
        else:
            self._log.add(code, stop, f"<{{}}> {rest}", tag)
        edits = self._inside(section, begin, stop)
        if stop < mark == len(self._data):
            edits.append(Edit(stop, mark, b"</%s>" % name))
            return TextElement(mark, edits, name)
        return TextElement(stop, [*edits, Edit(stop, stop, b"</%s>" % name)], name)

    def _misspelt(self, name: bytes, begin: int, mark: int) -> tuple[int, int, bytes] | None:
        """Return start, stop and name of an end tag that is nearly the element's."""
        if (end := END_TAG.match(self._data, mark)) and similar(end[1], name):
            return mark, end.end(), end[1]
        base = max(begin, mark - 200)
        last = _LAST_TAG.search(self._data[base:mark])
        if last and similar(last[1], name):
            start = base + last.start()
            return start, start + len(last[0].rstrip()), last[1]
        return None

    def _stripped(self, name: bytes, begin: int, mark: int, *, in_section: bool) -> int:
        """Return where an unterminated text stops: before white space or half an end tag."""
        text = self._data[max(begin, mark - 300) : mark]
        if mark < len(self._data):
            return mark - len(text) + len(text.rstrip())
        if not in_section and _CDATA.startswith(text.strip() or b"-"):
            return begin
        ending = (b"]]>" if in_section else b"") + b"</%s>" % name
        halves = (ending[:size] for size in range(len(ending) - 1, 0, -1))
        half = next((h for h in halves if text.endswith(h) and h != b"]"), b"")
        return mark - len(half)


def similar(one: bytes, other: bytes) -> bool:
    """Return whether one name is a misspelling of the other."""
    if one == other or max(len(one), len(other)) > 60 or abs(len(one) - len(other)) > 3:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75


def _parses(text: bytes) -> bool:
    try:
        etree.fromstring(b"<x>" + text + b"</x>", etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True
