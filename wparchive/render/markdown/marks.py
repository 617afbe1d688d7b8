"""Emphasis marks where they work, HTML where they would not (CommonMark 6.2)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.elements import BLOCKS, EMPHASIS, KEPT
from wparchive.render.markdown.running_text import add_space
from wparchive.render.markdown.state import BREAK, INNER_BREAK

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

# White space at the edges of emphasis moves outside: inside it would stop the marks.
_EDGE: Final = (
    " \t\n\r\f\x0b\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + BREAK + INNER_BREAK
)


def add_marked(state: State, text: str, kind: str, last: Element | None, out: list[str]) -> None:
    """Append text in emphasis marks, the space at its edges outside of the marks.

    Args:
        state: The conversion.
        text: Finished Markdown.
        kind: ``em``, ``strong`` or ``del``.
        last: The last element of the text; None for the whole text of a block.
        out: The running text.
    """
    core = text.strip(_EDGE)
    if not core:
        add_space(text, out)
        return
    start = text.index(core)
    if start:
        add_space(text[:start], out)
    end = text[start + len(core) :]
    mark = state.marks[kind]
    core = core.replace(BREAK, INNER_BREAK)
    if _can_use(state, mark, core, end, last, out):
        out.append(mark + core + mark)
    else:
        out.append(f"<{kind}>{core}</{kind}>")
    if end:
        add_space(end, out)


def with_marks(state: State, text: str) -> str:
    """Write a whole block's text in the emphasis around the block."""
    for kind in reversed(state.wrap):
        out: list[str] = []
        add_marked(state, text, kind, None, out)
        text = "".join(out)
    return text


def _can_use(
    state: State, mark: str, core: str, end: str, last: Element | None, out: list[str]
) -> bool:
    """Check whether marks around a text would be emphasis.

    Marks must not touch others, nor meet one that a URL left bare.
    """
    before = out[-1][-1] if out else " "
    if mark[0] in state.bare_marks:
        return False
    if before == mark[0] and out[-1][-2:] != "\\" + mark[0]:
        return False
    if mark[0] == "_":  # inside of a word underscores mark nothing
        follows = end[:1] or _following(last)
        if before.isalnum() or not follows or follows.isalnum():
            return False
    nested = mark != "~~" and ("em" in state.open or "strong" in state.open)
    if not nested and (core[0] + core[-1]).isalnum():
        return True
    follows = end[:1] or _following(last)
    # Marks at the edges join these: what counts is what is beyond them.
    inner = (core.strip("*") or core) if mark != "~~" else core
    if nested:
        first = len(out) == 1 and before == "x"
        if not _can_nest("" if first else before, inner, follows):
            return False
    return _can_mark(before, inner, follows)


def _following(last: Element | None) -> str:
    return " " if last is None else following_character(last)


def _is_letter(char: str) -> bool:
    """Check for neither space nor punctuation, in all versions of CommonMark."""
    return char.isalnum() or unicodedata.category(char)[0] in "LNMC"


def _ends_run(char: str) -> bool:
    """Check for space or punctuation in all versions of CommonMark; GitHub's skips tildes."""
    return char != "~" and (
        char in _EDGE
        or (char.isascii() and not char.isalnum())
        or unicodedata.category(char)[0] == "P"
    )


def _can_mark(before: str, core: str, after: str) -> bool:
    """Check whether delimiters around ``core`` open and close there (CommonMark 6.2)."""
    return (_is_letter(core[0]) or _ends_run(before)) and (
        _is_letter(core[-1]) or (after != "" and _ends_run(after))
    )


def _can_nest(before: str, core: str, after: str) -> bool:
    """Check whether marks inside other marks only open and only close.

    Args:
        before: The character before; empty next to the outer mark.
        core: The text.
        after: The character after; empty next to the outer mark.
    """
    opens = not before or before in _EDGE or (_is_letter(core[0]) and not _is_letter(before))
    closes = not after or after in _EDGE or (_is_letter(core[-1]) and not _is_letter(after))
    return opens and closes


def following_character(element: Element) -> str:
    """Return the character that will follow an element's text; empty if it is not yet known."""
    while True:
        tail = element.tail
        if tail:
            return " " if tail[0] in " \t\n\r\f" else tail[0]
        following = element.getnext()
        if following is not None:
            return _first_character(following.tag)
        parent = element.getparent()
        if parent is None or parent.tag in BLOCKS:
            return " "
        if parent.tag == "a" or parent.tag in KEPT:
            return "]"
        if parent.tag in EMPHASIS or parent.tag == "code":
            return ""
        element = parent


def _first_character(tag: object) -> str:
    """Return the first character of an element's Markdown; empty if the tag does not decide it."""
    if tag == "br" or tag in BLOCKS:
        return " "
    return "[" if tag in {"a", "img"} or tag in KEPT else ""
