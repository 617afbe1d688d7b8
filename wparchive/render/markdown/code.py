"""Preformatted text: fences with their language, HTML where links stand in the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from wparchive.render.markdown.escape import html_attribute
from wparchive.render.markdown.raw import Raw

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The class names of GeSHi, highlight.js, Prism, prettify, Rouge, SyntaxHighlighter, Crayon.
_LANGUAGE: Final = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?[-:]|brush:\s*|highlight-source-|hljs[ -](?!copy))([\w+#.-]+)"
)
_LANGUAGE_ATTRIBUTES: Final = ("data-lang", "data-language", "data-enlighter-language", "lang")
_FENCE: Final = re.compile(r"`{3,}")
# In preformatted text these are only colours: the code is the text.
_PAINT: Final = frozenset(
    "b big code del em font i ins kbd mark samp small span strong tt u var".split()
)


class Code(Raw):
    """The walker's part for pre."""

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
        blocks.append(
            f"{fence}{_language(element)}\n{text}\n{fence}" if text else f"{fence}\n{fence}"
        )

    def _code_text(self, element: Element) -> str | None:
        """The text of preformatted content, or None if more than colours stands in it."""
        if not len(element):
            return element.text or ""
        parts = [element.text or ""]
        comments = 0
        for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
            if node is element:
                continue
            if event == "start":
                if node.tag not in _PAINT and node.tag != "br":
                    return None
                parts.append("\n" if node.tag == "br" else node.text or "")
            elif event == "pi" or (event == "comment" and (node.text or "").startswith("?")):
                return None
            else:
                comments += event == "comment"
                parts.append(node.tail or "")
        if comments:
            self.dropped["#comment"] += comments
        return "".join(parts)


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
