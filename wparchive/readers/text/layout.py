"""Where in a dump the title, the text, the comments and what is none of them stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind, PhraseMatch
from wparchive.readers.text.byline import is_name, is_sole, read_labels, read_line
from wparchive.readers.text.date_lines import stamp
from wparchive.readers.text.dump import is_field
from wparchive.readers.text.heading import HeadingSearch
from wparchive.readers.text.parser import PARAGRAPH, Outline, View, bare
from wparchive.readers.text.title import TitleSearch

if TYPE_CHECKING:
    from wparchive.readers.text.dump import Dump

_BYLINE: Final = 12
"""Lines between a title and its text that can tell of the post."""
_SHORT: Final = 80
"""Characters that lines around such a date have at most."""
_META: Final = 12
"""Lines below a text among which a theme prints its date."""
_IN: Final = re.compile(r"(?:in|unter|dans|en|em|i|w|в)\s++([^.!?]++)", re.IGNORECASE)
_MARKS: Final = re.compile(r"[\W_]*|\d{1,4}")


def outline(dump: Dump, order: str) -> Outline:
    """Find the parts of a dump.

    Args:
        dump: The lines.
        order: How dates in figures begin.
    """
    return _Search(View(dump, order)).run()


class _Search:
    """One search; each part is looked for with what is known from those before it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._lines = view.lines
        self._found = view.found

    def run(self) -> Outline:
        found = self._found
        heading = HeadingSearch(self._view)
        heading.find()
        TitleSearch(self._view).find()
        if found.heading is None:
            heading.find_with(found.title_text)
        after = found.title[1] if found.title else 0
        start = self._skip_byline(after)
        stop = found.heading[0] if found.heading else len(self._lines)
        self._find_comments()
        if found.heading is None:
            stop = min(stop, self._end_of_comments(start))
        found.body = (start, max(start, self._end_of_body(start, stop)))
        if any(phrases.is_phrase(line.text, PhraseKind.POWERED) for line in self._lines):
            found.signs.append("WordPress's name below a page")
        return found

    # What tells of the post around its title.

    def _skip_byline(self, start: int) -> int:
        """Pass over what stands between the title and the text."""
        if self._found.title is None:
            return start
        index = end = start
        for _ in range(_BYLINE):
            while index < len(self._lines) and not self._lines[index].text:
                index += 1
            if index >= len(self._lines):
                break
            step = self._posted(index)
            if step is not None:
                index = end = step
            elif self._is_idle(self._lines[index].text):
                index += 1
            else:
                break
        if not self._says("date"):
            self._find_above(self._found.title[0])
        while end < len(self._lines) and not self._lines[end].text:
            end += 1
        return end

    def _posted(self, index: int) -> int | None:
        """Where a line that tells of the post ends; None if there is none."""
        text = self._lines[index].text
        if phrases.is_phrase(
            text,
            PhraseKind.COUNT,
            PhraseKind.EDIT,
            PhraseKind.RESPOND,
            PhraseKind.NO_COMMENTS,
            PhraseKind.SHARE,
        ):
            return index + 1
        if is_sole(text) and (step := self._named_below(index)):
            return step
        best: tuple[PhraseMatch, int, int] | None = None
        for stop, run in self._view.windows(index):
            match = self._view.byline(text, run)
            if match is None:
                match = (
                    phrases.match_phrase(PhraseKind.FILED, run) if len(run) < PARAGRAPH else None
                )
                match = match if match and self._is_filing(match, run) else None
            if match and (best is None or len(match.values) > len(best[0].values)):
                best = (match, index, stop)
        if best is None or all(self._says(place) for place in best[0].values):
            return best[2] if best else None
        self._take(best)
        return best[2]

    def _named_below(self, index: int) -> int | None:
        """The line with the name, below one with ``by`` alone."""
        place = next(
            (i for i in range(index + 1, min(index + 4, len(self._lines))) if self._lines[i].text),
            None,
        )
        if place is None or len(self._lines[place].text) > 60:
            return None
        self._take((PhraseMatch("", {"author": self._lines[place].text}), index, place + 1))
        return self._filed_below(place + 1)

    def _filed_below(self, start: int) -> int:
        """Where categories end that stand behind the name: ``in Birds``."""
        index = next((i for i in range(start, start + 3) if self._text(i)), start)
        stop = index
        while self._text(stop) and (stop == index or self._goes_on(stop)):
            stop += 1
        match = _IN.fullmatch(" ".join(self._text(i) for i in range(index, stop)))
        if match is None or any(len(term) >= 40 for term in match[1].split(",")):
            return start
        self._take((PhraseMatch("", {"categories": match[1]}), index, stop))
        return stop

    def _goes_on(self, index: int) -> bool:
        """Whether a line of terms goes on with the one above it."""
        above, text = self._text(index - 1), self._text(index)
        listed = above.endswith(",") or text.startswith(",") or " " not in above
        return listed if self._view.dump.flat else True

    def _text(self, index: int) -> str:
        return self._lines[index].text if index < len(self._lines) else ""

    def _find_above(self, title: int) -> None:
        """The date in a line above the title, where some themes have it."""
        above = [i for i in range(max(0, title - 6), title) if self._lines[i].text][-2:]
        for index in reversed(above):
            line = self._lines[index]
            match = read_line(line.text, self._found.language, self._found.order)
            if match and "date" in match.values and not line.listed:
                self._take((match, index, index + 1))
                return

    def _take(self, told: tuple[PhraseMatch, int, int]) -> None:
        self._found.posted.append(told)
        self._found.signs.append("a line with author or date under a title")
        self._found.language = self._found.language or told[0].language

    def _says(self, place: str) -> str:
        filed = [self._found.filed] if self._found.filed else []
        told = [*self._found.posted, *filed]
        return next((m.values[place] for m, _, _ in told if m.values.get(place)), "")

    @staticmethod
    def _is_idle(text: str) -> bool:
        """Whether a line between title and byline says nothing."""
        kinds = (PhraseKind.POST_NAVIGATION, PhraseKind.NAVIGATION, PhraseKind.BYLINE)
        return bool(_MARKS.fullmatch(text)) or phrases.is_phrase(text, *kinds)

    # The text.

    def _end_of_body(self, start: int, stop: int) -> int:
        """The first line after the text that is of the theme's furniture."""
        self._find_filed(start, stop)
        if self._found.filed is not None:
            stop = self._found.filed[1]
        elif not self._says("date"):
            stop = self._find_below(start, stop)
        end = stop
        for index in range(stop - 1, start - 1, -1):
            text = self._lines[index].text
            if len(text) > PARAGRAPH:
                break
            if text and self._is_furniture(index):
                end = index
        while end > start and not self._is_of_text(end - 1):
            end -= 1
        return end

    def _is_of_text(self, index: int) -> bool:
        """Whether a line is more than a rule or an empty line."""
        line = self._lines[index]
        return bool(line.shown) and not (is_field(line) and not re.search(r"\w", line.text))

    def _find_below(self, start: int, stop: int) -> int:
        """Where a date alone, perhaps with a name by it, stands under a text."""
        lines = [i for i in range(start, stop) if self._lines[i].text][-_META:]
        for place, index in enumerate(lines[1:], 1):
            following = lines[place + 1 :]
            longest = max((len(bare(self._lines[i].text)) for i in following), default=0)
            if longest > _SHORT or not self._is_date(self._lines[index].text):
                continue
            self._take((PhraseMatch("", {"date": self._lines[index].text}), index, index + 1))
            return self._author_by(lines[place - 1], index, following)
        return stop

    def _is_date(self, text: str) -> bool:
        """Whether a line is a date, and nothing else but the theme's word before it."""
        moment = stamp(text, self._found.language, self._found.order)
        if moment is None or moment.after:
            return False
        told = phrases.match_phrase(PhraseKind.POSTED, text)
        return not moment.before or (told is not None and set(told.values) == {"date"})

    def _author_by(self, above: int, date: int, following: list[int]) -> int:
        """Where the lines around a date below a text begin; one of them can have the name."""
        for index in (above, *following[:1]):
            if author := phrases.text_after(PhraseKind.BYLINE, self._lines[index].text):
                self._take((PhraseMatch("", {"author": author}), index, index + 1))
                return min(index, date)
        if following and not self._says("author") and is_name(self._lines[following[0]].text):
            author = self._lines[following[0]].text
            self._take((PhraseMatch("", {"author": author}), following[0], following[0] + 1))
        return date

    def _is_furniture(self, index: int) -> bool:
        line = self._lines[index]
        kinds = (
            PhraseKind.POST_NAVIGATION, PhraseKind.NAVIGATION, PhraseKind.SHARE, PhraseKind.CLOSED,
            PhraseKind.NO_COMMENTS, PhraseKind.COMMENTS_BARE, PhraseKind.POWERED,
        )  # fmt: skip
        if phrases.is_phrase(line.text, *kinds) or self._view.responds(index):
            return True
        if phrases.text_after(PhraseKind.PAGES, line.text) is not None and re.search(
            r"\d", line.text
        ):
            return True
        match = phrases.match_phrase(PhraseKind.AUTHOR_BOX, line.text)
        author = self._says("author")
        return bool(match and author and bare(match.values.get("author", "")) == bare(author))

    def _find_filed(self, start: int, stop: int) -> None:
        """The last sentence before the comments that tells categories and tags."""
        for index in range(start, stop):
            if not self._lines[index].text:
                continue
            best: tuple[PhraseMatch, int, int] | None = None
            for end, text in self._view.dump.windows(
                index, 40 if self._view.dump.flat else 6, stop
            ):
                if len(text) > 1000:
                    break
                match = phrases.match_phrase(PhraseKind.FILED, text)
                match = match if match and self._is_filing(match, text) else None
                if match := match or read_labels(text, self._found.order):
                    best = (match, index, end)
                    if text.endswith("."):
                        break
                elif best:
                    break
            if best is not None:
                self._found.filed = best
                self._found.signs.append("a line with the terms under a text")
                self._found.language = self._found.language or best[0].language
                return

    def _is_filing(self, match: PhraseMatch, text: str) -> bool:
        """Whether it is the theme's sentence: not just any that begins with such a word."""
        date = match.values.get("date")
        if date is not None and stamp(date, match.language, self._found.order) is None:
            return False
        listed = match.values.get("categories", match.values.get("tags", ""))
        return len(text) < 600 and all(len(term) < 60 for term in re.split(r"[,、，;|]", listed))

    # The comments.

    def _find_comments(self) -> None:
        found = self._found
        if found.heading is None:
            return
        begin = found.heading[1]
        found.comments = (begin, self._end_of_comments(begin))

    def _end_of_comments(self, start: int) -> int:
        """Where the form below the comments, or what stands in its place, begins."""
        for index in range(start, len(self._lines)):
            line = self._lines[index]
            if not line.text:
                continue
            if self._view.responds(index) or phrases.is_phrase(
                line.text, PhraseKind.CLOSED, PhraseKind.POWERED
            ):
                if self._view.responds(index):
                    self._found.signs.append("the heading of a reply form")
                return index
        return len(self._lines)
