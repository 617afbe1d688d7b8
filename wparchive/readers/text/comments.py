"""Comments and pings among the lines below their heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.language.phrases.labels import AWAITING, BY
from wparchive.readers.text.date_lines import is_action, name, ping, speaker, stamp
from wparchive.readers.text.dump import is_broken, is_field, without_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.text.dump import Dump, Line
    from wparchive.readers.text.parser import Outline

_AUTHOR: Final = 80
"""Characters that the line with a commenter's name has at most."""
_WORD: Final = 15
"""Characters of the word for a commenter's picture at most."""
_NUMBERED: Final = re.compile(r"(\d{1,4})[.)]")
_PICTURE: Final = re.compile(r"\[[^\]\s]{1,20}\]")
"""What w3m shows of a picture without a text, such as a commenter's."""
_CUT: Final = ("[...]", "[…]", "[..]")
_ID: Final = re.compile(
    r"#comment-(\d{1,18})(?!\d)|[?&]replytocom=(\d{1,18})(?!\d)|#li-comment-(\d{1,18})(?!\d)"
)
_OWN: Final = re.compile(r"#(?:li-)?comment-\d+|[?&]replytocom=|#respond|/avatar/|/wp-login\.php")


@dataclass
class Found:
    """A comment or a ping.

    Attributes:
        kind: ``comment``, ``pingback`` or ``trackback``.
        start: Index of its first line.
        first: Index of the first line of its text.
        author: Who wrote it, or the title of the page that a ping is from.
        moment: ISO 8601; None where the dump has no date.
        opening: Text that stands in the same line as the date.
        indent: Columns before it, which tell what answers what.
        url: The author's, or a ping's source.
        id: Its number, where a link tells it.
        lines: Of its text.
        left: Lines that only offer what to do with it.
        depth: 0 for a root.
        parent: What it answers; None for a root.
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
    parent: Found | None = None


def find_comments(dump: Dump, plan: Outline) -> list[Found]:
    """The comments of a dump in their order.

    The dump is read in each of the manners in which themes print comments. Names and dates tell
    more than a list's numbers; those serve where hardly a name was found.
    """
    headed, signed = _likely(dump, plan, _headed(dump, plan)), _signed(dump, plan)
    best = signed if 2 * len(signed) > len(headed) else headed
    numbered = _numbered(dump, plan)
    if 2 * len(best) < len(numbered):
        best = numbered
    for comment in best:
        _link(comment, dump)
    if not dump.flat:
        _nest(dump, best)
    return best


def _likely(dump: Dump, plan: Outline, found: list[Found]) -> list[Found]:
    """Without dates that texts quote, and without what follows in a sidebar.

    Where the theme prints the time of day, a date without it is none of the theme's; and where
    far more comments are found than the heading counts, those behind are of other posts.
    """
    dated = [comment for comment in found if comment.moment]
    if 2 * sum("T" in str(comment.moment) for comment in dated) > len(dated):
        found = [c for c in found if not c.moment or "T" in c.moment]
    stop = plan.comments[1]
    if plan.claimed and len(found) > plan.claimed + max(3, plan.claimed // 2):
        stop = found[plan.claimed].start
        found = found[: plan.claimed]
    return _with_texts(dump, found, stop)


# Name and date before the text.


def _headed(dump: Dump, plan: Outline) -> list[Found]:
    start, stop = plan.comments
    found: list[Found] = []
    index = start
    while index < stop:
        comment = _ping_at(dump, index, stop) or _speaker_at(dump, plan, index, stop, found)
        if comment is None:
            index += 1
            continue
        found.append(comment)
        index = max(comment.first, index + 1)
    return found


def _ping_at(dump: Dump, index: int, stop: int) -> Found | None:
    line = dump.lines[index]
    read = ping(line.text)
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
    return Found(kind, index, first, source, indent=line.indent)


def _rest_of(dump: Dump, index: int, stop: int) -> int:
    """The line behind a title that was broken."""
    end = index + 1
    while end < stop:
        before, line = dump.lines[end - 1], dump.lines[end]
        other = line.mark or is_action(line.text) or ping(line.text)
        if not line.text or other or not is_broken(dump, before, line):
            break
        end += 1
    return end


def _speaker_at(
    dump: Dump, plan: Outline, index: int, stop: int, found: list[Found]
) -> Found | None:
    """A comment that begins with this line: a name, perhaps a verb, perhaps a date."""
    line = dump.lines[index]
    if not line.text or len(line.text) > 200 or is_action(line.text):
        return None
    floor = found[-1].first if found else plan.comments[0]
    moment = stamp(line.text, plan.language, plan.order)
    spoken = speaker(line.text)
    if moment is None and spoken is None:
        return None
    if moment is not None and (
        len(moment.before) > _AUTHOR or (len(moment.after) > _AUTHOR and not moment.before)
    ):
        return None
    if (
        moment is not None
        and not moment.has_time
        and spoken is None
        and len(name(moment.before)) > 40
    ):
        return None
    if moment is None and spoken is not None:
        return _spoken(dump, plan, index, stop, spoken, floor)
    assert moment is not None
    author = name(without_image(moment.before))
    start = index
    if not author:
        above = _above(dump, index, floor)
        if above is None:
            return None
        start = above
        author = name(without_image(dump.lines[above].text))
    opening = "" if not name(moment.after) or is_action(moment.after) else moment.after
    opening = "" if speaker(opening or "x") is not None else opening
    first = index + 1
    while (
        first < stop
        and dump.lines[first].text
        and (speaker(f"{dump.lines[first].text}") == "" or not name(dump.lines[first].text))
    ):
        first += 1
    return Found("comment", start, first, author, moment.moment, opening, dump.lines[start].indent)


def _spoken(
    dump: Dump, plan: Outline, index: int, stop: int, spoken: str, floor: int
) -> Found | None:
    """``Ada says:``, with a date in one of the lines that follow, or with none."""
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
        moment = stamp(text, plan.language, plan.order)
        if moment is not None and not name(moment.before):
            opening = "" if not name(moment.after) or is_action(moment.after) else moment.after
            return Found(
                "comment",
                start,
                place + 1,
                author,
                moment.moment,
                opening,
                dump.lines[start].indent,
            )
        if seen == 2 or not (is_action(text) or AWAITING.search(text)):
            break
    return Found("comment", start, index + 1, author, indent=dump.lines[start].indent)


def _above(dump: Dump, index: int, floor: int) -> int | None:
    """The line with the name, above the one with the date."""
    for place in range(index - 1, max(floor, index - 5) - 1, -1):
        text = dump.lines[place].text
        if not text or not name(text):
            continue
        if phrases.is_phrase(text, PhraseKind.BYLINE):
            continue
        return place if len(text) <= _AUTHOR and not is_action(text) else None
    return None


def _with_texts(dump: Dump, found: list[Found], stop: int) -> list[Found]:
    for number, comment in enumerate(found):
        end = _end(dump, found[number + 1]) if number + 1 < len(found) else stop
        lines = dump.lines[comment.first : end]
        comment.lines, comment.left = _sorted(lines)
        if comment.lines and comment.kind == "comment" and _is_quoted(comment):
            comment.kind = "pingback"
    return found


def _end(dump: Dump, following: Found) -> int:
    """Where a text ends: above the next name, and the text of its picture, ``Ada Avatar``."""
    above = range(following.start - 1, max(-1, following.start - 4), -1)
    place = next((i for i in above if dump.lines[i].text), None)
    if place is None or not following.author:
        return following.start
    text = dump.lines[place].text
    rest = text.removeprefix(following.author)
    picture = rest != text and len(rest.split()) == 1 and len(rest) <= _WORD
    return place if picture else following.start


def _is_quoted(comment: Found) -> bool:
    """Whether a text is cut at both ends, as WordPress cuts what a pingback quotes."""
    first, last = comment.lines[0].text, comment.lines[-1].text
    return first.startswith(_CUT) and last.endswith(_CUT)


def _sorted(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of a text, and those at its ends that are none of it."""
    kept = list(lines)
    left: list[Line] = []
    while kept and (not kept[-1].text or is_idle(kept[-1])):
        left.append(kept.pop())
    while kept and (not kept[0].text or is_idle(kept[0]) or AWAITING.search(kept[0].text)):
        left.append(kept.pop(0))
    return kept, [line for line in left if line.shown]


