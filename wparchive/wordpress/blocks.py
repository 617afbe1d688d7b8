"""The block editor's grammar: posts with ``<!-- wp:name -->`` comments around their parts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = patterns.lazy(
    r"<!--\s+(?P<closes>/)?wp:(?:(?P<space>[a-z][a-z0-9_-]*)/)?(?P<name>[a-z][a-z0-9_-]*)\s+"
    r"(?:(?P<void>/)?-->|(?P<brace>\{))",
    re.ASCII,
)
# The same where no end follows, nor anything else that belongs to it.
_LOOSE_HEAD = patterns.lazy(
    r"<!--\s+/?wp:(?:[a-z][a-z0-9_-]*+/)?[a-z][a-z0-9_-]*+(?!\s*/?-->)\s*", re.ASCII
)
_LINE = patterns.lazy(r"\{[^<\r\n]*")
_ATTRIBUTES_END = patterns.lazy(r"\}\s+(?P<void>/)?-->", re.ASCII)


def end_delimiters(text: str) -> str:
    """Give an end to delimiters whose attributes, or whose comment, never ends.

    To `delimiters`, as to WordPress, the text up to a later block's attributes is a part of them.
    To browsers the comment ends at its first ``-->``, so here, too, without the attributes, which
    nobody could read. Where another comment begins before that, it ends after the name and the
    attributes, if those have an end.

    Args:
        text: A body, as it is stored.
    """
    if "<!--" not in text or "wp:" not in text:
        return text
    ends = _Ends(text)
    out: list[str] = []
    done = 0
    for head in _LOOSE_HEAD.finditer(text):
        start, end = head.span()
        if start < done:
            continue
        closing, following = ends.next("-->", end), ends.next("<!--", end)
        if closing < following:
            whole = text[end : closing + 3]
            if not whole.startswith("{") or _ATTRIBUTES_END.search(whole):
                continue
            done_here, mark = closing + 3, "/-->" if whole.endswith("/-->") else "-->"
        else:
            done_here, mark = _attributes_end(text, end), "-->"
        if ends.reads_attributes(end):
            continue
        out += (text[done:start], head[0].rstrip(), " ", mark)
        done = done_here
    return "".join([*out, text[done:]]) if out else text


def _attributes_end(text: str, position: int) -> int:
    """Find the end of the JSON of attributes; `position` itself without valid JSON."""
    line = _LINE.match(text, position)
    if line is None:
        return position
    try:
        return position + json.JSONDecoder().raw_decode(line[0])[1]
    except (ValueError, RecursionError):
        return position


class _Ends:
    """The next place of some words, and of the end of attributes; each is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}
        self._attributes = _ATTRIBUTES_END.finditer(text)
        self._end: re.Match[str] | None = next(self._attributes, None)

    def next(self, word: str, position: int) -> int:
        """Find a word's next place, or the text's length. Positions must not fall."""
        if self._next.get(word, -1) < position:
            found = self._text.find(word, position)
            self._next[word] = len(self._text) if found < 0 else found
        return self._next[word]

    def reads_attributes(self, position: int) -> bool:
        """Check whether valid JSON begins here and ends where the grammar ends attributes."""
        if not self._text.startswith("{", position):
            return False
        while self._end is not None and self._end.start() < position:
            self._end = next(self._attributes, None)
        if self._end is None:
            return False
        return _read_attributes(self._text[position : self._end.start() + 1]) is not None


def has_blocks(text: str) -> bool:
    """Check whether the text was written in the block editor (``has_blocks()``)."""
    return "<!-- wp:" in text


@dataclass(frozen=True, slots=True)
class Delimiter:
    """One comment of the block grammar.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        name: The block's name, with its namespace.
        closes: Whether it ends a block.
        void: Whether it is a whole block, without content.
        json: The text of its attributes.
    """

    start: int
    end: int
    name: str
    closes: bool
    void: bool
    json: str | None

    def attributes(self) -> dict[str, Any]:
        """Decode the block's attributes; empty if they are not JSON."""
        return (_read_attributes(self.json) if self.json else None) or {}


def delimiters(text: str) -> Iterator[Delimiter]:
    """Yield every delimiter in the text, in order.

    Attributes end at the first ``}`` that the end of a comment follows, however far away. Both
    walks go forward only, so that a thousand openings without an end cost no more than one.
    """
    if "wp:" not in text:
        return
    ends = _ATTRIBUTES_END.finditer(text)
    end = next(ends, None)
    position = 0
    for head in _HEAD.finditer(text):
        if head.start() < position:  # inside the attributes of the one before
            continue
        tail, json_text = head, None
        if head["brace"]:
            while end is not None and end.start() < head.end():
                end = next(ends, None)
            if end is None:
                continue
            tail, json_text = end, text[head.end() - 1 : end.start() + 1]
        position = tail.end()
        name = f"{head['space'] or 'core'}/{head['name']}"
        void = tail["void"] is not None
        yield Delimiter(head.start(), position, name, head["closes"] is not None, void, json_text)


def _read_attributes(text: str) -> dict[str, Any] | None:
    """Decode the JSON object of a delimiter; None if PHP would refuse it, too."""
    try:
        value: dict[str, Any] = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        return None
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
