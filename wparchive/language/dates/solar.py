"""Dates of the Persian solar calendar, which blogs in Persian show: "12 آبان 1397".

The year begins at the spring equinox. Its first six months have 31 days, the next five 30, and
the last one 29, or 30 in leap years; eight of 33 years are leap years.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    import re

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "فروردین فروردين", "اردیبهشت ارديبهشت", "خرداد", "تیر تير", "مرداد امرداد",
            "شهریور شهريور", "مهر", "آبان ابان", "آذر اذر", "دی دي", "بهمن", "اسفند",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAMES: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR: Final = r"(?P<year>1[34]\d\d)(?!\d)"
_DAY: Final = r"(?P<day>\d\d?)"
_MONTH: Final = rf"(?P<month>{_NAMES})(?!\w)(?:\s?ماه(?!\w))?"
_WRITTEN: Final = (
    patterns.lazy(rf"(?<!\d){_DAY}\s?(?:ام\s)?{_MONTH}[\s،,]{{0,3}}{_YEAR}"),
    patterns.lazy(rf"(?<!\w){_MONTH}\s?{_DAY}(?:ام)?[\s،,]{{1,3}}{_YEAR}"),
)
_FIGURES: Final = patterns.lazy(
    r"(?<![\d/-])(?P<year>1[34]\d\d)(?P<mark>[/-])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\d/-])"
)
_FIRST: Final = 1300
_FIRST_DAY: Final = date(1921, 3, 21)


def with_common_dates(text: str, language: str) -> str:
    """Replace the dates of the solar calendar in a text by those of the common calendar.

    Args:
        text: The text, with digits from 0 to 9.
        language: BCP 47 tag in lower case. Dates in figures are converted in Persian only.
    """
    for pattern in _WRITTEN:
        text = pattern.sub(_common, text)
    return _FIGURES.sub(_common, text) if language.startswith("fa") else text


def _common(match: re.Match[str]) -> str:
    name = match["month"]
    month = _MONTHS[name] if name in _MONTHS else int(name)
    found = _to_date(int(match["year"]), month, int(match["day"]))
    return found.isoformat() if found else match[0]


def _to_date(year: int, month: int, day: int) -> date | None:
    """Return the day of a date of the solar calendar; None if there is no such day."""
    if year < _FIRST or not 1 <= month <= 12 or not 1 <= day <= _length(year, month):
        return None
    days = sum(365 + _is_leap(y) for y in range(_FIRST, year))
    days += sum(_length(year, m) for m in range(1, month)) + day - 1
    return _FIRST_DAY + timedelta(days=days)


def _is_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def _length(year: int, month: int) -> int:
    if month < 12:
        return 31 if month <= 6 else 30
    return 29 + _is_leap(year)
