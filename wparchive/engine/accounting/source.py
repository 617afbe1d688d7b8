"""The words of a raw text: a stored body, excerpt, comment, title or name.

A tag is markup only if it has the name of an element, in a place where that is one: names of SVG
and MathML only inside a drawing or formula. Whatever else is in angle brackets is text.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.engine.accounting.builders import has_builder, without_builders
from wparchive.engine.accounting.elements import BLOCKS, DRAWINGS, TEXTLESS, is_element
from wparchive.engine.accounting.tokens import JOIN, units, without_controls
from wparchive.web.scanning import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PLAIN_VALUES: Final = r"""(?>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*)"""
# Quoted values may hold ">", and "<" where it comes first and the value's end looks like one. Where
# the end of a value is missing, the end of its tag comes first, and the next quotation mark is
# beside a word or opens another value. The limit keeps the time for tags without an end linear.
_ATTRIBUTES: Final = (
    rf"""(?>{_PLAIN_VALUES}(?:(?:(?<==)|(?<==\s))(?:"[^"<>]*+<[^"]*+"|'[^'<>]*+<[^']*+')(?=[\s/>])"""
    rf"""{_PLAIN_VALUES}){{0,200}})"""
)
_TAG: Final = (
    rf"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?:(?=[\s/>]){_ATTRIBUTES}>|(?:[\s/][^<>]*)?>)"
)
# As browsers read them: `<!-->` is a whole comment (HTML Standard, 13.2.5.43 to 13.2.5.51).
_COMMENT: Final = Ended(patterns.lazy(r"<!--(?:-?>|.*?--!?>)", re.DOTALL), patterns.lazy("--!?>"))
_TEX: Final = patterns.lazy(
    r"<annotation\s+encoding=\"application/x-tex\"[^<>]*+>([^<>]*+)</annotation\b", re.IGNORECASE
)
# Where a script counts.
_COUNTED: Final = patterns.lazy(
    r"<(span|div)\b[^<>]*\bclass=\"[^\"<>]*\bcount[^\"<>]*(?:number|prefix|suffix)[^<>]*>[\s\d.,+%]*+</\1\s*+>"
)
# The same in a copy without boxes: a line of its own, where the count starts.
_START: Final = patterns.lazy(r"^[ \t]{2,}+0[ \t\r]*+$", re.MULTILINE)
# What a list of posts says that has none.
_NO_RESULTS: Final = Ended(
    patterns.lazy(
        r"<!-- wp:query-no-results(?:(?!-->).)*(?<!/)-->.*?<!-- /wp:query-no-results -->", re.DOTALL
    ),
    patterns.lazy("<!-- /wp:query-no-results -->"),
)
_ANY_TAG: Final = patterns.lazy(rf"</?[a-zA-Z][^\s/<>]*(?=[\s/>]){_ATTRIBUTES}>|<[^<>]*>")
_DECLARATION: Final = patterns.lazy(r"<(?:\?|!doctype\b)[^<>]*>", re.IGNORECASE)
_END: Final = patterns.lazy(r"</([a-zA-Z][^\s/<>-]*-[^\s/<>]*)")
_MARKUP: Final = patterns.lazy(_TAG)
TEXT_ATTRIBUTE: Final = patterns.lazy(
    r"[\s|](?:title|heading|subtitle|caption|author|cite|source|titles|artists|description)"
    r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
)
"""Attributes of shortcodes with visible text; values without quotation marks are options."""
_SHORTCODE: Final = "\x02"
"""Marks where a shortcode's bracket was, until smilies are done."""
# Smilies may become emoji, except where a shortcode leaves one beside a letter.
_SMILEY: Final = patterns.lazy(
    rf"(?:(?<![^\s{JOIN}{_SHORTCODE}])|(?<=&nbsp;))"
    rf"(?:[:;8xX=][-o^]?[)(|?!DPOopdx/\\3]+|:[a-z]{{2,8}}:)(?!{_SHORTCODE}*\w)"
)

# EasyRecipe's version, which is hidden, and the tags in its texts.
_RECIPE: Final = patterns.lazy(
    r"<div\s(?=[^<>]*endeasyrecipe)[^<>]*+>[\d.\s]*+</div|\[/?(?:br|b|i|u|em|url|img)(?:\s[^\[\]<>]*+)?/?\]"
)
# Numbers of lines, in a cell beside code.
_NUMBERS: Final = patterns.lazy(
    r"<td(?=[\s>])[^<>]*+>(?>(?:[\s\d]++|</?(?:pre|span|br|a|div|code)(?=[\s/>])[^<>]*+>)*)</td>"
    r"(?=\s*+<td(?=[\s>])[^<>]*+>\s*+<(?:pre|div)[\s>])",
    re.IGNORECASE,
)
# Code in shortcodes and elements of any name: they say its programming language.
_LANGUAGE: Final = r"\b(?:lang|language|syntax|brush|type)\s*+=\s*+[\"']?[\w#+.-]"
_CODE_SHORTCODE: Final = patterns.lazy(r"\[([A-Za-z][\w-]*+)\s([^\[\]]*+)\]")
_CODE_ELEMENT: Final = patterns.lazy(r"<([a-zA-Z][\w-]*+)\s([^<>]*+)>")
_ENDS: Final = (
    patterns.lazy(r"\[/([A-Za-z][\w-]*+)\]"),
    patterns.lazy(r"</([a-zA-Z][\w-]*+)\s*+>"),
)
_HAS_LANGUAGE: Final = patterns.lazy(_LANGUAGE)
# A shortcode of any name whose value is the address of a sound or film.
_MEDIUM: Final = (
    r"https?://[^\s<>\"'\[\]|]*?\.(?:mp3|ogg|flac|m4a|wav|mp4|m4v|webm|ogv|flv)(?![\w.-])"
)
_PLAYER: Final = patterns.lazy(
    rf"\[([A-Za-z][\w-]*+)(?:(?:[:=]|\s+[a-z]\w*+=)[\"']?|\]\s*+){_MEDIUM}", re.IGNORECASE
)
# CodeColorer's shortcodes say options and language in their names: [ccieW_php].
_COLORER: Final = r"cc[a-zA-Z]{0,9}(?:_[\w#+.-]+)?"


