"""Records of WARC 1.1 (ISO 28500:2017) as bytes: header fields, digests, ids, a gzip member each.

Written directly: warcio offers one compression level, zlib's slowest, and takes its own time per
record. The bytes between the gzip frames are those that it writes for the same record.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from wparchive.warc.streams import GZIP_WINDOW, RECORD_END

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType

packer: ModuleType = zlib
_LEVEL = 6
with suppress(ImportError):  # it is not built for every processor
    from isal import isal_zlib as packer

    _LEVEL = 2

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_RESPONSE = "application/http;msgtype=response"


class Record(NamedTuple):
    """An encoded record.

    Attributes:
        id: The value of its WARC-Record-ID.
        digest: The labelled digest of its payload.
        data: The whole record, a gzip member.
    """

    id: str
    digest: str
    data: bytes


class RecordEncoder:
    """Encodes the records of one WARC file, or of a row of them: see `with_warcinfo_id`.

    Args:
        date: WARC-Date of all records, to the second, in UTC.
        warcinfo: The id of the warcinfo record that they name as theirs.
    """

    def __init__(self, date: str, warcinfo: str) -> None:
        self._date = date
        self._warcinfo = warcinfo

    def resource(self, uri: str, payload: bytes, content_type: str, salt: str = "") -> Record:
        """Encode the resource at a URI, which no server sent (6.4)."""
        return self._encode("resource", uri, payload, content_type, digest=sha1(payload), salt=salt)

    def response(self, uri: str, payload: bytes, content_type: str, salt: str = "") -> Record:
        """Encode a payload with synthetic HTTP headers (6.3), marked as such (RFC 7234, 5.5.6)."""
        block = _http(content_type, len(payload)) + payload
        return self._encode("response", uri, block, _RESPONSE, digest=sha1(payload), salt=salt)

    def metadata(
        self, uri: str, payload: bytes, content_type: str, about: str = "", *, salt: str = ""
    ) -> Record:
        """Encode data about the record with the id `about`, or about the archive (6.6)."""
        refers = [("WARC-Refers-To", about)] if about else []
        return self._encode("metadata", uri, payload, content_type, refers, salt=salt)

    def revisit(self, uri: str, original_uri: str, original: Record) -> Record:
        """Encode another address of a page, whose payload is in `original` (6.7)."""
        fields = [
            ("WARC-Profile", IDENTICAL_PAYLOAD),
            ("WARC-Refers-To", original.id),
            ("WARC-Refers-To-Target-URI", original_uri),
            ("WARC-Refers-To-Date", self._date),
        ]
        return self._encode("revisit", uri, b"", "", fields, digest=original.digest)

    def stream(
        self,
        uri: str,
        blocks: Callable[[], Iterator[bytes]],
        size: int,
        content_type: str,
        *,
        synthetic: bool = False,
    ) -> tuple[Record, Iterator[bytes]]:
        """Encode a record whose payload may be too large for memory.

        Args:
            uri: Its URI.
            blocks: Returns the payload in blocks; called twice.
            size: The size of the payload in bytes.
            content_type: Its media type.
            synthetic: Whether it is a `response` with synthetic headers, else a `resource`.

        Returns:
            The record without its data, and its data, compressed, in chunks.
        """
        kind, declared = "resource", content_type
        head = b""
        if synthetic:
            kind, declared = "response", _RESPONSE
            head = _http(content_type, size)
        payload, block = (hashlib.sha1(data, usedforsecurity=False) for data in (b"", head))
        for data in blocks():
            payload.update(data)
            block.update(data)
        digest, whole = _label(payload.digest()), _label(block.digest())
        record_id = self._id(kind, uri, declared, whole, "")
        fields = [("WARC-Payload-Digest", digest), ("WARC-Block-Digest", whole)]
        start = self._head(kind, record_id, uri, fields, declared, len(head) + size)
        return Record(record_id, digest, b""), _compressed(start + head, blocks())

    def _encode(
        self,
        kind: str,
        uri: str,
        block: bytes,
        content_type: str,
        fields: Sequence[tuple[str, str]] = (),
        *,
        digest: str = "",
        salt: str = "",
    ) -> Record:
        # A resource's payload is its block: one digest serves for both.
        whole = digest if kind == "resource" else sha1(block)
        record_id = self._id(kind, uri, content_type, whole, salt)
        digests = [("WARC-Payload-Digest", digest)] if digest else []
        digests.append(("WARC-Block-Digest", whole))
        head = self._head(kind, record_id, uri, [*fields, *digests], content_type, len(block))
        return Record(record_id, digest, _member(head + block + RECORD_END))

    def _id(self, *parts: str) -> str:
        return record_id(self._date, *parts)

    def _head(
        self,
        kind: str,
        record_id: str,
        uri: str,
        fields: Sequence[tuple[str, str]],
        content_type: str,
        size: int,
    ) -> bytes:
        return _header(
            [
                ("WARC-Type", kind),
                ("WARC-Record-ID", record_id),
                ("WARC-Warcinfo-ID", self._warcinfo),
                ("WARC-Target-URI", uri),
                ("WARC-Date", self._date),
                *fields,
                *([("Content-Type", content_type)] if content_type else []),
                ("Content-Length", str(size)),
            ]
        )


def warcinfo(date: str, filename: str, fields: Sequence[tuple[str, str]]) -> bytes:
    """Encode the first record of a file (6.2); values become one line each."""
    block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields).encode()
    head = _header(
        [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", warcinfo_id(date, filename)),
            ("WARC-Filename", filename),
            ("WARC-Date", date),
            ("WARC-Block-Digest", sha1(block)),
            ("Content-Type", "application/warc-fields"),
            ("Content-Length", str(len(block))),
        ]
    )
    return _member(head + block + RECORD_END)


def warcinfo_id(date: str, filename: str) -> str:
    """Return the id of a file's warcinfo, which every record of the file names."""
    return record_id(date, "warcinfo", filename)


