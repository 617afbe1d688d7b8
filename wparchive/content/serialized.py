"""PHP's ``serialize()`` format, in which WordPress keeps arrays and objects as meta values.

Format: the PHP manual's ``serialize()`` and ``unserialize()``. A string carries its length in
bytes; exports break those lengths, since XML turns CRLF into LF and tools change the character
set. So a length that does not fit is passed over, and the string ends where the next value begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_BEGIN = re.compile(r'\s*+(?:a:\d+:\{|O:\d+:")')
_SCALAR = re.compile(r"(?:i:(-?\d+)|d:([-\w.+]+)|b:([01])|(N)|[rR]:(\d+));")
_LENGTH = re.compile(r's:(\d+):"')
_ARRAY = re.compile(r"a:(\d+):\{")
_OBJECT = re.compile(r'O:\d+:"([^"]*)":(\d+):\{')
# What can stand behind a string: a key or value, the end of an array, the end of everything.
_AFTER = re.compile(r'";(?=(?:[idbrR]:|[sOaC]:\d+:|N;|\}|\Z))')
_DEPTH = 100


class _NotSerializedError(Exception):
    """The text is not what it looked like."""


def is_serialized(text: str) -> bool:
    """Whether a value looks like a serialized array or object (``is_serialized()``)."""
    return _BEGIN.match(text) is not None


def decode(text: str) -> Any:
    """An array or object as JSON's values; None if the text is none.

    An array whose keys count from 0 becomes a list, any other a dict with texts as keys. An object
    becomes a dict that names its class under ``__class__``. A reference becomes the text ``*N``.
    """
    stripped = text.strip()
    try:
        value, end = _value(stripped, 0, 0)
    except _NotSerializedError:
        return None
    return value if end == len(stripped) and isinstance(value, list | dict) else None


def rewrite_strings(text: str, change: Callable[[str], str]) -> str:
    """A serialized value with its strings changed, and their lengths with them.

    What is serialized inside of a string is changed likewise. A text that only looks serialized is
    changed as a whole.
    """
    pieces: list[str] = []
    at = 0
    try:
        while match := _LENGTH.search(text, at):
            value, end = _string(text, match)
            new = rewrite_strings(value, change) if is_serialized(value) else change(value)
            pieces += [text[at : match.start()], f's:{len(new.encode())}:"{new}";']
            at = end
    except _NotSerializedError:
        return change(text)
    return "".join(pieces) + text[at:]


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    if match := _SCALAR.match(text, at):
        return _scalar(match), match.end()
    if match := _LENGTH.match(text, at):
        return _string(text, match)
    if depth > _DEPTH:
        raise _NotSerializedError
    if match := _ARRAY.match(text, at):
        return _members(text, match.end(), int(match[1]), depth)
    if match := _OBJECT.match(text, at):
        members, end = _members(text, match.end(), int(match[2]), depth)
        named = members if isinstance(members, dict) else dict(enumerate(members))
        # Private and protected properties carry their class between NULs.
        fields = {str(key).rpartition("\0")[2]: value for key, value in named.items()}
        return {"__class__": match[1], **fields}, end
    raise _NotSerializedError


def _scalar(match: re.Match[str]) -> Any:
    integer, number, boolean, null, reference = match.groups()
    if integer is not None:
        value = int(integer)
        return value if abs(value) < 1 << 63 else integer
    if number is not None:
        # JSON has no INF and no NAN.
        return float(number) if re.fullmatch(r"-?[\d.]+(?:[eE][-+]?\d+)?", number) else number
    if boolean is not None:
        return boolean == "1"
    return None if null else f"*{reference}"


def _string(text: str, match: re.Match[str]) -> tuple[str, int]:
    begin, length = match.end(), int(match[1])
    # A character has at least a byte, so the string is no longer than its length.
    window = text[begin : begin + length]
    exact = window if window.isascii() else window.encode()[:length].decode(errors="ignore")
    end = begin + len(exact)
    if text.startswith('";', end) and len(exact.encode()) == length:
        return exact, end + 2
    found = _AFTER.search(text, begin)
    if found is None:
        raise _NotSerializedError
    return text[begin : found.start()], found.end()


def _members(text: str, at: int, number: int, depth: int) -> tuple[Any, int]:
    members: dict[Any, Any] = {}
    for _ in range(number):
        key, at = _value(text, at, depth + 1)
        value, at = _value(text, at, depth + 1)
        members[key if isinstance(key, int) else str(key)] = value
    if not text.startswith("}", at):
        raise _NotSerializedError
    if list(members) == list(range(len(members))):
        return list(members.values()), at + 1
    return {str(key): value for key, value in members.items()}, at + 1
