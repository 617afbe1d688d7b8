"""Rewriting the links of HTML: in a tree, or in the text, where all else stays as it is."""

from __future__ import annotations

import html
import re
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from wparchive import patterns
from wparchive.web.html_links import clean_url, link_attributes, own_links, rewritten_srcset
from wparchive.web.references import unescape
from wparchive.web.splitting import urljoin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A comment, or a start tag; with it the text of elements that contain no tags (HTML, 13.2.5).
_TAG: Final = patterns.lazy(
    r"<(?=[a-z!])(?:!--.*?(?:-->|\Z)|(?P<name>(?P<raw>(?:script|style|textarea|title|xmp)(?=[\s/>]))|[a-z][^\s/<>]{0,99}+)"
    r"(?P<inside>(?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,400}))>(?(raw).*?(?=</(?P=raw)|\Z)))",
    re.DOTALL | re.IGNORECASE,
)
_BASE: Final = patterns.lazy(r"<base(?=[\s/])", re.IGNORECASE)
# All attributes, since the value of one may quote another.
_ATTRIBUTE: Final = patterns.lazy(
    r"(?<=[\s\"'/])(?P<name>[^\s\"'/<>=]++)(?:\s*+=\s*+(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?",
)


class LinkPlace(NamedTuple):
    """An attribute in markup that points somewhere.

    Attributes:
        start: Where its value begins, with the quotes if it has any.
        end: Where its value ends.
        tag: Name of the element, in small letters.
        name: Its name, in small letters.
        value: Its value, without quotes and references.
    """

    start: int
    end: int
    tag: str
    name: str
    value: str


def rewrite_links(root: etree._Element, rewrite: Callable[[str], str]) -> None:
    """Rewrite each URL that `wparchive.web.html_links.own_links` yields, in place.

    Args:
        root: An element of `parse_fragment` or `parse_tree`.
        rewrite: Gives the new URL.
    """
    for element in root.iter(etree.Element):
        for name in dict.fromkeys(name for _, name, _ in own_links(element)):
            old = str(element.get(name))
            new = rewritten_srcset(old, rewrite) if name == "srcset" else rewrite(clean_url(old))
            if new not in {old, clean_url(old)}:
                element.set(name, new)


def relink(markup: str, rewrite: Callable[[str], str]) -> str:
    """Rewrite each URL that `wparchive.web.html_links.own_links` yields.

    Args:
        markup: HTML.
        rewrite: Gives the new URL, or the same.
    """
    # A part for each tag would take many times the memory of a page of small tags.
    written, done = StringIO(), 0
    for place in link_places(markup):
        new = _rewritten(place, rewrite)
        if new is not None:
            written.write(markup[done : place.start])
            written.write(quoted_value(new))
            done = place.end
    if not done:
        return markup
    written.write(markup[done:])
    return written.getvalue()


def link_places(markup: str, most: int | None = None) -> Iterator[LinkPlace]:
    """Yield the attributes that `wparchive.web.html_links.own_links` yields, in their order.

    Args:
        markup: HTML.
        most: How many tags and attributes are looked at; None for all.
    """
    left = most if most is not None else len(markup)
    for tag in _TAG.finditer(markup):
        left -= 1
        name = (tag["name"] or "").lower()
        places = _ATTRIBUTE.finditer(markup, *tag.span("inside")) if name else ()
        allowed = link_attributes(name)
        for found in places:
            left -= 1
            attribute = found["name"].lower()
            if attribute in allowed and found["value"]:
                raw = found["value"]
                value = unescape(raw[1:-1] if raw[0] in "\"'" else raw)
                yield LinkPlace(*found.span("value"), name, attribute, value)
            if left <= 0:
                return
        if left <= 0:
            return


def base_of(markup: str, address: str, most: int) -> str:
    """Return the address that the links of a page are relative to (HTML, 4.2.3).

    Args:
        markup: HTML.
        address: The address of the page.
        most: How many tags are looked at for the first element that gives another base.
    """
    if not _BASE.search(markup):
        return address
    for tag in islice(_TAG.finditer(markup), most):
        if (tag["name"] or "").lower() != "base":
            continue
        for found in _ATTRIBUTE.finditer(markup, *tag.span("inside")):
            if found["name"].lower() == "href" and found["value"]:
                raw = found["value"]
                value = clean_url(unescape(raw[1:-1] if raw[0] in "\"'" else raw))
                base = urljoin(address, value)
                return base if base.lower().startswith(("http:", "https:")) else address
    return address


def quoted_value(text: str) -> str:
    """Return the value of an attribute as markup."""
    return f'"{html.escape(text)}"'


def _rewritten(place: LinkPlace, rewrite: Callable[[str], str]) -> str | None:
    """Return the new value of an attribute; None if it stays as it is written."""
    if place.name == "srcset":
        new = rewritten_srcset(place.value, rewrite)
    else:
        url = clean_url(place.value)
        new = rewrite(url) if url else url
        if new == url:
            return None
    return new if new != place.value else None
