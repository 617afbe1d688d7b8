"""The layout of a dump: the lines of title, text and comments, and of other parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind, PhraseMatch
from wparchive.language.phrases.labels import NETWORKS, SHARE_VERBS
from wparchive.readers.text.byline import is_name, is_sole, read_labels, read_line
from wparchive.readers.text.date_lines import find_date
from wparchive.readers.text.dump import is_field
from wparchive.readers.text.header import read_header
from wparchive.readers.text.heading import HeadingSearch
from wparchive.readers.text.metadata_lines import listed_byline, unmarked_line
from wparchive.readers.text.parser import PARAGRAPH, DumpLayout, DumpParser, bare
from wparchive.readers.text.title import TitleSearch

if TYPE_CHECKING:
    from wparchive.readers.text.dump import Dump, Line

_BYLINE: Final = 12
"""Lines between a title and its text in which bylines are searched."""
_SHORT: Final = 80
"""The longest line around such a date, in characters."""
_META: Final = 12
"""Lines below a text in which a theme's date is searched."""
_FEW_WORDS: Final = 4
"""Words of a sentence that can be a title or a phrase."""
_BUTTON: Final = 6
"""The most words of a button, with the text of its picture."""
_WORD: Final = patterns.lazy(r"[^\W\d_]+")
_IN: Final = patterns.lazy(r"(?:in|unter|dans|en|em|i|w|в)\s++([^.!?]++)", re.IGNORECASE)
_MARKS: Final = patterns.lazy(r"[\W_]*|\d{1,4}")


def _is_share_button(line: Line) -> bool:
    """Return whether a line is one of a list of buttons for sharing: "Share via Reddit"."""
    words = _WORD.findall(line.text.casefold())
    is_short = line.listed and len(words) <= _BUTTON
    return is_short and not NETWORKS.isdisjoint(words) and not SHARE_VERBS.isdisjoint(words)


def find_layout(dump: Dump, order: str) -> DumpLayout:
    """Find the parts of a dump.

    Args:
        dump: The lines.
        order: The order of dates in figures, ``dmy`` or ``mdy``.
    """
    return _LayoutSearch(DumpParser(dump, order)).run()


