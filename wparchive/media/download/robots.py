"""The Robots Exclusion Protocol: which files a host lets programs request (RFC 9309)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

import httpx

from wparchive.media.download.addresses import next_address
from wparchive.media.download.bodies import body
from wparchive.media.download.policy import DownloadError, TryAgainError

if TYPE_CHECKING:
    from wparchive.media.download.policy import FetchPolicy

_BYTES = 500_000  # 2.5
_REDIRECTS = 5  # 2.3.1.2
_USED = re.compile(r"\s*(?:user-agent|allow|disallow)\s*:", re.IGNORECASE)
# No path; urllib takes it for a host's address, which may be invalid.
_UNREADABLE = re.compile(r"allow\s*:\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def _used(text: str) -> list[str]:
    """Return the lines of a robots.txt, without those that the parser fails at and does not use.

    Each line that can be read counts (RFC 9309, 2.2).
    """
    return [
        line
        for line in text.splitlines()
        if not line.strip() or (_USED.match(line) and not _UNREADABLE.search(line))
    ]


class Robots:
    """The rules of all hosts, each asked for once.

    Args:
        client: Asks for them.
        policy: How to behave.
    """

    def __init__(self, client: httpx.AsyncClient, policy: FetchPolicy) -> None:
        self._client = client
        self._policy = policy
        self._rules: dict[str, asyncio.Task[RobotFileParser | None]] = {}

    async def check(self, url: httpx.URL) -> None:
        """Refuse an address that the robots.txt of its host forbids.

        Raises:
            DownloadError: It must not be asked for.
        """
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = asyncio.create_task(self._read(httpx.URL(f"{site}/robots.txt")))
        # The one who waits may lose patience; the others go on waiting.
        rules = await asyncio.shield(self._rules[site])
        if rules is None:
            raise DownloadError("the robots.txt of its host cannot be read")
        if not rules.can_fetch(self._policy.agent, str(url)):
            raise DownloadError("the robots.txt of its host forbids it")

    async def _read(self, url: httpx.URL) -> RobotFileParser | None:
        """Return the rules, empty without a file; None if the host allows no requests."""
        try:
            async with asyncio.timeout(2 * self._policy.timeout):
                text = await self._text(url)
        except (httpx.HTTPError, TryAgainError, TimeoutError, ValueError):
            return None
        if text is None:
            return None
        rules = RobotFileParser()
        rules.parse(_used(text.decode("utf-8-sig", "replace")))
        return rules

    async def _text(self, url: httpx.URL) -> bytes | None:
        text = b""
        for _ in range(_REDIRECTS + 1):
            async with self._client.stream("GET", url) as answer:
                if answer.is_redirect:
                    url = next_address(url, answer)
                    continue
                if answer.status_code >= 500:
                    return None
                if answer.status_code == 200:
                    async for block in body(answer, self._policy):
                        text += block
                        if len(text) > _BYTES:
                            break
            break
        return text[:_BYTES]
