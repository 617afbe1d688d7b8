"""Canonical JSON, our own output: ``site.json`` and ``posts.jsonl``, decoded strictly.

Each of the two files is a document: the one has metadata and no posts, the other posts and no
metadata; the pipeline joins them as it joins an export in several files.
"""

from __future__ import annotations

import io
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from wparchive import patterns
from wparchive.errors import MalformedInputError, OtherVersionError, UnknownFormatError
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import Range, ReaderInfo, SiteMetadata
from wparchive.formats.registry import kind_of
from wparchive.model.canonical import decode_doubtful_post, decode_post, decode_site
from wparchive.model.records import Post
from wparchive.model.site import Site, SiteDocument
from wparchive.storage.opening import open_regular, read_regular
from wparchive.storage.source import SNIFF_SIZE, reading_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from wparchive.model.records import Comment
    from wparchive.model.site import Author, Term
    from wparchive.storage.source import Source

POSTS = "posts.jsonl"
RANGE_SIZE = 1 << 20
_SITE_FIELDS = frozenset(field.encode() for field in SiteDocument.__struct_fields__)
_POST_FIELDS = frozenset(field.encode() for field in Post.__struct_fields__)
_SCHEMA = patterns.lazy(rb'\s*"wparchive/')
_NEEDED = frozenset({b"id", b"type"})
# Words that other programs' objects do not have.
_OWN_FIELDS = frozenset(
    {
        b"attachment_url", b"comment_status", b"guid_is_permalink", b"menu_order",
        b"modified_gmt", b"origin", b"ping_status", b"published", b"published_gmt",
        b"layout",
    }
)  # fmt: skip
_BLOG = b'"blog"'
_TOKEN = patterns.lazy(rb'"((?>(?:[^"\\]++|\\.)*))(?:"(\s*:)?|\\?\Z)|[][{}]', re.DOTALL)


class CanonicalReader:
    """A reader of canonical JSON."""

    info = ReaderInfo("canonical", "canonical JSON")

    def recognizes(self, start: bytes, name: str) -> bool:
        """Return whether a file has the fields of a post or of a site, or the name of ours.

        A damaged file of that name is read, since its lines then count as lost.
        """
        text = start.removeprefix(BOM_UTF8)
        return self.is_site(start) or _has_posts(text, name) or _has_our_name(text, name)

    def is_site(self, start: bytes) -> bool:
        """Return whether a file with this beginning is a ``site.json``."""
        text = start.removeprefix(BOM_UTF8)
        fields = _fields(text)
        if b"schema" in fields:
            return _SCHEMA.match(text, fields[b"schema"]) is not None
        # The authors alone may be longer than what is looked at.
        return len(start) >= SNIFF_SIZE and bool(fields) and fields.keys() <= _SITE_FIELDS

    def open(self, source: Source) -> CanonicalDocument:
        """Read ``site.json``, or find the lines of ``posts.jsonl``.

        A ``site.json`` that is broken costs its own records; the posts are still read.

        Raises:
            OtherVersionError: ``site.json`` follows another version of the model.
        """
        with open_regular(source.path) as file:
            is_site = self.is_site(file.read(SNIFF_SIZE))
        if not is_site:
            return CanonicalDocument(
                source, SiteMetadata(Site(), sources=[]), list(_ranges(source))
            )
        try:
            document = decode_site(read_regular(source.path), name=source.name)
            sites = [document.site, *(document.other_sites or [])]
            _check_kinds([*sites, *document.authors, *document.terms])
        except OtherVersionError:
            raise
        except (MalformedInputError, UnknownFormatError) as error:
            text = f"The site, its authors and its terms could not be read: {error}"
            notice = Notice(Code.INPUT_DAMAGED, text, source.name)
            return CanonicalDocument(source, SiteMetadata(Site(), sources=[]), [], [notice])
        metadata = SiteMetadata(
            document.site,
            document.authors,
            document.terms,
            document.sources,
            document.other_sites or [],
        )
        return CanonicalDocument(source, metadata, [])


