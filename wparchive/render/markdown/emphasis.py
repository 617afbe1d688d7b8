"""Emphasis: marks where they work, HTML where they would not (CommonMark 6.2)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.base import BLOCKS, BREAK, EMPHASIS, INNER_BREAK, KEPT
from wparchive.render.markdown.text import Text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# White space at the edges of emphasis moves outside: inside it would stop the marks.
_EDGE: Final = (
    " \t\n\r\f\x0b\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + BREAK + INNER_BREAK
)


def _is_letter(char: str) -> bool:
    """Neither space nor punctuation, whichever version of CommonMark counts symbols."""
    return char.isalnum() or unicodedata.category(char)[0] in "LNMC"


def _ends_run(char: str) -> bool:
    """Space or punctuation in every version of CommonMark; GitHub's looks through tildes."""
    return char != "~" and (
        char in _EDGE
        or (char.isascii() and not char.isalnum())
        or unicodedata.category(char)[0] == "P"
    )


def can_mark(before: str, core: str, after: str) -> bool:
    """Whether delimiters around ``core`` open and close there (CommonMark 6.2)."""
    return (_is_letter(core[0]) or _ends_run(before)) and (
        _is_letter(core[-1]) or (after != "" and _ends_run(after))
    )


def can_nest(before: str, core: str, after: str) -> bool:
    """Whether marks inside other marks only open and only close; "" is the outer mark's side."""
    opens = not before or before in _EDGE or (_is_letter(core[0]) and not _is_letter(before))
    closes = not after or after in _EDGE or (_is_letter(core[-1]) and not _is_letter(after))
    return opens and closes


def after(element: Element) -> str:
    """The character that will follow an element's text; "" if that cannot be told here."""
    while True:
        tail = element.tail
        if tail:
            return " " if tail[0] in " \t\n\r\f" else tail[0]
        following = element.getnext()
        if following is not None:
            tag = following.tag
            if tag == "br" or tag in BLOCKS:
                return " "
            if tag in {"a", "img"} or tag in KEPT:
                return "["
            return ""
        parent = element.getparent()
        if parent is None or parent.tag in BLOCKS:
            return " "
        if parent.tag == "a" or parent.tag in KEPT:
            return "]"
        if parent.tag in EMPHASIS or parent.tag == "code":
            return ""
        element = parent


class Emphasis(Text):
    """The walker's part for em, strong, del and their older names."""

    def emphasis(self, element: Element, out: list[str]) -> Element | None:
        """Emphasis in marks where they work, as HTML where they would not."""
        kind = EMPHASIS[element.tag]
        mark = self.marks[kind]
        if self.wanted:
            self.anchor(element, out)
        if element.get("cite"):  # a deletion that names its source
            self.kept(element, out)
            return None
        if kind in self.open or self.options.ignore_emphasis:
            self.inline(element, out)
            return None
        self.open.add(kind)
        sub = ["x"]
        self.inline(element, sub)
        last = element
        # Neighbours of the same kind are one run: two runs' marks would touch.
        while not last.tail:
            following = last.getnext()
            if following is None or EMPHASIS.get(following.tag) != kind:
                break
            last = following
            self.inline(last, sub)
        self.open.discard(kind)
        del sub[0]
        self.mark("".join(sub), mark, kind, last, out)
        return last if last is not element else None

    def wrapped(self, text: str) -> str:
        """A whole block's text in the emphasis that stands around the block."""
        for kind in reversed(self.wrap):
            sub: list[str] = []
            self.mark(text, self.marks[kind], kind, None, sub)
            text = "".join(sub)
        return text

    def mark(self, text: str, mark: str, kind: str, last: Element | None, out: list[str]) -> None:
        """Append text in emphasis marks, the space at its edges outside of them."""
        core = text.strip(_EDGE)
        if not core:
            self.space(text, out)
            return
        start = text.index(core)
        if start:
            self.space(text[:start], out)
        before = out[-1][-1] if out else " "
        end = text[start + len(core) :]
        # Marks must not touch others, nor meet one that a URL left bare.
        touching = mark[0] in self.used or (before == mark[0] and out[-1][-2:] != "\\" + mark[0])
        if mark[0] == "_":  # inside of a word underscores mark nothing
            follows = end[:1] or (" " if last is None else after(last))
            touching = touching or before.isalnum() or not follows or follows.isalnum()
        nested = mark != "~~" and ("em" in self.open or "strong" in self.open)
        if not touching and (nested or not (core[0] + core[-1]).isalnum()):
            follows = end[:1] or (" " if last is None else after(last))
            # Marks at the edges join these: what counts is what stands beyond them.
            seen = (core.strip("*") or core) if mark != "~~" else core
            if nested:
                first = len(out) == 1 and before == "x"
                touching = not can_nest("" if first else before, seen, follows)
            touching = touching or not can_mark(before, seen, follows)
        if touching:
            out.append(f"<{kind}>{core.replace(BREAK, INNER_BREAK)}</{kind}>")
        else:
            out.append(mark + core.replace(BREAK, INNER_BREAK) + mark)
        if end:
            self.space(end, out)
