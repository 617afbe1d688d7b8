"""The shortcode grammar: find and parse ``[name attributes]content[/name]`` in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.wordpress.autop import TAG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_CANDIDATE: Final = patterns.lazy(r"\[([^<>&/\[\]\x00-\x20=]++)")
# The slash before the bracket belongs to an address that no quotes end.
_ADDRESS_END: Final = patterns.lazy(r"(?<![^\s\"'])(?>[^\s\"']*?://)[^\s\"']*+(?<=/)\Z")
_HIDDEN: Final = {"[": "&#91;", "]": "&#93;"}
_WRITTEN: Final = {"&#91;": "&#091;", "&#93;": "&#093;"}


@dataclass(frozen=True, slots=True)
class Match:
    """One shortcode in a text.

    Attributes:
        start: Where it begins, a second opening bracket included.
        end: Where it ends, a second closing bracket included.
        name: Its name.
        arguments: The raw text between the name and the bracket.
        inside: Start and end of what it encloses; None where it encloses nothing.
        opened: Whether a second bracket precedes it.
        closed: Whether a second bracket follows it.
    """

    start: int
    end: int
    name: str
    arguments: str
    inside: tuple[int, int] | None
    opened: bool
    closed: bool


def names_in(text: str, known: Collection[str]) -> frozenset[str]:
    """Return those of the known names that follow an opening bracket somewhere in the text.

    A colon may separate the name and a value, as in ``[audio:URL]``.
    """
    if "[" not in text:
        return frozenset()
    words = set(_CANDIDATE.findall(text))
    words.update([word.partition(":")[0] for word in words if ":" in word])
    return frozenset(words.intersection(known))


def find(text: str, names: frozenset[str], lone: Collection[str] = frozenset()) -> Iterator[Match]:
    r"""Yield every outermost shortcode of these names, as ``get_shortcode_regex`` finds it.

    The attributes end at the first ``]``. The content of a name goes up to its first ``[/name]``,
    so a shortcode never encloses one of its own name. The search is linear: what was looked for and
    not found is not looked for again.

    Args:
        text: HTML or plain text.
        names: The names to look for; those that `names_in` gave.
        lone: Names that often have no closing tag: the content of one of these is nothing in which
            another begins. (WordPress would take the closing tag of that for its own.)
    """
    if not names:
        return
    head = _head(names)
    places = _WordPositions(text)
    position = 0
    while found := head.search(text, position):
        bracket = places.after("]", found.end())
        if bracket >= 0 and _reaches_over(found, places, bracket):
            position = found.end()
            continue
        match = _read(found, places, lone)
        if match is None:
            return
        yield match
        position = match.end


@lru_cache(maxsize=256)
def _head(names: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(rf"\[(\[?)({words})(?![\w-])", re.ASCII)


class _WordPositions:
    """The next place of each of some words, looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, word: str, position: int) -> int:
        """Find the next place of a word; -1 if there is none."""
        place = self._next.get(word, 0)
        if 0 <= place < position or word not in self._next:
            place = self._next[word] = self._text.find(word, position)
        return place


def _reaches_over(found: re.Match[str], places: _WordPositions, bracket: int) -> bool:
    """Check whether the closing bracket is after the end of a paragraph, or another's."""
    start = found.end()
    if 0 <= places.after("</p>", start) < bracket:
        return True
    opening = places.after("[", start)
    quotes = (found.string.count(quote, start, opening) for quote in "\"'")
    return 0 <= opening < bracket and not any(number % 2 for number in quotes)


def _read(
    head: re.Match[str], places: _WordPositions, lone: Collection[str] = frozenset()
) -> Match | None:
    """Read the shortcode that begins here; None if no bracket closes it, nor any later one."""
    text = head.string
    name = head[2]
    bracket = places.after("]", head.end())
    if bracket < 0:
        return None
    end, inside = bracket + 1, None
    arguments = text[head.end() : bracket]
    if arguments.endswith("/"):
        if not _ADDRESS_END.search(arguments):
            arguments = arguments[:-1]
    elif (closing := places.after(f"[/{name}]", end)) >= 0 and not (
        name in lone and 0 <= places.after(f"[{name}", end) < closing
    ):
        inside = (end, closing)
        end = closing + len(name) + 3
    closed = text.startswith("]", end)
    return Match(head.start(), end + closed, name, arguments, inside, bool(head[1]), closed)


# --- paragraphs around shortcodes ---

_SPACES = r"(?>(?:[\r\n\t ]|\xa0|&nbsp;)*)"
_PARAGRAPH: Final = patterns.lazy(rf"<p>{_SPACES}(?=\[)")
_PARAGRAPH_END: Final = patterns.lazy(rf"{_SPACES}</p>")


