"""The block editor's grammar: posts whose parts stand between ``<!-- wp:name -->`` comments."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(
    r"<!--\s+(?P<closes>/)?wp:(?:(?P<space>[a-z][a-z0-9_-]*)/)?(?P<name>[a-z][a-z0-9_-]*)\s+"
    r"(?:(?P<void>/)?-->|(?P<brace>\{))",
    re.ASCII,
)
_ATTRIBUTES_END = re.compile(r"\}\s+(?P<void>/)?-->", re.ASCII)

_MAX_REPEATED: Final = 16_000_000
"""How many characters unclosed blocks may hold together, as each holds the rest of the text."""


def has_blocks(text: str) -> bool:
    """Whether the text was written in the block editor, as WordPress's ``has_blocks`` tells."""
    return "<!-- wp:" in text


@dataclass(slots=True)
class Block:
    """One block, or the free text between two (`name` None).

    Attributes:
        name: With its namespace: ``core/paragraph``.
        attributes: What the delimiter's JSON says; None where it is no JSON.
        inner: The blocks inside.
        content: The text inside, in pieces; None stands where the next of `inner` does.
    """

    name: str | None
    attributes: dict[str, Any] | None = field(default_factory=dict)
    inner: list[Block] = field(default_factory=list)
    content: list[str | None] = field(default_factory=list)

    @property
    def html(self) -> str:
        """The text inside without that of inner blocks: WordPress's ``innerHTML``."""
        return "".join(piece for piece in self.content if piece is not None)


def parse_blocks(text: str) -> list[Block]:
    """The blocks of a body, as WordPress's ``parse_blocks`` reads them.

    A closing delimiter closes the innermost open block whatever name it says; one that has nothing
    to close ends the reading, and the rest is free text. A block that is never closed stands at the
    top, holds the rest of the text, and so do the unclosed ones around it: that text comes once for
    each. Only where this would take many megabytes (WordPress runs out of memory there) does each
    hold no more than what comes before the next.

    Args:
        text: A post's body, as it is stored.

    Returns:
        The top-level blocks and the free text between them, in order.
    """
    return _Parser(text).blocks()


# --- delimiters ---


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

    def block(self) -> Block:
        """The block that it begins."""
        return Block(self.name, {} if self.json is None else _read_attributes(self.json))

    def attributes(self) -> dict[str, Any]:
        """The block's attributes; none where they are no JSON."""
        return (_read_attributes(self.json) if self.json else None) or {}


def delimiters(text: str) -> Iterator[Delimiter]:
    """Every delimiter in the text, in order.

    Attributes end at the first ``}`` that the end of a comment follows, however far away. Both
    walks go forward only, so that a thousand openings without an end cost no more than one.
    """
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
    """The JSON object of a delimiter; None where PHP would refuse it too."""
    try:
        value: dict[str, Any] = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        return None
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


# --- the tree ---


@dataclass(slots=True)
class _Open:
    """A block that waits for its closing delimiter."""

    block: Block
    start: int
    taken: int
    """Up to where its text has been handed out."""
    free: int | None
    """Where the free text before it begins, if there is any."""


class _Parser:
    """One reading of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._stack: list[_Open] = []
        self._out: list[Block] = []

    def blocks(self) -> list[Block]:
        for delimiter in delimiters(self._text):
            free = self._position if delimiter.start > self._position else None
            if delimiter.void:
                self._add_void(delimiter, free)
            elif not delimiter.closes:
                block = delimiter.block()
                self._stack.append(_Open(block, delimiter.start, delimiter.end, free))
            elif self._stack:
                self._close(delimiter)
            else:  # nothing to close: WordPress reads no further
                break
            self._position = delimiter.end
        if self._stack:
            self._end_unclosed()
        else:
            self._add_free(self._position, len(self._text))
        return self._out

    def _add_void(self, delimiter: Delimiter, free: int | None) -> None:
        if self._stack:
            self._add_inner(delimiter.block(), delimiter.start, delimiter.end)
            return
        if free is not None:
            self._add_free(free, delimiter.start)
        self._out.append(delimiter.block())

    def _close(self, delimiter: Delimiter) -> None:
        opened = self._stack.pop()
        inside = self._text[opened.taken : delimiter.start]
        if self._stack:
            opened.block.content.append(inside)  # even where it is empty
            self._add_inner(opened.block, opened.start, delimiter.end)
        else:
            self._add_top(opened, inside)

    def _add_inner(self, block: Block, start: int, end: int) -> None:
        parent = self._stack[-1]
        parent.block.inner.append(block)
        if start > parent.taken:
            parent.block.content.append(self._text[parent.taken : start])
        parent.block.content.append(None)
        parent.taken = end

    def _add_top(self, opened: _Open, inside: str) -> None:
        if inside:
            opened.block.content.append(inside)
        if opened.free is not None:
            self._add_free(opened.free, opened.start)
        self._out.append(opened.block)

    def _add_free(self, start: int, end: int) -> None:
        if end > start:
            piece = self._text[start:end]
            self._out.append(Block(None, content=[piece]))

    def _end_unclosed(self) -> None:
        """Innermost first, each with the text to the end, as WordPress has it."""
        end = len(self._text)
        repeat = sum(end - opened.taken for opened in self._stack) <= _MAX_REPEATED
        while self._stack:
            opened = self._stack.pop()
            self._add_top(opened, self._text[opened.taken : end])
            if not repeat:
                end = opened.start if opened.free is None else opened.free
