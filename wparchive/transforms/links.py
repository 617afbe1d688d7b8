"""Links: every target that a post names, and whether an output still names it."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from wparchive.content import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post

_MARKUP = re.compile(r"[<&]")
# What may stand behind a target that ends here: not a character that would continue it, though
# punctuation that itself ends there is fine.
_END = re.compile(r"[.,;:!?*_'~]*+(?![A-Za-z0-9/%&=#+@-])")


def targets(post: Post) -> list[str]:
    """The targets in body, excerpt and comments, and the comment authors' sites, in that order."""
    found = list(in_html(post.content))
    found.extend(in_html(post.excerpt))
    for comment in post.comments:
        if comment.url:
            found.append(comment.url)
        found.extend(in_html(comment.content))
    return found


def in_html(text: str | None) -> Iterator[str]:
    """The targets of elements' attributes, and the bare URLs of the text."""
    if not text or ("/" not in text and "=" not in text):
        return
    if not _MARKUP.search(text):
        yield from html.bare_urls(text)
        return
    root = html.parse_fragment(text)
    yield from (url for _, _, url in html.iter_links(root))
    for piece in root.itertext():
        yield from html.bare_urls(piece)


def missing(wanted: list[str], text: str) -> list[str]:
    """Those targets that an output names less often than the source does.

    A target counts as named where it stands as it is, with HTML's escapes, or percent-encoded,
    and no character follows that would continue it.
    """
    lost: list[str] = []
    for target, number in Counter(wanted).items():
        forms = {target, escape(target), escape(target, quote=False), quote(target, safe=_SAFE)}
        seen = 0
        for form in forms:
            seen += _occurrences(form, text)
            if seen >= number:
                break
        lost.extend([target] * max(0, number - seen))
    return lost


_SAFE = "!#$%&'*+,-./:;=?@_~[]"


def _occurrences(form: str, text: str) -> int:
    count = position = 0
    while form and (found := text.find(form, position)) >= 0:
        position = found + len(form)
        count += bool(_END.match(text, position))
    return count
