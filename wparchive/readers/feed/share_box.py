"""The box of buttons that plugins put below each item of a feed, to share it in other networks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.web.html import parse_fragment, visible_text
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK: Final = patterns.lazy(r"<(?:div|p|ul|ol|section|aside|span)\b", re.IGNORECASE)
_TARGETS: Final = ("href", "data-href", "data-url", "data-link")
_LONGEST: Final = 12_000
"""Characters of the markup of such a box."""
_MOST_STARTS: Final = 60
_MOST_WORDS: Final = 200
"""Characters of the labels of all buttons."""
_FEWEST: Final = 2
"""Other sites that a box offers at least."""


def find_share_box(text: str, link: str | None) -> int | None:
    """Find a box of buttons at the end of an item, each for another site; None for none.

    A button leads to another site, with the item's own address as an argument.

    Args:
        text: The item's text.
        link: The item's address.

    Returns:
        Where the box begins.
    """
    own = (link or "").strip().rstrip("/")
    place = own.partition("://")[2].lower()
    if "/" not in place:
        return None
    end = text[-_LONGEST:].lower()
    if end.count(place) + end.count(place.replace("/", "%2f")) < _FEWEST:
        return None
    first = max(0, len(text) - _LONGEST)
    starts = [match.start() for match in _BLOCK.finditer(text, first)]
    return next((at for at in starts[-_MOST_STARTS:] if _is_box(text[at:], place)), None)


def _is_box(html: str, place: str) -> bool:
    """Check whether markup is one element of nothing but such buttons."""
    root = parse_fragment(html)
    children = list(root.iterchildren("*"))
    if len(children) != 1 or (children[0].tail or "").strip() or (root.text or "").strip():
        return False
    if len("".join(visible_text(root)).strip()) > _MOST_WORDS:
        return False
    targets = list(_targets(children[0]))
    shares = [url for url in targets if _shares(url, place)]
    sites = {urlsplit(url).netloc.lower() for url in shares}
    others = [url for url in targets if url not in shares and "://" in url]
    return len(sites) >= _FEWEST and not others


def _targets(box: Any) -> Iterator[str]:
    for element in box.iter("a", "button", "span", "li", "div"):
        yield from (url.strip() for name in _TARGETS if (url := element.get(name)))


def _shares(url: str, place: str) -> bool:
    """Check whether an address is of another site, with the item's own one as an argument."""
    address, _, query = url.partition("?")
    is_own = place.partition("/")[0] in address.lower()
    return "://" in address and not is_own and place in unquote(query).lower()
