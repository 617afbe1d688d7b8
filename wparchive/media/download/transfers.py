"""Downloads: one file after the other of a host, whole or in parts, and each miss with its reason.

A second run goes on where the first one ended: whole files are not asked for again, and parts are
continued at the address that they are from.
"""

from __future__ import annotations

import asyncio
import warnings
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import httpx

from wparchive.errors.containment import OF_THE_MACHINE
from wparchive.errors.notices import Code, Notice
from wparchive.links import missing_message
from wparchive.media.download import parts
from wparchive.media.download.addresses import address, next_address, redirects
from wparchive.media.download.attempts import GaveUpError, try_often
from wparchive.media.download.bodies import body, codings
from wparchive.media.download.checks import check_answer, check_file, is_cut
from wparchive.media.download.hosts import Hosts, SkippedError, by_host
from wparchive.media.download.network import client
from wparchive.media.download.policy import DownloadError, HostError, TryAgainError
from wparchive.media.download.robots import Robots
from wparchive.media.download.turns import Turns
from wparchive.storage.names import is_storable
from wparchive.storage.walking import link_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wparchive.media.download.policy import FetchPolicy
    from wparchive.media.download.turns import Turn

_REDIRECTS = 5
_FAILURES = DownloadError, TryAgainError, TimeoutError, httpx.HTTPError


def fetch(
    wanted: Iterable[tuple[str, str]],
    folder: Path,
    policy: FetchPolicy,
    originals: Mapping[str, tuple[str, str]] | None = None,
) -> list[Notice]:
    """Fetch files into a directory.

    Args:
        wanted: URL and path below the directory, made of safe names. URLs of one path are tried
            one after the other, until one of them brings the file.
        folder: The directory.
        policy: How to behave.
        originals: By URL of a file that may be another size, such as one with a query, URL and
            path of the original. The original is tried first, and the other size only if the
            original cannot be had. None if all files are originals.

    Returns:
        A notice for each wanted URL of a file that could not be had, and for each file that seems
        to be cut off, now or in an earlier run.
    """
    files: dict[str, _File] = {}
    for url, place in dict.fromkeys(wanted):
        original, own = (originals or {}).get(url, ("", place))
        file = files.setdefault(own, _File(own))
        if original:
            file.urls = {original: False} | file.urls
        if place != own:
            file = file.sizes.setdefault(place, _File(place))
        file.urls[url] = True
    with warnings.catch_warnings():
        # A signal can come between the moment a task is made and its first step.
        warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
        return asyncio.run(_run(files.values(), folder, policy))


@dataclass
class _File:
    """A file to fetch.

    Attributes:
        place: Its path below the directory.
        urls: Its URLs, and whether each is wanted for itself.
        sizes: Files that are used if none of the URLs brings this one, by their paths.
    """

    place: str
    urls: dict[str, bool] = field(default_factory=dict)
    sizes: dict[str, _File] = field(default_factory=dict)


async def _run(files: Iterable[_File], folder: Path, policy: FetchPolicy) -> list[Notice]:
    turns = Turns(policy)
    async with client(policy) as asking:
        download = _Download(asking, policy)

        async def why_missing(text: str, place: str) -> str:
            try:
                url = address(text)
                async with turns.take(url.host) as turn:
                    await download.file(url, folder, place, turn)
            except DownloadError as miss:
                return str(miss)
            return ""

        async def misses(file: _File) -> list[Notice]:
            found: dict[str, str] = {}
            for url in file.urls:
                found[url] = await why_missing(url, file.place)
                if not found[url]:
                    return _doubts(url, folder / file.place)
            others = [await misses(size) for size in file.sizes.values()]
            has_size = not all(map(_is_missed, others))
            instead = "; the file at an address with a query is used instead" if has_size else ""
            return [
                Notice(Code.MEDIA_MISSING, missing_message(url, f"{why}{instead}"))
                for url, why in found.items()
                if file.urls[url]
            ] + [notice for notices in others for notice in notices]

        found = await by_host(files, _host_of, misses, policy)
    return [notice for notices in found for notice in notices]


def _is_missed(notices: list[Notice]) -> bool:
    return any(notice.code is Code.MEDIA_MISSING for notice in notices)


def _doubts(url: str, file: Path) -> list[Notice]:
    """Return a notice of a file that seems to be cut off, although its length is as announced."""
    text = f"{url}: the end of the file is missing; it is used as the server sent it."
    return [Notice(Code.MEDIA_INCOMPLETE, text)] if is_cut(file) else []


def _host_of(file: _File) -> str:
    try:
        return address(next(iter(file.urls))).host
    except DownloadError:
        return ""


