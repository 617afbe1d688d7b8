"""What rebuilt pages say themselves, and their dates, in the language of the blog.

``words.json`` holds the words by language, kept by hand. A variant (``pt-br``) names only what it
says otherwise. Counts stand apart from words, so that no language needs plural forms. Where nobody
has written a language's words, pages speak English, and say so to browsers.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive.language import dates
from wparchive.language.dates.months import month_names

if TYPE_CHECKING:
    from datetime import datetime

# The variant that an English-speaking country writes, other codes of a language, and the scripts
# of Chinese (RFC 5646; Unicode CLDR, likely subtags).
_OTHERWISE: Final = {
    "en-au": "en-gb", "en-ie": "en-gb", "en-in": "en-gb", "en-nz": "en-gb", "en-za": "en-gb",
    "in": "id", "iw": "he", "nn": "nb", "no": "nb",
    "zh-hant": "zh-tw", "zh-hk": "zh-tw", "zh-mo": "zh-tw",
}  # fmt: skip
_SPOKEN_ELSEWHERE: Final = "en"


class Words(msgspec.Struct, frozen=True):
    """The words of one language.

    A text may have places: ``{date}``, ``{time}``, ``{program}``, ``{name}``, ``{label}``,
    ``{number}``, ``{total}``; a date's form ``{day}``, ``{month}`` or ``{Month}``, ``{genitive}``
    or ``{Genitive}``, ``{number}`` for the month's, and ``{year}``.

    Attributes:
        tag: The language (RFC 5646), in lower case.
        skip: A link to the text.
        rebuilt: What the page is, with ``date`` and ``program``.
        label: A ``label`` before a ``name``.
        page_of: One page of several: ``number`` of ``total``.
        date: A day's form.
        month_date: A month's.
        year_date: A year's.
        moment: A ``date`` with a ``time``.
        posts: The neighbours of a post.
        pages: The pages of a list, and those that are no posts.
        newer: The page of a list before this one.
        older: The one after it.
        previous: The post before this one.
        next: The one after it.
        untitled: In a title's place.
        anonymous: In a commenter's.
        file: What an attachment is.
        excerpt: A post's own.
        comments: A post's, or the blog's.
        pings: Pingbacks and trackbacks.
        reply: Whom (``name``) a comment answers.
        categories: A post's, or the blog's.
        tags: The same.
        months: The lists of months.
        authors: Those of authors.
        types: Those of the blog's own types of posts.
        category: One of them, as below: before its name, as the heading of a list.
        tag_name: A tag.
        author: An author.
        year: A year.
        month: A month.
        day: A day.
        type: A type of posts.
    """

    tag: str
    skip: str
    rebuilt: str
    label: str
    page_of: str
    date: str
    month_date: str
    year_date: str
    moment: str
    posts: str
    pages: str
    newer: str
    older: str
    previous: str
    next: str
    untitled: str
    anonymous: str
    file: str
    excerpt: str
    comments: str
    pings: str
    reply: str
    categories: str
    tags: str
    months: str
    authors: str
    types: str
    category: str
    tag_name: str
    author: str
    year: str
    month: str
    day: str
    type: str

    def named(self, label: str, name: str) -> str:
        """A name with what it is before it."""
        return self.label.format(label=label, name=name)

    def taxonomy(self, name: str) -> str:
        """The label of a taxonomy's terms; its own name where WordPress does not know it."""
        return {"category": self.categories, "post_tag": self.tags}.get(name, name)

    def period(self, text: str) -> str:
        """A year, month or day of the form ``YYYY-MM-DD`` or its beginning, as people write it."""
        year, *rest = map(int, text.split("-"))
        form = (self.year_date, self.month_date, self.date)[len(rest)]
        if not rest:
            return form.format(year=year)
        places: dict[str, str | int] = {"year": year, "number": rest[0], "day": rest[-1]}
        if "onth}" in form or "enitive}" in form:
            alone, inside = month_names(self.tag.partition("-")[0], rest[0])
            places |= {"month": alone, "Month": alone.capitalize()}
            places |= {"genitive": inside, "Genitive": inside.capitalize()}
        return form.format_map(places)

    def instant(self, moment: datetime) -> str:
        """A moment to the minute."""
        return self.moment.format(
            date=self.period(dates.formatted(moment, "%Y-%m-%d")), time=f"{moment:%H:%M}"
        )

    def when(self, published: str | None, published_gmt: str | None) -> str:
        """A date of the model: the day where that is all, the raw text where it is no date."""
        moment = dates.localize(published, published_gmt)
        if moment is None:
            return published or ""
        if dates.is_day(published) and not published_gmt:
            return self.period(dates.formatted(moment, "%Y-%m-%d"))
        return self.instant(moment)


@cache
def words(language: str) -> Words:
    """The words for a language tag (RFC 5646); English where there are none."""
    table = _table()
    parts = language.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        tag = _OTHERWISE.get(tag, tag)
        if tag in table:
            base = table.get(tag.partition("-")[0], {})
            return msgspec.convert({**base, **table[tag], "tag": tag}, Words)
    return words(_SPOKEN_ELSEWHERE)


@cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("words.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, str]])
