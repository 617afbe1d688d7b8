"""Account for a text dump: lines of the post that are in no field, and prose elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.assembly.unclaimed.account import (
    PARAGRAPH,
    TAG,
    TextSummary,
    UnclaimedSummary,
    UnclaimedText,
)
from wparchive.assembly.unclaimed.post import texts_of
from wparchive.assembly.unclaimed.words import FieldTexts, counted, plain, words_of
from wparchive.language import phrases
from wparchive.model.elements import UnknownElement

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wparchive.model.records import Post
    from wparchive.readers.text.dump import Dump, Line

LEFT_OUT: Final = "urn:wparchive:text"
"""Namespace of the `extra` that keeps lines which are of the page and not of the post."""
_FEWEST: Final = 6
"""Fewest words of a line that may be more than a theme's label, or a link."""
_SHORTEST: Final = 12
"""Characters of such a line; Chinese and Japanese labels have a word a character."""
_ARROW: Final = patterns.lazy(r"\A[←«‹<]|[→»›>]\Z")
_PROSE: Final = 8
"""Words of a line that is broken prose."""
_ABOVE: Final = 10
"""Lines above the post in which its first sentences may be."""
_END: Final = patterns.lazy(r"[.!?…。！？][\"'”’»)\]]*\Z")
_ASIDE: Final = 100
"""Words of prose outside of the post that may be the post's."""


def account_for(
    dump: Dump, runs: Sequence[Sequence[int]], used: Collection[int], post: Post, source: str
) -> UnclaimedSummary:
    """Account for the lines of a dump that are in no field; the post's `extra` keeps them.

    The main region goes from the first line that a field holds to the last one. What it has is
    unclaimed, and so are whole sentences shortly above it; the page's header, form, sidebar and
    footer are around it.

    Args:
        dump: The dump's lines.
        runs: Indices of lines that no field holds, as runs.
        used: Indices of lines that fields hold.
        post: The post as it was read.
        source: The input's name.
    """
    claimed = FieldTexts(texts_of(post))
    first, last = min(used, default=0), max(used, default=len(dump.lines))
    unclaimed: list[UnclaimedText] = []
    aside: list[UnclaimedText] = []
    for run in runs:
        within = [i for i in run if first - _ABOVE <= i < last]
        lost = {i: n for i in within if (n := _missing(claimed, dump.lines[i]))}
        lost = {i: n for i, n in lost.items() if i > first or _is_sentence(dump.lines[i])}
        others = [i for i in run if i not in lost]
        if lost:
            words = sum(lost.values())
            text = _kept(dump, list(lost), post, TAG, "")
            unclaimed.append(UnclaimedText(text, words, words >= PARAGRAPH, {}))
        if others:
            text = _kept(dump, others, post, "lines", LEFT_OUT)
            lengths = [len(words_of(dump.lines[i].shown)) for i in others]
            prose = sum(length for length in lengths if length >= _PROSE)
            if prose >= _ASIDE and not first < others[0] < last:
                aside.append(UnclaimedText(text, prose, is_paragraph=True, attributes={}))
    body = len(words_of(plain(post.content or "")))
    found = tuple(map(TextSummary.of, unclaimed))
    return UnclaimedSummary(
        source, post.id, post.title or "", body, found, tuple(map(TextSummary.of, aside))
    )


def _kept(dump: Dump, indices: Sequence[int], post: Post, tag: str, namespace: str) -> str:
    """Keep lines in the post's `extra`; return their text."""
    text = "\n".join(dump.lines[index].shown for index in indices)
    where = {"first": str(dump.lines[indices[0]].number)}
    post.extra.append(UnknownElement(tag=tag, namespace=namespace, attributes=where, text=text))
    return text


def _is_sentence(line: Line) -> bool:
    return len(words_of(line.text)) >= _PROSE and _END.search(line.text) is not None


def _missing(claimed: FieldTexts, line: Line) -> int:
    """Return how many words of a line are neither in a field nor printed by WordPress."""
    text = line.shown
    if len(words_of(text)) < _FEWEST or len(text) < _SHORTEST or _ARROW.search(text):
        return 0
    if claimed.holds(text):
        return 0
    missing = claimed.missing(text)
    if missing < _FEWEST or phrases.is_phrase(text, *phrases.PhraseKind):
        return 0
    return counted(text, missing)
