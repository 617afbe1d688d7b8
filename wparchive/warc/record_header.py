"""Read what the headers of a WARC record say, those of HTTP among them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urljoin

from wparchive import patterns

_HOST = patterns.lazy(
    r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?(?=[/?]|$)", re.IGNORECASE
)
_RANGE = patterns.lazy(r"bytes 0-(\d{1,18})/(\d{1,18})", re.IGNORECASE)


class RecordPosition(NamedTuple):
    """The position of a record: the offset of its gzip member, and the offset inside the member.

    In a file that is not packed the offset is the record's own, and nothing is before it.
    """

    offset: int
    inner: int = 0


class RecordHeader(NamedTuple):
    """The headers of a record, those of HTTP among them.

    Attributes:
        position: Its position in the file.
        kind: ``response``, ``resource``, ``revisit``, ``metadata`` and so on.
        uri: The target's address.
        date: The date of the capture, as written.
        id: The record's own id.
        media: The payload's media type, in lower case and without parameters.
        charset: The encoding that the payload's Content-Type names.
        status: HTTP's status; None without one.
        location: The target of a redirect, made absolute.
        refers_id: The id of the record that it is about, or repeats.
        refers_uri: The address of the capture that it repeats.
        refers_date: The date of that capture.
        digest: The payload's digest, as written.
        truncated: Why the capture is not whole (``WARC-Truncated``).
        length: Bytes of the block that are in the file.
    """

    position: RecordPosition
    kind: str
    uri: str
    date: str
    id: str
    media: str
    charset: str | None
    status: int | None
    location: str | None
    refers_id: str
    refers_uri: str
    refers_date: str
    digest: str
    truncated: str
    length: int


def read_header(record: Any, position: RecordPosition, length: int) -> RecordHeader:
    """Read the headers of a record.

    Args:
        record: warcio's record, its HTTP headers read.
        position: Its position in the file.
        length: Bytes of its block that are in the file.
    """
    headers = record.rec_headers
    http = record.http_headers

    def header(name: str) -> str:
        return (headers.get_header(name) or "").strip()

    uri = with_scheme(header("WARC-Target-URI").strip("<>"))
    kind = record.rec_type or ""
    status = None
    media = header("Content-Type")
    location = None
    if http is not None:
        code = http.get_statuscode()
        status = int(code) if code and code.isdecimal() else None
        if status == 206 and _is_whole(http.get_header("Content-Range") or ""):
            status = 200
        media = http.get_header("Content-Type") or ""
        target = http.get_header("Location")
        location = _joined(uri, target) if target else None
    media, _, parameters = media.partition(";")
    return RecordHeader(
        position=position,
        kind=kind,
        uri=uri,
        date=header("WARC-Date"),
        id=header("WARC-Record-ID"),
        media=media.strip().lower(),
        charset=_charset(parameters),
        status=status,
        location=location,
        refers_id=header("WARC-Refers-To"),
        refers_uri=header("WARC-Refers-To-Target-URI").strip("<>"),
        refers_date=header("WARC-Refers-To-Date"),
        digest=header("WARC-Payload-Digest"),
        truncated=header("WARC-Truncated"),
        length=length,
    )


def with_scheme(uri: str) -> str:
    """Complete an address that a program wrote as browsers show it, without its scheme."""
    if uri.startswith("//"):
        return f"http:{uri}"
    return f"http://{uri}" if _HOST.match(uri) else uri


def _is_whole(content_range: str) -> bool:
    """Check whether a part is all of a body (RFC 9110, 14.4): ``bytes 0-99/100``."""
    match = _RANGE.fullmatch(content_range.strip())
    return match is not None and int(match[1]) + 1 == int(match[2])


def _joined(base: str, target: str) -> str | None:
    try:
        return urljoin(base, target.strip())
    except ValueError:
        return None


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and (charset := value.strip(" \"'")):
            return charset
    return None
