"""The account of a record's own parts: elements of a feed, fields of an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.assembly.unclaimed.account import (
    PARAGRAPH,
    TextSummary,
    UnclaimedSummary,
    UnclaimedText,
)
from wparchive.assembly.unclaimed.post import texts_of, texts_of_comment, texts_of_extra
from wparchive.assembly.unclaimed.words import FieldTexts, counted, plain, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.model.records import Comment, Post

_ADDRESS: Final = patterns.lazy(r"[^\s/:]*+[/:]\S*+")
_FEWEST: Final = 6
"""Words from which a part's text is looked up; names and labels have fewer."""


def account_for_post(parts: Iterable[tuple[str, str]], post: Post, source: str) -> UnclaimedSummary:
    """Account for the parts that a post was read from; unclaimed ones are added to `extra`.

    Args:
        parts: Each part's name and text, in the source's order.
        post: The post as it was read.
        source: The input's name.
    """
    runs = _find(parts, FieldTexts(texts_of(post, extra=False)))
    kept = FieldTexts(texts_of_extra(post.extra))
    post.extra.extend(run.as_extra() for run in runs if not kept.holds(run.text))
    body = len(words_of(plain(post.content or "")))
    return UnclaimedSummary(
        source, post.id, post.title or "", body, tuple(map(TextSummary.of, runs))
    )


def account_for_comment(
    parts: Iterable[tuple[str, str]], comment: Comment, post_id: int | None, source: str
) -> UnclaimedSummary:
    """Account for the parts that a comment was read from, as `account_for_post` does.

    Args:
        parts: Each part's name and text, in the source's order.
        comment: The comment as it was read.
        post_id: The id of its post; None if that is unknown.
        source: The input's name.
    """
    runs = _find(parts, FieldTexts(texts_of_comment(comment, extra=False)))
    kept = FieldTexts(texts_of_extra(comment.extra))
    comment.extra.extend(run.as_extra() for run in runs if not kept.holds(run.text))
    body = len(words_of(plain(comment.content or "")))
    return UnclaimedSummary(
        source, post_id, "", body, tuple(map(TextSummary.of, runs)), of="comment"
    )


def _find(parts: Iterable[tuple[str, str]], claimed: FieldTexts) -> list[UnclaimedText]:
    found: list[UnclaimedText] = []
    for name, markup in parts:
        text = " ".join(plain(markup).split())
        if _ADDRESS.fullmatch(text) or len(words_of(text)) < _FEWEST or claimed.holds(text):
            continue
        missing = claimed.missing(text)
        if missing >= _FEWEST:
            words = counted(text, missing)
            found.append(UnclaimedText(text, words, words >= PARAGRAPH, {"element": name}))
    return found


def words_in(value: Any) -> int:
    """Return how many words the texts in a JSON value have; names and codes are not texts."""
    words, waiting = 0, [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            number = len(words_of(plain(inner))) if " " in inner else 0
            words += number if number >= _FEWEST else 0
        elif isinstance(inner, dict):
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)
    return words
