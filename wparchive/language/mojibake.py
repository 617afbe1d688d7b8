"""Finds text that was encoded twice: UTF-8 that someone read as Windows-1252 (`cafÃ©`)."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

_WINDOWS: Final = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + "\x81\x8d\x8f\x90\x9d"
_NEXT: Final = f"[{re.escape(_WINDOWS)}]"
# Characters that begin what was a Latin letter, a quotation mark or an emoji: nobody types these
# pairs. Greek, Cyrillic and East Asian letters come in rows, since "É»" may be a word's end.
_MISREAD: Final = patterns.lazy(
    rf"[ÂÃ]{_NEXT}|â[€‚\x80-\x82„…†‡]{_NEXT}|ðŸ{_NEXT}{{2}}|ï»¿"
    rf"|(?:[ÄÅ]{_NEXT})(?=\w{{0,60}}?[ÄÅ]{_NEXT})|(?:[Î-Ñ]{_NEXT}){{3,}}|(?:[ã-é]{_NEXT}{{2}}){{2,}}"
)
# How each of these begins: sound texts have hardly any such pairs.
_SUSPECT: Final = patterns.lazy(rf"[ÂÃâðïÄÅÎ-Ñã-é][{re.escape(_WINDOWS)}\x80\x82]")
_BEFORE: Final = patterns.lazy(r"(?<!\S)\S++\Z")
_AFTER: Final = patterns.lazy(r"\S*")


def misread_words(text: str) -> list[str]:
    """List the words of a text that were encoded twice, each once; empty for sound text."""
    if text.isascii() or not _SUSPECT.search(text):
        return []
    found: dict[str, None] = {}
    for match in _MISREAD.finditer(text):
        before = _BEFORE.search(text[max(0, match.start() - 30) : match.start()])
        after = _AFTER.match(text, match.end())
        found[(before[0] if before else "") + match[0] + (after[0] if after else "")] = None
    return list(found)
