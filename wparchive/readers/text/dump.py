"""The lines of a text dump by any program: their indents, list marks, links and places."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.readers.text import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REFERENCE: Final = patterns.lazy(
    r"\s{0,6}(\d{1,6})\.\s+(javascript:.+|(?:[a-z][a-z0-9+.-]*:|/)\S+)\s*", re.IGNORECASE
)
_TITLED: Final = patterns.lazy(r"\s{0,6}(\d{1,6})\.\s+\S.*")
_ADDRESS: Final = patterns.lazy(r"\s+((?:[a-z][a-z0-9+.-]*:|/)\S+)\s*", re.IGNORECASE)
"""The address that elinks prints below the number and the title of a link that has one."""
_LINK: Final = patterns.lazy(r"\[(\d{1,6})\]")
_MARK: Final = patterns.lazy(r"(\d{1,4}[.)]|[•◦▪■□☆★○●◆*+o-])(?:\s+|$)")
_DATE: Final = patterns.lazy(r"\d{1,2}\.?\s+\w+\.?\s+\d{4}")
_FIELD: Final = patterns.lazy(r"_{3,}|\[\s{3,}\]|\(BUTTON\)|^\s*[─━_═-]{4,}\s*$")
_GRAVATAR: Final = patterns.lazy(r"^(?:\[[^\]\s]{0,60}\]\s*)+")
_NEIGHBOUR: Final = patterns.lazy(r"(?:←|→|«|»|&[lr]a(?:rr|quo);)\s*\w")
"""The beginning of a link to the previous or next post."""
_CONTINUES: Final = patterns.lazy(r"[,.;:!?)\]}»”’…%]|[a-zà-öø-ÿ]")
_SHORT: Final = patterns.lazy(r"(?:^|\s)[a-zà-öø-ÿ]{1,3}\Z")
"""A short word in small letters, after which hardly a text ends."""
_ENDS: Final = patterns.lazy(r"[.!?…:;»”“\"')\]]\Z")


class Link(NamedTuple):
    """A link's place in a line, and its target.

    Attributes:
        offset: Of its label in the line's text.
        url: As the list of references has it.
        number: In that list.
    """

    offset: int
    url: str
    number: str


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        number: 1-based, in the file.
        indent: Columns before its first character.
        mark: The mark of a list before the text, such as ``1.`` or ``*``; empty without one.
        text: What follows, with single blanks, without numbers of links.
        links: The links in it.
        columns: How long it was, all in all.
    """

    number: int
    indent: int = 0
    mark: str = ""
    text: str = ""
    links: tuple[Link, ...] = ()
    columns: int = 0

    @property
    def listed(self) -> bool:
        """Whether the line is of a list."""
        return bool(self.mark) and not self.mark.startswith("#")

    @property
    def shown(self) -> str:
        """The mark and the text."""
        return f"{self.mark} {self.text}".strip()

    def url(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the match in the first link that a pattern is found in; None without one."""
        return next((m for link in self.links if (m := pattern.search(link.url))), None)


@dataclass(frozen=True)
class Dump:
    """A text dump.

    Attributes:
        lines: Its lines, without a list of references.
        references: The addresses of links by their numbers.
        line_per_node: Whether each text node has a line of its own and no paragraphs are apart,
            as from ``get_text()`` of HTML parsers.
        width: The column at which the program broke lines; 0 if it broke none.
    """

    lines: list[Line]
    references: dict[str, str]
    line_per_node: bool
    width: int

    def windows(self, start: int, most: int, stop: int) -> Iterator[tuple[int, str]]:
        """Yield runs of lines from `start` that can be one sentence: the stop, and the text."""
        parts: list[str] = []
        for index in range(start, min(start + most, stop)):
            if not (text := self.lines[index].text) or (parts and _NEIGHBOUR.match(text)):
                return
            parts.append(text)
            yield index + 1, " ".join(parts)


def read_dump(text: str, first: int = 1) -> Dump:
    """Divide a text into lines.

    Args:
        text: The whole of it.
        first: The number of its first line in the file.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    made = markdown.numbered(text.replace(markdown.JOINT, " "))
    body, references = (made[0].split("\n"), made[1]) if made else _references(text.split("\n"))
    numbers = list(accumulate((1 + line.count(markdown.JOINT) for line in body), initial=first))
    has_blank_runs = made is None and not references and _has_blank_runs(body)
    line_per_node = has_blank_runs or (made is None and _has_line_per_node(body))
    lines = [
        _line(number, line.replace(markdown.JOINT, ""), references, marked=not line_per_node)
        for number, line in zip(numbers, body, strict=False)
        if not has_blank_runs or line.strip()
    ]
    if made:
        lines = [_unmarked(line) for line in lines]
    return Dump(lines, references, line_per_node, 0 if line_per_node else _width(body))


def _has_line_per_node(body: list[str]) -> bool:
    filled = [line for line in body if line.strip()]
    indented = sum(line[0].isspace() for line in filled)
    blank = len(body) - len(filled)
    return len(filled) >= 8 and blank < 0.08 * len(filled) and indented < 0.15 * len(filled)


def _has_blank_runs(body: list[str]) -> bool:
    """Return whether most empty lines come from blanks between elements, and mean nothing."""
    runs = [
        sum(1 for _ in run)
        for filled, run in groupby(body, lambda x: bool(x.strip()))
        if not filled
    ]
    return len(runs) >= 8 and 2 * sum(length >= 3 for length in runs) > len(runs)


def _references(raw: list[str]) -> tuple[list[str], dict[str, str]]:
    """Cut off lynx's list of links, with the heading above it."""
    stop = len(raw)
    found: dict[str, str] = {}
    while stop:
        line = raw[stop - 1]
        if match := REFERENCE.fullmatch(line):
            found[match[1]] = match[2]
        elif titled := _titled(raw, stop):
            found[titled[0]] = titled[1]
            stop -= 1
        elif line.strip() and not (found and line.strip().endswith(":")):
            break
        stop -= 1
    if len(found) < 2 or not any(_LINK.search(line) for line in raw[:stop]):
        return raw, {}
    if len(raw[stop - 1].split()) == 1:  # its heading, in the program's language
        stop -= 1
    elif len(raw[stop - 1].split()) == 2:  # elinks has another one above it
        above = next((n for n in range(stop - 2, max(-1, stop - 4), -1) if raw[n].strip()), None)
        if above is not None and len(raw[above].split()) == 1:
            stop = above
    return raw[:stop], found


def _titled(raw: list[str], stop: int) -> tuple[str, str] | None:
    """Return number and address of a link whose title is in the line above."""
    address = _ADDRESS.fullmatch(raw[stop - 1])
    title = _TITLED.fullmatch(raw[stop - 2]) if address and stop > 1 else None
    return (title[1], address[1]) if address and title else None


def _line(number: int, raw: str, references: dict[str, str], marked: bool) -> Line:
    expanded = raw.expandtabs().replace("\u00a0", " ").rstrip()
    bare = expanded.lstrip()
    indent = len(expanded) - len(bare)
    mark = ""
    while marked and (match := _MARK.match(bare)):  # a list in a list begins in one line
        if (match[1] == "o" and indent == 0) or _DATE.match(bare):
            break
        mark, bare = match[1], bare[match.end() :]
    text, links = _unnumbered(bare, references)
    return Line(number, indent, mark, text, tuple(links), len(expanded))


def _unmarked(line: Line) -> Line:
    """Return a line of Markdown without escapes, and the mark of its heading."""
    mark, text = ("", line.text) if line.mark else markdown.heading(line.text)
    plain = markdown.unescaped(text)
    if plain == line.text:
        return line
    shift = len(line.text) - len(plain)
    links = tuple(link._replace(offset=max(0, link.offset - shift)) for link in line.links)
    return replace(line, mark=line.mark or mark, text=plain, links=links)


def _unnumbered(text: str, references: dict[str, str]) -> tuple[str, list[Link]]:
    links: list[Link] = []
    parts: list[str] = []
    length = position = 0
    for match in _LINK.finditer(text):
        if match[1] not in references:
            continue
        part = _folded(text[position : match.start()], length)
        parts.append(part)
        length += len(part)
        links.append(Link(length, references[match[1]], match[1]))
        position = match.end()
    parts.append(_folded(text[position:], length))
    return "".join(parts).rstrip(), links


def _folded(text: str, length: int) -> str:
    folded = re.sub(r"\s+", " ", text)
    return folded if length else folded.lstrip()


def _width(raw: Sequence[str]) -> int:
    """Return the column at which lines break: many end near it, and few go beyond."""
    lengths = sorted(len(line.rstrip()) for line in raw if line.strip())
    if len(lengths) < 5:
        return 0
    least = len(lengths) // 200
    best, width = 2, 0
    for beyond in range(least, max(least, len(lengths) // 30) + 1):
        widest = lengths[-1 - beyond]
        first, last = bisect_left(lengths, widest - 15), bisect_right(lengths, widest)
        near = last - first - 3 * (beyond - least)
        if 40 <= widest <= 200 and near > best:
            best, width = near, widest
    return width


def is_field(line: Line) -> bool:
    """Return whether a line shows fields or buttons of a form, or a rule."""
    return bool(_FIELD.search(line.shown)) and len(_FIELD.sub("", line.text)) < 60


def without_image(text: str) -> str:
    """Return a text without the names of images before it, as w3m shows them."""
    return _GRAVATAR.sub("", text)


def image_before(text: str) -> str:
    """Return the names of images before a text, in their brackets; empty without any."""
    found = _GRAVATAR.match(text)
    return found[0].strip() if found else ""


def prose(dump: Dump, lines: Sequence[Line]) -> str:
    """Return lines as the source of a text: the lines of a paragraph joined, HTML escaped.

    A link's number marks only the beginning of its label; so the number becomes the link.
    """
    paragraphs: list[str] = []
    current: list[Line] = []
    for line in lines:
        if line.text or line.mark:
            current.append(line)
        elif current:
            paragraphs.append(_paragraph(dump, current))
            current = []
    if current:
        paragraphs.append(_paragraph(dump, current))
    return "\n\n".join(paragraphs)


def _paragraph(dump: Dump, lines: list[Line]) -> str:
    """Return the markup of lines without an empty one: some text, and perhaps a list below it."""
    if lines[0].mark.startswith("#"):
        tag = f"h{len(lines[0].mark)}"
        parts = [f"<{tag}>{_markup(replace(lines[0], mark=''))}</{tag}>"]
        return "\n".join([*parts, _paragraph(dump, lines[1:])] if lines[1:] else parts)
    first = next((i for i, line in enumerate(lines) if line.listed and line.text), len(lines))
    blocks = [_text(dump, lines[:first])] if first else []
    if first < len(lines):
        blocks.append(_list(dump, lines[first:]))
    return "\n".join(blocks)


def _list(dump: Dump, lines: list[Line]) -> str:
    """Return marked lines as lists of HTML, nested by their indents."""
    parts: list[str] = []
    open_: list[tuple[int, str]] = []
    for item in _items(lines):
        indent, mark = item[0].indent, item[0].mark
        while open_ and open_[-1][0] > indent:
            parts.append(f"</li></{open_.pop()[1]}>")
        if open_ and open_[-1][0] == indent:
            parts.append("</li>\n")
        else:
            tag = "ol" if mark[0].isdigit() else "ul"
            start = f' start="{int(mark[:-1])}"' if tag == "ol" and mark[:-1] != "1" else ""
            parts.append(f"<{tag}{start}>\n" if not open_ else f"\n<{tag}{start}>\n")
            open_.append((indent, tag))
        unmarked = [replace(item[0], mark=""), *item[1:]]
        parts.append(f"<li>{_text(dump, unmarked)}")
    parts.extend(f"</li></{tag}>" for _, tag in reversed(open_))
    return "".join(parts)


def _items(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield each marked line with the unmarked ones below it."""
    current: list[Line] = []
    for line in lines:
        if line.mark and current:
            yield current
            current = []
        current.append(line)
    yield current


def _text(dump: Dump, lines: list[Line]) -> str:
    parts = [_markup(lines[0])]
    for before, line in pairwise(lines):
        parts.append(" " if _goes_on(dump, before, line) else "\n")
        if parts[-1] == " " and dump.line_per_node and re.match(r"[,.;:!?)\]»”…]", line.text):
            parts[-1] = ""
        parts.append(_markup(line))
    return "".join(parts)


def _goes_on(dump: Dump, before: Line, line: Line) -> bool:
    """Return whether a line is the rest of the one before, which was broken."""
    if line.mark or not before.text:
        return False
    if dump.line_per_node:
        if len(before.text) > 300 and _ENDS.search(before.text):
            return False
        return bool(_CONTINUES.match(line.text) or _SHORT.search(before.text))
    return is_broken(dump, before, line)


def is_broken(dump: Dump, before: Line, line: Line) -> bool:
    """Return whether the program broke a line here: its next word would not have fitted."""
    word = line.text.partition(" ")[0]
    return bool(dump.width) and before.columns + 1 + len(word) > dump.width - 2


def _markup(line: Line) -> str:
    shift = len(line.shown) - len(line.text)
    parts: list[str] = []
    position = 0
    for link in line.links:
        parts.append(escape(line.shown[position : link.offset + shift], quote=False))
        parts.append(f'<a href="{escape(link.url)}">[{link.number}]</a>')
        position = link.offset + shift
    parts.append(escape(line.shown[position:], quote=False))
    return "".join(parts)
