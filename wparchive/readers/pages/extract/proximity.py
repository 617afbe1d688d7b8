"""The part of a page around the title: where the post is, if nothing marks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.boilerplate_removal import is_metadata_line

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER: Final = frozenset({"header", "hgroup", "a", "span", "p", *_HEADINGS})
_SHORTEST: Final = 20
"""Characters after the title that can be a text."""
_SUBTITLE: Final = 200
"""Characters that may be only a subtitle, if more follows."""


def find_around_title(
    tree: Tree, regions: Regions, heading: Element, date_parser: DateParser
) -> Element | None:
    """Find the innermost element that holds the title and a text after it.

    Boxes beside it may have more text than a short post; what is nearest to the title is the post.

    Args:
        tree: The page.
        regions: Its parts.
        heading: The element that shows the title.
        date_parser: The parser of the page's dates.

    Returns:
        None if only ``body`` holds both, the title deeper than the text.
    """
    length = len((heading.tail or "").strip())
    inner = heading
    for around in heading.iterancestors():
        if around.tag == "body" and inner is not heading:
            return None
        for following in inner.itersiblings("*"):
            if not is_metadata_line(tree, following, date_parser):
                length += _text_length(tree, regions, following)
        inner = around
        if length < _SHORTEST or around.tag in _NEVER:
            continue
        if length > _SUBTITLE or not _continues(tree, regions, around, length):
            return around
    return None


def _text_length(tree: Tree, regions: Regions, element: Element) -> int:
    """Count the characters of an element's text, outside of links and boilerplate."""
    is_apart = element.tag in _HEADINGS or boilerplate_kind(tree, element) is not None
    return 0 if is_apart else regions.text_length_outside_links(element)


def _continues(tree: Tree, regions: Regions, element: Element, length: int) -> bool:
    """Return whether the text after an element, without a heading of its own, is much longer."""
    for following in element.itersiblings("*"):
        if not regions.in_content(following) or not tree.text(following):
            continue
        first = next((e for e in following.iter("*") if (e.text or "").strip()), following)
        headed = any(e.tag in _HEADINGS for e in (first, *first.iterancestors()))
        return not headed and _text_length(tree, regions, following) > 2 * length
    return False
