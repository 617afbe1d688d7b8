"""A feed's XML as a tree: strictly parsed, and repaired first where it is broken."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from wparchive import patterns
from wparchive.errors import MalformedInputError
from wparchive.errors.containment import is_out_of_memory
from wparchive.errors.notices import Code, Notice
from wparchive.storage.scratch import new_file
from wparchive.web.scanning import Ended, enclosed
from wparchive.xml_repair.characters import escape_ampersands, repair_characters
from wparchive.xml_repair.encoding import UTF8, detect, transcode
from wparchive.xml_repair.log import RepairLog, excerpt
from wparchive.xml_repair.repair import repair
from wparchive.xml_repair.start_tags import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.readers.xml.elements import Element
    from wparchive.storage.source import Source

_RSS = patterns.lazy(rb"<rss[\s>]|<channel\s*>", re.IGNORECASE)
_KEPT = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_SECTION = Ended(
    patterns.lazy(rb"<!\[CDATA\[(.*?)\]\]>\s*+</", re.DOTALL), patterns.lazy(rb"\]\]>\s*+</")
)
_DECLARATION = patterns.lazy(rb"^\s*<\?xml[^>]*\?>")
_LAST = patterns.lazy(rb".*</(?:[\w.-]+:)?(entry|item)\s*>", re.DOTALL)
_LONG_NAME = patterns.lazy(rb"(?<![^\s</?])[^\s<>/\"'=!?]{%d,}+(?!\s*[\"'])" % LONGEST)
_SHORT = 100
_ROOT = patterns.lazy(rb"<((?:[\w.-]+:)?(?:feed|RDF))[\s>]")


def parse(source: Source) -> tuple[Element, list[Notice]]:
    """Parse a feed; report its repairs.

    Entities are never expanded, and nothing is fetched.

    Raises:
        MalformedInputError: It is too broken, or no XML.
        UnknownFormatError: It is XML, but no feed.
    """
    data = source.read().lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        return _strict(data), []
    except etree.XMLSyntaxError as error:
        if is_out_of_memory(error):
            raise MemoryError from error
        repaired = _repaired_rss(source, data) if _RSS.search(data) else _repaired(source, data)
        if repaired is None:
            line, column = error.position
            raise MalformedInputError(
                f"{source.name} is not well-formed XML: {error.msg}.",
                place=f"line {line}, column {column}",
            ) from error
        return repaired


def _strict(data: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, collect_ids=False, huge_tree=len(data) > 9_000_000
    )
    return etree.fromstring(data, parser)


def _repaired_rss(source: Source, data: bytes) -> tuple[Element, list[Notice]] | None:
    """Repair RSS as an export, since its root and channel are the same."""
    copy = new_file(source.scratch, "feed-", data)
    repaired = repair(replace(source, path=copy, size=len(data), start=0))
    copy.unlink()
    if repaired is None:
        return None
    try:
        return _strict(repaired.path.read_bytes()), repaired.notices
    except etree.XMLSyntaxError:
        return None
    finally:
        repaired.path.unlink()


def _repaired(source: Source, data: bytes) -> tuple[Element, list[Notice]] | None:
    """Repair RDF or Atom: characters, ampersands, and an end that is cut off."""
    log = RepairLog()
    copy = new_file(source.scratch, "feed-", data)
    charset, declared = detect(copy)
    if charset != UTF8:
        target = new_file(source.scratch, "feed-")
        transcode(copy, target, charset, log)
        data = target.read_bytes()
        target.unlink()
        text = f"The file declares {declared!r}, but is {charset}."
        log.add(Code.ENCODING_REPAIRED, 0, text)
    copy.unlink()
    data = _DECLARATION.sub(b"", repair_characters(data, 0, log))
    data = _outside_sections(_with_sections(data, log), lambda t, at: escape_ampersands(t, at, log))
    data = _with_short_names(data, log)
    notices = [
        Notice(repair.code, repair.message, source.name, None, repair.offset)
        for repair in log.listed
    ]
    try:
        return _strict(data), notices
    except etree.XMLSyntaxError:
        pass
    root, last = _ROOT.search(data), _LAST.match(data)
    if root is None or last is None:
        return None
    lost = len(data) - last.end()
    text = f"The last {lost:,} bytes cannot be read."
    notices.append(Notice(Code.INPUT_TRUNCATED, text, source.name, None, last.end()))
    try:
        return _strict(data[: last.end()] + b"</%s>" % root[1]), notices
    except etree.XMLSyntaxError:
        return None


def _with_sections(data: bytes, log: RepairLog) -> bytes:
    """Escape each ``]]>`` inside of a CDATA section, which ends before a tag only."""
    parts: list[bytes] = []
    position = 0
    for section in _SECTION.finditer(data):
        parts.append(data[position : section.start(1)])
        if b"]]>" in section[1]:
            log.add(Code.CDATA_REPAIRED, section.start(1), "A ]]> inside the text was escaped.")
        parts.append(section[1].replace(b"]]>", b"]]]]><![CDATA[>"))
        position = section.end(1)
    return b"".join([*parts, data[position:]])


def _outside_sections(data: bytes, change: Callable[[bytes, int], bytes]) -> bytes:
    """Change text outside of CDATA sections and comments; `change` also gets its offset."""
    parts: list[bytes] = []
    position = 0
    for start, end in enclosed(data, _KEPT):
        parts.append(change(data[position:start], position))
        parts.append(data[start:end])
        position = end
    parts.append(change(data[position:], position))
    return b"".join(parts)


def _with_short_names(data: bytes, log: RepairLog) -> bytes:
    """Shorten names in tags that are longer than a parser takes."""

    def change(text: bytes, offset: int) -> bytes:
        def shortened(found: re.Match[bytes]) -> bytes:
            start = text.rfind(b"<", 0, found.start())
            if start < 0 or text.find(b">", start, found.start()) >= 0:
                return found[0]
            name = found[0][:_SHORT]
            message = f"The name {{}} has over {LONGEST:,} bytes; it was cut."
            log.add(Code.TAG_REPAIRED, offset + found.start(), message, excerpt(name))
            return name

        return _LONG_NAME.sub(shortened, text)

    return _outside_sections(data, change)
