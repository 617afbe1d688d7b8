"""Parts of blocks of plugins: icons and switches around texts, titles that only attributes have."""

from __future__ import annotations

import re
from typing import Final

from wparchive.web.references import unescape
from wparchive.web.scanning import Ended

_ICON: Final = Ended(
    re.compile(
        r"<(span|div|i)\b(?=[^<>]*\bclass=\"[^\"]*icon)[^<>]*>\s*+(?:<svg\b.*?</svg\s*+>)?\s*+[+×▸▾›]?"
        r"\s*+</\1\s*+>",
        re.DOTALL | re.IGNORECASE,
    ),
    re.compile(r"</(?:span|div|i)\s*+>", re.IGNORECASE),
)
# What opens a part of an accordion; its words are the title of the part.
_SWITCH: Final = Ended(
    re.compile(
        r"<button\b(?=[^<>]*\bclass=\"[^\"]*(?:accordion|toggle|faq|collaps))[^<>]*>(.*?)</button\s*+>",
        re.DOTALL | re.IGNORECASE,
    ),
    re.compile(r"</button\s*+>", re.IGNORECASE),
)
_TAG: Final = re.compile(r"<[^<>]*>")


def without_decoration(html: str) -> str:
    """Remove the icons of blocks, and the buttons around the titles of accordions.

    Args:
        html: HTML of blocks of the editor.
    """
    if "icon" in html:
        html = _ICON.sub("", html)
    return _SWITCH.sub(r"\1", html) if "<button" in html else html


def with_title(title: str, inner: str) -> str:
    """Put a title that only the attributes of a plugin's block have before its content.

    Args:
        title: The title, as HTML.
        inner: The HTML that the block encloses.
    """
    if _plain(title) in _plain(inner):
        return inner
    return f"<p><strong>{title}</strong></p>\n{inner}"


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split()).casefold()
