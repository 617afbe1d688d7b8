"""Inline elements: what each becomes within a line, and the walk over them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.base import (
    BLOCKS,
    BREAK,
    COMMENT,
    DROPPED,
    EMPHASIS,
    INNER_BREAK,
    KEPT,
    PI,
    PREFORMATTED,
    VERBATIM,
    VOID,
    is_more,
)
from wparchive.render.markdown.escape import code_span, escape_text, target
from wparchive.render.markdown.links import Links
from wparchive.render.markdown.text import (
    BREAKS,
    attributes,
    code_comment,
    collapse,
    link_note,
)
from wparchive.web.html import own_links, visible_text
from wparchive.wordpress.embeds import scripted

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    Handler = Callable[["Inline", Element, list[str]], Element | None]

_TAG: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# These would make a line HTML that starts with them.
_LINE_TAGS: Final = frozenset({"param", "source", "track"})


class Inline(Links):
    """The walker's part for everything within a line."""

    def inline(self, element: Element, out: list[str]) -> None:
        """Append an element's content as inline Markdown."""
        text = element.text
        if text:
            self.text(text, out)
        skip: Element | None = None
        for child in element:
            if skip is None:
                handler = INLINE.get(child.tag)
                if handler is None:
                    self.other(child, out)
                else:
                    skip = handler(self, child, out)
            if skip is not None:
                if skip is not child:
                    continue
                skip = None
            text = child.tail
            if text:
                self.text(text, out)

    def other(self, element: Element, out: list[str]) -> None:
        """An element without a form of its own: its content, set apart if it is a block."""
        if self.wanted:
            self.anchor(element, out)
        if element.tag in BLOCKS:
            if out and out[-1][-1] not in BREAKS:
                out.append(INNER_BREAK)
            self.inline(element, out)
            if out and out[-1][-1] not in BREAKS:
                out.append(INNER_BREAK)
        elif element.attrib and (links := list(own_links(element))):
            self._unknown(element, links, out)
        else:
            self.inline(element, out)

    def _unknown(self, element: Element, links: list[tuple[str, str, str]], out: list[str]) -> None:
        """An element that HTML does not know, but that points somewhere."""
        if _TAG.fullmatch(element.tag):
            self.kept(element, out)
            return
        for link in links:
            self.note(link_note(*link), out)
        self.inline(element, out)

    def code(self, element: Element, out: list[str]) -> None:
        """A code span; as HTML where links or emphasis stand in it."""
        if self.wanted:
            self.anchor(element, out)
        if "code" in self.open:
            self.inline(element, out)
            return
        if len(element) and any(d.tag != "span" for d in element.iterdescendants()):
            self.open.add("code")
            self.kept(element, out, "code")
            self.open.discard("code")
            return
        text = collapse("".join(visible_text(element)) if len(element) else element.text or "")
        core = text.strip(" ")
        if not core:
            self.space(text and " ", out)
            return
        if out and out[-1][-1] == "`":  # two fences would touch
            self.kept(element, out, "code")
            return
        # Space at the edges moves outside: a code span would lose it.
        if text[0] == " ":
            self.space(" ", out)
        is_formula = "language-latex" in (element.get("class") or "")
        out.append(f"${code_span(core)}$" if is_formula else code_span(core))
        if text[-1] == " ":
            out.append(" ")

    def kept(self, element: Element, out: list[str], tag: str = "") -> None:
        """An element as HTML, its content as Markdown."""
        tag = tag or element.tag
        if tag in _LINE_TAGS:
            self.note(f"<{tag}{attributes(element)}>", out)
        else:
            out.append(f"<{tag}{attributes(element)}>")
        self.inline(element, out)  # of a void element too: a parser may not know that it is one
        if tag not in VOID:
            out.append(f"</{tag}>")

    def line_break(self, element: Element, out: list[str]) -> None:
        """A line break: what it becomes depends on the block it stands in."""
        if self.wanted:
            self.anchor(element, out)
        if out and out[-1][-1] == " ":
            out[-1] = out[-1].rstrip(" ")
            if not out[-1]:
                out.pop()
        out.append(BREAK)

    def verbatim(self, element: Element, out: list[str]) -> None:
        """An element that stays HTML, whole."""
        out.append(collapse(self.raw(element)))

    def drawing(self, element: Element, out: list[str]) -> None:
        """A drawing stays HTML; one that is hidden from readers' aids is mere decoration."""
        if element.get("aria-hidden") == "true" and not "".join(visible_text(element)).strip():
            self.drop(element, out)
        else:
            self.verbatim(element, out)

    def drop(self, element: Element, out: list[str]) -> None:
        """An element without visible text: counted, not written; where it points is noted.

        What a script of a known service would have put there is linked.
        """
        self.dropped[element.tag] += 1
        if element.tag == "script" and (shown := scripted(element.get("src") or "")):
            page, name = shown
            out.append(f"[{escape_text(name, set(), link=True)}]({target(page, None)})")
            return
        for link in own_links(element):
            self.note(link_note(*link), out)

    def input(self, element: Element, out: list[str]) -> None:
        """A field of a form: nothing to read, unless its button is a picture."""
        if element.get("src"):
            self.image(element, out)
        else:
            self.drop(element, out)

    def comment(self, element: Element, out: list[str]) -> None:
        """A comment: WordPress's marks stay, others are counted."""
        if is_more(element):
            out.append(f"<!--{element.text}-->")
        elif (element.text or "").startswith("?"):  # <?php in a page: code, to a parser a comment
            self.note(code_comment(element), out)
        elif not (element.text or "").strip().startswith(("wp:", "/wp:")):
            self.dropped["#comment"] += 1

    def instruction(self, element: Element, out: list[str]) -> None:
        """A processing instruction: as the comment that HTML makes of it."""
        self.note(code_comment(element), out)

    def rule(self, _element: Element, out: list[str]) -> None:
        """A rule where no block can stand: a line break."""
        out.append(INNER_BREAK)


INLINE: Final[dict[object, Handler]] = {
    **dict.fromkeys(EMPHASIS, Inline.emphasis),
    **dict.fromkeys(KEPT, Inline.kept),
    **dict.fromkeys(VERBATIM, Inline.verbatim),
    **dict.fromkeys(DROPPED, Inline.drop),
    "svg": Inline.drawing,
    "a": Inline.link,
    "br": Inline.line_break,
    "code": Inline.code,
    "tt": Inline.code,
    **dict.fromkeys(PREFORMATTED, Inline.code),
    "hr": Inline.rule,
    "img": Inline.image,
    "iframe": Inline.verbatim,
    "input": Inline.input,
    COMMENT: Inline.comment,
    PI: Inline.instruction,
}