class _Download:
    def __init__(self, asking: httpx.AsyncClient, policy: FetchPolicy) -> None:
        self._client = asking
        self._policy = policy
        self._robots = Robots(asking, policy)
        self._hosts = Hosts(policy)
        self._parts = parts.Parts()
        self._taken = 0

    async def file(self, url: httpx.URL, folder: Path, place: str, turn: Turn) -> None:
        """Fetch a file that the directory does not have yet.

        Args:
            url: The address.
            folder: The directory.
            place: The path of the file below the directory.
            turn: The turn to ask the host of the address; redirects move it to other hosts.

        Raises:
            DownloadError: It cannot be had.
        """
        target = folder / place
        try:
            if not is_storable(place):
                raise DownloadError("it cannot be stored: its path is too long")
            if (link := link_below(folder, place)) is not None:
                raise DownloadError(f"it cannot be stored: {link.name} is a symbolic link")
            if target.is_file():
                return
            if target.exists():
                raise DownloadError("it cannot be stored: what has its name is no file")
            target.parent.mkdir(parents=True, exist_ok=True)
            await self._try(url, target, turn)
        except OSError as error:
            if error.errno in OF_THE_MACHINE:  # the other files would fail as well
                raise
            raise DownloadError(f"it cannot be stored: {error.strerror or error}") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            raise DownloadError(str(error) or type(error).__name__) from error

    async def _try(self, url: httpx.URL, target: Path, turn: Turn) -> None:
        try:
            # Each request has a timeout of its own, which leaves out the wait for a turn.
            await try_often(partial(self._attempt, url, target, turn), self._policy, None)
        except GaveUpError:
            self._hosts.failed(turn.host)
            raise
        except HostError:
            self._hosts.went_silent(turn.host)
            raise
        except SkippedError:
            raise
        except DownloadError:
            self._hosts.answered(turn.host)
            raise
        self._hosts.answered(turn.host)

    async def _attempt(self, url: httpx.URL, target: Path, turn: Turn) -> None:
        for _ in range(_REDIRECTS + 1):
            await turn.move(url.host)
            self._hosts.check(url.host)
            async with asyncio.timeout(self._policy.attempt_timeout):
                following = await self._ask(url, target)
            if following is None:
                return
            self._hosts.answered(url.host)
            url = following
        raise DownloadError("it redirects too often")

    async def _ask(self, url: httpx.URL, target: Path) -> httpx.URL | None:
        """Request a file; return where the answer redirects to, or None if the file is there."""
        await self._robots.check(url)
        part = self._parts.of(target, url)
        asked = self._client.build_request("GET", url, headers=part.headers())
        async with asyncio.timeout(2 * self._policy.timeout):
            answer = await self._client.send(asked, stream=True)
        try:
            if redirects(answer):
                return next_address(url, answer)
            await self._take(answer, target, part)
        finally:
            await answer.aclose()
        self._parts.discard(target)
        return None

    async def _take(self, answer: httpx.Response, target: Path, part: parts.Part) -> None:
        """Take what an answer brings.

        Args:
            answer: The answer.
            target: The path of the whole file.
            part: The partial file, whose rest was asked for if there is one.
        """
        if part.size and answer.status_code == 416:  # it is no part of the present file
            part.begin(None)
            raise TryAgainError("its size has changed")
        check_answer(answer, target)
        # Not asked for; what is decoded cannot be continued, nor what no validator tells apart.
        is_coded = bool(codings(answer))
        span = parts.span(answer) if answer.status_code == 206 else None
        version = parts.version_of(answer)
        goes_on = span is not None and not is_coded and part.is_continued_by(span, version)
        begins, size = part.size if goes_on else 0, part.known_size(version)
        if not goes_on:
            is_other = span is not None and (span.first != 0 or span.size is None)
            # Its bytes count as they were sent, coded.
            is_other |= span is not None and is_coded and span.last + 1 != span.size
            part.begin(None if is_coded or is_other or not version.strong else version)
            if is_other:
                raise TryAgainError("the server sent another part than requested")
        try:
            with part.path.open("ab" if begins else "wb") as file:
                async for block in body(answer, self._policy, begins, target.name):
                    self._count(len(block))
                    file.write(block)
        except (*_FAILURES, asyncio.CancelledError) as error:  # cancelled after its time
            if part.version is None or isinstance(error, DownloadError):
                part.begin(None)
            raise
        if span is not None and not is_coded:
            part.check_length(span, size)
        try:
            check_file(part.path, target, answer)
        except (DownloadError, TryAgainError):
            part.begin(None)
            raise
        part.finish(target)

    def _count(self, size: int) -> None:
        self._taken += size
        if self._taken > self._policy.max_total:
            raise DownloadError(
                f"all files together have more than {self._policy.max_total:,} bytes;"
                " --max-unpacked raises that limit"
            )
