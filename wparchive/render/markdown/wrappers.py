"""Elements around blocks: links, emphasis and HTML that must stay around what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from wparchive.render.markdown.base import (
    BLOCKS,
    CONTAINERS,
    EMPHASIS,
    HEADINGS,
    KEPT,
    VOID,
)
from wparchive.render.markdown.escape import html_attribute
from wparchive.render.markdown.raw import has_block
from wparchive.render.markdown.tables import Tables
from wparchive.render.markdown.text import BREAKS, attributes

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Wrappers(Tables):
    """The walker's part for details, dl, embeds, and inline elements around blocks."""

    def details(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A details element: HTML around Markdown, the summary in the HTML."""
        self.flush(blocks, out)
        head = f"<details{attributes(element)}>"
        first = next(element.iterchildren("summary"), None)
        if first is not None and not has_block(first):
            head += "\n" + self.raw(first)
            first.text, first[:] = None, []
        inner = self.content(element)
        blocks.append(head)
        blocks.extend(inner)
        blocks.append("</details>")

    def definitions(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A definition list: HTML, around Markdown where blocks stand in it."""
        self.flush(blocks, out)
        if not any(
            d.tag in BLOCKS and d.tag not in {"dt", "dd", "div"} for d in element.iterdescendants()
        ):
            blocks.append(self.raw(element))
            return
        blocks.append(f"<dl{attributes(element)}>")
        if element.text:
            self.text(element.text, out)
            self.flush(blocks, out)
        for child in element:
            if child.tag in {"dt", "dd"}:
                self.shell(child, blocks)
            else:
                self.child(child, blocks, out)
            if child.tail:
                self.text(child.tail, out)
            self.flush(blocks, out)
        blocks.append("</dl>")

    def html_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """An element that stays HTML, whole: within a line if it stands in one, else on its own."""
        if out and out[-1][-1] not in BREAKS:
            self.verbatim(element, out)
            return
        self.flush(blocks, out)
        blocks.append(self.raw(element))

    def around_blocks(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """An inline element with blocks in it."""
        tag = element.tag
        if tag in EMPHASIS and not element.get("cite"):
            self._emphasis_around(element, blocks, out)
        elif tag == "a" and element.get("href") is not None:
            self._link_around(element, blocks, out)
        elif tag in VOID:
            out.append(f"<{tag}{attributes(element)}>")
            self.flow(element, blocks, out)
        elif tag in KEPT or tag in EMPHASIS:
            self.flush(blocks, out)
            self.shell(element, blocks)
        else:
            name = element.get("id") or (element.get("name") if tag == "a" else None)
            if name and (tag == "a" or name in self.wanted):
                out.append(f"<a{html_attribute('id', name)}></a>")
            self.flow(element, blocks, out)

    def _emphasis_around(self, element: Element, blocks: list[str], out: list[str]) -> None:
        kind = EMPHASIS[element.tag]
        if kind in self.open:
            self.flow(element, blocks, out)
            return
        self.flush(blocks, out)
        self.open.add(kind)
        self.wrap.append(kind)
        self.flow(element, blocks, out)
        self.flush(blocks, out)
        self.wrap.pop()
        self.open.discard(kind)

    def _link_around(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A link around one text goes into its block; around several blocks it stays HTML."""
        self.flush(blocks, out)
        if self.block_link is None and not self.in_link and _one_text(element):
            before = len(blocks)
            self.block_link, self.in_link = element, True
            self.flow(element, blocks, out)
            self.flush(blocks, out)
            self.block_link, self.in_link = None, False
            if len(blocks) == before:  # no text in it: a link nonetheless
                self.link_to(element, "", out)
        else:
            self.shell(element, blocks)


def _one_text(element: Element) -> bool:
    """Whether an element holds a single block of text, however deeply wrapped."""
    while True:
        if (element.text or "").strip():
            return False
        children = list(element.iterchildren(etree.Element))
        if len(children) != 1 or (children[0].tail or "").strip():
            return False
        element = children[0]
        if element.tag not in CONTAINERS and element.tag not in HEADINGS:
            return False
        if element.tag in {"details", "dl"}:
            return False
        if not has_block(element):
            return True
