"""Comments and pings among the lines below their heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.language.phrases.labels import AWAITING, BY
from wparchive.readers.text.comment_order import nest, read_links, take_numbers
from wparchive.readers.text.date_lines import find_date, is_control, name, ping_in, speaker_in
from wparchive.readers.text.dump import is_broken, is_field, without_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.text.date_lines import DateMatch
    from wparchive.readers.text.dump import Dump, Line
    from wparchive.readers.text.parser import DumpLayout

_AUTHOR: Final = 80
"""The longest line with a commenter's name, in characters."""
_WORD: Final = 15
"""The longest word for a commenter's picture, in characters."""
_NUMBERED: Final = patterns.lazy(r"(\d{1,4})[.)]")
_PICTURE: Final = patterns.lazy(r"\[[^\]\s]{1,20}\]")
"""A picture without a text, such as a commenter's, as w3m shows it."""
_PINGS: Final = patterns.lazy(r"(?:track|ping)backs?(?:[/ ](?:track|ping)backs)?:?", re.IGNORECASE)
"""The heading above the pings, which follow the comments."""
_CUT: Final = ("[...]", "[…]", "[..]")


@dataclass
class DumpComment:
    """A comment or a ping.

    Attributes:
        kind: ``comment``, ``pingback`` or ``trackback``.
        start: Index of its first line.
        first: Index of the first line of its text.
        author: Who wrote it, or the title of the page that a ping is from.
        moment: ISO 8601; None where the dump has no date.
        opening: Text in the same line as the date.
        indent: Columns before it, by which answers are nested.
        url: The author's, or a ping's source.
        id: Its number, if a link has it.
        lines: Of its text.
        left: Lines that only offer what to do with it.
        depth: 0 for a root.
        parent: What it answers; None for a root.
        is_dated_first: Whether its date is above the name.
    """

    kind: str
    start: int
    first: int
    author: str = ""
    moment: str | None = None
    opening: str = ""
    indent: int = 0
    url: str | None = None
    id: int | None = None
    lines: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    depth: int = 0
    parent: DumpComment | None = None
    is_dated_first: bool = False


def find_comments(dump: Dump, layout: DumpLayout) -> list[DumpComment]:
    """Find the comments of a dump, in their order.

    The dump is read in each of the ways in which themes print comments. Names and dates are better
    evidence than a list's numbers, which count only where hardly a name was found.
    """
    name_first, name_last = (
        _plausible(dump, layout, _name_first(dump, layout)),
        _name_last(dump, layout),
    )
    best = name_last if 2 * len(name_last) > len(name_first) else name_first
    numbered = _numbered(dump, layout)
    if 2 * len(best) < len(numbered):
        best = numbered
    for comment in best:
        read_links(comment, dump)
    if not dump.line_per_node:
        nest(dump, best)
    take_numbers(best)
    return best


