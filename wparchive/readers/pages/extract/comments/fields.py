"""The name, the date and the text of a comment whose markup names none of them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.language.dates.freeform import LONGEST
from wparchive.language.dates.months import month
from wparchive.language.phrases import PhraseKind, is_phrase
from wparchive.language.phrases.labels import (
    ACTION,
    AT_WORDS,
    BY,
    BY_WORDS,
    LEADING_SAYS,
    ON_WORDS,
    POSTED_WORDS,
    SAYS,
)
from wparchive.readers.pages.extract.comments.lines import (
    copy_of,
    lines_of,
    remove_empty,
    unwrapped,
)
from wparchive.readers.pages.extract.comments.scope import is_permalink
from wparchive.readers.pages.extract.dated_line import date_span
from wparchive.readers.pages.extract.markup import drop, inner_html
from wparchive.readers.pages.extract.tree import link_target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wparchive.readers.pages.extract.comments.lines import Line
    from wparchive.readers.pages.extract.date_parser import DateParser, FoundDate
    from wparchive.readers.pages.extract.tree import Element

_CLOCK: Final = patterns.lazy(r"(?<![\d:.])(?:[01]?\d|2[0-3])\s?[:.h]\s?[0-5]\d(?!\d)")
_DAY_WORD: Final = patterns.lazy(
    r"(?<!\w)(\d{1,2})?[\s.,]{0,3}([^\W\d_]{3,12})[\s.,]{0,3}(\d{1,2})?"
)
_AGO: Final = patterns.lazy(
    r"(?<!\d)\d{1,5} (?:\w{1,20} )?ago\b|\b(?:vor|il y a|hace|há|fa) \d{1,5} \w"
    r"|(?<!\d)\d{1,5}\s?(?:日前|時間前|天前|小时前)",
    re.IGNORECASE,
)
_COUNTED: Final = patterns.lazy(
    rf"\A#?\d{{1,5}}\s+\w{{1,20}}+\s+(?=(?:{BY_WORDS})\b)", re.IGNORECASE
)
"""The count of a comment and the word for comments, before "by" and the name."""
_EDGES: Final = ' \t\xa0,;:|·•–—-()[]@#/"“”«»'
_UNIT: Final = patterns.lazy(
    r"(?:\s{0,3}(?:[ap]\.?\s?m\b\.?|uhr\b|h\b|hrs?\b|min\b|o.clock\b"
    r"|(?:gmt|utc|cest|cet)\b(?:[+-]\d{1,4})?)){1,3}",
    re.IGNORECASE,
)
"""What follows a time of day."""
_NUMBERED: Final = patterns.lazy(r"(?:#\s?\d{1,5}|\d{1,5}\s?[.)]|\d{1,5})\Z")
_LABEL: Final = patterns.lazy(
    rf"(?:\A|(?<=\W))(?:{POSTED_WORDS}|{ON_WORDS}|{AT_WORDS}|date|datum)\W*\Z", re.IGNORECASE
)
_LAST_BREAK: Final = patterns.lazy(r"<[bh]r\s?/?>\Z", re.IGNORECASE)
_LONGEST_BREAK: Final = 8
_INITIAL: Final = patterns.lazy(r"\s(?:[^\W\d_]|jr|sr)\.\Z", re.IGNORECASE)
"""What a name may end with, though no sentence: "Tom W."."""
_AVATAR: Final = patterns.lazy(r"avatar", re.IGNORECASE)
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6", "strong", "b", "cite", "dt"})
_LONGEST_TITLE: Final = 200
_LONGEST_NAME: Final = 40
_LONGEST_HEAD: Final = 110
_FEW: Final = 3
"""Characters beside a name and a date that are no text."""


class Fields(NamedTuple):
    """The fields of a comment.

    Attributes:
        name: Its author; None if none was found.
        url: The link of the name; None if it has none.
        date: Its date; None if the date is not whole.
        unread: A date that is not whole, such as one without its year; None if there is none.
        html: Its text; empty if there is none.
        is_apart: Whether its text begins on another line than its date.
    """

    name: str | None
    url: str | None
    date: FoundDate | None
    unread: str | None
    html: str
    is_apart: bool = True

    @property
    def is_dated(self) -> bool:
        """Whether a date was found, whole or not."""
        return self.date is not None or self.unread is not None


class _DateLine(NamedTuple):
    """The line with the date, and where in the line the date is, in characters."""

    line: Line
    start: int
    end: int
    date: FoundDate | None


def read_fields(
    parts: Sequence[Element], without: Collection[Element], date_parser: DateParser
) -> Fields:
    """Read a comment by its lines: a short one has the date, the name is in this line or beside it.

    Args:
        parts: The elements of the comment, which follow each other.
        without: The elements of its answers.
        date_parser: The parser of the page's dates.
    """
    top = copy_of(parts, without)
    for image in [e for e in top.iter("img") if _AVATAR.search(f"{e.get('src')} {e.get('class')}")]:
        drop(image)
    lines = [line for line in lines_of(top) if not _is_label(line)]
    dated = _find_date_line(lines, date_parser)
    if dated is None:
        return Fields(None, None, None, None, inner_html(top))
    name, url, named = _find_name(lines, dated)
    unread = None if dated.date else dated.line.text[dated.start : dated.end]
    for line in lines_of(top):
        if _is_label(line):
            line.cut()
    ends = {line: _end_of_head(line, dated, name) for line in (dated.line, *named)}
    for line, end in ends.items():
        line.cut(end)
    remove_empty(top)
    html = _without_last_breaks(inner_html(unwrapped(top)))
    return Fields(name, url, dated.date, unread, html, ends[dated.line] is None)


def _without_last_breaks(html: str) -> str:
    """Remove the line breaks and rules at the end of a text."""
    while found := _LAST_BREAK.search(html, max(0, len(html) - _LONGEST_BREAK)):
        html = html[: found.start()].rstrip()
    return html


def _is_label(line: Line) -> bool:
    """Return whether a line is a number, a mere "says:" or a control, such as "Reply"."""
    text = line.text.strip(_EDGES)
    is_label = _is_spoken(line.text) or is_phrase(text, PhraseKind.BYLINE)
    return not text or is_label or bool(_NUMBERED.match(line.text) or ACTION.match(line.text))


def _is_spoken(text: str) -> bool:
    """Return whether a text is a mere "says:"."""
    spoken = SAYS.match(text.strip())
    return spoken is not None and spoken.end() == len(text.strip())


def is_datelike(text: str) -> bool:
    """Return whether a short text has a day and a time, or an age, though not a whole date."""
    if len(text) > _LONGEST_HEAD or not any(map(str.isdigit, text)):
        return False
    return _partial(text) is not None


def _partial(text: str) -> tuple[int, int] | None:
    """Find a date without its year, or an age; return where it begins and ends."""
    if match := _AGO.search(text):
        return match.span()
    clock = _CLOCK.search(text)
    for word in _DAY_WORD.finditer(text):
        if (word[1] or word[3]) and month(word[2].strip("."), ""):
            end = max(word.end(), clock.end() if clock else 0)
            after = re.match(r"\s?[ap]\.?m\b\.?", text[end:], re.IGNORECASE)
            return word.start(1 if word[1] else 2), end + (after.end() if after else 0)
    return None


def _find_date_line(lines: Sequence[Line], date_parser: DateParser) -> _DateLine | None:
    """Find the line with the date, one with a time before others."""
    found: list[_DateLine] = []
    for line in lines:
        for element in line.around():
            if element.tag == "time" and (date := date_parser.parse_attributes(element, "time")):
                shown = " ".join(" ".join(map(str, element.itertext())).split())
                start = max(0, line.text.find(shown))
                found.append(_DateLine(line, start, start + len(shown), date))
                break
        else:
            found += [dated] if (dated := _date_in(line, date_parser)) else []
    return max(
        found, key=lambda d: (d.date is not None) + (bool(d.date and d.date.has_time)), default=None
    )


def _date_in(line: Line, date_parser: DateParser) -> _DateLine | None:
    """Find a date in the beginning of a line."""
    text = line.text[:_LONGEST_HEAD] if len(line.text) > LONGEST else line.text
    span = date_span(text, date_parser)
    if span is None:
        place = _partial(text) if len(line.text) <= _LONGEST_HEAD else None
        return _DateLine(line, *place, None) if place else None
    end = span.end
    if unit := _UNIT.match(text, end):
        end = unit.end()
    return _DateLine(line, span.start, end, span.date)


def _find_name(
    lines: Sequence[Line], dated: _DateLine
) -> tuple[str | None, str | None, list[Line]]:
    """Find the name: beside the date, before "wrote:", or in the line before or after the date."""
    line = dated.line
    longest = _LONGEST_TITLE if _is_heading(line) else _LONGEST_NAME
    if name := _name(line.text[: dated.start], longest):
        return name, _link(line, dated.start), [line]
    rest = line.text[dated.end :]
    if len(rest) <= _LONGEST_NAME and (name := _name(rest)):
        return name, _link(line, None), [line]
    place = next(n for n, other in enumerate(lines) if other is line)
    for other in chain(lines[:place], lines[place + 1 :]):
        spoken = SAYS.search(other.text)
        if spoken and spoken[0].strip(" ,:：") and (name := _name(other.text)):
            return name, _link(other, None), [other]
    beside = [*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]]
    for other in beside:
        longest = _LONGEST_TITLE if _is_heading(other) else _LONGEST_NAME
        if len(lines) > 2 and (name := _name(other.text, longest)):
            return name, _link(other, None), [other]
    return None, None, []


def _is_heading(line: Line) -> bool:
    """Return whether a line is in a heading, as the titles of pages that sent a ping are."""
    return not _HEADINGS.isdisjoint(e.tag for e in line.around())


def _name(text: str, longest: int = _LONGEST_NAME) -> str | None:
    """Return the name that a text consists of, with labels around; None if it is no name."""
    text = BY.sub("", _COUNTED.sub("", text.strip(_EDGES)))
    while match := _LABEL.search(text.rstrip(_EDGES)):
        text = text[: match.start()]
    spoken = SAYS.search(text)
    text = (text[: spoken.start()] if spoken else text).strip(_EDGES)
    if ACTION.match(text):
        return None
    text = LEADING_SAYS.sub("", text)
    text += ")" * (text.count("(") - text.count(")") == 1)
    fits = text and len(text) <= longest and any(map(str.isalnum, text))
    is_sentence = text.endswith((".", "!", "?", "。")) and not _INITIAL.search(text)
    return text if fits and not is_sentence else None


def _link(line: Line, end: int | None) -> str | None:
    """Return the target of the first link before a place in a line, but no permalink."""
    links = [e for e in line.around(end) if e.tag == "a" and not is_permalink(e)]
    return next((url for e in links if (url := link_target(e))), None)


def _end_of_head(line: Line, dated: _DateLine, name: str | None) -> int | None:
    """Return where in a line the name and the date end; None if nothing else is in it."""
    end = dated.end if line is dated.line else 0
    if name and (place := line.text.find(name)) >= 0 and place + len(name) > end:
        return None  # the name ends the line
    rest = line.text[end:].lstrip(_EDGES)
    is_whole = not end or len(rest) <= _FEW or ACTION.match(rest) or _is_spoken(rest)
    return None if is_whole else len(line.text) - len(rest)
