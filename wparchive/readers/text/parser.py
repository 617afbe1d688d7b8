"""The state that the searches in a dump share: the lines, and the parts found so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind, PhraseMatch
from wparchive.language.phrases.labels import BY
from wparchive.readers.text.byline import read_byline, read_line
from wparchive.readers.text.date_lines import find_date, ping_in, speaker_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.text.dump import Dump

HEADING: Final = 300
"""The longest heading above comments, in characters: its words and a title."""
PARAGRAPH: Final = 160
"""The shortest line, in characters, that is surely of a text."""
_NEAR: Final = 10
"""Lines below a heading without a title in which the first comment must begin."""
_LETTERS: Final = patterns.lazy(r"[\W_]+")


@dataclass
class DumpLayout:
    """The layout of a dump: line numbers of its parts, 0-based, stops exclusive.

    Attributes:
        title: Lines of the title; None if none was found.
        title_text: The title.
        site: The blog's title, where a line has both.
        link: The permalink in the links of the page's head; None without them.
        body: Lines of the text.
        bylines: Lines with author, date or terms around the title, with start and stop.
        term_line: The line with the terms below the text, with start and stop.
        heading: Lines of the heading above the comments.
        stated_count: The number of comments in the heading, pings included; None without one.
        comments: Lines of the comments.
        language: The language of the phrases; empty if unknown.
        order: The order of dates in figures: ``dmy`` or ``mdy``; empty if unknown.
        evidence: The kinds of evidence that this is a post, in words.
    """

    title: tuple[int, int] | None = None
    title_text: str | None = None
    site: str | None = None
    link: str | None = None
    body: tuple[int, int] = (0, 0)
    bylines: list[tuple[PhraseMatch, int, int]] = field(default_factory=list)
    term_line: tuple[PhraseMatch, int, int] | None = None
    heading: tuple[int, int] | None = None
    stated_count: int | None = None
    comments: tuple[int, int] = (0, 0)
    language: str = ""
    order: str = ""
    evidence: list[str] = field(default_factory=list)


class DumpParser:
    """The lines of a dump, with the parts found so far."""

    def __init__(self, dump: Dump, order: str) -> None:
        self.dump = dump
        self.lines = dump.lines
        self.found = DumpLayout(order=order)
        self._most = 7 if dump.line_per_node else 3

    def windows(self, start: int, stop: int | None = None) -> Iterator[tuple[int, str]]:
        """Yield runs of lines from `start` that can be one phrase."""
        return self.dump.windows(start, self._most, len(self.lines) if stop is None else stop)

    @cached_property
    def reply_forms(self) -> list[int]:
        """The lines with a reply form's heading, or with a link to it."""
        return [
            index
            for index, line in enumerate(self.lines)
            if line.text and not line.text.startswith("[") and self.is_reply_form_at(index)
        ]

    def byline(self, line: str, run: str) -> PhraseMatch | None:
        """Return author, date and terms in a line, or in the run of lines that begins with it."""
        if run == line:
            return read_line(run, self.found.language, self.found.order)
        return read_byline(run, self.found.order)

    def has_date(self, match: PhraseMatch) -> bool:
        """Return whether a phrase's value for a date is one."""
        return find_date(match.values.get("date", ""), match.language, self.found.order) is not None

    def begins_comment(self, start: int) -> bool:
        """Return whether a comment begins soon after a line."""
        following = [line for line in self.lines[start : start + 100] if line.shown]
        if following and following[0].mark in {"1.", "1)"}:
            return True
        if any(
            BY.match(x.text) and find_date(x.text, "", self.found.order) for x in following[:60]
        ):
            return True
        seen = 0
        for line in self.lines[start : start + 3 * _NEAR]:
            if not line.shown:
                continue
            seen += 1
            if seen > _NEAR or len(line.text) > PARAGRAPH:
                return False
            moment = find_date(line.text, self.found.language, self.found.order)
            if (
                speaker_in(line.text) is not None
                or ping_in(line.text)
                or (moment and moment.has_time)
            ):
                return True
        return False

    def is_reply_form_at(self, index: int) -> bool:
        """Return whether a line is the reply form's heading, and not a link to it."""
        text = self.lines[index].text
        rest = phrases.text_after(PhraseKind.RESPOND, text)
        whole = rest is not None and (
            not rest.strip(" ()[]")
            or phrases.is_phrase(rest, PhraseKind.CANCEL_REPLY, PhraseKind.RESPOND)
        )
        if not whole and phrases.match_phrase(PhraseKind.RESPOND, text) is None:
            return False
        is_sure = bool(rest) or not phrases.is_phrase(text, PhraseKind.REPLY)
        if is_sure and not self._is_below_commenter(index):
            return True
        following = [line.text for line in self.lines[index + 1 : index + 6] if line.text][:3]
        return any(
            phrases.is_phrase(text, PhraseKind.CANCEL_REPLY, PhraseKind.FORM) for text in following
        )

    def _is_below_commenter(self, index: int) -> bool:
        """Return whether a line is the first below the name and the date of a comment."""
        above = [line.text for line in self.lines[max(0, index - 6) : index] if line.text][-2:]
        if len(above) < 2 or speaker_in(above[0]) is None:
            return False
        moment = find_date(above[1], self.found.language, self.found.order)
        return moment is not None and moment.has_time

    def title_place(self, title: str, before: int) -> tuple[int, int] | None:
        """Return the first place before a line where a title has its own lines; else None."""
        return next(iter(self.title_places(title, before)), None)

    def title_places(self, title: str, before: int) -> list[tuple[int, int]]:
        """Return the places before a line where a title has its own lines."""
        return [place for place in self._lone_texts.get(bare(title), ()) if place[1] <= before]

    @cached_property
    def _lone_texts(self) -> dict[str, list[tuple[int, int]]]:
        """Texts of one line or a few, no longer than a title, with their places."""
        found: dict[str, list[tuple[int, int]]] = {}
        for start in range(len(self.lines)):
            for stop, text in self.windows(start):
                if len(text) > HEADING:
                    break
                found.setdefault(bare(text), []).append((start, stop))
        found.pop("", None)
        return found


def bare(text: str) -> str:
    """Return a text's letters and figures alone, in lower case."""
    return _LETTERS.sub("", text).casefold()
