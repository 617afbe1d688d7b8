"""Where in a dump the title, the text, the comments and what is none of them stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wparchive.content import phrases
from wparchive.content.phrases import Kind, Match
from wparchive.content.phrases.around import BY
from wparchive.readers.text.dump import is_field
from wparchive.readers.text.stamps import ping, speaker, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.text.dump import Dump

_HEADING: Final = 300
"""Characters that a heading above comments has at most: its words and a title."""
_NEAR: Final = 10
"""Lines below a heading without a title among which the first comment must begin."""
_PARAGRAPH: Final = 160
"""Characters from which a line is surely of a text."""
_TITLES: Final = re.compile(r"\s+[|–—«»‹›·:-]\s+|\s*[|«»]\s*")
_DIVIDER: Final = re.compile(r"\s*[|–—«»‹›·-]\s*")
_FEED: Final = re.compile(r"#(.{1,100}?) » ")
_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass
class Outline:
    """Line numbers (0-based, stops exclusive) of the parts of a dump.

    Attributes:
        title: Lines of the title; None where none was found.
        title_text: It.
        site: The blog's title, where a line has both.
        body: Lines of the text.
        posted: The line under the title, and where it stands.
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
    posted: tuple[Match, int, int] | None = None
    filed: tuple[Match, int, int] | None = None
    heading: tuple[int, int] | None = None
    claimed: int | None = None
    comments: tuple[int, int] = (0, 0)
    language: str = ""
    order: str = ""
    signs: list[str] = field(default_factory=list)


def outline(dump: Dump, order: str) -> Outline:
    """Find the parts of a dump.

    Args:
        dump: The lines.
        order: How dates in figures begin.
    """
    return _Search(dump, order).run()


