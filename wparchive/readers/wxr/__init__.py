"""WXR, WordPress's export format: RSS 2.0 with the ``wp:`` vocabulary, versions 1.0 to 1.3.

The document is cut into ranges of about a megabyte of whole items; each is parsed strictly and
alone, so memory stays bounded and worker processes can share the work. A document with a DOCTYPE,
in an encoding in which the cut is not safe, or whose ranges do not parse, is read as a whole with
`lxml.etree.iterparse`. One that no strict parser takes is repaired first: `repair` writes a
well-formed copy and reports its changes and what is missing, and the copy is read instead.
Entities are never expanded and nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from wparchive import patterns
from wparchive.errors import MalformedInputError, UnknownFormatError
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice, quoting
from wparchive.formats.readers import EXPORT, Range, ReaderInfo, SiteMetadata
from wparchive.readers.wxr.channel import read_site_metadata
from wparchive.readers.wxr.core_items import CoreItems
from wparchive.readers.wxr.cut import RANGE_SIZE, Cut, cut, item_offsets
from wparchive.readers.wxr.items import DECISIVE, NO_DAMAGE, Damage, read_post
from wparchive.readers.wxr.refusals import (
    has_fields,
    malformed,
    refuse,
    too_deep,
    unreadable,
    without_items,
)
from wparchive.readers.xml.fields import Location, line_of
from wparchive.storage.opening import open_regular
from wparchive.storage.source import reading_from
from wparchive.wordpress.inferred import restore_post
from wparchive.wordpress.wxr import vocabulary
from wparchive.xml_repair.content_model import MAX_DEPTH
from wparchive.xml_repair.decisive import DoubtfulItems
from wparchive.xml_repair.encoding import is_utf8
from wparchive.xml_repair.repair import ItemOffsets, repair
from wparchive.xml_repair.sniff import is_like_xml
from wparchive.xml_repair.start_tags import is_misspelt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.errors import InputError
    from wparchive.model.records import Post
    from wparchive.readers.xml.fields import Element
    from wparchive.storage.source import Source

_DECLARED = patterns.lazy(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_CUTTABLE = patterns.lazy(
    r"utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d|cp125\d|koi8-[ru]", re.IGNORECASE
)
_BOM = b"\xef\xbb\xbf"
_UNICODE = patterns.lazy(r"utf-?8|us-ascii|ascii", re.IGNORECASE)
_FRAGMENT = patterns.lazy(rb"<(?:item[\s>]|wp:\w)")
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True}
_UTF8 = b'<?XML VERSION="1.0" ENCODING="UTF-8"?>'
_HARMLESS = frozenset({Code.NAMESPACE_REPAIRED, Code.ENCODING_REPAIRED})
"""Repairs that leave all elements as they were."""
_CUT = frozenset({Code.INPUT_TRUNCATED, Code.ELEMENT_UNCLOSED})
_HUGE = 9_000_000
"""Bytes from which the parser's own limits (10 MB of text, 256 levels) must be lifted."""


