"""Count the words, comments and links of a post in the bytes that a writer made.

A writer hands over bytes, and the texts that are in them. The engine ignores texts that are not in
the bytes.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from msgspec.structs import replace

from wparchive import links, patterns
from wparchive.engine.accounting import Missing, WrittenText, find_missing, places_of, without_marks
from wparchive.errors.notices import UNQUOTED, Code, Notice, quantity
from wparchive.formats.writers import CheckedText, Verbatim
from wparchive.render.forms import title_html
from wparchive.wordpress.bindings import called_fields
from wparchive.wordpress.shortcodes import EMBEDS, HANDLERS, VERBATIM
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from wparchive.engine.accounting import TextSection
    from wparchive.formats.writers import Discussion, OutputChunk, Rendered
    from wparchive.model.records import Comment, Post

unpacker: ModuleType = gzip
with suppress(ImportError):  # twice as fast; it is not built for every processor
    from isal import igzip as unpacker

_GZIP = b"\x1f\x8b"
# XML has no way to write these; WXR has U+FFFD instead, and a notice says so.
_NO_XML = patterns.lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A field with the number of a post, or a list of them.
_NUMBERS = patterns.lazy(r"[\d,]++")
_SHOWN = 8
"""Missing words that a notice quotes."""


class ExpectedContent(NamedTuple):
    """The content of a post that a format should have.

    Attributes:
        post: The post as the format may show it, its texts raw.
        comments: Its comments in the order of writing, their texts raw.
        places: The parts that readers see.
        whole: Whether `post` is the whole post, not an edition.
    """

    post: Post
    comments: list[Comment]
    places: list[TextSection]
    whole: bool


@dataclass
class CheckResult:
    """The words, comments and links found in the output of one post.

    Attributes:
        found: The links in the output; None if it has the post verbatim, with all its links.
        missing: The words that are not in it, by place.
        comments: How many comments of each kind are in it.
    """

    found: links.OutputLinks | None
    missing: list[Missing]
    comments: Counter[str] = field(default_factory=Counter)

    @property
    def lost_words(self) -> int:
        """The number of missing words."""
        return sum(len(lack.words) for lack in self.missing)

    @property
    def lost_comments(self) -> list[Missing]:
        """The comments that are missing, or of which too few words are left."""
        return [lack for lack in self.missing if lack.place.comment is not None and lack.is_whole]

    def notices(self, post: Post, target: str, *, is_public: bool) -> Iterator[Notice]:
        """Yield a notice for each place with missing words, with the first of them.

        Args:
            post: The post.
            target: The format that should have them; empty for all.
            is_public: Whether only texts are compared that this format may show to everybody.
        """
        lost = {lack.place.name for lack in self.lost_comments}
        for lack in self.missing:
            place = lack.place.name if lack.place.comment is not None else f"the {lack.place.name}"
            number, quoted = len(lack.words), " ".join(lack.words[:_SHOWN])
            rest = " …" if number > _SHOWN else ""
            text = f"{quantity(number, 'word')} of {place}: "
            public = None if is_public else f"{text}{UNQUOTED}"
            text = f"{text}{quoted}{rest}"
            codes = [Code.TEXT_LOST]
            codes += [Code.COMMENT_LOST] if lack.place.name in lost else []
            for code in codes:
                yield post.notice(code, text, target)._replace(public=public)


def changed_words(stored: Post, shown: Post, own_shortcodes: Sequence[str]) -> Iterator[Notice]:
    """Yield notices of words that a post lost when its stored texts were rendered.

    All formats are compared with the texts of `shown`, so its words are checked here.

    Args:
        stored: The post as it was read.
        shown: The same post with the texts that readers saw.
        own_shortcodes: Names of the user's own shortcodes.
    """
    places = [
        place._replace(texts=tuple(map(without_marks, place.texts)))
        for place in places_of(stored, [])
    ]
    texts = (shown.title, shown.content, shown.excerpt)
    written = [WrittenText(text, "raw") for text in texts if text]
    missing = find_missing(places, written, _shortcode_names(tuple(own_shortcodes)))
    yield from CheckResult(None, missing).notices(stored, "", is_public=False)


def expect(raw: Post, shown: Post, comments: Discussion, *, whole: bool) -> ExpectedContent:
    """List the content of a post that a format should have.

    Args:
        raw: The post as the format may show it, its comments as they are stored.
        shown: The same post, its comments sanitized: as many, in the same order.
        comments: The comments of `shown`, in the order of writing.
        whole: Whether `raw` is the whole post, not an edition.
    """
    stored = {
        id(clean): comment for clean, comment in zip(shown.comments, raw.comments, strict=True)
    }
    found = [stored[id(comment)] for _, comment in (*comments.comments, *comments.pings)]
    places = places_of(replace(raw, title=title_html(raw)), found)
    return ExpectedContent(raw, found, places, whole)


def check(
    rendered: Rendered,
    expected: ExpectedContent,
    own_shortcodes: Sequence[str],
    *,
    finds_links: bool,
) -> CheckResult:
    """Look for a post in the bytes that a writer made.

    Args:
        rendered: The post as a writer rendered it.
        expected: What should be in it.
        own_shortcodes: Names of the user's own shortcodes.
        finds_links: Whether to look for links, too.
    """
    names = _shortcode_names(tuple(own_shortcodes))
    if isinstance(rendered.checked, Verbatim):
        checked = _check_verbatim(rendered.checked, rendered.chunks, expected, names)
    else:
        texts = _texts_in_chunks(rendered.checked, rendered.chunks)
        plain = [WrittenText(text.stored or text.text, text.syntax) for text in texts]
        missing = find_missing(expected.places, plain, names)
        checked = CheckResult(links.output_links(texts if finds_links else ()), missing)
    checked.comments.update(comment.kind for comment in expected.comments)
    for lack in checked.lost_comments:
        if lack.place.comment is not None:
            checked.comments[lack.place.comment.kind] -= 1
    return checked


_shortcode_sets: dict[tuple[str, ...], frozenset[str]] = {}


def _shortcode_names(own: tuple[str, ...]) -> frozenset[str]:
    if own not in _shortcode_sets:
        _shortcode_sets[own] = frozenset({*VERBATIM, *EMBEDS, *HANDLERS, *called_fields(), *own})
    return _shortcode_sets[own]


def _texts_in_chunks(
    texts: Sequence[CheckedText], chunks: Sequence[OutputChunk]
) -> list[CheckedText]:
    """Return the texts that are in the bytes."""
    blocks = [
        unpacker.decompress(chunk.data) if chunk.data.startswith(_GZIP) else chunk.data
        for chunk in chunks
    ]
    return [
        text
        for text in texts
        if any((text.stored or text.text).encode("utf-8", "surrogatepass") in b for b in blocks)
    ]


def _check_verbatim(
    claim: Verbatim,
    chunks: Sequence[OutputChunk],
    expected: ExpectedContent,
    names: frozenset[str],
) -> CheckResult:
    strings: list[str] = []
    for chunk in chunks:
        strings += _STRINGS[claim.syntax](chunk.data)
    if expected.post.title in strings:  # as text, where the source is a page
        strings.append(title_html(expected.post) or "")
    there = set(strings)
    if all(text in there or _NO_XML.sub("\ufffd", text) in there for text in _texts(expected)):
        return CheckResult(None, [])
    text = WrittenText("\n".join(strings), "raw")
    readable = [source_html(string) for string in strings]
    numbers = {n for text in strings if _NUMBERS.fullmatch(text) for n in text.split(",")}
    found = links.output_links([CheckedText(json.dumps(readable), "json")], numbers)
    # The comments of a public edition are sanitized: their tags may differ, not their words.
    missing = find_missing(expected.places, [text], None if expected.whole else names)
    return CheckResult(found, missing)


def _texts(expected: ExpectedContent) -> Iterator[str]:
    """List the texts of a post in which readers see words, or programs find links."""
    for place in expected.places:
        yield from place.texts
    if not expected.whole:
        return  # a public edition has what public pages show of the meta
    entries = [*expected.post.meta, *(m for comment in expected.comments for m in comment.meta)]
    yield from (entry.value for entry in entries if entry.value)
    yield from (comment.url for comment in expected.comments if comment.url)


def _json_strings(data: bytes) -> list[str]:
    found: list[str] = []
    for line in data.splitlines():
        try:
            _gather(json.loads(line), found)
        except ValueError:
            continue
    return found


def _gather(value: object, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _gather(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _gather(inner, found)


def _xml_strings(data: bytes) -> list[str]:
    """Read the texts of elements, without resolving their prefixes."""
    found: list[str] = []
    parts: list[str] = []

    def end(*_: object) -> None:
        if parts:
            found.append("".join(parts))
            parts.clear()

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.CharacterDataHandler = parts.append
    parser.StartElementHandler = parser.EndElementHandler = end
    try:
        for part in (b"<x>", data, b"</x>"):
            parser.Parse(part, False)  # noqa: FBT003 - takes no keywords
    except expat.ExpatError:
        return []
    return found


_STRINGS = {"json": _json_strings, "xml": _xml_strings}
