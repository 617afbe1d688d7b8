"""What WordPress and its themes print around posts and comments, in over fifty languages.

Two tables hold the phrases by language and kind: ``core.json``, WordPress's own translations as
``tools/phrases.py`` collects them, and ``themes.json``, those of the default themes and of
Jetpack, kept by hand. A phrase may have places: ``{n}``, ``{title}``, ``{author}``, ``{date}``,
``{categories}``, ``{tags}``.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.web.numbers import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What a phrase stands for."""

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
    """A phrase with places."""

    language: str
    phrase: str


class Match(NamedTuple):
    """A phrase that was found.

    Attributes:
        language: Of the table it stands in, such as ``de``; phrases of several languages can be
            alike, and the first one's is told.
        places: What stands in its places, by name.
    """

    language: str
    places: dict[str, str]

    @property
    def number(self) -> int | None:
        """What stands for ``{n}``; 1 where the phrase has no such place but a title."""
        text = self.places.get("n")
        if text is None:
            return 1 if "title" in self.places else None
        digits = re.sub(r"[\s.,]", "", text).casefold()
        return _NUMBERS.get(digits) or (
            int(digits) if len(digits) <= DIGITS and digits.isdecimal() else None
        )


_FILES: Final = ("themes.json", "core.json")
_PLACE: Final = re.compile(r"\{(\w+)\}")
_OPENING: Final = "[\"'“”„‟«»‹›‘’‚《〈「『]"
_QUOTES: Final = re.compile(_OPENING)
_WORD: Final = re.compile(r"[^\W\d_]+")
_SPACED: Final = re.compile(r"[a-zà-ÿā-ſА-яЁёЂ-џΑ-ωά-ώא-ת]+", re.IGNORECASE)
"""A word of a script that puts blanks between words."""
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("one", "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro",
         "five fünf cinq cinco", "six sechs", "seven sieben sept siete", "eight acht huit ocho",
         "nine neun neuf nueve", "ten zehn dix diez"), 1
    )
    for word in words.split()
}  # fmt: skip
_NUMBER: Final = rf"(?:\d[\d.,]*|(?:{'|'.join(_NUMBERS)})(?!\w))"
_LONGEST: Final = 1000
"""Characters beyond which a text is no phrase."""
_MOST_WORDS: Final = 12


@lru_cache(maxsize=4096)
def find(kind: Kind, text: str) -> Match | None:
    """The phrase of a kind that a text consists of; case, quotes and marks around do not count.

    Args:
        kind: Which phrases to look for.
        text: One line, or several joined by blanks.
    """
    if not text or len(text) > _LONGEST:
        return None
    bare = _bare(text)
    if (language := _plain(kind).get(bare)) is not None:
        return Match(language, {})
    line = " ".join(text.split())
    for language, phrase in _candidates(kind, line.casefold()):
        if match := _pattern(phrase).fullmatch(line):
            places = {name: _unquoted(value) for name, value in match.groupdict().items()}
            if phrase.endswith("}."):  # the sentence's, and none of the place's
                last = phrase.rpartition("{")[2].strip("}.")
                places[last] = places[last].removesuffix(".")
            return Match(language, places)
    return None


def begins(kind: Kind, text: str) -> str | None:
    """What follows a phrase without places that a line begins with; None if none does."""
    words = text[:_LONGEST].split()
    for number in range(min(len(words), _MOST_WORDS), 0, -1):
        if _bare(" ".join(words[:number])) in _plain(kind):
            return " ".join(words[number:])
    return None


def is_any(text: str, *kinds: Kind) -> bool:
    """Whether a text is a phrase of one of the kinds."""
    return any(find(kind, text) is not None for kind in kinds)


def texts(kind: Kind) -> list[str]:
    """All phrases of a kind, as the tables have them."""
    return [phrase for _, phrase in _phrases(kind)]


def _unquoted(text: str) -> str:
    """A place's text without the quotes around it, unless one of them is not closed."""
    text = text.strip()
    if not _QUOTES.match(text) or len(text) < 2:
        return text
    if _QUOTES.match(text[-1]):
        return text[1:-1].strip()
    return text if _QUOTES.search(text, 1) else text[1:]


def _bare(text: str) -> str:
    return _EDGES.sub("", " ".join(text.split())).casefold()


def _phrases(kind: Kind) -> Iterator[tuple[str, str]]:
    """Language and phrase; English first, since other languages' tables quote it."""
    for table in _tables():
        for language in sorted(table, key=lambda name: (name != "en", name)):
            for phrase in table[language].get(kind, ()):
                yield language, phrase


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], ...]:
    folder = resources.files(__package__)
    return tuple(json.loads(folder.joinpath(name).read_text("utf-8")) for name in _FILES)


@cache
def _plain(kind: Kind) -> dict[str, str]:
    """Phrases without places, as `_bare` leaves them, with their languages."""
    found: dict[str, str] = {}
    for language, phrase in _phrases(kind):
        bare = _bare(phrase)
        if not _PLACE.search(phrase) and bare:
            found.setdefault(bare, language)
    return found


@cache
def _templates(kind: Kind) -> tuple[dict[str, list[_Template]], list[tuple[str, _Template]]]:
    """Phrases with places by a word that a text with them has, whole or as part of another."""
    found: dict[str, str] = {}
    for language, phrase in _phrases(kind):
        if _PLACE.search(phrase):
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


def _candidates(kind: Kind, text: str) -> list[_Template]:
    """The phrases that a text in small letters could be; the most telling first."""
    whole, part = _templates(kind)
    found = [template for word in set(_WORD.findall(text)) for template in whole.get(word, ())]
    found += [template for word, template in part if word in text]
    return sorted(found, key=lambda template: -len(_PLACE.sub("", template.phrase)))


def _literal(phrase: str) -> str:
    """The longest word of a phrase outside of its places."""
    return max(_WORD.findall(_PLACE.sub(" ", phrase.casefold())), key=len, default="")


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = _PLACE.split(phrase.strip(" ."))
    places = pieces[1::2]
    start = rf"\W*?{_loose(pieces[0])}"
    if places and places[0] != "n":
        # A place takes the marks before it as well.
        start = f"(?>{start})" if pieces[0] else ""
    parts = [start]
    for place, following, behind in zip_longest(places, places[1:], pieces[2::2]):
        text = _loose(behind)
        if place == "n":
            more = "" if re.match(r"[\d.,]", behind) else "+"
            parts.append(f"(?P<n>{_NUMBER.replace('*', '*' + more)}){text}")
        elif following is None:
            # The last of a line goes to its end, with marks that are its own.
            last = not re.search(r"\w", behind)
            parts.append(f"(?>(?P<{place}>.+){text})" if last else f"(?P<{place}>.+?){text}")
        else:
            found = f"(?P<{place}>.+?){text}"
            parts.append(found if following == "n" else f"(?>{found})")
    return re.compile("".join(parts) + r"[\W_]*+", re.IGNORECASE)


def _loose(text: str) -> str:
    """Literal text in which blanks, quotes and the kind of apostrophe may differ.

    A line has one blank where it has any.
    """
    pieces: list[str] = []
    for piece in re.split(r"(\s+)", text):
        if piece.isspace():
            pieces.append(r"\s?" if _QUOTES.search(text) else r"\s")
        else:
            pieces.append("".join(_OPENING if _QUOTES.match(c) else re.escape(c) for c in piece))
    return "".join(pieces)
