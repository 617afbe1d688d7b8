"""Examples of the patterns that functions compile from what they are given."""

from __future__ import annotations

import re

from wparchive.engine.accounting import source
from wparchive.language import phrases
from wparchive.readers.pages.extract import dated_line, theme_table
from wparchive.readers.text import byline
from wparchive.transforms import visitors
from wparchive.wordpress import (
    access_rules,
    bindings,
    facet_table,
    facets,
    members,
    registered,
    texturize,
)
from wparchive.wordpress.shortcodes import syntax
from wparchive.xml_repair import content_model


def _phrases():
    kinds = [text for kind in phrases.PhraseKind for text in phrases.phrases_of(kind)]
    # A phrase of each shape: how many places, and what is beside them.
    shapes = {_shape(text): text for text in kinds}
    return [phrases._pattern(text) for text in shapes.values()]


def _shape(phrase):
    """The placeholders of a phrase, and of what kind the text between them is."""
    parts = phrases._PLACEHOLDER.split(phrase.strip(" ."))
    quoted = [bool(phrases._QUOTES.search(part)) for part in parts[::2]]
    texts = [part and ("w" if re.search(r"\w", part) else "s") for part in parts[::2]]
    return *texts, *quoted, *(place == "n" for place in parts[1::2])


def _texturize():
    rules = texturize._rules(texturize.Marks())
    for group in (rules.single, rules.double, rules.dashes):
        yield from (pattern for pattern, _ in group)
    for quote in (rules.single_quote, rules.double_quote):
        yield from (quote.ends, quote.after_digit)


def _marks_of_access():
    """The patterns of `has_mark`: of categories and tags, of lessons and of courses."""
    rows = access_rules.table()["lesson"]
    marks = [
        mark for row in rows for key in ("shown", "open", "closed") for mark in row.get(key, ())
    ]
    return [
        re.compile(mark[1], re.DOTALL) for mark in marks + access_rules.table()["terms"]["marks"]
    ]


# By module and function. Those with nothing to list have their results in what modules hold.
MADE = {
    "engine.accounting.source.shortcode_pattern": lambda: [
        source.shortcode_pattern(frozenset({"gallery", "caption"}))
    ],
    "engine.accounting.source._element": lambda: [source._element("script")],
    "readers.pages.extract.dated_line._before_names": lambda: [dated_line._before_names()],
    "wordpress.autop._compile": list,
    "language.phrases._pattern": _phrases,
    "wordpress.registered._members_only": lambda: [
        pattern
        for found in registered._members_only().values()
        for restriction, lifted in found
        for pattern in (restriction, *(pattern for _, pattern in lifted))
    ],
    "wordpress.registered.hidden_settings": lambda: [
        pattern for _, parts in registered.hidden_settings() for _, pattern in parts
    ],
    "wordpress.registered.member_attributes": lambda: [registered.member_attributes()],
    "wordpress.access_rules._named": lambda: [
        re.compile(pattern)
        for row in access_rules.table()["rule"]
        for pattern, _ in row.get("kinds", ())
    ],
    "wordpress.access_rules.has_mark": _marks_of_access,
    "wordpress.event_times.more": lambda: [
        re.compile(row[-1])
        for table, rows in (("event_all_day", "marks"), ("event_repeats", "rows"))
        for row in facet_table.table()[table][rows]
        if len(row) > 1
    ],
    "wordpress.bindings._calls": lambda: [bindings._calls()],
    "wordpress.bindings._players": lambda: [bindings._players()],
    "wordpress.members._pattern": lambda: [members._pattern()],
    "web.relink._candidate": lambda: [re.compile(r"(?<![^\s,])/a\ b(?=[\s,]|\Z)")],
    "wordpress.shortcodes.syntax._head": lambda: [syntax._head(frozenset({"gallery", "caption"}))],
    "wordpress.facets.is_unlisted": lambda: [
        re.compile(pattern) for _, pattern in facet_table.table()["noindex"]["marks"]
    ],
    "wordpress.markup_languages._marked": lambda: [
        re.compile(pattern) for _, pattern, _ in facets.markup_marks()
    ],
    "wordpress.texturize._delimiters": lambda: [
        texturize._delimiters(()),
        texturize._delimiters(("gallery", "caption")),
    ],
    "wordpress.texturize._compiled": list,
    "wordpress.texturize._quote": _texturize,
    "readers.pages.extract.terms.parent": lambda: [re.compile("/genre/")],
    "readers.pages.extract.theme_table._problem": list,
    "readers.pages.extract.theme_table._pattern": lambda: [
        theme_table._pattern(role)
        for role in (*theme_table.table().boilerplate, *theme_table.table().roles)
    ],
    "readers.pages.extract.theme_table._part": lambda: [
        theme_table._part(role) for role in theme_table.table().frames
    ],
    "readers.pages.extract.theme_table._id_patterns": lambda: [*theme_table._id_patterns()],
    "readers.text.byline._labels": lambda: [byline._labels()[0]],
    "xml_repair.text_elements._mark": lambda: [re.compile(rb"</title\s*>")],
    "xml_repair.text_elements._own_end": lambda: [re.compile(rb"</title\s*>")],
    "web.scanning.enclosed": lambda: [re.compile(rb"<!--|<!\[CDATA\[")],
    "transforms.visitors.name_pattern": lambda: [
        visitors.name_pattern("Ann B."),
        visitors.name_pattern("A"),
    ],
    "xml_repair.content_model.boundaries": lambda: content_model.boundaries(
        {b"wp": b"wp", b"dc": b"dc"}
    ),
}
