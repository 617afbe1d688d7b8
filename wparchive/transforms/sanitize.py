"""Visitors' HTML without what could act on its readers: scripts, frames, handlers, odd schemes.

WordPress filters comments when they are stored (``wp_filter_kses``), but imports, plugins and old
versions did not, and an export proves nothing. The raw text stays in the canonical JSON.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import nh3

from wparchive.content.links import in_text
from wparchive.content.unterminated import end_tags
from wparchive.notices import Code, Notice

if TYPE_CHECKING:
    from wparchive.model.records import Comment, Post

_TAG = re.compile(r"<(?=[a-zA-Z!?])")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
_ACTIVE_SCHEMES = frozenset({"javascript", "vbscript", "data"})


def sanitize_comments(post: Post, target: str, notices: list[Notice]) -> Post:
    """A post whose comments are safe to show.

    Args:
        post: The post; it is not changed.
        target: The format it is meant for, for the notices.
        notices: Gets a notice for each comment that lost tags or links.
    """
    if not any(comment.content and "<" in comment.content for comment in post.comments):
        return post
    comments = [_sanitized(comment, post, target, notices) for comment in post.comments]
    return msgspec.structs.replace(post, comments=comments)


def _sanitized(comment: Comment, post: Post, target: str, notices: list[Notice]) -> Comment:
    raw = comment.content
    if not raw or "<" not in raw:
        return comment
    clean = sanitize(raw)
    if loss := _difference(raw, clean):
        at = comment.origin or post.place
        text = f"Comment {comment.id} goes without {loss}."
        notices.append(
            Notice(Code.MARKUP_DROPPED, text, at.source, at.line, at.offset, post.id, target)
        )
    return msgspec.structs.replace(comment, content=clean)


def sanitize(markup: str) -> str:
    """HTML with only inert elements and attributes; every scheme of a link stays that is inert."""
    schemes = {scheme.lower() for scheme in _SCHEME.findall(markup)} - _ACTIVE_SCHEMES
    return nh3.clean(end_tags(markup), link_rel=None, url_schemes=schemes | nh3.ALLOWED_URL_SCHEMES)


def _difference(raw: str, clean: str) -> str:
    """What sanitizing took away, in words; empty if nothing."""
    parts: list[str] = []
    tags = len(_TAG.findall(raw)) - len(_TAG.findall(clean))
    if tags > 0:
        parts.append(f"{tags} of its tags")
    lost = Counter(_urls(raw)) - Counter(_urls(clean))
    if lost:
        parts.append(f"links to {', '.join(lost.elements())}")
    return " and ".join(parts)


def _urls(markup: str) -> list[str]:
    return [place.url for place in in_text(markup)]
