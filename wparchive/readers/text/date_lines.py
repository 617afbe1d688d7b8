"""Lines with the author or the date of a post or comment."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.dates.freeform import parse_date
from wparchive.language.dates.weekdays import without_weekday
from wparchive.language.phrases import PhraseKind
from wparchive.language.phrases.labels import BY, PING, SAYS

LONGEST: Final = 200
_FIGURE: Final = patterns.lazy(r"\d")
_STRONG: Final = patterns.lazy(r"(\*\*|__)(.+?)\1")
"""Emphasis of Markdown."""
_LINK_NUMBER: Final = patterns.lazy(r"\[\d{1,4}\](?=\S)")
_GLUED: Final = patterns.lazy(r"([^\W\d_]{4})(?=\d{1,2}\.?\s)")
"""A word that a theme has glued to a date."""
_TWICE: Final = patterns.lazy(r"(?<!\d)(?:19|20)\d\d(?=\d{1,2}\.?\s|[^\W\d_]{3})")
"""The year of a date that is glued to another date: ``1. Juni 20102. Juli 2011``."""
_LINKING: Final = patterns.lazy(
    r"(?:^|\s)(?:on|am|um|at|le|à|el|a las|il|alle|op|om|em|às|den|kl|dne|dnia|o|στις|в|by|von|de"
    r"|par|the|:|@|-|–|—|\||·|•|#|»|,|«)\Z",
    re.IGNORECASE,
)
_NOON: Final = patterns.lazy(r"^(?:[ap]\.?\s?m\b\.?|uhr\b|h\b|min\b)\s*", re.IGNORECASE)
_MARKS: Final = patterns.lazy(
    r"^[\s|·•@:,#–—»«-]++(?:[\s|·•@:,#–—»«(-]++$)?|(?<![\s|·•@:,#–—»«(-])[\s|·•@:,#–—»«(-]++$"
)


class DateMatch(NamedTuple):
    """A date in a line.

    Attributes:
        moment: ISO 8601, a date or a date with its time.
        before: The text before it.
        after: The text after it.
    """

    moment: str
    before: str
    after: str

    @property
    def has_time(self) -> bool:
        """Whether the date has a time of day."""
        return "T" in self.moment


@lru_cache(maxsize=2048)
def find_date(text: str, language: str, order: str) -> DateMatch | None:
    """Find the date in a line; return it and the text around it, or None.

    Args:
        text: The line.
        language: Of the dump; empty if unknown.
        order: ``dmy`` or ``mdy``; see `wparchive.language.dates.freeform.detect_date_order`.
    """
    if len(text) > LONGEST or not _FIGURE.search(text):
        return None
    if (match := _published_and_changed(text, language, order)) is not None:
        return match
    text = _GLUED.sub(r"\1 ", text)
    found = parse_date(text, language, order)
    if found is None:
        return None
    words = [match.span() for match in re.finditer(r"\S+", text)]
    first, last = 0, len(words)
    while (
        first + 1 < last
        and parse_date(_part(text, words, first + 1, last), language, order) == found
    ):
        first += 1
    while (
        first + 1 < last
        and parse_date(_part(text, words, first, last - 1), language, order) == found
    ):
        last -= 1
    after = _NOON.sub("", text[words[last - 1][1] :].strip())
    before, after = without_weekday(text[: words[first][0]].strip(), after, found.text)
    return DateMatch(found.text, before, after)


def _published_and_changed(text: str, language: str, order: str) -> DateMatch | None:
    """Read a date of publication that is glued to one of a change, which browsers hide."""
    twice = _TWICE.search(text)
    if twice is None or _TWICE.search(text, twice.end()):
        return None
    published = find_date(text[: twice.end()], language, order)
    changed = find_date(text[twice.end() :], language, order)
    if published is None or changed is None or published.after or changed.before:
        return None
    return DateMatch(published.moment, published.before, changed.after)


def _part(text: str, words: list[tuple[int, int]], first: int, last: int) -> str:
    return text[words[first][0] : words[last - 1][1]]


def speaker_in(text: str) -> str | None:
    """Return who speaks in a line such as ``Ada says:``; None for other lines."""
    if len(text) > LONGEST or not text.endswith((":", "：")):
        return None
    match = SAYS.search(text)
    if match is None or not re.search(r"\w", match[0]):
        return _speaker_in_phrase(text)
    return text[: match.start()].strip()


def _speaker_in_phrase(text: str) -> str | None:
    """Return the same by WordPress's own phrases, in which the verb is not at the end."""
    match = phrases.match_phrase(PhraseKind.SAYS, text)
    return match.values.get("author") if match else None


def unnumbered(text: str) -> str:
    """Leave out the numbers that lynx writes before the words of links: ``[12]News``."""
    return _LINK_NUMBER.sub("", text)


def name(text: str) -> str:
    """Return a commenter's name without the words and marks that themes print around it."""
    text = _MARKS.sub("", _STRONG.sub(r"\2", unnumbered(text)))
    for _ in range(4):
        shorter = _MARKS.sub("", _LINKING.sub("", SAYS.sub("", text)))
        words = shorter.split()
        for number in (3, 2, 1):
            tail = " ".join(words[-number:])
            if len(words) > number and phrases.match_phrase(PhraseKind.BYLINE, tail):
                shorter = " ".join(words[:-number])
                break
        if shorter == text:
            break
        text = shorter
    return BY.sub("", text).strip()


def ping_in(text: str) -> tuple[str, str] | None:
    """Return kind and source in a line such as ``Pingback: Another blog``; None for other lines."""
    match = PING.match(text)
    if match is None:
        return None
    return "trackback" if match["track"] else "pingback", text[match.end() :].strip()


def is_control(text: str) -> bool:
    """Return whether a line is a control of a comment: reply, edit, like, link to it."""
    if len(text) > 60:
        return False
    bare = _MARKS.sub("", unnumbered(text.strip()).strip("↓↑←→()[] "))
    if not bare or _LIKES.fullmatch(bare):
        return True
    parts = re.split(r"(?>(?:(?<!\s)\s++)?)[|·•/]\s*+", bare)
    return all(
        phrases.is_phrase(part, PhraseKind.REPLY, PhraseKind.EDIT, PhraseKind.SHARE)
        or _CONTROL.fullmatch(part)
        for part in parts
    )


_CONTROL: Final = patterns.lazy(
    r"permalink|#|link|quote|zitieren|citer|citar|report(?: comment)?|melden|share|\d+"
    r"|log in to reply",
    re.IGNORECASE,
)
_LIKES: Final = patterns.lazy(
    r"(?:liked? by \d+ pe\w{1,20}|liked? by you|(?:like|liken|liked|gefällt mir|j.aime|me gusta"
    r"|mi piace|curtir|gostar|gosto|leuk|vind-ik-leuk|いいね|нравится|lubię|gilla"
    r"|synes godt om|liker)|gefällt \d+ \w{1,20}|loading(?:\.\.\.|…)?|aimé par \d+ \w{1,20}|\s)+",
    re.IGNORECASE,
)
