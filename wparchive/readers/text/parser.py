"""What several of the searches in a dump ask of its lines, and what they have found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind, PhraseMatch
from wparchive.language.phrases.labels import BY
from wparchive.readers.text.byline import read_byline, read_line
from wparchive.readers.text.date_lines import ping, speaker, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.text.dump import Dump

HEADING: Final = 300
"""Characters that a heading above comments has at most: its words and a title."""
PARAGRAPH: Final = 160
"""Characters from which a line is surely of a text."""
_NEAR: Final = 10
"""Lines below a heading without a title among which the first comment must begin."""
_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass
class Outline:
    """Line numbers (0-based, stops exclusive) of the parts of a dump.

    Attributes:
        title: Lines of the title; None where none was found.
        title_text: It.
        site: The blog's title, where a line has both.
        body: Lines of the text.
        posted: Lines that tell author, date or terms around the title, and where they stand.
        filed: The line under the text, and where it stands.
        heading: Lines of the heading above the comments.
        claimed: How many comments the heading counts, pings included.
        comments: Lines of the comments.
        language: Of the phrases that were found; empty if there was none.
        order: How dates in figures begin.
        signs: What shows that this is a post, by name; more of them, more trust.
    """

    title: tuple[int, int] | None = None
    title_text: str | None = None
    site: str | None = None
    body: tuple[int, int] = (0, 0)
    posted: list[tuple[PhraseMatch, int, int]] = field(default_factory=list)
    filed: tuple[PhraseMatch, int, int] | None = None
    heading: tuple[int, int] | None = None
    claimed: int | None = None
    comments: tuple[int, int] = (0, 0)
    language: str = ""
    order: str = ""
    signs: list[str] = field(default_factory=list)


class View:
    """The lines of a dump with what is known of them so far."""

    def __init__(self, dump: Dump, order: str) -> None:
        self.dump = dump
        self.lines = dump.lines
        self.found = Outline(order=order)
        self._most = 7 if dump.flat else 3

    def windows(self, start: int, stop: int | None = None) -> Iterator[tuple[int, str]]:
        """Runs of lines from `start` that can be one phrase."""
        return self.dump.windows(start, self._most, len(self.lines) if stop is None else stop)

    @cached_property
    def forms(self) -> list[int]:
        """The lines with a reply form's heading, or with a link to it."""
        return [
            index
            for index, line in enumerate(self.lines)
            if line.text and not line.text.startswith("[") and self.responds(index)
        ]

    def byline(self, line: str, run: str) -> PhraseMatch | None:
        """What a line tells of the post, or the run of lines that begins with it."""
        if run == line:
            return read_line(run, self.found.language, self.found.order)
        return read_byline(run, self.found.order)

    def dates(self, match: PhraseMatch) -> bool:
        """Whether what stands in a phrase's place for a date is one."""
        return stamp(match.values.get("date", ""), match.language, self.found.order) is not None

    def begins_comment(self, start: int) -> bool:
        """Whether a comment begins soon after a line."""
        following = [line for line in self.lines[start : start + 100] if line.shown]
        if following and following[0].mark in {"1.", "1)"}:
            return True
        if any(BY.match(x.text) and stamp(x.text, "", self.found.order) for x in following[:60]):
            return True
        seen = 0
        for line in self.lines[start : start + 3 * _NEAR]:
            if not line.shown:
                continue
            seen += 1
            if seen > _NEAR or len(line.text) > PARAGRAPH:
                return False
            moment = stamp(line.text, self.found.language, self.found.order)
            if speaker(line.text) is not None or ping(line.text) or (moment and moment.has_time):
                return True
        return False

    def responds(self, index: int) -> bool:
        """Whether the form's heading stands here, and not the link that leads to it."""
        text = self.lines[index].text
        rest = phrases.text_after(PhraseKind.RESPOND, text)
        whole = rest is not None and (
            not rest.strip(" ()[]")
            or phrases.is_phrase(rest, PhraseKind.CANCEL_REPLY, PhraseKind.RESPOND)
        )
        if not whole and phrases.match_phrase(PhraseKind.RESPOND, text) is None:
            return False
        if rest or not phrases.is_phrase(text, PhraseKind.REPLY):
            return True
        following = [line.text for line in self.lines[index + 1 : index + 6] if line.text][:3]
        return any(
            phrases.is_phrase(text, PhraseKind.CANCEL_REPLY, PhraseKind.FORM) for text in following
        )

    def place_of(self, title: str, before: int) -> tuple[int, int] | None:
        """Where a title first stands alone before a line."""
        return next(iter(self.places_of(title, before)), None)

    def places_of(self, title: str, before: int) -> list[tuple[int, int]]:
        """Where a title stands alone before a line."""
        return [place for place in self._standing.get(bare(title), ()) if place[1] <= before]

    @cached_property
    def _standing(self) -> dict[str, list[tuple[int, int]]]:
        """What stands alone in a line or a few, no longer than a title, with its places."""
        found: dict[str, list[tuple[int, int]]] = {}
        for start in range(len(self.lines)):
            for stop, text in self.windows(start):
                if len(text) > HEADING:
                    break
                found.setdefault(bare(text), []).append((start, stop))
        found.pop("", None)
        return found


def bare(text: str) -> str:
    """A text's letters and figures alone, in small letters."""
    return _LETTERS.sub("", text).casefold()
