"""Typographic quotes, apostrophes, dashes and signs in place of typed ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from wparchive import patterns
from wparchive.wordpress.php import TRIMMED

_SHORTCODES: Final = ("wp_caption", "caption", "gallery", "playlist", "audio", "video", "embed")
"""The shortcodes that WordPress itself registers."""

_VERBATIM_TAGS: Final = frozenset(("pre", "code", "kbd", "style", "script", "tt"))
_VERBATIM_SHORTCODES: Final = frozenset(("code",))


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one language, as character references."""

    opening: str = "&#8220;"
    closing: str = "&#8221;"
    opening_single: str = "&#8216;"
    closing_single: str = "&#8217;"
    apostrophe: str = "&#8217;"
    prime: str = "&#8242;"
    double_prime: str = "&#8243;"
    en_dash: str = "&#8211;"
    em_dash: str = "&#8212;"


ENGLISH: Final = Marks()
GERMAN: Final = Marks("&#8222;", "&#8220;", "&#8218;", "&#8216;")

_CLIPPED = "'tain't 'twere 'twas 'tis 'twill 'til 'bout 'nuff 'round 'cause 'em"
"""Words that begin with an apostrophe, which would look like a quotation."""


def texturize(text: str, marks: Marks = ENGLISH, shortcodes: tuple[str, ...] = _SHORTCODES) -> str:
    """Set the marks of a text, as WordPress's ``wptexturize`` does.

    Tags, comments, shortcodes and the content of ``pre``, ``code``, ``kbd``, ``style``, ``script``
    and ``tt`` keep theirs.

    Args:
        text: HTML or plain text.
        marks: The marks of the site's language.
        shortcodes: The names that count as shortcodes.
    """
    tags = _Verbatim(_VERBATIM_TAGS)
    codes = _Verbatim(_VERBATIM_SHORTCODES)
    out: list[str] = []
    done = 0
    for part in _delimiters(shortcodes).finditer(text):
        out.append(_between(text[done : part.start()], marks, tags, codes))
        done = part.end()
        piece = part[0]
        if piece.startswith("[") and not piece.startswith("[[") and not piece.endswith("]]"):
            codes.see(piece)
        elif piece.startswith("<") and not piece.startswith("<!--"):
            piece = _write_ampersands(piece)
            tags.see(piece)
        out.append(piece)
    out.append(_between(text[done:], marks, tags, codes))
    return "".join(out)


class _Verbatim:
    """The elements around the current place inside which nothing changes."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self.open: list[str] = []

    def see(self, tag: str) -> None:
        closes = tag[1:2] == "/"
        start = 2 if closes else 1
        end = tag.find(" ")
        name = tag[start : end if end >= 0 else -1]
        if name not in self._names:
            return
        if not closes:
            self.open.append(name)
        elif self.open and self.open[-1] == name:
            self.open.pop()


@cache
def _delimiters(shortcodes: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a pattern for tags, comments and shortcodes; an unclosed one reaches to the end."""
    html = r"<(?:!(?=--)(?s:.*?)(?:-->|\Z)|[^>]*>?)"
    names = "|".join(re.escape(name) for name in shortcodes)
    if not names:
        return re.compile(html)
    code = rf"\[[/\[]?(?:{names})(?=[\s\]/])(?>(?:[^\[\]<>]++|<[^\[\]>]*+>)*)\]\]?"
    return re.compile(f"{html}|{code}", re.ASCII)


def _between(text: str, marks: Marks, tags: _Verbatim, codes: _Verbatim) -> str:
    if tags.open or codes.open or not text.strip(TRIMMED):
        return text
    return _set(text, _rules(marks))


# --- the marks of plain text ---

_SPACE = r"[\r\n\t \xa0]|&nbsp;"
_AFTER_SPACE = r"(?:\A|(?<=[\r\n\t \xa0])|(?<=&nbsp;))"
_NOT_AFTER_SPACE = r"(?<![\r\n\t \xa0])(?<!&nbsp;)"
_AFTER_OPENING = r"(?:\A|(?<=[\r\n\t \xa0(\[{%s-])|(?<=&nbsp;)|(?<=&lt;))"
_ENDS = rf"(?=\Z|[.,:;!?)}}\-\]]|&gt;|{_SPACE})"

# Decided characters get placeholders first, so that later rules leave them alone.
_APOSTROPHE = "<!--apos-->"
_OPEN_SINGLE = "<!--osq-->"
_OPEN = "<!--oq-->"
_UNDECIDED = "<!--wp-prime-or-quote-->"

_BARE_AMPERSAND = patterns.lazy(r"&(?!#(?:[0-9]+|x[a-f0-9]+);|[a-z1-4]{1,8};)", re.IGNORECASE)
_UNDECIDED_NO_DIGIT = patterns.lazy(rf"(?<![0-9]){_UNDECIDED}")
_UNDECIDED_DIGIT = patterns.lazy(rf"(?<=[0-9]){_UNDECIDED}")
_TIMES = patterns.lazy(r"(?<=[0-9])x([0-9][0-9.,]*)\b", re.ASCII)
_FACTOR = patterns.lazy(r"\b(?:[1-9]|0(?=[0-9.,]))", re.ASCII)

_Rules = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class _Quote:
    """One kind of quote: the sign typed, and its possible meanings."""

    typed: str
    opening: str
    closing: str
    prime: str
    ends: re.Pattern[str]
    after_digit: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _RuleSet:
    marks: Marks
    fixed: tuple[tuple[str, str], ...]
    single: _Rules
    double: _Rules
    dashes: _Rules
    single_quote: _Quote
    double_quote: _Quote


