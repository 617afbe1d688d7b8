"""Finds the text of a page in its meta: builders' trees and shortcodes, ACF's fields, prose."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wparchive import patterns
from wparchive.web.html import parse_fragment, visible_text
from wparchive.web.json_text import load_damaged_json
from wparchive.web.scanning import Ended
from wparchive.wordpress import facets, serialized
from wparchive.wordpress.builders import values
from wparchive.wordpress.builders.table import builders, role_of
from wparchive.wordpress.builders.trees import block_text, tree_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Meta, Post
    from wparchive.wordpress.media import Media

_WORD: Final = patterns.lazy(r"\w+")
_FIELD: Final = patterns.lazy(r"field_\w+")
# What a field for a choice holds: `global`, `full_width`; or its number.
_CHOICE: Final = patterns.lazy(r"(?=[a-z0-9_-]*[a-z])[a-z0-9]+(?:[_-][a-z0-9]+)*")
_NUMBER: Final = patterns.lazy(r"\s*+[+-]?[0-9]++(?:[.,][0-9]++)?\s*+")
_WORDS: Final = frozenset({"heading", "text", "label", "caption"})
_SHORTCODE: Final = patterns.lazy(r"\[/?[A-Za-z][^\[\]]*\]")
_SHORTCODE_NAME: Final = patterns.lazy(r"\[([A-Za-z][\w-]++)(?=[\s\]/])")
_STRING: Final = patterns.lazy(r'"([^"\\]{9,}+)"')
_COMMENT: Final = Ended(patterns.lazy(r"<!--.*?-->", re.DOTALL), patterns.lazy("-->"))
# Thrive keeps colours and settings between two such marks in the text.
_DESIGN: Final = patterns.lazy(r"__CONFIG_\w++")
# A line's end in the copies of Cornerstone.
_LINE_END: Final = patterns.lazy(r"(?<!\\n)(?>(?:\\n)+)(?=\[/|\s|\Z)")
# A word that stands before anything that could hide it.
_BEGINS_WITH_WORD: Final = patterns.lazy(
    r"(?>(?:\s++|<!--[^<>]*+>(?<=-->)|\[/?[A-Za-z][^<>\[\]]*+\]"
    r"|<(?:p|h[1-6]|div|strong|em|b|i|ul|ol|li|blockquote|pre|code|figure|table|tbody|tr|td)"
    r"(?>(?:\s++[a-z-]++=\"[^\"<>\[\]]*+\")*)>)*)[^\W_]"
)
# Fewer words in a field nobody knows are a setting.
_SENTENCES: Final = 5


class FieldText(NamedTuple):
    """The text of a page from its meta.

    Attributes:
        html: What to show, as a body is stored; empty if nothing says how.
        keys: The meta keys that hold it.
        words: How many words it has.
        active: Whether a builder's mark says that this is the page.
        copies: Shortcodes that the body has if it is a copy of the page without its elements.
    """

    html: str
    keys: list[str]
    words: int
    active: bool = False
    copies: tuple[str, ...] = ()


def text_of_fields(post: Post, media: Media) -> FieldText | None:
    """Return the text in a post's meta; None if there is none.

    Args:
        post: The post.
        media: The archive's attachments.
    """
    if not post.meta:
        return None
    for found in (_of_builder(post, media), _of_acf(post, media), _unknown(post)):
        if found is not None and found.words:
            return found
    return None


def words_of(html: str) -> list[str]:
    """List the words that readers see of a text, in small letters."""
    text = _LINE_END.sub(" ", html) if "\\n" in html else html
    text = _COMMENT.sub(" ", _SHORTCODE.sub(" ", text))
    return (
        _WORD.findall(" ".join(visible_text(parse_fragment(text))).casefold())
        if text.strip()
        else []
    )


def has_words(html: str) -> bool:
    """Check whether readers see words of a text."""
    return _BEGINS_WITH_WORD.match(html) is not None or bool(words_of(html))


def calls_more(body: str, page: str) -> bool:
    """Check whether a body has shortcodes that another text of the same page lacks."""
    calls = Counter(_SHORTCODE_NAME.findall(body))
    return bool(calls) and not calls <= Counter(_SHORTCODE_NAME.findall(page))


def _of_builder(post: Post, media: Media) -> FieldText | None:
    entries = {(entry.key, entry.value) for entry in post.meta}
    damaged: FieldText | None = None
    for builder in builders():
        for entry in post.meta:
            key, value = entry.key or "", entry.value or ""
            if not value or not (builder.keeps(key) or key in builder.code):
                continue
            is_code = key in builder.code
            data = None if is_code else _data(entry)
            if data is None and not is_code:
                damaged = damaged or _damaged(key, value)
                continue
            html = _without_design(value) if is_code else tree_html(data, media)
            count = len(words_of(html))
            if count or "<img" in html:
                active = not builder.marks or bool(entries & builder.marks)
                return FieldText(html, [key], max(count, 1), active, builder.copies)
    return damaged


def _damaged(key: str, value: str) -> FieldText | None:
    """Count the words of sentences in a builder's page that cannot be read; None without any."""
    found = (text for text in _STRING.findall(value) if values.is_prose(text))
    number = sum(len(words_of(text)) for text in found)
    return FieldText("", [key], number) if number >= _SENTENCES else None


