"""Recognize pages in place of a post at its address: parking, maintenance, challenges, others.

The evidence is what an earlier capture of the same address had: known wordings only decide where
neither the markup nor the text does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.readers.warc.choose import key_of
from wparchive.readers.warc.looks import is_same
from wparchive.web.splitting import urljoin, urlsplit
from wparchive.wordpress.standin_pages import (
    FIRST_POST,
    MISSING,
    has_first_post,
    is_title_of_missing,
    kind_of_wording,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.readers.warc.looks import Look

_SHORT: Final = 3000
"""Characters of text up to which known wordings count, and a page can be a redirect."""


def why_not(look: Look, uri: str, older: Sequence[Look], copies: Mapping[bytes, int]) -> str:
    """Describe the page that a capture shows in place of the post; empty if it may be the post.

    Args:
        look: The capture.
        uri: Its address.
        older: The earlier captures of the address.
        copies: At how many addresses each text was captured, by `Look.same`.
    """
    if not look.size:
        return "no text"
    best = max(older, key=lambda one: one.rank, default=None)
    if best is None or not best.size:
        return ""
    if _is_new_blog(look, older):
        return FIRST_POST
    return "" if any(is_same(look, one, uri) for one in older) else _other(look, uri, best, copies)


def _other(look: Look, uri: str, best: Look, copies: Mapping[bytes, int]) -> str:
    """Describe a page that shares few words with the earlier captures; empty if it may be a post.

    Args:
        look: The capture.
        uri: Its address.
        best: The best of the earlier captures.
        copies: At how many addresses each text was captured.
    """
    if look.size < _SHORT and look.redirects_to and _is_elsewhere(look.redirects_to, uri):
        return "a page that only redirects to another"
    if copies.get(look.same, 0) > 1:
        return "a page that other addresses show, too"
    if look.canonical and _is_front_of(look.canonical, uri):
        return "the front page"
    if look.rank < best.rank:
        return kind_of_wording(look.text) or "no post"
    if look.size >= _SHORT:
        return ""
    if look.is_post:  # themes mark the page for what was not found as a post, too
        return MISSING if is_title_of_missing(look.title) else ""
    return kind_of_wording(look.text)


def _is_new_blog(look: Look, older: Sequence[Look]) -> bool:
    """Check whether a page shows the first post of a new blog where another post was before.

    The template and its sidebars can be the same, so the words in common prove nothing.
    """
    if look.size >= _SHORT or not has_first_post(look.text):
        return False
    return any(one.is_post and not has_first_post(one.text) for one in older)


def _is_elsewhere(target: str, uri: str) -> bool:
    return key_of(urljoin(uri, target)).rstrip("/") != key_of(uri).rstrip("/")


def _is_front_of(canonical: str, uri: str) -> bool:
    """Check whether a page at another address declares the root of a host as its own address."""
    own, front = urlsplit(uri), urlsplit(urljoin(uri, canonical))
    at_root = front.path in {"", "/"} and not front.query
    return at_root and (own.path not in {"", "/"} or bool(own.query))
