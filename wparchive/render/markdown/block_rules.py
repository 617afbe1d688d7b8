"""Rules for containers, headings, quotes, horizontal rules, and elements without visible text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.code_blocks import add_listing
from wparchive.render.markdown.elements import HEADINGS, is_wordpress_mark
from wparchive.render.markdown.left_out import comment, drop
from wparchive.render.markdown.paragraphs import flush
from wparchive.render.markdown.running_text import BREAKS, add_anchor, add_note, attributes
from wparchive.render.markdown.walk import walk_blocks, walk_inline

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

# A heading is one line: around these, each text in it becomes a heading.
_HEADING_LIMIT: Final = frozenset(
    "ul ol dl table pre blockquote hr iframe h1 h2 h3 h4 h5 h6".split()
)


def container(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write the content of an element that only contains blocks."""
    if out and not all(piece.startswith("<a id=") for piece in out):
        flush(state, blocks, out)
    if len(element) == 1 and element.tag == "p" and add_listing(state, element, blocks, out):
        return
    add_anchor(state, element, out)
    walk_blocks(state, element, blocks, out)
    if out:
        flush(state, blocks, out)


def heading(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a heading; of one around blocks, each text becomes a heading."""
    flush(state, blocks, out)
    outer, state.heading = state.heading, HEADINGS[element.tag]
    add_anchor(state, element, out)
    if len(element) and any(d.tag in _HEADING_LIMIT for d in element.iterdescendants()):
        walk_blocks(state, element, blocks, out)
    else:
        walk_inline(state, element, out)
    flush(state, blocks, out)
    state.heading = outer


def quote(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a quote."""
    flush(state, blocks, out)
    outer, state.heading = state.heading, ""
    add_anchor(state, element, out)
    inner: list[str] = []
    walk_blocks(state, element, inner, out)
    flush(state, inner, out)
    state.heading = outer
    if element.get("cite"):  # a link, for which Markdown's quote has no place
        blocks.append(f"<blockquote{attributes(element)}>")
        blocks.extend(inner)
        blocks.append("</blockquote>")
    elif inner:
        text = "\n\n".join(inner)
        blocks.append("> " + text.replace("\n", "\n> ").replace("\n> \n", "\n>\n"))


def rule(state: State, _element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a rule."""
    flush(state, blocks, out)
    blocks.append("***")


def comment_block(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write WordPress's marks on lines of their own, unless one splits a line."""
    if is_wordpress_mark(element):
        if out and out[-1][-1] not in BREAKS and (element.tail or "").strip():
            out.append(f"<!--{element.text}-->")
            return
        flush(state, blocks, out)
        blocks.append(f"<!--{element.text}-->")
        return
    notes: list[str] = []
    comment(state, element, notes)
    _add_notes(notes, blocks, out)


def dropped(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Leave out an element without visible text."""
    notes: list[str] = []
    drop(state, element, notes)
    _add_notes(notes, blocks, out)


def _add_notes(notes: list[str], blocks: list[str], out: list[str]) -> None:
    """Append comments: a comment may be inside a line, but at its start it would hide the line."""
    if notes and out:
        for text in notes:
            add_note(text, out)
    elif notes:
        blocks.append("\n".join(notes))
