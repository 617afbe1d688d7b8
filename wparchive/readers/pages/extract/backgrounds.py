"""Pictures behind elements of a page, as style sheets and scripts name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.tree import Element, Tree

_URL: Final = patterns.lazy(
    r"background(?:-image)?\s*+:[^;{}]{0,400}?\burl\(\s*+[\"']?([^\"')\s]++)", re.IGNORECASE
)
_SHEET: Final = patterns.lazy(r"<style\b[^<>]*+>([^<]*+)", re.IGNORECASE)
_RULE: Final = patterns.lazy(r"(?:\A|(?<=[{}]))([^{}@]{1,400}+)\{([^{}]*+)\}")
_NAME: Final = patterns.lazy(r"[.#]([\w-]++)")
_LAZY: Final = (
    "data-bg", "data-bg-image", "data-background", "data-background-image", "data-lazy-bg",
    "data-image-src", "data-parallax-image",
)  # fmt: skip
"""Attributes from which scripts set the picture."""
_BARE: Final = patterns.lazy(r"\s*+(?:url\(\s*+[\"']?)?([^\"')\s]++)")


def background_images(tree: Tree, html: str, end: int) -> Iterator[tuple[Element, str]]:
    """Yield elements with the URL of the picture behind each, in document order.

    Args:
        tree: The page.
        html: Its markup.
        end: The place in the page up to which elements are looked at.
    """
    named = _named_in_styles(html)
    for element in tree.elements[:end]:
        found = [*_own(element), *(named[n] for n in tree.names(element) if n in named)]
        for url in found:
            if url and not url.startswith("data:"):
                yield element, url


def _own(element: Element) -> Iterator[str]:
    """Yield the pictures that an element's own attributes name."""
    if match := _URL.search(element.get("style") or ""):
        yield match[1]
    if element.tag in {"img", "iframe", "video"}:
        return
    for name in _LAZY:
        if match := _BARE.match(element.get(name) or ""):
            yield match[1]


def _named_in_styles(html: str) -> dict[str, str]:
    """Map class names and ids to the pictures that the page's own style sheets put behind them."""
    found: dict[str, str] = {}
    for sheet in _SHEET.finditer(html):
        for rule in _RULE.finditer(sheet[1]) if "url(" in sheet[1] else ():
            match = _URL.search(rule[2])
            if match is None:
                continue
            for selector in rule[1].split(","):
                names = _NAME.findall(selector.rpartition(" ")[2] or selector)
                found.update(dict.fromkeys((n.lower() for n in names[-1:]), match[1]))
    return found
