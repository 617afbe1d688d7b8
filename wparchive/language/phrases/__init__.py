"""The phrases that WordPress and its themes print around posts and comments, in 56 languages.

Two tables hold the phrases by language and kind: ``core.json``, WordPress's own translations as
``tools/phrases.py`` collects them, and ``themes.json``, those of the default themes and of
Jetpack, maintained by hand. A phrase may have placeholders: ``{n}``, ``{title}``, ``{author}``,
``{date}``, ``{categories}``, ``{tags}``.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.web.numbers import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator


class PhraseKind(StrEnum):
    """The purpose of a phrase."""

    COMMENTS = "comments"
    """The heading above comments that names the post: "3 thoughts on ..."."""
    COUNT = "count"
    COMMENTS_BARE = "comments-bare"
    NO_COMMENTS = "no-comments"
    RESPOND = "respond"
    """The heading of the form below comments: "Leave a Reply"."""
    SAYS = "says"
    CANCEL_REPLY = "cancel-reply"
    CLOSED = "closed"
    REPLY = "reply"
    EDIT = "edit"
    AWAITING = "awaiting"
    COMMENT_PAGES = "comment-pages"
    POSTED = "posted"
    """The line under a title: "Posted on ... by ..."."""
    FILED = "filed"
    """The line under a text: "This entry was posted in ... and tagged ..."."""
    POST_NAVIGATION = "post-navigation"
    NAVIGATION = "navigation"
    SHARE = "share"
    AUTHOR_BOX = "author-box"
    SKIP = "skip"
    WIDGET = "widget"
    FORM = "form"
    POWERED = "powered"
    PAGES = "pages"
    BYLINE = "byline"
    """The mark of a post's author among commenters: "Post author"."""
    PROTECTED = "protected"
    CATEGORIES = "categories"
    TAGS = "tags"


class _Template(NamedTuple):
    """A phrase with placeholders."""

    language: str
    phrase: str


class PhraseMatch(NamedTuple):
    """A phrase that a text consists of.

    Attributes:
        language: The phrase's language in the tables, such as ``de``; the first one where several
            languages have the same phrase.
        values: The text in each placeholder, by the placeholder's name.
    """

    language: str
    values: dict[str, str]

    @property
    def number(self) -> int | None:
        """The number in ``{n}``; 1 where the phrase has no ``{n}`` but a title; else None."""
        text = self.values.get("n")
        if text is None:
            return 1 if "title" in self.values else None
        digits = re.sub(r"[\s.,]", "", text).casefold()
        return _NUMBERS.get(digits) or (
            int(digits) if len(digits) <= DIGITS and digits.isdecimal() else None
        )


_FILES: Final = ("themes.json", "core.json")
_PLACEHOLDER: Final = patterns.lazy(r"\{(\w+)\}")
_OPENING: Final = "[\"'“”„‟«»‹›‘’‚《〈「『]"
_QUOTES: Final = patterns.lazy(_OPENING)
_WORD: Final = patterns.lazy(r"[^\W\d_]+")
_SPACED: Final = patterns.lazy(r"[a-zà-ÿā-ſА-яЁёЂ-џΑ-ωά-ώא-ת]+", re.IGNORECASE)
"""A word of a script that puts blanks between words."""
_EDGES: Final = patterns.lazy(r"^[\W_]+|[\W_]+$")
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("one", "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro",
         "five fünf cinq cinco", "six sechs", "seven sieben sept siete", "eight acht huit ocho",
         "nine neun neuf nueve", "ten zehn dix diez"), 1
    )
    for word in words.split()
}  # fmt: skip
_ONE: Final = patterns.lazy(
    r"(?:one|ein|eine|une?|una|uno|uma?|een|en|ett|et|jeden|jedna|один|одна|1)\s+(?=\w)",
    re.IGNORECASE,
)
_NUMBER: Final = rf"(?:\d[\d.,]*|(?:{'|'.join(_NUMBERS)})(?!\w))"
_LONGEST: Final = 1000
"""Characters beyond which a text is no phrase."""
_MOST_WORDS: Final = 12


@lru_cache(maxsize=4096)
def match_phrase(kind: PhraseKind, text: str) -> PhraseMatch | None:
    """Find the phrase that a text consists of; case, quotes and marks around it do not count.

    Args:
        kind: Which phrases to look for.
        text: One line, or several joined by spaces.

    Returns:
        None if the text is no phrase of that kind.
    """
    if not text or len(text) > _LONGEST:
        return None
    bare = _normalize(text)
    if (language := _plain_phrases(kind).get(bare)) is not None:
        return PhraseMatch(language, {})
    line = " ".join(text.split())
    for language, phrase in _candidates(kind, line.casefold()):
        if match := _pattern(phrase).fullmatch(line):
            values = {name: _unquote(value) for name, value in match.groupdict().items()}
            if phrase.endswith("}."):  # the sentence's full stop, which the placeholder took
                last = phrase.rpartition("{")[2].strip("}.")
                values[last] = values[last].removesuffix(".")
            return PhraseMatch(language, values)
    return None


