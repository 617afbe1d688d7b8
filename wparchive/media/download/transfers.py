"""Downloads: one file after the other of a host, whole or in parts, and each miss with its reason.

A second run goes on where the first one ended: whole files are not asked for again, and parts are
continued at the address that they are from.
"""

from __future__ import annotations

import asyncio
import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import httpx

from wparchive.errors.containment import OF_THE_MACHINE
from wparchive.media.download import parts
from wparchive.media.download.addresses import address, next_address
from wparchive.media.download.attempts import GaveUpError, check_busy, try_often
from wparchive.media.download.bodies import body, codings
from wparchive.media.download.network import client
from wparchive.media.download.policy import DownloadError, TryAgainError
from wparchive.media.download.robots import Robots
from wparchive.media.download.turns import Turns
from wparchive.notices import Code, Notice
from wparchive.storage.names import is_storable
from wparchive.storage.walking import link_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from wparchive.media.download.policy import FetchPolicy
    from wparchive.media.download.turns import Turn

_Result = TypeVar("_Result")
_REDIRECTS = 5
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_NAMED_SO = frozenset({".html", ".htm", ".xhtml"})
_TEXTS = frozenset({".txt", ".md", ".xml", ".csv", ".json", ".css", ".js"})
_START = 1024
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?>(?:<!--.*?-->\s*+)*)<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_INSTEAD = "the server sent an HTML page instead"


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
        A notice for each wanted URL of a file that could not be had.
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
                    return []
            others = [await misses(size) for size in file.sizes.values()]
            instead = "" if all(others) else "; the file at an address with a query is used instead"
            return [
                Notice(Code.MEDIA_MISSING, f"{url}: {why}{instead}.")
                for url, why in found.items()
                if file.urls[url]
            ] + [notice for notices in others for notice in notices]

        found = await _all_or_none([asyncio.create_task(misses(file)) for file in files])
    return [notice for notices in found for notice in notices]


async def _all_or_none(tasks: Sequence[asyncio.Task[_Result]]) -> list[_Result]:
    """Wait for all tasks; if one fails, cancel the others, whose errors then say the same."""
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


class _SkippedError(DownloadError):
    """A host is not asked any more."""


class _Download:
    def __init__(self, asking: httpx.AsyncClient, policy: FetchPolicy) -> None:
        self._client = asking
        self._policy = policy
        self._robots = Robots(asking, policy)
        self._failures: Counter[str] = Counter()
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
            self._failures[turn.host] += 1
            raise
        except _SkippedError:
            raise
        except DownloadError:
            self._failures[turn.host] = 0
            raise
        self._failures[turn.host] = 0

    async def _attempt(self, url: httpx.URL, target: Path, turn: Turn) -> None:
        for _ in range(_REDIRECTS + 1):
            await turn.move(url.host)
            if self._failures[url.host] >= self._policy.max_failures:
                raise _SkippedError("its host has failed too often")
            async with asyncio.timeout(self._policy.attempt_timeout):
                following = await self._ask(url, target)
            if following is None:
                return
            self._failures[url.host] = 0
            url = following
        raise DownloadError("it redirects too often")

    async def _ask(self, url: httpx.URL, target: Path) -> httpx.URL | None:
        """Request a file; return where the answer redirects to, or None if the file is there."""
        await self._robots.check(url)
        part = parts.Part(target, url)
        asked = self._client.build_request("GET", url, headers=part.headers())
        async with asyncio.timeout(2 * self._policy.timeout):
            answer = await self._client.send(asked, stream=True)
        try:
            if answer.is_redirect:
                return next_address(url, answer)
            await self._take(answer, target, part)
        finally:
            await answer.aclose()
        parts.discard(target)
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
        _check(answer, target)
        # Not asked for; what is decoded cannot be continued, nor what no validator tells apart.
        is_coded = bool(codings(answer))
        begins, total = parts.span(answer) if answer.status_code == 206 else (0, None)
        version = parts.version_of(answer)
        same = part.version is not None and part.version.continues(version)
        is_other = answer.status_code == 206 and (begins or total is None)
        if not (begins and begins == part.size and same and not is_coded):
            part.begin(None if is_coded or is_other or not version.strong else version)
            if is_other:
                raise TryAgainError("the server sent another part than requested")
        try:
            with part.path.open("ab" if begins else "wb") as file:
                async for block in body(answer, self._policy, begins, target.name):
                    self._count(len(block))
                    file.write(block)
        except (DownloadError, TryAgainError, httpx.HTTPError) as error:
            if part.version is None or isinstance(error, DownloadError):
                part.begin(None)
            raise
        if total is not None and part.path.stat().st_size < total:
            raise TryAgainError("the server sent only a part")
        try:
            _check_file(part.path, target)
        except DownloadError:
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


def _check(answer: httpx.Response, target: Path) -> None:
    """Refuse an answer that brings no file.

    Raises:
        DownloadError: The server has no such file.
        TryAgainError: The server may bring it later.
    """
    status = answer.status_code
    check_busy(answer)
    if status not in {200, 206}:
        raise DownloadError(f"status {status}")
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in _PAGES and target.suffix.lower() not in _NAMED_SO:
        raise DownloadError(_PAGE_INSTEAD)


def _check_file(path: Path, target: Path) -> None:
    """Refuse a body that is no file of the name, whatever the server calls the body.

    Raises:
        DownloadError: It is empty, or an HTML page.
    """
    with path.open("rb") as file:
        start = file.read(_START)
    if not start:
        raise DownloadError("the server sent an empty file")
    if target.suffix.lower() not in _NAMED_SO | _TEXTS and _PAGE.match(start):
        raise DownloadError(_PAGE_INSTEAD)
