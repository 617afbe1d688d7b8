"""The words of rebuilt pages, and their dates, in the language of the blog.

``words.json`` holds the words by language, maintained by hand. A variant (``pt-br``) has only the
words that differ. Counts are apart from words, so that no language needs plural forms. If the words
of a language are missing, they are English, and marked as such for browsers.
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
_ALIASES: Final = {
    "en-au": "en-gb", "en-ie": "en-gb", "en-in": "en-gb", "en-nz": "en-gb", "en-za": "en-gb",
    "in": "id", "iw": "he", "nn": "nb", "no": "nb",
    "zh-hant": "zh-tw", "zh-hk": "zh-tw", "zh-mo": "zh-tw",
}  # fmt: skip
_DEFAULT: Final = "en"


class Words(msgspec.Struct, frozen=True):
    """The words of one language.

    A text may have placeholders: ``{date}``, ``{time}``, ``{program}``, ``{name}``, ``{label}``,
    ``{number}``, ``{total}``; a date's form ``{day}``, ``{month}`` or ``{Month}``, ``{genitive}``
    or ``{Genitive}``, ``{number}`` for the month's, and ``{year}``.

    Attributes:
        tag: The language (RFC 5646), in lower case.
        skip: The link that skips to the text.
        rebuilt: The note that the page is rebuilt from an export, with ``date`` and ``program``.
        rebuilt_from_copies: The note that the page is rebuilt from pages, feeds or other copies.
        label: The form of a ``label`` before a ``name``.
        page_of: The form of ``number`` of ``total`` pages.
        date: The form of a day.
        month_date: The form of a month.
        year_date: The form of a year.
        date_time: The form of a ``date`` with a ``time``.
        posts: The heading of the links to the previous and next post.
        pages: The heading of the links to other pages of a list, and of pages that are not posts.
        newer: The link to the previous page of a list.
        older: The link to the next page of a list.
        previous: The link to the previous post.
        next: The link to the next post.
        untitled: The text in place of a missing title.
        anonymous: The text in place of a missing name.
        file: The label of an attachment's file.
        excerpt: The heading of a post's excerpt.
        comments: The heading of comments.
        pings: The heading of pingbacks and trackbacks.
        reply: The note that a comment answers that of ``name``.
        categories: The label of categories.
        tags: The label of tags.
        months: The heading of the links to months.
        authors: The heading of the links to authors.
        types: The heading of the links to the blog's own types of posts.
        category: The label of a category in the heading of its list.
        tag_name: The label of a tag in the heading of its list.
        author: The label of an author in the heading of the author's list.
        year: The label of a year in the heading of its list.
        month: The label of a month in the heading of its list.
        day: The label of a day in the heading of its list.
        type: The label of a type of posts in the heading of its list.
    """

    tag: str
    skip: str
    rebuilt: str
    rebuilt_from_copies: str
    label: str
    page_of: str
    date: str
    month_date: str
    year_date: str
    date_time: str
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

    def labelled(self, label: str, name: str) -> str:
        """Write a name with a label before it."""
        return self.label.format(label=label, name=name)

    def taxonomy(self, name: str) -> str:
        """Return the label of a taxonomy; the taxonomy's name if it is not WordPress's own."""
        return {"category": self.categories, "post_tag": self.tags}.get(name, name)

    def format_period(self, text: str) -> str:
        """Format a year, month or day (``YYYY-MM-DD`` or its beginning) as people write it."""
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

    def format_datetime(self, moment: datetime) -> str:
        """Format a date and time, to the minute."""
        day, time = moment.isoformat(" ", "minutes")[: len("YYYY-MM-DD hh:mm")].split()
        return self.date_time.format(date=self.format_period(day), time=time)

    def format_date(self, published: str | None, published_gmt: str | None) -> str:
        """Format a date of the model: as the day if it has no time; else return the raw text."""
        moment = dates.localize(published, published_gmt)
        if moment is None:
            return published or ""
        if dates.is_day(published) and not published_gmt:
            return self.format_period(dates.strftime(moment, "%Y-%m-%d"))
        return self.format_datetime(moment)


@cache
def words_for(language: str) -> Words:
    """Return the words for a language tag (RFC 5646); English if there are none."""
    table = _table()
    parts = language.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        tag = _ALIASES.get(tag, tag)
        if tag in table:
            base = table.get(tag.partition("-")[0], {})
            return msgspec.convert({**base, **table[tag], "tag": tag}, Words)
    return words_for(_DEFAULT)


@cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("words.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, str]])
