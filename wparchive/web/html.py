"""HTML parsing: the one door to lxml's HTML parser; links and bare URLs in what it returns."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any, Final, cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from wparchive.scanning import Ended
from wparchive.web.attributes import attributes_of
from wparchive.web.misnesting import FORMATTING, repair
from wparchive.web.references import shorten, unescape
from wparchive.web.unterminated import end_tags
from wparchive.web.xmltext import ILLEGAL

if TYPE_CHECKING:
    from collections.abc import Iterator

# libxml2 gives up at 256 levels and silently drops what follows; a tree deeper than this is
# rebuilt with its lower levels side by side, as browsers do from 512 levels on.
MAX_DEPTH: Final = 200
_WRAP: Final = "<html><body>"
# libxml2 drops everything after these end tags; browsers ignore them.
_STRAY_END: Final = Ended(
    re.compile(r"</(?:body|html|head)\b[^>]*+>", re.IGNORECASE), re.compile(">")
)
# Ends of these that stand elsewhere than libxml2 expects are worth a second look.
_REPAIRED: Final = FORMATTING | {"blockquote", "div", "ul", "ol", "li", "section", "article"}
_BREAK_END: Final = Ended(re.compile(r"</br\b[^>]*+>", re.IGNORECASE), re.compile(">"))
# libxml2 ends a b where a p starts; browsers do not, and it has no such rule for strong.
_BOLD_BLOCK: Final = re.compile(r"<b(?:\s[^<>]*)?>\s*<p[\s>]")
_BOLD: Final = re.compile(r"<(/?)b(?=[\s>/])")
# libxml2 ends a heading where a paragraph starts in it; a div it lets in.
_HEADING_PARAGRAPH: Final = re.compile(
    r"<h([1-6])\b[^<>]*+>\s*+<p[\s>].{0,1000}?</h\1\s*+>", re.DOTALL
)
_PARAGRAPH: Final = re.compile(r"<(/?)p(?=[\s>/])")
# Newer elements without content, which libxml2 does not know: all that follows would be inside.
_UNKNOWN_VOID: Final = re.compile(r"<(wbr|source|track)((?:\s[^<>]*?)?)/?>", re.IGNORECASE)
# All of these at one glance, for the many documents that have none.
_ODD: Final = re.compile(
    r"<(?:/[bhBH](?:[rR]|[oO][dD][yY]|[tT][mM][lL]|[eE][aA][dD])\b|[wW][bB][rR]|[sS][oO][uU]"
    r"|[tT][rR][aA]|b(?:\s[^<>]*+)?>\s*+<p[\s>]|h[1-6]\b[^<>]*+>\s*+<p[\s>])"
)
# What scripts and styles hold is no text; only their tags stay, for what these refer to.
_RAW: Final = re.compile(
    r"(<(?:script|style)\b[^>]*+(?:>|\Z))(?:(?!</(?:script|style)\b).)*+(</(?:script|style)\s*+>)?",
    re.IGNORECASE | re.DOTALL,
)
# A theme's slip: `<liclass="comment">`.
_GLUED: Final = re.compile(r"<(li|div|article|ol|ul|p|span)(?=(?:class|id)=)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--(?:(?!-->).)*+(?:-->)?", re.DOTALL)
_ANY_TAG: Final = re.compile(r"<[a-zA-Z/!?][^<>]*+>")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_URL_WHITESPACE: Final = re.compile(r"[\t\n\r]")
_LINK_ATTRIBUTES: Final = frozenset({"href", "src", "poster", "cite", "longdesc", "srcset", "data"})
# What points somewhere, by element. Elements that HTML does not know may point with any of them.
_LINKS: Final = {
    **dict.fromkeys(("a", "area", "base", "link"), frozenset({"href"})),
    **dict.fromkeys(("audio", "embed", "frame", "input", "script", "track"), frozenset({"src"})),
    **dict.fromkeys(("blockquote", "del", "ins", "q"), frozenset({"cite"})),
    "iframe": frozenset({"src", "longdesc"}),
    "img": frozenset({"src", "srcset", "longdesc"}),
    "object": frozenset({"data"}),
    "source": frozenset({"src", "srcset"}),
    "video": frozenset({"src", "poster"}),
    **dict.fromkeys(
        """abbr acronym address article aside b bdi bdo big body br button caption center cite code
        col colgroup dd details dfn dialog dir div dl dt em fieldset figcaption figure font footer
        form h1 h2 h3 h4 h5 h6 header hr html i kbd label legend li main map mark menu nav noscript
        ol optgroup option p param picture pre ruby s samp section select small span strike strong
        style sub summary sup table tbody td textarea tfoot th thead time title tr tt u ul var wbr
        """.split(),
        frozenset[str](),
    ),
}
BARE_URL: Final = re.compile(
    r"(?<![a-zA-Z0-9])(?:(?:https?|ftp)://|www\.(?=[a-zA-Z0-9]))"
    r"(?:[^\s<>\"\[\]“”„«»「」『』（），。、；：！？《》【】]|\[[^\s<>\"\[\]/]*\])+",
    re.IGNORECASE,
)


_ENTITY_END: Final = re.compile(r"&(?:#[0-9a-fA-FxX]+|[A-Za-z0-9]+);\Z")


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

    What stands in scripts and styles is dropped first: parsers that meet markup in them disagree.
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
        html = _GLUED.sub(r"<\1 ", html)
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
    html = _tidy(html)
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
            found = convert_tree(BeautifulSoup(_tidy(html), "html.parser"))
    except (RecursionError, ValueError, AssertionError):
        return None
    return next((element for element in found if element.tag == "html"), None)


def _parse(html: str, parser: etree.HTMLParser) -> etree._Element:
    html = _tidy(html)
    root = etree.fromstring(_encode(html), parser)
    log = parser.error_log
    if len(log) and _misnested(log):
        root = etree.fromstring(_encode(repair(html)), parser)
    body = root if root.tag == "body" else root.find("body")
    if body is None:  # a frameset, or nothing at all
        body = etree.SubElement(root, "body")
    if body.getnext() is not None or body.getprevious() is not None:
        return root  # libxml2 let content out of the body
    return body


def _misnested(log: etree._ListErrorLog) -> bool:
    """Whether the parser met ends that browsers treat otherwise; raises where it gave up."""
    found = False
    for entry in log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise HtmlLimitError(entry.message)
        if entry.type == etree.ErrorTypes.ERR_TAG_NAME_MISMATCH and not found:
            found = entry.message.rpartition(" ")[2] in _REPAIRED
    return found


def _encode(html: str) -> bytes:
    try:
        return (_WRAP + html).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return (_WRAP + _SURROGATE.sub("\ufffd", html)).encode()


def _tidy(html: str) -> str:
    """Rewrite the few things that libxml2 takes otherwise than browsers without saying so."""
    html = end_tags(shorten(html))
    if not _ODD.search(html):
        return html
    html = _BREAK_END.sub("<br>", html)
    html = _UNKNOWN_VOID.sub(r"<\1\2 />", html)
    if _BOLD_BLOCK.search(html):
        html = _BOLD.sub(r"<\1strong", html)
    html = _HEADING_PARAGRAPH.sub(lambda m: _PARAGRAPH.sub(r"<\1div", m[0]), html)
    return _STRAY_END.sub("", html)


class _ShallowTarget:
    """A parser target that builds a tree of bounded depth, in document order."""

    def __init__(self, depth: int, make: object) -> None:
        self._make = make if callable(make) else etree.Element
        self._depth = depth
        self._root = self._make("body")
        # What is open, outermost first, and the last child that each has.
        self._open: list[etree._Element] = [self._root]
        self._last: list[etree._Element | None] = [None]
        self._text: list[str] = []
        self._after = False  # below the limit: an element has closed since the last one opened

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"html", "body", "head"}:
            return
        self._flush()
        element = self._element(tag, attributes)
        self._append(element)
        self._open.append(element)
        self._last.append(None)
        self._after = False

    def end(self, tag: str) -> None:
        if tag in {"html", "body", "head"} or len(self._open) == 1:
            return
        self._flush()
        self._open.pop()
        self._last.pop()
        self._after = True

    def data(self, data: str) -> None:
        self._text.append(data)

    def comment(self, text: str) -> None:
        self._flush()
        try:
            self._append(etree.Comment(text))
        except ValueError:  # "--" inside: a comment to browsers, not to XML
            self._append(etree.Comment(text.replace("--", "- -").rstrip("-")))
        self._after = True

    def close(self) -> etree._Element:
        self._flush()
        return self._root

    def _level(self) -> int:
        return min(len(self._open), self._depth) - 1

    def _append(self, element: etree._Element) -> None:
        level = self._level()
        self._open[level].append(element)
        self._last[level] = element

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        try:
            self._place(text)
        except ValueError:  # control characters, which no tree may hold
            self._place(ILLEGAL.sub("", text))

    def _place(self, text: str) -> None:
        if len(self._open) > self._depth and not self._after:
            self._open[-1].text = (self._open[-1].text or "") + text
            return
        level = self._level()
        last = self._last[level]
        if last is None:
            self._open[level].text = (self._open[level].text or "") + text
        else:
            last.tail = (last.tail or "") + text

    def _element(self, tag: str, attributes: dict[str, str]) -> etree._Element:
        try:
            element: etree._Element = self._make(tag)
        except ValueError:  # a name that XML does not allow, such as an office suite's o:p
            element = self._make("span")
        for name, value in attributes.items():
            try:
                element.set(name, value or "")
            except ValueError:
                continue
        return element


def shallow_tree(html: str, make: object = None, depth: int = MAX_DEPTH) -> etree._Element:
    """Parse HTML of any nesting depth into a tree of at most ``depth`` levels.

    Args:
        html: The markup.
        make: What creates an element from its name; plain lxml elements by default.
        depth: The deepest level; elements below it are attached beside one another there.

    Returns:
        An element (``body``) whose children are the fragment.
    """
    target = _ShallowTarget(depth, make)
    # The stubs want the parser to hand over bytes too, which it does in Python 2 only.
    parser = etree.HTMLParser(target=cast("Any", target), huge_tree=True, encoding="utf-8")
    return etree.fromstring(_encode(_tidy(html)), parser)


def clean_url(url: str) -> str:
    """Strip what browsers strip from a URL in an attribute: outer space, tabs and line breaks."""
    url = url.strip(" \t\n\r\f")
    return _URL_WHITESPACE.sub("", url) if not url.isprintable() else url


def iter_links(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Yield each URL that the elements under ``root`` refer to, in document order.

    ``srcset`` gives one entry a candidate. Forms' ``action`` is no link. Empty ones are left out.

    Args:
        root: An element of :func:`parse_fragment` or :func:`parse_tree`.

    Yields:
        Element name, attribute name, URL as a browser would take it.
    """
    for element in root.iter(etree.Element):
        if element.attrib:
            yield from own_links(element)


