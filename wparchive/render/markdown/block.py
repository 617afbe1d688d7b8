"""Blocks: paragraphs, headings, quotes, code, containers, and the walk over them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.base import (
    BLOCKS,
    BREAK,
    COMMENT,
    CONTAINERS,
    DROPPED,
    EMPHASIS,
    HEADINGS,
    INNER_BREAK,
    KEPT,
    VOID,
    is_more,
)
from wparchive.render.markdown.escape import LINE_CHARS, escape_line_starts, html_attribute
from wparchive.render.markdown.inline import INLINE, attributes
from wparchive.render.markdown.lists import assemble
from wparchive.render.markdown.raw import has_block
from wparchive.render.markdown.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    Handler = Callable[["Blocks", Element, list[str], list[str]], Element | None]

# The white space that usually stands between blocks.
_BLANK: Final = frozenset({"\n", "\n\n", "\n\n\n", " "})
_ANY_BREAK: Final = " " + BREAK + INNER_BREAK
_CLOSING_HASHES: Final = re.compile(r"(^|[ \t])(#+)$")
_LANGUAGE: Final = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?[-:]|brush:\s*|highlight-source-|hljs[ -](?!copy))([\w+#.-]+)"
)
_LANGUAGE_ATTRIBUTES: Final = ("data-lang", "data-language", "data-enlighter-language", "lang")
_FENCE: Final = re.compile(r"`{3,}")
# In preformatted text these are only colours: the code is the text.
_PAINT: Final = frozenset("b big code del em font i ins kbd mark samp small span strong tt u var".split())
_HEADING_LIMIT: Final = frozenset("ul ol dl table pre blockquote hr iframe h1 h2 h3 h4 h5 h6".split())


class Blocks(Tables):
    """The walker's block part, and the whole of it."""

    def flow(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """Append an element's content: finished blocks, and the text that is still running."""
        text = element.text
        if text and (out or text not in _BLANK):
            self.text(text, out)
        skip: Element | None = None
        for child in element:
            if skip is None:
                skip = self.child(child, blocks, out)
            if skip is not None:
                if skip is not child:
                    continue
                skip = None
            text = child.tail
            if text and (out or text not in _BLANK):
                self.text(text, out)

    def child(self, child: Element, blocks: list[str], out: list[str]) -> Element | None:
        """Append one child; the last sibling that went with it, if any did."""
        tag = child.tag
        handler = HANDLERS.get(tag)
        if handler is not None:
            return handler(self, child, blocks, out)
        if len(child) and has_block(child):
            self.around_blocks(child, blocks, out)
            return None
        inline = INLINE.get(tag)
        if inline is not None:
            return inline(self, child, out)
        self.other(child, out)
        return None

    def flush(self, blocks: list[str], out: list[str]) -> None:
        """Finish the running text as a paragraph, or as what surrounds it makes of it."""
        if not out:
            return
        text = (out[0] if len(out) == 1 else "".join(out)).strip(_ANY_BREAK)
        out.clear()
        if self.used:
            self.used.clear()
        if not text:
            return
        if self.wrap:
            text = self._wrapped(text)
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

    def _wrapped(self, text: str) -> str:
        for kind in reversed(self.wrap):
            sub: list[str] = []
            self.mark(text, EMPHASIS[kind][0], kind, None, sub)
            text = "".join(sub)
        return text

    def _heading_line(self, text: str) -> str:
        text = text.replace(BREAK, "<br>").replace(INNER_BREAK, "<br>")
        if text[-1] == "#":
            text = _CLOSING_HASHES.sub(r"\1\\\2", text)
        return self.heading + text

    def container(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """An element that only holds blocks: nothing of its own."""
        if out:
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
        state = self._plain()
        if self.wanted:
            self.anchor(element, out)
        inner: list[str] = []
        self.flow(element, inner, out)
        self.flush(inner, out)
        self._restore(state)
        if element.get("cite"):  # a link, for which Markdown's quote has no place
            blocks.append(f"<blockquote{attributes(element)}>")
            blocks.extend(inner)
            blocks.append("</blockquote>")
        elif inner:
            text = "\n\n".join(inner)
            blocks.append("> " + text.replace("\n", "\n> ").replace("\n> \n", "\n>\n"))

    def _plain(self) -> str:
        heading, self.heading = self.heading, ""
        return heading

    def _restore(self, heading: str) -> None:
        self.heading = heading

    def rule_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A rule."""
        self.flush(blocks, out)
        blocks.append("***")

    def code_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """Preformatted text as a fence; as HTML where links or images stand in it."""
        self.flush(blocks, out)
        if self.wanted and element.get("id") in self.wanted:
            blocks.append(f"<a{html_attribute('id', element.get('id') or '')}></a>")
        text = self._code_text(element)
        if text is None:
            blocks.append(self.raw(element))
            return
        text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        if text[:1] == "\n" and (element.text or "")[:1] == "\n":
            text = text[1:]  # HTML ignores the line break right after the tag
        fence = "```"
        if "```" in text:
            fence = "`" * (max(len(run) for run in _FENCE.findall(text)) + 1)
        blocks.append(f"{fence}{_language(element)}\n{text}\n{fence}" if text else f"{fence}\n{fence}")

    @staticmethod
    def _code_text(element: Element) -> str | None:
        if not len(element):
            return element.text or ""
        parts = [element.text or ""]
        for node in element.iterdescendants():
            tag = node.tag
            if tag == "br":
                parts.append("\n")
            elif tag in _PAINT:
                pass
            else:
                return None
        return "".join(
            "\n" + (node.tail or "") if event == "br" else text
            for event, node, text in _events(element)
        )

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

    def definitions(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A definition list: HTML, around Markdown where blocks stand in it."""
        self.flush(blocks, out)
        if not any(
            d.tag in BLOCKS and d.tag not in {"dt", "dd", "div"} for d in element.iterdescendants()
        ):
            blocks.append(self.raw(element))
            return
        blocks.append(f"<dl{attributes(element)}>")
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
        if out and out[-1][-1] not in (BREAK, INNER_BREAK):
            self.verbatim(element, out)
            return
        self.flush(blocks, out)
        blocks.append(self.raw(element))

    def comment_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """WordPress's marks stand on lines of their own."""
        if is_more(element):
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
        kind = EMPHASIS[element.tag][1]
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


def _events(element: Element) -> list[tuple[str, Element, str]]:
    """The text pieces of preformatted content in document order, breaks marked."""
    events: list[tuple[str, Element, str]] = [("text", element, element.text or "")]
    stack = [iter(element)]
    nodes = [element]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            node = nodes.pop()
            if stack:
                events.append(("text", node, node.tail or ""))
        elif child.tag == "br":
            events.append(("br", child, ""))
        else:
            events.append(("text", child, child.text or ""))
            stack.append(iter(child))
            nodes.append(child)
    return events


def _one_text(element: Element) -> bool:
    """Whether an element holds a single block of text, however deeply wrapped."""
    while True:
        if (element.text or "").strip():
            return False
        children = [c for c in element if isinstance(c.tag, str)]
        if len(children) != 1 or (children[0].tail or "").strip():
            return False
        element = children[0]
        if element.tag not in CONTAINERS and element.tag not in HEADINGS:
            return False
        if element.tag in {"details", "dl"}:
            return False
        if not has_block(element):
            return True


def _language(element: Element) -> str:
    """The language that a highlighter's class or attribute names."""
    nodes = [element]
    if len(element) and element[0].tag == "code":
        nodes.append(element[0])
    for node in nodes:
        found = _LANGUAGE.search(node.get("class") or "")
        if found:
            return found[1]
        for name in _LANGUAGE_ATTRIBUTES:
            value = (node.get(name) or "").strip()
            if value and re.fullmatch(r"[\w+#.-]+", value):
                return value
    return ""


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
    "pre": Blocks.code_block,
    "table": Blocks.table,
    COMMENT: Blocks.comment_block,
}
