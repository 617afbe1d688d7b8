"""The number of comments that the heading over them states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, match_phrase
from wparchive.readers.pages.extract.theme_table import has_role

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.comments.nodes import Node
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_NUMBER: Final = patterns.lazy(r"(?<![\d.,])(\d{1,3}(?>(?:[.,]\d{3})+)|\d{1,6}+)(?![.,]*+\d)")
_ONE: Final = patterns.lazy(r"^\s*(?:one|ein|une?|uno|um|een|en|ett|jeden|один)\b", re.IGNORECASE)
_LONGEST: Final = 300
_LABELS: Final = ("label", "legend", "caption", "p", "span", "strong", "b", "div")
_is_comments_heading = has_role("comments-heading")


def read_comment_count(
    tree: Tree, nodes: list[Node], regions: Regions, own: str | None
) -> int | None:
    """Read how many comments and pings a post has by their heading; None if it gives no number.

    Where no comment was found, labels over the comments and links to them count, too.

    Args:
        tree: The page.
        nodes: Its comments, whose own headings do not count.
        regions: Its parts.
        own: The URL of the page; None if unknown.
    """
    comments = {part for node in nodes for part in node.parts}
    for element in tree.by_tag("h1", "h2", "h3", "h4", "h5"):
        text = tree.text(element)
        if len(text) > _LONGEST or not _is_over_comments(tree, element, regions):
            continue
        if any(outer in comments for outer in element.iterancestors()):
            continue
        if (number := _number(text)) is not None:
            return number
    return None if nodes else _labelled(tree, regions) or _linked(tree, regions, own)


def _labelled(tree: Tree, regions: Regions) -> int | None:
    """Read the number in a label that is over the comments and is no heading."""
    for element in tree.by_tag(*_LABELS):
        text = tree.text(element)
        if len(text) > _LONGEST or not _is_over_comments(tree, element, regions):
            continue
        found = match_phrase(PhraseKind.COMMENTS, text) or match_phrase(PhraseKind.COUNT, text)
        if found and found.number is not None:
            return found.number
    return None


def _linked(tree: Tree, regions: Regions, own: str | None) -> int | None:
    """Read the number in a link to the comments of the page."""
    for element in tree.by_tag("a"):
        page, _, place = (element.get("href") or "").partition("#")
        if place != "comments" or page.rstrip("/") not in {"", (own or "").rstrip("/")}:
            continue
        if regions.in_sidebar(element):
            continue
        for text in (tree.text(element), element.get("title") or ""):
            found = match_phrase(PhraseKind.COUNT, text)
            if found and found.number is not None:
                return found.number
    return None


def _is_over_comments(tree: Tree, heading: Element, regions: Regions) -> bool:
    return regions.in_comments(heading) or any(map(_is_comments_heading, tree.names(heading)))


def _number(text: str) -> int | None:
    found = match_phrase(PhraseKind.COMMENTS, text) or match_phrase(PhraseKind.COUNT, text)
    if found and found.number is not None:
        return found.number
    if match := _NUMBER.search(text):
        return int(re.sub(r"\D", "", match[1]))
    return 1 if _ONE.match(text) else None
