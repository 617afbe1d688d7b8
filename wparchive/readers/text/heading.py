"""The heading above the comments of a dump."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.readers.text.dump import is_field
from wparchive.readers.text.parser import HEADING, bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.language.phrases import PhraseMatch
    from wparchive.readers.text.parser import View


_NUMBER: Final = re.compile(r"(?:(?<![\s:(])[\s:(]++)?+(\d{1,5})\)?\Z")


class HeadingSearch:
    """Looks for the heading, by phrases or by the title that it repeats."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._lines = view.lines
        self._found = view.found

    def find(self) -> None:
        """The last heading that names the title of a line before it, or else the last of any."""
        best: tuple[int, int, PhraseMatch] | None = None
        proven = False
        for start, stop, match in self._headings():
            named = self._view.place_of(match.values["title"], start) is not None
            if named or not proven:
                best, proven = (start, stop, match), named
        if best is not None and (proven or self._view.begins_comment(best[1])):
            self._take_heading(*best)
            if proven:
                self._found.title_text = best[2].values["title"]
                self._found.signs.append("a heading of comments with the title")
            return
        self._find_counted()

    def _find_counted(self) -> None:
        """The last heading without the title above a comment; one with a number rather."""
        counted = False
        for index in range(len(self._lines)):
            count = self._count(index)
            if count is None or (counted and count[1].number is None):
                continue
            stop, match = count
            if self._view.begins_comment(stop):
                self._take_heading(index, stop, match)
                counted = match.number is not None

    def _count(self, index: int) -> tuple[int, PhraseMatch] | None:
        """A heading such as ``2 Comments``, ``Comments (2)``, or the word alone."""
        line = self._lines[index]
        if not line.text or len(line.text) > HEADING or is_field(line):
            return None
        for stop, text in self._view.windows(index):
            if match := phrases.match_phrase(PhraseKind.COUNT, text):
                return stop, match
            if not self._view.dump.flat:
                break
        number = _NUMBER.search(line.text)
        word = line.text[: number.start()] if number else line.text
        match = phrases.match_phrase(PhraseKind.COMMENTS_BARE, word)
        if match and number:
            match = match._replace(values={"n": number[1]})
        return (index + 1, match) if match else None

    def _headings(self) -> Iterator[tuple[int, int, PhraseMatch]]:
        """One for each line that begins any: the longest with a title that stands above it."""
        for start, line in enumerate(self._lines):
            if not line.text or len(line.text) > HEADING:
                continue
            named = closed = unclosed = None
            for stop, text in self._view.windows(start):
                if len(text) > HEADING:
                    break
                match = phrases.match_phrase(PhraseKind.COMMENTS, text)
                if match is None or not match.values.get("title"):
                    continue
                if self._view.place_of(match.values["title"], start):
                    named = (start, stop, match)
                elif _is_closed(text):
                    closed = closed or (start, stop, match)
                elif not self._view.dump.flat:
                    unclosed = unclosed or (start, stop, match)
            if found := named or closed or unclosed:
                yield found

    def find_with(self, title: str | None) -> None:
        """A heading in a language that nobody listed: few words around the quoted title."""
        if not title or not self._found.title:
            return
        known = bare(title)
        for start in range(self._found.title[1], len(self._lines)):
            for stop, text in self._view.windows(start):
                run = bare(text)
                rest = run.replace(known, "", 1)
                if known not in run or len(known) < 4 or not 0 < len(rest) <= 40:
                    continue
                number = re.search(r"\d+", text.replace(title, "", 1))
                if self._view.begins_comment(stop) and (
                    number or re.search(r"[\"“”„«»「『]", text)
                ):
                    self._found.heading = (start, stop)
                    self._found.claimed = int(number[0]) if number else None
                    self._found.signs.append("a heading with the title above comments")
                    return

    def _take_heading(self, start: int, stop: int, match: PhraseMatch) -> None:
        self._found.heading = (start, stop)
        self._found.claimed = match.number
        self._found.language = match.language
        self._found.signs.append("a heading of comments")


def _is_closed(text: str) -> bool:
    """Whether every quote that opens ends: a heading over two lines is not read from its first."""
    opening, closing = ("„«「『《", "“”»」』》") if "„" in text else ("“«「『《", "”»」』》")
    return sum(map(text.count, opening)) <= sum(map(text.count, closing))
