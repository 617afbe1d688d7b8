"""The rule for preformatted text: fences with their language, HTML where the code has links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from wparchive import patterns
from wparchive.render.markdown.elements import is_wordpress_mark
from wparchive.render.markdown.escape import escape_text, html_attribute
from wparchive.render.markdown.paragraphs import flush
from wparchive.render.markdown.raw import raw_html
from wparchive.wordpress.code_languages import LANGUAGES, PLAIN

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

# How highlight.js, Prism, prettify, Rouge, Org, SyntaxHighlighter, Crayon, SHJS mark a language.
_LANGUAGE: Final = patterns.lazy(
    r"(?:^|\s)(?:lang(?:uage)?[-:]|brush:\s*|highlight-source-|src-|sh_)([\w+#.-]+)"
)
_LANGUAGE_ATTRIBUTES: Final = ("data-lang", "data-language", "data-enlighter-language", "lang")
# EnlighterJS, Crayon, HCB, Prism's toolbar, and others.
_TITLE_ATTRIBUTES: Final = (
    "data-enlighter-title",
    "data-title",
    "data-file",
    "data-filename",
    "data-label",
    "data-code-title",
    "title",
)
# SyntaxHighlighter's options in a class: `brush: ruby; title: 'a b.rb'; gutter: false`.
_BRUSH_TITLE: Final = patterns.lazy(
    r"(?=(?:.*[\s;])?brush:)(?:.*?[\s;])?title:\s*+(?:'([^']*+)'|\"([^\"]*+)\"|([^;]*+))", re.DOTALL
)
_NAME: Final = patterns.lazy(r"[\w+#.-]+")
_FENCE: Final = patterns.lazy(r"`{3,}")
_AROUND: Final = frozenset("div figure table tbody td tr".split())
_LEVELS: Final = 6
_HIGHLIGHTER: Final = patterns.lazy(r"highlight|code|syntax|language-", re.IGNORECASE)
# In preformatted text these are only colours: the code is the text.
_PAINT: Final = frozenset(
    "b big code del em font i ins kbd mark samp small span strong tt u var".split()
)
_LINES: Final = frozenset({"br", "div", "p"})


def code_block(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write preformatted text as a fence; as HTML if it contains links or images."""
    flush(state, blocks, out)
    if element.get("id") in state.anchor_ids:
        blocks.append(f"<a{html_attribute('id', element.get('id') or '')}></a>")
    if title := _title(element):
        blocks.append(f"**{escape_text(title, set())}**")
    text = _code_text(state, element)
    if text is None:
        blocks.append(raw_html(state, element))
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if text[:1] == "\n" and (element.text or "")[:1] == "\n":
        text = text[1:]  # HTML ignores the line break right after the tag
    blocks.append(fenced(text, language_of(element)))


def fenced(text: str, language: str) -> str:
    """Return a block of code between fences that the code does not contain."""
    fence = "```"
    if "```" in text:
        fence = "`" * (max(len(run) for run in _FENCE.findall(text)) + 1)
    return f"{fence}{language}\n{text}\n{fence}" if text else f"{fence}\n{fence}"


def add_listing(state: State, paragraph: Element, blocks: list[str], out: list[str]) -> bool:
    """Write a paragraph that is nothing but lines of code as a fence; return whether it is one."""
    code = paragraph[0]
    if code.tag != "code" or code.find("br") is None or (code.tail or "").strip():
        return False
    if (paragraph.text or "").strip() or (text := paragraphs_of_code(code)) is None:
        return False
    before = paragraph.getprevious()
    # A piece of code with other blocks stays HTML, like the pieces before it.
    if "\n" not in text or (before is not None and before.tag == "code"):
        return False
    flush(state, blocks, out)
    blocks.append(fenced(text, language_of(code)))
    return True


def paragraphs_of_code(element: Element) -> str | None:
    """Return the text of code in paragraphs, which wpautop makes of code with blank lines.

    Returns:
        The lines, with a blank line between paragraphs; None if the code has other blocks, links
        or pictures.
    """
    parts = [(element.text or "").lstrip("\n")]
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if node is element:
            continue
        if event in {"comment", "pi"} or node.tag not in _PAINT | _LINES:
            return None
        if event == "end":
            tail = node.tail or ""
            parts.append((tail.lstrip("\n") if node.tag in _LINES - {"br"} else tail) or "")
        elif node.tag == "br":
            parts.append("" if (node.tail or "").startswith("\n") else "\n")
        else:
            parts.append(("\n\n" if node.tag in _LINES else "") + (node.text or ""))
    return "".join(parts).strip("\n")


def _code_text(state: State, element: Element) -> str | None:
    """Return the text of preformatted content; None if it contains more than colours."""
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
        elif event == "pi" or (
            event == "comment" and ((node.text or "").startswith("?") or is_wordpress_mark(node))
        ):
            return None
        else:
            comments += event == "comment"
            parts.append(node.tail or "")
    if comments:
        state.dropped["#comment"] += comments
    return "".join(parts)


def _title(element: Element) -> str:
    """Return the title of a box of code, such as a file's name; empty for none."""
    around = element.getparent()
    nodes = [element, *list(element)[:1], *([] if around is None else [around])]
    for node in nodes:
        for name in _TITLE_ATTRIBUTES:
            value = " ".join((node.get(name) or "").split())
            if value and (name != "title" or node is element):
                return value
    found = _BRUSH_TITLE.match(element.get("class") or "")
    return " ".join((found[1] or found[2] or found[3] or "").split()) if found else ""


def language_of(element: Element) -> str:
    """Find the language in a class or attribute: of the code, of its pre, or around them."""
    nodes = [element]
    if len(element) and element[0].tag == "code":
        nodes.append(element[0])
    for node in nodes:
        if found := _own_language(node):
            return found
    around = element.getparent()
    for _ in range(_LEVELS):
        if around is None or around.tag not in _AROUND:
            break
        if _HIGHLIGHTER.search(around.get("class") or "") and (found := _own_language(around)):
            return found
        around = around.getparent()
    return ""


def _own_language(node: Element) -> str:
    classes = node.get("class") or ""
    named = [found[1] for found in _LANGUAGE.finditer(classes)]
    for name in _LANGUAGE_ATTRIBUTES:
        value = (node.get(name) or "").strip()
        # An attribute lang may mean the language of words, too.
        if value and _NAME.fullmatch(value) and (name != "lang" or value.lower() in LANGUAGES):
            named.append(value)
    # GeSHi, highlight.js and Hexo write the bare name.
    named += [word for word in classes.split() if word.lower() in LANGUAGES]
    return next((name for name in named if name.lower() not in PLAIN), "")
