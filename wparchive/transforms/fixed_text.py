"""Repairs text that was encoded twice before it was exported, by the library ftfy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive.errors import extras
from wparchive.errors.notices import Code, Notice, quantity
from wparchive.language.mojibake import misread_words

if TYPE_CHECKING:
    from wparchive.model.records import Comment, Post

_FIELDS = ("title", "excerpt", "content")
_OF_COMMENTS = ("author", "content")


def require_ftfy() -> None:
    """Check that the library ftfy is installed.

    Raises:
        UsageError: It is not installed.
    """
    extras.load("ftfy", "fix-text", "--fix-text")


def fixed_post(post: Post, notices: list[Notice]) -> Post:
    """Return a post whose misread texts are repaired; the post itself if none are.

    Args:
        post: The post; it is not changed.
        notices: Gets the number of words.
    """
    count = 0
    changes: dict[str, str] = {}
    for name in _FIELDS:
        fixed, words = _fixed(getattr(post, name))
        count += words
        if words and fixed is not None:
            changes[name] = fixed
    comments: list[Comment] = []
    for comment in post.comments:
        found = {name: _fixed(getattr(comment, name)) for name in _OF_COMMENTS}
        count += sum(words for _, words in found.values())
        fixed_fields = {name: text for name, (text, words) in found.items() if words}
        comments.append(
            msgspec.structs.replace(comment, **fixed_fields) if fixed_fields else comment
        )
    if not count:
        return post
    at = post.origin_or_unknown
    text = f"{quantity(count, 'word')} repaired."
    notices.append(Notice(Code.TEXT_REPAIRED, text, at.source, at.line, at.offset, post.id))
    return msgspec.structs.replace(post, comments=comments, **changes)


def _fixed(text: str | None) -> tuple[str | None, int]:
    """Repair a text, and count its misread words; sound text beside them stays as it is."""
    words = misread_words(text) if text else []
    if not text or not words:
        return text, 0
    from ftfy import fix_encoding  # noqa: PLC0415 - an extra, and only for such texts

    fixed = text
    for word in sorted(sorted(words), key=len, reverse=True):
        fixed = fixed.replace(word, fix_encoding(word))
    return fixed, len(words)