@cache
def _rules(marks: Marks) -> _RuleSet:
    """Compile the expressions for one language's marks."""
    apostrophe = marks.apostrophe
    clipped = tuple((word, word.replace("'", apostrophe)) for word in _CLIPPED.split())
    fixed = (("...", "&#8230;"), ("``", marks.opening), ("''", marks.closing))
    single = (
        # A year or a number in a quotation, '99 on its own, quotations, and what is left in words.
        (rf"'([0-9]{{2}})'{_ENDS}", rf"{_APOSTROPHE}\1{marks.closing_single}"),
        (rf"'([0-9]{{2}})\"{_ENDS}", rf"{_APOSTROPHE}\1{marks.closing}"),
        (r"'(?=[0-9]{2}(?![%0-9]|[.,][0-9]))", _APOSTROPHE),
        (rf"{_AFTER_SPACE}'([0-9][.,0-9]*)'", rf"{_OPEN_SINGLE}\1{marks.closing_single}"),
        (_AFTER_OPENING % '"' + "'", _OPEN_SINGLE),
        (
            rf"{_NOT_AFTER_SPACE}'(?!\Z|[.,:;!?\"'(){{}}\[\]-]|&[lg]t;|{_SPACE})",
            _APOSTROPHE,
        ),
    )
    double = (
        (rf"{_AFTER_SPACE}\"([0-9][.,0-9]*)\"", rf"{_OPEN}\1{marks.closing}"),
        (_AFTER_OPENING % "" + rf"\"(?!{_SPACE})", _OPEN),
    )
    alone = rf"(?=\Z|{_SPACE})"
    dashes = (
        ("---", marks.em_dash),
        (rf"{_AFTER_SPACE}--{alone}", marks.em_dash),
        ("(?<!xn)--", marks.en_dash),
        (rf"{_AFTER_SPACE}-{alone}", marks.en_dash),
    )
    return _RuleSet(
        marks,
        (*fixed, (" (tm)", " &#8482;"), *clipped),
        _compiled(single),
        _compiled(double),
        _compiled(dashes),
        _quote("'", _OPEN_SINGLE, marks.closing_single, marks.prime),
        _quote('"', _OPEN, marks.closing, marks.double_prime),
    )


def _compiled(rules: tuple[tuple[str, str], ...]) -> _Rules:
    return tuple((re.compile(pattern), mark) for pattern, mark in rules)


def _quote(typed: str, opening: str, closing: str, prime: str) -> _Quote:
    ends, after_digit = re.compile(f"{typed}{_ENDS}"), re.compile(f"(?<=[0-9]){typed}")
    return _Quote(typed, opening, closing, prime, ends, after_digit)


def _set(text: str, rules: _RuleSet) -> str:
    for typed, mark in rules.fixed:
        text = text.replace(typed, mark)
    if "'" in text:
        text = _close_quotes(_apply(rules.single, text), rules.single_quote)
        text = text.replace(_APOSTROPHE, rules.marks.apostrophe)
        text = text.replace(_OPEN_SINGLE, rules.marks.opening_single)
    if '"' in text:
        text = _close_quotes(_apply(rules.double, text), rules.double_quote)
        text = text.replace(_OPEN, rules.marks.opening)
    if "-" in text:
        text = _apply(rules.dashes, text)
    if "x" in text:
        text = _multiply(text)
    return _write_ampersands(text)


def _apply(rules: _Rules, text: str) -> str:
    for pattern, mark in rules:
        text = pattern.sub(mark, text)
    return text


def _write_ampersands(text: str) -> str:
    return _BARE_AMPERSAND.sub("&#038;", text) if "&" in text else text


def _close_quotes(text: str, quote: _Quote) -> str:
    """Turn the signs that are left into closing quotes, or feet, inches, minutes, seconds."""
    first, *quotations = text.split(quote.opening)
    done = [_close_plain(first, quote)]
    for quotation in quotations:
        if quote.closing in quotation:
            done.append(_close_plain(quotation, quote))
        else:
            done.append(_close_open(quotation, quote))
    if quote.typed == '"':
        done = [part.replace('"', quote.closing) for part in done]
    return quote.opening.join(done)


def _close_plain(text: str, quote: _Quote) -> str:
    text = quote.after_digit.sub(quote.prime, text)
    return quote.ends.sub(quote.closing, text)


def _close_open(text: str, quote: _Quote) -> str:
    """Close an open quotation with one sign, preferably one that does not follow a digit."""
    text, count = quote.ends.subn(_UNDECIDED, text)
    if count == 1:
        text = text.replace(_UNDECIDED, quote.closing)
    if count <= 1:
        return quote.after_digit.sub(quote.prime, text)
    text, closed = _UNDECIDED_NO_DIGIT.subn(quote.closing, text)
    if not closed:
        place = text.rfind(_UNDECIDED + ".")
        if place < 0:
            place = text.rfind(_UNDECIDED)
        text = text[:place] + quote.closing + text[place + len(_UNDECIDED) :]
    text = quote.after_digit.sub(quote.prime, text)
    text = _UNDECIDED_DIGIT.sub(quote.prime, text)
    return text.replace(_UNDECIDED, quote.closing)


def _multiply(text: str) -> str:
    """Write ``9x9`` with a multiplication sign; ``0x9`` is a number."""
    out: list[str] = []
    done = low = 0
    for times in _TIMES.finditer(text):
        sign = times.start()
        before = text[max(done, low) : sign]
        start = sign - (len(before) - len(before.rstrip("0123456789.,")))
        if _FACTOR.search(text, start, sign):
            out += (text[done:sign], "&#215;", times[1])
            done = times.end()
        low = sign
    return "".join([*out, text[done:]])
