"""Hosts of one blog that moved: two documents with different hosts and the same posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlunsplit

from wparchive.assembly.identity import canonicalize_url, digest, fingerprint
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.formats.readers import Document

_LEAST: Final = 2
"""Posts that two hosts must share."""


def host_aliases(documents: Sequence[Document]) -> dict[str, str]:
    """Find hosts that are others' earlier or later names.

    Two hosts are one blog if at least two posts, and half of those of the host with fewer, have the
    same path, title and day on both. Paths alone prove nothing: every blog began with
    ``/hello-world/``.

    Returns:
        By host the host that an earlier document has for the same blog, without ``www.``.
    """
    if sum(bool(document.ranges) for document in documents) < 2:
        return {}
    if len({host for document in documents for host in _sample(document)} - {""}) < 2:
        return {}
    aliases: dict[str, str] = {}
    known: dict[str, dict[int, int]] = {}
    for document in documents:
        for host, paths in _paths(document).items():
            found = next((h for h in known if h != host and _is_same(known[h], paths)), None)
            if found is not None and host not in known:
                aliases[host] = aliases.get(found, found)
            known.setdefault(host, {}).update(paths)
    return aliases


def on_alias(url: str | None, aliases: Mapping[str, str]) -> str | None:
    """Return a URL on the host that stands for its own, if there is one."""
    host = _host(url) if aliases and url else ""
    if url is None or host not in aliases:
        return url
    return urlunsplit(urlsplit(url)._replace(netloc=aliases[host]))


def _host(url: str | None) -> str:
    address = canonicalize_url(url) if url else None
    return address.host if address else ""


def _sample(document: Document) -> list[str]:
    """Return the hosts of a document's site and of its first post, to avoid reading all posts."""
    first = next((post for part in document.ranges[:1] for post in document.posts(part, [])), None)
    return [_host(document.metadata.own_site.link), _host(first.link if first else None)]


def _paths(document: Document) -> dict[str, dict[int, int]]:
    """Return by host the digests of posts' paths, each with that of title and day.

    Posts without a title or day are not among them.
    """
    found: dict[str, dict[int, int]] = {}
    for part in document.ranges:
        for post in document.posts(part, []):
            address = canonicalize_url(post.link) if post.link else None
            day = (post.published_gmt or post.published or "")[:10]
            title = fingerprint(post.title)
            if address and address.host and address.path and title and day:
                named = digest(f"{day} {title}")
                found.setdefault(address.host, {})[digest(address.path)] = named
    return found


def _is_same(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    shared = sum(other.get(path) == named for path, named in one.items())
    return shared >= _LEAST and 2 * shared >= min(len(one), len(other))
