"""Start tags, with their attributes and namespaces repaired one by one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote
from xml.sax.saxutils import unescape

from lxml import etree

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.wordpress.wxr import vocabulary
from wparchive.xml_repair.characters import escape_ampersands
from wparchive.xml_repair.content_model import NAME, URIS
from wparchive.xml_repair.log import excerpt

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import RepairLog

_STRICT = patterns.lazy(
    rb"<(" + NAME + rb")((?>(?:[ \t\r\n]+" + NAME + rb"""\s*=\s*(?:"[^"<]*"|'[^'<]*'))*))\s*(/?)>"""
)
_LOOSE = patterns.lazy(rb"<(" + NAME + rb")((?:\s[^<>]*?)?)(/?)>")
_ATTRIBUTE = patterns.lazy(rb"""([^\s=<>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?|\S""")
_NAME = patterns.lazy(NAME)
_START = "A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
_START += "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffc"
_PART = f"[{_START}][-.0-9\xb7\u0300-\u036f\u203f-\u2040{_START}]*"
_LETTERS = patterns.lazy(f"{_PART}(?::{_PART})?", re.ASCII)
"""A name as XML has it, as far as scripts have letters that tools use."""
LONGEST = 10_000
"""Bytes that a name has at most; libxml2 takes 50,000 (``XML_MAX_NAME_LENGTH``)."""
_LONGEST_URI = 1_000
_DAMAGED = patterns.lazy(r"[^!-~]")
_XML_URI = b"http://www.w3.org/XML/1998/namespace"


class Tag(NamedTuple):
    """A start tag as it is written in the repaired copy.

    Attributes:
        start: Its offset.
        stop: The offset after it.
        name: Its name with the prefix.
        attributes: All of its attributes, each with a space before it.
        empty: Whether it ends itself.
        prefixes: The prefixes of its attributes.
        declared: The namespaces that it declares, by prefix.
        changed: Whether it must be written again.
    """

    start: int
    stop: int
    name: bytes
    attributes: bytes
    empty: bool
    prefixes: frozenset[bytes]
    declared: dict[bytes, bytes]
    changed: bool

    def to_bytes(self, name: bytes | None = None) -> bytes:
        """Return the whole tag, under its name or another."""
        return b"<%s%s%s>" % (name or self.name, self.attributes, b"/" if self.empty else b"")


def read_tag(data: mmap, start: int, log: RepairLog) -> Tag | None:
    """Read the start tag at an offset; None if nothing there looks like one."""
    match = _STRICT.match(data, start)
    strict = match is not None
    match = match or _LOOSE.match(data, start)
    if match is None or not _is_name(match[1]):
        return None
    if not match[2].strip():
        return Tag(start, match.end(), match[1], b"", bool(match[3]), frozenset(), {}, not strict)
    if not strict:
        log.add(Code.TAG_REPAIRED, start, "The tag {} was corrected.", excerpt(match[0]))
    return _repaired(match, start, log, strict=strict)


def _repaired(match: re.Match[bytes], start: int, log: RepairLog, *, strict: bool) -> Tag:
    seen: dict[bytes, bytes] = {}
    declared: dict[bytes, bytes] = {}
    changed = not strict
    for found in _ATTRIBUTE.finditer(match[2]):
        name, quoted = found[1], found[2]
        place = match.start(2) + found.start()
        if name is None or not _is_name(name) or name in seen:
            code = Code.TAG_DROPPED if strict else Code.TEXT_LOST
            log.add(code, place, "{} was removed from a tag.", excerpt(found[0]))
            changed = True
            continue
        raw = _unquoted(quoted)
        value = escape_ampersands(raw, place, log).replace(b"<", b"&lt;").replace(b'"', b"&quot;")
        if name == b"xmlns" or name.startswith(b"xmlns:"):
            repaired = _uri(name, value, place, log)
            changed = changed or repaired != value
            if repaired is None:
                continue
            value = declared[name[6:]] = repaired
        changed = changed or value != raw
        seen[name] = value
    attributes = b"".join(b' %s="%s"' % pair for pair in seen.items())
    prefixes = frozenset(n.partition(b":")[0] for n in seen if b":" in n) - {b"xmlns", b"xml"}
    return Tag(
        start, match.end(), match[1], attributes, bool(match[3]), prefixes, declared, changed
    )


def _is_name(name: bytes) -> bool:
    if len(name) > LONGEST or _NAME.fullmatch(name) is None:
        return False
    try:
        return name.isascii() or _LETTERS.fullmatch(name.decode()) is not None
    except UnicodeDecodeError:
        return False


def _unquoted(value: bytes | None) -> bytes:
    if value is None:
        return b""
    return value[1:-1] if value[:1] in {b'"', b"'"} else value


def _uri(name: bytes, value: bytes, place: int, log: RepairLog) -> bytes | None:
    """Return a namespace that a parser accepts; None if the declaration means nothing."""
    prefix = name[6:]
    if prefix in {b"xml", b"xmlns"} or value == _XML_URI or (prefix and not value):
        if prefix == b"xml" and value == _XML_URI:
            return value
        message = "The declaration of {} was removed."
        log.add(Code.NAMESPACE_REPAIRED, place, message, excerpt(name))
        return None
    if not value:
        return value
    usual = URIS.get(prefix, b"")
    text = unescape(value.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"})
    if vocabulary(text) or (_is_uri(value) and not is_misspelt(prefix, text)):
        safe = value
    elif is_misspelt(prefix, text):
        safe = usual
    else:
        safe = quote(text, safe="%/:=&?~#+!$,;'@()*").encode()
        safe = safe if _is_uri(safe) else b"urn:undeclared:" + quote(text, safe="").encode()
    if safe != value:
        message = "The namespace {} became {}."
        log.add(Code.NAMESPACE_REPAIRED, place, message, excerpt(value), excerpt(safe))
    return safe


def is_misspelt(prefix: bytes, uri: str) -> bool:
    """Return whether a namespace is nearly the usual one for its prefix in exports."""
    usual = URIS.get(prefix, b"").decode()
    if not usual or len(uri) > _LONGEST_URI or vocabulary(uri):
        return False
    # No namespace of exports has other signs; damaged bytes are some.
    plain = _DAMAGED.sub("", unquote(uri))
    is_part = len(plain) > 8 and plain in usual
    return uri != usual and (is_part or SequenceMatcher(None, plain, usual).ratio() > 0.9)


def _is_uri(text: bytes) -> bool:
    """Return whether the parser accepts a namespace."""
    try:
        etree.fromstring(b'<x xmlns:p="%s"/>' % text)
    except etree.XMLSyntaxError:
        return False
    return True
