"""HTML parsing: the one door to lxml's HTML parser."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from wparchive import patterns
from wparchive.web.html_tidy import encode, tidy
from wparchive.web.misnesting import FORMATTING, repair
from wparchive.web.references import unescape
from wparchive.web.shallow_trees import shallow_tree
from wparchive.web.xmltext import ILLEGAL

if TYPE_CHECKING:
    from collections.abc import Iterator

# End tags of these at places that libxml2 does not expect are worth a second look.
_REPAIRED: Final = FORMATTING | {"blockquote", "div", "ul", "ol", "li", "section", "article"}
# What scripts and styles hold is no text; only their tags stay, for what these refer to.
_RAW: Final = patterns.lazy(
    r"(<(?:script|style)\b[^>]*+(?:>|\Z))(?>(?:[^<]++|<(?!/(?:script|style)\b))*)(</(?:script|style)\s*+>)?",
    re.IGNORECASE | re.DOTALL,
)
# A theme's slip: `<liclass="comment">`, or `<liclass even depth-1 id="comment-1">`.
_GLUED: Final = patterns.lazy(
    r"<(li|div|article|section|ol|ul|tr|td|p|span)"
    r"(?:(?=(?:class|id)=)|class\s++((?>(?:[\w-]++(?!\s*+=)\s*+)*)))",
    re.IGNORECASE,
)
_COMMENT: Final = patterns.lazy(r"<!--(?>(?:[^-]++|-(?!->))*)(?:-->)?", re.DOTALL)
_ANY_TAG: Final = patterns.lazy(r"<[a-zA-Z/!?][^<>]*+>")
UNSEEN: Final = frozenset({"script", "style", "template"})


class HtmlLimitError(Exception):
    """lxml stopped at one of libxml2's limits: its tree is incomplete."""


def parse_fragment(html: str) -> HtmlElement:
    """Parse a piece of HTML, such as a post's body, whole or not at all.

    Nothing is fetched; the time is linear. Where libxml2 would stop (256 levels, 10 MB of text
    in one node) the tree is rebuilt with every text and element in place, levels below
    ``MAX_DEPTH`` standing side by side.

    Args:
        html: The markup, in any state of repair.

    Returns:
        An element (``body``) whose children are the fragment.
    """
    parser = HTMLParser(encoding="utf-8")
    try:
        body = _parse(html, parser)
    except HtmlLimitError:
        body = shallow_tree(html, HTMLParser().makeelement)
    assert isinstance(body, HtmlElement)
    return body


def parse_tree(html: str) -> etree._Element:
    """Parse like :func:`parse_fragment`, into plain elements: faster, without lxml.html's methods.

    Args:
        html: The markup, in any state of repair.

    Returns:
        An element (``body``) whose children are the fragment.
    """
    try:
        return _parse(html, etree.HTMLParser(encoding="utf-8"))
    except HtmlLimitError:
        return shallow_tree(html)


def parse_document(html: str) -> etree._Element:
    """Parse a whole page, head and all, like :func:`parse_tree`.

    The content of scripts and styles is dropped first: parsers that meet markup in them disagree.
    Where libxml2 loses text all the same, a lenient tree of html.parser's takes its place.

    Args:
        html: The page, in any state of repair.

    Returns:
        Its root, ``html``; where the tree had to be rebuilt flatter, ``body`` with the head's
        elements in it.
    """
    html = _RAW.sub(r"\1\2", html)
    if ILLEGAL.search(html):
        html = ILLEGAL.sub("", html)
    if _GLUED.search(html):
        html = _GLUED.sub(lambda m: f'<{m[1]} class="{m[2]}" ' if m[2] else f"<{m[1]} ", html)
    try:
        root = _root(html)
    except HtmlLimitError:
        return shallow_tree(html)
    except etree.ParserError:  # nothing that could be an element
        return etree.Element("html")
    wanted = _rough_length(html)
    found = etree.tostring(root, method="text", encoding="unicode", with_tail=False)
    if wanted > 200 and len("".join(found.split())) < 0.95 * wanted:
        return _lenient(html) or root
    return root


def _root(html: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8")
    html = tidy(html)
    root = etree.fromstring(html.encode(errors="replace"), parser)
    if len(parser.error_log) and _misnested(parser.error_log):
        root = etree.fromstring(repair(html).encode(errors="replace"), parser)
    return root


def _rough_length(html: str) -> int:
    """Characters of text but white space, as if every tag were whole."""
    return len("".join(unescape(_ANY_TAG.sub(" ", _COMMENT.sub(" ", html))).split()))


def _lenient(html: str) -> etree._Element | None:
    """html.parser's tree, by way of beautifulsoup4."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - heavy, and rarely needed
    from lxml.html.soupparser import convert_tree  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of markup that it guesses to be something else
            found = convert_tree(BeautifulSoup(tidy(html), "html.parser"))
    except (RecursionError, ValueError, AssertionError):
        return None
    return next((element for element in found if element.tag == "html"), None)


def _parse(html: str, parser: etree.HTMLParser) -> etree._Element:
    html = tidy(html)
    root = etree.fromstring(encode(html), parser)
    log = parser.error_log
    if len(log) and _misnested(log):
        root = etree.fromstring(encode(repair(html)), parser)
    body = root if root.tag == "body" else next(root.iterchildren("body"), None)
    if body is None:  # a frameset, or nothing at all
        body = etree.SubElement(root, "body")
    if body.getnext() is not None or body.getprevious() is not None:
        return root  # libxml2 let content out of the body
    return body


def _misnested(log: etree._ListErrorLog) -> bool:
    """Check whether the parser met ends that browsers treat otherwise."""
    found = False
    for entry in log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise HtmlLimitError(entry.message)
        if entry.type == etree.ErrorTypes.ERR_TAG_NAME_MISMATCH and not found:
            found = entry.message.rpartition(" ")[2] in _REPAIRED
    return found


def visible_text(root: etree._Element) -> Iterator[str]:
    """Yield the texts that a reader of the page sees, in order."""
    yield root.text or ""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if element is root:
            continue
        if event != "start":
            yield element.tail or ""
        elif element.tag in UNSEEN:
            walk.skip_subtree()
        else:
            yield element.text or ""
