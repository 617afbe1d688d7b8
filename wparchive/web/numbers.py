"""Numbers in texts, such as ids in addresses: decimal, and no longer than a database's."""

from __future__ import annotations

from wparchive import patterns

DIGITS = 19
"""Digits of the longest numbers that are read; `fits` decides which of those are."""
_LARGEST = 2**63 - 1
_BEGINNING = patterns.lazy(rf"[+-]?(?:0*+[1-9][0-9]{{0,{DIGITS - 1}}}|0++)(?![0-9])")


def fits(number: int) -> bool:
    """Check whether a number has at most 64 bits, with its sign, as ids of Blogger have."""
    return -_LARGEST <= number <= _LARGEST


def whole_number(text: str | None) -> int | None:
    """Read a text of ASCII digits; None if the text is anything else, or no number that `fits`.

    Longer numbers are not ids: MySQL's ``BIGINT`` has none, and Python's ``int()`` raises for more
    than 4,300 digits.
    """
    if text and len(text) <= DIGITS and text.isascii() and text.isdigit():
        number = int(text)
        return number if fits(number) else None
    return None


def leading_number(text: str) -> int | None:
    """Read the number at the beginning of a text, as WordPress's ``(int)`` does: 7 in ``007 x``.

    Returns:
        The number; None if the text begins with none, where WordPress takes 0, or with one that
        does not fit.
    """
    found = _BEGINNING.match(text)
    number = int(found[0]) if found else None
    return number if number is not None and fits(number) else None