def text_after(kind: PhraseKind, text: str) -> str | None:
    """Return the text after a phrase that a line begins with; None if it begins with none.

    Phrases with placeholders are not looked for.
    """
    words = text[:_LONGEST].split()
    for number in range(min(len(words), _MOST_WORDS), 0, -1):
        if _normalize(" ".join(words[:number])) in _plain_phrases(kind):
            return " ".join(words[number:])
    return None


def is_phrase(text: str, *kinds: PhraseKind) -> bool:
    """Return whether a text is a phrase of one of the kinds."""
    return any(match_phrase(kind, text) is not None for kind in kinds)


def phrases_of(kind: PhraseKind) -> list[str]:
    """List all phrases of a kind, as the tables have them."""
    return [phrase for _, phrase in _phrases(kind)]


def _unquote(text: str) -> str:
    """Take the quotes off a placeholder's text, unless a quote inside it is not closed."""
    text = text.strip()
    if not _QUOTES.match(text) or len(text) < 2:
        return text
    if _QUOTES.match(text[-1]):
        return text[1:-1].strip()
    return text if _QUOTES.search(text, 1) else text[1:]


def _normalize(text: str) -> str:
    return _EDGES.sub("", " ".join(text.split())).casefold()


def _phrases(kind: PhraseKind) -> Iterator[tuple[str, str]]:
    """Yield language and phrase; English first, since other languages' tables quote it."""
    for table in _tables():
        for language in sorted(table, key=lambda name: (name != "en", name)):
            for phrase in table[language].get(kind, ()):
                yield language, phrase
                # Themes print "1 thought on ..." where WordPress has the word.
                if kind is PhraseKind.COMMENTS and (one := _ONE.match(phrase)):
                    yield language, f"{{n}} {phrase[one.end() :]}"


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], ...]:
    folder = resources.files(__package__)
    return tuple(json.loads(folder.joinpath(name).read_text("utf-8")) for name in _FILES)


@cache
def _plain_phrases(kind: PhraseKind) -> dict[str, str]:
    """Map phrases without placeholders, as `_normalize` leaves them, to their languages."""
    found: dict[str, str] = {}
    for language, phrase in _phrases(kind):
        bare = _normalize(phrase)
        if not _PLACEHOLDER.search(phrase) and bare:
            found.setdefault(bare, language)
    return found


@cache
def _templates(kind: PhraseKind) -> tuple[dict[str, list[_Template]], list[tuple[str, _Template]]]:
    """Index phrases with placeholders by their longest word.

    Returns:
        Phrases whose word must be a whole word of the text, by that word; and pairs of a word
        that may be part of another one, and its phrase.
    """
    found: dict[str, str] = {}
    for language, phrase in _phrases(kind):
        if _PLACEHOLDER.search(phrase):
            found.setdefault(phrase, language)
    whole: dict[str, list[_Template]] = {}
    part: list[tuple[str, _Template]] = []
    for phrase, language in found.items():
        template = _Template(language, phrase)
        word = _literal(phrase)
        if _SPACED.fullmatch(word):
            whole.setdefault(word, []).append(template)
        elif word:
            part.append((word, template))
    return whole, part


def _candidates(kind: PhraseKind, text: str) -> list[_Template]:
    """List the phrases that a lower-case text could be, those with most literal text first."""
    whole, part = _templates(kind)
    found = [template for word in set(_WORD.findall(text)) for template in whole.get(word, ())]
    found += [template for word, template in part if word in text]
    return sorted(found, key=lambda template: -len(_PLACEHOLDER.sub("", template.phrase)))


def _literal(phrase: str) -> str:
    """Return the longest word of a phrase outside its placeholders; empty if there is none."""
    return max(_WORD.findall(_PLACEHOLDER.sub(" ", phrase.casefold())), key=len, default="")


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = _PLACEHOLDER.split(phrase.strip(" ."))
    names = pieces[1::2]
    start = rf"\W*?{_loose(pieces[0])}"
    if names and names[0] != "n":
        # A placeholder takes the marks before it as well.
        start = f"(?>{start})" if pieces[0] else ""
    parts = [start]
    for name, following, literal in zip_longest(names, names[1:], pieces[2::2]):
        text = _loose(literal)
        if name == "n":
            more = "" if re.match(r"[\d.,]", literal) else "+"
            parts.append(f"(?P<n>{_NUMBER.replace('*', '*' + more)}){text}")
        elif following is None:
            # The last of a line goes to its end, with marks that are its own.
            last = not re.search(r"\w", literal)
            parts.append(f"(?>(?P<{name}>.+){text})" if last else f"(?P<{name}>.+?){text}")
        else:
            found = f"(?P<{name}>.+?){text}"
            parts.append(found if following == "n" else f"(?>{found})")
    return re.compile("".join(parts) + r"[\W_]*+", re.IGNORECASE)


def _loose(text: str) -> str:
    """Write a pattern of literal text in which spaces and the kind of quote may differ."""
    pieces: list[str] = []
    for piece in re.split(r"(\s+)", text):
        if piece.isspace():
            pieces.append(r"\s?" if _QUOTES.search(text) else r"\s")
        else:
            pieces.append("".join(_OPENING if _QUOTES.match(c) else re.escape(c) for c in piece))
    return "".join(pieces)
