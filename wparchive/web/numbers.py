"""Numbers in texts, such as ids in addresses: decimal, and no longer than a database's."""

from __future__ import annotations

DIGITS = 18
"""Digits of the longest numbers that are read: all such numbers fit into 64 bits with a sign."""


def whole_number(text: str | None) -> int | None:
    """Read a text of ASCII digits; None if the text is anything else, or longer than `DIGITS`.

    Longer numbers are not ids: MySQL's ``BIGINT`` has none, and Python's ``int()`` raises for more
    than 4,300 digits.
    """
    if text and len(text) <= DIGITS and text.isascii() and text.isdigit():
        return int(text)
    return None
