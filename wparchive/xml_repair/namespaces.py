"""The prefixes of a damaged document: their meanings, and those that nothing declares."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.wordpress.wxr import vocabulary
from wparchive.xml_repair.content_model import URIS
from wparchive.xml_repair.log import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from mmap import mmap

    from wparchive.xml_repair.log import RepairLog

    Spaces = Mapping[bytes, bytes]
    """Prefixes with the short names of what they mean; for a foreign vocabulary its URI."""

ROOM = 4096
"""Bytes left free in the root's start tag, for prefixes that turn out to be undeclared."""
_DECLARES = patterns.lazy(rb"""xmlns:([\w.\-]+)\s*=\s*["']([^"'<]*)["']""")
_USUAL = (b"wp", b"excerpt", b"content", b"dc")


class Namespaces:
    """The namespaces of a whole document.

    Attributes:
        base: The root's declarations, and those that were added since.
        usual: The prefixes of WordPress's vocabularies, as the document's beginning declares them.
        added: The declarations to write into the root's start tag.
    """

    def __init__(self, data: mmap, log: RepairLog) -> None:
        self._log = log
        self.base: dict[bytes, bytes] = {}
        self.usual = {name: name for name in _USUAL}
        self.added = b""
        for match in _DECLARES.finditer(data, 0, min(len(data), 1 << 16)):
            if short := vocabulary(match[2].decode(errors="replace")):
                self.usual.setdefault(match[1], short.encode())

    def declare(self, prefix: bytes, at: int, uri: bytes | None = None) -> bool:
        """Declare a prefix for the whole document; False if there is no room left."""
        if prefix in self.base:
            return True
        usual = self.usual.get(prefix, prefix)
        uri = uri or URIS.get(usual, b"urn:undeclared:" + quote(prefix).encode())
        text = b' xmlns:%s="%s"' % (prefix, uri)
        if len(self.added) + len(text) > ROOM:
            return False
        self.added += text
        self.base.update(short_names({prefix: uri}))
        name = uri.decode(errors="replace")
        message = "The prefix {} was not declared; it got the namespace {}."
        self._log.add(Code.NAMESPACE_REPAIRED, at, message, excerpt(prefix), name)
        return True

    def declare_all(self, prefixes: Iterable[bytes], at: int) -> None:
        """Declare several prefixes, as far as there is room."""
        for prefix in sorted(prefixes):
            self.declare(prefix, at)

    def kind(self, name: bytes, spaces: Spaces | None = None) -> bytes:
        """Return a name with the prefix that usually means its namespace."""
        prefix, _, local = name.rpartition(b":")
        meaning = (spaces or {}).get(prefix)
        if meaning is None:
            meaning = self.base.get(prefix) or self.usual.get(prefix, prefix)
        return meaning + b":" + local if meaning else local

    def prefix(self, short: bytes) -> bytes:
        """Return the document's own prefix for a vocabulary."""
        return next((p for p, s in self.usual.items() if s == short and p in self.base), short)


def short_names(declared: Spaces) -> dict[bytes, bytes]:
    """Return declarations as `Spaces`."""
    return {
        prefix: (vocabulary(uri.decode(errors="replace")) or "").encode() or uri
        for prefix, uri in declared.items()
    }


def is_foreign(kind: bytes) -> bool:
    """Return whether a name is of another vocabulary, and not just a misspelt one."""
    prefix, colon, _ = kind.rpartition(b":")
    return bool(colon) and prefix not in _USUAL
