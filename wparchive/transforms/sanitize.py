"""Visitors' HTML without what could act on its readers: scripts, frames, handlers, odd schemes.

WordPress filters comments when they are stored (``wp_filter_kses``), but imports, plugins and old
versions did not, and an export proves nothing. The raw text stays in the canonical JSON.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import nh3

from wparchive.notices import Code, Notice

if TYPE_CHECKING:
    from wparchive.model.records import Comment, Post

_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")


def sanitize_comments(post: Post, target: str, notices: list[Notice]) -> Post:
    """A post whose comments are safe to show.

    Args:
        post: The post; it is not changed.
        target: The format it is meant for, for the notices.
        notices: Gets a notice for each comment that lost markup.
    """
    if not any(comment.content and "<" in comment.content for comment in post.comments):
        return post
    comments = [_sanitized(comment, post, target, notices) for comment in post.comments]
    return msgspec.structs.replace(post, comments=comments)


def _sanitized(comment: Comment, post: Post, target: str, notices: list[Notice]) -> Comment:
    raw = comment.content
    if not raw or "<" not in raw:
        return comment
    clean = nh3.clean(raw, link_rel=None)
    dropped = len(_MARKUP.findall(raw)) - len(_MARKUP.findall(clean))
    if dropped > 0:
        at = comment.origin or post.place
        text = f"{dropped} tags of comment {comment.id} are left out."
        notices.append(
            Notice(
                Code.MARKUP_DROPPED, text, at.source, at.line, at.offset, post.id, target
            )
        )  # fmt: skip
    return msgspec.structs.replace(comment, content=clean)
