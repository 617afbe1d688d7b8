"""The account of a text dump: lines among the post's that no field holds, and prose elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.assembly.accounting.account import PARAGRAPH, TAG, Account, Found, Run
from wparchive.assembly.accounting.post import texts_of
from wparchive.assembly.accounting.words import Claimed, plain, words_of
from wparchive.content import phrases
from wparchive.model.records import Extra

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wparchive.model.records import Post
    from wparchive.readers.text.dump import Dump

LEFT_OUT: Final = "urn:wparchive:text"
"""Namespace of the `extra` that keeps lines which are of the page and not of the post."""
_FEWEST: Final = 6
"""Words of a line that may be more than a theme's label, or a link."""
_PROSE: Final = 8
"""Words of a line that is broken prose."""
_ASIDE: Final = 100
"""Words of prose outside of the post that may be the post's."""


def account_for(
    dump: Dump, runs: Sequence[Sequence[int]], used: Collection[int], post: Post, source: str
) -> Account:
    """Account for the lines of a dump that no field holds; all are kept in the post's `extra`.

    The main region goes from the first line that a field holds to the last one. What stands in it
    is unclaimed; above and below it are the page's header, form, sidebar and footer.

    Args:
        dump: The dump's lines.
        runs: Indices of lines that no field holds, as runs.
        used: Indices of lines that fields hold.
        post: The post as it was read.
        source: The input's name.
    """
    claimed = Claimed(texts_of(post))
    first, last = min(used, default=0), max(used, default=len(dump.lines))
    unclaimed: list[Run] = []
    aside: list[Run] = []
    for run in runs:
        lines = [dump.lines[index].shown for index in run]
        text = "\n".join(lines)
        is_inside = first < run[0] < last
        words = sum(_missing(claimed, line) for line in lines) if is_inside else 0
        tag, namespace = "lines", LEFT_OUT
        if words:
            tag, namespace = TAG, ""
            unclaimed.append(Run(text, words, words >= PARAGRAPH, {}))
        elif not is_inside:
            prose = sum(n for line in lines if (n := len(words_of(line))) >= _PROSE)
            if prose >= _ASIDE:
                aside.append(Run(text, prose, is_paragraph=True, attributes={}))
        where = {"first": str(dump.lines[run[0]].number)}
        post.extra.append(Extra(tag=tag, namespace=namespace, attributes=where, text=text))
    body = len(words_of(plain(post.content or "")))
    found = tuple(map(Found.of, unclaimed))
    return Account(source, post.id, post.title or "", body, found, tuple(map(Found.of, aside)))


def _missing(claimed: Claimed, line: str) -> int:
    """Return how many words of a line are in no field, and not what WordPress prints."""
    if len(words_of(line)) < _FEWEST or claimed.holds(line):
        return 0
    missing = claimed.missing(line)
    return 0 if missing < _FEWEST or phrases.is_any(line, *phrases.Kind) else missing