class WxrReader:
    """A reader of WordPress's exports (WXR)."""

    info = ReaderInfo("wxr", "WordPress export (WXR)", (EXPORT,))

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file, in any encoding, uses WordPress's vocabulary as exports do.

        Feeds, which lack these names, have another reader.
        """
        text = start.replace(b"\0", b"").lower()
        if not is_like_xml(text):
            return False
        known = b"wordpress.org/export" in text or b"<wp:" in text
        if known and (b"<rss" in text or b"<channel" in text):
            return True
        part = _FRAGMENT.search(text)
        return part is not None and b"<html" not in text[: part.start()] and b"<wp:" in text

    def open(self, source: Source) -> WxrDocument:
        """Read the channel and cut the items; repair the document first if need be.

        Raises:
            MalformedInputError: The document is not well-formed XML, and holds nothing to save.
            UnknownFormatError: It is XML, but no RSS channel.
        """
        try:
            misdeclared = _is_misdeclared(source)
            document = _open_repaired(source) if misdeclared else _open_strictly(source)
        except (MalformedInputError, UnknownFormatError) as error:
            document = _open_repaired(source, error)
        document.damage = document.damage.among(is_wrong=source.is_doubtful)
        return document


@dataclass
class WxrDocument:
    """An opened export; see `wparchive.formats.readers.Document`.

    Attributes:
        text: The file that is read: the source itself or its repaired copy.
        opening: The declaration and channel start tag to parse a range in; empty to read the
            document as a whole.
        offsets: The offsets of the copy's items in the source; None without a copy.
        core: Reads items that are in WordPress's own form; None if the document cannot have any.
        damage: What damage may have done to any item.
        is_cut: Whether the document ends too early, so that its last item may not be whole.
    """

    source: Source
    text: Source
    metadata: SiteMetadata
    ranges: list[Range]
    notices: list[Notice]
    opening: bytes = b""
    offsets: ItemOffsets | None = None
    core: CoreItems | None = None
    damage: Damage = NO_DAMAGE
    is_cut: bool = False

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Read the items of one range; see `wparchive.formats.readers.Document`.

        Raises:
            MalformedInputError: A range of a document that is read as a whole does not parse.
        """
        if not self.opening:
            yield from self._whole(notices)
            return
        data = _slice(self.text, part)
        doubtful = self.offsets.doubtful if self.offsets else DoubtfulItems()
        line, done = part.line, 0
        offsets = [*item_offsets(data), len(data)]
        for begin, end in pairwise(offsets):
            line += data.count(b"\n", done, begin)
            done = begin
            offset = self._original(part.start + begin)
            item = data[begin:end]
            doubts = doubtful.about(part.start + begin)
            core = None if any(doubts) or self.damage.is_wrong else self.core
            post = core and core.read(item.decode(), line, offset, notices)
            if post is not None:
                yield from [post] if restore_post(post) else []
                continue
            (element,) = _parse_range(self.opening, item)
            location = Location(self.source.name, notices, line, offset)
            is_last = self.is_cut and part == self.ranges[-1] and end == len(data)
            damage = self.damage.at_end() if is_last else self.damage
            damage = damage.with_doubts(*doubts)
            yield from _read_item(element, location, line, damage)

    def _whole(self, notices: list[Notice]) -> Iterator[Post]:
        # Which item is the last one is known too late.
        damage = self.damage.at_end() if self.is_cut else self.damage
        for number, element in enumerate(_stream(self.text, items=True)):
            location = Location(self.source.name, notices, line_of(element))
            own = damage.with_doubts(*self.offsets.doubts(number)) if self.offsets else damage
            yield from _read_item(element, location, 1, own)

    def _original(self, offset: int) -> int | None:
        return offset if self.offsets is None else self.offsets(offset)


def _read_item(element: Element, location: Location, first: int, damage: Damage) -> list[Post]:
    """Read an item; report an item that cannot be read, and return no post for it.

    What our writer made up for WordPress's importer is unknown again.
    """
    # Lines inside the item count from the range's first line, as the parser counts them.
    inner = replace(location, base=first)
    origin = location.origin()
    with Attempt() as attempt:
        post = read_post(element, inner, damage)
        post.origin = origin
        return [post] if restore_post(post) else []
    message, public = quoting("An item could not be read: {}", attempt.cause)
    place = (origin.source, origin.line, origin.offset)
    location.notices.append(Notice(Code.POST_FAILED, message, *place, public=public))
    return []


def _open_strictly(source: Source) -> WxrDocument:
    return _open_cut(source) or _open_whole(source)


def _check_namespaces(channel: Element, source: Source) -> list[Notice]:
    """Report the vocabularies that have an unknown namespace, so that they are foreign.

    Raises:
        MalformedInputError: A namespace is misspelt; repair can correct it.
    """
    found = []
    for prefix, uri in channel.nsmap.items():
        if prefix and is_misspelt(prefix.encode(), uri):
            raise MalformedInputError(f"{source.name} has the misspelt namespace {uri!r}.")
        if prefix in {"wp", "content", "excerpt"} and vocabulary(uri) is None:
            template = f"The prefix {prefix} has the unknown namespace {{}}."
            message, public = quoting(template, repr(uri[:100]))
            place = (source.name, line_of(channel))
            found.append(Notice(Code.NAMESPACE_UNKNOWN, message, *place, public=public))
    return found


def _open_repaired(source: Source, error: InputError | None = None) -> WxrDocument:
    """Open a repaired copy; raise the error again if the copy is empty."""
    repaired = repair(source)
    if repaired is None:
        raise error or unreadable(source)
    copy = replace(source, path=repaired.path, size=repaired.path.stat().st_size)
    document = _open_strictly(copy)
    damage, notices = document.damage, [*repaired.notices, *document.notices]
    codes = {notice.code for notice in repaired.notices}
    with copy.path.open("rb") as file:
        start = file.read(RANGE_SIZE) if codes - _HARMLESS else b""
    expected = damage.expected | {name for name in DECISIVE if name.encode() in start}
    return replace(
        document,
        source=source,
        notices=notices,
        offsets=repaired.offsets,
        damage=damage._replace(expected=expected),
        is_cut=bool(codes & _CUT),
    )


def _is_misdeclared(source: Source) -> bool:
    """Return whether an old encoding is declared, but the bytes are UTF-8."""
    with open_regular(source.path) as file:
        declared = _DECLARED.match(file.read(1000))
    if declared is None or _UNICODE.fullmatch(declared[1].decode("ascii")):
        return False
    return bool(_CUTTABLE.fullmatch(declared[1].decode("ascii"))) and is_utf8(source.path)


