"""The title in a dump."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.readers.text.byline import is_name
from wparchive.readers.text.date_lines import find_date
from wparchive.readers.text.dump import is_broken, is_field
from wparchive.readers.text.parser import HEADING, PARAGRAPH, bare

if TYPE_CHECKING:
    from wparchive.readers.text.parser import DumpParser

_TITLES: Final = patterns.lazy(r"(?<!\s)\s++[|–—«»‹›·:-]\s++|(?>(?:(?<!\s)\s++)?)[|«»]\s*+")
_SENTENCE: Final = 40
"""The shortest sentence, in characters, that asks for a password."""
_FAR: Final = 60
"""Lines of a menu that can be between a title and its byline."""
_DIVIDER: Final = patterns.lazy(r"(?>(?:(?<!\s)\s++)?)[|–—«»‹›·-]\s*+")


class TitleSearch:
    """A search for the title by its surroundings, and for the blog's title beside it."""

    def __init__(self, parser: DumpParser) -> None:
        self._parser = parser
        self._lines = parser.lines
        self._found = parser.found

    def find(self) -> None:
        """Find the title and the site."""
        found = self._found
        if found.title_text:
            stop = found.heading[0] if found.heading else len(self._lines)
            found.title = self._best(self._parser.title_places(found.title_text, stop))
            self._find_site()
            return
        ways = (
            self._title_of_window, self._title_at_byline, self._protected, self._title_first,
        )  # fmt: skip
        any(way() for way in ways)

    def _best(self, places: list[tuple[int, int]]) -> tuple[int, int] | None:
        """Return the place of a known title that has a byline below it, or else a text.

        A menu may name the post, too.
        """
        places = [place for place in places if not self._lines[place[0]].listed] or places
        bylined = [place for place in places[:_FAR] if self._byline_at(place[1])]
        texts = [place for place in places[:_FAR] if self._is_over_text(place[1])]
        return next(iter(bylined or texts or places), None)

    def _is_over_text(self, index: int) -> bool:
        following = [line for line in self._lines[index : index + 16] if line.text][:5]
        return any(len(line.text) > PARAGRAPH // 2 for line in following)

    def _find_site(self) -> None:
        """Find the blog's title, if the first line is a browser window's or a feed's."""
        first = next((line.text for line in self._lines if line.text), "")
        title = self._found.title_text or ""
        if self._found.site:
            return
        if first.startswith(title) and (rest := _DIVIDER.match(first, len(title))):
            self._found.site = first[rest.end() :] or None

    def _title_of_window(self) -> bool:
        """Find a part of the first line, a window's title, that is alone further down."""
        first = next((i for i, line in enumerate(self._lines) if line.text), None)
        if first is None or not self._parser.dump.line_per_node:
            return False
        text = self._lines[first].text
        for divider in _TITLES.finditer(text):
            for title, site in ((text[: divider.start()], text[divider.end() :]),
                                (text[divider.end() :], text[: divider.start()])):  # fmt: skip
                place = self._after(first + 1, title)
                if place and not self._is_menu(place[1]):
                    self._found.title, self._found.title_text = place, title
                    self._found.site = site
                    self._found.evidence.append("the title of a window above a text")
                    return True
        return False

    def _protected(self) -> bool:
        """Find the title of a post with a password, which WordPress itself marks."""
        for index, line in enumerate(self._lines):
            match = (
                phrases.match_phrase(PhraseKind.PROTECTED, line.text) if not line.listed else None
            )
            below = next((x.text for x in self._lines[index + 1 : index + 5] if x.text), "")
            if match and match.values.get("title") and len(below) > _SENTENCE:
                self._found.title, self._found.title_text = (
                    (index, index + 1),
                    match.values["title"],
                )
                self._found.evidence.append("the word for a post with a password")
                return True
        return False

    def _after(self, start: int, title: str) -> tuple[int, int] | None:
        wanted = bare(title)
        places = []
        for begin in range(start, len(self._lines)):
            for stop, text in self._parser.windows(begin):
                if wanted and bare(text) == wanted:
                    places.append((begin, stop))
        bylined = [place for place in places if self._byline_at(place[1])]
        return next(iter(bylined or places), None)

    def _is_menu(self, index: int) -> bool:
        """Return whether a run of short lines follows, as in menus."""
        following = [line.text for line in self._lines[index : index + 12] if line.text]
        return len(following) >= 6 and max(map(len, following)) < 40 and not self._byline_at(index)

    def _title_at_byline(self) -> bool:
        """Find the lines above the first byline, or the line below it."""
        for index in range(1, len(self._lines)):
            line = self._lines[index]
            if not line.text or not self._byline_at(index) or self._is_in_comments(index):
                continue
            place = self._above(index)
            if self._is_below_text(index):
                place = self._under_menu(index)
            elif self._ends_with_terms(index):
                place = self._over_sentence(index)
            elif self._is_under_sentence(place):
                place = self._over_sentence(index) or place
            elif (
                not self._is_link(index)
                and self._follows_menu(index, place)
                and (below := self._below(index))
            ):
                place = below
            if place is not None:
                text = " ".join(line.text for line in self._lines[slice(*place)])
                match = phrases.match_phrase(PhraseKind.PROTECTED, text)
                text = match.values.get("title", text) if match else text
                self._found.title, self._found.title_text = place, text
                self._found.evidence.append("a line with author or date under a title")
                return True
        return False

    def _is_below_text(self, index: int) -> bool:
        """Return whether a byline ends a text: soon below it are comments or the form."""
        moment = find_date(self._lines[index].text, self._found.language, self._found.order)
        if moment is None or moment.before or moment.after:
            return False
        heading = self._found.heading
        below = [heading[0], *self._parser.reply_forms] if heading else self._parser.reply_forms
        stop = min((place for place in below if place > index), default=len(self._lines))
        stop_looking = min(stop, index + 40)
        texts = [line.text for line in self._lines[index + 1 : stop_looking]]
        between = [text for text in texts if bare(text)]
        short = 0 < len(between) <= 8 and max(map(len, between)) < 80
        return short and stop < index + 40 and is_name(between[0])

    def _ends_with_terms(self, index: int) -> bool:
        """Return whether a line with date and terms is below a sentence."""
        line = self._lines[index].text
        match = self._parser.byline(line, line)
        above = next((x.text for x in reversed(self._lines[:index]) if x.text), "")
        if match is None or "date" not in match.values or not self._is_sentence(above):
            return False
        return "categories" in match.values or "tags" in match.values

    def _is_under_sentence(self, place: tuple[int, int] | None) -> bool:
        """Return whether the line above a byline ends a text, rather than being its title."""
        return place is not None and self._lines[place[1] - 1].text.endswith((".", "。"))

    @staticmethod
    def _is_sentence(text: str) -> bool:
        return text.endswith((".", "!", "?", "。", "…")) and len(text) > _SENTENCE

    def _over_sentence(self, stop: int) -> tuple[int, int] | None:
        """Return the first short line above a date that is over a sentence."""
        filled = [i for i in range(stop) if self._lines[i].text and not self._is_around(i)]
        for index, below in pairwise(filled):
            text = self._lines[index].text
            if len(text) < PARAGRAPH // 2 and not self._is_sentence(text):
                texts = takewhile(bool, (line.text for line in self._lines[below:stop]))
                is_near = below == index + 2 or (below == index + 1 and not self._has_blanks())
                if is_near and self._is_sentence(" ".join(texts)):
                    return index, index + 1
        return None

    def _has_blanks(self) -> bool:
        """Return whether empty lines part the paragraphs of the dump."""
        return 8 * sum(not line.text for line in self._lines) > len(self._lines)

    def _is_link(self, index: int) -> bool:
        """Return whether a line is a link to the form or the comments, which is under the title."""
        return self._parser.is_reply_form_at(index) or phrases.is_phrase(
            self._lines[index].text, PhraseKind.COUNT
        )

    def _under_menu(self, stop: int) -> tuple[int, int] | None:
        """Return the first line under the first menu, a likely title without other evidence."""
        marked = [i for i in range(min(stop, 60)) if self._lines[i].listed and self._lines[i].text]
        end = next((i for i, j in pairwise([*marked, stop]) if j > i + 4), None)
        for index in range(end + 1 if end is not None else stop, stop):
            if self._lines[index].text and not self._is_around(index):
                return index, index + 1
        return None

    def _above(self, index: int) -> tuple[int, int] | None:
        """Return the lines over a byline that can be a title."""
        stop = index
        last = max(0, index - _FAR)
        while stop > last and (not self._lines[stop - 1].text or self._is_around(stop - 1)):
            stop -= 1
        start = stop - 1
        while start > 0 and self._is_rest(start) and not self._is_around(start - 1):
            start -= 1
        text = " ".join(line.text for line in self._lines[max(0, start) : stop])
        if (
            start < 0
            or not re.search(r"[^\W\d_]", text)
            or len(text) > HEADING
            or is_field(self._lines[start])
        ):
            return None
        return start, stop

    def _is_rest(self, index: int) -> bool:
        """Return whether a line continues the one above it, which the program broke."""
        above, line = self._lines[index - 1], self._lines[index]
        return bool(above.text) and is_broken(self._parser.dump, above, line)

    def _below(self, index: int) -> tuple[int, int] | None:
        """Return the line under a byline that can be a title: short, and not the last."""
        filled = [
            i for i in range(index + 1, min(index + 10, len(self._lines))) if self._lines[i].text
        ]
        if len(filled) < 2:
            return None
        line = self._lines[filled[0]]
        if (
            len(line.text) > PARAGRAPH
            or not bare(line.text)
            or is_field(line)
            or self._is_around(filled[0])
        ):
            return None
        if self._byline_at(filled[0]) or line.text.endswith((".", ",", ":")):
            return None
        return filled[0], filled[0] + 1

    def _follows_menu(self, index: int, place: tuple[int, int] | None) -> bool:
        """Return whether the lines over a byline are a menu rather than a title."""
        if place is None or any(line.listed for line in self._lines[place[1] : index]):
            return True
        run = 0
        while run < 4 and place[0] - run >= 0 and 0 < len(self._lines[place[0] - run].text) < 40:
            run += 1
        below = [line.text for line in self._lines[index + 1 : index + 3]]
        glued = len(below) == 2 and bool(below[0]) and not below[1]
        return (
            run == 4
            and glued
            and not self._parser.dump.line_per_node
            and not self._parser.dump.width
        )

    def _is_around(self, index: int) -> bool:
        """Return whether a line is of a menu or a bar between title and byline."""
        line = self._lines[index]
        kinds = (
            PhraseKind.NAVIGATION,
            PhraseKind.POST_NAVIGATION,
            PhraseKind.SKIP,
            PhraseKind.SHARE,
            PhraseKind.WIDGET,
        )
        return (
            line.text.startswith(("#", "Link: ["))
            or line.listed
            or phrases.is_phrase(line.text, *kinds)
        )

    def _is_in_comments(self, index: int) -> bool:
        return self._found.heading is not None and index >= self._found.heading[0]

    def _byline_at(self, index: int) -> bool:
        if index >= len(self._lines):
            return False
        if not self._lines[index].text:
            index = next(
                (i for i in range(index, min(index + 3, len(self._lines))) if self._lines[i].text),
                index,
            )
        line = self._lines[index]
        if phrases.match_phrase(PhraseKind.COUNT, line.text) and not self._parser.begins_comment(
            index + 1
        ):
            return True
        if index < max(self._parser.reply_forms, default=0) and self._parser.is_reply_form_at(
            index
        ):
            return True
        for _, text in self._parser.windows(index):
            match = self._parser.byline(line.text, text)
            if match and (len(match.values) > 1 or "date" in match.values):
                return "date" in match.values
        return False

    def _title_first(self) -> bool:
        """Take the first line as the title, as in texts that people copy."""
        first = next((i for i, line in enumerate(self._lines) if line.text), None)
        if first is None or self._parser.dump.line_per_node or not self._found.evidence:
            return False
        line = self._lines[first]
        following = next((x.text for x in self._lines[first + 1 :] if x.text), "")
        if line.listed or len(line.text) > HEADING or len(following) < len(line.text) // 2:
            return False
        self._found.title, self._found.title_text = (first, first + 1), line.text
        return True
