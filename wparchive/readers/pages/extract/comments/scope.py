"""The scope of a comment: its elements without those of replies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.theme_table import comment_id
from wparchive.readers.pages.extract.tree import link_target, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.readers.pages.extract.comments.nodes import Node
    from wparchive.readers.pages.extract.tree import Element, Tree

_REPLY: Final = patterns.lazy(
    r"replytocom=|#respond\b|#comment-?form\b|\beditcomment\b|action=edit"
)
_PERMALINK: Final = patterns.lazy(r"#(?:li-|div-)?(?:comment|dsq-comment|comm|c)-?(\d{1,12})$")
_PROFILE: Final = patterns.lazy(
    r"^(?:https?:)?//(?:[a-z0-9]+\.)?gravatar\.com/avatar", re.IGNORECASE
)

_LONGEST_ADDRESS: Final = 2000

SHORT: Final = 120
"""Characters of a text that can be a name with what is around it, or a date."""


class CommentScope:
    """The elements of one comment.

    Attributes:
        tree: The page.
        parts: The elements that are the comment.
        elements: All elements that belong to the comment and to no answer, in document order.
    """

    def __init__(self, tree: Tree, node: Node) -> None:
        self.tree = tree
        self.parts = node.parts
        self.elements = node.elements
        self._number = node.number
        self._mine = set(node.elements)
        self._texts: dict[Element, str] = {}

    def __contains__(self, element: object) -> bool:
        return element in self._mine

    def text(self, element: Element) -> str:
        """Return the text of an element, without replies."""
        if element not in self._texts:
            self._texts[element] = plain_text(element, self.is_foreign)
        return self._texts[element]

    def spaced(self, element: Element) -> str:
        """Return the text of an element with spaces between its inner elements."""
        return " ".join(" ".join(str(text) for text in element.itertext()).split())

    def is_foreign(self, element: Element) -> bool:
        """Return whether an element belongs to another comment."""
        return element not in self._mine

    def by_class(self, test: Callable[[str], object]) -> Iterator[Element]:
        """Yield the elements inside that have a class which passes a test."""
        for element in self.elements:
            if element not in self.parts and any(map(test, self.tree.classes(element))):
                yield element

    def inside(self, top: Element) -> list[Element]:
        """List the comment's elements inside an element."""
        return [e for e in self.elements if self.tree.contains(top, e)]

    def answers(self, top: Element) -> list[Element]:
        """List the elements inside an element that belong to other comments."""
        outer = [top, *self.inside(top)]
        return [e for o in outer for e in o.iterchildren("*") if e not in self._mine]

    def around(self, element: Element) -> Iterator[Element]:
        """Yield the comment's elements around an element, the nearest first."""
        for outer in element.iterancestors():
            if outer not in self._mine:
                return
            yield outer

    def leads_here(self, element: Element) -> bool:
        """Return whether an element links to this comment's place on the page."""
        number = _number_of_place(element)
        return number is not None and self._number in {None, number}

    def link(self, element: Element) -> str | None:
        """Return the URL of an element's first link that is neither a permalink nor a control."""
        for inner in element.iter("a"):
            if inner not in self._mine or is_permalink(inner) or is_control(inner):
                continue
            if (url := link_target(inner)) and not _PROFILE.match(url):
                return url
        return None


def is_permalink(element: Element) -> bool:
    """Return whether an element links to a comment's place on a page."""
    return _number_of_place(element) is not None


def _number_of_place(element: Element) -> int | None:
    """Return the number of the comment to whose place an element links; else None."""
    address, _, place = (element.get("href") or "").lower().rpartition("#")
    if match := _PERMALINK.search(f"#{place}"):
        return int(match[1])
    numbers = comment_id(place) if place and len(address) < _LONGEST_ADDRESS else None
    return numbers.number if numbers else None


def is_control(element: Element) -> bool:
    """Return whether an element links to the reply form or to the editor."""
    return _REPLY.search(element.get("href") or "") is not None
