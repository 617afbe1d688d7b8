"""The template of a site's single pages, from the surveys of a sample.

Texts that recur at a place are the template's. The run of blocks with most text of its own is the
text of a post, and the element that most pages have around this run is the container. Groups of
equal dated items with texts that occur once are comments. The thresholds were measured on mirrors
of real blogs whose class names were hidden.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

from wparchive.readers.pages.extract.learned import SiteTemplate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from wparchive.readers.pages.learning.survey import BlockSurvey, ItemSurvey, PageSurvey

FEWEST: Final = 10
"""Pages from which a template can be learned."""
_MANY: Final = 30
_SURE, _LIKELY = 0.8, 0.5
"""Shares of votes that a container needs on few pages, and on many."""
_LONG: Final = 40
"""Characters from which a text that recurs on three pages is the template's."""
_RECURS_LONG, _RECURS_SHORT, _RECURS_WORDS = 0.05, 0.15, 0.3
_ONCE, _SHORT_LINE = 0.7, 90
"""Share of pages that have a place once, and characters there, from which it is a byline."""
_LINKED: Final = 0.5
_CONSTANT_COST, _LINK_COST = 20, 50
_SHORTEST_RUN: Final = 300
_LIGHT: Final = 0.1
"""Mean weight of the blocks at a place below which it is the template's."""
_SECOND: Final = 0.25
_FEWEST_ITEMS, _MOST_ITEMS = 3, 2
_WHOLE, _UNIQUE = 0.75, 0.6
_AFTER_HEAD, _FEWEST_HEADS = 3, 2
_UNDER_HEADS: Final = 0.5
_SHARED_TITLE: Final = 0.1


def learn(surveys: Sequence[PageSurvey]) -> SiteTemplate | None:
    """Learn the template; return None if there are too few pages of posts, or they differ.

    Args:
        surveys: Those of a sample of pages, in a fixed order.
    """
    singles = _without_lists(_titled(surveys))
    if len(singles) < FEWEST:
        return None
    learner = _Learner(singles)
    containers, items = learner.containers(), learner.items
    if not containers and not items:
        return None
    return SiteTemplate(
        containers=containers,
        constants=frozenset(learner.constants),
        slots=frozenset(learner.slots),
        phrases=frozenset(learner.phrases),
        items=frozenset(items),
    )


def _titled(surveys: Sequence[PageSurvey]) -> list[PageSurvey]:
    """Return one page for each title; a title that many pages share is the blog's name."""
    titles = Counter(page.title for page in surveys)
    most = max(_FEWEST_ITEMS, _SHARED_TITLE * len(surveys))
    found: dict[int, PageSurvey] = {}
    for page in surveys:
        if page.title is not None and titles[page.title] <= most:
            found.setdefault(page.title, page)
    return list(found.values())


def _without_lists(pages: Sequence[PageSurvey]) -> list[PageSurvey]:
    """Leave out the pages whose text is under linked titles of other pages that begin so."""
    beginnings: dict[int, set[int]] = {}
    for page in pages:
        if page.title is not None:
            beginnings[page.title] = {b.beginning for b in page.blocks[page.start :]} - {0}
    recurring = _recurring(pages)
    return [page for page in pages if not _is_list(page, beginnings, recurring)]


def _is_list(
    page: PageSurvey, beginnings: dict[int, set[int]], recurring: Collection[tuple[int, int]]
) -> bool:
    own = sum(b.length for b in page.blocks if (b.path, b.key) not in recurring)
    heads = [
        n
        for n, block in enumerate(page.blocks)
        if block.linked >= _LINKED and block.text != page.title and block.text in beginnings
    ]
    verified = under = 0
    for head, following in pairwise([*heads, len(page.blocks)]):
        known = beginnings[page.blocks[head].text]
        after = page.blocks[head + 1 : min(following, head + 1 + 3 * _AFTER_HEAD)]
        if any(block.beginning in known for block in after[:_AFTER_HEAD]):
            verified += 1
            under += sum(b.length for b in page.blocks[head : following if verified else head])
    return verified >= _FEWEST_HEADS and under >= _UNDER_HEADS * own


def _recurring(pages: Sequence[PageSurvey]) -> set[tuple[int, int]]:
    """Return the path classes and texts of blocks that recur on several pages."""
    lengths: dict[tuple[int, int], int] = {}
    pages_of: Counter[tuple[int, int]] = Counter()
    for page in pages:
        seen = {(block.path, block.key): block.length for block in page.blocks}
        lengths.update(seen)
        pages_of.update(seen.keys())
    long = min(max(2.0, _RECURS_LONG * len(pages)), 3.0)
    short = max(2.0, _RECURS_SHORT * len(pages))
    return {
        place
        for place, number in pages_of.items()
        if number >= (long if lengths[place] >= _LONG else short)
    }


