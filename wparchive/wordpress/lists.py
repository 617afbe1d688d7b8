"""Addresses of the front page and of archive pages, which no post can have.

WordPress's default bases (``WP_Rewrite``) and the query variables of ``WP::$public_query_vars``
that ask for several posts.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

from wparchive import patterns
from wparchive.web.splitting import urlsplit

_BEFORE = r"(?:index\.php/)?(?:[a-z]{2}(?:[-_][a-z]{2})?/)?(?:(?:blog|archives?)/)?"
_LIST = patterns.lazy(rf"{_BEFORE}(?:category|tag|author|type|search)/.+", re.IGNORECASE)
_TAIL = patterns.lazy(r"(?:.+/)?(?:feed|rdf|rss2?|atom|page/\d+)", re.IGNORECASE)
_DATE = patterns.lazy(
    rf"{_BEFORE}(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?)?"
)
_SEVERAL = frozenset(
    "cat category_name tag tag_id author author_name m year monthnum day w feed paged s taxonomy"
    " term withcomments".split()
)
_ONE = frozenset("p page_id attachment_id name pagename attachment post_type".split())


def is_front(address: str, home: str) -> bool:
    """Check whether an address is the blog's front page."""
    below = _below(address, home)
    return below is not None and below[0].lower() in {"", "index.php"} and not below[1]


def is_list(address: str, home: str, own: tuple[str, ...] = ()) -> bool:
    """Check whether an address is an archive of a term, author or date, a search or a feed.

    Args:
        address: An absolute address.
        home: The front page's address.
        own: The post's slug and number: a path that ends in one of them is not a date's archive.
    """
    below = _below(address, home)
    if below is None:
        return False
    path, query = below
    if names := {name for name, _ in parse_qsl(query, keep_blank_values=True)}:
        return path in {"", "index.php"} and bool(names & _SEVERAL) and not names & _ONE
    if _DATE.fullmatch(path):
        return path.rpartition("/")[2] not in own
    return bool(_LIST.fullmatch(path) or _TAIL.fullmatch(path))


def _below(address: str, home: str) -> tuple[str, str] | None:
    """Split an address below the front page into path and query; None for other addresses."""
    try:
        mine, other = urlsplit(home.strip()), urlsplit(address.strip())
        hosts = [(parts.hostname or "").removeprefix("www.") for parts in (mine, other)]
    except ValueError:
        return None
    base, path = (f"/{unquote(parts.path).strip('/')}/" for parts in (mine, other))
    path = path.replace("//", "/")
    if hosts[0] != hosts[1] or not path.startswith(base.replace("//", "/")):
        return None
    return path[len(base.replace("//", "/")) :].strip("/"), other.query
