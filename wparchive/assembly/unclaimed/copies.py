"""The account of a post's copies: paragraphs of a body that the chosen body lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.assembly.unclaimed.account import (
    PARAGRAPH,
    TextSummary,
    UnclaimedSummary,
    UnclaimedText,
)
from wparchive.assembly.unclaimed.post import texts_of
from wparchive.assembly.unclaimed.words import FieldTexts, counted, plain, words_of
from wparchive.formats.readers import TextForm
from wparchive.formats.registry import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model.provenance import Origin
    from wparchive.model.records import Post

_FEWEST: Final = 6
_BREAK: Final = patterns.lazy(
    r"</?(?:p|div|li|h[1-6]|td|th|dd|dt|pre|blockquote|figure|br|ul|ol|table)\b[^<>]*>|\n\s*\n",
    re.IGNORECASE,
)


def account_for_copies(post: Post, others: Sequence[Post]) -> list[UnclaimedSummary]:
    """Account for the bodies of a post's other copies; unclaimed text goes to `extra`.

    A body as WordPress stores it is compared with none: what WordPress shows is made of it.

    Args:
        post: The copy whose body is taken, if it has one; its `extra` grows.
        others: The others.
    """
    bodies = [copy for copy in (post, *others) if copy.content]
    if len(bodies) < 2 or kind_of(_origin(bodies[0])).text is TextForm.RAW:
        return []
    best, *rest = bodies
    claimed: FieldTexts | None = None
    accounts: list[UnclaimedSummary] = []
    for copy in rest:
        if copy.content == best.content:
            continue
        claimed = claimed or FieldTexts([*texts_of(post), *texts_of(best)])
        runs = _missing(claimed, copy.content or "")
        post.extra.extend(run.as_extra() for run in runs)
        body = len(words_of(plain(best.content or "")))
        source = copy.origin_or_unknown.source
        found = tuple(map(TextSummary.of, runs))
        accounts.append(UnclaimedSummary(source, post.id or copy.id, copy.title or "", body, found))
    return accounts


def _origin(post: Post) -> Origin | None:
    return post.origin.fields.get("content", post.origin) if post.origin else None


def _missing(claimed: FieldTexts, content: str) -> list[UnclaimedText]:
    """Return the paragraphs of a body that are in no field; all texts if they are most of it."""
    found: list[UnclaimedText] = []
    total = 0
    for part in _BREAK.split(content):
        text = " ".join(plain(part).split())
        words = len(words_of(text))
        total += words
        missing = 0 if words < _FEWEST or claimed.holds(text) else claimed.missing(text)
        if missing >= _FEWEST:
            lost = counted(text, missing)
            found.append(UnclaimedText(text, lost, lost >= PARAGRAPH, {"element": "content"}))
    if 2 * sum(run.words for run in found) > total:
        return found
    return [run for run in found if run.is_paragraph]
