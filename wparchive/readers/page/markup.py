"""Markup cut out of a page: what stands in an element, without what was found to be none of it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Collection

    from wparchive.readers.page.tree import Element

_SOURCES: Final = (
    "data-lazy-src data-src data-original data-orig-src data-orig-file data-lazyload data-ll-src"
    " data-echo data-pin-media nitro-lazy-src"
).split()
_SETS: Final = ("data-lazy-srcset", "data-srcset", "data-ll-srcset", "nitro-lazy-srcset")
_PLACEHOLDER: Final = re.compile(
    r"\A(?:data:|about:|\Z)|(?:/|\b)(?:blank|placeholder|lazy[^/]*|grey|gray|transparent|spacer|pixel"
    r"|1x1|trans|loading)\.(?:gif|png|svg|jpe?g)(?:\?|\Z)",
    re.IGNORECASE,
)
_EMPTIED: Final = frozenset("p div span strong b em i small cite h1 h2 h3 h4 h5 h6 ul ol".split())
_FULL: Final = frozenset(
    "img iframe embed object video audio hr input canvas svg table source picture".split()
)


def inner_html(element: Element, skip: Collection[Element] = ()) -> str:
    """The markup of what stands in an element.

    Lazily loaded images get the addresses that their scripts would have given them, and lose the
    second copy that stands beside them for browsers without scripts. Scripts are left out.

    Args:
        element: The outer one; its own tags are no part of it.
        skip: Elements that are left out, with all that is in them.
    """
    copy = deepcopy(element)
    copy.tail = None
    originals = set(skip)
    doomed = [
        twin
        for original, twin in zip(element.iter(), copy.iter(), strict=True)
        if original in originals and twin is not copy
    ]
    for twin in doomed:
        parent = twin.getparent()
        drop(twin)
        _drop_emptied(parent, copy)
    for image in list(copy.iter("img", "iframe", "source", "video")):
        _load(image)
    for unseen in list(copy.iter("script", "style", "noscript", "template")):
        if unseen.tag != "noscript" or _repeats(unseen):
            drop(unseen)
    children = [etree.tostring(child, method="html", encoding="unicode") for child in copy]
    return "".join([_escaped(copy.text), *children]).strip()


def drop(element: Element) -> None:
    """Take an element out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _drop_emptied(element: Element | None, top: Element) -> None:
    """Take out what holds nothing any more, now that something in it is gone."""
    while element is not None and element is not top and element.tag in _EMPTIED:
        if "".join(str(t) for t in element.itertext()).strip(" \t\r\n\xa0—–-|·@/:,") or any(
            e.tag in _FULL for e in element.iter()
        ):
            return
        parent = element.getparent()
        drop(element)
        element = parent


def _load(element: Element) -> None:
    source = element.get("src") or ""
    if _PLACEHOLDER.search(source):
        for name in _SOURCES:
            if (value := (element.get(name) or "").strip()) and not value.startswith("data:"):
                element.set("src", value)
                break
    sources = element.get("srcset") or ""
    if not sources or sources.startswith("data:"):
        for name in _SETS:
            if lazy := element.get(name):
                element.set("srcset", lazy)
                break
        else:
            if sources:
                del element.attrib["srcset"]


def _repeats(element: Element) -> bool:
    """Whether what stands there for browsers without scripts stands beside it, too."""
    inside = {e.get("src") for e in element.iter("img", "iframe")}
    if not inside:
        return True
    parent = element.getparent()
    around = (
        set()
        if parent is None
        else {
            e.get("src")
            for e in parent.iter("img", "iframe")
            if not any(a is element for a in e.iterancestors())
        }
    )
    return inside <= around


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
