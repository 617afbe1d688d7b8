"""The remainder of a post's markup: text around the body that is in no field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.assembly.excerpts import is_beginning
from wparchive.assembly.unclaimed.account import UnclaimedText
from wparchive.language.phrases import PhraseKind, is_phrase
from wparchive.readers.pages.extract.boilerplate_removal import (
    boilerplate_kind_in,
    is_metadata_line,
)
from wparchive.readers.pages.extract.markup import inner_html
from wparchive.readers.pages.extract.requests import asks_to_subscribe
from wparchive.readers.pages.extract.theme_table import has_role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wparchive.readers.pages.extract.body import Body
    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_is_excerpt = has_role("excerpt")
_PARAGRAPH: Final = patterns.lazy(r"\A<p>([^<]*)</p>\Z")
_WHOLE: Final = frozenset(
    """p h1 h2 h3 h4 h5 h6 li dt dd td th blockquote pre figcaption caption span a strong b em small
    label button legend""".split()
)
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "title", "option"})
_READ: Final = frozenset({"meta", "title", "navigation", "comments", "reply-form"})
"""Kinds of boilerplate that other fields are read from; they are not counted as removed."""

_SHORTEST: Final = 25
_MOST: Final = 1.5


class Remainder(NamedTuple):
    """The text around the body of a post.

    Attributes:
        excerpt: HTML of the excerpt; None if there is none, or it is the beginning of the text.
        unclaimed: Texts that no field holds, such as subtitles and captions.
        removed: Boilerplate, links and mere labels by kind, and how often.
    """

    excerpt: str | None
    unclaimed: list[UnclaimedText]
    removed: Counter[str]


def read_remainder(
    tree: Tree,
    main: Element,
    title: Element | None,
    body: Body,
    regions: Regions,
    date_parser: DateParser,
    days: Collection[str],
) -> Remainder:
    """Read the text around the body of a post.

    Args:
        tree: The page.
        main: The element that holds the post.
        title: The element that shows its title; None if none does.
        body: Its text.
        regions: The page's parts.
        date_parser: The parser of the page's dates.
        days: The days (``YYYY-MM-DD``) of its publication and its change. Other days, such as an
            event's, are unclaimed text.
    """
    reader = _RemainderReader(tree, title, body, regions, date_parser, days)
    end = -1
    for element in tree.elements[tree.position(main) + 1 : tree.last(main) + 1]:
        if tree.position(element) > end and element.tag not in _UNSEEN and reader.read(element):
            end = tree.last(element)
    return reader.remainder()


def abstract_alone(main: Element | None) -> Remainder | None:
    """Return the abstract of a post without a text, such as the caption of a picture."""
    found = next(_abstracts(main), None) if main is not None else None
    return None if found is None else Remainder(_excerpt(found) or None, [], Counter())


def _abstracts(element: Element) -> Iterator[Element]:
    """Yield elements that hold what schema.org calls an abstract."""
    return (inner for inner in element.iter() if inner.get("itemprop") == "abstract")


def _excerpt(element: Element) -> str:
    """Return an excerpt without the paragraph that WordPress puts around it (``the_excerpt``)."""
    return _PARAGRAPH.sub(r"\1", inner_html(element))


class _RemainderReader:
    """Sorts the elements around a post's text."""

    def __init__(
        self,
        tree: Tree,
        title: Element | None,
        body: Body,
        regions: Regions,
        date_parser: DateParser,
        days: Collection[str],
    ) -> None:
        self._tree, self._title, self._body, self._regions = tree, title, body, regions
        self._date_parser, self._days = date_parser, days
        self._known = [e for e in (body.element, title) if e is not None]
        self._excerpt: str | None = None
        self._unclaimed: list[UnclaimedText] = []
        self._removed: Counter[str] = Counter()

    def read(self, element: Element) -> bool:
        """Sort one element; return False if its inner elements must be sorted instead."""
        tree = self._tree
        if element in self._known or self._regions.in_comments(element):
            return True
        if any(tree.contains(element, known) for known in self._known):
            return False
        is_excerpt = any(map(_is_excerpt, tree.classes(element)))
        if self._excerpt is None and is_excerpt and tree.text(element):
            self._excerpt = _excerpt(next(_abstracts(element), element))
        elif kind := boilerplate_kind_in(tree, element, self._regions, self._title):
            if kind not in _READ and tree.text(element):
                self._removed[kind] += 1
        elif element.tag in _WHOLE or _has_own_text(element):
            self._read_text(element)
        else:
            return False
        return True

    def _read_text(self, element: Element) -> None:
        text = self._tree.text(element)
        if not text or (self._title is not None and text == self._tree.text(self._title)):
            return
        if is_metadata_line(self._tree, element, self._date_parser):
            date = self._date_parser.parse(text, "")
            if date and date.text[:10] not in self._days:
                self._unclaimed.append(_run(element, text))
        elif asks_to_subscribe(self._tree, element):
            self._removed["subscription"] += 1
        elif self._regions.text_length_outside_links(element) < _SHORTEST or is_phrase(
            text, *PhraseKind
        ):
            self._removed["link" if len(text) >= _SHORTEST else "label"] += 1
        else:
            self._unclaimed.append(_run(element, text))

    def remainder(self) -> Remainder:
        """Return the remainder, without an excerpt that only repeats the text."""
        excerpt = self._excerpt
        if excerpt is not None and is_beginning(excerpt, self._body.html):
            excerpt = None
        return Remainder(excerpt or None, self._unclaimed, self._removed)


def post_element(
    tree: Tree, title: Element | None, body: Element, regions: Regions
) -> Element | None:
    """Return the element with title, text and little else; None if there is none."""
    outer = next(
        (e for e in body.iterancestors() if title is not None and tree.contains(e, title)), None
    )
    if outer is None or regions.text_length(outer) > _MOST * regions.text_length(body):
        return None
    return outer


def _has_own_text(element: Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(c.tail for c in element)))


def _run(element: Element, text: str) -> UnclaimedText:
    attributes = {"element": str(element.tag)}
    if names := element.get("class"):
        attributes["class"] = names
    return UnclaimedText.of(text, attributes)
