"""Free-form dates, as pages show them to people in many languages: "26 septembre 2011 à 19 h 09".

Figures and the names of months are found by patterns of our own, which take microseconds and know
the mistakes of themes ("Juni 19th, 2018", "17.07, 2011 @"). dateparser reads dates in languages
that `months` does not have. A date must have day, month and year: "3 days ago" is no date, since a
page does not state when it was saved.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import digit

from wparchive import patterns
from wparchive.language.dates.months import LONGEST_NAME, month, month_names
from wparchive.language.dates.solar import with_common_dates

LONGEST: Final = 200
"""Characters of a text that can be a date; a paragraph that holds one is none."""

_GAP: Final = "\0"
_SPACES: Final = patterns.lazy(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_DIGIT: Final = patterns.lazy(r"[^\D0-9]")
_FIGURE: Final = patterns.lazy(r"\d")
_YEAR: Final = r"(?:19|20|24|25)\d\d"
_YEAR_FIRST: Final = patterns.lazy(
    rf"(?<!\d)({_YEAR})\s?[-./]\s?(\d\d?)\s?[-./]\s?(\d\d?)(?!\d)"
    rf"|(?<!\d)({_YEAR})\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]?"
)
_YEAR_LAST: Final = patterns.lazy(
    rf"(?<![\d.:])(\d\d?)\s?([-./])\s?(\d\d?)\s?[-./,]{{1,2}}\s?({_YEAR})(?!\d)"
    r"|(?<![\d.:])(\d\d?)([-./])(\d\d?)\6([’']?\d\d)(?![\d.:])"
)
_FIGURES: Final = {
    name: n for n, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), start=1)
}
_WRITTEN_MONTH: Final = patterns.lazy(r"(?<![一-十])(十[一二]?|[一二三四五六七八九])\s?月")
_COUNTED_MONTH: Final = patterns.lazy(
    r"(?<!\d)(\d\d?)\s?[月월]|\btháng\s(\d\d?)(?!\d)", re.IGNORECASE
)
"""Months that are numbered where other languages have names: ``2月 14, 2025``."""
_WORD: Final = patterns.lazy(r"[^\W\d_]+(?:[.'’\u0e00-\u0e7f\u0900-\u0dff]+[^\W\d_]*)*\.?")
_DAY: Final = r"(\d{1,2})(?:\s?(?:st|nd|rd|th|er|ère|º|ª|°|o|a|e|ste|de|\.?-?(?:го|ое|е)|日))?"
_DAY_BEFORE: Final = patterns.lazy(
    rf"(?<![\d:]){_DAY}(?:[\s.,،/|–-]|\b(?:de|d|of|ta|do|di|da|η|ης)\b['’]?)*$", re.IGNORECASE
)
_DAY_AFTER: Final = patterns.lazy(rf"^[\s.,،/|–-]*{_DAY}(?![\d:]|\s?[ap]\.?m\b)", re.IGNORECASE)
_YEAR_AFTER: Final = patterns.lazy(
    rf"^(?:[\s.,،/|–-]|\b(?:de|del|of|do|di|da|г|р)\b)*(?:({_YEAR})(?!\d)|[’'](\d\d)(?!\d))",
    re.IGNORECASE,
)
_YEAR_BEFORE: Final = patterns.lazy(
    rf"(?<!\d)({_YEAR})(?>(?:[\s.,،/|–-]|\b(?:m|g|gada|metų|e|ko)\b)*)$", re.IGNORECASE
)
_CLOCK: Final = patterns.lazy(r"(?<![\d:])(\d\d?)\s?:\s?(\d\d)(?::(\d\d))?(?!\d)")
_FRENCH: Final = patterns.lazy(
    r"(?<![\d:])(\d\d?)\s?h(?:eures?|rs?\b)?\s?(?:(\d\d)(?:\s?mi?n?)?)?(?!\w)", re.IGNORECASE
)
_EASTERN: Final = patterns.lazy(r"(?<!\d)(\d\d?)\s?[時时点點시](?:\s?(\d\d?)\s?[分분])?")
_DOTTED: Final = patterns.lazy(r"(?<![\d.,])(\d\d?)\.(\d\d)(?![\d.])")
_HOUR: Final = patterns.lazy(r"(?<![\d.,])(\d\d?)(?=\s?[ap]\.?\s?m\b)", re.IGNORECASE)
_CLOCKS: Final = (_CLOCK, _FRENCH, _EASTERN, _DOTTED, _HOUR)
_AFTER_NOON: Final = patterns.lazy(
    r"\s?(?:p\.?\s?m\b|μ\.?\s?μ|ch\b|مساء|م\b|بعد|пп\b|du\b|ب\.ظ|下午|晚上|午後|오후|chiều|tối|অপরাহ্ন)",
    re.IGNORECASE,
)
_BEFORE_NOON: Final = patterns.lazy(
    r"\s?(?:a\.?\s?m\b|π\.?\s?μ|sa\b|صباح|ص\b|дп\b|de\b|ق\.ظ|上午|早上|凌晨|午前|오전|sáng|পূর্বাহ্ন)",
    re.IGNORECASE,
)
_PREFIX: Final = patterns.lazy(
    r"(上午|早上|凌晨|午前|오전|清晨)|(下午|晚上|午後|오후|中午|傍晚)|(am)|(pm)", re.IGNORECASE
)
_MONTH_FIRST: Final = frozenset({"en-us", "fil", "en-ph"})
_THAI_ERA: Final = 543


class ParsedDate(NamedTuple):
    """A date in the precision of its text.

    Attributes:
        text: ISO 8601: ``2011-09-26T19:09:00``, or ``2011-09-26`` where the text has no time.
        ambiguous: Whether day and month are figures that could be the other way round, and were
            assigned by custom alone.
    """

    text: str
    ambiguous: bool = False


class _Day(NamedTuple):
    year: int
    month: int
    day: int
    start: int
    end: int
    ambiguous: bool = False


def detect_date_order(texts: list[str]) -> str:
    """Detect whether dates in figures begin with the day or the month, if one of them proves it.

    Returns:
        ``dmy`` or ``mdy``; empty if neither or both are proven.
    """
    proven = set()
    for text in texts:
        for match in _YEAR_LAST.finditer(text[:LONGEST]):
            first, _, second, _ = _last_groups(match)
            if int(first) > 12 >= int(second):
                proven.add("dmy")
            elif int(second) > 12 >= int(first):
                proven.add("mdy")
    return proven.pop() if len(proven) == 1 else ""


@lru_cache(maxsize=4096)
def parse_date(text: str, language: str = "", date_order: str = "") -> ParsedDate | None:
    """Find a date, and a time of day if there is one, in a short text.

    Args:
        text: Such as ``Posted on August 3, 2019 at 3:12 pm``.
        language: BCP 47 tag of the page, such as ``de`` or ``en-US``; empty if unknown.
        date_order: ``dmy`` or ``mdy``, as `detect_date_order` returns it; empty if unknown.

    Returns:
        None where the text holds no whole date, or is too long to be one.
    """
    if len(text) > LONGEST:
        return None
    text = _DIGIT.sub(lambda m: str(digit(m[0])), _SPACES.sub(" ", text).strip())
    if not _FIGURE.search(text):
        return None
    language = language.lower().replace("_", "-")
    text = with_common_dates(text, language)
    text = _WRITTEN_MONTH.sub(lambda m: f"{_FIGURES[m[1]]}月", text)
    found = _figures(text, language, date_order)
    if found is None:
        text = _COUNTED_MONTH.sub(_month_name, text)
        found = _named(text, language)
    if found is None:
        return _foreign(text, language)
    rest = text[: found.start] + _GAP + text[found.end :]
    day = f"{found.year:04}-{found.month:02}-{found.day:02}"
    time = _time(rest, language)
    return ParsedDate(f"{day}T{time}" if time else day, found.ambiguous)


def _month_name(match: re.Match[str]) -> str:
    """Return a month's name in place of its number, where it is one."""
    number = int(match[1] or match[2])
    return f" {month_names('en', number)[0]} " if 1 <= number <= 12 else match[0]


