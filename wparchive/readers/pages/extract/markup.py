"""The markup inside an element, without the elements that are left out."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

from wparchive import patterns
from wparchive.readers.pages.extract.theme_table import attributes

if TYPE_CHECKING:
    from collections.abc import Collection

    from wparchive.readers.pages.extract.tree import Element

_PLACEHOLDER: Final = patterns.lazy(
    r"\A(?:data:|about:|\Z)|(?:/|\b)(?:blank|placeholder|lazy(?:(?!\blazy)[^/])*?|grey|gray|transparent|spacer|pixel"
    r"|1x1|trans|loading)\.(?:gif|png|svg|jpe?g)(?:\?|\Z)",
    re.IGNORECASE,
)
_EMPTIED: Final = frozenset("p div span strong b em i small cite h1 h2 h3 h4 h5 h6 ul ol".split())
_GAP: Final = "wparchive-gap"
_TELLING: Final = ("text", "title", "desc", "image", "foreignobject")
_FULL: Final = frozenset(
    "img iframe embed object video audio hr input canvas svg table source picture".split()
)


def inner_html(element: Element, skip: Collection[Element] = ()) -> str:
    """Return the markup inside an element.

    Lazily loaded images get the addresses that their scripts would have given them, and lose the
    second copy for browsers without scripts. Scripts are left out, and so are elements that are
    empty without the elements to skip, icons beside words, what old themes say of trackbacks in a
    comment, and the hidden fields of plugins' scripts.

    Args:
        element: The outer element, whose own tags are left out.
        skip: Elements that are left out, with all that is in them.
    """
    copy = copy_without(element, skip)
    for image in list(copy.iter("img", "iframe", "source", "video")):
        _load(image)
    for unseen in list(copy.iter("script", "style", "noscript", "template")):
        if unseen.tag != "noscript" or _repeats(unseen):
            drop(unseen)
    for field in list(copy.iter("input")):
        if (field.get("type") or "").lower() == "hidden" and not _is_in_form(field):
            drop(field)
    for remark in list(copy.iter(etree.Comment)):
        if "<rdf:RDF" in (remark.text or ""):
            drop(remark)
    for drawing in list(copy.iter("svg")):
        if _is_icon(drawing):
            drop(drawing)
    children = [etree.tostring(child, method="html", encoding="unicode") for child in copy]
    return "".join([_escape(copy.text), *children]).strip()


def _is_in_form(field: Element) -> bool:
    return next(field.iterancestors("form"), None) is not None


def _is_icon(drawing: Element) -> bool:
    """Return whether a drawing says nothing that the words of its link or button do not say."""
    if drawing.get("aria-label") or drawing.get("role") == "img":
        return False
    if next(drawing.iter(*_TELLING), None) is not None:
        return False
    outer = next(drawing.iterancestors("a", "button", "summary"), None)
    return outer is not None and any(_has_words(str(text)) for text in outer.itertext())


def copy_without(element: Element, skip: Collection[Element]) -> Element:
    """Copy an element without some elements in it."""
    gaps: list[tuple[Element, Element]] = []
    for found in skip:
        parent = found.getparent()
        if parent is not None and found is not element:
            gap = etree.Element(_GAP)
            gap.tail = found.tail
            parent.replace(found, gap)
            gaps.append((found, gap))
    try:
        copy = deepcopy(element)
    finally:
        for found, gap in reversed(gaps):
            parent = gap.getparent()
            assert parent is not None
            gap.tail = None
            parent.replace(gap, found)
    copy.tail = None
    emptied = {gap.getparent(): None for gap in reversed(list(copy.iter(_GAP)))}
    for gap in list(copy.iter(_GAP)):
        drop(gap)
    for outer in emptied:
        empty: Element | None = outer
        while empty is not None and empty is not copy and _is_empty(empty):
            around = empty.getparent()
            drop(empty)
            empty = around
    return copy


def _is_empty(element: Element) -> bool:
    """Return whether an element means nothing without words or pictures, and has none."""
    if element.tag not in _EMPTIED or any(_has_words(str(text)) for text in element.itertext()):
        return False
    return next(element.iter(*_FULL), None) is None


def _has_words(text: str) -> bool:
    return bool(text.strip(" \t\r\n\xa0—–-|·@/:,"))


def drop(element: Element) -> None:
    """Remove an element from its tree; the text after it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _load(element: Element) -> None:
    source = element.get("src") or ""
    if _PLACEHOLDER.search(source):
        for name in attributes("lazy-src"):
            if (value := (element.get(name) or "").strip()) and not value.startswith("data:"):
                element.set("src", value)
                break
    sources = element.get("srcset") or ""
    if not sources or sources.startswith("data:"):
        for name in attributes("lazy-srcset"):
            if lazy := element.get(name):
                element.set("srcset", lazy)
                break
        else:
            if sources:
                del element.attrib["srcset"]


def _repeats(element: Element) -> bool:
    """Return whether all in a ``noscript`` is beside it, too."""
    inside = _leads(element)
    if not inside:
        return True
    parent = element.getparent()
    around = set() if parent is None else _leads(parent, element)
    return inside <= around


def _leads(element: Element, without: Element | None = None) -> set[str]:
    """Collect the addresses of pictures, frames and links, without those inside of an element."""
    return {
        address
        for e in element.iter("img", "iframe", "a")
        if (address := e.get("href" if e.tag == "a" else "src"))
        and not any(a is without for a in e.iterancestors())
    }


def _escape(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
