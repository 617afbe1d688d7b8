"""Running text: white space, escapes, anchors and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.elements import PI
from wparchive.render.markdown.escape import SPECIAL, escape_text, html_attribute
from wparchive.render.markdown.state import BREAK, INNER_BREAK
from wparchive.web.attributes import attributes_of

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_NAME: Final = patterns.lazy(r"[A-Za-z_:][A-Za-z0-9_.:-]*")
BREAKS: Final = BREAK + INNER_BREAK
SPACED: Final = " " + BREAKS


def add_text(state: State, text: str, out: list[str]) -> None:
    """Append text: white space collapsed, special characters escaped."""
    if "\n" in text or "  " in text or "\t" in text:
        text = collapse(text)
    if text[0] == " " and (not out or out[-1][-1] in SPACED):
        text = text[1:]
        if not text:
            return
    if SPECIAL.search(text):
        if "\r" in text or "\f" in text:
            text = collapse(text)
        text = escape_text(text, state.bare_marks, marked=bool(state.open), link=state.in_link)
    if text[0] == "(" and out and out[-1][-1] == "]":
        text = "\\" + text
    out.append(text)


def add_space(text: str, out: list[str]) -> None:
    """Append white space, unless plain space would follow a space."""
    if text and not (text == " " and (not out or out[-1][-1] in SPACED)):
        out.append(text)


def add_note(text: str, out: list[str]) -> None:
    """Append a comment within a line: at a line's start it would make the line HTML."""
    if out and out[-1][-1] in BREAKS:
        out.insert(len(out) - 1, text)
    else:
        out.append(text)


def add_anchor(state: State, element: Element, out: list[str]) -> None:
    """Append an anchor if a link points to this element."""
    if not state.anchor_ids:
        return
    name = element.get("id")
    if name is not None and name in state.anchor_ids:
        out.append(f"<a{html_attribute('id', name)}></a>")


def collapse(text: str) -> str:
    """Collapse runs of HTML's white space; other spaces, such as no-break spaces, stay."""
    text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\f", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def protect_edges(text: str) -> str:
    """Write no-break spaces at a block's edges as entities: renderers and editors strip them."""
    if text[0] == "\xa0":
        inner = text.lstrip("\xa0")
        text = "&nbsp;" * (len(text) - len(inner)) + inner
    if text[-1] == "\xa0":
        inner = text.rstrip("\xa0")
        text = inner + "&nbsp;" * (len(text) - len(inner))
    return text


def attributes(element: Element) -> str:
    """Write an element's attributes as in a tag."""
    return "".join(
        html_attribute(name, value)
        for name, value in attributes_of(element)
        if _NAME.fullmatch(name)
    )


def link_note(tag: str, name: str, url: str) -> str:
    """Write a comment with the URL of an element that is left out."""
    return f"<!-- {tag} {name}={url.replace('>', '%3E').replace('--', '-%2D')} -->"


def code_comment(element: Element) -> str:
    """Write the text of ``<?...>`` as a comment that may be in a line."""
    text = element.text or ""
    if element.tag is PI:
        text = f"?{getattr(element, 'target', '')} {text}"
    return f"<!--{' '.join(text.split()).replace('--', '- -').rstrip('-')}-->"
