"""Requests that plugins put at the ends of a text: to subscribe to the blog's feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.tree import link_target

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_LINES: Final = frozenset("div p em strong small span center".split())
_LONGEST: Final = 200
_FEED: Final = patterns.lazy(
    r"/feed(?:/(?:rss2?|atom|rdf))?(?:/(?:index\.\w{2,5})?)?$|[?&]feed=\w|//feeds?\d?\.feedburner\.",
    re.IGNORECASE,
)
_SUBSCRIBE: Final = patterns.lazy(
    r"subscri|abonn|suscr[ií]b|subscrev|subskryb|subskri|assin[ae]|iscri[vt]|inscri|prenumer|odběr"
    r"|feliratkoz|подпи[сш]|підпи[сш]|abone|订阅|訂閱|購読|구독|اشترك|הירש",
    re.IGNORECASE,
)
"""Beginnings of words for subscribing, in the languages of most blogs."""


def asks_to_subscribe(tree: Tree, element: Element) -> bool:
    """Return whether a line asks readers to subscribe, with a link to a feed, and says no more.

    At the beginning or end of a text plugins write such lines; inside, authors do.
    """
    text = tree.text(element)
    if element.tag not in _LINES or len(text) > _LONGEST or not _SUBSCRIBE.search(text):
        return False
    return any(_FEED.search(link_target(link) or "") for link in element.iter("a"))
