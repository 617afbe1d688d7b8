"""Elements written as HTML blocks: complex tables, definition lists, embeds, code with links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.base import BLOCKS, COMMENT, DROPPED, PI, VOID, is_more
from wparchive.render.markdown.escape import html_text
from wparchive.render.markdown.inline import Inline
from wparchive.render.markdown.text import attributes

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
# A blank line would end the HTML block: its first line break becomes a reference.
_BLANK_LINE: Final = re.compile(r"\n(?=[ \t]*\n)")
# Between these elements white space is layout, and line breaks make the source readable.
_LINES: Final = frozenset(
    "table caption colgroup col thead tbody tfoot tr td th dl dt dd ul ol li".split()
)
# A title in a drawing is a text of its own, not a page's.
_DRAWN: Final = frozenset("svg g symbol path rect circle line polygon text use".split())
_STRUCTURE: Final = frozenset("table colgroup thead tbody tfoot tr dl ul ol".split())


class Raw(Inline):
    """The walker's HTML part."""

    def raw(self, element: Element) -> str:
        """Write an element as HTML that can stand as a block in Markdown."""
        out: list[str] = []
        self._raw(element, out, pre=element.tag == "pre")
        text = "".join(out).strip("\n")
        # A pre may hold blank lines if it is the block itself, not if it stands in one.
        return text if element.tag == "pre" else _BLANK_LINE.sub("&#10;", text)

    def _raw(self, element: Element, out: list[str], *, pre: bool) -> None:
        tag = element.tag
        if tag in DROPPED and not (tag == "title" and _parent_tag(element) in _DRAWN):
            self.drop(element, out)
            return
        line = tag in _LINES and not pre
        if line and out and not out[-1].endswith("\n"):
            out[-1] = out[-1].rstrip(" ")
            out.append("\n")
        out.append(f"<{tag}{attributes(element)}>")
        if tag in _STRUCTURE and not pre:
            out.append("\n")
        if element.text:
            self._raw_text(element.text, out, pre=pre, layout=tag in _STRUCTURE)
        for child in element:
            kind: object = child.tag
            if kind is COMMENT:
                self.comment(child, out)
            elif kind is PI:
                self.instruction(child, out)
            else:
                self._raw(child, out, pre=pre or kind == "pre")
            if child.tail:
                self._raw_text(child.tail, out, pre=pre, layout=tag in _STRUCTURE)
        end = "" if tag in VOID else f"</{tag}>"
        out.append(end + "\n" if line else end)

    @staticmethod
    def _raw_text(text: str, out: list[str], *, pre: bool, layout: bool) -> None:
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

    def shell(self, element: Element, blocks: list[str]) -> None:
        """Write an element's tags as HTML lines around its content as Markdown."""
        content = self.content(element)
        blocks.append(f"<{element.tag}{attributes(element)}>")
        blocks.extend(content)
        blocks.append(f"</{element.tag}>")


def _parent_tag(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.tag


def has_block(element: Element) -> bool:
    """Whether a block, or one of WordPress's marks, stands anywhere in an element."""
    for descendant in element.iterdescendants():
        if descendant.tag in BLOCKS or (descendant.tag is COMMENT and is_more(descendant)):
            return True
    return False
