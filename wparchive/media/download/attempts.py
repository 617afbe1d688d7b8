"""Repeated attempts: with growing pauses, and as late as the server asks."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

import httpx

from wparchive import patterns
from wparchive.media.download.policy import DownloadError, TryAgainError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from wparchive.media.download.policy import FetchPolicy

_ATTEMPTS = 4
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_SECONDS = patterns.lazy("[0-9]{1,9}")
_Result = TypeVar("_Result")


class GaveUpError(DownloadError):
    """All attempts failed."""


async def try_often(
    attempt: Callable[[], Awaitable[_Result]], policy: FetchPolicy, seconds: float | None
) -> _Result:
    """Do something until it succeeds, at most four times.

    Args:
        attempt: What to do; raises an error of the network or `TryAgainError` to be done again.
        policy: How long to wait in between.
        seconds: How long one attempt may take; None if the attempt itself has a limit.

    Raises:
        GaveUpError: No attempt succeeded, or the server asks to wait too long.
    """
    why = ""
    for number in range(_ATTEMPTS):
        try:
            async with asyncio.timeout(seconds):
                return await attempt()
        except (TryAgainError, httpx.TransportError, TimeoutError) as error:
            why = str(error) or "it takes too long"
            wait = getattr(error, "wait", None)
            if wait is not None and wait > policy.max_retry_after:
                raise GaveUpError(f"{why}; the server asks to wait {wait:.0f} seconds") from error
            if number + 1 < _ATTEMPTS:
                await asyncio.sleep(wait or policy.backoff * 2**number)
    raise GaveUpError(f"{why} ({_ATTEMPTS} attempts)")


def check_busy(answer: httpx.Response) -> None:
    """Refuse an answer of a server that may answer later.

    Raises:
        TryAgainError: It may.
    """
    if answer.status_code in _RETRIED:
        wait = _seconds(answer.headers.get("Retry-After", ""))
        raise TryAgainError(f"status {answer.status_code}", wait)


def _seconds(text: str) -> float | None:
    """Return the value of ``Retry-After`` (RFC 9110, 10.2.3) in seconds; None if it has none."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    with suppress(ValueError, TypeError, OverflowError):
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return None
