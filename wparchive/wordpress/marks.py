"""Marks that plugins read in a body's text: formulas and footnotes, as shortcodes for them."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

from wparchive import patterns
from wparchive.web.scanning import Ended, split_enclosed
from wparchive.wordpress import easy_recipe, formulas, imported_tags
from wparchive.wordpress.shortcodes.code import HANDLERS

_ELEMENTS: Final = "pre|code|script|style|textarea"
# Those that enclose code; `[latexpage]` only marks a post.
_NAMES: Final = sorted(HANDLERS.keys() - {"latexpage"}, reverse=True)
_SHORTCODES: Final = r"cc\w*+|" + "|".join(map(re.escape, _NAMES))
CODE: Final = tuple(
    (patterns.lazy(begin, re.IGNORECASE), patterns.lazy(end, re.IGNORECASE))
    for begin, end in (
        (rf"<(?:{_ELEMENTS})\b", rf"</(?:{_ELEMENTS})\s*+>"),
        (rf"\[(?:{_SHORTCODES})(?![\w-])", rf"\[/(?:{_SHORTCODES})\]"),
    )
)
"""Beginnings and ends of code, in which marks and shortcodes mean nothing."""
_LOOKS: Final = ("$", "\\", "((", "katex-eq", "x-tex", "httpv", "httpa")
# Smart YouTube and its heirs: httpv, httpvh (in high resolution), httpvp (a list), httpa (a sound).
_FILM: Final = patterns.lazy(
    r"(?P<before>[\w\"'>=\[]?)\bhttp(?:v[a-z]{0,3}|a)(?P<place>://(?:[a-z]+\.)?(?:youtube(?:-nocookie)?\.com"
    r"|youtu\.be|vimeo\.com)/[^\s<>\"'\[\]]+)"
)
# FD Footnotes: [1. The text.], in which links and other brackets may be.
_NUMBERED: Final = patterns.lazy(r"\[(\d{1,3})\. ((?:[^\[\]]|\[[^\[\]]*\])+)\]")
# Footnotes: ((the text)), at the end of a word or a sentence; WP-Footnotes wants a space before.
_DOUBLE: Final = patterns.lazy(r"(?<=[\w.,;:!?”’»\")]) ?\(\(((?:(?!\)\)|\(\().)+)\)\)", re.DOTALL)
_PROGRAM: Final = patterns.lazy(r"[{};=]|&&|\|\||->|\$\w")
_WORDS: Final = patterns.lazy(r"[^\W\d_]{2,}")
_TAG: Final = patterns.lazy(r"<[^<>]*+>")
# The block of a plugin for KaTeX: preformatted, but no code.
_KATEX: Final = Ended(
    patterns.lazy(
        r"(<div\s(?=[^<>]*\bkatex-eq\b)[^<>]*+>)<pre>([^<]*+)</pre>\s*+</div>", re.IGNORECASE
    ),
    patterns.lazy("</div>", re.IGNORECASE),
)


def with_shortcodes(text: str) -> str:
    """Write formulas and footnotes of plugins as shortcodes, which mean the same.

    Args:
        text: A body as it is stored. Code in it stays as it is.
    """
    is_imported = imported_tags.SIGN.search(text) is not None
    has_marks = any(sign in text for sign in _LOOKS) or ("[" in text and _NUMBERED.search(text))
    is_recipe = "easyrecipe" in text and easy_recipe.SIGN.search(text) is not None
    if not (is_imported or has_marks or is_recipe):
        return text
    text = _KATEX.sub(r"\1\2</div>", text) if "katex-eq" in text else text
    parts = split_enclosed(text, CODE)
    if is_recipe:
        parts[::2] = easy_recipe.as_html(parts[::2])
    if is_imported:
        parts[::2] = map(imported_tags.as_html, parts[::2])
    parts[::2] = [_FILM.sub(_film, part) for part in _notes(formulas.with_shortcodes(parts[::2]))]
    return "".join(parts)


def _film(match: re.Match[str]) -> str:
    """Write a film's address as an embed; in a tag or a link as an address."""
    url = f"https{match['place']}"
    return f"{match['before']}{url}" if match["before"] else f"[embed]{url}[/embed]"


def without_film_schemes(text: str) -> str:
    """Write the addresses of films as those of links: in comments plugins show no player."""
    return _FILM.sub(r"\g<before>https\g<place>", text)


def in_comment(text: str) -> str:
    """Write the marks that plugins read in comments as shortcodes: formulas."""
    if not any(sign in text for sign in ("$", "\\", "httpv", "httpa")):
        return text
    parts = split_enclosed(text, CODE)
    parts[::2] = map(without_film_schemes, formulas.with_shortcodes(parts[::2]))
    return "".join(parts)


def _notes(parts: list[str]) -> list[str]:
    """Write footnotes as shortcodes where they are numbered from 1, or say a sentence."""
    numbers = [int(match[1]) for part in parts for match in _NUMBERED.finditer(part)]
    if numbers and numbers == list(range(1, len(numbers) + 1)):
        parts = [_NUMBERED.sub(r"[footnote]\2[/footnote]", part) for part in parts]
    return [_DOUBLE.sub(_double, part) for part in parts]


def _double(match: re.Match[str]) -> str:
    text = match[1].strip()
    return f"[footnote]{text}[/footnote]" if _is_sentence(text) else match[0]


def _is_sentence(text: str) -> bool:
    """Check whether a text is prose: words, begun as a sentence is, with its own parentheses.

    What is in double parentheses may also be code: ``sum((x for x in y if x))``.
    """
    words = _TAG.sub("", text).lstrip()
    if _PROGRAM.search(words) or len(_WORDS.findall(words)) < 2:
        return False
    depths = accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in words)
    return not words[:1].islower() and min(depths, default=0) >= 0
