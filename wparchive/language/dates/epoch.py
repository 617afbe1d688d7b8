"""The date that the user's environment gives, for outputs that can be made again byte by byte."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

_LAST_SECOND: Final = 253402300799
"""The end of the year 9999, the last that `datetime` has."""
_DIGITS: Final = 18


def source_date() -> datetime | None:
    """Read ``SOURCE_DATE_EPOCH`` (reproducible-builds.org), in seconds since 1970.

    Returns:
        The date in UTC, at most the end of the year 9999; None without a whole number.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not (text.isascii() and text.isdigit()):
        return None
    seconds = int(text) if len(text) <= _DIGITS else _LAST_SECOND
    return datetime.fromtimestamp(min(seconds, _LAST_SECOND), UTC)
