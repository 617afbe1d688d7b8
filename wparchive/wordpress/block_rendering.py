"""Render blocks like WordPress's ``do_blocks()``, as far as the archive has their content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import msgspec

from wparchive import patterns
from wparchive.web.false_tags import show_false_tags
from wparchive.web.scanning import Ended
from wparchive.wordpress.autop import autop
from wparchive.wordpress.bindings import with_overrides
from wparchive.wordpress.block_parts import (
    has_number,
    has_text,
    opening_hours,
    shows_nothing,
    with_number,
    with_title,
    without_decoration,
    without_drawings,
)
from wparchive.wordpress.blocks import delimiters
from wparchive.wordpress.builders import block_text, title_of_block
from wparchive.wordpress.code_languages import LANGUAGES
from wparchive.wordpress.markup_languages import markdown_html
from wparchive.wordpress.media import Media
from wparchive.wordpress.members import without_member_parts
from wparchive.wordpress.records import Records
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.wordpress.blocks import Delimiter

_MAX_INCLUDED: Final = 4_000_000
"""Characters of reusable blocks in one body, nested ones included."""
_MAX_DEPTH: Final = 16
_MAX_BLANK: Final = 5_000
"""Characters of the HTML of a block that shows nothing by itself."""
_MAX_PIECES: Final = 8
"""Pieces of such HTML, between the blocks inside."""

_PRE: Final = patterns.lazy(r"<pre(?=[\s>])")
_LANGUAGE: Final = patterns.lazy(r"[\w+#.-]+")

# What blocks of code call the language and the title of their box.
_LANGUAGES: Final = ("language", "lang", "codeLanguage", "langType", "highlightLanguage", "mode")
_CODES: Final = ("code", "codeContent", "sourceCode", "snippet", "manual", "content", "value")
# Code that is percent-encoded (Pastacode).
_PERCENT: Final = patterns.lazy(r"(?=[^%]*%)(?:[\w.!~*'()-]|%[0-9A-Fa-f]{2})+", re.ASCII)
_TITLES: Final = ("fileName", "filename", "file", "headerString", "headerStringText", "codeTitle")
_OF_CODE: Final = frozenset({*_LANGUAGES, *_TITLES})
_MARKED: Final = patterns.lazy(
    r"<(?:pre|code)\b[^<>]*(?:\blang(?:uage)?[-:=]|data-lang|-language=)"
)
# The window's dots and the button for copying.
_DRAWING: Final = Ended(
    patterns.lazy(r"<svg\b.*?</svg\s*+>", re.DOTALL | re.IGNORECASE),
    patterns.lazy(r"</svg\s*+>", re.IGNORECASE),
)
_DECORATION: Final = patterns.lazy(
    r"<(span|button|div)\b(?=[^<>]*(?:role=[\"']button|copy|display:\s*block))"
    r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>\s*</\1\s*>",
    re.IGNORECASE,
)

_EMPTY: Final = frozenset(
    f"core/{name}"
    for name in """
    button buttons code column columns details freeform group heading html list list-item missing
    paragraph preformatted pullquote quote row shortcode spacer stack table verse
    """.split()
)
"""Blocks that show nothing without content."""

Attributes = dict[str, Any]


class Footnote(msgspec.Struct):
    """A footnote from a post's meta ``footnotes``."""

    id: str
    content: str


@dataclass(slots=True)
class _Open:
    """A block whose end is not reached yet.

    Attributes:
        name: Its name.
        attributes: Its attributes.
        start: How many pieces of HTML are before it.
        has_markup: Whether it has markup besides that of the blocks inside.
    """

    name: str
    attributes: Attributes
    start: int
    has_markup: bool = False

    @property
    def is_core(self) -> bool:
        """True for a block of WordPress itself."""
        return self.name.startswith("core/")


