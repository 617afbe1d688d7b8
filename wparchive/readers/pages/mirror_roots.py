"""The roots of the sites in a mirror: which URL each folder of files was saved from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from wparchive import patterns
from wparchive.storage.source import Capture
from wparchive.web.mirror_names import (
    HASHED,
    capture_date,
    host_in,
    original_path,
    original_url,
    without_placeholder,
    without_wayback,
)
from wparchive.web.references import unescape
from wparchive.web.scanning import Ended
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.storage.source import Source

_SAMPLES = 400
_HEAD = 1 << 16
_SELF = Ended(
    patterns.lazy(
        rb"<link\b(?:(?!<link\b)[^>])*?\brel\s*+=\s*+[\"']?canonical[\"']?[^>]*+>"
        rb"|<meta\b(?:(?!<meta\b)[^>])*?\bproperty\s*+=\s*+[\"']?og:url[\"']?[^>]*+>",
        re.IGNORECASE,
    ),
    patterns.lazy(b">"),
)
_TARGET = patterns.lazy(
    rb"\b(?:href|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_MIRRORED = patterns.lazy(
    rb"<!-- Mirrored from (\S+) by HTTrack|saved from url=\(\d+\)(\S+)|SingleFile\s+url:\s*(\S+)"
)
_OEMBED = patterns.lazy(rb"/oembed/1\.0/embed\?url=(https?(?:%3A|:)[^\s\"'<>&]+)", re.IGNORECASE)
_TRACKBACK = patterns.lazy(
    rb"<rdf:Description\s+rdf:about=[\"'](https?://[^\s\"'<>]+)", re.IGNORECASE
)
_CORE = patterns.lazy(
    rb"(https?:)?(?:\\?/){2}([\w.:-]+)((?:\\?/[\w~-]+)*?)\\?/wp-(?:content|includes|json)\\?/"
)


class SiteRoot(NamedTuple):
    """The folder of a site in a mirror, and its URL.

    Attributes:
        folder: The beginning of all names of the site's files; empty, or with a slash at its end.
        url: The URL of that folder, without a slash at its end; empty if the host is unknown.
    """

    folder: str
    url: str

    @property
    def date(self) -> str | None:
        """Time of capture in the name of a downloader's folder, in RFC 3339."""
        return capture_date(self.folder)

    def address(self, name: str) -> str:
        """Return the URL of a file, with the name of an index file."""
        return f"{self.url}/{quote(name[len(self.folder) :], safe='/%:=&~+!$,;@()*')}"


def with_addresses(sources: Sequence[Source]) -> list[Source]:
    """Add to sources the URLs from which they were saved, if these are known.

    Args:
        sources: Pages and feeds. Those from web archives have their URLs already.
    """
    plain = [source for source in sources if source.capture is None]
    roots = find_roots(plain)
    if not roots:
        return list(sources)
    placed: list[Source] = []
    for source in sources:
        name = _inner_name(source)
        root = next((r for r in roots if name.startswith(r.folder)), None)
        if source.capture is None and root is not None:
            url, date = root.address(name), root.date
            capture = Capture(original_url(url) if date else url, date)
            source = replace(source, capture=capture)  # noqa: PLW2901
        placed.append(source)
    return placed


