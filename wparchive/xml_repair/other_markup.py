"""Rules of repair for markup besides elements: text, sections, comments, declarations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.xml_repair.characters import escape_ampersands
from wparchive.xml_repair.log import excerpt
from wparchive.xml_repair.start_tags import LONGEST

if TYPE_CHECKING:
    from wparchive.xml_repair.state import State

BOM = b"\xef\xbb\xbf"
_DOCTYPE = patterns.lazy(
    rb"<!DOCTYPE[^\[<>]*+(?:\[(?>(?:[^\]]++|\](?!\s*>))*)\]\s*)?>", re.IGNORECASE
)
_INSTRUCTION = patterns.lazy(rb"<\?(?!xml[\s?:])[A-Za-z_][\w.\-]*+(?=\s|\?>)", re.IGNORECASE)
_CONFLICT = patterns.lazy(rb"<{7}(?: [^\r\n<>]*)?(?=[\r\n]|\Z)")
_LINE_DROPPED = "The line {} was removed."
_CONFLICT_LINE = patterns.lazy(rb"^(?:={7}|>{7}|\|{7})(?: [^\r\n]*)?(?=[\r\n]|\Z)", re.MULTILINE)


def repair_text(state: State, start: int, stop: int) -> None:
    """Escape, or leave out, character data between tags."""
    text = state.data[start:stop]
    if not text.strip():
        return
    if state.is_outside:
        code = Code.TEXT_LOST if state.stack else Code.JUNK_DROPPED
        state.drop(start, stop, code, "{} was removed.", excerpt(text.strip()))
        return
    new = text
    if state.in_conflict:
        for match in _CONFLICT_LINE.finditer(text):
            place = start + match.start()
            state.log.add(Code.MERGE_MARKER_DROPPED, place, _LINE_DROPPED, excerpt(match[0]))
        new = _CONFLICT_LINE.sub(b"", text)
    new = escape_ampersands(new, start, state.log).replace(b"]]>", b"]]&gt;")
    new = re.sub(rb"\A(\]?)>", rb"\1&gt;", new)  # the text before it may be gone
    if new != text:
        state.copy.replace(start, stop, new)


def repair_markup(state: State, at: int) -> int:
    """Repair markup at a ``<`` that is not a tag; return the offset after it."""
    start = state.data[at : at + 9]
    if start == b"<![CDATA[":
        return _section(state, at)
    if start.startswith(b"<!--"):
        return _comment(state, at)
    if start.startswith(b"<!"):
        return _doctype(state, at)
    return _instruction(state, at)


def conflict_marker(state: State, at: int) -> int | None:
    """Remove the first line of a merge conflict; return the offset after it, None without one."""
    if state.data[max(at - 1, 0) : at] not in {b"", b"\n", b"\r"}:
        return None
    match = _CONFLICT.match(state.data, at)
    if match is None:
        return None
    state.in_conflict = True
    code, line = Code.MERGE_MARKER_DROPPED, excerpt(match[0])
    return state.drop(at, match.end(), code, _LINE_DROPPED, line)


def _section(state: State, at: int) -> int:
    end = state.search.find(b"]]>", at)
    tag = state.search.search(state.boundaries[0], at)
    if end < 0 or (tag and tag.start() < end):
        return state.escape_stray(at)
    if state.is_outside:
        code = Code.TEXT_LOST if state.stack else Code.JUNK_DROPPED
        found = excerpt(state.data[at + 9 : min(end, at + 100)])
        return state.drop(at, end + 3, code, "{} was removed.", found)
    return end + 3


def _comment(state: State, at: int) -> int:
    end = state.search.find(b"-->", at + 4)
    inner = state.data.find(b"--", at + 4, end + 2) if end >= 0 else -1
    if end >= 0 and inner == end:
        return end + 3
    if end < 0 or state.data.find(b"<!--", at + 4, end) >= 0:
        return state.drop(at, at + 4, Code.JUNK_DROPPED, "The <!-- of an open comment was removed.")
    body = re.sub(rb"-(?=-|\Z)", b"- ", state.data[at + 4 : end])
    state.log.add(Code.MARKUP_ESCAPED, at, "A -- inside a comment became - -.")
    state.copy.replace(at, end + 3, b"<!--%s-->" % body)
    return end + 3


def _doctype(state: State, at: int) -> int:
    match = _DOCTYPE.match(state.data, at)
    if match is None:
        return state.escape_stray(at)
    code = Code.DOCTYPE_DROPPED
    return state.drop(at, match.end(), code, "{} was removed.", excerpt(match[0]))


def _instruction(state: State, at: int) -> int:
    end = state.search.find(b"?>", at) + 2
    if end < 2 or state.data.find(b"<", at + 1, end) >= 0:
        return state.escape_stray(at)
    if found := _INSTRUCTION.match(state.data, at):
        if len(found[0]) <= LONGEST:
            return end
        return state.drop(at, end, Code.TAG_DROPPED, "{} was removed.", excerpt(found[0]))
    start = len(BOM) if state.data[:3] == BOM else 0
    if start < at and not state.stack and not state.data[start:at].strip():
        state.log.add(Code.JUNK_DROPPED, 0, "White space before the XML declaration was removed.")
    state.copy.replace(at, end, b"")
    return end
