"""The files in web archives that are no pages: of each address the newest capture that is whole."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from wparchive.readers.warc.choose import Choice
from wparchive.readers.warc.payload import PayloadError, decode, is_coded
from wparchive.storage.assets import Asset
from wparchive.storage.recovery import DamageError
from wparchive.warc.tolerant import UNREADABLE, opened, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from wparchive.readers.warc.choose import Chosen
    from wparchive.storage.sources import Source
    from wparchive.warc.tolerant import Entry

_LARGEST = 2 << 30
"""Bytes that a file may have, as when it is fetched."""
_LARGEST_CODED = 256 << 20
"""Bytes that a file has at most as it was sent, where it has to be decoded in memory."""
_LENGTH = re.compile("[0-9]{1,18}")
_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)


def assets_in(sources: Sequence[Source], as_of: datetime | None) -> Iterator[Asset]:
    """The files, in the order of their places.

    Args:
        sources: Files of WARC or ARC. What is damaged in them is for the reader to say.
        as_of: The instant after which no capture counts.
    """
    choice = Choice(as_of, _why_not)
    for number, source in enumerate(sources):
        for entry in scan(source, []):
            choice.see(number, entry)
    for chosen in choice.chosen():
        yield _asset(sources[chosen.file], chosen)


def _why_not(entry: Entry) -> str | None:
    """Why a capture is no file that a post could show; None if it is one."""
    if entry.status not in {None, 200}:
        return f"answers {entry.status}"
    path = entry.uri.partition("?")[0]
    # A page in the place of a file says that the file was gone.
    is_page = "html" in entry.media and not _PAGE.search(path)
    return "pages" if is_page or "." not in path.rpartition("/")[2] else None


def _asset(source: Source, chosen: Chosen) -> Asset:
    entry = chosen.entry
    wrong = f"its capture is cut short ({entry.truncated[:80]})" if entry.truncated else ""
    if entry.length > _LARGEST:
        wrong = f"it has {entry.length:,} bytes"
    urls = (chosen.uri, *chosen.aliases)
    blocks = partial(_blocks, source, entry)
    return Asset(chosen.uri, entry.length, blocks, urls, entry.media, wrong)


def _blocks(source: Source, entry: Entry) -> Iterator[bytes]:
    """The payload of a record, decoded.

    Raises:
        DamageError: It is not whole.
    """
    try:
        with opened(source, entry) as (record, body):
            headers = record.http_headers
            if not is_coded(headers):
                yield from _counted(body, headers and headers.get_header("Content-Length"))
                return
            if entry.length > _LARGEST_CODED:
                raise DamageError(f"it has {entry.length:,} bytes and would have to be decoded")
            data, wrong = decode(b"".join(body), headers, source.limits.ratio, _LARGEST_CODED)
    except (PayloadError, *UNREADABLE) as error:
        raise DamageError(str(error) or type(error).__name__) from error
    if wrong:
        raise DamageError(wrong)
    yield data


def _counted(body: Iterator[bytes], claimed: str | None) -> Iterator[bytes]:
    size = 0
    for block in body:
        size += len(block)
        yield block
    if claimed and _LENGTH.fullmatch(claimed.strip()) and size < int(claimed):
        raise DamageError(f"{int(claimed) - size:,} of its {int(claimed):,} bytes are missing")
