"""URLs in plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE_URL: Final = patterns.lazy(
    r"(?<![a-zA-Z0-9])(?:(?:https?|ftp)://|www\.(?=[a-zA-Z0-9]))"
    r"(?:[^\s<>\"\[\]“”„«»「」『』（），。、；：！？《》【】]|\[[^\s<>\"\[\]/]*\])+",
    re.IGNORECASE,
)
_ENTITY_END: Final = patterns.lazy(r"&(?:#[0-9a-fA-FxX]+|[A-Za-z0-9]+);\Z")


def bare_urls(text: str) -> Iterator[str]:
    """Yield the URLs in plain text, without the punctuation that ends a sentence.

    Args:
        text: Text without markup.

    Yields:
        Each URL verbatim, in order.
    """
    if "://" not in text and "www." not in text.lower():
        return
    for match in BARE_URL.finditer(text):
        url = trim_url(match[0])
        if url:
            yield url


def trim_url(url: str) -> str:
    """Cut trailing punctuation off a URL found in text (the rules of GFM's extended autolinks)."""
    end, unmatched = len(url), url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last == ";" and (entity := _ENTITY_END.search(url, max(0, end - 40), end)):
            end = entity.start()
        elif last in "?!.,:;*_~'\"…":
            end -= 1
        elif last == ")" and unmatched > 0:
            end, unmatched = end - 1, unmatched - 1
        else:
            break
    return url[:end]
