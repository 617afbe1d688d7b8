"""Hosts: which hosts get no more requests, and the order in which their files are fetched."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, TypeVar

from wparchive.media.download.policy import DownloadError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from wparchive.media.download.policy import FetchPolicy

_UNDER_WAY: Final = 1_000
"""Files that wait for a turn at a time: each takes some memory."""
_File = TypeVar("_File")
_Result = TypeVar("_Result")


class SkippedError(DownloadError):
    """A host gets no more requests."""


class Hosts:
    """The hosts of one run that answered, and those that failed.

    Args:
        policy: How many failures end the requests.
    """

    def __init__(self, policy: FetchPolicy) -> None:
        self._policy = policy
        self._failures: Counter[str] = Counter()
        self._answering: set[str] = set()
        self._silent: set[str] = set()

    def check(self, host: str) -> None:
        """Refuse a host that brings nothing.

        Raises:
            SkippedError: It is not to be asked, or no further hosts are.
        """
        if self._failures[host] >= self._policy.max_failures:
            raise SkippedError("its host has failed too often")
        is_known = host in self._answering or host in self._silent
        if len(self._silent) >= self._policy.max_failed_hosts and not is_known:
            raise SkippedError("too many other hosts have failed")

    def failed(self, host: str) -> None:
        """Note that all attempts to get a file missed it."""
        self._failures[host] += 1
        self.went_silent(host)

    def went_silent(self, host: str) -> None:
        """Note that a host cannot be asked, which later files of it learn without a request."""
        if host not in self._answering:
            self._silent.add(host)

    def answered(self, host: str) -> None:
        """Note that a host gave an answer, whatever it was."""
        self._failures[host] = 0
        self._answering.add(host)
        self._silent.discard(host)


async def by_host(
    files: Iterable[_File],
    host_of: Callable[[_File], str],
    do: Callable[[_File], Awaitable[_Result]],
    policy: FetchPolicy,
) -> list[_Result]:
    """Do something with each file, the files of a host one after the other.

    Args:
        files: The files.
        host_of: Gives the host of a file; empty if it has none.
        do: What to do.
        policy: How many files of one host are under way at a time.

    Returns:
        What `do` returned, in the order of the files.
    """
    hosts: defaultdict[str, list[tuple[int, _File]]] = defaultdict(list)
    for place in enumerate(files):
        hosts[host_of(place[1])].append(place)
    queues = [iter(places) for places in hosts.values()]
    strands = iter([queue for queue in queues for _ in range(policy.max_per_host)])
    found: dict[int, _Result] = {}

    async def work() -> None:
        for strand in strands:
            for number, file in strand:
                found[number] = await do(file)

    await _all_or_none([asyncio.create_task(work()) for _ in range(_UNDER_WAY)])
    return [found[number] for number in sorted(found)]


async def _all_or_none(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for all tasks; if one fails, cancel the others, whose errors then say the same."""
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
