"""Decode the bytes of a page: by their marks, by the declared charset, or by the best fit.

Marks and valid UTF-8 outweigh every declaration, as pages were often re-encoded by those who saved
them and declare what they once were. A declaration outweighs a guess.
"""

from __future__ import annotations

import codecs
import re
from io import StringIO
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

UTF8: Final = "utf-8"
_LOOKED_AT: Final = 1 << 16
_DECLARED: Final = 1 << 12
"""Bytes in which a declaration may be of a form that only `bs4` knows; browsers read 1,024."""
_BOMS: Final = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# `<` and a white space or letter, in encodings of two bytes.
_WIDE: Final = (
    (patterns.lazy(rb"\A(?>(?:\s\0)*)<\0[!?a-zA-Z]\0"), "utf-16-le"),
    (patterns.lazy(rb"\A(?>(?:\0\s)*)\0<\0[!?a-zA-Z]"), "utf-16-be"),
)
_META: Final = patterns.lazy(
    rb"""<meta\b(?:(?!<meta\b)[^>])*?\bcharset\s*+=\s*+["']?\s*+([\w.:-]+)"""
    rb"""|<\?xml(?:(?!<\?xml)[^>])*?\bencoding\s*+=\s*+["']([\w.:-]+)""",
    re.IGNORECASE,
)
_LANG: Final = patterns.lazy(
    rb"""<html\b(?:(?!<html\b)[^>])*?\blang\s*+=\s*+["']?([a-zA-Z]{2,3})|<language>\s*+([a-zA-Z]{2,3})""",
    re.IGNORECASE,
)
# What browsers read under a label (Encoding Standard, 4.2), where Python's codec is narrower.
_LABELS: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
NO_ENCODINGS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)
"""Codecs of Python for text that are no encodings: they fail, or make characters of ASCII text."""
_BEYOND: Final = bytes(range(0x80, 0x100))
"""The bytes that are no ASCII."""
_FAULT: Final = patterns.lazy("[\udc80-\udcff]+")
_TORN: Final = frozenset("\udcc2\udcc3\udce2\udcf0")
"""Beginnings of characters that are cut off more often than they are a letter of windows-1252."""


class Decoded(NamedTuple):
    """A document as text.

    Attributes:
        text: The text.
        charset: Python's name of the encoding.
        notices: What was repaired.
    """

    text: str
    charset: str
    notices: list[Notice]


def decode(data: bytes, *, source: str = "", declared: str | None = None) -> Decoded:
    """Decode a page, a feed or a text; never fails.

    Args:
        data: Its bytes.
        source: The input's name, for notices.
        declared: The encoding that the server named (``Content-Type``), if it is known.
    """
    if (wide := _marked(data)) is not None:
        start, name = wide
        return _decode(data[start:], name, source, None)
    declared_codec = next(filter(None, map(_codec, _declarations(data, declared))), None)
    if declared_codec is not None and declared_codec.startswith("iso2022"):
        return _decode(data, declared_codec, source, declared_codec)
    if data.isascii():
        return Decoded(data.decode("ascii"), declared_codec or UTF8, [])
    try:
        return _utf8(data.decode(UTF8), source, declared_codec)
    except UnicodeDecodeError:
        text = data.decode(UTF8, "surrogateescape")
    faults = len(text) - len(data.decode(UTF8, "ignore"))
    sound = len(text) - len(data.translate(None, _BEYOND)) - faults
    if declared_codec in {UTF8, None} and sound >= 4 * faults:
        return _utf8(text, source, declared_codec)
    if declared_codec not in {UTF8, None}:
        return _decode(data, str(declared_codec), source, declared_codec)
    if declared_codec == UTF8 and sound:
        return _utf8(text, source, declared_codec)
    return _decode(data, _guess(data), source, declared_codec)


