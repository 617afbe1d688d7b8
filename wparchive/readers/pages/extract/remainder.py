"""What a post's markup shows around its text and in no other field: excerpt, subtitle, captions."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.assembly.excerpts import is_beginning
from wparchive.assembly.unclaimed.account import Run
from wparchive.language.phrases import PhraseKind, is_phrase
from wparchive.readers.pages.extract.boilerplate_removal import boilerplate_kind_in, is_line
from wparchive.readers.pages.extract.markup import inner_html

if TYPE_CHECKING:
    from collections.abc import Collection

    from wparchive.readers.pages.extract.body import Body
    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_EXCERPT: Final = re.compile(
    r"(?:[a-z0-9]+[-_]+)*excerpt(?:[-_]++[a-z]++){0,9}|(?:entry|post)-summary"
)
_PARAGRAPH: Final = re.compile(r"\A<p>([^<]*)</p>\Z")
_WHOLE: Final = frozenset(
    """p h1 h2 h3 h4 h5 h6 li dt dd td th blockquote pre figcaption caption span a strong b em small
    label button legend""".split()
)
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "title", "option"})
_READ: Final = frozenset({"meta", "title", "navigation", "comments", "reply-form"})
"""Kinds of what other fields are read from, if it tells anything."""

_SHORTEST: Final = 25
_MOST: Final = 1.5


class Remainder(NamedTuple):
    """What was found.

    Attributes:
        excerpt: HTML of the excerpt that the theme shows; None if it shows none of its own.
        unclaimed: Texts that the model has no name for.
        removed: Furniture, links and mere labels by kind, and how often.
    """

    excerpt: str | None
    unclaimed: list[Run]
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
    """Gather what a post's markup shows around its text.

    Args:
        tree: The page.
        main: What contains the post.
        title: What shows its title.
        body: Its text.
        regions: The page's parts.
        date_parser: How the page writes its dates.
        days: The days of its publication and its change; others, as an event's, are kept.
    """
    excerpt: str | None = None
    unclaimed: list[Run] = []
    removed: Counter[str] = Counter()
    read = {body.element, title}
    end = -1
    for element in tree.elements[tree.position(main) + 1 : tree.last(main) + 1]:
        if tree.position(element) <= end or element.tag in _UNSEEN:
            continue
        if element in read or regions.in_comments(element):
            end = tree.last(element)
            continue
        if any(e is not None and tree.contains(element, e) for e in read):
            continue
        is_excerpt = any(map(_EXCERPT.fullmatch, tree.classes(element)))
        if excerpt is None and is_excerpt and tree.text(element):
            # WordPress puts the paragraph around it (``the_excerpt``).
            excerpt, end = _PARAGRAPH.sub(r"\1", inner_html(element)), tree.last(element)
        elif kind := boilerplate_kind_in(tree, element, regions, title):
            end = tree.last(element)
            if kind not in _READ and tree.text(element):
                removed[kind] += 1
        elif element.tag in _WHOLE or _has_own_text(element):
            end = tree.last(element)
            text = tree.text(element)
            if not text or (title is not None and text == tree.text(title)):
                continue
            if is_line(tree, element, date_parser):
                if (date := date_parser.parse(text, "")) and date.text[:10] not in days:
                    unclaimed.append(_unclaimed_run(tree, element))
            elif regions.text_length_outside_links(element) < _SHORTEST or is_phrase(
                text, *PhraseKind
            ):
                removed["link" if len(text) >= _SHORTEST else "label"] += 1
            else:
                unclaimed.append(_unclaimed_run(tree, element))
    if excerpt is not None and is_beginning(excerpt, body.html):
        excerpt = None
    return Remainder(excerpt or None, unclaimed, removed)


def around(tree: Tree, title: Element | None, body: Element, regions: Regions) -> Element | None:
    """Return the element that holds title and text and little else; None if there is none."""
    outer = next(
        (e for e in body.iterancestors() if title is not None and tree.contains(e, title)), None
    )
    if outer is None or regions.text_length(outer) > _MOST * regions.text_length(body):
        return None
    return outer


def _has_own_text(element: Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(c.tail for c in element)))


def _unclaimed_run(tree: Tree, element: Element) -> Run:
    attributes = {"element": str(element.tag)}
    if names := element.get("class"):
        attributes["class"] = names
    return Run.of(tree.text(element), attributes)
