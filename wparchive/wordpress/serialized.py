"""PHP's ``serialize()`` format, in which WordPress keeps arrays and objects as meta values.

Format: the PHP manual's ``serialize()`` and ``unserialize()``. A string carries its length in
bytes; exports break those lengths, since XML turns CRLF into LF and tools change the character
set. So a length that does not fit is ignored, and the string ends where the next value begins.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from wparchive import patterns

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_BEGIN = patterns.lazy(r'\s*+(?:a:\d+:\{|O:\d+:")')
_SCALAR = patterns.lazy(r"(?:i:(-?[0-9]+)|d:([-a-zA-Z0-9_.+]+)|b:([01])|(N)|[rR]:([0-9]+));")
_LENGTH = patterns.lazy(r's:([0-9]+):"')
# So many members fit into no text that can be read.
_ARRAY = patterns.lazy(r"a:([0-9]{1,18}):\{")
_OBJECT = patterns.lazy(r'O:[0-9]+:"([^"]*)":([0-9]{1,18}):\{')
# What can follow a string: a key or value, the end of an array, the end of everything.
_AFTER = patterns.lazy(r'";(?=(?:[idbrR]:|[sOaC]:\d+:|N;|\}|\Z))')
_FLOAT = patterns.lazy(r"-?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]+)?")
_LONGEST = len("-9223372036854775808")
_DEPTH = 100


class _NotSerializedError(Exception):
    """The text is not serialized PHP."""


def is_serialized(text: str) -> bool:
    """Check whether a value looks like a serialized array or object (``is_serialized()``)."""
    return _BEGIN.match(text) is not None


def decode(text: str) -> Any:
    """Decode an array or object into JSON's values; None if the text is neither.

    An array whose keys count from 0 becomes a list, any other a dict with texts as keys. An object
    becomes a dict that names its class under ``__class__``. A reference becomes the text ``*N``.
    """
    stripped = _as_bytes(text.strip())
    try:
        value, end = _value(stripped, 0, 0)
    except _NotSerializedError:
        return None
    return value if end == len(stripped) and isinstance(value, list | dict) else None


def with_right_lengths(text: str) -> str:
    """Correct the lengths of strings, which PHP refuses to read if they are wrong.

    XML turns CRLF in a string into LF, but the length stays. A text that is not a whole array or
    object is returned as it is.
    """
    if not is_serialized(text) or decode(text) is None:
        return text
    return rewrite_strings(text, str)


def rewrite_strings(
    text: str,
    change: Callable[[str], str],
    depth: int = 0,
    *,
    between: Callable[[str], str] = str,
) -> str:
    """Change the strings of a serialized value, and their lengths with them.

    If a string is serialized itself, its strings are changed. A text that only looks serialized is
    changed as a whole.

    Args:
        text: The value.
        change: Gets each string.
        depth: How many serialized values are around the text; deep ones are changed as a whole.
        between: Gets the text between the strings: structure, and whatever damage has left.
    """
    if depth > _DEPTH:
        return change(text)
    pieces: list[str] = []
    data, at = _as_bytes(text), 0
    try:
        while match := _LENGTH.search(data, at):
            value, end = _string(data, match)
            nested = is_serialized(value)
            if nested:
                new = rewrite_strings(value, change, depth + 1, between=between)
            else:
                new = change(value)
            size = len(_as_bytes(new))
            pieces += [between(_as_text(data[at : match.start()])), f's:{size}:"{new}";']
            at = end
    except _NotSerializedError:
        return change(text)
    return "".join(pieces) + between(_as_text(data[at:]))


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
        return {"__class__": _as_text(match[1]), **fields}, end
    raise _NotSerializedError


def _scalar(match: re.Match[str]) -> Any:
    integer, number, boolean, null, reference = match.groups()
    if integer is not None:
        # Whatever 64 bits do not hold stays the text that it is.
        value = int(integer) if len(integer) <= _LONGEST else 1 << 63
        return value if abs(value) < 1 << 63 else integer
    if number is not None:
        # JSON has no INF and no NAN, and a number such as 1e999 would become one.
        real = float(number) if _FLOAT.fullmatch(number) else math.inf
        return real if math.isfinite(real) else number
    if boolean is not None:
        return boolean == "1"
    return None if null else f"*{reference}"


def _string(text: str, match: re.Match[str]) -> tuple[str, int]:
    begin = match.end()
    if len(match[1]) <= _LONGEST:
        end = begin + int(match[1])
        if text.startswith('";', end):
            return _as_text(text[begin:end]), end + 2
    found = _AFTER.search(text, begin)
    if found is None:
        raise _NotSerializedError
    return _as_text(text[begin : found.start()]), found.end()


def _as_bytes(text: str) -> str:
    """Encode a text with a character for each byte, since lengths count bytes."""
    return text if text.isascii() else text.encode(errors="surrogatepass").decode("latin-1")


def _as_text(data: str) -> str:
    """Decode the bytes of `_as_bytes`; a wrong length may have cut a character in two."""
    return data if data.isascii() else data.encode("latin-1").decode(errors="replace")


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