@lru_cache(maxsize=8)
def shortcode_pattern(names: frozenset[str]) -> re.Pattern[str]:
    """Compile a pattern for the tags of shortcodes of these names; it matches no others."""
    if not names:
        return re.compile(r"(?!)")
    listed = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    return re.compile(rf"\[/?(?:{listed}|{_COLORER})(?![\w-])[^\[\]]*\]")


def source_units(
    text: str, shortcodes: frozenset[str], *, smilies: bool = True, sanitized: bool = False
) -> list[tuple[str, ...]]:
    """Split a raw text into the words that its readers see.

    Args:
        text: HTML as it is stored.
        shortcodes: Names of shortcodes that something carries out: what is in their brackets is
            no text. Others are text, since they stay as they are.
        smilies: Whether smilies become emoji, and so are not words.
        sanitized: Whether tags may go without a trace, as those that comments may not have.
    """
    text = without_controls(text)
    if shortcodes and has_builder(text):
        text = without_builders(text, shortcodes)
    if shortcodes and "easyrecipe" in text:
        text = _RECIPE.sub(JOIN, text)
    if shortcodes and "\t0" in text:
        text = _START.sub(" ", text)
    if shortcodes and "<!-- wp:" in text:
        text = _NO_RESULTS.sub(" ", text) if "query-no-results" in text else text
        text = _COUNTED.sub(" ", text) if "count" in text else text
    if "<" in text:
        text = without_comments(text, JOIN)
        text = text if sanitized else without_elements(text, TEXTLESS, JOIN)
        gap = JOIN if sanitized else " "
        text = _typed_formulas(text, gap)
        for name in DRAWINGS:
            text = _replace_element(text, name, lambda match: _ANY_TAG.sub(gap, match[0]))
        text = _DECLARATION.sub(JOIN, text)
        text = _NUMBERS.sub(" ", text)
        blocks = frozenset[str]() if sanitized else BLOCKS
        text = _MARKUP.sub(partial(_without_markup, _custom(text), blocks, Counter()), text)
    if "[" in text:
        if shortcodes and "[/" in text:
            shortcodes |= _named_code(text, _CODE_SHORTCODE, _ENDS[0])
        if shortcodes and "://" in text:
            shortcodes |= frozenset(_PLAYER.findall(text))
        text = shortcode_pattern(shortcodes).sub(_shown_by_shortcode, text)
    text = _SMILEY.sub(" ", text) if smilies else text
    return units(text.replace(_SHORTCODE, JOIN))


def _typed_formulas(text: str, gap: str) -> str:
    """Replace formulas that say how they were typed by that: their signs are the same once more."""
    if "x-tex" not in text:
        return text
    return _replace_element(text, "math", partial(_typed, gap))


def _typed(gap: str, formula: re.Match[str]) -> str:
    found = _TEX.search(formula[0])
    return f"{gap}{found[1]}{gap}" if found else formula[0]


def _shown_by_shortcode(match: re.Match[str]) -> str:
    """Return the text that readers see of a shortcode's tag: texts in its attributes."""
    texts = ["".join(values) for values in TEXT_ATTRIBUTE.findall(match[0])]
    seen = [text for text in texts if "//" not in text]
    return f" {' '.join(seen)} " if seen else _SHORTCODE  # [dropcap]W[/dropcap]ord


def without_comments(text: str, mark: str) -> str:
    """Replace comments by a mark; text without the end of a comment stays."""
    return _COMMENT.sub(mark, text)


def without_elements(text: str, names: Iterable[str], mark: str) -> str:
    """Replace elements of these names, with all that is in them, by a mark."""
    for name in names:
        text = _replace_element(text, name, lambda _: mark)
    return text


def _replace_element(text: str, name: str, by: Callable[[re.Match[str]], str]) -> str:
    return _element(name).sub(by, text)


@cache
def _element(name: str) -> Ended[str]:
    end = rf"</{name}\s*+>"
    return Ended(
        re.compile(
            rf"<{name}(?=[\s/>])(?:{_ATTRIBUTES}>|[^<>]*+>).*?{end}", re.DOTALL | re.IGNORECASE
        ),
        re.compile(end, re.IGNORECASE),
    )


def _custom(text: str) -> set[str]:
    """Find the names of elements that are not HTML's: those of scripts, with a hyphen, and code."""
    code = _named_code(text, _CODE_ELEMENT, _ENDS[1])
    return {name.lower() for name in (*_END.findall(text), *code)}


def _named_code(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> frozenset[str]:
    """Find the names of tags around code: they have a language, and an end."""
    names = {name for name, given in start.findall(text) if _HAS_LANGUAGE.search(given)}
    return frozenset(names & set(end.findall(text))) if names else frozenset()


def _without_markup(
    custom: set[str], blocks: frozenset[str], opened: Counter[str], match: re.Match[str]
) -> str:
    name = match["name"].lower()
    if not is_element(name) and name not in custom:
        if match["end"]:
            return " "  # nobody types it: editors add the end of what they take for a tag
        return match[0].replace("<", " ").replace(">", " ")
    if name not in blocks:
        return JOIN
    if not match["end"]:
        opened[name] += 1
        return " "
    if not opened[name]:
        return JOIN  # browsers ignore the end of what did not begin
    opened[name] -= 1
    return " "
