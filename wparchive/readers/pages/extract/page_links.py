"""The links of a page: feeds, neighbours, other pages of its comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.result import PageLinks
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Tree

_COMMENT_PAGE: Final = patterns.lazy(r"comment-page-\d+|[?&]cpage=\d+", re.IGNORECASE)
_COMMENTS_FEED: Final = patterns.lazy(r"/comments/feed/?$|feed=comments", re.IGNORECASE)
_FEED_PATH: Final = patterns.lazy(r"/feed(?:/(?:rss2?|atom|rdf))?/?")
_POST_FEED: Final = patterns.lazy(
    r"[?&](?:p|page_id)=\d(?:(?![?&](?:p|page_id)=\d).)*?feed=|feed=(?:(?!feed=).)*?[?&](?:p|page_id)=\d"
)
_ANCHOR: Final = patterns.lazy(r"#.*$", re.DOTALL)
_is_parts = has_role("post-parts")


def read_links(tree: Tree, head: Metadata, permalink: str | None) -> PageLinks:
    """Read a page's links, each once, in the page's order."""
    feeds = [url for url, _ in head.feeds]
    relations: dict[str, str] = {}
    comment_pages: dict[str, None] = {}
    parts: dict[str, None] = {}
    for element in tree.by_tag("a"):
        url = link_target(element)
        if url is None:
            continue
        for relation in (element.get("rel") or "").lower().split():
            relations.setdefault(relation, url)
        if _COMMENT_PAGE.search(url):
            comment_pages.setdefault(_ANCHOR.sub("", url))
        elif any(
            any(map(_is_parts, tree.classes(e)))
            for e in (element, *list(element.iterancestors())[:2])
        ):
            parts.setdefault(_ANCHOR.sub("", url))
    return PageLinks(
        feeds=list(dict.fromkeys(feeds)),
        comments_feed=next((url for url in feeds if _is_of(url, permalink)), None),
        rest_url=next(iter(head.rest_urls), None),
        shortlink=head.link("shortlink"),
        next=head.link("next") or relations.get("next") or _classed(tree, "nav-next", "next"),
        previous=head.link("prev")
        or head.link("previous")
        or relations.get("prev")
        or _classed(tree, "nav-previous", "prev"),
        comment_pages=list(comment_pages),
        pages=list(parts),
    )


def _is_of(feed: str, permalink: str | None) -> bool:
    """Return whether a feed is that of a post's comments."""
    if _COMMENTS_FEED.search(feed):
        return False
    if _POST_FEED.search(feed):
        return True
    root = (permalink or "").rstrip("/")
    rest = feed[len(root) :] if root and feed.startswith(root) else ""
    return urlsplit(root).path not in {"", "/"} and _FEED_PATH.fullmatch(rest) is not None


def _classed(tree: Tree, *names: str) -> str | None:
    for element in tree.by_class(*names):
        for link in element.iter("a"):
            if (url := link_target(link)) and not _COMMENT_PAGE.search(url):
                return url
    return None
