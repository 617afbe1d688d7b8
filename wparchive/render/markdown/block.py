"""Blocks: paragraphs, headings, quotes, rules, containers, and the walk over them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.base import (
    BREAK,
    COMMENT,
    CONTAINERS,
    DROPPED,
    HEADINGS,
    INNER_BREAK,
    PREFORMATTED,
    is_more,
)
from wparchive.render.markdown.escape import LINE_CHARS, escape_line_starts
from wparchive.render.markdown.inline import INLINE
from wparchive.render.markdown.lists import assemble
from wparchive.render.markdown.raw import has_block
from wparchive.render.markdown.text import BREAKS, SPACED, attributes, edges
from wparchive.render.markdown.wrappers import Wrappers

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    Handler = Callable[["Blocks", Element, list[str], list[str]], Element | None]

# The white space that usually stands between blocks.
_BLANK: Final = frozenset({"\n", "\n\n", "\n\n\n", " "})
_EMPTY: Final = SPACED + "\xa0"
_CLOSING_HASHES: Final = re.compile(r"(^|[ \t])(#+)$")
# A heading is one line: around these, each text in it becomes a heading.
_HEADING_LIMIT: Final = frozenset(
    "ul ol dl table pre blockquote hr iframe h1 h2 h3 h4 h5 h6".split()
)


class Blocks(Wrappers):
    """The walker's part for what stands between blank lines, and with it the whole walker."""

    def flow(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """Append an element's content: finished blocks, and the text that is still running."""
        text = element.text
        if text and (out or text not in _BLANK):
            self.text(text, out)
        skip: Element | None = None
        for child in element:
            if skip is None:
                handler = HANDLERS.get(child.tag)
                if handler is None:
                    skip = self._in_line(child, blocks, out)
                else:
                    skip = handler(self, child, blocks, out)
            if skip is not None:
                if skip is not child:
                    continue
                skip = None
            text = child.tail
            if text and (out or text not in _BLANK):
                self.text(text, out)

    def child(self, child: Element, blocks: list[str], out: list[str]) -> Element | None:
        """Append one child; the last sibling that went with it, if any did."""
        handler = HANDLERS.get(child.tag)
        if handler is None:
            return self._in_line(child, blocks, out)
        return handler(self, child, blocks, out)

    def _in_line(self, child: Element, blocks: list[str], out: list[str]) -> Element | None:
        if len(child) and has_block(child):
            self.around_blocks(child, blocks, out)
            return None
        inline = INLINE.get(child.tag)
        if inline is not None:
            return inline(self, child, out)
        self.other(child, out)
        return None

    def flush(self, blocks: list[str], out: list[str]) -> None:
        """Finish the running text as a paragraph, or as what surrounds it makes of it."""
        if not out:
            return
        text = (out[0] if len(out) == 1 else "".join(out)).strip(SPACED)
        out.clear()
        if self.used:
            self.used.clear()
        if not text.strip(_EMPTY):
            return  # the classic editor's blank lines are paragraphs of one no-break space
        if text[0] == "\xa0" or text[-1] == "\xa0":
            text = edges(text)
        if self.wrap:
            text = self.wrapped(text)
        if self.block_link is not None:
            link: list[str] = []
            self.link_to(self.block_link, text, link)
            text = "".join(link)
        if self.heading:
            blocks.append(self._heading_line(text))
            return
        if BREAK in text:
            text = _break_lines(text)
        if INNER_BREAK in text:
            text = "\\\n".join([line.strip(" ") for line in text.split(INNER_BREAK)])
        if text[0] in LINE_CHARS or "\n" in text:
            text = escape_line_starts(text)
        blocks.append(text)

    def _heading_line(self, text: str) -> str:
        text = text.replace(BREAK, "<br>").replace(INNER_BREAK, "<br>")
        if text[-1] == "#":
            text = _CLOSING_HASHES.sub(r"\1\\\2", text)
        return self.heading + text

    def container(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """An element that only holds blocks: nothing of its own."""
        if out and not all(piece.startswith("<a id=") for piece in out):
            self.flush(blocks, out)
        if self.wanted:
            self.anchor(element, out)
        self.flow(element, blocks, out)
        if out:
            self.flush(blocks, out)

    def heading_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A heading; of one around blocks, each text becomes a heading."""
        self.flush(blocks, out)
        outer, self.heading = self.heading, HEADINGS[element.tag]
        if self.wanted:
            self.anchor(element, out)
        if len(element) and any(d.tag in _HEADING_LIMIT for d in element.iterdescendants()):
            self.flow(element, blocks, out)
        else:
            self.inline(element, out)
        self.flush(blocks, out)
        self.heading = outer

    def quote(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A quote."""
        self.flush(blocks, out)
        heading, self.heading = self.heading, ""
        if self.wanted:
            self.anchor(element, out)
        inner: list[str] = []
        self.flow(element, inner, out)
        self.flush(inner, out)
        self.heading = heading
        if element.get("cite"):  # a link, for which Markdown's quote has no place
            blocks.append(f"<blockquote{attributes(element)}>")
            blocks.extend(inner)
            blocks.append("</blockquote>")
        elif inner:
            text = "\n\n".join(inner)
            blocks.append("> " + text.replace("\n", "\n> ").replace("\n> \n", "\n>\n"))

    def rule_block(self, _element: Element, blocks: list[str], out: list[str]) -> None:
        """A rule."""
        self.flush(blocks, out)
        blocks.append("***")

    def orphans(self, element: Element, blocks: list[str], out: list[str]) -> Element | None:
        """Items outside of a list: browsers show bullets."""
        self.flush(blocks, out)
        items = [self._item(element)]
        last = element
        while not (last.tail or "").strip():
            following = last.getnext()
            if following is None or following.tag != "li":
                break
            last = following
            items.append(self._item(last))
        previous = blocks[-1] if blocks else ""
        blocks.append(assemble(items, self._marker(ordered=False, previous=previous), 1))
        return last if last is not element else None

    def comment_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """WordPress's marks stand on lines of their own, unless one parts a line in two."""
        if is_more(element):
            if out and out[-1][-1] not in BREAKS and (element.tail or "").strip():
                out.append(f"<!--{element.text}-->")
                return
            self.flush(blocks, out)
            blocks.append(f"<!--{element.text}-->")
            return
        note: list[str] = []
        self.comment(element, note)
        self._note(note, blocks, out)

    def dropped_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """An element without visible text."""
        note: list[str] = []
        self.drop(element, note)
        self._note(note, blocks, out)

    def _note(self, note: list[str], blocks: list[str], out: list[str]) -> None:
        """A comment inside a line stays there; at a line's start it would swallow the line."""
        if note and out:
            for text in note:
                self.note(text, out)
        elif note:
            blocks.append("\n".join(note))


def _break_lines(text: str) -> str:
    """Line breaks as Markdown; two in a row part paragraphs."""
    lines = [line.strip(" ") for line in text.split(BREAK)]
    if "" not in lines:
        return "\\\n".join(lines)
    parts: list[str] = []
    for line in lines:
        if line:
            parts.append("\\\n" if parts and parts[-1] else "\n\n")
            parts.append(line)
        elif parts and parts[-1]:
            parts.append("")
    return "".join(parts[1:])


HANDLERS: Final[dict[object, Handler]] = {
    **dict.fromkeys(CONTAINERS - {"li"}, Blocks.container),
    **dict.fromkeys(HEADINGS, Blocks.heading_block),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), Blocks.list_block),
    "blockquote": Blocks.quote,
    "details": Blocks.details,
    "dl": Blocks.definitions,
    "hr": Blocks.rule_block,
    **dict.fromkeys(("frame", "iframe"), Blocks.html_block),
    **dict.fromkeys(DROPPED, Blocks.dropped_block),
    "li": Blocks.orphans,
    **dict.fromkeys(PREFORMATTED, Blocks.code_block),
    "table": Blocks.table,
    COMMENT: Blocks.comment_block,
}
