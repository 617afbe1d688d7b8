"""Misnested markup: end and start tags moved to where browsers put them.

``<p><em>one</p><p>two</em></p>``, which wpautop makes of emphasis over two paragraphs, has its
second half emphasised in every browser (HTML, 13.2.4.3 "the list of active formatting
elements"); libxml2 ends the emphasis with the first paragraph. This rewrites the source so that
any parser sees what a browser shows. A listing in several paragraphs becomes one element around
these.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive import patterns
from wparchive.web.code_extents import code_extents

FORMATTING: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CELLS: Final = frozenset({"td", "th", "caption"})
_SCOPES: Final = _CELLS | {"table", "object", "button", "applet", "marquee", "template"}
_TABLE: Final = frozenset({"table"})
_TABLE_PARTS: Final = _TABLE | _CELLS | {"thead", "tbody", "tfoot", "tr", "colgroup"}
# Where formatting from outside stops: browsers let it into no cell, and move what stands between
# the cells out of the table.
_FRESH: Final = _CELLS | _TABLE
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLOSES_P: Final = _HEADINGS | frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form header hgroup hr li main menu nav ol p pre search section summary table"
    " ul".split()
)
_BLOCKS: Final = _CLOSES_P | _TABLE_PARTS
_VOID: Final = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
# What an item's start ends, and how far up it may look for it.
_ITEMS: Final = {
    "li": ({"li"}, {"ul", "ol", "menu", "dir"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
}
# Browsers reopen at most three equal elements; a bound on unequal ones keeps the time linear.
_MOST_EQUAL: Final = 3
_MOST_ACTIVE: Final = 16

# Each alternative takes every character at most once, so that no input is slow.
_TOKEN: Final = patterns.lazy(
    r"""
      <!--.*?(?:-->|\Z)
    | <(?P<raw>script|style|textarea|title|iframe|xmp|noembed|noframes)\b[^>]*+(?:>|(?P<open>\Z))
      .*?(?:</(?P=raw)\s*+>|\Z)
    | <(?P<end>/?)(?P<name>[a-z][^\s/>]{0,99}+)
      (?>(?:\s++|/(?!>)|[^\s/>"'=<]++|=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>]*+)|["'=])*)/?>
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def repair(html: str) -> str:
    """Rewrite misnested markup so that formatting continues where it does in browsers.

    Args:
        html: The markup.

    Returns:
        The markup with the same text, comments and attributes; tags added, stray ends left out.
    """
    return _Repair(html).run()


class _Repair:
    """One pass over the tags, with HTML's stack of open elements and list of formatting."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._out: list[str] = []
        # Names of the open elements, with their start tags.
        self._open: list[tuple[str, str]] = []
        # Where their start tags are in the output.
        self._places: list[int] = []
        # Whether the present code stays around blocks, and ends inside of blocks that go on.
        self._keeps_code = self._splits_code = False
        # Formatting in effect, one list a table cell; entries that are not open get reopened.
        self._active: list[list[tuple[str, str]]] = [[]]
        self._ends: Counter[str] = Counter()

    def run(self) -> str:
        tokens = list(_TOKEN.finditer(self._html))
        for token in tokens:
            if token["end"]:
                self._ends[token["name"].lower()] += 1
        code = code_extents(self._html, tokens, _BLOCKS)
        at = 0
        for number, token in enumerate(tokens):
            if token["open"] is not None:
                break  # no tag, and no other after it
            if token.start() > at:
                self._text(self._html[at : token.start()])
            at = token.end()
            if (listing := code.listings.get(number)) is not None:
                self._start("code", tokens[listing][0])
            self._splits_code |= number in code.mixed
            self._keeps_code |= self._splits_code or listing is not None
            if number - 1 not in code.listings:
                self._tag(token)
        if at < len(self._html):
            self._text(self._html[at:])
        return "".join(self._out)

    def _tag(self, token: re.Match[str]) -> None:
        name = token["name"]
        if name is None:
            self._out.append(token[0])
        elif token["end"]:
            self._end(name.lower())
        else:
            self._start(name.lower(), token[0])

    def _text(self, text: str) -> None:
        if text[0] == "\n" and self._out and self._out[-1].startswith("<pre"):
            self._out.append("\n")  # no part of the text, but only right after the tag
            text = text[1:]
        if text and not text.isspace():
            self._reopen()
        elif text and self._keeps_code:
            self._reopen(only="code")
        self._out.append(text)

    def _end_before(self, name: str) -> None:
        """End the open elements that the start of another one ends."""
        if name in _CLOSES_P:
            self._end_within("p", _SCOPES)
        if name in _ITEMS:
            targets, bounds = _ITEMS[name]
            for target in targets:
                self._end_within(target, bounds | _SCOPES if name in {"li", "dt", "dd"} else bounds)
        if name in _HEADINGS and self._open and self._open[-1][0] in _HEADINGS:
            self._pop()

    def _start(self, name: str, tag: str) -> None:
        self._end_before(name)
        if name in _VOID:
            if name != "hr":
                self._reopen()
            self._out.append(tag)
            return
        if name in _BLOCKS:
            self._suspend()
        else:
            if name == "a" and any(entry[0] == "a" for entry in self._active[-1]):
                self._end("a", counted=False)
            self._reopen()
        self._push(name, tag)
        if name in FORMATTING:
            self._activate((name, tag))
        elif name in _FRESH:
            self._active.append([])

    def _activate(self, entry: tuple[str, str]) -> None:
        active = self._active[-1]
        if active.count(entry) >= _MOST_EQUAL or len(active) >= _MOST_ACTIVE:
            active.remove(entry if entry in active else active[0])
        active.append(entry)

    def _end(self, name: str, *, counted: bool = True) -> None:
        if counted:
            self._ends[name] -= 1
        if name == "br":
            self._out.append("<br>")
        elif name in FORMATTING:
            self._end_formatting(name)
        elif name in _HEADINGS:
            for heading in _HEADINGS:
                if self._end_within(heading, _SCOPES):
                    break
        elif name in _BLOCKS or name in _SCOPES:
            self._end_within(name, _TABLE if name in _TABLE_PARTS else _SCOPES)
        else:
            self._end_within(name, _BLOCKS)

    def _end_formatting(self, name: str) -> None:
        if name == "code" and self._keeps_code:
            if self._splits_code:
                self._split_code()
            self._keeps_code = self._splits_code = False
        active = self._active[-1]
        for index in range(len(active) - 1, -1, -1):
            if active[index][0] == name:
                del active[index]
                self._end_within(name, _SCOPES)
                return

    def _split_code(self) -> None:
        """End code before each block that goes on after the code, and begin it again inside."""
        while self._open and self._open[-1][0] not in _BLOCKS | {"code"}:
            self._pop()
        at = len(self._open) - 1
        while at >= 0 and self._open[at][0] in _BLOCKS - _SCOPES:
            at -= 1
        if at < 0 or self._open[at][0] != "code" or at == len(self._open) - 1:
            return
        code = self._open[at]
        for name, place in zip(self._open[at + 1 :], self._places[at + 1 :], strict=True):
            self._out[place] = f"</code>{name[1]}{code[1]}"
        self._out.append("</code>")
        del self._open[at], self._places[at]

    def _end_within(self, name: str, bounds: set[str] | frozenset[str]) -> bool:
        """End the nearest open element of a name, and all that is open inside."""
        for index in range(len(self._open) - 1, -1, -1):
            found = self._open[index][0]
            if found == name:
                while len(self._open) > index:
                    self._pop()
                return True
            if found in bounds:
                return False
        return False

    def _push(self, name: str, tag: str) -> None:
        self._open.append((name, tag))
        self._places.append(len(self._out))
        self._out.append(tag)

    def _pop(self) -> None:
        name, _ = self._open.pop()
        self._places.pop()
        self._out.append(f"</{name}>")
        if name in _FRESH and len(self._active) > 1:
            self._active.pop()

    def _suspend(self) -> None:
        """End the formatting around a block, to continue it inside; links stay around the block."""
        staying = {"a", "code"} if self._keeps_code else {"a"}
        while self._open and self._open[-1][0] in FORMATTING - staying:
            self._pop()

    def _reopen(self, only: str = "") -> None:
        """Reopen closed formatting, if its end tag is still to come.

        Args:
            only: The name of the only elements to reopen; empty for all.
        """
        active = self._active[-1]
        if not active:
            return
        standing = Counter(self._open[-64:])
        for entry in active:
            if only and entry[0] != only:
                continue
            if standing[entry] > 0:
                standing[entry] -= 1
            elif self._ends[entry[0]] > 0:
                self._push(*entry)
