"""Unclaimed text, which is in no field of a record: kept in `extra`, and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.assembly.identity import digest
from wparchive.assembly.unclaimed.words import first_words, words_of
from wparchive.errors.notices import Code, Notice, quantity
from wparchive.model.elements import UnknownElement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TAG: Final = "text-unclaimed"
"""The name of elements of `extra` that keep unclaimed text."""
PARAGRAPH: Final = 25
"""Words from which a text is a paragraph, and no caption or line of a theme."""
_THEME: Final = 3
"""Pages that share a text from which on it is the theme's."""


class UnclaimedText(NamedTuple):
    """A text that is in no field.

    Attributes:
        text: The text, each block a line.
        words: How many of its words no field holds.
        is_paragraph: Whether one of its blocks is a paragraph.
        attributes: Its place, such as ``element`` and ``class``.
    """

    text: str
    words: int
    is_paragraph: bool
    attributes: dict[str, str]

    @classmethod
    def of(cls, text: str, attributes: dict[str, str]) -> UnclaimedText:
        """Make an unclaimed text from a text of which no part is in a field."""
        words = len(words_of(text))
        return cls(text, words, words >= PARAGRAPH, attributes)

    def joined(self, other: UnclaimedText) -> UnclaimedText:
        """Return this text joined with the text that follows."""
        return self._replace(
            text=f"{self.text}\n{other.text}",
            words=self.words + other.words,
            is_paragraph=self.is_paragraph or other.is_paragraph,
        )

    def as_extra(self) -> UnknownElement:
        """Return the element of `extra` that keeps the text."""
        return UnknownElement(tag=TAG, attributes=self.attributes, text=self.text)


class TextSummary(NamedTuple):
    """The summary of an unclaimed text, for the account of many documents.

    Attributes:
        key: A digest of the text.
        start: The text's first words.
        words: How many of its words no field holds.
        is_paragraph: Whether it holds a paragraph.
    """

    key: int
    start: str
    words: int
    is_paragraph: bool

    @classmethod
    def of(cls, run: UnclaimedText) -> TextSummary:
        """Return the summary of an unclaimed text."""
        key = digest(" ".join(words_of(run.text)))
        return cls(key, first_words(run.text), run.words, run.is_paragraph)


class UnclaimedSummary(NamedTuple):
    """The unclaimed text of one document.

    Attributes:
        source: The input's name.
        post_id: The post's id; None if it has none.
        title: The document's title; empty if it has none.
        body: How many words the post's body, or the comment, has.
        unclaimed: What no field holds.
        aside: Paragraphs in boilerplate that should hold none.
        of: ``body`` for the text of a post, or ``comment``.
    """

    source: str
    post_id: int | None
    title: str
    body: int
    unclaimed: tuple[TextSummary, ...]
    aside: tuple[TextSummary, ...] = ()
    of: str = "body"

    @property
    def words(self) -> int:
        """Number of words that are in no field."""
        return sum(found.words for found in self.unclaimed)


def notices_of(accounts: Iterable[UnclaimedSummary]) -> list[Notice]:
    """Report the unclaimed text of several posts.

    A text on several pages is the theme's: it is reported once, and casts no doubt on a body.

    Args:
        accounts: Those of all documents that were read as posts.
    """
    accounts = [account for account in accounts if account.unclaimed or account.aside]
    pages: dict[int, list[UnclaimedSummary]] = {}
    for account in accounts:
        for key in {found.key for found in account.unclaimed}:
            pages.setdefault(key, []).append(account)
    shared = {key for key, holders in pages.items() if len(holders) >= _THEME}
    notices: list[Notice] = []
    reported: set[int] = set()
    for account in accounts:
        own = [found for found in account.unclaimed if found.key not in shared]
        notices.extend(_of_post(account, own))
        for found in account.unclaimed:
            if found.key in shared and found.key not in reported:
                reported.add(found.key)
                notices.append(_of_theme(found, pages[found.key]))
    return notices


def _of_post(account: UnclaimedSummary, own: Sequence[TextSummary]) -> Iterator[Notice]:
    words = sum(found.words for found in own)
    if own:
        places = "" if len(own) == 1 else f" in {len(own)} places"
        number = quantity(words, "word")
        text = f"Text that belongs to no field ({number}{places}): {own[0].start!r}."
        yield Notice(Code.TEXT_UNCLAIMED, text, account.source, post_id=account.post_id)
    paragraph = next((found for found in own if found.is_paragraph), None)
    aside = sum(found.words for found in account.aside)
    if own and (paragraph is not None or words > account.body):
        doubt, left = paragraph or own[0], words
    elif account.aside and aside > account.body:
        doubt, left = account.aside[0], aside
    else:
        return
    has = f"The {account.of} has {quantity(account.body, 'word')}"
    text = f"{has}; it lacks {quantity(left, 'word')} of the source: {doubt.start!r}."
    yield Notice(Code.BODY_DOUBTFUL, text, account.source, post_id=account.post_id)


def _of_theme(found: TextSummary, holders: Sequence[UnclaimedSummary]) -> Notice:
    of = f"Text that {len(holders):,} pages share ({quantity(found.words, 'word')})"
    text = f"{of} belongs to the theme and to no field: {found.start!r}."
    return Notice(Code.TEXT_UNCLAIMED, text, holders[0].source)
