"""Account for a feed's items: text of elements that is in no field of a post or comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly.excerpts import is_password_form
from wparchive.assembly.unclaimed.fields import account_for_comment, account_for_post
from wparchive.readers.feed.footer import without_footer
from wparchive.readers.feed.vocabulary import is_named, named, text_of

if TYPE_CHECKING:
    from wparchive.assembly.unclaimed.account import UnclaimedSummary
    from wparchive.model.records import Comment, Post
    from wparchive.readers.xml.elements import Element


# "In reply to ...", as get_comment_text() begins in feeds.
_IN_REPLY = patterns.lazy(r"\A\s*+<p>[^<]*+<a [^>]*?#comment-\d[^>]*+>[^<]*+</a>[^<]*+</p>")
_SUMMARIES = frozenset({"title", "description", "summary"})
"""The description that WordPress makes of a comment's text, author and post."""


def account_of_post(item: Element, post: Post, source: str) -> UnclaimedSummary:
    """Account for an item that was read as a post."""
    parts = [(name, without_footer(text, post)) for name, text in _parts(item)]
    return account_for_post(parts, post, source)


def account_of_comment(
    item: Element, comment: Comment, post: Post, source: str
) -> UnclaimedSummary:
    """Account for an item that was read as a comment."""
    whole = any(is_named(child, "content:encoded", "content") for child in item)
    derived = _SUMMARIES if whole else {"title"}
    parts = [(name, _IN_REPLY.sub("", text)) for name, text in _parts(item) if name not in derived]
    return account_for_comment(parts, comment, post.id, source)


def _parts(item: Element) -> list[tuple[str, str]]:
    """Return an item's elements by name with their texts; stray text has the item's own name.

    The text that WordPress shows for a protected post is not its author's.
    """
    own = named(item)
    parts = [(own, item.text)] if item.text else []
    for child in item:
        if name := named(child):
            parts.append((name, text_of(child)))
        if child.tail:
            parts.append((own, child.tail))
    return [] if any(is_password_form(text) for _, text in parts) else parts
