"""Elements written as HTML blocks: complex tables, definition lists, embeds, code with links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.elements import COMMENT, DROPPED, PI, VOID
from wparchive.render.markdown.escape import html_text
from wparchive.render.markdown.left_out import comment, drop, instruction
from wparchive.render.markdown.running_text import attributes

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_SPACES: Final = patterns.lazy(r"[ \t\n\r\f]+")
# A blank line would end the HTML block: its first line break becomes a reference.
_BLANK_LINE: Final = patterns.lazy(r"\n(?=[ \t]*\n)")
# Between these elements white space is layout, and line breaks make the source readable.
_LINES: Final = frozenset(
    "table caption colgroup col thead tbody tfoot tr td th dl dt dd ul ol li".split()
)
# A title in a drawing is a text of its own, not a page's.
_DRAWN: Final = frozenset("svg g symbol path rect circle line polygon text use".split())
_STRUCTURE: Final = frozenset("table colgroup thead tbody tfoot tr dl ul ol".split())


def raw_html(state: State, element: Element) -> str:
    """Write an element as HTML that can be a block in Markdown."""
    out: list[str] = []
    _add(state, element, out, pre=element.tag == "pre")
    text = "".join(out).strip("\n")
    # A pre may hold blank lines if it is the block itself, not if it is inside one.
    return text if element.tag == "pre" else _BLANK_LINE.sub("&#10;", text)


def _add(state: State, element: Element, out: list[str], *, pre: bool) -> None:
    tag = element.tag
    if tag in DROPPED and not (tag == "title" and _parent_tag(element) in _DRAWN):
        drop(state, element, out)
        return
    line, layout = tag in _LINES and not pre, tag in _STRUCTURE
    if line and out and not out[-1].endswith("\n"):
        out[-1] = out[-1].rstrip(" ")
        out.append("\n")
    out.append(f"<{tag}{attributes(element)}>")
    if layout and not pre:
        out.append("\n")
    if element.text:
        _add_text(element.text, out, pre=pre, layout=layout)
    for child in element:
        _add_child(state, child, out, pre=pre)
        if child.tail:
            _add_text(child.tail, out, pre=pre, layout=layout)
    end = "" if tag in VOID else f"</{tag}>"
    out.append(end + "\n" if line else end)


def _add_child(state: State, child: Element, out: list[str], *, pre: bool) -> None:
    kind: object = child.tag
    if kind is COMMENT:
        comment(state, child, out)
    elif kind is PI:
        instruction(state, child, out)
    else:
        _add(state, child, out, pre=pre or kind == "pre")


def _add_text(text: str, out: list[str], *, pre: bool, layout: bool) -> None:
    if pre:
        out.append(html_text(text))
        return
    text = _SPACES.sub(" ", text)
    if layout and text == " ":
        return
    if text[0] == " " and out and out[-1].endswith("\n"):
        text = text[1:]
    if text:
        out.append(html_text(text))


def _parent_tag(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.tag
