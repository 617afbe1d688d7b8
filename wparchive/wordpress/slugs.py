"""Slugs: the words of a title as the last part of an address, the way WordPress forms them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final
from urllib.parse import quote

from wparchive import patterns
from wparchive.web.scanning import Ended

_MAX_BYTES: Final = 200

# Letters that decompose into nothing plain (wp-includes/formatting.php, remove_accents()).
_SPECIAL: Final = {
    "ª": "a", "º": "o", "Æ": "AE", "Ð": "D", "Ø": "O", "Þ": "TH", "ß": "s", "æ": "ae", "ð": "d",
    "ø": "o", "þ": "th", "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ĳ": "IJ", "ĳ": "ij",
    "ĸ": "k", "Ŀ": "L", "ŀ": "l", "Ł": "L", "ł": "l", "ŉ": "n", "Ŋ": "N", "ŋ": "n", "Œ": "OE",
    "œ": "oe", "Ŧ": "T", "ŧ": "t", "ſ": "s", "Ə": "E", "ǝ": "e", "€": "E", "£": "", "ɑ": "a",
}  # fmt: skip
_BY_LANGUAGE: Final = {
    "de": {"Ä": "Ae", "ä": "ae", "Ö": "Oe", "ö": "oe", "Ü": "Ue", "ü": "ue", "ß": "ss"},
    "da": {"Æ": "Ae", "æ": "ae", "Ø": "Oe", "ø": "oe", "Å": "Aa", "å": "aa"},
    "ca": {"l·l": "ll"},
    "sr": {"Đ": "DJ", "đ": "dj"},
    "bs": {"Đ": "DJ", "đ": "dj"},
}
_ACCENTED: Final = patterns.lazy(
    "[\xa3\xaa\xba\xc0-\u017f\u018f\u01a0\u01a1\u01af\u01b0\u01cd-\u01dd\u0218-\u021b"
    "\u0251\u1ea0-\u1ef9\u20ac]"
)

_MARK: Final = patterns.lazy(r"<!--.*?(?:-->|\Z)|[<>\"']", re.DOTALL)
# Spaces that show, and dashes.
_DASHES: Final = patterns.lazy(
    "%c2%a0|%e2%80%(?:8[0-9a]|9[34]|a[89f])|&(?:nbsp|#160|ndash|#8211|mdash|#8212);|/"
)
_DROPPED: Final = patterns.lazy(
    "|".join(
        quote(mark).lower()
        for mark in "\xad\xa1\xbf\xab\xbb\u2039\u203a\u2018\u2019\u201c\u201d\u201a\u201b\u201e"
        "\u201f\u2022\xa9\xae\xb0\u2026\u2122\xb4\u02ca\u0301\u0341\u0300\u0304\u030c\u200b\u200c\u200d"
        "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\ufffc"
    )
)
_ENTITY: Final = Ended(patterns.lazy(r"&[^\n;]++;"), patterns.lazy(";"))
_ODD: Final = patterns.lazy(r"[^%a-z0-9 _-]")
_OCTET: Final = patterns.lazy(r"%(?![a-f0-9]{2})", re.IGNORECASE)


def remove_accents(text: str, language: str = "") -> str:
    """Remove the accents of Latin letters, as WordPress's ``remove_accents`` does.

    Args:
        text: Any text.
        language: The site's, such as ``de-DE``: some languages spell umlauts out.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    code = language.replace("_", "-").partition("-")[0].lower()
    for letter, plain in _BY_LANGUAGE.get(code, {}).items():
        text = text.replace(letter, plain)
    return _ACCENTED.sub(lambda letter: _plain(letter[0]), text)


@cache
def _plain(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() and base.isalpha() else letter


def slug(title: str, language: str = "") -> str:
    """Make the slug that WordPress gives to a post of this title (``sanitize_title()``).

    Args:
        title: A title, also with HTML.
        language: The site's.

    Returns:
        Lower-case letters, digits, ``_``, ``-`` and percent-encoded octets, at most 200 bytes;
        empty where the title holds nothing of that kind.
    """
    text = _without_tags(remove_accents(title, language))
    text = _encoded(_OCTET.sub("", text).lower())
    text = _DROPPED.sub("", _DASHES.sub("-", text)).replace("%c3%97", "x")
    text = _ODD.sub("", _ENTITY.sub("", text).replace(".", "-"))
    return re.sub("-+", "-", text.replace(" ", "-")).strip("-")


def _without_tags(text: str) -> str:
    """Strip tags as PHP's ``strip_tags``: quotes hide a tag's end, nested tags are counted."""
    out: list[str] = []
    done = depth = 0
    quoted = ""
    for mark in _MARK.finditer(text):
        sign = mark[0]
        if not depth:
            if sign == "<" and text[mark.end() : mark.end() + 1].isspace():
                continue
            if sign.startswith("<"):
                out.append(text[done : mark.start()])
                done, depth, quoted = mark.end(), int(sign == "<"), ""
        elif sign in {"'", '"'}:
            quoted = "" if quoted == sign else quoted or sign
        elif not quoted:
            depth += 1 if sign == "<" else -1 if sign == ">" else 0
            done = mark.end()
    return "".join([*out, "" if depth else text[done:]])


def _encoded(text: str) -> str:
    """Percent-encode characters that are not ASCII, and cut the text at 200 bytes."""
    out: list[str] = []
    length = 0
    for letter in text:
        piece = letter if letter.isascii() else quote(letter).lower()
        length += len(piece)
        if length > _MAX_BYTES:
            break
        out.append(piece)
    return "".join(out)
