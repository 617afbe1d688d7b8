"""Find the pages in a text that has the dumps of several, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.readers.text.dump import REFERENCE, read_dump
from wparchive.readers.text.layout import find_layout
from wparchive.readers.text.parser import DumpParser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.readers.text.parser import DumpLayout

_PIECES: Final = 8
"""Pieces that can be one page; more are not looked at again and again."""
_SURE: Final = 2
"""Kinds of evidence that a piece has a post."""
_FOOTER: Final = 6
"""Words of the line with WordPress's name below a page."""
_HEADING: Final = patterns.lazy(r"\s*(?:[^\W\d_]+|\w[^:]{0,40}:)\s*")
_LINK: Final = patterns.lazy(r"\[(\d{1,6})\]")


class PageText(NamedTuple):
    """The text of one page.

    Attributes:
        first: The number of its first line in the file, from 1.
        text: The text.
    """

    first: int
    text: str


def split_pages(text: str) -> list[PageText]:
    """Divide a text into the dumps of pages; a text with one page stays whole.

    A page ends with its list of links (lynx, elinks), or with its form for comments and its
    footer, if a post is above and another one below.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    pages: list[PageText] = []
    start = 0
    for stop in [*_ends_of_references(lines), len(lines)]:
        starts = [start, *_starts(lines, start, stop)]
        for begin, end in zip(starts, [*starts[1:], stop], strict=True):
            pages.append(PageText(begin + 1, "\n".join(lines[begin:end])))
        start = stop
    return pages if all(page.text.strip() for page in pages) else [PageText(1, "\n".join(lines))]


def _ends_of_references(lines: Sequence[str]) -> Iterator[int]:
    """Yield where a list of all links of the text above it ends, with more text below it."""
    last = max((at for at, line in enumerate(lines) if line.strip()), default=0)
    above: set[str] = set()
    at = 0
    while at < last:
        if not _begins_references(lines, at):
            above.update(_LINK.findall(lines[at]))
            at += 1
            continue
        stop, numbers = _references(lines, at)
        if len(numbers) > 1 and stop <= last and 2 * len(above & numbers) > len(numbers):
            yield stop
            above.clear()
        at = stop


def _begins_references(lines: Sequence[str], at: int) -> bool:
    match = REFERENCE.fullmatch(lines[at])
    above = next((line for line in reversed(lines[max(0, at - 2) : at]) if line.strip()), "")
    return bool(match and match[1] == "1" and _HEADING.fullmatch(above))


def _references(lines: Sequence[str], at: int) -> tuple[int, set[str]]:
    """Return where a list of links ends, and the numbers in it."""
    numbers: set[str] = set()
    last, stop = 0, at
    while at < len(lines):
        match = REFERENCE.fullmatch(lines[at])
        if match and int(match[1]) > last:
            last, stop = int(match[1]), at + 1
            numbers.add(match[1])
        elif lines[at].strip() and not lines[at].strip().endswith(":"):
            break
        at += 1
    return stop, numbers


def _starts(lines: Sequence[str], start: int, stop: int) -> Iterator[int]:
    """Yield where a further page begins between two lines."""
    begin, pieces = start, 1
    is_page = False
    bounds = [*_bounds(lines, start, stop), stop]
    for above, end in zip([start, *bounds], bounds, strict=False):
        is_page = is_page or (pieces <= _PIECES and _title(lines, begin, above) is not None)
        title = _title(lines, above, end) if is_page else None
        if title is None:
            pieces += 1
            continue
        footers = (at for at in range(title - 1, above - 2, -1) if _is_footer(lines[at]))
        begin = next(footers, title - 1) + 1
        yield begin
        pieces, is_page = 1, False


def _bounds(lines: Sequence[str], start: int, stop: int) -> list[int]:
    """Return the lines below forms and footers; none if there is at most one of each."""
    dump = read_dump("\n".join(lines[start:stop]))
    forms = {dump.lines[at].number for at in DumpParser(dump, "").reply_forms}
    footers = {n.number for n in dump.lines if phrases.is_phrase(n.text, PhraseKind.POWERED)}
    if max(len(forms), len(footers)) < 2:
        return []
    return sorted(start + number for number in forms | footers if start + number < stop)


def _is_footer(line: str) -> bool:
    """Return whether a line is like "Powered by WordPress", in any language."""
    return "WordPress" in line and len(line.split()) <= _FOOTER


def _title(lines: Sequence[str], start: int, stop: int) -> int | None:
    """Return the line with the title of the post in some lines; None if they have no post."""
    dump = read_dump("\n".join(lines[start:stop]))
    layout = find_layout(dump, "")
    if layout.title is None or layout.body[0] >= layout.body[1] or not _is_sure(layout):
        return None
    return start + dump.lines[layout.title[0]].number - 1


def _is_sure(layout: DumpLayout) -> bool:
    """Return whether a heading with the title, a byline or terms show that there is a post."""
    kinds = set(layout.evidence)
    return len(kinds) >= _SURE and bool(layout.bylines or layout.term_line or layout.link)
