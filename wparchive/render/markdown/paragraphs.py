"""Paragraphs: the running text finished as a paragraph, a heading, or a linked block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.escape import LINE_CHARS, escape_line_starts
from wparchive.render.markdown.link_text import add_link
from wparchive.render.markdown.marks import with_marks
from wparchive.render.markdown.running_text import SPACED, protect_edges
from wparchive.render.markdown.state import BREAK, INNER_BREAK

if TYPE_CHECKING:
    from wparchive.render.markdown.state import State

_EMPTY: Final = SPACED + "\xa0"
_CLOSING_HASHES: Final = patterns.lazy(r"(^|[ \t])(#+)$")


def flush(state: State, blocks: list[str], out: list[str]) -> None:
    """Finish the running text as a paragraph, or in the form that the elements around it need."""
    if not out:
        return
    text = (out[0] if len(out) == 1 else "".join(out)).strip(SPACED)
    out.clear()
    if state.bare_marks:
        state.bare_marks.clear()
    if not text.strip(_EMPTY):
        return  # the classic editor's blank lines are paragraphs of one no-break space
    if text[0] == "\xa0" or text[-1] == "\xa0":
        text = protect_edges(text)
    if state.wrap:
        text = with_marks(state, text)
    if state.block_link is not None:
        link: list[str] = []
        add_link(state, state.block_link, text, link)
        text = "".join(link)
    blocks.append(_heading_line(state, text) if state.heading else _lines(text))


def _heading_line(state: State, text: str) -> str:
    text = text.replace(BREAK, "<br>").replace(INNER_BREAK, "<br>")
    if text[-1] == "#":
        text = _CLOSING_HASHES.sub(r"\1\\\2", text)
    return state.heading + text


def _lines(text: str) -> str:
    """Write the line breaks of a paragraph, and escape marks that would begin a block."""
    if BREAK in text:
        text = _break_lines(text)
    if INNER_BREAK in text:
        text = "\\\n".join([line.strip(" ") for line in text.split(INNER_BREAK)])
    if text[0] in LINE_CHARS or "\n" in text:
        text = escape_line_starts(text)
    return text


def _break_lines(text: str) -> str:
    """Write line breaks as Markdown; two in a row separate paragraphs."""
    lines = [line.strip(" ") for line in text.split(BREAK)]
    if "" not in lines:
        return "\\\n".join(lines)
    parts: list[str] = []
    for line in lines:
        if line:
            parts.append("\\\n" if parts and parts[-1] else "\n\n")
            parts.append(line)
        elif parts and parts[-1]:
            parts.append("")
    return "".join(parts[1:])