def with_warcinfo_id(chunks: Iterable[bytes], old: str, new: str) -> Iterator[bytes]:
    """Replace the warcinfo that encoded records name as theirs.

    Args:
        chunks: Gzip members, cut anywhere.
        old: The id of the warcinfo that all of them name.
        new: The id to put in its place.
    """
    named, names = (f"\r\nWARC-Warcinfo-ID: {name}".encode() for name in (old, new))
    inflate = deflate = None
    for chunk in chunks:
        left = chunk
        while left:
            if inflate is None or deflate is None:
                inflate, deflate, head = packer.decompressobj(GZIP_WINDOW), _compressor(), b""
            data = inflate.decompress(left)
            if RECORD_END not in head:
                head += data
                header, end, block = head.partition(RECORD_END)
                data = header.replace(named, names) + end + block if end else b""
            yield deflate.compress(data)
            left = inflate.unused_data
            if inflate.eof:
                yield deflate.flush()
                inflate = None


def record_id(*parts: str) -> str:
    """Return a URN that is the same on every run for the same content."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(('wparchive', *parts)))}>"


def sha1(data: bytes) -> str:
    """Return a labelled digest, in the form that all tools read."""
    return _label(hashlib.sha1(data).digest())  # noqa: S324 - fixity of what a manifest covers, too


def _http(content_type: str, size: int) -> bytes:
    return (
        "HTTP/1.1 200 OK\r\n"
        f"Content-Type: {content_type}\r\n"
        f"Content-Length: {size}\r\n"
        'Warning: 214 wparchive "Transformation Applied"\r\n\r\n'
    ).encode()


def _label(digest: bytes) -> str:
    return f"sha1:{base64.b32encode(digest).decode()}"


def _header(fields: Sequence[tuple[str, str]]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"WARC/1.1\r\n{lines}\r\n".encode()


def _member(data: bytes) -> bytes:
    member: bytes = packer.compress(data, _LEVEL, GZIP_WINDOW)
    return member


def _compressor() -> Any:
    return packer.compressobj(_LEVEL, zlib.DEFLATED, GZIP_WINDOW)


def _compressed(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    member = _compressor()
    yield member.compress(head)
    for chunk in chunks:
        yield member.compress(chunk)
    yield member.compress(RECORD_END) + member.flush()
