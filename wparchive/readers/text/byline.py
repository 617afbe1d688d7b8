"""Lines with author, date and terms of a post."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from wparchive import patterns
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind, PhraseMatch
from wparchive.language.phrases.labels import BY
from wparchive.readers.text.date_lines import find_date, name

LONGEST: Final = 200
_AUTHOR: Final = 60
_TERM: Final = 60
_CELLS: Final = patterns.lazy(r"(?>(?:(?<!\s)\s++)?)[|·•()]\s*+|(?<!\s)\s++[/–—-]\s++")
_TWICE: Final = patterns.lazy(r"((?:19|20)\d\d)(?=\d{1,2}\.?\s)")
"""A year to which another date is glued, that of the last change."""
_COUNTED: Final = patterns.lazy(r"(?<!\d)\d++\s\S++\Z")
_IMAGES: Final = patterns.lazy(r"(?:\[[^\]]{0,80}\]\s*)+")
_DE: Final = patterns.lazy(r"de (?=\w)")
"""The preposition before authors in French and Spanish."""
_SENTENCE: Final = patterns.lazy(r"\w{3}[.!?]\s")


def read_byline(text: str, order: str) -> PhraseMatch | None:
    """Return author, date and terms in a line around a title; None if it has none of them.

    Args:
        text: The line, or several joined by blanks.
        order: The order of dates in figures, ``dmy`` or ``mdy``.
    """
    if not text or len(text) > LONGEST:
        return None
    match = phrases.match_phrase(PhraseKind.POSTED, text)
    if match and "date" not in match.values:
        match = _divided(match, order)
    if match and "author" in match.values:
        author = _uncounted(match.values["author"])
        match = match._replace(values={**match.values, "author": author})
    if match and _is_plausible(match, order):
        return match
    return read_labels(text, order)


def read_line(text: str, language: str, order: str) -> PhraseMatch | None:
    """Return the same of a whole line; a date or name with hardly a word around it counts, too.

    Args:
        text: The line.
        language: Of the dump; empty if unknown.
        order: The order of dates in figures, ``dmy`` or ``mdy``.
    """
    if not text or len(text) > LONGEST:
        return None
    found = read_byline(text, order)
    if found and "author" in found.values:
        return found
    return _dated(text, language, order) or found or _signed(text)


def read_labels(text: str, order: str) -> PhraseMatch | None:
    """Return the values after labels: ``Author Ada Posted on June 1, 2010 Categories Birds``.

    Args:
        text: A line, or several joined by blanks; themes may leave out the blanks.
        order: The order of dates in figures, ``dmy`` or ``mdy``.
    """
    text = _IMAGES.sub("", text, count=1).strip() if text.startswith("[") else text
    labels, roles = _labels()
    if not labels.match(text):
        return None
    found = list(labels.finditer(text))
    if len(found) > 1 and found[-2].end() == found[-1].start():  # it is a term, and no label
        found.pop()
    places: dict[str, str] = {}
    for label, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(text)
        role = roles[label[1]]
        value = text[label.end() : end].strip(" |,·:").partition("|")[0].strip()
        if value and role not in places:
            places[role] = value
    if len(places) < 2:
        return None
    if "author" in places:
        places["author"] = _uncounted(places["author"])
    if "date" in places:
        places["date"] = _TWICE.sub(r"\1 ", places["date"])
    match = PhraseMatch(roles[""], places)
    return match if _is_plausible(match, order) else None


def is_sole(text: str) -> bool:
    """Return whether a line is only a word such as ``by``, before a name."""
    if len(text) >= 20:
        return False
    is_label = text.endswith((":", "：")) and phrases.is_phrase(text[:-1], PhraseKind.BYLINE)
    return is_label or (bool(BY.match(f"{text} ")) and not BY.sub("", f"{text} ").strip(" :"))


def is_name(text: str) -> bool:
    """Return whether a line can be a name by itself."""
    kinds = (
        PhraseKind.POST_NAVIGATION, PhraseKind.SHARE, PhraseKind.RESPOND, PhraseKind.COUNT,
        PhraseKind.WIDGET, PhraseKind.COMMENTS_BARE,
    )  # fmt: skip
    return (
        len(text) <= 40
        and bool(re.search(r"\w", text))
        and not re.search(r"[\d,:.!?]", text)
        and not is_sole(text)
        and not phrases.is_phrase(text, *kinds)
    )


def _divided(match: PhraseMatch, order: str) -> PhraseMatch:
    """Divide the author of a byline into author and date, if it has both."""
    author = match.values.get("author", "")
    moment = find_date(author, match.language, order)
    if moment is None:
        return match
    cells = [cell for part in (moment.before, moment.after) for cell in _CELLS.split(f"{part} ")]
    person = next(filter(None, map(name, cells)), "")
    return match._replace(values={**match.values, "author": person, "date": author})


def _is_plausible(match: PhraseMatch, order: str) -> bool:
    places = match.values
    if "date" in places and find_date(places["date"], match.language, order) is None:
        return False
    author = places.get("author", "")
    terms = [term for kind in ("categories", "tags") for term in places.get(kind, "").split(",")]
    return (
        len(author) <= _AUTHOR
        and not _SENTENCE.search(f"{author} ")
        and all(len(term) <= _TERM for term in terms)
    )


def _uncounted(author: str) -> str:
    """Return a name without the number of comments that is glued to it."""
    count = _COUNTED.search(author)
    if count and phrases.is_phrase(count[0], PhraseKind.COUNT):
        return author[: count.start()].strip()
    return author


def _dated(text: str, language: str, order: str) -> PhraseMatch | None:
    """Return a date with few words around it, which may be a name."""
    moment = find_date(text, language, order)
    around = moment and f"{moment.before} {moment.after}"
    if moment is None or around is None or len(around) >= 50 or len(text) > 100:
        return None
    cells = [cell for part in (moment.after, moment.before) for cell in _CELLS.split(part) if cell]
    terms = {role: value for cell in cells if (found := _labelled(cell)) for role, value in [found]}
    if terms:
        return PhraseMatch("", {"date": text, **terms})
    author = next((name(cell) for cell in cells if BY.match(cell) or _DE.match(cell)), "")
    author = _uncounted(_DE.sub("", author))
    author = author or next((name(cell) for cell in cells if _is_person(cell)), "")
    if not author and (enclosed := re.search(r"\(([^()\d]{2,40})\)\Z", text)):
        author = enclosed[1]
    if not author and len(around) >= 40:
        return None
    return PhraseMatch("", {"date": text, "author": author} if author else {"date": text})


def _labelled(cell: str) -> tuple[str, str] | None:
    """Return the terms after a label, with their field: ``Categories: Birds``."""
    labels, roles = _labels()
    label = labels.match(cell)
    value = cell[label.end() :].strip() if label and label[0].endswith((":", "：")) else ""
    role = roles[label[1]] if label else ""
    return (role, value) if value and role in {"categories", "tags"} else None


def _is_person(text: str) -> bool:
    """Return whether a text must be a name: two words or more with capitals."""
    words = [word.strip(",:") for word in text.split()]
    known = _words()
    return 2 <= len(words) <= 4 and all(
        word[:1].isupper() and word.casefold() not in known and not re.search(r"\d", word)
        for word in words
    )


def _signed(text: str) -> PhraseMatch | None:
    """Return the name in ``by Ada``, if the line has no other words."""
    rest = BY.sub("", text, count=1).strip()
    words = rest.split()
    if rest == text.strip() or not 1 <= len(words) <= 4 or len(rest) > 40:
        return None
    if re.search(r"[.!?:;,\d]\Z", rest) or not (words[0][0].isupper() or len(words) == 1):
        return None
    return PhraseMatch("", {"author": rest})


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern of labels, and the field of each label: author, date or terms."""
    roles: dict[str, str] = {"": ""}
    kinds = {
        PhraseKind.BYLINE: "author",
        PhraseKind.CATEGORIES: "categories",
        PhraseKind.TAGS: "tags",
    }
    for kind, role in kinds.items():
        for text in phrases.phrases_of(kind):
            roles.setdefault(text.strip(" :："), role)
    for text in [*phrases.phrases_of(PhraseKind.POSTED), *phrases.phrases_of(PhraseKind.FILED)]:
        lead, _, rest = text.partition("{")
        if lead.strip() and rest.strip(".").endswith("}") and "{" not in rest:
            roles.setdefault(lead.strip(" :："), rest.strip(".}"))
    words = sorted((w for w in roles if len(w) > 3 or not w.isascii()), key=len, reverse=True)
    words = [word for word in words if not word[:1].islower()]
    return re.compile(f"({'|'.join(map(re.escape, words))})[:：]?"), roles


@cache
def _words() -> frozenset[str]:
    """Return the words of bylines, which are not names."""
    texts = [
        *phrases.phrases_of(PhraseKind.POSTED),
        *phrases.phrases_of(PhraseKind.COUNT),
        *phrases.phrases_of(PhraseKind.EDIT),
    ]
    return frozenset(
        word
        for text in texts
        for word in re.findall(r"\w+", re.sub(r"\{\w+\}", "", text.casefold()))
    )
