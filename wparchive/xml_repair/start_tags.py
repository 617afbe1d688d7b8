"""Start tags: their attributes and namespaces, mended one by one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import unescape

from lxml import etree

from wparchive.notices import Code
from wparchive.wordpress.wxr import vocabulary
from wparchive.xml_repair.characters import references
from wparchive.xml_repair.content_model import NAME, URIS
from wparchive.xml_repair.log import excerpt

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import Notes

_STRICT = re.compile(
    rb"<(" + NAME + rb")((?:[ \t\r\n]+" + NAME + rb"""\s*=\s*(?:"[^"<]*"|'[^'<]*'))*+)\s*(/?)>"""
)
_LOOSE = re.compile(rb"<(" + NAME + rb")((?:\s[^<>]*?)?)(/?)>")
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?|\S""")
_NAME = re.compile(NAME)
_START = "A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
_START += "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffc"
_PART = f"[{_START}][-.0-9\xb7\u0300-\u036f\u203f-\u2040{_START}]*"
_LETTERS = re.compile(f"{_PART}(?::{_PART})?", re.ASCII)
"""What XML takes in a name, as far as scripts have letters that tools use."""
LONGEST = 10_000
"""Bytes that a name has at most; libxml2 takes 50,000 (``XML_MAX_NAME_LENGTH``)."""
_XML_URI = b"http://www.w3.org/XML/1998/namespace"


class Tag(NamedTuple):
    """A start tag as it is written in the mended copy.

    Attributes:
        start: Its offset.
        stop: The offset after it.
        name: Its name with the prefix.
        attributes: All of its attributes, each with a space before it.
        empty: Whether it ends itself.
        prefixes: The prefixes of its attributes.
        declared: The namespaces that it declares, by prefix.
        changed: Whether it has to be written anew.
    """

    start: int
    stop: int
    name: bytes
    attributes: bytes
    empty: bool
    prefixes: frozenset[bytes]
    declared: dict[bytes, bytes]
    changed: bool

    def written(self, name: bytes | None = None) -> bytes:
        """The whole tag, under its name or another."""
        return b"<%s%s%s>" % (name or self.name, self.attributes, b"/" if self.empty else b"")


def read_tag(data: mmap, start: int, notes: Notes) -> Tag | None:
    """The start tag at an offset; None if there is none that could be meant."""
    match = _STRICT.match(data, start)
    sound = match is not None
    match = match or _LOOSE.match(data, start)
    if match is None or not _is_name(match[1]):
        return None
    if not match[2].strip():
        return Tag(start, match.end(), match[1], b"", bool(match[3]), frozenset(), {}, not sound)
    if not sound:
        notes.add(Code.TAG_REPAIRED, start, f"The tag {excerpt(match[0])} is written anew.")
    return _mend(match, start, notes, sound=sound)


def _mend(match: re.Match[bytes], start: int, notes: Notes, *, sound: bool) -> Tag:
    seen: dict[bytes, bytes] = {}
    declared: dict[bytes, bytes] = {}
    changed = not sound
    for found in _ATTRIBUTE.finditer(match[2]):
        name, quoted = found[1], found[2]
        place = match.start(2) + found.start()
        if name is None or not _is_name(name) or name in seen:
            code = Code.TAG_DROPPED if sound else Code.TEXT_LOST
            notes.add(code, place, f"{excerpt(found[0])} in a tag is left out.")
            changed = True
            continue
        raw = _unquoted(quoted)
        value = references(raw, place, notes).replace(b"<", b"&lt;").replace(b'"', b"&quot;")
        if name == b"xmlns" or name.startswith(b"xmlns:"):
            mended = _uri(name, value, place, notes)
            changed = changed or mended != value
            if mended is None:
                continue
            value = declared[name[6:]] = mended
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


def _uri(name: bytes, value: bytes, place: int, notes: Notes) -> bytes | None:
    """A namespace that a parser takes; None if the declaration means nothing."""
    prefix = name[6:]
    if prefix in {b"xml", b"xmlns"} or value == _XML_URI or (prefix and not value):
        if prefix == b"xml" and value == _XML_URI:
            return value
        notes.add(
            Code.NAMESPACE_REPAIRED, place, f"The declaration of {excerpt(name)} is left out."
        )
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
        note = f"The namespace {excerpt(value)} is written {excerpt(safe)}."
        notes.add(Code.NAMESPACE_REPAIRED, place, note)
    return safe


def is_misspelt(prefix: bytes, uri: str) -> bool:
    """Whether a namespace is nearly the one that its prefix usually means in an export."""
    usual = URIS.get(prefix, b"").decode()
    if not usual or len(uri) > 100 or vocabulary(uri):
        return False
    torso = len(uri) > 8 and uri in usual
    return uri != usual and (torso or SequenceMatcher(None, uri, usual).ratio() > 0.9)


def _is_uri(text: bytes) -> bool:
    """Whether the parser takes it for a namespace."""
    try:
        etree.fromstring(b'<x xmlns:p="%s"/>' % text)
    except etree.XMLSyntaxError:
        return False
    return True
