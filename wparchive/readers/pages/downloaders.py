"""Where a mirror's files stood on the site: its root, from what the pages say of themselves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from wparchive.scanning import Ended
from wparchive.storage.source import Capture
from wparchive.web.mirror_names import host_in, original_path, without_wayback
from wparchive.web.references import unescape
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.storage.source import Source

_SAMPLES = 400
_HEAD = 1 << 16
_SELF = Ended(
    re.compile(
        rb"<link\b(?:(?!<link\b)[^>])*?\brel\s*+=\s*+[\"']?canonical[\"']?[^>]*+>"
        rb"|<meta\b(?:(?!<meta\b)[^>])*?\bproperty\s*+=\s*+[\"']?og:url[\"']?[^>]*+>",
        re.IGNORECASE,
    ),
    re.compile(b">"),
)
_TARGET = re.compile(
    rb"\b(?:href|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_MIRRORED = re.compile(
    rb"<!-- Mirrored from (\S+) by HTTrack|saved from url=\(\d+\)(\S+)|SingleFile\s+url:\s*(\S+)"
)
_CORE = re.compile(
    rb"(https?:)?(?:\\?/){2}([\w.:-]+)((?:\\?/[\w~-]+)*?)\\?/wp-(?:content|includes|json)\\?/"
)


class Root(NamedTuple):
    """Where files lie and what they were.

    Attributes:
        folder: What the names of files of one site begin with; empty or with a slash at its end.
        url: The address that stands for it, without a slash at its end; empty if nothing tells the
            site's host.
    """

    folder: str
    url: str

    def address(self, name: str) -> str:
        """The address of a file's own place, index file and all."""
        return f"{self.url}/{quote(name[len(self.folder) :], safe='/%:=&~+!$,;@()*')}"


def with_addresses(sources: Sequence[Source]) -> list[Source]:
    """Sources with the addresses they were saved from, as far as that can be told.

    Args:
        sources: Pages and feeds. Those from web archives have their addresses already.
    """
    plain = [source for source in sources if source.capture is None]
    roots = find_roots(plain)
    if not roots:
        return list(sources)
    placed: list[Source] = []
    for source in sources:
        name = _inner(source)
        root = next((r for r in roots if name.startswith(r.folder)), None)
        if source.capture is None and root is not None:
            source = replace(source, capture=Capture(root.address(name)))  # noqa: PLW2901
        placed.append(source)
    return placed


def find_roots(sources: Sequence[Source]) -> list[Root]:
    """The roots of the sites in a mirror, those of the longest names first."""
    votes: dict[str, Counter[str]] = {}
    hosts: Counter[str] = Counter()
    folders: set[str] = set()
    step = max(1, len(sources) // _SAMPLES)
    for number, source in enumerate(sources):
        name = _inner(source)
        if found := host_in(name):
            folders.add(found[0] + "/")
        if number % step:
            continue
        start = source.read(_HEAD)
        for url in _selves(start):
            if root := align(name, url):
                votes.setdefault(root.folder, Counter())[root.url] += 1
        hosts.update(_core(start))
    if folders:
        return _by_folders(folders, votes, hosts)
    if votes:
        folder = max(votes, key=lambda f: (votes[f].total(), -len(f)))
        return [Root(folder, votes[folder].most_common(1)[0][0])]
    if hosts and len(sources) > 1:
        url, number = hosts.most_common(1)[0]
        if number * 2 > hosts.total():
            return [Root(_common(_inner(source) for source in sources), url)]
    if len(sources) > 1:
        return [Root(_common(_inner(source) for source in sources), "")]
    return []


def align(name: str, url: str) -> Root | None:
    """The root that a file's name and the address in it tell; None if they do not agree."""
    parts = urlsplit(without_wayback(url))
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        return None
    there = [unquote(part).casefold() for part in parts.path.split("/") if part]
    path = original_path(name).partition("?")[0]
    lies = [unquote(part).casefold() for part in path.split("/") if part]
    if lies and lies[-1].endswith((".html", ".htm")) and (not there or there[-1] != lies[-1]):
        lies[-1] = lies[-1].rpartition(".")[0]
    same = 0
    while same < min(len(there), len(lies)) and there[-1 - same] == lies[-1 - same]:
        same += 1
    if not same and (there or not path.endswith("/")):
        return None
    if same != len(there) and same != len(lies):
        return None
    folders = name.split("/")[: len(lies) - same]
    above = [part for part in parts.path.split("/") if part][: len(there) - same]
    folder = "/".join(folders)
    return Root(
        f"{folder}/" if folder else "",
        f"{parts.scheme}://{parts.netloc}" + "".join(f"/{part}" for part in above),
    )


def _by_folders(
    folders: set[str], votes: dict[str, Counter[str]], hosts: Counter[str]
) -> list[Root]:
    """A root for each directory that is named after a host."""
    roots: list[Root] = []
    for folder in sorted(folders, key=lambda f: (-len(f), f)):
        found = host_in(folder + "x")
        assert found is not None
        scheme, _, host = found[1].rpartition("//")
        if not scheme:
            told = [url for url in votes.get(folder, Counter()) if urlsplit(url).netloc == host]
            secure = hosts[f"https://{host}"] > hosts[f"http://{host}"]
            scheme = urlsplit(told[0]).scheme + ":" if told else "https:" if secure else "http:"
        roots.append(Root(folder, f"{scheme}//{host}"))
    return roots


def _inner(source: Source) -> str:
    """A file's name inside of the container that it lies in."""
    return source.name.rpartition("!")[2]


def _selves(start: bytes) -> Iterator[str]:
    """The addresses that a page gives as its own."""
    for match in _MIRRORED.finditer(start):
        url = next(group for group in match.groups() if group).decode(errors="replace")
        yield url if "://" in url else f"http://{url}"
    for element in _SELF.finditer(start):
        if target := _TARGET.search(element[0]):
            value = next(group for group in target.groups() if group is not None)
            url = unescape(value.decode(errors="replace")).strip()
            if "://" in url:
                yield url


def _core(start: bytes) -> set[str]:
    """The addresses below which a page has WordPress's own directories."""
    found = set()
    for scheme, host, path in _CORE.findall(start):
        folder = path.replace(b"\\", b"")
        url = (scheme or b"http:") + b"//" + host + folder
        found.add(without_wayback(url.decode(errors="replace")))
    return {url for url in found if "web.archive.org" not in url and not url.endswith(".wp.com")}


def _common(names: Iterable[str]) -> str:
    """The directories that all names begin with."""
    common: list[str] | None = None
    for name in names:
        parts = name.split("/")[:-1]
        if common is None:
            common = parts
        else:
            same = 0
            while same < min(len(common), len(parts)) and common[same] == parts[same]:
                same += 1
            common = common[:same]
    return "".join(f"{part}/" for part in common or [])
