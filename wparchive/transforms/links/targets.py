"""Links: every target that a post names, and whether an output still names it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from wparchive.content import html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from wparchive.model.records import Post

_MARKUP = re.compile(r"[<&]")
# What may stand behind a target that ends here: not a character that would continue it, though
# punctuation that itself ends there is fine.
_END = re.compile(r"[.,;:!?*_'~]*+(?![A-Za-z0-9/%&=#+@-])")


def targets(post: Post) -> list[str]:
    """The targets in body, excerpt and comments, an attachment's file, comment authors' sites."""
    found = list(in_html(post.content))
    if post.attachment_url:
        found.append(post.attachment_url)
    found.extend(in_html(post.excerpt))
    for comment in post.comments:
        if comment.url:
            found.append(comment.url)
        found.extend(in_html(comment.content))
    return found


def in_html(text: str | None) -> Sequence[str]:
    """The targets of elements' attributes, and the bare URLs of the text."""
    return _in_html(text) if text and ("/" in text or "=" in text) else ()


# A post is looked at once for what it holds, and once for each public format.
@lru_cache(maxsize=256)
def _in_html(text: str) -> tuple[str, ...]:
    return tuple(_find(text))


def _find(text: str) -> Iterator[str]:
    if not _MARKUP.search(text):
        yield from html.bare_urls(text)
        return
    root = html.parse_fragment(text)
    yield from (url for _, name, url in html.iter_links(root) if name not in _UNFOLLOWED)
    for piece in _texts(root):
        yield from html.bare_urls(piece)


def _texts(root: HtmlElement) -> Iterator[str]:
    """The text outside of links: a URL inside of one is its label."""
    labels = {inside for link in root.iter("a") for inside in link.iter()}
    for element in root.iter():
        tag: object = element.tag  # a function, for comments
        if element.text and isinstance(tag, str) and tag not in _CODE and element not in labels:
            yield element.text
        parent = element.getparent()
        if element.tail and (parent is None or parent not in labels):
            yield element.tail


def missing(wanted: list[str], *outputs: str) -> list[str]:
    """Those targets that an output names less often than the source does.

    A target counts as named where it stands as it is, with HTML's escapes, or percent-encoded,
    and no character follows that would continue it.

    Args:
        wanted: The source's targets.
        outputs: The output's text; several readings of the same one, if there are.
    """
    lost: list[str] = []
    for target, number in Counter(wanted).items():
        forms = {target, escape(target), escape(target, quote=False), quote(target, safe=_SAFE)}
        short = number
        for text in outputs:
            short = min(short, number - sum(_occurrences(form, text) for form in forms))
            if short <= 0:
                break
        lost.extend([target] * max(0, short))
    return lost


# Sizes of an image that is linked already, and the source of a quotation that no browser shows.
_UNFOLLOWED = frozenset({"srcset", "cite"})
_CODE = frozenset({"script", "style"})
_SAFE = "!#$%&'*+,-./:;=?@_~[]"


def _occurrences(form: str, text: str) -> int:
    count = position = 0
    while form and (found := text.find(form, position)) >= 0:
        position = found + len(form)
        count += bool(_END.match(text, position))
    return count