@dataclass(slots=True)
class BlockRenderer:
    """Renders the blocks of one body.

    Attributes:
        reusable: The bodies of reusable blocks, by number.
        notes: The post's footnotes: the JSON of its meta ``footnotes``.
        media: The archive's attachments.
        records: What blocks of plugins show by number.
    """

    reusable: Mapping[int, str] = field(default_factory=dict)
    notes: str = ""
    media: Media = field(default_factory=Media)
    records: Records = field(default_factory=Records)
    _within: list[int] = field(default_factory=list)
    _left: int = _MAX_INCLUDED

    def run(self, text: str) -> str:
        """Render a body as HTML without delimiters.

        A block without content whose showing needs what no export holds, such as the latest posts
        or a plugin's, stays as the comment that it is: its attributes may be all that is left.

        Args:
            text: A body, as it is stored.
        """
        if "wp:" not in text:
            return text
        out: list[str] = []
        opened: list[_Open] = []
        done = 0
        for delimiter in delimiters(text):
            piece = text[done : delimiter.start]
            done = delimiter.end
            if opened:
                opened[-1].has_markup |= bool(piece.strip())
                piece = piece if opened[-1].is_core else without_drawings(piece)
            out.append(piece)
            if delimiter.void:
                made = self._void(delimiter.name, delimiter.attributes())
                out.append(self._kept(text, delimiter) if made is None else made)
            elif not delimiter.closes:
                opened.append(_Open(delimiter.name, delimiter.attributes(), len(out)))
            elif opened:
                block = opened.pop()
                out[block.start :] = self._closed(block, out[block.start :])
        out.append(text[done:])
        return without_decoration("".join(out))

    def _closed(self, block: _Open, pieces: list[str]) -> list[str]:
        """Render a block that encloses something.

        Args:
            block: The block.
            pieces: The HTML that it encloses.
        """
        handler = _AROUND.get(block.name)
        if handler is None and block.has_markup and _holds_code(block.attributes):
            handler = _highlighted
        if handler is None and has_number(block.name, block.attributes):
            handler = with_number
        if handler is not None:
            return [handler(block.attributes, "".join(pieces))]
        if block.is_core:
            return pieces
        if block.has_markup:
            return self._of_plugin(block.name, block.attributes, pieces)
        shown = self._by_server(block.name, block.attributes)
        is_new = shown and not has_text("".join(pieces), shown)
        return [f"{source_html(shown)}\n", *pieces] if is_new else pieces

    def _kept(self, text: str, delimiter: Delimiter) -> str:
        """Keep a block as it is written, with the texts in its attributes after it."""
        written = text[delimiter.start : delimiter.end]
        if delimiter.json is None or delimiter.name.startswith("core/"):
            return written
        name, attributes = delimiter.name.partition("/")[2], delimiter.attributes()
        if typed := _typed_code(attributes):
            return f"{written}\n{typed}"
        shown = block_text(attributes, self.media, name)
        texts = without_member_parts(shown)[0]
        return f"{written}\n{source_html(texts)}" if texts else written

    def _by_server(self, name: str, attributes: Attributes) -> str:
        """Return the texts of a block without markup of its own: the server makes all of it."""
        texts = {key: value for key, value in attributes.items() if isinstance(value, str | dict)}
        shown = block_text(texts, self.media, name.partition("/")[2]) if texts else ""
        return without_member_parts(shown)[0] or ""

    def _of_plugin(self, name: str, attributes: Attributes, pieces: list[str]) -> list[str]:
        """Add what only the attributes of a plugin's block have: its title, or all that it shows.

        Args:
            name: The name of the block.
            attributes: Its attributes.
            pieces: The HTML that it encloses.
        """
        if title := title_of_block(attributes):
            return [with_title(title, "".join(pieces))]
        is_short = len(pieces) <= _MAX_PIECES and sum(map(len, pieces)) <= _MAX_BLANK
        if not (attributes and is_short and shows_nothing("".join(pieces))):
            return pieces
        texts = block_text(attributes, self.media, name.partition("/")[2])
        shown = without_member_parts(texts)[0]
        return [*pieces, f"\n{source_html(shown)}"] if shown else pieces

    def _void(self, name: str, attributes: Attributes) -> str | None:
        if name == "core/block":
            return self._reusable(attributes)
        if name in _EMPTY:
            return ""
        if name == "core/footnotes":
            return self._footnotes()
        if (shown := self.records.block_html(name, attributes, self.media)) is not None:
            return shown
        handler = _VOID.get(name)
        return handler(attributes) if handler else None

    def _reusable(self, attributes: Attributes) -> str | None:
        number = attributes.get("ref")
        if not isinstance(number, int) or number in self._within:
            return None
        body = self.reusable.get(number)
        if body is None or len(self._within) >= _MAX_DEPTH:
            return None
        self._left -= len(body)
        if self._left < 0:
            return None
        self._within.append(number)
        made = self.run(source_html(with_overrides(body, attributes.get("content"))))
        self._within.pop()
        return made

    def _footnotes(self) -> str | None:
        try:
            notes = msgspec.json.decode(self.notes, type=list[Footnote])
        except (msgspec.MsgspecError, RecursionError):
            return None
        items = "".join(
            f'<li id="{escape(note.id)}">{show_false_tags(note.content)} '
            f'<a href="#{escape(note.id)}-link">↩︎</a></li>'
            for note in notes
        )
        return f'<ol class="wp-block-footnotes">{items}</ol>' if items else ""


