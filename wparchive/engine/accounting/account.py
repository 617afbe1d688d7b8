"""Missing words: the words of a post, section by section, compared with the written words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.accounting.alignment import is_aligned, runs
from wparchive.engine.accounting.source import source_units
from wparchive.engine.accounting.tokens import words
from wparchive.engine.accounting.written import pool_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.engine.accounting.written import WrittenText
    from wparchive.model.records import Comment, Post

    _Unit = tuple[str, ...]

BODY = "body"
EXCERPT = "excerpt"
TITLE = "title"
# Words that may be between two that follow each other: more is another place.
_REACH = 100
# Parts of a word that are looked for as one; more are rare, and would take quadratic time.
_JOINED = 16
# The paragraph that wpautop() puts around a page break is layout, not text.
_PAGE_BREAK = ("<p><!--nextpage--></p>", "<!--nextpage-->")


class TextSection(NamedTuple):
    """A part of a post that readers see.

    Attributes:
        name: ``title``, ``body``, ``excerpt`` or ``comment 12``.
        texts: The raw texts in it.
        comment: The comment that it is; None elsewhere.
    """

    name: str
    texts: tuple[str, ...]
    comment: Comment | None = None


class Missing(NamedTuple):
    """The words of a place that were not written.

    Attributes:
        place: The place.
        words: The missing ones, casefolded, in the source's order.
        total: How many words the place has.
    """

    place: TextSection
    words: list[str]
    total: int

    @property
    def is_whole(self) -> bool:
        """True if the section is as good as missing: half of its words, or more, are missing."""
        return 2 * len(self.words) >= self.total


def places_of(post: Post, comments: Iterable[Comment]) -> list[TextSection]:
    """List the places of a post.

    Args:
        post: What a format should show of the post, its texts raw.
        comments: The comments below it, in the order in which they are written.
    """
    places = [
        TextSection(TITLE, _texts(post.title)),
        TextSection(BODY, _texts(post.content)),
        TextSection(EXCERPT, _texts(post.excerpt)),
    ]
    for number, comment in enumerate(comments, 1):
        name = f"comment {comment.id}" if comment.id is not None else f"comment no. {number}"
        places.append(TextSection(name, _texts(comment.author, comment.content), comment))
    return [place for place in places if place.texts]


def find_missing(
    places: Sequence[TextSection], written: Sequence[WrittenText], shortcodes: frozenset[str] | None
) -> list[Missing]:
    """Compare the words of a post's source with those of an output.

    Args:
        places: What should be there.
        written: The texts that the output has of the post.
        shortcodes: Names of shortcodes that something carries out in bodies; None where nothing
            is rendered: then tags and shortcodes are text like all else.

    Returns:
        For each place that lacks words, which; empty if nothing is missing.
    """
    if shortcodes is not None and _is_aligned(places, written, shortcodes):
        return []
    pool = pool_of(written)
    wanted = _wanted(places, shortcodes, smilies=True)
    gone = _shortfall(wanted, pool.copy())
    if gone and shortcodes is not None:
        # The text around decides which smilies become emoji: a word must be missing either way.
        gone &= _shortfall(_wanted(places, shortcodes, smilies=False), pool)
    if not gone:
        return []
    there = [word for text in written for word in words(text.plain)]
    return [
        Missing(place, lacking, sum(map(len, units)))
        for place, units, lacking in zip(
            places, wanted, _attribute(gone, wanted, there), strict=True
        )
        if lacking
    ]


def _texts(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text and not text.isspace())


def _wanted(
    places: Sequence[TextSection], shortcodes: frozenset[str] | None, *, smilies: bool
) -> list[list[_Unit]]:
    if shortcodes is None:
        return [
            [(word,) for text in place.texts for word in words(text.replace(*_PAGE_BREAK))]
            for place in places
        ]
    return [
        [
            unit
            for text in place.texts
            for unit in source_units(
                text,
                _known(place, shortcodes),
                smilies=smilies,
                sanitized=place.comment is not None,
            )
        ]
        for place in places
    ]


def _known(place: TextSection, shortcodes: frozenset[str]) -> frozenset[str]:
    return frozenset() if place.name == TITLE else shortcodes


def _is_aligned(
    places: Sequence[TextSection], written: Sequence[WrittenText], shortcodes: frozenset[str]
) -> bool:
    rows: list[tuple[str, ...]] = []
    excerpt: tuple[str, ...] = ()
    for place in places:
        row: tuple[str, ...] = ()
        for text in place.texts:
            found = runs(text, _known(place, shortcodes))
            if found is None:
                return False
            row += found
        if place.name == EXCERPT:
            excerpt = row
        else:
            rows.append(row)
    text = "\n".join(each.plain for each in written)
    # Formats have the excerpt before the body, or after it.
    first = 1 if places and places[0].name == TITLE else 0
    orders = [first, first + 1] if excerpt else [0]
    return any(
        is_aligned([*rows[:at], excerpt, *rows[at:]] if excerpt else rows, text) for at in orders
    )


def _shortfall(wanted: Sequence[Sequence[_Unit]], pool: Counter[str]) -> Counter[str]:
    """Remove the wanted words from a pool, in place; return those that the pool lacks."""
    gone: Counter[str] = Counter()

    def take(word: str) -> bool:
        if pool[word] < 1:
            return False
        pool[word] -= 1
        return True

    every = [unit for place in wanted for unit in place]
    # What may be one word or several must not take a word from where it is surely one.
    for unit in sorted(every, key=len):
        at = 0
        while at < len(unit):
            ends = range(min(len(unit), at + _JOINED), at, -1)
            end = next((end for end in ends if take("".join(unit[at:end]))), at)
            if end == at:
                gone[unit[at]] += 1
            at = max(end, at + 1)
    return gone


def _attribute(
    gone: Counter[str], wanted: Sequence[Sequence[_Unit]], written: Sequence[str]
) -> list[list[str]]:
    """Return the places of a post from which the lost words are missing.

    Words whose neighbours are gone as well come first, then words that are not where the order of
    the source puts them, then any.
    """
    rows = [[part for unit in units for part in unit] for units in wanted]
    torn, misplaced = _torn(rows, written), _misplaced(rows, written)
    left = gone.copy()
    chosen: list[set[int]] = [set() for _ in rows]
    for suspicion in (3, 2, 1, 0):
        for found, row, first, second in zip(chosen, rows, torn, misplaced, strict=True):
            for at, part in enumerate(row):
                if left[part] > 0 and 2 * first[at] + second[at] == suspicion:
                    left[part] -= 1
                    found.add(at)
    return [[row[at] for at in sorted(found)] for found, row in zip(chosen, rows, strict=True)]


def _torn(rows: Sequence[Sequence[str]], written: Sequence[str]) -> list[list[bool]]:
    """Mark the words of which no run of three is in the written words."""
    runs = set(_runs(written))
    marks: list[list[bool]] = []
    for row in rows:
        marked = [True] * len(row)
        for at, run in enumerate(_runs(row)):
            if run in runs:
                marked[at : at + 3] = [False] * 3
        marks.append(marked)
    return marks


def _runs(row: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return zip(row, row[1:], row[2:], strict=False)


def _misplaced(rows: Sequence[Sequence[str]], written: Sequence[str]) -> list[list[bool]]:
    """Mark the words that do not follow soon on those before, as the written words go."""
    positions: dict[str, list[int]] = {}
    for at, word in enumerate(written):
        positions.setdefault(word, []).append(at)
    cursor = 0
    marks: list[list[bool]] = []
    for row in rows:
        marked: list[bool] = []
        for part in row:
            known = positions.get(part, ())
            following = bisect_left(known, cursor)
            near = following < len(known) and known[following] - cursor < _REACH
            if near:
                cursor = known[following] + 1
            marked.append(not near)
        marks.append(marked)
    return marks