def _open_cut(source: Source) -> WxrDocument | None:
    """Open by cutting; None if that is not safe."""
    with open_regular(source.path) as file:
        start = file.read(1 << 16)
        if not _is_cuttable(start) or (parts := cut(file)) is None:
            return None
        # An empty item marks for the head's layout where the items were.
        head = _read(file, 0, parts.items) + b"<item/>" + _read(file, parts.end)
        if b"<!DOCTYPE" in head:
            return None
        try:
            root = etree.fromstring(head, _parser(len(head)))
            if _is_deep(root, len(head)):
                return None
            if sum(1 for _ in root.iter("item")) != 1:  # an item that the cut did not see
                return None
            opening = _opening(root, start[:200])
            if not _parses(file, parts, opening):
                return None
            first = _read(file, parts.items, min(parts.items + RANGE_SIZE, parts.end))
            damage = Damage.of_usual(first)
        except etree.XMLSyntaxError:
            return None
    channel = _channel(root, source)
    notices = _check_namespaces(channel, source)
    location = Location(source.name, notices)
    metadata = read_site_metadata(channel, location)
    is_unicode = opening.upper().startswith(_UTF8)
    core = CoreItems.of(source.name, channel.nsmap) if is_unicode else None
    return WxrDocument(source, source, metadata, parts.ranges, notices, opening, None, core, damage)


def _is_cuttable(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:200]:
        return False
    declared = _DECLARED.match(start.removeprefix(_BOM))
    return declared is None or bool(_CUTTABLE.fullmatch(declared[1].decode("ascii")))


def _opening(root: Element, start: bytes) -> bytes:
    """Return the declaration and start tag that give a range its document's namespaces."""
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
    root = etree.fromstring(opening + data + b"</channel>", _parser(len(data)))
    return [child for child in root if child.tag == "item"]


def _parses(file: IO[bytes], parts: Cut, opening: bytes) -> bool:
    """Return whether each range is well-formed alone and has just the items that the cut found."""
    for part in parts.ranges:
        raw = _read(file, part.start, part.stop)
        root = etree.fromstring(opening + raw + b"</channel>", _parser(len(raw)))
        if _is_deep(root, len(raw)):
            return False
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
        refuse(source)
    channel = _channel(channel, source)
    if channel.find("item") is None and has_fields(source):
        raise without_items(source)
    notices = _check_namespaces(channel, source)
    metadata = read_site_metadata(channel, Location(source.name, notices))
    damage = Damage.of_usual(source.read(RANGE_SIZE).replace(b"\0", b""))  # also of UTF-16
    return WxrDocument(source, source, metadata, [Range(0, source.size, 1)], notices, damage=damage)


def _stream(source: Source, *, items: bool) -> Iterator[Element]:
    """Yield the items of a document as they end, or its root once all of them are removed."""
    with open_regular(source.path) as file:
        try:
            huge = source.size > _HUGE
            context = etree.iterparse(file, events=("end",), tag="item", huge_tree=huge, **_SAFE)
            for _, element in context:
                if _is_deep(element, source.size):
                    raise too_deep(source, line_of(element))
                if items:
                    yield element
                parent = element.getparent()
                element.clear(keep_tail=False)
                # The first one stays, empty, to mark for the head's layout where items were.
                if parent is not None and (items or parent.find("item") is not element):
                    parent.remove(element)
            if not items and context.root is not None:
                yield context.root
        except etree.XMLSyntaxError as error:
            raise malformed(source, error) from error


def _parser(size: int) -> etree.XMLParser:
    """Return a parser for a document of `size` bytes; its limits stay where they do no harm."""
    return etree.XMLParser(collect_ids=False, huge_tree=size > _HUGE, **_SAFE)


def _is_deep(root: Element, size: int) -> bool:
    """Return whether a tree from a parser without limits is too deep for later steps."""
    return size > _HUGE and bool(root.xpath(f"boolean(.{'/*' * MAX_DEPTH})"))


def _channel(root: Element, source: Source) -> Element:
    """Return the channel of a root.

    Raises:
        MalformedInputError: The root also has other content, for which the model has no place.
        UnknownFormatError: It has no channel.
    """
    if root.tag == "channel":
        return root
    channel = root.find("channel")
    if channel is None:
        refuse(source)
    others = [child for child in root.iterchildren(tag=etree.Element) if child is not channel]
    texts = [root.text, *(child.tail for child in root)]
    if others or any(text and not text.isspace() for text in texts):
        raise MalformedInputError(f"{source.name} contains more than one channel.")
    return channel


def _slice(source: Source, part: Range) -> bytes:
    with reading_from(source), open_regular(source.path) as file:
        return _read(file, part.start, part.stop)


def _read(file: IO[bytes], start: int, stop: int | None = None) -> bytes:
    """Read from one offset to another, or to the end of the file."""
    file.seek(start)
    return file.read() if stop is None else file.read(stop - start)
