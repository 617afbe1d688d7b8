"""The names of RSS, RDF and Atom by meaning, and the texts of elements."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from lxml import etree

from wparchive import patterns
from wparchive.readers.xml.elements import html_of, to_extra
from wparchive.web.splitting import urljoin
from wparchive.wordpress.wxr import split

if TYPE_CHECKING:
    import re
    from collections.abc import Collection

    from wparchive.model.elements import UnknownElement
    from wparchive.readers.xml.elements import Element

# With `https` where somebody replaced `http` in all of a mirror.
_SHORTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (patterns.lazy(r"https?://purl\.org/rss/1\.0/modules/content/"), "content:"),
    (patterns.lazy(r"https?://purl\.org/dc/elements/1\.1/"), "dc:"),
    (patterns.lazy(r"https?://wellformedweb\.org/CommentAPI/"), "wfw:"),
    (patterns.lazy(r"https?://purl\.org/rss/1\.0/modules/slash/"), "slash:"),
    (patterns.lazy(r"https?://purl\.org/syndication/thread/1\.0"), "thr:"),
    (patterns.lazy(r"https?://www\.w3\.org/1999/xhtml"), "xhtml:"),
    (patterns.lazy(r"https?://webns\.net/mvcb/"), "admin:"),
    (patterns.lazy(r"https?://rssnamespace\.org/feedburner/ext/1\.0"), "feedburner:"),
    (patterns.lazy(r"https?://www\.pheedo\.com/namespace/pheedo"), "pheedo:"),
)
# RSS 0.9 and 1.0, and Atom 0.3 and 1.0: the vocabularies of feeds themselves.
_OWN = patterns.lazy(
    r"|https?://purl\.org/rss/1\.0/|https?://(?:my|channel)\.netscape\.com/rdf/simple/0\.9/"
    r"|https?://backend\.userland\.com/rss2|https?://www\.w3\.org/2005/Atom|https?://purl\.org/atom/ns#"
    r"|https?://www\.w3\.org/1999/02/22-rdf-syntax-ns#"
)
_ATOM = patterns.lazy(r"https?://www\.w3\.org/2005/Atom|https?://purl\.org/atom/ns#")
_GENERATOR = patterns.lazy(r'generator="([^"]+)"')
_XML = "{http://www.w3.org/XML/1998/namespace}"


def named(element: Any) -> str:
    """Return an element's name by meaning: ``title``, ``dc:creator``; Clark notation if foreign."""
    if not isinstance(element.tag, str):
        return ""
    uri, local = split(element.tag)
    if _OWN.fullmatch(uri):
        return local
    short = next((short for pattern, short in _SHORTS if pattern.fullmatch(uri)), None)
    return str(element.tag) if short is None else f"{short}{local}"


def is_named(element: Any, *names: str) -> bool:
    """Return whether an element has one of these names."""
    return named(element) in names


class Fields:
    """The children of an item or a channel; each is taken once, and none is lost."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._children: dict[str, list[Element]] = {}
        self._taken: set[Element] = set()
        # Atom's elements inside of RSS, such as its link to itself, are not the item's own.
        in_atom = _ATOM.fullmatch(split(str(element.tag))[0]) is not None
        self._links: list[Element] = []
        for child in element:
            name = named(child)
            atom = bool(name) and _ATOM.fullmatch(split(str(child.tag))[0]) is not None
            if atom and name == "link":
                self._links.append(child)
            elif name and (in_atom or not atom):
                self._children.setdefault(name, []).append(child)

    def take(self, *names: str) -> Element | None:
        """Take the first child that has the first possible name; None if there is none."""
        for name in names:
            for child in self._children.get(name, ()):
                if child not in self._taken:
                    self._taken.add(child)
                    return child
        return None

    def take_all(self, *names: str) -> list[Element]:
        """Take all children of these names."""
        found = [child for name in names for child in self._children.get(name, ())]
        self._taken.update(found)
        return found

    def markup(self, *names: str) -> str | None:
        """Take a child's content as HTML; None if there is no such child."""
        element = self.take(*names)
        return None if element is None else markup_of(element)

    def line(self, *names: str) -> str | None:
        """Take a child's text on one line; None if there is no such child."""
        text = self.plain(*names)
        return None if text is None else " ".join(text.split())

    def plain(self, *names: str) -> str | None:
        """Take a child's text as it is; None if there is no such child."""
        element = self.take(*names)
        return None if element is None else text_of(element)

    def link(self, relation: str) -> str | None:
        """Take the address of the element itself (``alternate``) or of another relation.

        Services that count readers put an address of their own into the link.
        """
        if relation == "alternate":
            original = self.line("feedburner:origLink", "pheedo:origLink")
            if original:
                return original
        for element in self._links:
            if (element.get("rel") or "alternate") == relation and (href := element.get("href")):
                self._taken.add(element)
                return _absolute(element, href)
        return self.line("link") if relation == "alternate" else None

    def language(self) -> str | None:
        """Return ``xml:lang``; None without one."""
        value = self._element.get(f"{_XML}lang")
        return None if value is None else str(value)

    def generator(self) -> str | None:
        """Take the name of the program that wrote the feed, from RSS, Atom or RDF."""
        element = self.take("generator", "admin:generatorAgent")
        if element is None:
            return None
        words = [text_of(element).strip(), *map(str, element.values())]
        return " ".join(filter(None, words)) or None

    def generator_comment(self) -> str | None:
        """Return the name of that program from a comment, where RSS 0.92 has it."""
        for comment in self._element.iterchildren(etree.Comment):
            if found := _GENERATOR.search(str(comment.text)):
                return found[1]
        return None

    def keep(self, element: Element) -> None:
        """Put back an element whose content does not fit its field."""
        self._taken.discard(element)

    def remaining(self, without: Collection[str] = ()) -> list[UnknownElement]:
        """Return the children that were not taken, whole."""
        left = [
            child
            for child in self._element
            if named(child) and child not in self._taken and named(child) not in without
        ]
        return [to_extra(child) for child in left]


def text_of(element: Element) -> str:
    """Return all text in an element."""
    return "".join(map(str, element.itertext()))


def markup_of(element: Element) -> str:
    """Return an element's content as HTML, by Atom's type (RFC 4287, 3.1.1) or RSS's escapes."""
    kind = element.get("type", "html")
    mode = element.get("mode")  # Atom 0.3
    if kind in {"xhtml", "application/xhtml+xml"} or (mode or "escaped") == "xml":
        inner = element[0] if len(element) == 1 and is_named(element[0], "xhtml:div") else element
        parts = [escape(inner.text or "", quote=False)]
        for child in inner:
            parts += (html_of(child), escape(child.tail or "", quote=False))
        return "".join(parts).strip()
    text = text_of(element)
    return escape(text, quote=False) if kind in {"text", "text/plain"} and mode is None else text


def _absolute(element: Element, href: str) -> str:
    """Return an address, resolved by the ``xml:base`` around it."""
    node: Any = element
    while node is not None:
        if base := node.get(f"{_XML}base"):
            href = urljoin(str(base), href)
        node = node.getparent()
    return href.strip()
