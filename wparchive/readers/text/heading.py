"""The heading above the comments of a dump."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.readers.text.date_lines import find_date, speaker_in
from wparchive.readers.text.dump import is_field
from wparchive.readers.text.parser import HEADING, bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.language.phrases import PhraseMatch
    from wparchive.readers.text.parser import DumpParser


_NUMBER: Final = patterns.lazy(r"(?>(?:(?<![\s:(])[\s:(]++)?)(\d{1,5})\)?\Z")


class HeadingSearch:
    """A search for the heading of the comments, by phrases or by the title that it repeats."""

    def __init__(self, parser: DumpParser) -> None:
        self._parser = parser
        self._lines = parser.lines
        self._found = parser.found

    def find(self) -> None:
        """Find the last heading that names the title of a line before it, or else the last one."""
        best: tuple[int, int, PhraseMatch] | None = None
        proven = False
        for start, stop, match in self._headings():
            named = self._parser.title_place(match.values["title"], start) is not None
            if named or not proven:
                best, proven = (start, stop, match), named
        if best is not None and (proven or self._parser.begins_comment(best[1])):
            self._take_heading(*best)
            if proven:
                self._found.title_text = best[2].values["title"]
                self._found.evidence.append("a heading of comments with the title")
            return
        self._find_counted()

    def _find_counted(self) -> None:
        """Find the last heading without a title above a comment, one with a number if any has."""
        counted = False
        for index in range(len(self._lines)):
            count = self._count(index)
            if count is None or (counted and count[1].number is None):
                continue
            stop, match = count
            if match.number == 0 or (counted and self._is_in_comment(index)):
                continue
            if self._parser.begins_comment(stop):
                self._take_heading(index, stop, match)
                counted = match.number is not None

    def _is_in_comment(self, index: int) -> bool:
        """Return whether a line is a comment's text: the line with its date is above it."""
        above = (line.text for line in reversed(self._lines[max(0, index - 4) : index]))
        text = next((text for text in above if text), "")
        moment = find_date(text, self._found.language, self._found.order)
        return speaker_in(text) is not None or bool(moment and moment.has_time)

    def _count(self, index: int) -> tuple[int, PhraseMatch] | None:
        """Return a heading such as ``2 Comments``, ``Comments (2)``, or the word alone."""
        line = self._lines[index]
        if not line.text or len(line.text) > HEADING or is_field(line):
            return None
        for stop, text in self._parser.windows(index):
            if match := phrases.match_phrase(PhraseKind.COUNT, text):
                return stop, match
            if not self._parser.dump.line_per_node:
                break
        number = _NUMBER.search(line.text)
        word = line.text[: number.start()] if number else line.text
        match = phrases.match_phrase(PhraseKind.COMMENTS_BARE, word)
        if match and number:
            match = match._replace(values={"n": number[1]})
        return (index + 1, match) if match else None

    def _headings(self) -> Iterator[tuple[int, int, PhraseMatch]]:
        """Yield a heading for each line that begins one: the longest with a known title."""
        for start, line in enumerate(self._lines):
            if not line.text or len(line.text) > HEADING:
                continue
            named = closed = unclosed = None
            for stop, text in self._parser.windows(start):
                if len(text) > HEADING:
                    break
                match = phrases.match_phrase(PhraseKind.COMMENTS, text)
                if match is None or not match.values.get("title"):
                    continue
                if self._parser.title_place(match.values["title"], start):
                    named = (start, stop, match)
                elif _is_closed(text):
                    closed = closed or (start, stop, match)
                elif not self._parser.dump.line_per_node:
                    unclosed = unclosed or (start, stop, match)
            if found := named or closed or unclosed:
                yield found

    def find_with(self, title: str | None) -> None:
        """Find a heading in an unknown language: few words around the quoted title."""
        if not title or not self._found.title:
            return
        known = bare(title)
        for start in range(self._found.title[1], len(self._lines)):
            for stop, text in self._parser.windows(start):
                run = bare(text)
                rest = run.replace(known, "", 1)
                if known not in run or len(known) < 4 or not 0 < len(rest) <= 40:
                    continue
                number = re.search(r"\d+", text.replace(title, "", 1))
                if self._parser.begins_comment(stop) and (
                    number or re.search(r"[\"“”„«»「『]", text)
                ):
                    self._found.heading = (start, stop)
                    self._found.stated_count = int(number[0]) if number else None
                    self._found.evidence.append("a heading with the title above comments")
                    return

    def _take_heading(self, start: int, stop: int, match: PhraseMatch) -> None:
        self._found.heading = (start, stop)
        self._found.stated_count = match.number
        self._found.language = match.language
        self._found.evidence.append("a heading of comments")


def _is_closed(text: str) -> bool:
    """Return whether all quotes are closed; if not, the heading continues on the next line."""
    opening, closing = ("„«「『《", "“”»」』》") if "„" in text else ("“«「『《", "”»」』》")
    return sum(map(text.count, opening)) <= sum(map(text.count, closing))
