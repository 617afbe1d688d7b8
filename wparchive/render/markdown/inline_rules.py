"""Rules for elements within a line, but for emphasis, links and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.elements import BLOCKS, VOID
from wparchive.render.markdown.escape import code_span
from wparchive.render.markdown.left_out import drop
from wparchive.render.markdown.raw import raw_html
from wparchive.render.markdown.running_text import (
    BREAKS,
    add_anchor,
    add_note,
    add_space,
    attributes,
    collapse,
    link_note,
)
from wparchive.render.markdown.state import BREAK, INNER_BREAK
from wparchive.render.markdown.walk import walk_inline
from wparchive.web.html import visible_text
from wparchive.web.html_links import own_links

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_TAG: Final = patterns.lazy(r"[A-Za-z][A-Za-z0-9-]*")
# These would make a line HTML that starts with them.
_LINE_TAGS: Final = frozenset({"param", "source", "track"})


def other(state: State, element: Element, out: list[str]) -> None:
    """Write the content of an element that has no form in Markdown, as a block if it is one."""
    add_anchor(state, element, out)
    if element.tag in BLOCKS:
        if out and out[-1][-1] not in BREAKS:
            out.append(INNER_BREAK)
        walk_inline(state, element, out)
        if out and out[-1][-1] not in BREAKS:
            out.append(INNER_BREAK)
    elif element.attrib and (links := list(own_links(element))):
        _unknown(state, element, links, out)
    else:
        walk_inline(state, element, out)


def _unknown(
    state: State, element: Element, links: list[tuple[str, str, str]], out: list[str]
) -> None:
    """Write an element that HTML does not know, but that has URLs."""
    if _TAG.fullmatch(element.tag):
        keep(state, element, out)
        return
    for found in links:
        add_note(link_note(*found), out)
    walk_inline(state, element, out)


def keep(state: State, element: Element, out: list[str]) -> None:
    """Write an element as HTML, its content as Markdown."""
    _keep(state, element, element.tag, out)


def _keep(state: State, element: Element, tag: str, out: list[str]) -> None:
    start = f"<{tag}{attributes(element)}>"
    if tag in _LINE_TAGS:
        add_note(start, out)
    else:
        out.append(start)
    walk_inline(state, element, out)  # of a void element too: parsers may not know that it is one
    if tag not in VOID:
        out.append(f"</{tag}>")


def code(state: State, element: Element, out: list[str]) -> None:
    """Write a code span; as HTML if it contains links or emphasis."""
    add_anchor(state, element, out)
    if "code" in state.open:
        walk_inline(state, element, out)
        return
    if len(element) and any(d.tag != "span" for d in element.iterdescendants()):
        state.open.add("code")
        _keep(state, element, "code", out)
        state.open.discard("code")
        return
    text = collapse("".join(visible_text(element)) if len(element) else element.text or "")
    core = text.strip(" ")
    if not core:
        add_space(text and " ", out)
        return
    if out and out[-1][-1] == "`":  # two fences would touch
        _keep(state, element, "code", out)
        return
    # Space at the edges moves outside: a code span would lose it.
    if text[0] == " ":
        add_space(" ", out)
    is_formula = "language-math" in (element.get("class") or "")
    out.append(f"${code_span(core)}$" if is_formula else code_span(core))
    if text[-1] == " ":
        out.append(" ")


def line_break(state: State, element: Element, out: list[str]) -> None:
    """Write a line break: its form depends on the block around it."""
    add_anchor(state, element, out)
    if out and out[-1][-1] == " ":
        out[-1] = out[-1].rstrip(" ")
        if not out[-1]:
            out.pop()
    out.append(BREAK)


def verbatim(state: State, element: Element, out: list[str]) -> None:
    """Write a whole element as HTML."""
    out.append(collapse(raw_html(state, element)))


def drawing(state: State, element: Element, out: list[str]) -> None:
    """Write a drawing as HTML; leave out one that is hidden from screen readers and textless."""
    if element.get("aria-hidden") == "true" and not "".join(visible_text(element)).strip():
        drop(state, element, out)
    else:
        verbatim(state, element, out)


def rule(_state: State, _element: Element, out: list[str]) -> None:
    """Write a rule where no block is possible: a line break."""
    out.append(INNER_BREAK)
