"""Lines that hold a post's date and little else: its author, and words such as "posted on"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, is_phrase, match_phrase, phrases_of
from wparchive.language.phrases.labels import (
    AUTHOR_NAMED,
    BY,
    FILED_IN,
    POSTED_WORDS,
    READING_TIME,
)
from wparchive.readers.pages.extract.terms import is_term_link
from wparchive.readers.pages.extract.tree import plain_text

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.date_parser import DateParser, FoundDate
    from wparchive.readers.pages.extract.tree import Element

_LONGEST, _LONGEST_NAME, _MOST_WORDS = 160, 60, 5
_CELLS: Final = patterns.lazy(r"(?<!\s)\s*+(?:[|·•()（）／｜]|(?<=\s)/(?=\s))\s*+")
"""What themes put between the date and a name; a dash may be the author's own."""
_EDGES: Final = ' \t\xa0,;:|·•–—-@／｜、"“”«»'
_COMMENTS: Final = patterns.lazy(r"#(?:comments?|respond)\Z")
_PLACEHOLDER: Final = patterns.lazy(r"\{\w+\}")
_WORD: Final = patterns.lazy(r"\w+")
_START: Final = patterns.lazy(r"(?<![\w/.:-])\w")
_END: Final = patterns.lazy(r"\w\.?(?![\w/:-])")
_TAKEN: Final = (PhraseKind.COUNT, PhraseKind.NO_COMMENTS, PhraseKind.COMMENTS_BARE)


class DateSpan(NamedTuple):
    """A date in a text, and where it begins and ends, in characters."""

    date: FoundDate
    start: int
    end: int


class DatedLine(NamedTuple):
    """A line of metadata.

    Attributes:
        date: Its date.
        author: The name in it; None if it has none.
        is_labelled: Whether words such as "posted on" say that the date is the post's.
    """

    date: FoundDate
    author: str | None
    is_labelled: bool


def date_span(text: str, date_parser: DateParser) -> DateSpan | None:
    """Find the shortest part of a text that has the text's date; None if it has none."""
    date = date_parser.parse(text, "text")
    if date is None:
        return None
    starts = [m.start() for m in _START.finditer(text)]
    start = next(s for s in [*reversed(starts), 0] if date_parser.parse(text[s:], "text") == date)
    ends = [m.end() for m in _END.finditer(text) if m.end() > start]
    end = next(e for e in [*ends, len(text)] if date_parser.parse(text[start:e], "text") == date)
    return DateSpan(date, start, end)


def line_in(element: Element, date_parser: DateParser) -> DatedLine | None:
    """Read an element that has a date, a name and terms, and nothing else."""
    pieces = [element.text or ""]
    for child in element.iterchildren("*"):
        if child.tag == "br":
            pieces.append(" | ")
        elif not _is_other_link(child):
            pieces.append(plain_text(child, _is_other_link))
        pieces.append(child.tail or "")
    words = " ".join("".join(pieces).split()).strip(_EDGES)
    return read_dated_line(FILED_IN.sub("", words), date_parser)


def _is_other_link(element: Element) -> bool:
    """Return whether an element links to a term or to the comments."""
    return is_term_link(element) or (
        element.tag == "a" and _COMMENTS.search(element.get("href") or "") is not None
    )


def read_dated_line(text: str, date_parser: DateParser) -> DatedLine | None:
    """Read a line with a date, a name and labels; None if it has no date, or other words, too."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    if (line := _read_phrase(text, date_parser)) is not None:
        return line
    span = date_span(text, date_parser)
    if span is None:
        return None
    before, after = _cells(text[: span.start]), _cells(text[span.end :])
    # A name that nothing but a dash or a comma parts from the date may be a place or a title.
    return _read_cells(span.date, [*before, *after], {before[-1], after[0]})


def _read_phrase(text: str, date_parser: DateParser) -> DatedLine | None:
    """Read a line that is one of the known phrases."""
    match = match_phrase(PhraseKind.POSTED, text)
    shown = match.values.get("date", "") if match else ""
    span = date_span(shown, date_parser) if shown else None
    if match is None or span is None or not _is_label(shown[: span.start] + shown[span.end :]):
        return None
    author = match.values.get("author")
    name = _as_name(author) if author else None
    return DatedLine(span.date, name, is_labelled=True) if name or not author else None


def _cells(text: str) -> list[str]:
    return [cell.strip(_EDGES) for cell in _CELLS.split(text)]


def _read_cells(date: FoundDate, cells: list[str], beside: set[str]) -> DatedLine | None:
    """Read what is around a date; names in the cells beside it need a word before them."""
    author: str | None = None
    is_labelled = False
    for cell in filter(_WORD.search, cells):
        if is_phrase(cell, *_TAKEN) or READING_TIME.match(cell):
            continue
        name, is_named = _named_in(cell)
        if not (name and is_named) and _is_label(cell):
            is_labelled = True
            continue
        is_sure = is_named or (cell not in beside and name is not None and _is_person(name))
        if author is not None or name is None or not is_sure:
            return None
        author, is_labelled = name, is_labelled or is_named
    return DatedLine(date, author, is_labelled)


def _named_in(cell: str) -> tuple[str | None, bool]:
    """Return the name in a text, and whether a word such as "by" is before it."""
    if match := AUTHOR_NAMED.match(cell):
        return _as_name(match["name"]), True
    bare = BY.sub("", _before_names().sub("", cell, count=1), count=1)
    return _as_name(bare), bare != cell


def _is_label(cell: str) -> bool:
    """Return whether a text has no other words than those around dates and names."""
    return all(word.casefold() in _labels() for word in _WORD.findall(cell))


def _as_name(text: str) -> str | None:
    """Return the name that a text is; None if it cannot be one."""
    name = " ".join(text.split()).strip(_EDGES)
    words = name.split()
    fits = 1 <= len(words) <= _MOST_WORDS and len(name) <= _LONGEST_NAME
    if not fits or re.search(r"[\d,;:!?/]|\w{3}\.\s", name):
        return None
    return None if {words[0], words[-1]} & _labels() else name


def _is_person(name: str) -> bool:
    """Return whether a name must be a person's: two words or more, each with a capital."""
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words)


@cache
def _before_names() -> re.Pattern[str]:
    """Return a pattern of the words before names: "posted by"."""
    pieces = (text.partition("{author}") for text in phrases_of(PhraseKind.POSTED))
    found = {before.rpartition("}")[2].strip(_EDGES) for before, name, _ in pieces if name}
    words = "|".join(
        re.escape(word) for word in sorted(sorted(found), key=len, reverse=True) if word
    )
    return re.compile(rf"\A(?:(?:{POSTED_WORDS})\s+)?(?:(?:{words})[\s:：]+(?=\w))?", re.IGNORECASE)


@cache
def _labels() -> frozenset[str]:
    """Collect the words of the phrases around dates and names."""
    texts = (_PLACEHOLDER.sub(" ", text) for text in phrases_of(PhraseKind.POSTED))
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))