def _plausible(dump: Dump, layout: DumpLayout, found: list[DumpComment]) -> list[DumpComment]:
    """Leave out dates that texts quote, and comments in a sidebar below.

    If the theme prints the time of day, a date without it is not the theme's; and if there are far
    more comments than the heading counts, the last ones are of other posts.
    """
    dated = [comment for comment in found if comment.moment]
    if 2 * sum("T" in str(comment.moment) for comment in dated) > len(dated):
        found = [c for c in found if not c.moment or "T" in c.moment]
    stop = layout.comments[1]
    if layout.stated_count and len(found) > layout.stated_count + max(3, layout.stated_count // 2):
        stop = found[layout.stated_count].start
        found = found[: layout.stated_count]
    return _with_texts(dump, found, stop)


# Name and date before the text.


def _name_first(dump: Dump, layout: DumpLayout) -> list[DumpComment]:
    start, stop = layout.comments
    found: list[DumpComment] = []
    index = start
    while index < stop:
        comment = _ping_at(dump, index, stop) or _speaker_at(dump, layout, index, stop, found)
        if comment is None:
            index += 1
            continue
        found.append(comment)
        index = max(comment.first, index + 1)
    return found


def _ping_at(dump: Dump, index: int, stop: int) -> DumpComment | None:
    line = dump.lines[index]
    read = ping_in(line.text)
    if read is None:
        return None
    kind, source = read
    first = index + 1
    if not source:
        first = next(
            (i for i in range(index + 1, min(index + 3, stop)) if dump.lines[i].text), index
        )
        source = dump.lines[first].text if first > index else ""
        first += 1
    elif dump.width:
        first = _rest_of(dump, index, stop)
        source = " ".join([source, *(x.text for x in dump.lines[index + 1 : first])])
    return DumpComment(kind, index, first, source, indent=line.indent)


def _rest_of(dump: Dump, index: int, stop: int) -> int:
    """Return the index of the line after a title that was broken."""
    end = index + 1
    while end < stop:
        before, line = dump.lines[end - 1], dump.lines[end]
        other = line.mark or is_control(line.text) or ping_in(line.text)
        if not line.text or other or not is_broken(dump, before, line):
            break
        end += 1
    return end


def _speaker_at(
    dump: Dump, layout: DumpLayout, index: int, stop: int, found: list[DumpComment]
) -> DumpComment | None:
    """Read a comment that begins with this line: a name, perhaps a verb, perhaps a date."""
    line = dump.lines[index]
    if not line.text or len(line.text) > 200 or is_control(line.text):
        return None
    floor = found[-1].first if found else layout.comments[0]
    moment = find_date(line.text, layout.language, layout.order)
    spoken = speaker_in(line.text)
    if moment is None and spoken is not None:
        return _spoken(dump, layout, index, stop, spoken, floor)
    if moment is None or _is_of_text(moment, spoken):
        return None
    author = name(without_image(moment.before))
    start = index
    named = index
    if not author and found and found[-1].is_dated_first:
        named = next((i for i in range(index + 1, min(index + 3, stop)) if dump.lines[i].text), -1)
        author = name(dump.lines[named].text) if named > 0 else ""
        author = "" if len(author) > _AUTHOR else author
    if not author:
        named = index
        above = _above(dump, index, floor)
        if above is None:
            return None
        start = above
        author = name(without_image(dump.lines[above].text))
        if (below := _name_below(dump, index, stop, author)) is not None:
            named, author = below, name(dump.lines[below].text)
    opening = "" if not name(moment.after) or is_control(moment.after) else moment.after
    opening = "" if speaker_in(opening or "x") is not None else opening
    first = named + 1
    while (
        first < stop
        and dump.lines[first].text
        and (speaker_in(f"{dump.lines[first].text}") == "" or not name(dump.lines[first].text))
    ):
        first += 1
    return DumpComment(
        "comment", start, first, author, moment.moment, opening, dump.lines[start].indent,
        is_dated_first=named > index,
    )  # fmt: skip


def _is_of_text(moment: DateMatch, spoken: str | None) -> bool:
    """Return whether a date is in a sentence: with more text around it than a name."""
    if len(moment.before) > _AUTHOR or (len(moment.after) > _AUTHOR and not moment.before):
        return True
    return not moment.has_time and spoken is None and len(name(moment.before)) > 40


def _spoken(
    dump: Dump, layout: DumpLayout, index: int, stop: int, spoken: str, floor: int
) -> DumpComment | None:
    """Read ``Ada says:``, with a date in one of the lines below, or with none."""
    start, author = index, name(without_image(spoken))
    if not author:
        above = _above(dump, index, floor)
        if above is None:
            return None
        start, author = above, name(without_image(dump.lines[above].text))
    if len(author) > _AUTHOR:
        return None
    seen = 0
    for place in range(index + 1, min(index + 5, stop)):
        text = dump.lines[place].text
        if not text:
            continue
        seen += 1
        moment = find_date(text, layout.language, layout.order)
        if moment is not None and not name(moment.before):
            opening = "" if not name(moment.after) or is_control(moment.after) else moment.after
            return DumpComment(
                "comment",
                start,
                place + 1,
                author,
                moment.moment,
                opening,
                dump.lines[start].indent,
            )
        if seen == 2 or not (is_control(text) or AWAITING.search(text)):
            break
    return DumpComment("comment", start, index + 1, author, indent=dump.lines[start].indent)


def _above(dump: Dump, index: int, floor: int) -> int | None:
    """Return the index of the line with the name, above the one with the date."""
    for place in range(index - 1, max(floor, index - 5) - 1, -1):
        text = dump.lines[place].text
        if not text or not name(text):
            continue
        if phrases.is_phrase(text, PhraseKind.BYLINE):
            continue
        return place if len(text) <= _AUTHOR and not is_control(text) else None
    return None


def _name_below(dump: Dump, index: int, stop: int, picture: str) -> int | None:
    """Return the index of the name below a date, where the picture's text above has it, too.

    Block themes show the picture ("Ada Avatar"), the date, and then the name.
    """
    place = next((i for i in range(index + 1, min(index + 3, stop)) if dump.lines[i].text), None)
    if place is None:
        return None
    text = dump.lines[place].text
    rest = picture.replace(text, "", 1)
    is_in_picture = bool(name(text)) and rest != picture
    return place if is_in_picture and 0 < len(rest.strip()) <= _WORD else None


def _with_texts(dump: Dump, found: list[DumpComment], stop: int) -> list[DumpComment]:
    for number, comment in enumerate(found):
        end = _end(dump, found[number + 1]) if number + 1 < len(found) else stop
        lines = dump.lines[comment.first : end]
        comment.lines, comment.left = _without_controls(lines)
        if comment.lines and comment.kind == "comment" and _is_quoted(comment):
            comment.kind = "pingback"
    return found


def _end(dump: Dump, following: DumpComment) -> int:
    """Return the end of a text: above the next name and its picture's text, ``Ada Avatar``."""
    above = range(following.start - 1, max(-1, following.start - 4), -1)
    place = next((i for i in above if dump.lines[i].text), None)
    if place is None or not following.author:
        return following.start
    text = dump.lines[place].text
    rest = text.removeprefix(following.author)
    picture = rest != text and len(rest.split()) == 1 and len(rest) <= _WORD
    return place if picture else following.start


def _is_quoted(comment: DumpComment) -> bool:
    """Return whether a text is cut at both ends, as WordPress quotes in pingbacks."""
    first, last = comment.lines[0].text, comment.lines[-1].text
    return first.startswith(_CUT) and last.endswith(_CUT)


def _without_controls(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Divide lines into those of a text, and controls at its ends."""
    kept = list(lines)
    left: list[Line] = []
    while kept and (not kept[-1].text or is_control_line(kept[-1])):
        left.append(kept.pop())
    while kept and (not kept[0].text or is_control_line(kept[0]) or AWAITING.search(kept[0].text)):
        left.append(kept.pop(0))
    return kept, [line for line in left if line.shown]


def is_control_line(line: Line) -> bool:
    """Return whether a line is a control, such as "Reply", or a field of a form."""
    return (
        is_control(line.text)
        or bool(_PICTURE.fullmatch(line.text))
        or phrases.is_phrase(line.text, PhraseKind.COMMENT_PAGES, PhraseKind.AWAITING)
        or bool(_PINGS.fullmatch(line.text))
        or is_field(line)
    )


# A numbered list of texts, as browsers copy it, without names and dates.


def _numbered(dump: Dump, layout: DumpLayout) -> list[DumpComment]:
    start, stop = layout.comments
    found: list[DumpComment] = []
    for index in range(start, stop):
        line = dump.lines[index]
        match = _NUMBERED.fullmatch(line.mark)
        if match is None or int(match[1]) != len(found) + 1:
            continue
        found.append(
            _ping_at(dump, index, stop) or DumpComment("comment", index, index, indent=line.indent)
        )
    for number, comment in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else stop
        comment.lines, comment.left = _without_controls(dump.lines[comment.first : end])
        if comment.first == comment.start and comment.lines:
            comment.lines[0] = replace(comment.lines[0], mark="")
    return found


# The text before "Comment by Ada - date".


def _name_last(dump: Dump, layout: DumpLayout) -> list[DumpComment]:
    start, stop = layout.comments
    found: list[DumpComment] = []
    begin = start
    for index in range(start, stop):
        text = dump.lines[index].text
        moment = (
            find_date(text, layout.language, layout.order)
            if BY.match(text) or ping_in(text)
            else None
        )
        if moment is None:
            continue
        read = ping_in(moment.before)
        author = name(read[1] if read else moment.before)
        comment = DumpComment(read[0] if read else "comment", begin, begin, author, moment.moment)
        comment.lines, comment.left = _without_controls(dump.lines[begin:index])
        comment.left.append(dump.lines[index])
        comment.indent = dump.lines[begin].indent
        found.append(comment)
        begin = index + 1
    return found
