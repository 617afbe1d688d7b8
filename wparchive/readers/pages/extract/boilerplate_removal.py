"""What stands in the element of a post's text and is none of it: furniture, lines of metadata."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from wparchive.readers.pages.extract.boilerplate import boilerplate_kind, boilerplate_kind_of_source
from wparchive.readers.pages.extract.tree import link_target

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_FILED: Final = frozenset({"category", "tag"})
_TELLING: Final = re.compile(r"/author/|#comments?$|#respond$|/category/|[?&]cat=|[?&]author=")
_MEDIA: Final = ("img", "iframe", "video", "audio")
_LITTLE, _LEAST = 200, 40
_MOST: Final = 0.6
"""What contains more of the text than this is no furniture, whatever its name."""


def find_boilerplate(
    tree: Tree, body: Element, regions: Regions, title: Element | None, date_parser: DateParser
) -> tuple[set[Element], Counter[str]]:
    """Find it.

    Args:
        tree: The page.
        body: What contains the text.
        regions: The page's parts.
        title: The element of the post's title, which is no part of the text.
        date_parser: How the page writes its dates.

    Returns:
        The elements to leave out, and their kinds with how often.
    """
    removed: Counter[str] = Counter()
    skip = _boilerplate(tree, body, regions, title, removed)
    # WordPress puts an attachment's file before its text (``prepend_attachment()``).
    skip.update(e for e in tree.by_class("attachment") if e.tag == "p" and tree.contains(body, e))
    for backwards in (False, True):
        _drop_edge(tree, body, regions, date_parser, skip, removed, backwards=backwards)
    return skip, removed


def _boilerplate(
    tree: Tree, body: Element, regions: Regions, title: Element | None, removed: Counter[str]
) -> set[Element]:
    whole = max(1, regions.text_length(body))
    skip: set[Element] = set()
    teasers = _teasers(tree, body, title)
    end = -1
    for element in tree.elements[tree.position(body) + 1 : tree.last(body) + 1]:
        if tree.position(element) <= end:
            continue
        kind = (
            "related" if element in teasers else boilerplate_kind_in(tree, element, regions, title)
        )
        if kind is None:
            continue
        most = regions.text_length(element) > _MOST * whole
        listed = kind in {"related", "navigation"} and most and _shows_others(tree, element, 2)
        if most and not listed and kind not in {"comments", "title"}:
            continue
        skip.add(element)
        end = tree.last(element)
        if tree.text(element) or element.tag in {"iframe", "form", "img"} or len(element):
            removed[kind] += 1
    return skip


def _shows_others(tree: Tree, element: Element, least: int) -> bool:
    """Whether its headings all lead to other pages, as those of lists of posts do."""
    headings = [e for e in element.iter("h1", "h2", "h3", "h4") if tree.text(e)]
    return len(headings) >= least and all(map(_is_linked, headings))


def _is_linked(heading: Element) -> bool:
    around = heading.getparent()
    links = [*heading.iter("a"), *([around] if around is not None and around.tag == "a" else [])]
    return any(link_target(link) for link in links)


def _drop_edge(
    tree: Tree,
    body: Element,
    regions: Regions,
    date_parser: DateParser,
    skip: set[Element],
    removed: Counter[str],
    *,
    backwards: bool,
) -> None:
    """Leave out unmarked lines of date, author and terms before or after the text."""
    whole = max(1, regions.text_length(body))
    outer = body
    while True:
        inner = None
        if not backwards and (outer.text or "").strip():
            return
        for child in outer.iterchildren(reversed=backwards):
            tag: object = child.tag
            if not isinstance(tag, str) or child in skip:
                if (child.tail or "").strip():
                    return
                continue
            if backwards and (child.tail or "").strip():
                return
            if regions.text_length(child) > _MOST * whole:
                inner = child
                break
            if not is_line(tree, child, date_parser):
                if tree.text(child) or next(child.iter(*_MEDIA), None) is not None:
                    return
                continue
            skip.add(child)
            removed["meta"] += 1
            if not backwards and (child.tail or "").strip():
                return
        if inner is None:
            return
        outer = inner


def is_line(tree: Tree, element: Element, date_parser: DateParser) -> bool:
    """Return whether an element holds little but a date, byline, terms or comment count."""
    text = tree.text(element)
    if not text or element.tag in {"blockquote", "pre", "figure", "table"}:
        return False
    dated = len(text) < 90 and date_parser.parse(text, "") is not None
    links = [e for e in element.iter("a") if _is_telling(e, dated=dated)]
    if not links:
        return dated and len(text) < _LEAST and element.tag != "p"
    filed = any(not _FILED.isdisjoint((e.get("rel") or "").lower().split()) for e in links)
    rest = len(text) - sum(len(tree.text(link)) for link in links)
    return rest <= (70 if dated else _LEAST) and (filed or len(text) <= _LITTLE)


def _is_telling(link: Element, *, dated: bool) -> bool:
    """Whether a link leads to what a post is filed under, its author, itself or its comments."""
    relation = set((link.get("rel") or "").lower().split())
    if relation & _FILED or "author" in relation or (dated and "bookmark" in relation):
        return True
    return _TELLING.search((link.get("href") or "").lower()) is not None


def _teasers(tree: Tree, body: Element, title: Element | None) -> set[Element]:
    """What shows other posts: each ``article`` with a linked heading, and boxes of them."""
    inner = [e for e in tree.by_tag("article") if tree.contains(body, e)]
    found = {e for e in inner if _is_teaser(tree, e)}
    lengths = {e: len(tree.text(e)) for e in found}
    seen = {body}
    for teaser in lengths:
        box = teaser.getparent()
        while box is not None and box not in seen:
            seen.add(box)
            rest = len(tree.text(box)) - sum(n for e, n in lengths.items() if tree.contains(box, e))
            if rest > _LEAST or (title is not None and tree.contains(box, title)):
                break
            found.add(box)
            box = box.getparent()
    return found


def _is_teaser(tree: Tree, article: Element) -> bool:
    return next(article.iter("h1"), None) is None and _shows_others(tree, article, 1)


def boilerplate_kind_in(
    tree: Tree, element: Element, regions: Regions, title: Element | None
) -> str | None:
    """The kind of what is no text of the post's; None where nothing says that it is none."""
    if title is not None and (element is title):
        return "title"
    if regions.in_comments(element):
        return "comments"
    if element.tag == "nav":
        return "navigation"
    if element.tag == "form" and "wp-comments-post" in (element.get("action") or ""):
        return "reply-form"
    if kind := boilerplate_kind(tree, element) or boilerplate_kind_of_source(element):
        return kind
    return "sidebar" if regions.in_sidebar(element) else None
