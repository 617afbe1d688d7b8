"""The Robots Exclusion Protocol: which files a host lets programs request (RFC 9309)."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING

import httpx
from protego import Protego

from wparchive import patterns
from wparchive.media.download.addresses import next_address, redirects
from wparchive.media.download.attempts import GaveUpError, check_busy, try_often
from wparchive.media.download.bodies import body
from wparchive.media.download.policy import DownloadError, HostError, TryAgainError

if TYPE_CHECKING:
    from wparchive.media.download.policy import FetchPolicy

_BYTES = 500_000  # 2.5
_REDIRECTS = 5  # 2.3.1.2
_KEPT = 4_000_000
"""Characters of all rules that are kept; a parser makes objects of twenty times their size."""
_LEAST = 1_000
"""Characters for which the rules of a host count at least."""
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
"""Names of the field, as the parser reads them: generously."""
_OTHERS = "-"
_RULE = patterns.lazy(r"\s*+(?:allow|di[a-z]*+)(?![\w-])", re.IGNORECASE)
"""A rule; the parser knows some misspellings of ``Disallow``."""


def with_few_agents(text: str, own: str) -> str:
    """Give all agents that are not ours one name, and leave all but agents and rules out.

    A parser gives each agent of a group all rules of the group, and takes other lines, such as
    ``Crawl-delay``, for the end of its agents, which they are not (2.2.4).

    Args:
        text: A robots.txt.
        own: Our agent. Of the names that mean it, the one of which the parser uses the rules stays.
    """
    lines = [(line, _agent(line)) for line in text.splitlines()]
    names = dict.fromkeys(form for _, name in lines for form in _forms(name))
    best = max(names, key=lambda name: _score(name, own.lower()), default="")
    ours = best if _score(best, own.lower()) else ""
    return "\n".join(
        line if not name else f"User-agent: {ours if ours and ours in _forms(name) else _OTHERS}"
        for line, name in lines
        if name or _RULE.match(line)
    )


def _agent(line: str) -> str:
    """Return the name in a line that names an agent, in small letters; empty for other lines."""
    line = line.partition("#")[0].strip().lower()
    field, colon, name = line.partition(":")
    if colon and field.strip() in _AGENT:
        return name.strip()
    words = line.split()
    counts = (n for n in (1, 2) if " ".join(words[:n]) in _AGENT)
    return next((" ".join(words[n:]) for n in counts), "")


def _forms(name: str) -> set[str]:
    """Return what a name means: the parser reads ``a*`` as ``a``, too."""
    return {name, name.replace("*", "")} - {""} if name != "*" else {name}


def _score(name: str, own: str) -> int:
    """Return how well a name means our agent; 0 if it means another one."""
    if name == "*":
        return 1
    places = (at for at in range(len(own)) if name and own.startswith(name, at))
    means_us = any(not (own[:at][-1:].isalnum() or own[:at][-1:] in {"-", "_"}) for at in places)
    return len(name) if means_us else 0


class _UnreadableError(DownloadError):
    """The rules of a host are there, but cannot be read."""


class Robots:
    """The rules of hosts, each asked for once, or again if there are very many.

    Args:
        client: Asks for them.
        policy: How to behave.
    """

    def __init__(self, client: httpx.AsyncClient, policy: FetchPolicy) -> None:
        self._client = client
        self._policy = policy
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}
        self._sizes: dict[str, int] = {}

    async def check(self, url: httpx.URL) -> None:
        """Refuse an address that the robots.txt of its host forbids.

        Raises:
            DownloadError: It must not be asked for.
            HostError: The host cannot be asked, or not for its rules.
        """
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = asyncio.create_task(self._read(site))
        elif site in self._sizes:
            self._keep(site, self._sizes[site])
        # The one who waits may lose patience; the others go on waiting.
        rules = await asyncio.shield(self._rules[site])
        if isinstance(rules, str):
            raise HostError(f"the robots.txt of its host cannot be read: {rules}")
        if not rules.can_fetch(str(url), self._policy.agent):
            raise DownloadError("the robots.txt of its host forbids it")

    async def _read(self, site: str) -> Protego | str:
        """Return the rules, empty without a file; if the host allows no requests, why."""
        rules: Protego | str
        try:
            attempt = partial(self._text, httpx.URL(f"{site}/robots.txt"))
            data = await try_often(attempt, self._policy, 2 * self._policy.timeout)
        except (GaveUpError, httpx.HTTPError, ValueError) as error:
            rules, text = str(error) or type(error).__name__, ""
        except _UnreadableError as error:
            raise DownloadError(f"the robots.txt of its host cannot be read: {error}") from error
        else:
            text = with_few_agents(data.decode("utf-8-sig", "replace"), self._policy.agent)
            rules = Protego.parse(text)
        self._keep(site, max(_LEAST, len(text)))
        return rules

    def _keep(self, site: str, size: int) -> None:
        """Keep the rules of a host, and forget those that were not needed for longest."""
        self._sizes.pop(site, None)
        self._sizes[site] = size
        while sum(self._sizes.values()) > _KEPT and len(self._sizes) > 1:
            oldest = next(iter(self._sizes))
            del self._sizes[oldest], self._rules[oldest]

    async def _text(self, url: httpx.URL) -> bytes:
        has_moved = False
        try:
            for _ in range(_REDIRECTS + 1):
                async with self._client.stream("GET", url) as answer:
                    if not redirects(answer):
                        return await self._rules_in(answer)
                    url = next_address(url, answer)
                    has_moved = True
        except DownloadError as error:
            if isinstance(error, HostError) and not has_moved:
                raise  # it says what is wrong with the host itself
            raise _UnreadableError(str(error)) from error
        return b""

    async def _rules_in(self, answer: httpx.Response) -> bytes:
        check_busy(answer)
        if answer.status_code >= 500:  # 2.3.1.4
            raise TryAgainError(f"status {answer.status_code}")
        text = b""
        if answer.status_code == 200:
            async for block in body(answer, self._policy):
                text += block
                if len(text) > _BYTES:
                    break
        return text[:_BYTES]
