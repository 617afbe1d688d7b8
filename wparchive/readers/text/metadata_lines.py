"""Lines with a post's data that no phrase marks: lists under a title, feeds and links to terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.language.phrases import PhraseMatch
from wparchive.readers.text.byline import is_name
from wparchive.readers.text.date_lines import find_date
from wparchive.readers.text.parser import PARAGRAPH

if TYPE_CHECKING:
    from wparchive.readers.text.parser import DumpParser

_FEED: Final = patterns.lazy(r"\bRSS[\s_]2[.,]0\b")
_CLOCK: Final = patterns.lazy(r"\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
_ITEM, _ITEMS = 60, 6
"""Characters of an item in a list under a title, and items of the list."""
_TERM_LINK: Final = patterns.lazy(
    r"/(category|tag)/[^/?#]+/?\Z|[?&](cat|tag)=[^&]+\Z", re.IGNORECASE
)
_LABEL: Final = 24
"""Characters of a label before the first link to a term."""
_RUN: Final = 6
"""Lines of the sentence with the feed, at most."""
_LAST: Final = 12
"""Lines below a text in which links to terms are searched."""


class MetadataLine(NamedTuple):
    """Lines with values: their first one, their stop, and what says so."""

    match: PhraseMatch
    start: int
    stop: int
    evidence: str


def listed_byline(parser: DumpParser, index: int) -> MetadataLine | None:
    """Read a list of author, date and others under a title; None if there is none.

    Builders of pages make such lists: a name, a date, a time, terms.
    """
    lines, stop = parser.lines, index
    while stop < len(lines) and lines[stop].listed and 0 < len(lines[stop].text) <= _ITEM:
        stop += 1
    items = [line.text for line in lines[index:stop]]
    place = next((n for n, text in enumerate(items) if _is_bare_date(parser, text)), None)
    if place is None or not 2 <= len(items) <= _ITEMS:
        return None
    values = {"date": items[place]}
    if clock := next((t for t in items[place + 1 :] if _CLOCK.fullmatch(t)), None):
        values["date"] = f"{items[place]} {clock}"
    if author := next((text for text in items[:place] if is_name(text)), None):
        values["author"] = author
    return MetadataLine(PhraseMatch("", values), index, stop, "a list under a title")


def unmarked_line(parser: DumpParser, start: int, stop: int) -> MetadataLine | None:
    """Find a line with date or terms below a text, by the feed in it, or by its links."""
    return _feed_line(parser, start, stop) or _linked_terms(parser, start, stop)


def _feed_line(parser: DumpParser, start: int, stop: int) -> MetadataLine | None:
    """Find the sentence below a text that tells its date and names the feed of its comments.

    The first default themes print it in every language with the name of the format.
    """
    for index in range(stop - 1, start - 1, -1):
        runs = list(parser.dump.windows(index, _RUN, stop))
        above = parser.lines[index - 1].text if index else ""
        is_first = not above or above.endswith((".", "!", "?", "。"))
        if not runs or not is_first or not _FEED.search(runs[-1][1]):
            continue
        end, text = runs[-1]
        if find_date(text[:PARAGRAPH], parser.found.language, parser.found.order) is not None:
            match = PhraseMatch("", {"date": text[:PARAGRAPH]})
            evidence = "a line with the feed of the comments under a text"
            return MetadataLine(match, index, end, evidence)
    return None


def _linked_terms(parser: DumpParser, start: int, stop: int) -> MetadataLine | None:
    """Find a line below a text that has links to terms and hardly another word."""
    filled = [index for index in range(start, stop) if parser.lines[index].text][-_LAST:]
    for index in filled:
        line = parser.lines[index]
        kinds = [match for link in line.links if (match := _TERM_LINK.search(link.url))]
        if not kinds or len(kinds) < len(line.links) or line.links[0].offset > _LABEL:
            continue
        ends = [*(link.offset for link in line.links[1:]), len(line.text)]
        values: dict[str, str] = {}
        for link, match, end in zip(line.links, kinds, ends, strict=True):
            role = "tags" if (match[1] or match[2]).lower() == "tag" else "categories"
            term = line.text[link.offset : end].strip(" ,|·/")
            values[role] = f"{values[role]}, {term}" if role in values else term
        evidence = "a line of links to terms under a text"
        return MetadataLine(PhraseMatch("", values), index, index + 1, evidence)
    return None


def _is_bare_date(parser: DumpParser, text: str) -> bool:
    moment = find_date(text, parser.found.language, parser.found.order)
    return moment is not None and not moment.before and not moment.after