def _figures(text: str, language: str, date_order: str) -> _Day | None:
    for match in _YEAR_FIRST.finditer(text):
        year, mon, day = (int(g) for g in match.groups() if g is not None)
        if found := _day(year, mon, day, match):
            return found
    for match in _YEAR_LAST.finditer(text):
        first_, separator, second_, year_ = _last_groups(match)
        first, second = int(first_), int(second_)
        year = int(year_.strip("’'"))
        if year < 100:
            year += 2000 if year < 70 else 1900
        unclear = first <= 12 and second <= 12 and first != second
        months_first = date_order == "mdy" or (
            not date_order
            and separator == "/"
            and (language in _MONTH_FIRST or language in {"en", ""})
        )
        if first > 12 or (second <= 12 and not months_first):
            first, second = second, first
        ambiguous = unclear and not date_order and separator == "/" and language in {"en", ""}
        if found := _day(year, first, second, match, ambiguous=ambiguous):
            return found
    return None


def _last_groups(match: re.Match[str]) -> tuple[str, str, str, str]:
    groups = match.groups()
    first, separator, second, year = groups[:4] if groups[0] else groups[4:]
    return first, separator, second, year


def _named(text: str, language: str) -> _Day | None:
    """Find a month by its name, with the day and the year next to it."""
    words = list(_WORD.finditer(text))
    for index, word in enumerate(words):
        for last in reversed(words[index : index + LONGEST_NAME]):
            number = month(text[word.start() : last.end()], language[:2])
            if number is None:
                continue
            before, after = text[: word.start()], text[last.end() :]
            if found := _around(before, after, number, word.start(), last.end()):
                return found
    return None


