"""The Robots Exclusion Protocol: which files a host lets programs request (RFC 9309)."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING

import httpx
from protego import Protego

from wparchive.media.download.addresses import next_address
from wparchive.media.download.attempts import GaveUpError, check_busy, try_often
from wparchive.media.download.bodies import body
from wparchive.media.download.policy import DownloadError, HostError, TryAgainError

if TYPE_CHECKING:
    from wparchive.media.download.policy import FetchPolicy

_BYTES = 500_000  # 2.5
_REDIRECTS = 5  # 2.3.1.2
_AGENTS = 100
"""Agents that a group of rules may name; the names of others after them are ignored."""


def with_few_agents(text: str, own: str) -> str:
    """Leave out names of other agents where very many follow each other.

    A parser gives each agent of a group all rules of the group.

    Args:
        text: A robots.txt.
        own: Our agent; lines that may mean it are kept, wherever they are.
    """
    kept: list[str] = []
    agents = 0
    for line in text.splitlines():
        word, _, name = line.partition(":")
        word, name = re.sub(r"[\s-]", "", word).lower(), name.partition("#")[0].strip().lower()
        agents = agents + 1 if word == "useragent" else agents if not line.strip() else 0
        if agents <= _AGENTS or name == "*" or (name and name in own.lower()):
            kept.append(line)
    return "\n".join(kept)


class Robots:
    """The rules of all hosts, each asked for once.

    Args:
        client: Asks for them.
        policy: How to behave.
    """

    def __init__(self, client: httpx.AsyncClient, policy: FetchPolicy) -> None:
        self._client = client
        self._policy = policy
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    async def check(self, url: httpx.URL) -> None:
        """Refuse an address that the robots.txt of its host forbids.

        Raises:
            DownloadError: It must not be asked for.
            HostError: The host cannot be asked, or not for its rules.
        """
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = asyncio.create_task(self._read(httpx.URL(f"{site}/robots.txt")))
        # The one who waits may lose patience; the others go on waiting.
        rules = await asyncio.shield(self._rules[site])
        if rules is None:
            raise HostError("the robots.txt of its host cannot be read")
        if not rules.can_fetch(str(url), self._policy.agent):
            raise DownloadError("the robots.txt of its host forbids it")

    async def _read(self, url: httpx.URL) -> Protego | None:
        """Return the rules, empty without a file; None if the host allows no requests."""
        try:
            attempt = partial(self._text, url)
            text = await try_often(attempt, self._policy, 2 * self._policy.timeout)
        except (GaveUpError, httpx.HTTPError, ValueError):
            return None
        return Protego.parse(
            with_few_agents(text.decode("utf-8-sig", "replace"), self._policy.agent)
        )

    async def _text(self, url: httpx.URL) -> bytes:
        text = b""
        for _ in range(_REDIRECTS + 1):
            async with self._client.stream("GET", url) as answer:
                if answer.is_redirect:
                    url = next_address(url, answer)
                    continue
                check_busy(answer)
                if answer.status_code >= 500:  # 2.3.1.4
                    raise TryAgainError(f"status {answer.status_code}")
                if answer.status_code == 200:
                    async for block in body(answer, self._policy):
                        text += block
                        if len(text) > _BYTES:
                            break
            break
        return text[:_BYTES]