@dataclass
class CanonicalDocument:
    """One of the two files; see `wparchive.formats.readers.Document`."""

    source: Source
    metadata: SiteMetadata
    ranges: list[Range]
    notices: list[Notice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    def by_blog(self) -> list[CanonicalDocument]:
        """Return a document for each blog that posts name, with the lines of its posts."""
        found = _ranges_by_blog(self.source, self.ranges)
        if not any(found):
            return [self]
        return [
            CanonicalDocument(self.source, replace(self.metadata, blog=blog), ranges)
            for blog, ranges in found.items()
        ]

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Decode the lines of one range; records keep their origins.

        A line that is not a post of the model is skipped, and reported with its number.
        """
        with reading_from(self.source), open_regular(self.source.path) as file:
            file.seek(part.start)
            lines = file.read(part.stop - part.start).split(b"\n")
        offset = part.start
        for number, line in enumerate(lines, start=part.line):
            if line.removeprefix(BOM_UTF8).strip() and (
                post := self._post(line, number, offset, notices)
            ):
                yield post
            offset += len(line) + 1

    def _post(self, line: bytes, number: int, offset: int, notices: list[Notice]) -> Post | None:
        """Decode a line; None with a notice if it cannot be read."""
        name = self.source.name
        try:
            post = decode_post(line, name=name, number=number)
        except MalformedInputError as error:
            doubtful = decode_doubtful_post(line)
            if doubtful is None:
                text = f"A line could not be read: {error}"
                notices.append(Notice(Code.POST_FAILED, text, name, number, offset))
                return None
            post = doubtful
            text = "Invalid UTF-8, or halves of surrogate pairs, became U+FFFD."
            notices.append(Notice(Code.BYTE_REPLACED, text, name, number, offset, post.id))
        try:
            _check_kinds([post, *post.comments])
        except UnknownFormatError as error:
            text = f"A line could not be read: {error.message} {error.hint}"
            notices.append(Notice(Code.POST_FAILED, text, name, number, offset, post.id))
            return None
        return post


class _BlogOfPost(msgspec.Struct):
    """What says in a line to which blog its post belongs."""

    blog: str | None = None


def _ranges_by_blog(source: Source, ranges: Sequence[Range]) -> dict[str, list[Range]]:
    """Return the lines of each blog's posts, by the blog's address.

    Posts that name no blog are under an empty address, and damaged lines with those before them.
    """
    found: dict[str, list[Range]] = {}
    blog = ""
    with reading_from(source), open_regular(source.path) as file:
        for part in ranges:
            file.seek(part.start)
            data = file.read(part.stop - part.start)
            lines = io.BytesIO(data) if _BLOG in data else [data]
            start, line = part.start, part.line
            for text in lines:
                blog = _blog_of(text, blog) if _BLOG in data else ""
                _extend(found.setdefault(blog, []), Range(start, start + len(text), line))
                start += len(text)
                line += text.count(b"\n")
    return found


def _blog_of(line: bytes, before: str) -> str:
    try:
        return msgspec.json.decode(line.removeprefix(BOM_UTF8), type=_BlogOfPost).blog or ""
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        doubtful = decode_doubtful_post(line)
        return before if doubtful is None else doubtful.blog or ""


def _extend(ranges: list[Range], part: Range) -> None:
    """Add a range to those of a blog, as a part of the last one if that ends here and is short."""
    last = ranges[-1] if ranges else None
    if last is not None and last.stop == part.start and part.stop - last.start <= RANGE_SIZE:
        ranges[-1] = Range(last.start, part.stop, last.line)
    else:
        ranges.append(part)


def _check_kinds(records: Iterable[Post | Comment | Site | Author | Term]) -> None:
    """Check that readers declare all kinds of sources that records name.

    Raises:
        UnknownFormatError: One is of a reader that is not installed.
    """
    for record in records:
        if record.origin is not None:
            for origin in (record.origin, *record.origin.fields.values()):
                kind_of(origin)


def _has_posts(start: bytes, name: str) -> bool:
    """Return whether any line of a file's beginning is a post, or the beginning of one."""
    if not start.lstrip().startswith(b"{"):
        return False
    *lines, last = start.split(b"\n")
    if any(_is_post(_fields(line).keys()) for line in lines):
        return True
    found = _fields(last).keys()
    if len(start) < SNIFF_SIZE:
        return _is_post(found)
    # The line goes on: its other fields are not to be seen.
    is_ours = name.endswith(".jsonl") or not found.isdisjoint(_OWN_FIELDS)
    return _is_post(found) or (is_ours and bool(found) and found <= _POST_FIELDS)


def _has_our_name(start: bytes, name: str) -> bool:
    """Return whether a file is called ``posts.jsonl``, and does not begin as one of others."""
    if re.split("[/!]", name)[-1] != POSTS or start.lstrip().startswith(b"<"):
        return False
    return _fields(start.lstrip().removeprefix(b"[")).keys() <= _POST_FIELDS


def _is_post(fields: AbstractSet[bytes]) -> bool:
    return _NEEDED <= fields <= _POST_FIELDS


def _fields(text: bytes) -> dict[bytes, int]:
    """Return the fields of the object at the beginning of a text, which may be cut off.

    Returns:
        The byte offsets at which their values begin; empty if the text begins with no object.
    """
    found: dict[bytes, int] = {}
    if not text.lstrip().startswith(b"{"):
        return found
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in {b"{", b"["}:
            depth += 1
        elif token[0] in {b"}", b"]"}:
            depth -= 1
            if not depth:
                break
        elif depth == 1 and token[2]:
            found.setdefault(token[1], token.end())
    return found


def _ranges(source: Source) -> Iterator[Range]:
    """Yield runs of whole lines of about a megabyte."""
    start, line = 0, 1
    with open_regular(source.path) as file:
        while block := file.read(RANGE_SIZE):
            block += file.readline()
            yield Range(start, start + len(block), line)
            start += len(block)
            line += block.count(b"\n")