def _around(before: str, after: str, number: int, start: int, end: int) -> _Day | None:
    day, year = _DAY_BEFORE.search(before), _YEAR_AFTER.match(after)
    if day and year:
        return _checked(year, number, day[1], day.start(), end + year.end())
    day = _DAY_AFTER.match(after)
    if day and (year := _YEAR_AFTER.match(after[day.end() :])):
        return _checked(year, number, day[1], start, end + day.end() + year.end())
    if day and (year := _YEAR_BEFORE.search(before)):
        return _checked(year, number, day[1], year.start(), end + day.end())
    return None


def _checked(year: re.Match[str], number: int, day: str, start: int, end: int) -> _Day | None:
    full = int(year[1]) if year[1] else 2000 + int(year[2])
    return _on_calendar(full, number, int(day), start, end)


def _day(
    year: int, number: int, day: int, match: re.Match[str], *, ambiguous: bool = False
) -> _Day | None:
    return _on_calendar(year, number, day, match.start(), match.end(), ambiguous=ambiguous)


def _on_calendar(
    year: int, number: int, day: int, start: int, end: int, *, ambiguous: bool = False
) -> _Day | None:
    if year > 2400:
        year -= _THAI_ERA
    try:
        datetime(year, number, day)  # noqa: DTZ001
    except ValueError:
        return None
    return _Day(year, number, day, start, end, ambiguous)


def _time(rest: str, language: str) -> str | None:
    """Find the time of day in the rest of the text, after the date rather than before it."""
    gap = rest.index(_GAP)
    for start, stop in ((gap, len(rest)), (0, gap)):
        for pattern in _CLOCKS:
            match = pattern.search(rest, start, stop)
            if match and (time := _on_clock(match, rest, language)):
                return time
    return None


def _on_clock(match: re.Match[str], rest: str, language: str) -> str | None:
    figures = [int(group or 0) for group in match.groups()]
    hour, minute, second = [*figures, 0, 0][:3]
    if hour > 23 or minute > 59 or second > 59:
        return None
    if hour <= 12:
        hour = _noon(hour, match, rest, language)
    return f"{hour:02}:{minute:02}:{second:02}"


def _noon(hour: int, match: re.Match[str], rest: str, language: str) -> int:
    """Return the hour of 24 for an hour of twelve, by the words before or after it."""
    tail = rest[match.end() : match.end() + 12]
    # German's `am` before a date is no time of day.
    german = language.startswith("de") and re.match(r"\s?am\s*\0", tail)
    if _AFTER_NOON.match(tail):
        return hour % 12 + 12
    if _BEFORE_NOON.match(tail) and not german:
        return hour % 12
    words = list(_PREFIX.finditer(rest[max(0, match.start() - 6) : match.start()]))
    if words and (words[-1][2] or words[-1][4]):
        return hour % 12 + 12
    if words and words[-1][1]:
        return hour % 12
    return hour


def _foreign(text: str, language: str) -> ParsedDate | None:
    """Parse a date with dateparser, in a language that `months` does not have."""
    code = language.partition("-")[0]
    if not code or len(text) > 60 or not re.search(rf"(?<!\d){_YEAR}(?!\d)", text):
        return None
    if text.isascii() and not re.search("[A-Za-z]{3}", text):
        return None
    try:
        import dateparser  # noqa: PLC0415 - rarely needed, slow to set up, and an extra
    except ModuleNotFoundError:
        return None
    try:
        moment = dateparser.parse(
            text,
            languages=[code],
            settings={
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except (ValueError, OverflowError, RecursionError, TypeError, AttributeError):
        return None
    if moment is None:
        return None
    whole = moment.isoformat(timespec="seconds")[:19]
    return ParsedDate(whole if any(p.search(text) for p in _CLOCKS) else whole[:10])
