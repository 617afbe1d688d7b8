"""The titles of other pages that a page shows as links, each with the beginning of what follows.

A list of posts without telling names looks like a post. What tells it from one are its linked
titles: under each is the text that begins the page of this title.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive.assembly.identity import digest
from wparchive.readers.pages.extract.learned import PageBlocks, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.readers.pages.extract.tree import Element, Tree

BEGINNING: Final = 40
"""Letters by which the beginning of a text is known again."""
_AFTER, _OWN = 3, 8
"""Blocks after a title: those that may begin its text, and those that are kept of a post."""
_LINKED: Final = 0.5
_FEWEST, _ONE = 2, 0.8
_SHARE: Final = 0.5
_MANY: Final = 10
_FEW: Final = 0.05
"""Share of the titles that one text may follow on lists; it may be on some ten of them."""


class LinkedTitle(msgspec.Struct, frozen=True):
    """A linked title.

    Attributes:
        title: The digest of its letters.
        beginnings: Digests of the beginnings of the blocks that follow.
        start: Letters of the page before it.
    """

    title: int
    beginnings: tuple[int, ...]
    start: int


class ShownTitles(msgspec.Struct, frozen=True):
    """The titles that a page shows.

    Attributes:
        own: The digest of the letters of its own title.
        beginnings: Digests of the beginnings of its blocks after the title.
        linked: The linked titles, in document order.
        length: Letters of the text that was read as its post's.
        total: Letters of the page.
    """

    own: int
    beginnings: tuple[int, ...]
    linked: tuple[LinkedTitle, ...]
    length: int
    total: int


def beginning(text: str) -> int:
    """Return the digest of the beginning of a text; 0 for a short one."""
    letters = folded(text)
    return digest(letters[:BEGINNING]) if len(letters) >= BEGINNING else 0


def shown_titles(tree: Tree, title: str, heading: Element | None, length: int) -> ShownTitles:
    """Collect the titles that a page shows.

    Args:
        tree: The page.
        title: Its own title.
        heading: The element that shows it; None if unknown.
        length: Letters of the text that was read as its post's.
    """
    blocks = PageBlocks(tree).blocks
    begins = [beginning(found.block.text) for found in blocks]
    letters = [folded(found.block.text) for found in blocks]
    places = [0, *accumulate(map(len, letters))]
    start = tree.position(heading) if heading is not None else -1
    # What is linked above the title is the blog's name, and no post that the page lists.
    linked = [
        LinkedTitle(digest(letters[number]), following, places[number])
        for number, found in enumerate(blocks)
        if found.linked >= _LINKED
        and tree.position(found.block.element) >= start
        and (following := tuple(filter(None, begins[number + 1 : number + 1 + _AFTER])))
    ]
    after = (
        b for b, f in zip(begins, blocks, strict=True) if tree.position(f.block.element) > start
    )
    own = tuple(b for b in after if b)[:_OWN]
    return ShownTitles(digest(folded(title)), own, tuple(linked), length, places[-1])


class TitleIndex:
    """Knows how the pages of each title begin, and which titles other pages list."""

    def __init__(self) -> None:
        self._pages: dict[int, ShownTitles] = {}
        self._beginnings: dict[int, set[int]] = {}

    def add(self, number: int, shown: ShownTitles) -> None:
        """Add the page of an observation, by its number."""
        self._pages[number] = shown
        self._beginnings.setdefault(shown.own, set()).update(shown.beginnings)

    def lists(self) -> dict[int, int]:
        """Map the numbers of the observations that are lists to the letters of no known post.

        A page that others list, with the beginning of its text, is a post whatever it shows.
        """
        self._drop_template()
        verified_on = {number: list(self._verified(page)) for number, page in self._pages.items()}
        pages_of = Counter(title for v in verified_on.values() for title in {t.title for t in v})
        listed = pages_of.keys()
        # The newest posts beside or below every post are the template's.
        least = max(_MANY, _SHARE * sum(map(bool, verified_on.values())))
        everywhere = {title for title, number in pages_of.items() if number >= least}
        found = {}
        for number, page in self._pages.items():
            verified = [t for t in verified_on[number] if t.title not in everywhere]
            under = _letters_under(page, verified)
            share = _SHARE if len(verified) >= _FEWEST else _ONE
            if verified and page.own not in listed and under >= share * page.length:
                found[number] = max(0, page.length - under)
        return found

    def _drop_template(self) -> None:
        """Forget the texts that follow many titles: those below a short post are the template's."""
        titles_of = Counter(text for texts in self._beginnings.values() for text in texts)
        most = max(_MANY, _FEW * len(self._beginnings))
        shared = {text for text, number in titles_of.items() if number > most}
        for texts in self._beginnings.values():
            texts.difference_update(shared)

    def _verified(self, page: ShownTitles) -> Iterable[LinkedTitle]:
        for linked in page.linked:
            known = self._beginnings.get(linked.title)
            if known and linked.title != page.own and not known.isdisjoint(linked.beginnings):
                yield linked


def _letters_under(page: ShownTitles, verified: list[LinkedTitle]) -> int:
    """Count the letters under some titles; the last one has no more than the longest of others."""
    starts = [linked.start for linked in verified]
    under = [after - before for before, after in pairwise(starts)]
    last = page.total - starts[-1] if starts else 0
    return sum(under) + (min(last, max(under)) if under else last)
