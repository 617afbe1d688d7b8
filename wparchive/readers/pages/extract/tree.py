"""A page's tree with look-ups: elements by class, by id and by tag, in document order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from wparchive import patterns
from wparchive.readers.pages.extract.protected_addresses import (
    has_protected_addresses,
    show_addresses,
)
from wparchive.web.html import parse_document
from wparchive.web.html_links import clean_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Element = etree._Element
# The name that styled-components builds of a file's and a component's: "Comments__List-ab12cd-0".
_BUILT: Final = patterns.lazy(
    r"(?<![a-z0-9])([0-9]*+[a-z][a-z0-9]*+)__([a-z0-9]++)-[a-z0-9]{5,8}-\d++"
)
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})
BREAKING: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hr li main nav ol option p pre section select table td th tr ul".split()
)
"""Elements that begin a new line."""


class Tree:
    """A parsed page.

    Attributes:
        root: Its root element.
        comments: The texts of its HTML comments, in order.
    """

    def __init__(self, html: str) -> None:
        self.root = parse_document(html)
        if has_protected_addresses(html):
            show_addresses(self.root)
        # Holding every element keeps them the same objects for as long as this lives.
        self.elements: list[Element] = []
        self.comments: list[str] = []
        self._position: dict[Element, int] = {}
        self._classes: dict[Element, frozenset[str]] = {}
        self._names: dict[Element, tuple[str, ...]] = {}
        self._by_class: dict[str, list[Element]] = {}
        self._by_id: dict[str, Element] = {}
        self._by_tag: dict[str, list[Element]] = {}
        self._texts: dict[Element, str] = {}
        for element in self.root.iter():
            self._add(element)
        self._last = dict(self._position)
        for element in reversed(self.elements):
            parent = element.getparent()
            if parent is not None and self._last[parent] < self._last[element]:
                self._last[parent] = self._last[element]

    def _add(self, element: Element) -> None:
        tag: object = element.tag
        if not isinstance(tag, str):
            if tag is etree.Comment:
                self.comments.append(element.text or "")
            return
        self._position[element] = len(self.elements)
        self.elements.append(element)
        self._by_tag.setdefault(tag, []).append(element)
        if not element.attrib:
            return
        if words := element.get("class"):
            names = frozenset(_BUILT.sub(r"\1-\2", words.lower()).split())
            self._classes[element] = names
            for name in names:
                self._by_class.setdefault(name, []).append(element)
        if identifier := element.get("id"):
            identifier = identifier.strip().lower()
            self._by_id.setdefault(identifier, element)
            self._names[element] = (*sorted(self.classes(element)), identifier)
        elif words:
            self._names[element] = tuple(sorted(names))

    def position(self, element: Element) -> int:
        """Return the position of an element in document order, from 0."""
        return self._position[element]

    def last(self, element: Element) -> int:
        """Return the position of the last element inside an element; its own if there is none."""
        return self._last[element]

    def contains(self, outer: Element, element: Element) -> bool:
        """Return whether an element is inside another one."""
        return self._position[outer] < self._position[element] <= self._last[outer]

    def classes(self, element: Element) -> frozenset[str]:
        """Return an element's classes, in lower case."""
        return self._classes.get(element, frozenset())

    def id(self, name: str) -> Element | None:
        """Return the first element of an id, whatever its case; None if there is none."""
        return self._by_id.get(name)

    def ids(self) -> Iterable[tuple[str, Element]]:
        """Return all ids, in lower case, with their first elements."""
        return self._by_id.items()

    def by_tag(self, *names: str) -> list[Element]:
        """List all elements of these tags, in document order."""
        return self._merged([self._by_tag.get(name, []) for name in names])

    def by_class(self, *names: str) -> list[Element]:
        """List all elements of any of these classes, in document order."""
        return self._merged([self._by_class.get(name, []) for name in names])

    def matching(self, test: Callable[[str], object]) -> list[Element]:
        """List all elements one of whose classes passes a test, in document order."""
        return self._merged([found for name, found in self._by_class.items() if test(name)])

    def _merged(self, lists: list[list[Element]]) -> list[Element]:
        full = [found for found in lists if found]
        if len(full) <= 1:
            return full[0] if full else []
        return sorted(set().union(*full), key=self._position.__getitem__)

    def names(self, element: Element) -> tuple[str, ...]:
        """Return an element's classes and its id, in lower case."""
        return self._names.get(element, ())

    def text(self, element: Element) -> str:
        """Return the text of an element that a reader sees, white space collapsed."""
        if element not in self._texts:
            self._texts[element] = plain_text(element)
        return self._texts[element]


def plain_text(element: Element, without: Callable[[Element], bool] | None = None) -> str:
    """Return the text that a reader sees, white space collapsed, blocks and lines apart.

    Args:
        element: What to read.
        without: Says of which elements inside the text is left out.
    """
    if not len(element):
        return " ".join((element.text or "").split())
    parts: list[str] = []
    _gather(element, parts, without)
    return " ".join("".join(parts).split())


def _gather(top: Element, parts: list[str], without: Callable[[Element], bool] | None) -> None:
    walk = etree.iterwalk(top, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in {"comment", "pi"}:
            parts.append(element.tail or "")
            continue
        tag = str(element.tag)
        removed = element is not top and (tag in _UNSEEN or bool(without and without(element)))
        if removed:
            if event == "start":
                walk.skip_subtree()
            else:
                parts.append(element.tail or "")
            continue
        if tag in BREAKING:
            parts.append(" ")
        if event == "start":
            parts.append(element.text or "")
        elif element is not top:
            parts.append(element.tail or "")


def line_of(element: Element) -> int | None:
    """Return the 1-based line of an element's start tag; None if unknown."""
    return cast("int | None", element.sourceline)


def link_target(element: Element) -> str | None:
    """Return the URL of a link; None if it is empty, a script, or a mere ``#``."""
    url = clean_url(element.get("href") or "")
    if not url or url == "#" or url.lower().startswith(("javascript:", "data:", "about:")):
        return None
    return url
