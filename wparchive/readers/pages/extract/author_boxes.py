"""Boxes about the author that are longer than the text above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.readers.pages.extract.tree import plain_text

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_ARCHIVE = patterns.lazy(r"/author/[^/]|[?&]author=\d")


def is_box_of_byline(tree: Tree, box: Element, body: Element) -> bool:
    """Return whether a box below a short text is about the author whom the byline names, too.

    A page about a person has no byline that links to that person.
    """
    below = box
    while below is not body:
        if any(tree.text(e) for e in below.itersiblings("*")) or (below.tail or "").strip():
            return False
        around = below.getparent()
        if around is None:
            return False
        below = around
    inside = _archives(box)
    outside = (a for a in tree.by_tag("a") if not tree.contains(body, a))
    if not any(a.get("href") in inside for a in outside):
        return False
    return bool(plain_text(body, lambda e: e is box))


def _archives(box: Element) -> set[str]:
    """Collect the addresses of authors' archives to which a box links."""
    links = (a.get("href") or "" for a in box.iter("a"))
    return {link for link in links if _ARCHIVE.search(link)}
