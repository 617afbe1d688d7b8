"""The encoding of a damaged document: the declared one, the real one, and a copy in UTF-8."""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.storage.opening import open_regular
from wparchive.web.charset import BY_LANGUAGE, NO_ENCODINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.xml_repair.log import RepairLog

UTF8 = "utf-8"
_BLOCK = 1 << 20
_STEP = 1 << 13
"""Bytes that are decoded at a time; small, since a fault makes the rest of a step wait."""
_PIECE = 512
"""Characters of a piece of a document; each piece of a text in an old encoding has some faults."""
_BOMS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# `<` and a white space or letter, in encodings of two and four bytes.
_WIDE = (
    (patterns.lazy(rb"[\s<]\0\0\0[\s\w<?!]\0\0\0"), "utf-32-le"),
    (patterns.lazy(rb"\0\0\0[\s<]\0\0\0[\s\w<?!]"), "utf-32-be"),
    (patterns.lazy(rb"[\s<]\0[\s\w<?!]\0"), "utf-16-le"),
    (patterns.lazy(rb"\0[\s<]\0[\s\w<?!]"), "utf-16-be"),
)
_DECLARED = patterns.lazy(r"""<\?xml(?:(?!<\?xml)[^>])*?encoding\s*+=\s*+["']([\w.:-]+)["']""")
_LANGUAGE = patterns.lazy(rb"<language>\s*+(?:<!\[CDATA\[\s*+)?([A-Za-z]{2,3})")


def detect(path: Path) -> tuple[str, str]:
    """Return the encoding of a document, and the one that the document declares (or "")."""
    with open_regular(path) as file:
        start = file.read(1 << 16)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name, _declared(start, name)
    for pattern, name in _WIDE:
        if pattern.match(start.lstrip(b" ") if name.endswith("le") else start):
            return name, _declared(start, name)
    declared = _declared(start, "latin-1")
    codec = _codec(declared)
    found = _count_utf8(path)
    if not found.faults and (found.valid or codec is None):
        return UTF8, declared
    if codec not in {None, UTF8, "ascii"}:
        return str(codec), declared
    if found.are_faults_everywhere:
        if found.faults * 10 > found.valid and (guess := _by_language(path, start, wide=True)):
            return guess, declared
        # A document with hardly a character of UTF-8 is in an old encoding as a whole.
        if found.valid * 4 < found.faults:
            return _by_language(path, start, wide=False) or "cp1252", declared
    return UTF8, declared


def _declared(start: bytes, charset: str) -> str:
    match = _DECLARED.search(start[:4096].decode(charset, "ignore"))
    return match[1] if match else ""


def _codec(name: str) -> str | None:
    """Return Python's name of an 8-bit encoding; None for no name, an unknown or a wide one."""
    try:
        codec = codecs.lookup(name).name if name else None
        "<".encode(codec or UTF8)
    except (LookupError, UnicodeError):
        return None
    if codec is None or codec in NO_ENCODINGS or codec.startswith(("utf-16", "utf-32", "utf-7")):
        return None
    return codec


def is_utf8(path: Path) -> bool:
    """Return whether a document has characters beyond ASCII, all of them valid UTF-8."""
    found = _count_utf8(path)
    return bool(found.valid) and not found.faults


class _Utf8Count(NamedTuple):
    """What is beyond ASCII in a document.

    Attributes:
        valid: Characters of UTF-8.
        faults: Bytes that are not UTF-8.
        pieces: Pieces of the text that have characters beyond ASCII, or such bytes.
        faulty: Those with such bytes.
    """

    valid: int
    faults: int
    pieces: int
    faulty: int

    @property
    def are_faults_everywhere(self) -> bool:
        """True unless the bytes are in a few places, as those of a damaged disk are."""
        return 2 * self.faulty > self.pieces


def _count_utf8(path: Path) -> _Utf8Count:
    decoder = codecs.getincrementaldecoder(UTF8)("surrogateescape")
    valid = faults = pieces = faulty = 0
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            if block.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(block)
            for begin in range(0, len(text), _PIECE):
                piece = text[begin : begin + _PIECE]
                if piece.isascii():
                    continue
                wrong = len(re.findall("[\udc80-\udcff]", piece))
                faults += wrong
                valid += len(re.findall("[^\0-\x7f]", piece)) - wrong
                pieces += 1
                faulty += wrong > 0
    faults += (rest := len(decoder.getstate()[0]))
    return _Utf8Count(valid, faults, pieces + bool(rest), faulty + bool(rest))


def _by_language(path: Path, start: bytes, *, wide: bool) -> str | None:
    """Return the old encoding of the document's language, if all bytes can be decoded by it."""
    match = _LANGUAGE.search(start)
    names = BY_LANGUAGE.get(match[1].decode().lower(), ()) if match else ()
    fitting = [name for name in names if name.startswith("cp125") != wide]
    return next((name for name in fitting if _decodes(path, name)), None)


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with open_regular(path) as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class OffsetMap:
    """A map of offsets in a UTF-8 copy to those in the original, by steps of some kilobytes."""

    path: Path
    charset: str
    copied: array[int] = field(default_factory=lambda: array("Q"))
    original: array[int] = field(default_factory=lambda: array("Q"))

    def __call__(self, offset: int) -> int:
        """Return the original's offset."""
        step = bisect_right(self.copied, offset) - 1
        with open_regular(self.path) as file:
            file.seek(self.copied[step])
            text = file.read(offset - self.copied[step]).decode(UTF8, "ignore")
        return self.original[step] + len(text.encode(self.charset, "replace"))


def transcode(path: Path, target: Path, charset: str, log: RepairLog) -> OffsetMap:
    """Write a copy in UTF-8; replace bytes that cannot be decoded by U+FFFD, and log them.

    The offsets in the log are those of the copy.
    """
    offsets = OffsetMap(target, charset)
    with target.open("wb") as file:
        for start, block in _steps(path, charset):
            offsets.copied.append(file.tell())
            offsets.original.append(start)
            rest = block
            while rest:
                try:
                    file.write(rest.decode(charset).encode(UTF8))
                    break
                except UnicodeDecodeError as error:
                    file.write(rest[: error.start].decode(charset).encode(UTF8))
                    wrong = rest[error.start : error.end]
                    message = (
                        f"{wrong.hex(' ')} is not a character in {charset}; U+FFFD replaces it."
                    )
                    log.add(Code.BYTE_REPLACED, file.tell(), message)
                    file.write("\ufffd".encode())
                    rest = rest[error.end :]
    return offsets


def _steps(path: Path, charset: str) -> Iterator[tuple[int, bytes]]:
    """Yield offset and bytes of steps of the document, each ending between characters."""
    with open_regular(path) as file:
        start, rest = 0, b""
        while block := file.read(_STEP):
            block = rest + block
            size = len(block) - _incomplete_tail(block, charset)
            yield start, block[:size]
            start, rest = start + size, block[size:]
        if rest:
            yield start, rest


def _incomplete_tail(block: bytes, charset: str) -> int:
    """Return how many bytes at the end are an incomplete character."""
    if charset.startswith("utf-32"):
        return len(block) % 4
    if charset.startswith("utf-16"):
        odd = len(block) % 2
        high = block[len(block) - odd - (1 if charset.endswith("le") else 2) :][:1]
        return odd + (2 if high and 0xD8 <= high[0] <= 0xDB else 0)
    try:
        block.decode(charset)
    except UnicodeDecodeError as error:
        if error.end == len(block) and len(block) - error.start < 4:
            return len(block) - error.start
    return 0
