"""Character references of HTML, also those whose numbers no library takes."""

from __future__ import annotations

import html
import re

# Python's int() refuses more than 4,300 digits; Unicode's last character has 7 (6 hexadecimal).
_LONG = re.compile(r"&#(?:[xX]0*+([0-9a-fA-F]{5,})|0*+([0-9]{6,}));?")


def unescape(text: str) -> str:
    """Replace character references by their characters, as `html.unescape` does.

    A number of any length is read: one past Unicode's last character becomes U+FFFD, as the HTML
    standard says (section 13.2.5.80, "numeric character reference end state").
    """
    return html.unescape(shorten(text))


def shorten(text: str) -> str:
    """Write references with many digits as short ones that mean the same, for other parsers."""
    return _LONG.sub(_shortened, text) if "&#" in text else text


def _shortened(match: re.Match[str]) -> str:
    digits, base, limit = (match[1], 16, 6) if match[1] else (match[2], 10, 7)
    number = int(digits, base) if len(digits) <= limit else 0
    return f"&#{number};" if 0 < number <= 0x10FFFF else "&#65533;"
