"""Turns: how many files are under way at a time, in all and from each host."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from wparchive.media.download.policy import FetchPolicy


class Turns:
    """The turns of one run.

    Args:
        policy: How many there are at a time.
    """

    def __init__(self, policy: FetchPolicy) -> None:
        self._everywhere = asyncio.Semaphore(policy.max_connections)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(policy.max_per_host)
        )

    @asynccontextmanager
    async def take(self, host: str) -> AsyncIterator[Turn]:
        """Wait for a turn to ask a host."""
        turn = Turn(self)
        try:
            await turn.move(host)
            yield turn
        finally:
            turn.end()

    async def begin(self, host: str) -> None:
        """Wait until a host may be asked."""
        await self._hosts[host].acquire()
        try:
            await self._everywhere.acquire()
        except BaseException:
            self._hosts[host].release()
            raise

    def end(self, host: str) -> None:
        """Let others ask a host."""
        self._everywhere.release()
        self._hosts[host].release()


class Turn:
    """The turn of one file, at one host at a time.

    Args:
        turns: All turns.

    Attributes:
        host: The host that the file may be asked of; empty for none.
    """

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.host = ""

    async def move(self, host: str) -> None:
        """Wait for a turn at another host, without keeping the present one from others.

        Who waited for one host while it keeps another could wait forever.
        """
        if host != self.host:
            self.end()
            await self._turns.begin(host)
            self.host = host

    def end(self) -> None:
        """End the turn, if there is one."""
        if self.host:
            self._turns.end(self.host)
            self.host = ""
