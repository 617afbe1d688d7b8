"""Files in web archives besides pages: the newest complete capture of each address."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.readers.warc.choose import CaptureChoice
from wparchive.readers.warc.payload import PayloadError, decode, is_coded
from wparchive.storage.assets import Asset
from wparchive.storage.recovery import DamageError
from wparchive.warc.tolerant import UNREADABLE, open_record, scan_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from wparchive.errors.notices import Notice
    from wparchive.readers.warc.choose import ChosenCapture
    from wparchive.storage.source import Source
    from wparchive.warc.record_header import RecordHeader

_LARGEST = 2 << 30
"""The largest file in bytes, as for downloads."""
_LARGEST_CODED = 256 << 20
"""The largest file in bytes, as it was sent, if it must be decoded in memory."""
_DAMAGED = "A record is damaged or incomplete; its file, and others, may be missing."
_LENGTH = patterns.lazy("[0-9]{1,18}")
_PAGE = patterns.lazy(r"\.x?html?$", re.IGNORECASE)


def assets_in(
    sources: Sequence[Source], as_of: datetime | None, notices: list[Notice]
) -> Iterator[Asset]:
    """Yield the files, in the order of their positions.

    Args:
        sources: Files of WARC or ARC.
        as_of: The instant after which no capture counts.
        notices: Gets notices of their damage.
    """
    choice = CaptureChoice(as_of, _why_not)
    found: list[Notice] = []
    for number, source in enumerate(sources):
        for header in scan_headers(source, found):
            choice.add(number, header)
    # Nobody knows here whether the addresses of files in them are public.
    notices += (notice._replace(public=_DAMAGED) for notice in found)
    for chosen in choice.chosen():
        yield _asset(sources[chosen.file], chosen)


def _why_not(header: RecordHeader) -> str | None:
    """Return why a capture is no file that a post could show; None if it is one."""
    if header.status not in {None, 200}:
        return f"answers {header.status}"
    path = header.uri.partition("?")[0]
    # A page in the position of a file says that the file was gone.
    is_page = "html" in header.media and not _PAGE.search(path)
    return "pages" if is_page or "." not in path.rpartition("/")[2] else None


def _asset(source: Source, chosen: ChosenCapture) -> Asset:
    header = chosen.header
    wrong = f"its capture is cut off ({header.truncated[:80]})" if header.truncated else ""
    if header.length > _LARGEST:
        wrong = f"it has {header.length:,} bytes"
    urls = (chosen.uri, *chosen.aliases)
    blocks = partial(_blocks, source, header)
    return Asset(chosen.uri, header.length, blocks, urls, header.media, wrong)


def _blocks(source: Source, header: RecordHeader) -> Iterator[bytes]:
    """Yield the payload of a record, decoded.

    Raises:
        DamageError: The payload is incomplete.
    """
    try:
        with open_record(source, header) as (record, body):
            headers = record.http_headers
            if not is_coded(headers):
                claimed = headers and headers.get_header("Content-Length")
                yield from _counted(body, claimed)
                if not claimed and (missing := _missing(record, header)):
                    raise DamageError(f"the last {missing:,} bytes of its record are missing")
                return
            if header.length > _LARGEST_CODED:
                raise DamageError(f"it has {header.length:,} bytes, which is too large to decode")
            data, wrong = decode(b"".join(body), headers, source.limits.ratio, _LARGEST_CODED)
    except (PayloadError, *UNREADABLE) as error:
        raise DamageError(str(error) or type(error).__name__) from error
    if wrong:
        raise DamageError(wrong)
    yield data


def _missing(record: Any, header: RecordHeader) -> int:
    """Return how many bytes of a record are not in the file."""
    claimed = getattr(record.raw_stream, "limit", header.length)
    return max(int(claimed) - header.length, 0)


def _counted(body: Iterator[bytes], claimed: str | None) -> Iterator[bytes]:
    size = 0
    for block in body:
        size += len(block)
        yield block
    if claimed and _LENGTH.fullmatch(claimed.strip()) and size < int(claimed):
        raise DamageError(f"{int(claimed) - size:,} of its {int(claimed):,} bytes are missing")
