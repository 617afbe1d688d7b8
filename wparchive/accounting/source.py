"""The words of a raw text: a stored body, excerpt, comment, title or name.

A tag is markup only if it has the name of an element, in a place where that is one: names of SVG
and MathML only inside a drawing or formula. Whatever else is in angle brackets is text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Final

from wparchive.accounting.elements import DRAWINGS, INLINE, TEXTLESS, is_element
from wparchive.accounting.tokens import JOIN, units, without_controls
from wparchive.scanning import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Quoted values may hold ">"; one that holds "<" has no end, and is none.
_ATTRIBUTES: Final = r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+"""
_TAG: Final = (
    rf"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?:(?=[\s/>]){_ATTRIBUTES}>|(?:[\s/][^<>]*)?>)"
)
_COMMENT: Final = Ended(re.compile(r"<!--.*?-->", re.DOTALL), re.compile("-->"))
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_DECLARATION: Final = re.compile(r"<(?:\?|!doctype\b)[^<>]*>", re.IGNORECASE)
_END: Final = re.compile(r"</([a-zA-Z][^\s/<>-]*-[^\s/<>]*)")
_MARKUP: Final = re.compile(_TAG)
# Smilies may become emoji.
_SMILEY: Final = re.compile(
    r"(?<!\S)[:;8xX=][-o^]?[)(|?!DPOopdx/\\3]+(?!\w)|:[a-z]{2,8}:", re.ASCII
)


@lru_cache(maxsize=8)
def shortcode_pattern(names: frozenset[str]) -> re.Pattern[str]:
    """Compile a pattern for the tags of shortcodes of these names; it matches no others."""
    if not names:
        return re.compile(r"(?!)")
    listed = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    return re.compile(rf"\[/?(?:{listed})(?![\w-])[^\[\]]*\]")


def source_units(text: str, shortcodes: frozenset[str]) -> list[tuple[str, ...]]:
    """Split a raw text into the words that its readers see.

    Args:
        text: HTML as it is stored.
        shortcodes: Names of shortcodes that something carries out: what is in their brackets is
            no text. Others are text, since they stay as they are.
    """
    text = without_controls(text)
    if "<" in text:
        text = without_comments(text, " ")
        text = without_elements(text, TEXTLESS)
        for name in DRAWINGS:
            text = _replace_element(text, name, lambda match: _ANY_TAG.sub(" ", match[0]))
        text = _DECLARATION.sub(" ", text)
        text = _MARKUP.sub(partial(_without_markup, _custom(text)), text)
    if "[" in text:
        text = shortcode_pattern(shortcodes).sub(" ", text)
    return units(_SMILEY.sub(" ", text))


def without_comments(text: str, mark: str) -> str:
    """Replace comments by a mark; one without an end is none."""
    return _COMMENT.sub(mark, text)


def without_elements(text: str, names: Iterable[str]) -> str:
    """Replace elements of these names, with all that is in them, by a space."""
    for name in names:
        text = _replace_element(text, name, lambda _: " ")
    return text


def _replace_element(text: str, name: str, by: Callable[[re.Match[str]], str]) -> str:
    return _element(name).sub(by, text)


@cache
def _element(name: str) -> Ended[str]:
    end = rf"</{name}\s*+>"
    return Ended(
        re.compile(rf"<{name}(?=[\s/>])[^<>]*+>.*?{end}", re.DOTALL | re.IGNORECASE),
        re.compile(end, re.IGNORECASE),
    )


def _custom(text: str) -> set[str]:
    """Find the names with a hyphen that end somewhere: elements of scripts, not text."""
    return {name.lower() for name in _END.findall(text)}


def _without_markup(custom: set[str], match: re.Match[str]) -> str:
    name = match["name"]
    if not is_element(name) and name.lower() not in custom:
        if match["end"]:
            return " "  # nobody types it: editors add the end of what they take for a tag
        return match[0].replace("<", " ").replace(">", " ")
    return JOIN if name.lower() in INLINE else " "
