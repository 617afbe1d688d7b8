"""Read the URLs of written texts with parsers: Markdown, HTML, front matter and JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from wparchive import patterns
from wparchive.links.front_matter import read_front_matter
from wparchive.render.links import in_tree, in_words
from wparchive.web import html
from wparchive.web.bare_urls import BARE_URL, bare_urls
from wparchive.web.references import unescape
from wparchive.web.urls import normalize_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from wparchive.formats.writers import CheckedText

BODIES: Final = frozenset({"html", "markdown"})
# Without these, what parsers make of a text is the text.
_MARKUP = patterns.lazy(r"[<&\x00-\x08\x0b-\x1f\ud800-\udfff\ufeff]")


class _FieldNames(NamedTuple):
    """Names of fields.

    Attributes:
        addresses: Names of fields that contain only URLs.
        frame: Names of fields that contain the post's own address.
        files: Names of fields that contain records of files, in which `url` is a URL.
    """

    addresses: frozenset[str]
    frame: frozenset[str]
    files: frozenset[str] = frozenset()


_FRONT = _FieldNames(
    frozenset({"attachment_url", "further_links", "image", "images", "heroimage"}),
    frozenset({"permalink", "url", "aliases", "redirect_from", "source", "path", "save_as"}),
    frozenset({"enclosures"}),
)
_DATA = _FieldNames(frozenset({"url"}), frozenset({"permalink"}))
_FILE = _FieldNames(frozenset({"url"}), frozenset())


@dataclass
class ParsedTexts:
    """What is in written texts, as parsers read them.

    Attributes:
        urls: How often each URL is named, in the spelling of `normalize_url`.
        joined: URLs of which the end is after the link as plain text.
        words: The texts as they were written.
        pages: The texts as HTML.
    """

    urls: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def parse_text(found: ParsedTexts, text: CheckedText) -> None:
    """Add what a parser of the text's syntax finds in it.

    Args:
        found: What was found so far.
        text: A text of an output.
    """
    _PARSERS[text.syntax](found, text.text)


def _page(found: ParsedTexts, text: str) -> None:
    found.words.append(unescape(text))
    _html(found, text)


def _html(found: ParsedTexts, text: str) -> None:
    if not text:
        return
    found.pages.append(text)
    if _MARKUP.search(text):
        _tree(found, html.parse_tree(text))
    else:
        for place in in_words(text):
            found.urls[normalize_url(place.url)] += 1


def _markdown(found: ParsedTexts, text: str) -> None:
    found.words.append(text)
    _html(found, render_markdown(text))


# Once for a glance, and once for whoever has to parse.
@lru_cache(maxsize=2)
def render_markdown(text: str) -> str:
    """Markdown as its readers get it: GitHub's dialect, raw HTML as it is."""
    import comrak  # noqa: PLC0415 - only where Markdown is written

    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table = extensions.strikethrough = True
    rendering.unsafe_ = True
    return comrak.render_markdown(text, extension_options=extensions, render_options=rendering)


def _front_matter(found: ParsedTexts, text: str) -> None:
    found.words.append(text)
    _field(found, "", read_front_matter(text, _FRONT.addresses), _FRONT)


def _field(found: ParsedTexts, name: str, value: Any, names: _FieldNames) -> None:
    if name in names.frame:
        return
    if name in names.addresses:
        found.urls.update(normalize_url(url) for url in _strings(value))
    elif isinstance(value, dict):
        inside = _FILE if name in names.files else names
        for inner, content in value.items():
            _field(found, str(inner).lower(), content, inside)
    elif isinstance(value, list):
        for content in value:
            _field(found, name, content, names)
    elif name in names.files and isinstance(value, str):
        _field(found, name, _file(value), names)
    else:
        for text in _strings(value):
            _html(found, text)


def _file(text: str) -> Any:
    """Read a record of a file from text: as JSON (Pelican), or values with commas (Obsidian)."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return {"url": text.partition(", ")[0]}


def _json(found: ParsedTexts, text: str) -> None:
    found.words.append(text)
    _field(found, "", msgspec.json.decode(text), _DATA)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _tree(found: ParsedTexts, root: etree._Element) -> None:
    for place in in_tree(root):
        found.urls[normalize_url(place.url)] += 1
    for link in root.iter("a"):
        label = link.text or ""
        tail = link.tail or ""
        if len(link) or not label or not BARE_URL.match(label):
            continue
        if tail[:1].strip():
            whole = next(bare_urls(label + tail), "")
            if len(whole) > len(label):
                found.joined[normalize_url(whole)] += 1


_PARSERS = {"html": _page, "markdown": _markdown, "front matter": _front_matter, "json": _json}
