"""Words of texts and markup, counted and looked up by rules that no extraction shares."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.dates import months
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable

_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Vowel signs and accents of their own are part of a word, and no letters to `re`.
_WORD: Final = patterns.lazy(
    rf"[{_CJK}]|[^\W_{_CJK}][^\s\x00-/:-@\[-`{{-\xbf\u2000-\u206f\u3000-\u303f\uff00-\uff0f{_CJK}]*"
)
_GAPS: Final = patterns.lazy(r"[\W_]+")
_ANY_TAG: Final = r"<[a-zA-Z/!?](?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,400})>"
_TAG: Final = patterns.lazy(_ANY_TAG)
_MARKUP: Final = patterns.lazy(rf"<!--.*?(?:-->|(?P<open>\Z))|{_ANY_TAG}", re.DOTALL)
_RUN: Final = 4
"""Words that are looked up together: so many in a row are hardly in two texts by chance."""
_SHORT, _LONGEST = 12, 30
"""Words that lines of metadata and comments have mostly, and at most."""
_DATE: Final = 2
"""Numbers and months that a line with a date has at least."""
_AROUND_DATE: Final = 2
"""Words of a theme's own that are around a date."""
_NAME: Final = 100
"""Characters that a name, a title or a term has at most."""
_TELLING: Final = 7
"""Letters of three words that are hardly in a text by chance."""
_SHARE: Final = 0.2
_SHOWN: Final = 8


def words_of(text: str) -> list[str]:
    """Return the words of a text: runs of letters and digits, each CJK character one word."""
    return _WORD.findall(text)


def counted(text: str, missing: int) -> int:
    """Return how many words to name as missing: all of a text's, where at least half are."""
    words = len(words_of(text))
    return words if 2 * missing >= words else missing


def first_words(text: str) -> str:
    """Return the first words of a text, for a message."""
    found = text.split()
    shown = " ".join(found[:_SHOWN])[:80]
    return shown if shown == " ".join(found) else f"{shown} ..."


def plain(markup: str) -> str:
    """Return markup without its tags, references resolved."""
    text = _MARKUP.sub(_without_markup, markup) if "<" in markup else markup
    return unescape(text) if "&" in text else text


def _without_markup(match: re.Match[str]) -> str:
    # What looks like a comment and has no end is text, and may have tags in it.
    return " " if match["open"] is None else _TAG.sub(" ", match[0])


class FieldTexts:
    """The texts of all fields, in which other texts are looked up.

    Args:
        texts: The fields' values, as text.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._letters = " ".join(map(_letters, self._texts))

    def holds(self, text: str) -> bool:
        """Return whether a text is in the fields whole, however it is spaced and punctuated."""
        return _letters(text) in self._letters

    def missing(self, text: str) -> int:
        """Return how many words of a text are in no field; 0 if they are few."""
        words = [word.casefold() for word in words_of(text)]
        if len(words) <= _LONGEST:
            missing = self._missing_in_line(words)
            return missing if len(words) <= _SHORT or missing > _RUN else 0
        runs = [words[start : start + _RUN] for start in range(0, len(words), _RUN)]
        missing = sum(len(run) for run in runs if not self.holds("".join(run)))
        return missing if missing > max(_RUN, _SHARE * len(words)) else 0

    def _missing_in_line(self, words: list[str]) -> int:
        """Count the words of a short text that are neither names nor part of a run in a field."""
        covered: set[int] = set()
        for start in range(len(words) - 2):
            run = "".join(words[start : start + 3])
            if len(run) >= _TELLING and run in self._letters:
                covered.update(range(start, start + 3))
        missing = [w for n, w in enumerate(words) if n not in covered and w not in self._names]
        moments = sum(map(_is_of_date, words))
        if not moments:
            return len(missing)
        unknown = [w for w in missing if not _is_of_date(w) and w not in _frame_words()]
        if moments < _DATE:
            return len(missing) if len(unknown) > 1 else 0
        return len(unknown) if len(unknown) > _AROUND_DATE else 0

    @cached_property
    def _names(self) -> frozenset[str]:
        """Return the words of short fields, such as names, titles and terms."""
        short = (text for text in self._texts if len(text) <= _NAME)
        return frozenset(word for text in short for word in words_of(text.casefold()))


def _is_of_date(word: str) -> bool:
    return any(map(str.isdigit, word)) or months.month(word) is not None


def _letters(text: str) -> str:
    return _GAPS.sub("", text).casefold()


@cache
def _frame_words() -> frozenset[str]:
    """Return the words that WordPress prints around posts and comments, in all languages."""
    texts = (text for kind in phrases.PhraseKind for text in phrases.phrases_of(kind))
    return frozenset(word.casefold() for text in texts for word in words_of(text))