def _without_design(page: str) -> str:
    pieces = _DESIGN.split(page)
    between = pieces[1::2]
    is_paired = len(pieces) % 2 and all(piece.startswith("{") for piece in between)
    return "".join(pieces[::2]) if is_paired else page


def _data(entry: Meta) -> Any:
    """Read JSON or serialized PHP; None for anything else."""
    value = entry.value or ""
    if serialized.is_serialized(value):
        return serialized.decode(value)
    return load_damaged_json(value)


def _of_acf(post: Post, media: Media) -> FieldText | None:
    """Read the fields of Advanced Custom Fields, each with its key in ``_name``."""
    marked = {
        (entry.key or "")[1:]
        for entry in post.meta
        if (entry.key or "").startswith("_") and _FIELD.fullmatch(entry.value or "")
    }
    fields = [entry for entry in post.meta if entry.key in marked and entry.value]
    shown: dict[str, Any] = {}
    galleries: set[str | None] = set()
    for entry in fields:
        if _is_choice(entry):
            continue
        if not serialized.is_serialized(entry.value or ""):
            shown[entry.key or ""] = entry.value
        elif isinstance(found := serialized.decode(entry.value or ""), dict):
            shown[entry.key or ""] = found  # a link
        elif found and len(values.files_of(found, media)) == len(found):
            shown[entry.key or ""] = found
            galleries.add(entry.key)
    # Each field by itself, so that the order of the page stays.
    pieces = [
        (key, block_text({"gallery" if key in galleries else key: value}, media))
        for key, value in shown.items()
    ]
    pieces = [(key, piece) for key, piece in pieces if piece]
    html = "\n\n".join(piece for _, piece in pieces)
    count = max(len(words_of(html)), "<img" in html)  # pictures alone are shown, too
    return FieldText(html, [key for key, _ in pieces], count) if pieces else None


def _is_choice(entry: Meta) -> bool:
    """Check whether a field holds one of several choices, which says how a page looks."""
    value = entry.value or ""
    if _CHOICE.fullmatch(value):
        return True
    return _NUMBER.fullmatch(value) is not None and role_of("", entry.key or "") in _WORDS


def _unknown(post: Post) -> FieldText | None:
    found = list(_prose(post))
    count = sum(len(words_of(value)) for _, value in found)
    return FieldText("", [key for key, _ in found], count) if found else None


def _prose(post: Post) -> Iterator[tuple[str, str]]:
    for entry in post.meta:
        key, value = entry.key or "", entry.value or ""
        if serialized.is_serialized(value):
            value = " ".join(_strings(serialized.decode(value)))
        if (
            key not in _KNOWN
            and not facets.is_known(key)
            and values.is_prose(value)
            and len(words_of(value)) >= _SENTENCES
        ):
            yield key, value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if values.is_prose(value):
            yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


# What says something of a page to others than its readers.
_KNOWN: Final = frozenset({"_wp_attachment_metadata", "_wp_page_template", "footnotes"})
