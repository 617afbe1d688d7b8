"""The kinds of boilerplate that themes and plugins put around and into a text.

Boilerplate is known by class names and ids, which must fit as a whole: `share` is boilerplate, and
`shareholders` is not. An element with most of a text is never boilerplate, whatever its name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.readers.pages.extract.theme_table import (
    boilerplate_kind_of_name,
    frame_kind,
    has_role,
)
from wparchive.readers.pages.extract.tree import plain_text

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_PIXEL: Final = frozenset({"0", "1", "0px", "1px"})
_NO_BOILERPLATE: Final = frozenset({"html", "body", "main", "img", "br", "hr"})
_NO_SIDEBAR: Final = frozenset({"html", "body", "main"})
_SIDEBAR_TAGS: Final = frozenset({"nav", "aside"})
_SIDEBAR_ROLES: Final = frozenset({"navigation", "complementary", "search", "contentinfo"})
_is_called_sidebar = has_role("sidebar")
_is_author = has_role("author")
_LONGEST_NAME: Final = 60
_is_layout = has_role("not-sidebar")
_WORDS: Final = frozenset({"span", "b", "strong", "em", "i", "abbr", "small", "data", "u", "font"})
_LINES: Final = frozenset({"p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})
_CONTROLS: Final = ("a", "button", "form", "img", "input", "svg")
_LETTER: Final = patterns.lazy(r"[^\W\d_]")


def boilerplate_kind(tree: Tree, element: Element) -> str | None:
    """Return the kind of boilerplate that an element's own names mark; None if they mark none."""
    if element.tag in _NO_BOILERPLATE:
        return None
    for name in tree.names(element):
        if kind := boilerplate_kind_of_name(name):
            return None if kind == "rating" and _is_part_of_line(element) else kind
    return None


def _is_part_of_line(element: Element) -> bool:
    """Return whether an element is words in a line with others: a reviewer's own rating.

    hReview and its plugins mark it up so: `My rating: <span class="rating">4</span> of 5`.
    Buttons and pictures for the readers' votes are not words.
    """
    around = element.getparent()
    if around is None or element.tag not in _WORDS:
        return False
    line = next((e for e in element.iterancestors() if e.tag not in _WORDS), around)
    if line.tag not in _LINES:
        return False
    if next(element.iter(*_CONTROLS), None) is not None or not (element.text or "").strip():
        return False
    beside = [around.text, *(e.tail for e in around)]
    return any(text and _LETTER.search(text) for text in beside)


def boilerplate_kind_of_source(element: Element) -> str | None:
    """Return the kind of boilerplate that a frame or counting pixel is; None for others."""
    source = element.get("src") or ""
    if element.tag == "iframe" and source:
        return frame_kind(source)
    if element.tag == "img" and element.get("width") in _PIXEL and element.get("height") in _PIXEL:
        return "counter"
    return None


@lru_cache(maxsize=1 << 15)
def is_sidebar_name(name: str) -> bool:
    """Return whether a class name or id is one of sidebars, widgets or footers."""
    return _is_called_sidebar(name) and not _is_layout(name)


def is_sidebar(tree: Tree, element: Element) -> bool:
    """Return whether an element's tag, role or name marks a sidebar, a menu or a footer."""
    if element.tag in _NO_SIDEBAR:
        return False
    if element.tag in _SIDEBAR_TAGS or element.get("role") in _SIDEBAR_ROLES:
        return True
    names = tree.names(element)
    if not any(map(is_sidebar_name, names)):
        return False
    # Names of footers, such as "credits", also mark a line with the author's name.
    is_name = any(map(_is_author, names)) and len(tree.text(element)) <= _LONGEST_NAME
    return not is_name


_PLAYERS: Final = frozenset({"audio", "video"})
_CHOICES: Final = frozenset({"select", "button"})
_WRITTEN: Final = frozenset(
    {"checkbox", "email", "number", "password", "search", "tel", "text", "url"}
)


def is_player_part(element: Element) -> bool:
    """Return whether an element is a player's: the link of old browsers, or a form of downloads.

    WordPress puts a link to the file, with the address as its text, into ``audio`` and ``video``
    (``wp_audio_shortcode()``). Podcast plugins offer the files in a form of choices and buttons.
    """
    if element.tag == "a":
        around = element.getparent()
        href = element.get("href") or ""
        is_inner = around is not None and around.tag in _PLAYERS
        return is_inner and _file_name(href) == _file_name((element.text or "").strip()) != ""
    return element.tag == "form" and _offers_choices_only(element)


def _file_name(url: str) -> str:
    return unquote(url.partition("?")[0]).rpartition("/")[2]


def _offers_choices_only(form: Element) -> bool:
    """Return whether a form has no text but that of its choices and buttons, and asks for none."""
    fields = [e for e in form.iter("input") if (e.get("type") or "text").lower() in _WRITTEN]
    if fields or next(form.iter("textarea"), None) is not None:
        return False
    if next(form.iter(*_CHOICES), None) is None:
        return False
    return not plain_text(form, lambda e: e.tag in _CHOICES)
