"""Bodies of answers, decoded while they are counted: neither large ones nor slow ones go on."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from wparchive.media.download.policy import DownloadError, TryAgainError
from wparchive.storage.codings import (
    CODINGS,
    WEB_WINDOW,
    WIDE,
    CodingError,
    Decoder,
    GzippedFileDecoder,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    import httpx

    from wparchive.media.download.policy import FetchPolicy

_LEAST = 1 << 20
"""Bytes to which a body of any size may unpack."""
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIPPED = (".gz", ".tgz", ".taz", ".svgz", ".emz", ".wmz")
"""Endings of names of files that are gzipped themselves."""
_LEVELS = 3
"""Largest number of nested encodings of a body."""


def codings(answer: httpx.Response) -> list[str]:
    """Return the codings of a body, in the order in which they were applied.

    Raises:
        DownloadError: One is unknown, or there are too many.
    """
    values = answer.headers.get("Content-Encoding", "").lower().split(",")
    found = [name for value in values if (name := value.strip()) not in {"", "identity"}]
    shown = repr(", ".join(found)[:80])
    if not CODINGS.issuperset(found):
        raise DownloadError(f"its encoding {shown} is unknown")
    if len(found) > _LEVELS or sum(name in WIDE for name in found) > 1:
        raise DownloadError(f"its encoding {shown} has too many levels")
    return found


async def body(
    answer: httpx.Response, policy: FetchPolicy, have: int = 0, name: str = ""
) -> AsyncIterator[bytes]:
    """Yield a body.

    Args:
        answer: The answer.
        policy: What it may cost.
        have: Bytes of the same file that are there already.
        name: The name of the file, by which it may be gzipped itself; empty if it has none.

    Raises:
        DownloadError: It has too many bytes, or unpacks to too many.
        TryAgainError: It comes too slowly, or cannot be decoded.
    """
    applied = codings(answer)
    decoders = [Decoder(coding, WEB_WINDOW) for coding in reversed(applied)]
    if applied and applied[0] in _GZIP and name.lower().endswith(_GZIPPED):
        decoders[-1] = GzippedFileDecoder()
    pace = _Pace(policy)
    unfolded = _Unfolded()
    size = have
    try:
        async for raw in _promptly(answer, policy):
            pace.got(len(raw))
            unfolded.limit = max(_LEAST, pace.bytes * policy.max_ratio)
            for block in _decoded(raw, decoders, unfolded):
                size += len(block)
                _check_size(size, policy)
                yield block
            _check_size(pace.bytes, policy)  # those that unfold to nothing, or follow the end
        for decoder in decoders:
            decoder.end()
    except CodingError as error:
        raise TryAgainError(f"its body cannot be decoded: {error}") from error


async def _promptly(answer: httpx.Response, policy: FetchPolicy) -> AsyncIterator[bytes]:
    """Yield blocks of a body; the bytes between them, such as heads of chunks, are no excuse.

    Raises:
        TimeoutError: The next one takes too long.
    """
    blocks = answer.aiter_raw()
    while True:
        async with asyncio.timeout(policy.timeout):
            raw = await anext(blocks, None)
        if raw is None:
            return
        yield raw


def _check_size(size: int, policy: FetchPolicy) -> None:
    if size > policy.max_bytes:
        raise DownloadError(f"it has more than {policy.max_bytes:,} bytes")


def _decoded(
    raw: bytes, decoders: Sequence[Decoder], unfolded: _Unfolded, level: int = 0
) -> Iterator[bytes]:
    if level == len(decoders):
        yield raw
        return
    for block in decoders[level].feed(raw):
        unfolded.add(level, len(block))
        yield from _decoded(block, decoders, unfolded, level + 1)


class _Unfolded:
    """Counts the unpacked bytes of each nested encoding: the outer may be larger than the inner.

    Attributes:
        limit: Bytes to which each may unpack.
    """

    def __init__(self) -> None:
        self._bytes = [0] * _LEVELS
        self.limit = _LEAST

    def add(self, level: int, size: int) -> None:
        """Count bytes of one encoding.

        Raises:
            DownloadError: They are too many.
        """
        self._bytes[level] += size
        if self._bytes[level] > self.limit:
            raise DownloadError(f"it unpacks to more than {self.limit:,} bytes")


class _Pace:
    """Checks whether bytes arrive quickly enough."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._policy = policy
        self._since = time.monotonic()
        self._lately = 0
        self.bytes = 0

    def got(self, size: int) -> None:
        """Count received bytes, and check size and speed.

        Raises:
            TryAgainError: It was too little for the time that has gone.
        """
        self.bytes += size
        self._lately += size
        gone = time.monotonic() - self._since
        if gone >= self._policy.timeout:
            if self._lately < self._policy.min_speed * gone:
                raise TryAgainError(
                    f"the server sends less than {self._policy.min_speed:.0f} bytes a second"
                )
            self._since, self._lately = time.monotonic(), 0
