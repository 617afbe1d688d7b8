"""Turn angle brackets that are not markup into text: ``List<String>``, ``<http://...>``.

Browsers take whatever begins like a tag for one and show nothing of it. Here ``<name ...>`` counts
as a tag only if its name is that of an element, in a place where it is one; all else stays, as
``&lt;...``. An address in angle brackets becomes a link, which is what its author meant.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive import patterns
from wparchive.web.elements import (
    ATTRIBUTES,
    HTML,
    PHRASING,
    RAW,
    STRUCTURE,
    SWALLOWING,
    VENDORS,
    VOID,
)
from wparchive.web.unterminated import TAG, end_tags, small_letters
from wparchive.web.urls import parse

_PLAIN: Final = HTML - SWALLOWING
_NAME: Final = patterns.lazy(r"<(/?[a-zA-Z][^\s/>]*+|!(?!--)|/(?![a-zA-Z]))")
_TOKEN: Final = patterns.lazy(
    r"<(?:(?P<comment>!--)|(?P<declaration>!|/(?![a-zA-Z]))|(?P<end>/?)(?P<name>[a-zA-Z][^\s/><]*+))"
)
# WP's more, and what office programs write around lists: markup that shows nothing.
_DECLARATION: Final = patterns.lazy(r"<!(?:doctype\b|\[(?:if|else|endif)\b)", re.IGNORECASE)
# As much as WordPress links in a text: a link that has more in its label would be split.
# Letters, digits, "#%~/@[]*(+=&$-_" and whatever is not ASCII: that class would compile slowly.
_REST: Final = r"(?-i:[^\x00-\x22'),.:;<>?\\^`{|}\x7f])"
_PATH: Final = rf"{_REST}*+(?>(?:[.,;:!?)]{_REST}++)*)"
_ADDRESS: Final = patterns.lazy(
    rf"<\s*(?:(?P<url>(?:(?:https?|ftp)://(?=\w|\[[\da-f:.]+\])|mailto:[\w.+-]+@(?=\w)){_PATH})"
    rf"|(?P<host>www\.[a-z0-9-]+\.{_PATH})"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+))\s*>",
    re.IGNORECASE,
)
_POINTS: Final = patterns.lazy(r"""\s(?:src|data|srcdoc)\s*=\s*["']?[^"'\s>]""", re.IGNORECASE)
_HREF: Final = patterns.lazy(r"\shref\s*=", re.IGNORECASE)
_FOREIGN: Final = frozenset({"math", "svg"})
# What they show may be named by elements inside.
_MEDIA: Final = frozenset({"audio", "object", "video"})
# A tag with words in place of attributes: "if a <b and c> d".
_WORDS: Final = patterns.lazy(r"<([a-zA-Z][a-zA-Z0-9]*+)(?>(?:\s++[^\s<>\"'=/]++)+)\s*+>")
_FEW_WORDS: Final = 3  # with the name
# An end tag with something after its name; all but attributes is text.
_ODD_END: Final = patterns.lazy(r"</[a-zA-Z][^\s/><]*+(?!\s*+/?\s*+>)(?!\s[^<>=]*+=[^<>]*+>)")
# A value in quotes with what would look like a tag's end to whoever reads no quotes.
_QUOTED: Final = patterns.lazy(r"""=\s*+(?:"[^"<>]*+[<>][^"]*+"|'[^'<>]*+[<>][^']*+')""")
# In code, attributes have values, but for those of players: `<b && c>` is no HTML.
_TAG_IN_CODE: Final = patterns.lazy(
    r"""<[a-zA-Z][a-zA-Z0-9]*+(?>(?:\s++(?:(?:(?:webkit|moz)?allowfullscreen|autoplay|controls|loop|muted)"""
    r"""(?=[\s/>])|[\w:-]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++)))*)\s*+/?>""",
    re.IGNORECASE,
)
_END_TAG: Final = patterns.lazy(r"</[a-zA-Z0-9]+\s*>")
_CODE: Final = patterns.lazy(
    r"<(?:!--|(pre|code|script|style|textarea)(?=[\s>])[^<>]*+>)", re.IGNORECASE
)


def show_false_tags(text: str) -> str:
    """Escape text that only looks like a tag, and close markup that would hide the rest.

    Args:
        text: HTML as its author wrote it, in any state of repair.

    Returns:
        HTML in which browsers and parsers see the same tags, and all of the text.
    """
    if "<" not in text:
        return text
    text = end_tags(_show_code(text))
    names = {name.lower() for name in _NAME.findall(text)}
    known = all(name.removeprefix("/") in _PLAIN for name in names)
    if known and not any(odd.search(text) for odd in (_WORDS, _ODD_END, _QUOTED)):
        return text
    return _Scan(text).run()


class _Scan:
    """One walk over a text, with the positions of end tags ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = small_letters(text)
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._out: list[str] = []
        self._done = 0
        self._in_link = False

    def run(self) -> str:
        position = 0
        while token := _TOKEN.search(self._text, position):
            position = self._take(token)
        self._out.append(self._text[self._done :])
        return "".join(self._out)

    def _ends_after(self, name: str, position: int) -> bool:
        """Check whether an end tag of this name follows anywhere after a position."""
        if name not in self._last:
            self._last[name] = self._lower.rfind(f"</{name}")
        return self._last[name] >= position

    def _begins_before(self, name: str, position: int) -> bool:
        if name not in self._first:
            self._first[name] = self._lower.find(f"<{name}")
        return 0 <= self._first[name] < position

    def _replace(self, start: int, end: int, markup: str) -> int:
        self._out += (self._text[self._done : start], markup)
        self._done = end
        return end

    def _take(self, token: re.Match[str]) -> int:
        """Handle the text at a bracket; return the position at which to continue."""
        start, text = token.start(), self._text
        if token["comment"]:
            return text.find("-->", start) + 3  # there is one: see end_tags()
        if token["declaration"]:
            if _DECLARATION.match(text, start):
                return token.end()
            return self._replace(start, start + 1, "&lt;")
        name = token["name"].lower()
        if token["end"]:
            return self._end_tag(name, token)
        if name not in HTML and (address := _ADDRESS.match(text, start)) and _is_url(address):
            return self._address(address)
        match = TAG.match(text, start)
        end = match.end() + 1 if match else token.end()
        if not self._is_markup(name, text[start:end], end):
            return self._replace(start, start + 1, "&lt;")
        if (quoted := _QUOTED.search(text, start, end)) and quoted.end() < end:
            self._replace(start, end, _QUOTED.sub(_escaped, text[start:end]))
        if name == "a":
            self._in_link = bool(_HREF.search(text, start, end))
        return self._inside(name, end)

    def _end_tag(self, name: str, token: re.Match[str]) -> int:
        start = token.start()
        if name == "a":
            self._in_link = False
        known = (name in HTML or is_vendor(name)) and not _ODD_END.match(self._text, start)
        if known or ("-" in name and self._begins_before(name, start)):
            return token.end()
        return self._replace(start, start + 1, "&lt;")

    def _address(self, match: re.Match[str]) -> int:
        words = match["url"] or match["host"] or match["mail"]
        start, end = match.span()
        if self._in_link:
            return self._replace(start, end, f"&lt;{words}&gt;")
        scheme = "http://" if match["host"] else "mailto:" if match["mail"] else ""
        target = scheme + words
        return self._replace(start, end, f'<a href="{target}">{words}</a>')

    def _is_markup(self, name: str, tag: str, end: int) -> bool:
        if name not in VOID and _WORDS.fullmatch(tag) and not _has_attributes(tag):
            return self._is_block(name, tag, end)
        if name not in HTML:
            if name == "image":  # browsers read it as img
                return bool(_POINTS.search(tag))
            return is_vendor(name) or ("-" in name and self._ends_after(name, end))
        if name not in SWALLOWING or self._ends_after(name, end):
            return name != "plaintext"
        return bool(_POINTS.search(tag)) or (name in _MEDIA and " " in tag)

    def _is_block(self, name: str, tag: str, end: int) -> bool:
        """Check whether a tag with a word such as ``left`` begins a block, for the block ends."""
        if name not in STRUCTURE or len(name) < 2 or len(tag.split()) > _FEW_WORDS:
            return False
        following = self._lower.find(f"<{name}", end)
        until = following if following >= 0 else len(self._lower)
        return self._lower.find(f"</{name}", end, until) >= 0

    def _inside(self, name: str, end: int) -> int:
        """Return the offset after a start tag, or after an element without HTML inside."""
        if name not in _FOREIGN and name not in RAW:
            return end
        closing = self._lower.find(f"</{name}", end) if self._ends_after(name, end) else -1
        if name == "iframe" and closing >= 0:
            within = self._lower.find("<iframe", end, closing) >= 0
            closing = -1 if within or self._text[end - 2] == "/" else closing
        return closing + 2 if closing >= 0 else self._replace(end, end, f"</{name}>")


def _has_attributes(tag: str) -> bool:
    words = tag.lower()[1:-1].split()[1:]
    return all(word in ATTRIBUTES or word.startswith(("data-", "aria-")) for word in words)


def _is_url(address: re.Match[str]) -> bool:
    """Return whether browsers take an address in angle brackets for one, port and host included."""
    return not address["url"] or parse(address["url"]) is not None


def _escaped(value: re.Match[str]) -> str:
    return value[0].replace("<", "&lt;").replace(">", "&gt;")


def is_vendor(name: str) -> bool:
    """Check whether a name belongs to an office program or a social network."""
    prefix, colon, rest = name.partition(":")
    return bool(colon and rest) and prefix in VENDORS


def _show_code(text: str) -> str:
    """Escape angle brackets that are not markup in the ``pre`` and ``code`` of a text."""
    if not _CODE.search(text):
        return text
    lower = small_letters(text)
    last: dict[str, int] = {}
    out: list[str] = []
    done = position = 0
    while start := _CODE.search(text, position):
        name = (start[1] or "").lower()
        end = f"</{name}" if name else "-->"
        position = start.end()
        if (found := last.get(end)) is None:
            found = last[end] = lower.rfind(end)
        if found < position:
            continue
        closing = lower.find(end, position)
        position = closing
        if name in {"pre", "code"}:
            out += (text[done : start.end()], show_code_tags(text[start.end() : closing]))
            done = closing
    return "".join([*out, text[done:]]) if out else text


def show_code_tags(code: str) -> str:
    """Escape angle brackets that are not markup inside ``pre`` or ``code``.

    Colours, emphasis and links that begin and end in it are markup, and so are blocks that do, for
    highlighters make such. Whatever else looks like a tag is a part of the code.

    Args:
        code: The content of the element.
    """
    tokens = list(_TOKEN.finditer(code))
    if not tokens:
        return code
    ends = Counter(token["name"].lower() for token in tokens if token["end"])
    opened: Counter[str] = Counter()
    last = code.rfind("-->")
    out: list[str] = []
    done = false = 0
    for token in tokens:
        start = token.start()
        if start < done:
            continue
        if token["name"]:
            end = _end_in_code(token, ends, opened)
        else:
            end = code.find("-->", start) + 3 if token["comment"] and start < last else 0
        if end:
            out += (_as_text(code[done:start]), code[start:end])
            done = end
        else:
            false += 1
    return "".join([*out, _as_text(code[done:])]) if false else code


def _end_in_code(token: re.Match[str], ends: Counter[str], opened: Counter[str]) -> int:
    """Return the end of a tag in code; 0 if the tag is text."""
    code, start = token.string, token.start()
    name = token["name"].lower()
    if token["end"]:
        ends[name] -= 1
        opened[name] -= 1
        tag = _END_TAG.match(code, start)
        return tag.end() if tag and opened[name] >= 0 else 0
    tag = _TAG_IN_CODE.match(code, start)
    if tag is None:
        return 0
    end = tag.end()
    pointed = _POINTS.search(code, start, end) is not None
    if name in VOID:
        return end if name in {"br", "wbr", "hr"} or (name == "img" and pointed) else 0
    # Pictures and films that were put into code are shown by browsers.
    known = name in PHRASING | STRUCTURE or (name in _MEDIA | {"iframe"} and pointed)
    if ends[name] <= max(0, opened[name]) or not known:
        return 0
    opened[name] += 1
    return end


def _as_text(code: str) -> str:
    return code.replace("<", "&lt;").replace(">", "&gt;")
