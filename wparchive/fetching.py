"""Fetching: a blog's uploads from where they were, politely, into a directory that stays.

A second run goes on where the first one ended: whole files are not asked for again, and parts are
continued. What could not be had is named with its reason.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from wparchive.notices import Code, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ATTEMPTS = 4
_REDIRECTS = 5
_ROBOTS_BYTES = 500_000  # RFC 9309, 2.5
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class MissError(Exception):
    """A file that cannot be had, and why."""


class _TryAgainError(Exception):
    """What may go better next time, and after how many seconds."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class Manners:
    """How to behave.

    Attributes:
        agent: What the client calls itself.
        at_once: Files under way at a time.
        at_once_each: Of one host.
        pause: Seconds before the second attempt; doubled for each further one.
        timeout: Seconds that a server may be silent.
        patience: Seconds that one attempt may take in all; the next one continues it.
        longest_wait: Seconds that a server may ask to wait.
        most: Bytes that a file may have.
        allow_private: Whether addresses of this machine and of local networks may be asked.
    """

    agent: str = "wparchive"
    at_once: int = 8
    at_once_each: int = 2
    pause: float = 1.0
    timeout: float = 30.0
    patience: float = 1800.0
    longest_wait: float = 60.0
    most: int = 2 << 30
    allow_private: bool = False


def fetch(wanted: Iterable[tuple[str, str]], folder: Path, manners: Manners) -> list[Notice]:
    """Fetch files into a directory.

    Args:
        wanted: URL and path below the directory, made of safe names.
        folder: The directory.
        manners: How to behave.

    Returns:
        A notice for each file that could not be had.
    """
    return asyncio.run(_Fetcher(folder, manners).fetch(list(dict.fromkeys(wanted))))


@dataclass
class _Fetcher:
    folder: Path
    manners: Manners
    _robots: dict[str, asyncio.Task[RobotFileParser | None]] = field(default_factory=dict)

    async def fetch(self, wanted: list[tuple[str, str]]) -> list[Notice]:
        everywhere = asyncio.Semaphore(self.manners.at_once)
        hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(self.manners.at_once_each)
        )
        headers = {"User-Agent": self.manners.agent, "Accept-Encoding": "identity"}
        timeout = httpx.Timeout(self.manners.timeout)
        async with httpx.AsyncClient(
            headers=headers, timeout=timeout, trust_env=False
        ) as self._client:

            async def one(url: str, place: str) -> Notice | None:
                async with hosts[urlsplit(url).netloc], everywhere:
                    try:
                        await self._one(url, self.folder / place)
                    except MissError as miss:
                        return Notice(Code.MEDIA_MISSING, f"{url}: {miss}.")
                return None

            found = await asyncio.gather(*(one(url, place) for url, place in wanted))
        return [notice for notice in found if notice is not None]

    async def _one(self, url: str, target: Path) -> None:
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        why = ""
        for attempt in range(_ATTEMPTS):
            try:
                async with asyncio.timeout(self.manners.patience):
                    await self._attempt(url, target)
            except (_TryAgainError, httpx.TransportError, TimeoutError) as error:
                why = str(error) or type(error).__name__
                wait = getattr(error, "wait", None)
                if wait is not None and wait > self.manners.longest_wait:
                    raise MissError(f"{why}; the server asks to wait {wait:.0f} seconds") from error
                if attempt + 1 < _ATTEMPTS:
                    await asyncio.sleep(wait or self.manners.pause * 2**attempt)
            except httpx.HTTPError as error:
                raise MissError(str(error) or type(error).__name__) from error
            else:
                return
        raise MissError(f"{why} ({_ATTEMPTS} attempts)")

    async def _attempt(self, url: str, target: Path) -> None:
        part = target.with_name(f"{target.name}.part")
        for _ in range(_REDIRECTS + 1):
            await self._check(url)
            have = part.stat().st_size if part.is_file() else 0
            headers = {"Range": f"bytes={have}-"} if have else {}
            async with self._client.stream("GET", url, headers=headers) as answer:
                self._check_peer(answer)
                if answer.is_redirect:
                    url = urljoin(url, answer.headers.get("Location", ""))
                    continue
                await self._take(answer, target, part, have)
            return
        raise MissError("it redirects without an end")

    async def _take(self, answer: httpx.Response, target: Path, part: Path, have: int) -> None:
        status = answer.status_code
        if status == 416 and have:  # the part is no part of what is there now
            part.unlink()
            raise _TryAgainError("its size has changed")
        if status in _RETRIED:
            wait = answer.headers.get("Retry-After", "")
            raise _TryAgainError(f"status {status}", float(wait) if wait.isdigit() else None)
        if status not in {200, 206}:
            raise MissError(f"status {status}")
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind in {"text/html", "application/xhtml+xml"} and target.suffix not in {
            ".html",
            ".htm",
        }:
            raise MissError("a page came in its place")
        # Not asked for; what is decoded cannot be continued.
        encoded = answer.headers.get("Content-Encoding", "identity") != "identity"
        begins = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if status != 206 or not begins or encoded:
            have = 0
        with part.open("ab" if have else "wb") as file:
            async for block in answer.aiter_bytes() if encoded else answer.aiter_raw():
                have += len(block)
                if have > self.manners.most:
                    break
                file.write(block)
        if have > self.manners.most:
            part.unlink()
            raise MissError(f"it has more than {self.manners.most:,} bytes")
        part.replace(target)

    async def _check(self, url: str) -> None:
        """Refuse what must not be asked: other schemes, local networks, what robots.txt closes.

        Raises:
            MissError: It must not be asked.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise MissError(f"{url!r} is no address of the web")
        if not self.manners.allow_private:
            await self._check_host(parts.hostname, parts.port or 80)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = asyncio.create_task(self._read_robots(site))
        rules = await self._robots[site]
        if rules is None:
            raise MissError("its robots.txt cannot be had")
        if not rules.can_fetch(self.manners.agent, url):
            raise MissError("its robots.txt does not allow it")

    async def _check_host(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise MissError(f"there is no host {host}") from error
        if not all(_is_public(str(address[4][0])) for address in found):
            raise MissError(f"{host} is in a local network")

    def _check_peer(self, answer: httpx.Response) -> None:
        """Look whom the client really spoke to: a name can change between question and answer."""
        stream = answer.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if peer and not self.manners.allow_private and not _is_public(str(peer[0])):
            raise MissError(f"{peer[0]} is in a local network")

    async def _read_robots(self, site: str) -> RobotFileParser | None:
        """The rules of a host (RFC 9309): none where there is no file, None where it must wait."""
        rules = RobotFileParser()
        url = f"{site}/robots.txt"
        try:
            async with self._client.stream("GET", url, follow_redirects=False) as answer:
                self._check_peer(answer)
                if answer.status_code >= 500:
                    return None
                text = b""
                if answer.status_code == 200:
                    async for block in answer.aiter_raw():
                        text += block
                        if len(text) > _ROBOTS_BYTES:
                            break
        except (httpx.HTTPError, MissError):
            return None
        rules.parse(text.decode("utf-8", "replace").splitlines())
        return rules


def _is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_global
    except ValueError:
        return False
