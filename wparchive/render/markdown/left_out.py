"""Elements without visible text, comments and instructions: left out, counted, noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.elements import is_wordpress_mark
from wparchive.render.markdown.escape import escape_text, html_text, target
from wparchive.render.markdown.running_text import add_note, code_comment, link_note
from wparchive.web.html_links import own_links
from wparchive.wordpress.embeds import scripted

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_WORDED: Final = frozenset({"title", "template"})
_DASHES: Final = patterns.lazy("-(?=-)")
# Optimizers load scripts late.
_SOURCES: Final = ("src", "data-rocket-src", "data-src", "data-litespeed-src")


def drop(state: State, element: Element, out: list[str]) -> None:
    """Remove an element without visible text, count it, and note its URLs and words.

    What a script of a known service would have embedded is linked. Words that no browser shows,
    but that people wrote, stay as a comment, which nobody sees either.
    """
    state.dropped[element.tag] += 1
    address = next(filter(None, map(element.get, _SOURCES)), "")
    if element.tag == "script" and (shown := scripted(address)):
        page, name = shown
        out.append(f"[{escape_text(name, set(), link=True)}]({target(page, None)})")
        return
    for found in own_links(element):
        add_note(link_note(*found), out)
    if element.tag in _WORDED and (
        words := " ".join("".join(map(str, element.itertext("*"))).split())
    ):
        add_note(f"<!-- {element.tag}: {_DASHES.sub('- ', html_text(words))} -->", out)


def comment(state: State, element: Element, out: list[str]) -> None:
    """Keep WordPress's marks, and count other comments."""
    if is_wordpress_mark(element):
        out.append(f"<!--{element.text}-->")
    elif (element.text or "").startswith("?"):  # <?php in a page: code, to a parser a comment
        add_note(code_comment(element), out)
    elif not (element.text or "").strip().startswith(("wp:", "/wp:")):
        state.dropped["#comment"] += 1


def instruction(_state: State, element: Element, out: list[str]) -> None:
    """Write a processing instruction as a comment, as HTML parses it."""
    add_note(code_comment(element), out)