class _Learner:
    """Learns from the pages of posts.

    Attributes:
        constants: Path classes and texts of blocks that recur.
        phrases: Path classes and runs of three words that recur.
        slots: Path classes of lines that nearly every page has once, such as a byline.
        items: Keys of the groups that are comments.
    """

    def __init__(self, pages: Sequence[PageSurvey]) -> None:
        self._pages = pages
        self._places = frozenset[int]()
        self.constants = _recurring(pages)
        self.phrases = self._find_phrases()
        self.items = self._find_items()
        self.slots = self._find_slots()

    def _find_phrases(self) -> set[tuple[int, int]]:
        counts: Counter[tuple[int, int]] = Counter()
        for page in self._pages:
            counts.update({(b.path, t) for b in page.blocks for t in b.trigrams})
        least = _RECURS_WORDS * len(self._pages)
        return {place for place, number in counts.items() if number >= least}

    def _find_items(self) -> set[int]:
        """Find the place of comments: that with most whole items of different texts."""
        groups: dict[int, list[ItemSurvey]] = {}
        holds_text: Counter[int] = Counter()
        for page in self._pages:
            longest = max(page.blocks[page.start :], key=self._own_length, default=None)
            around = set() if longest is None else {page.elements[n] for n in longest.around}
            for group in page.items:
                groups.setdefault(group.key, []).append(group)
                holds_text[group.key] += not around.isdisjoint(group.places)
        # What holds the longest text of most pages holds the posts.
        for key in [k for k, found in groups.items() if holds_text[k] > _LINKED * len(found)]:
            del groups[key]
        comments = {key: found for key, found in groups.items() if _are_comments(found)}
        if not comments:
            return set()
        best = max(comments, key=lambda key: (*self._rank(key, comments[key]), key))
        self._places = frozenset[int]().union(*(g.places for g in comments[best]))
        return {best}

    def _rank(self, key: int, groups: Sequence[ItemSurvey]) -> tuple[int, bool, int]:
        """Rank a place by its whole items, elements alike before runs of elements."""
        whole = sum(group.whole for group in groups)
        is_alike = all(key in group.places for group in groups)
        return whole, is_alike, sum(group.length for group in groups)

    def _own_length(self, block: BlockSurvey) -> int:
        return 0 if (block.path, block.key) in self.constants else block.length

    def _find_slots(self) -> set[int]:
        """Find the places after the title that are the template's.

        They are short lines that nearly every page has once, and what has hardly any text of the
        pages' own: labels, and links to other pages.
        """
        once: dict[int, list[int]] = {}
        weights: dict[int, list[float]] = {}
        holders: Counter[int] = Counter()
        for page in self._pages:
            after = self._after_title(page)
            numbers = Counter(block.path for block in after)
            holders.update(numbers.keys())
            for block in after:
                weights.setdefault(block.path, []).append(self._own_share(block))
                if numbers[block.path] == 1:
                    once.setdefault(block.path, []).append(block.length)
        found = {
            path
            for path, lengths in once.items()
            if len(lengths) >= _ONCE * len(self._pages) and median(lengths) <= _SHORT_LINE
        }
        shared = (path for path, n in holders.items() if n >= _RECURS_WORDS * len(self._pages))
        return found | {path for path in shared if fmean(weights[path]) < _LIGHT}

    def _own_share(self, block: BlockSurvey) -> float:
        """Return how much of a block is the page's own and no link, from 0 to 1."""
        if (block.path, block.key) in self.constants or block.linked > _LINKED:
            return 0.0
        common = sum((block.path, t) in self.phrases for t in block.trigrams)
        return 1.0 - common / len(block.trigrams) if block.trigrams else 1.0

    def _after_title(self, page: PageSurvey) -> list[BlockSurvey]:
        """List the blocks after the title and outside of comments."""
        return [
            block
            for block in page.blocks[page.start :]
            if not block.in_comments
            and self._places.isdisjoint(page.elements[n] for n in block.around)
        ]

    def containers(self) -> tuple[int, ...]:
        """Return the path classes around the text of posts, the surest first; none if unsure."""
        votes: Counter[int] = Counter()
        for page in self._pages:
            for path, length in self._vote(page):
                votes[path] += round(1000 * min(1.0, 0.1 + length / _SHORTEST_RUN))
        total = sum(votes.values())
        ranked = sorted(votes, key=lambda path: (-votes[path], path))
        if not ranked:
            return ()
        share = votes[ranked[0]] / total
        if share < (_LIKELY if len(self._pages) >= _MANY else _SURE):
            return ()
        return tuple(path for path in ranked if votes[path] >= _SECOND * total)

    def _vote(self, page: PageSurvey) -> Iterator[tuple[int, int]]:
        """Yield the path class around the run of blocks with most text, and the run's length."""
        blocks = self._after_title(page)
        best, begin, run, start = 0.0, (0, 0), 0.0, 0
        for number, block in enumerate(blocks):
            if run <= 0:
                run, start = 0.0, number
            run += self._value(block)
            if run > best:
                best, begin = run, (start, number)
        if best <= 0:
            return
        inside = [b for b in blocks[begin[0] : begin[1] + 1] if self._value(b) > 0]
        common = set(inside[0].around[inside[0].lift :]).intersection(*(b.around for b in inside))
        holder = next((n for n in inside[0].around[inside[0].lift :] if n in common), None)
        if holder is not None:
            yield page.elements[holder], sum(block.length for block in inside)

    def _value(self, block: BlockSurvey) -> float:
        """Return what a block adds to a run: the length of its own text, or a cost."""
        if (block.path, block.key) in self.constants:
            return -_CONSTANT_COST - 0.5 * block.length
        if block.path in self.slots:
            return -_CONSTANT_COST
        if block.linked > _LINKED:
            return -_LINK_COST - float(block.length)
        own = self._own_share(block)
        return block.length * own if own >= _LINKED else -_CONSTANT_COST


def _are_comments(groups: Sequence[ItemSurvey]) -> bool:
    """Return whether the groups at one place are comments."""
    texts = [text for group in groups for text in group.texts]
    if len(texts) < _FEWEST_ITEMS or max(len(g.texts) for g in groups) < _MOST_ITEMS:
        return False
    whole = sum(group.whole for group in groups)
    return whole >= _WHOLE * len(texts) and len(set(texts)) >= _UNIQUE * len(texts)
