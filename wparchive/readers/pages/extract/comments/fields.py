"""The name, the date and the text of a comment whose markup names none of them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.language.dates.freeform import LONGEST
from wparchive.language.dates.months import month
from wparchive.language.phrases.labels import ACTION, AT_WORDS, BY, ON_WORDS, POSTED_WORDS, SAYS
from wparchive.readers.pages.extract.comments.lines import (
    copy_of,
    lines_of,
    remove_empty,
    unwrapped,
)
from wparchive.readers.pages.extract.comments.scope import is_permalink
from wparchive.readers.pages.extract.markup import inner_html
from wparchive.readers.pages.extract.tree import link_target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wparchive.readers.pages.extract.comments.lines import Line
    from wparchive.readers.pages.extract.date_parser import DateParser, FoundDate
    from wparchive.readers.pages.extract.tree import Element

_CLOCK: Final = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-3])\s?[:.h]\s?[0-5]\d(?!\d)")
_DAY_WORD: Final = re.compile(r"(?<!\w)(\d{1,2})?[\s.,]{0,3}([^\W\d_]{3,12})[\s.,]{0,3}(\d{1,2})?")
_AGO: Final = re.compile(
    r"\b\d+ (?:\w+ )?ago\b|\b(?:vor|il y a|hace|há|fa) \d+ \w+|\d+\s?(?:日前|時間前|天前|小时前)",
    re.IGNORECASE,
)
_EDGES: Final = ' \t\xa0,;:|·•–—-()[]@#/"“”«»'
_NUMBERED: Final = re.compile(r"(?:#\s?\d{1,5}|\d{1,5}\s?[.)]|\d{1,5})\Z")
_LABEL: Final = re.compile(
    rf"(?:\A|(?<=\W))(?:{POSTED_WORDS}|{ON_WORDS}|{AT_WORDS}|date|datum)\W*\Z", re.IGNORECASE
)
_EDGE_BREAKS: Final = re.compile(r"\A(?>(?:\s|<(?:br|hr)\s*/?>)+)|(?:\s|<(?:br|hr)\s*/?>)+\Z")
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
    html = _EDGE_BREAKS.sub("", inner_html(unwrapped(top)))
    return Fields(name, url, dated.date, unread, html, ends[dated.line] is None)


def _is_label(line: Line) -> bool:
    """Return whether a line is a number or a control, such as "Reply"."""
    text = line.text.strip(_EDGES)
    return not text or bool(_NUMBERED.match(line.text)) or bool(ACTION.match(line.text))


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
    date = date_parser.parse(text, "text")
    if date is None:
        place = _partial(text) if len(line.text) <= _LONGEST_HEAD else None
        return _DateLine(line, *place, None) if place else None
    starts = [m.start() for m in re.finditer(r"(?<![\w/.:-])\w", text)]
    ends = [m.end() for m in re.finditer(r"\w\.?(?![\w/:-])", text)]
    start = next(s for s in [*reversed(starts), 0] if date_parser.parse(text[s:], "text") == date)
    end = next(
        e
        for e in [*ends, len(text)]
        if e > start and date_parser.parse(text[start:e], "text") == date
    )
    return _DateLine(line, start, end, date)


def _find_name(
    lines: Sequence[Line], dated: _DateLine
) -> tuple[str | None, str | None, list[Line]]:
    """Find the name: beside the date, before "wrote:", or in the line before or after the date."""
    line = dated.line
    if name := _name(line.text[: dated.start]):
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
        if len(lines) > 2 and (name := _name(other.text)):
            return name, _link(other, None), [other]
    return None, None, []


def _name(text: str) -> str | None:
    """Return the name that a text consists of, with labels around; None if it is no name."""
    text = BY.sub("", text.strip(_EDGES))
    while match := _LABEL.search(text.rstrip(_EDGES)):
        text = text[: match.start()]
    spoken = SAYS.search(text)
    text = (text[: spoken.start()] if spoken else text).strip(_EDGES)
    if ACTION.match(text):
        return None
    fits = text and len(text) <= _LONGEST_NAME and any(map(str.isalnum, text))
    return text if fits and not text.endswith((".", "!", "?", "。")) else None


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
    is_whole = not end or len(rest) <= _FEW or ACTION.match(rest)
    return None if is_whole else len(line.text) - len(rest)
