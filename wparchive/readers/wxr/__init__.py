"""WXR, WordPress's export format: RSS 2.0 with the ``wp:`` vocabulary, versions 1.0 to 1.3.

The document is cut into ranges of about a megabyte of whole items; each is parsed strictly and
alone, so memory stays bounded and worker processes can share the work. A document with a DOCTYPE,
in an encoding in which the cut is not safe, or whose ranges do not parse, is read as a whole with
`lxml.etree.iterparse`. Entities are never expanded and nothing is fetched.
"""

from __future__ import annotations

import mmap
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from xml.sax.saxutils import quoteattr

from lxml import etree

from wparchive.errors import MalformedInputError, UnknownFormatError
from wparchive.protocols import FormatInfo, Head, Range
from wparchive.readers.wxr.channel import read_head
from wparchive.readers.wxr.cut import Cut, cut, item_offsets
from wparchive.readers.wxr.fields import Place, line_of
from wparchive.readers.wxr.items import read_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post
    from wparchive.notices import Notice
    from wparchive.readers.wxr.fields import Element
    from wparchive.storage.sources import Source

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_CUTTABLE = re.compile(
    r"utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d|cp125\d|koi8-[ru]", re.IGNORECASE
)
_BOM = b"\xef\xbb\xbf"
_SAFE: dict[str, Any] = {"huge_tree": True, "resolve_entities": False, "no_network": True}


class WxrReader:
    """Reads WXR."""

    info = FormatInfo("wxr", "WordPress export (WXR)")

    def recognizes(self, start: bytes) -> bool:
        """RSS with a channel, in any encoding that an XML document can name."""
        text = start.replace(b"\0", b"").lower()
        return b"<rss" in text or (b"<channel" in text and b"wordpress.org/export" in text)

    def open(self, source: Source) -> WxrDocument:
        """Read the channel and cut the items.

        Raises:
            MalformedInputError: The document is not well-formed XML.
            UnknownFormatError: It is XML, but no RSS channel.
        """
        document = _open_cut(source)
        return document or _open_whole(source)