def find_roots(sources: Sequence[Source]) -> list[SiteRoot]:
    """Find the roots of the sites in a mirror, those with the longest folders first."""
    votes: dict[str, Counter[str]] = {}
    hosts: Counter[str] = Counter()
    step = max(1, len(sources) // _SAMPLES)
    for source in sources[::step]:
        start = source.read(_HEAD)
        for url in declared_urls(start):
            if root := find_root(_inner_name(source), url):
                votes.setdefault(root.folder, Counter())[root.url] += 1
        hosts.update(_core_urls(start))
    names = [_inner_name(source) for source in sources]
    if folders := {found[0] + "/" for name in names if (found := host_in(name))}:
        # HTTrack has such folders inside of another site, for links that it could not follow.
        own = {folder: found for folder, found in votes.items() if folder not in folders}
        outside = [name for name in names if not name.startswith(tuple(folders))]
        others = _most_voted(own)
        if not others and 2 * len(outside) > len(names):
            others = _most_linked(outside, hosts)
        return [*_by_folders(folders, votes, hosts), *others]
    return _most_voted(votes) or _most_linked(names, hosts)


def _most_voted(votes: dict[str, Counter[str]]) -> list[SiteRoot]:
    """Return the root that most pages declare."""
    if not votes:
        return []
    folder = max(votes, key=lambda f: (votes[f].total(), -len(f)))
    return [SiteRoot(folder, votes[folder].most_common(1)[0][0])]


def _most_linked(names: Sequence[str], hosts: Counter[str]) -> list[SiteRoot]:
    """Return the root of files that declare no URL, with that of WordPress's own folders."""
    if len(names) < 2:
        return []
    url, number = hosts.most_common(1)[0] if hosts else ("", 0)
    return [SiteRoot(_common_folder(names), url if number * 2 > hosts.total() else "")]


def find_root(name: str, url: str) -> SiteRoot | None:
    """Find a root by comparing a file's name with the URL that it declares; None if they differ."""
    parts = urlsplit(without_wayback(url))
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    if parts.query:
        # HTTrack puts the pages of all queries beside the front page.
        beside = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        return SiteRoot(HASHED.sub("", name), beside) if HASHED.search(name) else None
    declared_at = [unquote(part).casefold() for part in parts.path.split("/") if part]
    path = original_path(name).partition("?")[0]
    found_at = [unquote(part).casefold() for part in path.split("/") if part]
    if (
        found_at
        and found_at[-1].endswith((".html", ".htm"))
        and (not declared_at or declared_at[-1] != found_at[-1])
    ):
        found_at[-1] = found_at[-1].rpartition(".")[0]
    same = 0
    while (
        same < min(len(declared_at), len(found_at))
        and declared_at[-1 - same] == found_at[-1 - same]
    ):
        same += 1
    if not same and (declared_at or not path.endswith("/")):
        return None
    if same != len(declared_at) and same != len(found_at):
        return None
    folders = name.split("/")[: len(found_at) - same]
    above = [part for part in parts.path.split("/") if part][: len(declared_at) - same]
    folder = "/".join(folders)
    return SiteRoot(
        f"{folder}/" if folder else "",
        f"{parts.scheme}://{parts.netloc}" + "".join(f"/{part}" for part in above),
    )


def _by_folders(
    folders: set[str], votes: dict[str, Counter[str]], hosts: Counter[str]
) -> list[SiteRoot]:
    """Make a root for each folder that is named after a host."""
    roots: list[SiteRoot] = []
    for folder in sorted(folders, key=lambda f: (-len(f), f)):
        found = host_in(folder + "x")
        assert found is not None
        scheme, _, host = found[1].rpartition("//")
        if not scheme:
            declared = [url for url in votes.get(folder, Counter()) if urlsplit(url).netloc == host]
            secure = hosts[f"https://{host}"] > hosts[f"http://{host}"]
            scheme = (
                urlsplit(declared[0]).scheme + ":" if declared else "https:" if secure else "http:"
            )
        roots.append(SiteRoot(folder, f"{scheme}//{host}"))
    return roots


def _inner_name(source: Source) -> str:
    """Return the name of a file inside its container."""
    return source.name.rpartition("!")[2]


def declared_urls(start: bytes) -> Iterator[str]:
    """Yield the URLs that a page declares as its own; its canonical URL may be only a path."""
    for match in _MIRRORED.finditer(start):
        url = next(group for group in match.groups() if group).decode(errors="replace")
        yield url if "://" in url else f"http://{url}"
    for element in _SELF.finditer(start):
        if target := _TARGET.search(element[0]):
            value = next(group for group in target.groups() if group is not None)
            url = unescape(value.decode(errors="replace")).strip()
            if "://" in url and url == without_placeholder(url):
                yield url
    if len(permalinks := set(_TRACKBACK.findall(start))) == 1:
        yield unescape(permalinks.pop().decode(errors="replace"))
    if embed := _OEMBED.search(start):
        yield unquote(unescape(embed[1].decode(errors="replace")))


def _core_urls(start: bytes) -> set[str]:
    """Collect the URLs of the folders above WordPress's own folders, as a page links to them."""
    found = set()
    for scheme, host, path in _CORE.findall(start):
        folder = path.replace(b"\\", b"")
        url = (scheme or b"http:") + b"//" + host + folder
        found.add(without_wayback(url.decode(errors="replace")))
    return {
        url
        for url in found
        if "web.archive.org" not in url
        and not url.endswith(".wp.com")
        and url == without_placeholder(url)
    }


def _common_folder(names: Iterable[str]) -> str:
    """Return the folder with which all names begin; empty if there is none."""
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
