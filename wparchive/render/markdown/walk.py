"""The walk over a tree: each element goes to its rule, each text to the running text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.elements import has_block
from wparchive.render.markdown.paragraphs import flush
from wparchive.render.markdown.running_text import add_text

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

# The white space that is usual between blocks.
_BLANK: Final = frozenset({"\n", "\n\n", "\n\n\n", " "})


def walk_inline(state: State, element: Element, out: list[str]) -> None:
    """Append an element's content as inline Markdown."""
    text = element.text
    if text:
        add_text(state, text, out)
    rules, other = state.rules.inline, state.rules.other
    skip: Element | None = None
    for child in element:
        if skip is None:
            skip = rules.get(child.tag, other)(state, child, out)
        if skip is not None:
            if skip is not child:
                continue
            skip = None
        text = child.tail
        if text:
            add_text(state, text, out)


def walk_blocks(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Append an element's content: finished blocks, and the text that is still running."""
    text = element.text
    if text and (out or text not in _BLANK):
        add_text(state, text, out)
    rules = state.rules.block
    skip: Element | None = None
    for child in element:
        if skip is None:
            rule = rules.get(child.tag)
            if rule is None:
                skip = _in_line(state, child, blocks, out)
            else:
                skip = rule(state, child, blocks, out)
        if skip is not None:
            if skip is not child:
                continue
            skip = None
        text = child.tail
        if text and (out or text not in _BLANK):
            add_text(state, text, out)


def write_child(state: State, child: Element, blocks: list[str], out: list[str]) -> Element | None:
    """Append one child; return the last sibling that went with it, or None."""
    rule = state.rules.block.get(child.tag)
    if rule is None:
        return _in_line(state, child, blocks, out)
    return rule(state, child, blocks, out)


def _in_line(state: State, child: Element, blocks: list[str], out: list[str]) -> Element | None:
    rules = state.rules
    if len(child) and has_block(child):
        return rules.around(state, child, blocks, out)
    return rules.inline.get(child.tag, rules.other)(state, child, out)


def content_blocks(state: State, element: Element) -> list[str]:
    """Return an element's content as blocks of its own."""
    blocks: list[str] = []
    out: list[str] = []
    walk_blocks(state, element, blocks, out)
    flush(state, blocks, out)
    return blocks
