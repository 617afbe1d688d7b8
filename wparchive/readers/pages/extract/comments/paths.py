"""The places of elements in a page's markup: equal for what a template prints several times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_DIGITS: Final = patterns.lazy(r"\d+")
_ALTERNATING: Final = patterns.lazy(r"\b(?:odd|even|alt|alternate|first|last)\b", re.IGNORECASE)


class PathClasses:
    """Names the path class of elements: the labels of the elements around, from ``body`` down.

    An element's label is its tag with its id, or else its first class, digits as 0. Where a label
    recurs, the path is cut back to it, so that nested answers are at the place of their parents.

    Args:
        tree: The page.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._paths: dict[Element, tuple[str, ...]] = {}

    def of(self, element: Element) -> str:
        """Return the path class of an element."""
        return "/".join(self._path(element))

    def _path(self, element: Element) -> tuple[str, ...]:
        chain: list[Element] = []
        around: Element | None = element
        while around is not None and around not in self._paths:
            chain.append(around)
            around = around.getparent()
        path = self._paths[around] if around is not None else ()
        for inner in reversed(chain):
            name = label(inner)
            path = path[: path.index(name) + 1] if name in path else (*path, name)
            self._paths[inner] = path
        return path


def label(element: Element) -> str:
    """Return the label of an element; that of ``body`` names the kind of page, and is left out."""
    if element.tag == "body":
        return "body"
    name = (element.get("id") or "").strip()
    words = [w for w in (element.get("class") or "").split() if not _ALTERNATING.fullmatch(w)]
    name = f"#{name}" if name else f".{words[0]}" if words else ""
    return str(element.tag) + _DIGITS.sub("0", name.lower())