def link_attributes(tag: str) -> frozenset[str]:
    """The attributes of an element that refer to something."""
    return _LINKS.get(tag, _LINK_ATTRIBUTES)


def own_links(element: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Yield what an element's own attributes refer to; see :func:`iter_links`."""
    tag = element.tag
    allowed = link_attributes(tag)
    for name, value in attributes_of(element):
        if name not in allowed:
            continue
        if name == "srcset":
            for url in srcset_urls(str(value)):
                yield tag, name, url
        else:
            url = clean_url(str(value))
            if url:
                yield tag, str(name), url


_UNSEEN: Final = frozenset({"script", "style", "template"})


def visible_text(root: etree._Element) -> Iterator[str]:
    """Yield the texts that a reader of the page sees, in order."""
    yield root.text or ""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if element is root:
            continue
        if event != "start":
            yield element.tail or ""
        elif element.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            yield element.text or ""


def srcset_urls(value: str) -> Iterator[str]:
    """The URLs of a srcset: a URL may hold commas, but not end in one (HTML, 4.8.4.2.2)."""
    at, end = 0, len(value)
    while at < end:
        if value[at] in ", \t\n\r\f":
            at += 1
            continue
        start = at
        while at < end and value[at] not in " \t\n\r\f":
            at += 1
        url = value[start:at]
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            comma = value.find(",", at)
            at = end if comma < 0 else comma
        if url:
            yield url


def bare_urls(text: str) -> Iterator[str]:
    """Yield the URLs that stand in plain text, without the punctuation that ends a sentence.

    Args:
        text: Text without markup.

    Yields:
        Each URL verbatim, in order.
    """
    if "://" not in text and "www." not in text.lower():
        return
    for match in BARE_URL.finditer(text):
        url = trim_url(match[0])
        if url:
            yield url


def trim_url(url: str) -> str:
    """Cut trailing punctuation off a URL found in text (the rules of GFM's extended autolinks)."""
    end, unmatched = len(url), url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last == ";" and (entity := _ENTITY_END.search(url, max(0, end - 40), end)):
            end = entity.start()
        elif last in "?!.,:;*_~'\"…":
            end -= 1
        elif last == ")" and unmatched > 0:
            end, unmatched = end - 1, unmatched - 1
        else:
            break
    return url[:end]