def _marked(data: bytes) -> tuple[int, str] | None:
    """Find the encoding that a mark, or two bytes a letter, show; None without either.

    Returns:
        The number of bytes of the mark, and the encoding.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return len(mark), name
    return next(((0, name) for pattern, name in _WIDE if pattern.match(data)), None)


def _declarations(data: bytes, declared: str | None) -> Iterator[str]:
    if declared:
        yield declared
    for match in _META.finditer(data[:_LOOKED_AT]):
        yield (match[1] or match[2]).decode("ascii")


def _codec(label: str) -> str | None:
    """Python's name of the encoding that browsers read under a label; None if they know none."""
    try:
        name = codecs.lookup(label.strip("\"' ")).name
        "<".encode(name)
    except (LookupError, UnicodeError, TypeError, ValueError):
        return None
    if name in NO_ENCODINGS:
        return None
    # A document in which such a declaration can be read is not in that encoding.
    return UTF8 if name.startswith(("utf-16", "utf-32", "utf-7")) else _LABELS.get(name, name)


def _utf8(text: str, source: str, declared_codec: str | None) -> Decoded:
    notices = []
    if declared_codec not in {UTF8, None}:
        message = f"The page declares {declared_codec}, but is UTF-8."
        notices.append(Notice(Code.ENCODING_REPAIRED, message, source))
    # A list of all parts would take many times the memory of a page of such bytes.
    repaired, places, first, done = StringIO(), 0, 0, 0
    for run in _FAULT.finditer(text):
        first = first if places else run.start()
        places += 1
        repaired.write(text[done : run.start()])
        repaired.write(_single(run[0]))
        done = run.end()
    if places:
        message = f"Bytes are not valid UTF-8 in {quantity(places, 'place')}."
        line = text.count("\n", 0, first) + 1
        notices.append(Notice(Code.BYTE_REPLACED, message, source, line=line))
        repaired.write(text[done:])
        text = repaired.getvalue()
    return Decoded(text, UTF8, notices)


def _single(run: str) -> str:
    """Decode invalid bytes in UTF-8 as windows-1252, or as a torn character."""
    raw = bytes(ord(char) - 0xDC00 for char in run)
    if run[0] in _TORN:
        return "\ufffd"
    return raw.decode("cp1252", "replace")


def _decode(data: bytes, charset: str, source: str, declared_codec: str | None) -> Decoded:
    notices = []
    if declared_codec is not None and declared_codec != charset:
        message = f"The page declares {declared_codec}, but is {charset}."
        notices.append(Notice(Code.ENCODING_REPAIRED, message, source))
    try:
        text = data.decode(charset)
    except UnicodeError:
        text = data.decode(charset, "replace")
        message = f"{text.count(chr(0xFFFD))} places have bytes that are invalid in {charset}."
        notices.append(Notice(Code.BYTE_REPLACED, message, source))
    return Decoded(text, charset, notices)


def _guess(data: bytes) -> str:
    """Guess the encoding of bytes without a declaration, by the language if it is known."""
    match = _LANG.search(data[:_LOOKED_AT])
    names = BY_LANGUAGE.get((match[1] or match[2]).decode().lower(), ()) if match else ()
    from bs4.dammit import EncodingDetector  # noqa: PLC0415 - heavy, and rarely needed

    # By itself it looks for `<meta ... >` in a part of the page that grows, in quadratic time.
    declared = EncodingDetector.find_declared_encoding(data[:_DECLARED], is_html=True)
    detector = EncodingDetector(data, list(filter(None, (*names, declared))), is_html=False)
    known = (codec for name in detector.encodings if (codec := _codec(name)))
    return next((codec for codec in known if _fits(data, codec)), "cp1252")


def _fits(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except UnicodeError:
        return False
    return True


BY_LANGUAGE: Final = {
    **dict.fromkeys("ru uk be bg mk sr".split(), ("cp1251",)),
    **dict.fromkeys("pl cs sk hu sl hr ro bs sq".split(), ("cp1250",)),
    **dict.fromkeys("lt lv et".split(), ("cp1257",)),
    **dict.fromkeys("ar fa ur".split(), ("cp1256",)),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ja": ("euc_jp", "cp932"),
    "zh": ("gb18030", "big5"),
    "ko": ("cp949",),
}
"""Encodings before UTF-8, for documents without a true declaration."""