class _LayoutSearch:
    """A search for all parts, each by means of those found before it."""

    def __init__(self, parser: DumpParser) -> None:
        self._parser = parser
        self._lines = parser.lines
        self._found = parser.found

    def run(self) -> DumpLayout:
        found = self._found
        heading = HeadingSearch(self._parser)
        heading.find()
        self._read_header()
        TitleSearch(self._parser).find()
        if found.stated_count is None:
            heading.find_with(found.title_text)
        after = found.title[1] if found.title else 0
        start = self._skip_byline(after)
        stop = found.heading[0] if found.heading else len(self._lines)
        self._find_comments()
        if found.heading is None:
            stop = min(stop, self._end_of_comments(start))
        found.body = (start, max(start, self._end_of_body(start, stop)))
        if any(phrases.is_phrase(line.text, PhraseKind.POWERED) for line in self._lines):
            found.evidence.append("WordPress's name below a page")
        return found

    def _read_header(self) -> None:
        """Read title and permalink from the links of the page's head."""
        header, found = read_header(self._parser), self._found
        found.site, found.link = header.site, header.link
        if header.title:
            found.evidence.append("the title in the links of the page's head")
            found.title_text = found.title_text or header.title

    # Bylines around the title.

    def _skip_byline(self, start: int) -> int:
        """Skip the lines between the title and the text."""
        if self._found.title is None:
            return start
        index = end = start
        for _ in range(_BYLINE):
            while index < len(self._lines) and not self._lines[index].text:
                index += 1
            if index >= len(self._lines):
                break
            step = self._byline_at(index) or self._list_at(index)
            if step is not None:
                index = end = step
            elif self._is_neutral(self._lines[index].text):
                index += 1
            else:
                break
        if not self._value("date"):
            self._find_date_above(self._found.title[0])
        while end < len(self._lines) and not self._lines[end].text:
            end += 1
        return end

    def _byline_at(self, index: int) -> int | None:
        """Return the stop of a byline that begins at a line; None if none does."""
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
        for stop, run in self._parser.windows(index):
            match = self._parser.byline(text, run)
            if match is None:
                match = (
                    phrases.match_phrase(PhraseKind.FILED, run) if len(run) < PARAGRAPH else None
                )
                match = match if match and self._is_term_line(match, run) else None
            if match and (best is None or len(match.values) > len(best[0].values)):
                best = (match, index, stop)
        if best is None or all(self._value(place) for place in best[0].values):
            return best[2] if best else None
        self._add_byline(best)
        return best[2]

    def _list_at(self, index: int) -> int | None:
        """Return the stop of a list of author and date that begins at a line; None if none does."""
        line = listed_byline(self._parser, index)
        if line is not None:
            self._add_byline((line.match, line.start, line.stop))
        return line.stop if line else None

    def _named_below(self, index: int) -> int | None:
        """Read the name in the line below one with ``by`` alone; return the stop."""
        place = next(
            (i for i in range(index + 1, min(index + 4, len(self._lines))) if self._lines[i].text),
            None,
        )
        if place is None or len(self._lines[place].text) > 60:
            return None
        self._add_byline((PhraseMatch("", {"author": self._lines[place].text}), index, place + 1))
        return self._terms_below(place + 1)

    def _terms_below(self, start: int) -> int:
        """Read the categories after the name, ``in Birds``; return the stop."""
        index = next((i for i in range(start, start + 3) if self._text(i)), start)
        stop = index
        while self._text(stop) and (stop == index or self._goes_on(stop)):
            stop += 1
        match = _IN.fullmatch(" ".join(self._text(i) for i in range(index, stop)))
        if match is None or any(len(term) >= 40 for term in match[1].split(",")):
            return start
        self._add_byline((PhraseMatch("", {"categories": match[1]}), index, stop))
        return stop

    def _goes_on(self, index: int) -> bool:
        """Return whether a line of terms continues the one above it."""
        above, text = self._text(index - 1), self._text(index)
        listed = above.endswith(",") or text.startswith(",") or " " not in above
        return listed if self._parser.dump.line_per_node else True

    def _text(self, index: int) -> str:
        return self._lines[index].text if index < len(self._lines) else ""

    def _find_date_above(self, title: int) -> None:
        """Find the date in a line above the title, where some themes have it."""
        above = [i for i in range(max(0, title - 6), title) if self._lines[i].text][-2:]
        for index in reversed(above):
            line = self._lines[index]
            match = read_line(line.text, self._found.language, self._found.order)
            if match and "date" in match.values and not line.listed:
                self._add_byline((match, index, index + 1))
                return

    def _add_byline(self, line: tuple[PhraseMatch, int, int]) -> None:
        self._found.bylines.append(line)
        self._found.evidence.append("a line with author or date under a title")
        self._found.language = self._found.language or line[0].language

    def _value(self, place: str) -> str:
        term_line = [self._found.term_line] if self._found.term_line else []
        line = [*self._found.bylines, *term_line]
        return next((m.values[place] for m, _, _ in line if m.values.get(place)), "")

    @staticmethod
    def _is_neutral(text: str) -> bool:
        """Return whether a line between title and byline is of neither."""
        kinds = (PhraseKind.POST_NAVIGATION, PhraseKind.NAVIGATION, PhraseKind.BYLINE)
        return bool(_MARKS.fullmatch(text)) or phrases.is_phrase(text, *kinds)

    # The text.

    def _end_of_body(self, start: int, stop: int) -> int:
        """Return the end of the text, above the theme's boilerplate."""
        self._find_term_line(start, stop)
        if self._found.term_line is not None:
            stop = self._found.term_line[1]
        if not self._value("date"):
            stop = self._find_date_below(start, stop)
        end = stop
        is_text = False
        for index in range(stop - 1, start - 1, -1):
            line = self._lines[index]
            if len(line.text) > PARAGRAPH:
                break
            is_text = is_text or self._is_sentence(line)
            if line.text and (self._ends_text(index) or (not is_text and self._is_word(index))):
                end = index
        while end > start and not self._is_of_text(end - 1):
            end -= 1
        return end

    def _is_of_text(self, index: int) -> bool:
        """Return whether a line is more than a rule or an empty line."""
        line = self._lines[index]
        return bool(line.shown) and not (is_field(line) and not re.search(r"\w", line.text))

    def _find_date_below(self, start: int, stop: int) -> int:
        """Find a date alone below a text, perhaps with a name by it; return the text's stop."""
        lines = [i for i in range(start, stop) if self._lines[i].text][-_META:]
        for place, index in enumerate(lines[1:], 1):
            following = lines[place + 1 :]
            match = read_line(self._lines[index].text, self._found.language, self._found.order)
            if match and "date" in match.values and {"categories", "tags"} & match.values.keys():
                self._add_byline((match, index, index + 1))
                return index
            longest = max((len(bare(self._lines[i].text)) for i in following), default=0)
            if longest > _SHORT or not self._is_date(self._lines[index].text):
                continue
            self._add_byline((PhraseMatch("", {"date": self._lines[index].text}), index, index + 1))
            return self._author_by(lines[place - 1], index, following)
        return stop

    def _is_date(self, text: str) -> bool:
        """Return whether a line is a date, with at most the theme's word before it."""
        moment = find_date(text, self._found.language, self._found.order)
        if moment is None or moment.after:
            return False
        line = phrases.match_phrase(PhraseKind.POSTED, text)
        return not moment.before or (line is not None and set(line.values) == {"date"})

    def _author_by(self, above: int, date: int, following: list[int]) -> int:
        """Read the author in a line above or below a date; return where these lines begin."""
        for index in (above, *following[:1]):
            if author := phrases.text_after(PhraseKind.BYLINE, self._lines[index].text):
                self._add_byline((PhraseMatch("", {"author": author}), index, index + 1))
                return min(index, date)
        if following and not self._value("author") and is_name(self._lines[following[0]].text):
            author = self._lines[following[0]].text
            self._add_byline((PhraseMatch("", {"author": author}), following[0], following[0] + 1))
        return date

    @staticmethod
    def _is_sentence(line: Line) -> bool:
        """Return whether a line ends a sentence of several words, as an author writes."""
        words = line.text.split()
        ends = line.text.endswith((".", "!", "?", ":", "。", "…")) and not line.text.endswith("...")
        return ends and len(words) > _FEW_WORDS and not line.listed and not line.links

    def _is_word(self, index: int) -> bool:
        """Return whether a line is a word of the theme's that an author's heading may be, too."""
        kinds = (
            PhraseKind.NAVIGATION, PhraseKind.SHARE, PhraseKind.NO_COMMENTS,
            PhraseKind.COMMENTS_BARE,
        )  # fmt: skip
        line = self._lines[index]
        return phrases.is_phrase(line.text, *kinds) or _is_share_button(line)

    def _ends_text(self, index: int) -> bool:
        """Return whether a line is below every text: links to other posts, forms, author boxes."""
        line = self._lines[index]
        kinds = (PhraseKind.POST_NAVIGATION, PhraseKind.CLOSED, PhraseKind.POWERED)
        if phrases.is_phrase(line.text, *kinds) or self._parser.is_reply_form_at(index):
            return True
        if phrases.text_after(PhraseKind.PAGES, line.text) is not None and re.search(
            r"\d", line.text
        ):
            return True
        match = phrases.match_phrase(PhraseKind.AUTHOR_BOX, line.text)
        author = self._value("author")
        return bool(match and author and bare(match.values.get("author", "")) == bare(author))

    def _find_term_line(self, start: int, stop: int) -> None:
        """Find the last sentence before the comments that lists categories and tags."""
        for index in range(start, stop):
            if not self._lines[index].text:
                continue
            best: tuple[PhraseMatch, int, int] | None = None
            for end, text in self._parser.dump.windows(
                index, 40 if self._parser.dump.line_per_node else 6, stop
            ):
                if len(text) > 1000:
                    break
                if match := self._terms_in(text):
                    best = (match, index, end)
                    if text.endswith("."):
                        break
                elif best:
                    break
            if best is not None:
                self._found.term_line = best
                self._found.evidence.append("a line with the terms under a text")
                self._found.language = self._found.language or best[0].language
                return
        if (line := unmarked_line(self._parser, start, stop)) is not None:
            self._found.term_line = (line.match, line.start, line.stop)
            self._found.evidence.append(line.evidence)

    def _terms_in(self, text: str) -> PhraseMatch | None:
        """Read the terms in a sentence of the theme's, or after labels if these name more."""
        match = phrases.match_phrase(PhraseKind.FILED, text)
        match = match if match and self._is_term_line(match, text) else None
        labelled = read_labels(text, self._found.order)
        is_fuller = match and labelled and len(labelled.values) > len(match.values)
        return labelled if is_fuller else match or labelled

    def _is_term_line(self, match: PhraseMatch, text: str) -> bool:
        """Return whether a match is the theme's sentence, not another with the same beginning."""
        date = match.values.get("date")
        if date is not None and find_date(date, match.language, self._found.order) is None:
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
        """Return where the form below the comments, or its replacement, begins."""
        for index in range(start, len(self._lines)):
            line = self._lines[index]
            if not line.text:
                continue
            if self._parser.is_reply_form_at(index) or phrases.is_phrase(
                line.text, PhraseKind.CLOSED, PhraseKind.POWERED
            ):
                if self._parser.is_reply_form_at(index):
                    self._found.evidence.append("the heading of a reply form")
                return index
        return len(self._lines)