def is_idle(line: Line) -> bool:
    """Whether a line says nothing of a comment: what can be done with it, or a form's field."""
    return (
        is_action(line.text)
        or bool(_PICTURE.fullmatch(line.text))
        or phrases.is_phrase(line.text, PhraseKind.COMMENT_PAGES, PhraseKind.AWAITING)
        or is_field(line)
    )


# A numbered list of texts, as browsers copy it, without names and dates.


def _numbered(dump: Dump, plan: Outline) -> list[Found]:
    start, stop = plan.comments
    found: list[Found] = []
    for index in range(start, stop):
        line = dump.lines[index]
        match = _NUMBERED.fullmatch(line.mark)
        if match is None or int(match[1]) != len(found) + 1:
            continue
        found.append(
            _ping_at(dump, index, stop) or Found("comment", index, index, indent=line.indent)
        )
    for number, comment in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else stop
        comment.lines, comment.left = _sorted(dump.lines[comment.first : end])
        if comment.first == comment.start and comment.lines:
            comment.lines[0] = replace(comment.lines[0], mark="")
    return found


# The text before "Comment by Ada - date".


def _signed(dump: Dump, plan: Outline) -> list[Found]:
    start, stop = plan.comments
    found: list[Found] = []
    begin = start
    for index in range(start, stop):
        text = dump.lines[index].text
        moment = stamp(text, plan.language, plan.order) if BY.match(text) or ping(text) else None
        if moment is None:
            continue
        read = ping(moment.before)
        author = name(read[1] if read else moment.before)
        comment = Found(read[0] if read else "comment", begin, begin, author, moment.moment)
        comment.lines, comment.left = _sorted(dump.lines[begin:index])
        comment.left.append(dump.lines[index])
        comment.indent = dump.lines[begin].indent
        found.append(comment)
        begin = index + 1
    return found


# What links and indents tell.


def _link(comment: Found, dump: Dump) -> None:
    """Number and address, from the links around the name and below the text."""
    for line in [*dump.lines[comment.start : comment.first], *comment.left]:
        if comment.id is None and (match := line.url(_ID)):
            comment.id = int(next(filter(None, match.groups())))
    for line in dump.lines[comment.start : max(comment.first, comment.start + 1)]:
        for link in line.links:
            label = line.text[link.offset :]
            named = comment.author and label.startswith(comment.author[:20])
            if comment.url is None and named and not _OWN.search(link.url):
                comment.url = link.url


def _nest(dump: Dump, found: list[Found]) -> None:
    """Answers stand further right than what they answer; a mark alone in its line tells best."""
    above: list[Found] = []
    for comment in found:
        mark = dump.lines[comment.start - 1] if comment.start else None
        if mark is not None and mark.mark and not mark.text:
            comment.indent = mark.indent
        while above and above[-1].indent >= comment.indent:
            above.pop()
        if above:
            comment.parent, comment.depth = above[-1], above[-1].depth + 1
        above.append(comment)