class _Search:
    """One search; each part is looked for with what is known from those before it."""

    def __init__(self, dump: Dump, order: str) -> None:
        self._dump = dump
        self._lines = dump.lines
        self._most = 7 if dump.flat else 3
        self._found = Outline(order=order)
        self._alone: dict[str, tuple[int, int]] = {}

    def run(self) -> Outline:
        found = self._found
        self._find_heading()
        self._find_title()
        if found.heading is None:
            self._find_heading_with(found.title_text)
        after = found.title[1] if found.title else 0
        start = self._skip_byline(after)
        stop = found.heading[0] if found.heading else len(self._lines)
        self._find_comments()
        if found.heading is None:
            stop = min(stop, self._end_of_comments(start))
        found.body = (start, self._end_of_body(start, stop))
        return found

    # The heading above the comments.

    def _find_heading(self) -> None:
        """The last heading that names the title of a line before it, or else the last of any."""
        best: tuple[int, int, Match] | None = None
        proven = False
        for start, stop, match in self._headings():
            named = self._is_title(match.places["title"], start) is not None
            if named or not proven:
                best, proven = (start, stop, match), named
        if best is not None and (proven or self._begins_comment(best[1])):
            self._take_heading(*best)
            if proven:
                self._found.title_text = best[2].places["title"]
                self._found.signs.append("a heading of comments with the title")
            return
        for index, line in enumerate(self._lines):
            bare = phrases.find(Kind.COUNT, line.text) or phrases.find(
                Kind.COMMENTS_BARE, line.text
            )
            if bare and self._begins_comment(index + 1):
                self._take_heading(index, index + 1, bare)

    def _headings(self) -> Iterator[tuple[int, int, Match]]:
        for start, line in enumerate(self._lines):
            if not line.text or len(line.text) > _HEADING:
                continue
            unclosed: tuple[int, int, Match] | None = None
            for stop, text in self._dump.windows(start, self._most, len(self._lines)):
                if len(text) > _HEADING:
                    break
                match = phrases.find(Kind.COMMENTS, text)
                if match is None or not match.places.get("title"):
                    continue
                if _is_closed(text):
                    unclosed = None
                    yield start, stop, match
                    break
                unclosed = unclosed or (start, stop, match)
            if unclosed is not None and not self._dump.flat:
                yield unclosed

    def _find_heading_with(self, title: str | None) -> None:
        """A heading in a language that nobody listed: few words around the quoted title."""
        if not title or not self._found.title:
            return
        known = _bare(title)
        for start in range(self._found.title[1], len(self._lines)):
            for stop, text in self._dump.windows(start, self._most, len(self._lines)):
                bare = _bare(text)
                rest = bare.replace(known, "", 1)
                if known not in bare or len(known) < 4 or not 0 < len(rest) <= 40:
                    continue
                number = re.search(r"\d+", text.replace(title, "", 1))
                if self._begins_comment(stop) and (number or re.search(r"[\"“”„«»「『]", text)):
                    self._found.heading = (start, stop)
                    self._found.claimed = int(number[0]) if number else None
                    self._found.signs.append("a heading with the title above comments")
                    return

    def _take_heading(self, start: int, stop: int, match: Match) -> None:
        self._found.heading = (start, stop)
        self._found.claimed = match.number
        self._found.language = match.language
        self._found.signs.append("a heading of comments")

    def _begins_comment(self, start: int) -> bool:
        """Whether a comment begins soon after a line."""
        following = [line for line in self._lines[start : start + 100] if line.shown]
        if following and following[0].mark in {"1.", "1)"}:
            return True
        if any(BY.match(x.text) and stamp(x.text, "", self._found.order) for x in following[:60]):
            return True
        seen = 0
        for line in self._lines[start : start + 3 * _NEAR]:
            if not line.shown:
                continue
            seen += 1
            if seen > _NEAR or len(line.text) > _PARAGRAPH:
                return False
            moment = stamp(line.text, self._found.language, self._found.order)
            if speaker(line.text) is not None or ping(line.text) or (moment and moment.has_time):
                return True
        return False

    # The title.

    def _find_title(self) -> None:
        found = self._found
        if found.title_text:
            stop = found.heading[0] if found.heading else len(self._lines)
            found.title = self._is_title(found.title_text, stop)
            self._find_site()
            return
        self._title_of_window() or self._title_over_byline() or self._title_first()

    def _is_title(self, title: str, before: int) -> tuple[int, int] | None:
        """Where a title stands alone before a line."""
        place = self._standing().get(_bare(title))
        return place if place and place[1] <= before else None

    def _standing(self) -> dict[str, tuple[int, int]]:
        """What stands alone in a line or a few, no longer than a title, with its first place."""
        # Made once, since each heading of comments is looked for.
        if not self._alone:
            for start in range(len(self._lines)):
                for stop, text in self._dump.windows(start, self._most, len(self._lines)):
                    if len(text) > _HEADING:
                        break
                    self._alone.setdefault(_bare(text), (start, stop))
            self._alone.pop("", None)
        return self._alone

    def _find_site(self) -> None:
        """The blog's title, where the first line is that of a browser's window or a feed's."""
        first = next((line.text for line in self._lines if line.text), "")
        title = self._found.title_text or ""
        if feed := _FEED.match(first):
            self._found.site = feed[1].strip()
        elif first.startswith(title) and (rest := _DIVIDER.match(first, len(title))):
            self._found.site = first[rest.end() :] or None

    def _title_of_window(self) -> bool:
        """A part of the first line, as browsers title windows, that stands alone further down."""
        first = next((i for i, line in enumerate(self._lines) if line.text), None)
        if first is None or not self._dump.flat:
            return False
        text = self._lines[first].text
        for divider in _TITLES.finditer(text):
            for title, site in ((text[: divider.start()], text[divider.end() :]),
                                (text[divider.end() :], text[: divider.start()])):  # fmt: skip
                place = self._after(first + 1, title)
                if place and not self._is_menu(place[1]):
                    self._found.title, self._found.title_text = place, title
                    self._found.site = site
                    self._found.signs.append("a title of a window that stands above a text")
                    return True
        return False

    def _after(self, start: int, title: str) -> tuple[int, int] | None:
        wanted = _bare(title)
        places = []
        for begin in range(start, len(self._lines)):
            for stop, text in self._dump.windows(begin, self._most, len(self._lines)):
                if wanted and _bare(text) == wanted:
                    places.append((begin, stop))
        bylined = [place for place in places if self._byline_at(place[1])]
        return next(iter(bylined or places), None)

    def _is_menu(self, index: int) -> bool:
        """Whether what follows is a run of short lines, as menus have."""
        following = [line.text for line in self._lines[index : index + 12] if line.text]
        return len(following) >= 6 and max(map(len, following)) < 40 and not self._byline_at(index)

    def _title_over_byline(self) -> bool:
        """The lines above the first one that tells when and by whom a post was written."""
        for index in range(1, len(self._lines)):
            if not self._byline_at(index) or self._is_in_comments(index):
                continue
            stop = index
            while stop > 0 and (not self._lines[stop - 1].text or self._is_around(stop - 1)):
                stop -= 1
            start = stop
            while start > 0 and self._lines[start - 1].text and not self._dump.flat:
                start -= 1
            start = stop - 1 if self._dump.flat else start
            text = " ".join(line.text for line in self._lines[start:stop])
            if (
                0 <= start < stop
                and text
                and len(text) <= _HEADING
                and not is_field(self._lines[start])
            ):
                self._found.title, self._found.title_text = (start, stop), text
                self._found.signs.append("a line with author or date under a title")
                return True
        return False

    def _is_around(self, index: int) -> bool:
        """Whether a line is of a menu or a bar, as it can stand between title and byline."""
        line = self._lines[index]
        kinds = (Kind.NAVIGATION, Kind.POST_NAVIGATION, Kind.SKIP, Kind.SHARE, Kind.WIDGET)
        return line.text.startswith("#") or bool(line.mark) or phrases.is_any(line.text, *kinds)

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
        if phrases.find(Kind.COUNT, line.text) and not self._begins_comment(index + 1):
            return True
        for _, text in self._dump.windows(index, self._most, len(self._lines)):
            match = phrases.find(Kind.POSTED, text) if len(text) <= 150 else None
            if match and (self._dates(match) or "date" not in match.places):
                return "date" in match.places
        moment = stamp(line.text, "", self._found.order)
        return (
            moment is not None
            and len(moment.before) + len(moment.after) < 40
            and len(line.text) < 80
        )

    def _dates(self, match: Match) -> bool:
        date = match.places.get("date", "")
        return stamp(date, match.language, self._found.order) is not None

    def _title_first(self) -> bool:
        """The first line of a text that begins with its title, as people copy it."""
        first = next((i for i, line in enumerate(self._lines) if line.text), None)
        if first is None or self._dump.flat or not self._found.signs:
            return False
        line = self._lines[first]
        following = next((x.text for x in self._lines[first + 1 :] if x.text), "")
        if line.mark or len(line.text) > _HEADING or len(following) < len(line.text) // 2:
            return False
        self._found.title, self._found.title_text = (first, first + 1), line.text
        return True

    # The text.

    def _skip_byline(self, start: int) -> int:
        """Pass over what stands between the title and the text."""
        if self._found.title is None:
            return start
        index = start
        for _ in range(6):
            while index < len(self._lines) and not self._lines[index].text:
                index += 1
            step = self._posted(index)
            if step is None:
                break
            index = step
        return index

    def _posted(self, index: int) -> int | None:
        """Where a line under a title ends; None if there is none."""
        best: int | None = None
        for stop, text in self._dump.windows(index, self._most, len(self._lines)):
            if len(text) > 200:
                break
            match = phrases.find(Kind.POSTED, text)
            if match and ("date" not in match.places or self._dates(match)) and _is_name(match):
                known = self._found.posted
                if known is None or len(match.places) > len(known[0].places):
                    self._found.posted = (match, index, stop)
                    self._found.signs.append("a line with author or date under a title")
                    self._found.language = self._found.language or match.language
                best = stop
        if best is not None:
            return best
        line = self._lines[index] if index < len(self._lines) else None
        if line is None:
            return None
        if phrases.is_any(line.text, Kind.COUNT, Kind.EDIT, Kind.RESPOND, Kind.NO_COMMENTS):
            return index + 1
        moment = stamp(line.text, self._found.language, self._found.order)
        if moment and len(moment.before) + len(moment.after) < 40 and len(line.text) < 80:
            dated = Match("", {"date": line.text})
            self._found.posted = self._found.posted or (dated, index, index + 1)
            return index + 1
        return None

    def _end_of_body(self, start: int, stop: int) -> int:
        """The first line after the text that is of the theme's furniture."""
        self._find_filed(start, stop)
        if self._found.filed is not None:
            stop = self._found.filed[1]
        end = stop
        for index in range(stop - 1, start - 1, -1):
            text = self._lines[index].text
            if len(text) > _PARAGRAPH:
                break
            if text and self._is_furniture(index):
                end = index
        while end > start and not self._lines[end - 1].shown:
            end -= 1
        return end

    def _is_furniture(self, index: int) -> bool:
        line = self._lines[index]
        kinds = (Kind.POST_NAVIGATION, Kind.SHARE, Kind.CLOSED, Kind.NO_COMMENTS)
        if phrases.is_any(line.text, *kinds) or self._responds(index):
            return True
        if phrases.begins(Kind.PAGES, line.text) is not None and re.search(r"\d", line.text):
            return True
        match = phrases.find(Kind.AUTHOR_BOX, line.text)
        author = self._author()
        return bool(match and author and _bare(match.places.get("author", "")) == _bare(author))

    def _author(self) -> str:
        for known in (self._found.posted, self._found.filed):
            if known and known[0].places.get("author"):
                return known[0].places["author"]
        return ""

    def _find_filed(self, start: int, stop: int) -> None:
        """The last sentence before the comments that tells categories and tags."""
        for index in range(start, stop):
            if not self._lines[index].text:
                continue
            best: tuple[Match, int, int] | None = None
            for end, text in self._dump.windows(index, 40 if self._dump.flat else 6, stop):
                if len(text) > 1000:
                    break
                match = phrases.find(Kind.FILED, text)
                if match and self._is_filing(match, text):
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

    def _is_filing(self, match: Match, text: str) -> bool:
        """Whether it is the theme's sentence: not just any that begins with such a word."""
        date = match.places.get("date")
        if date is not None and stamp(date, match.language, self._found.order) is None:
            return False
        listed = match.places.get("categories", match.places.get("tags", ""))
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
            if self._responds(index) or phrases.is_any(line.text, Kind.CLOSED, Kind.POWERED):
                if self._responds(index):
                    self._found.signs.append("the heading of a reply form")
                return index
        return len(self._lines)

    def _responds(self, index: int) -> bool:
        """Whether the form's heading stands here, and not the link that leads to it."""
        text = self._lines[index].text
        rest = phrases.begins(Kind.RESPOND, text)
        whole = rest is not None and (
            not rest.strip(" ()[]") or phrases.is_any(rest, Kind.CANCEL_REPLY, Kind.RESPOND)
        )
        if not whole and phrases.find(Kind.RESPOND, text) is None:
            return False
        if rest or not phrases.is_any(text, Kind.REPLY):
            return True
        following = [line.text for line in self._lines[index + 1 : index + 6] if line.text][:3]
        return any(phrases.is_any(text, Kind.CANCEL_REPLY, Kind.FORM) for text in following)


def _is_name(match: Match) -> bool:
    return len(match.places.get("author", "")) <= 60


def _is_closed(text: str) -> bool:
    """Whether every quote that opens ends: a heading over two lines is not read from its first."""
    opening, closing = ("„«「『《", "“”»」』》") if "„" in text else ("“«「『《", "”»」』》")
    return sum(map(text.count, opening)) <= sum(map(text.count, closing))


def _bare(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