def _link(url: object, text: object) -> str | None:
    """Make a link; None if the values are of another kind than they should be."""
    if not (isinstance(url, str) and isinstance(text, str) and url):
        return None
    return f'<a href="{escape(url)}">{text or escape(url)}</a>'


def _social_link(attributes: Attributes) -> str | None:
    service = attributes.get("label") or attributes.get("service") or ""
    link = _link(attributes.get("url"), escape(str(service)))
    return link and f'<li class="wp-social-link wp-block-social-link">{link}</li>'


def _navigation_link(attributes: Attributes) -> str | None:
    link = _link(attributes.get("url"), attributes.get("label") or "")
    return link and f'<li class="wp-block-navigation-item">{link}</li>'


def _feed(attributes: Attributes) -> str | None:
    link = _link(attributes.get("feedURL"), "")
    return link and f'<p class="wp-block-rss">{link}</p>'


def _paragraphs(_attributes: Attributes, inner: str) -> str:
    return autop(inner)


def _highlighted(attributes: Attributes, inner: str) -> str:
    """Render code whose language or title is in the attributes alone."""
    if inner.count("<pre") != 1:
        return inner
    inner = _DECORATION.sub("", _DRAWING.sub("", inner))
    named = {key: value for key, value in attributes.items() if isinstance(value, str)}
    language = next((named[key] for key in _LANGUAGES if named.get(key)), "")
    if _LANGUAGE.fullmatch(language) and not _MARKED.search(inner):
        inner = _PRE.sub(f'<pre data-lang="{language}"', inner, count=1)
    title = next((named[key] for key in _TITLES if named.get(key, "").strip()), "")
    if title and escape(title, quote=False) not in inner and escape(title) not in inner:
        inner = _PRE.sub(f'<pre data-title="{escape(title)}"', inner, count=1)
    return inner


def _typed_code(attributes: Attributes) -> str:
    """Render code that a block has in an attribute beside its language; empty for none."""
    named = {key: value for key, value in attributes.items() if isinstance(value, str)}
    language = next((named[key] for key in _LANGUAGES if named.get(key)), "").lower()
    code = next((named[key] for key in _CODES if named.get(key, "").strip()), "")
    if language not in LANGUAGES or not code:
        return ""
    code = unquote(code) if _PERCENT.fullmatch(code) else code
    shown = escape(code, quote=False).replace("[", "&#91;").replace("]", "&#93;")
    return f'<pre><code class="language-{language}">{shown}</code></pre>'


def _holds_code(attributes: Attributes) -> bool:
    return any(isinstance(attributes[key], str) for key in _OF_CODE & attributes.keys())


def _markdown(attributes: Attributes) -> str | None:
    """Render the Markdown of a block of Jetpack's; None if the block has none."""
    source = attributes.get("source")
    return markdown_html(source) if isinstance(source, str) and source else None


_VOID: Final[dict[str, Callable[[Attributes], str | None]]] = {
    "core/navigation-link": _navigation_link,
    "core/rss": _feed,
    "core/social-link": _social_link,
    "jetpack/business-hours": opening_hours,
    "jetpack/markdown": _markdown,
}
_AROUND: Final[dict[str, Callable[[Attributes, str], str]]] = {
    "core/query-no-results": lambda _attributes, _inner: "",
    "core/shortcode": _paragraphs,
    "syntaxhighlighter/code": _highlighted,
}