@dataclass
class WxrDocument:
    """An opened export; see `wparchive.protocols.Document`."""

    source: Source
    head: Head
    ranges: list[Range]
    notices: list[Notice]
    opening: bytes = b""
    """Declaration and channel start tag in which a range is parsed; empty to read as a whole."""

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Read the items of one range; see `wparchive.protocols.Document`.

        Raises:
            MalformedInputError: A range of a document that is read as a whole does not parse.
        """
        if not self.opening:
            yield from self._whole(notices)
            return
        data = _slice(self.source, part)
        items = _parse_range(self.opening, data)
        for element, offset in zip(items, item_offsets(data), strict=True):
            line = part.line + line_of(element) - 1
            place = Place(self.source.name, notices, line, part.start + offset)
            yield _read_item(element, place, part.line)

    def _whole(self, notices: list[Notice]) -> Iterator[Post]:
        for element in _stream(self.source, items=True):
            place = Place(self.source.name, notices, line_of(element))
            yield _read_item(element, place, 1)


def _read_item(element: Element, place: Place, first: int) -> Post:
    # Lines inside the item count from the range's first line, as the parser counts them.
    inner = Place(place.source, place.notices, first)
    origin = place.origin()
    post = read_post(element, inner)
    post.origin = origin
    return post


def _open_cut(source: Source) -> WxrDocument | None:
    """Open by cutting; None where that is not safe."""
    with _mapped(source) as data:
        if not _is_cuttable(data[: 1 << 16]) or (parts := cut(data)) is None:
            return None
        head = data[: parts.items] + data[parts.end :]
        if b"<!DOCTYPE" in head:
            return None
        try:
            root = etree.fromstring(head, etree.XMLParser(**_SAFE))
            opening = _opening(root, data[:200])
            if not _parses(data, parts, opening):
                return None
        except etree.XMLSyntaxError:
            return None
    channel = _channel(root, source)
    notices: list[Notice] = []
    place = Place(source.name, notices)
    return WxrDocument(source, read_head(channel, place), parts.ranges, notices, opening)


def _is_cuttable(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:200]:
        return False
    declared = _DECLARED.match(start.removeprefix(_BOM))
    return declared is None or bool(_CUTTABLE.fullmatch(declared[1].decode("ascii")))


def _opening(root: Element, start: bytes) -> bytes:
    """Declaration and start tag that give a range the encoding and namespaces of its document."""
    channel = root if root.tag == "channel" else root.find("channel")
    nsmap = (root if channel is None else channel).nsmap
    declared = _DECLARED.match(start.removeprefix(_BOM))
    encoding = declared[1].decode("ascii") if declared else "UTF-8"
    names = "".join(
        f" {'xmlns:' + prefix if prefix else 'xmlns'}={quoteattr(uri)}"
        for prefix, uri in nsmap.items()
    )
    names = names.replace("\n", "&#10;")
    return f'<?xml version="1.0" encoding="{encoding}"?><channel{names}>'.encode(encoding)


def _parse_range(opening: bytes, data: bytes) -> list[Element]:
    parser = etree.XMLParser(collect_ids=False, **_SAFE)
    root = etree.fromstring(opening + data + b"</channel>", parser)
    return [child for child in root if child.tag == "item"]


def _parses(data: mmap.mmap, parts: Cut, opening: bytes) -> bool:
    """Whether each range is well-formed alone and holds the items that the cut saw, no others."""
    for part in parts.ranges:
        raw = data[part.start : part.stop]
        parser = etree.XMLParser(collect_ids=False, **_SAFE)
        root = etree.fromstring(opening + raw + b"</channel>", parser)
        if any(child.tag != "item" for child in root if isinstance(child.tag, str)):
            return False
        if sum(child.tag == "item" for child in root) != sum(1 for _ in item_offsets(raw)):
            return False
    return True


def _open_whole(source: Source) -> WxrDocument:
    """Open by reading everything once."""
    channel = None
    for channel in _stream(source, items=False):  # noqa: B007
        pass
    if channel is None:
        _refuse(source)
    notices: list[Notice] = []
    head = read_head(_channel(channel, source), Place(source.name, notices))
    return WxrDocument(source, head, [Range(0, source.size, 1)], notices)


def _stream(source: Source, *, items: bool) -> Iterator[Element]:
    """The items of a document as they end, or its root once all of them are gone."""
    with source.path.open("rb") as file:
        try:
            context = etree.iterparse(file, events=("end",), tag="item", **_SAFE)
            for _, element in context:
                if items:
                    yield element
                parent = element.getparent()
                element.clear(keep_tail=False)
                if parent is not None:
                    parent.remove(element)
            if not items and context.root is not None:
                yield context.root
        except etree.XMLSyntaxError as error:
            raise _malformed(source, error) from error


def _channel(root: Element, source: Source) -> Element:
    if root.tag == "channel":
        return root
    channel = root.find("channel")
    if channel is None:
        _refuse(source)
    return channel


def _refuse(source: Source) -> NoReturn:
    raise UnknownFormatError(
        f"{source.name} is XML, but no WordPress export: it has no RSS channel.",
        hint="In WordPress, Tools > Export writes the file that is meant.",
    )


def _malformed(source: Source, error: etree.XMLSyntaxError) -> MalformedInputError:
    line, column = error.position
    cause = str(error.msg or "unknown error").split(", line ")[0].rstrip(".")
    return MalformedInputError(
        f"{source.name} is not well-formed XML: {cause}.",
        place=f"line {line}, column {column}",
        hint="Is the file complete? Export it again, or mend the named place.",
    )


def _slice(source: Source, part: Range) -> bytes:
    with source.path.open("rb") as file:
        file.seek(part.start)
        return file.read(part.stop - part.start)


@contextmanager
def _mapped(source: Source) -> Iterator[mmap.mmap]:
    with (
        source.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        yield data