def shortcode_unautop(text: str, known: Collection[str]) -> str:
    """Remove the paragraph around nothing but a shortcode.

    WordPress's function of the same name.

    Args:
        text: HTML, as `wparchive.wordpress.autop.autop` makes it.
        known: The names that are shortcodes.
    """
    names = names_in(text, known)
    if not names:
        return text
    head = _head(names)
    places = _WordPositions(text)
    out: list[str] = []
    done = 0
    for start in _PARAGRAPH.finditer(text):
        if start.start() < done or (found := head.match(text, start.end())) is None or found[1]:
            continue
        match = _read(found, places)
        if match is None:
            break
        # With what it encloses, or without.
        for end in (match.end - match.closed, text.find("]", found.end()) + 1):
            if paragraph_end := _PARAGRAPH_END.match(text, end):
                out += (text[done : start.start()], text[match.start : end])
                done = paragraph_end.end()
                break
    return "".join([*out, text[done:]]) if out else text


# --- brackets that are text ---

_TEXT: Final = patterns.lazy(
    r"<(?:(?P<raw>pre|code|script|style)(?=[\s>]).*?(?:</(?P=raw)\s*+>|\Z)"
    # Most tags and comments have neither brackets nor other tags inside.
    r"|(?=[A-Za-z/!?])(?![A-Za-z/?][^<>\[\]]*+>|!--[^<>\[\]]*+>(?<=-->))"
    rf"{TAG.pattern.removeprefix('<')})",
    re.DOTALL,
)


def hide_brackets(text: str, names: frozenset[str]) -> str:
    """Escape brackets in tags, code and scripts, where no shortcode begins or ends.

    Of ``[[name]]`` one pair of brackets is left, as elsewhere. WordPress renders what is in
    code and in some attributes; to readers of an archive it is what it looks like.
    """
    for plain, written in _WRITTEN.items():
        text = text.replace(plain, written)
    if "[" not in text and "]" not in text:
        return text
    return _TEXT.sub(lambda found: _without_brackets(found[0], names), text)


def _without_brackets(text: str, names: frozenset[str]) -> str:
    if "[" not in text and "]" not in text:
        return text
    out: list[str] = []
    done = 0
    for match in find(text, names):
        if match.opened and match.closed:
            out += (text[done : match.start], text[match.start + 1 : match.end - 1])
            done = match.end
    text = "".join([*out, text[done:]])
    for bracket, reference in _HIDDEN.items():
        text = text.replace(bracket, reference)
    return text


def show_brackets(text: str) -> str:
    """Undo `hide_brackets`."""
    for bracket, reference in _HIDDEN.items():
        text = text.replace(reference, bracket)
    return text


# --- attributes ---

_ATTRIBUTE: Final = patterns.lazy(
    r"""
      (?P<name>[\w-]++)\s*+=\s*+(?:
          "(?P<double>[^"]*)"(?:\s|\Z) | '(?P<single>[^']*)'(?:\s|\Z)
        | (?P<bare>[^\s'"]++)(?:\s|\Z)
      )
    | "(?P<quoted>[^"]*)"(?:\s|\Z) | '(?P<half>[^']*)'(?:\s|\Z)
    | (?P<word>\S+)(?:\s|\Z)
    """,
    re.VERBOSE | re.ASCII,
)
_ODD_SPACES: Final = patterns.lazy("[\xa0\u200b]+")
_CLOSED_TAGS: Final = patterns.lazy(r"[^<]*+(?>(?:<[^>]*+>[^<]*+)*)")
_NUMBER: Final = patterns.lazy(r"0|[1-9][0-9]{0,17}")
_BACKSLASHED: Final = patterns.lazy(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "v": "\v", "b": "\b", "f": "\f"}


def attributes(arguments: str) -> dict[str, str]:
    r"""Read a shortcode's attributes, as ``shortcode_parse_atts`` does.

    Args:
        arguments: The text between the name and the bracket.

    Returns:
        Values by name, names in lower case. A value without a name gets the next free number:
        ``"0"``, ``"1"``. A value with a tag that is not closed is empty.
    """
    out: dict[str, str] = {}
    free = 0
    for found in _ATTRIBUTE.finditer(_ODD_SPACES.sub(" ", arguments)):
        kind = found.lastgroup or ""
        value = found[kind]
        if found["name"] == "0" or (not value and kind in {"quoted", "half"}):
            continue  # what PHP takes for not there
        if found["name"] is not None:
            key = found["name"].lower()
            if _NUMBER.fullmatch(key):
                free = max(free, int(key) + 1)
        else:
            key = str(free)
            free += 1
        value = _strip_backslashes(value)
        out[key] = value if "<" not in value or _CLOSED_TAGS.fullmatch(value) else ""
    return out


def _strip_backslashes(text: str) -> str:
    """PHP's ``stripcslashes``."""
    return _BACKSLASHED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    if match[2]:
        return chr(int(match[2], 8) & 0xFF)
    return _CONTROLS.get(match[3], match[3])
