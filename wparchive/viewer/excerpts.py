"""Excerpts: the text around the first words of a page that a search has found.

SQLite's `snippet` compares all places of a word with one another, which takes hours for a page that
repeats it.
"""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = patterns.lazy(r"[\w\u0300-\u036f]+")
_BEFORE = 8
_SHOWN = 30
"""Words before the first that was found, and words of an excerpt."""
_LONGEST = 100
"""Characters of a word that are shown."""


def excerpt(text: str, terms: Iterable[str]) -> str:
    """Return the words around the first that begins with a term, in the form of `Page.excerpt`.

    Args:
        text: Plain text.
        terms: The words of the search; letters count without case and accents.
    """
    wanted = tuple(filter(None, map(_folded, terms)))
    starts: list[int] = []
    first = 0
    for number, word in enumerate(_WORD.finditer(text)):
        starts.append(word.start())
        if _folded(word[0][:_LONGEST]).startswith(wanted):
            first = max(0, number - _BEFORE)
            break
    begin = starts[first] if first else 0
    words = list(islice(_WORD.finditer(text, begin), _SHOWN + 1))
    end = words[_SHOWN].start() if len(words) > _SHOWN else len(text)
    parts: list[str] = ["…" if begin else ""]
    done = begin
    for word in words[:_SHOWN]:
        shown = word[0][:_LONGEST]
        found = _folded(shown).startswith(wanted)
        parts += [text[done : word.start()][:_LONGEST], f"\1{shown}\2" if found else shown]
        done = word.end()
    parts += [text[done:end].rstrip()[:_LONGEST], "…" if end < len(text) else ""]
    return "".join(parts)


def _folded(word: str) -> str:
    """Return a word as the index compares it (``unicode61``, ``remove_diacritics 2``)."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in parts if not unicodedata.combining(char))
