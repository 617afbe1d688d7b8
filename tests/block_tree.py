"""The tree that WordPress's ``parse_blocks`` makes of a body, built on our delimiters.

The renderer needs no tree; this one shows that the delimiters are WordPress's. A closing delimiter
closes the innermost open block whatever name it says; one that has nothing to close ends the
reading, and the rest is free text. A block that is never closed stands at the top, holds the rest
of the text, and so do the unclosed ones around it: that text comes once for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wparchive.wordpress import blocks

if TYPE_CHECKING:
    from wparchive.wordpress.blocks import Delimiter


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
    """The top-level blocks and the free text between them, in order."""
    return _Parser(text).blocks()


def begun(delimiter: Delimiter) -> Block:
    """The block that a delimiter begins."""
    attributes = {} if delimiter.json is None else blocks._read_attributes(delimiter.json)
    return Block(delimiter.name, attributes)


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
        for delimiter in blocks.delimiters(self._text):
            free = self._position if delimiter.start > self._position else None
            if delimiter.void:
                self._add_void(delimiter, free)
            elif not delimiter.closes:
                block = begun(delimiter)
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
            self._add_inner(begun(delimiter), delimiter.start, delimiter.end)
            return
        if free is not None:
            self._add_free(free, delimiter.start)
        self._out.append(begun(delimiter))

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
        while self._stack:
            opened = self._stack.pop()
            self._add_top(opened, self._text[opened.taken : end])
