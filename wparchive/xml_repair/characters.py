"""Repair characters that XML forbids: invalid UTF-8, controls, U+FFFE, references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code, quantity

if TYPE_CHECKING:
    import re

    from wparchive.xml_repair.log import RepairLog

_FORBIDDEN = patterns.lazy(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_VALID = patterns.lazy(
    rb"(?>(?:[\t\n\r\x20-\x7f]++|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xec\xee][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xef(?:[\x80-\xbe][\x80-\xbf]|\xbf[\x80-\xbd])"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*)"
)
_CONTROLS = patterns.lazy(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+|(?:\xef\xbf[\xbe\xbf])+")
HOLE = patterns.lazy(rb"([\x00-\x08\x0b\x0c\x0e-\x1f])\1{7}")
"""Bytes that a disk writes in place of lost ones."""
_SURROGATES = patterns.lazy(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
# The start of a character that goes no further, and characters that UTF-8 does not encode.
_BROKEN = patterns.lazy(
    rb"\xed[\xa0-\xbf][\x80-\xbf]|\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]"
    rb"|\xed[\x80-\x9f]|\xf0[\x90-\xbf][\x80-\xbf]?|[\xf1-\xf3][\x80-\xbf]{1,2}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]?"
)
_AMPERSAND = patterns.lazy(rb"&(?:#(\d+);|#[xX]([0-9A-Fa-f]+);|(?:amp|lt|gt|quot|apos);)?")
_UNKNOWN = b"\xef\xbf\xbd"


def repair_characters(piece: bytes, offset: int, log: RepairLog) -> bytes:
    """Repair a stretch of a document in UTF-8: replace or drop what XML forbids.

    A single byte that is not UTF-8 is read as windows-1252, which such bytes usually are; an
    incomplete sequence becomes U+FFFD.

    Args:
        piece: Bytes that begin and end between characters.
        offset: Their offset in the document.
        log: Collects the repairs.
    """
    if not _FORBIDDEN.search(piece) and _is_utf8(piece):
        return piece
    parts: list[bytes] = []
    position = 0
    while True:
        match = _VALID.match(piece, position)
        assert match  # it matches the empty stretch
        parts.append(match[0])
        position = match.end()
        if position == len(piece):
            return b"".join(parts)
        taken, new = _replacement(piece, position, offset, log)
        parts.append(new)
        position += taken


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _replacement(piece: bytes, position: int, offset: int, log: RepairLog) -> tuple[int, bytes]:
    """Return how many bytes at a fault to replace, and the bytes to replace them with."""
    place = offset + position
    if match := _CONTROLS.match(piece, position):
        found = match[0]
        what = f"{found[:8].hex(' ')}{' ...' if len(found) > 8 else ''}"
        # Dropped between brackets it would make a ]]> that was none.
        joins = (
            piece[max(position - 1, 0) : position] == b"]"
            and piece[match.end() : match.end() + 1] in b"]>"
        )
        end = "; U+FFFD replaces them" if joins else ""
        number = quantity(len(found), "byte")
        if HOLE.search(found):
            text = f"{number} are in place of lost ones: {what}{end}."
            log.add(Code.INPUT_DAMAGED, place, text)
        else:
            log.add(Code.CHARACTER_DROPPED, place, f"Removed {number}: {what}{end}.")
        return len(found), _UNKNOWN if joins else b""
    if match := _SURROGATES.match(piece, position):
        pair = match[0].decode("utf-8", "surrogatepass")
        text = pair.encode("utf-16", "surrogatepass").decode("utf-16")
        log.add(Code.BYTE_REPLACED, place, "A pair of surrogates was read as {}.", repr(text))
        return len(match[0]), text.encode()
    if match := _BROKEN.match(piece, position):
        message = f"{match[0].hex(' ')} is an incomplete character; U+FFFD replaces it."
        log.add(Code.BYTE_REPLACED, place, message)
        return len(match[0]), _UNKNOWN
    byte = piece[position : position + 1]
    new = byte.decode("cp1252", "replace").encode()
    what = "U+FFFD replaces it" if new == _UNKNOWN else f"read as {new.decode()!r}"
    log.add(Code.BYTE_REPLACED, place, f"{byte.hex()} is not UTF-8; {what}.")
    return 1, new


def escape_ampersands(text: bytes, offset: int, log: RepairLog) -> bytes:
    """Escape each ampersand that begins no reference which XML knows.

    An HTML entity such as ``&mdash;`` stays as it is written: WordPress's texts are HTML.
    """
    if b"&" not in text:
        return text

    def escape(match: re.Match[bytes]) -> bytes:
        place = offset + match.start()
        if match[0] == b"&":
            log.add(Code.AMPERSAND_ESCAPED, place, "Escaped in {}.", _around(text, match.start()))
            return b"&amp;"
        number = match[1] or match[2]
        if number is None:
            return match[0]
        return _reference(match[0], number, 10 if match[1] else 16, place, log)

    return _AMPERSAND.sub(escape, text)


def _reference(found: bytes, number: bytes, base: int, place: int, log: RepairLog) -> bytes:
    digits = number.lstrip(b"0") or b"0"
    point = int(digits, base) if len(digits) < 9 else -1
    if _is_character(point):
        # XML writes a hexadecimal reference with a small x only.
        return found.replace(b"&#X", b"&#x")
    log.add(Code.CHARACTER_DROPPED, place, "The reference {} was removed.", found[:20].decode())
    return b""


def _is_character(point: int) -> bool:
    return (
        point in {9, 10, 13}
        or 0x20 <= point <= 0xD7FF
        or 0xE000 <= point <= 0xFFFD
        or 0x10000 <= point <= 0x10FFFF
    )


def _around(text: bytes, position: int) -> str:
    return repr(text[position : position + 24].decode("utf-8", "replace"))
