"""Percent escapes that were cut short, as WordPress cuts long slugs after 200 bytes."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from wparchive import patterns

_HALF: Final = patterns.lazy(r"%[0-9A-Fa-f]?\Z")
_ESCAPES: Final = patterns.lazy(r"(?<!%[0-9A-Fa-f]{2})(?>(?:%[0-9A-Fa-f]{2})+)\Z")


def without_cut(text: str) -> str:
    """Remove a character of which a slug's end has only some bytes.

    Args:
        text: A slug or a segment of a path, with escapes.

    Returns:
        The text itself if its escapes are whole.
    """
    if "%" not in text:
        return text
    whole = _HALF.sub("", text)
    tail = _ESCAPES.search(whole)
    if tail is None:
        return whole if len(whole) < len(text) and "%" in whole else text
    data = unquote_to_bytes(tail[0])
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return text
        return whole[: tail.start() + 3 * error.start]
    return whole


def decoded_slug(text: str) -> str:
    """Decode a slug, without a character that was cut short; as it is if it is not UTF-8."""
    try:
        return unquote(without_cut(text), errors="strict")
    except UnicodeDecodeError:
        return text
