"""Rewriting the links of HTML: in a tree, or in the text, where all else stays as it is."""

from __future__ import annotations

import html
import re
from io import StringIO
from typing import TYPE_CHECKING, Final

from lxml import etree

from wparchive.web.html_links import clean_url, link_attributes, own_links, rewritten_srcset
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Callable

# A comment, or a start tag; with it the text of elements that contain no tags (HTML, 13.2.5).
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>(?P<raw>(?:script|style|textarea|title|xmp)(?=[\s/>]))|[a-z][^\s/<>]{0,99}+)"
    r"(?P<inside>(?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,400}))>(?(raw)(?P<text>.*?)(?=</(?P=raw)|\Z))",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(
    r"(?<=[\s\"'/])(?P<name>[a-z]+)(?P<equals>\s*=\s*)(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)",
    re.IGNORECASE,
)


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

    def tag(match: re.Match[str]) -> str:
        name = match["name"]
        allowed = link_attributes(name.lower())

        def attribute(found: re.Match[str]) -> str:
            return _attribute(found, rewrite) if found["name"].lower() in allowed else found[0]

        inside = _ATTRIBUTE.sub(attribute, match["inside"])
        return f"<{name}{inside}>{match['text'] or ''}"

    # A part for each tag would take many times the memory of a page of small tags.
    written, done = StringIO(), 0
    for match in _TAG.finditer(markup):
        if not match["name"] or "=" not in match["inside"]:
            continue
        new = tag(match)
        if new != match[0]:
            written.write(markup[done : match.start()])
            written.write(new)
            done = match.end()
    if not done:
        return markup
    written.write(markup[done:])
    return written.getvalue()


def _attribute(found: re.Match[str], rewrite: Callable[[str], str]) -> str:
    raw = found["value"]
    old = unescape(raw[1:-1] if raw[0] in "\"'" else raw)
    if found["name"].lower() == "srcset":
        new = rewritten_srcset(old, rewrite)
    else:
        url = clean_url(old)
        new = rewrite(url) if url else old
        if new == url:
            return found[0]
    if new == old:
        return found[0]
    return f'{found["name"]}{found["equals"]}"{html.escape(new)}"'
