"""Character references of HTML, also those whose numbers no library takes."""

from __future__ import annotations

import html
import sys
from typing import TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    import re

# Python's int() refuses more than 4,300 digits; Unicode's last character has 7 (6 hexadecimal).
_LONG = patterns.lazy(r"&#(?:[xX]([0-9a-fA-F]{7,})|([0-9]{8,}));?")
_MOST_DIGITS = 7


def unescape(text: str) -> str:
    """Replace character references by their characters, as `html.unescape` does.

    A number of any length is read: one past Unicode's last character becomes U+FFFD, as the HTML
    standard says (section 13.2.5.80, "numeric character reference end state").
    """
    return html.unescape(shorten(text)) if "&" in text else text


def shorten(text: str) -> str:
    """Write references with many digits as short ones that mean the same, for other parsers."""
    return _LONG.sub(_shortened, text) if "&#" in text else text


def _shortened(match: re.Match[str]) -> str:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    digits = digits.lstrip("0")
    number = int(digits or "0", base) if len(digits) <= _MOST_DIGITS else 0
    return f"&#{number};" if 0 < number <= sys.maxunicode else "&#65533;"
