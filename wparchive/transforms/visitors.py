"""Data about the visitors who commented on a post: their sites, names and avatars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

AVATAR: Final = patterns.lazy(
    r"(?:/avatar/|gravatar\.com/|gravatar_id=)(?P<it>[0-9A-Fa-f]{64}|[0-9A-Fa-f]{32})(?![0-9A-Fa-f])"
)
"""The digest of an e-mail address in a URL of Gravatar, its mirrors or Libravatar."""
ADDRESS: Final = patterns.lazy(
    r"(?<![\w.@/:-])(?P<it>(?:(?:https?:)?//(?:[^\s/?#\"'<>@]{1,99}@)?)?[\w-]++(?>(?:\.[\w-]++)+)"
    r"(?::\d{1,5})?(?:[/?#][^\s\"'<>()\[\]\\]*+)?)",
    re.IGNORECASE,
)
"""A possible web address in a text, with or without its scheme."""
# What plugins, and WordPress itself, call a commenter in what they store beside the comment.
_NAMES: Final = frozenset(
    """comment_author author author_name authorname display_name displayname nickname user_name
    username full_name fullname first_name last_name visitor_name commenter_name reviewer
    semantic_linkbacks_author_name""".split()
)


class Sites:
    """The sites of those who commented on a post.

    Args:
        urls: Their addresses, as the comments give them.
        own_hosts: Hosts of the blog itself, which are nobody's own.
    """

    def __init__(self, urls: Iterable[str | None], own_hosts: frozenset[str]) -> None:
        self._own_hosts = own_hosts
        self._paths: dict[str, set[str]] = {}
        for url in urls:
            host, path = split(url or "")
            if host and host not in own_hosts:
                self._paths.setdefault(host, set()).add(path)

    def __bool__(self) -> bool:
        return bool(self._paths)

    def has(self, url: str) -> bool:
        """Return whether an address is one of the sites, or a page of one.

        Of a host that many may share, such as a network's, only what begins with the path counts.
        """
        host, path = split(url)
        return any(
            not begin or path == begin or path.startswith((f"{begin}/", f"{begin}?", f"{begin}#"))
            for begin in self._paths.get(host, ())
        )

    def is_foreign(self, url: str) -> bool:
        """Return whether an address with a scheme is on another host than the blog."""
        host, _ = split(url)
        return bool(host) and "//" in url and host not in self._own_hosts


def split(url: str) -> tuple[str, str]:
    """Split an address: the host without ``www.``, and the rest without a slash at the end.

    Both are empty if the text is not an address.
    """
    text = url.strip()
    if not re.match(r"(?:https?:)?//", text, re.IGNORECASE):
        text = f"//{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return "", ""
    if "." not in host:
        return "", ""
    query = f"?{parts.query}" if parts.query else ""
    return host, parts.path.rstrip("/") + query


def hosts(addresses: Iterable[str | None]) -> frozenset[str]:
    """List the hosts of some addresses."""
    return frozenset(host for address in addresses if (host := split(address or "")[0]))


def is_name(key: str) -> bool:
    """Check whether the value of a key is a commenter's name."""
    return key.lower().lstrip("_").replace("-", "_") in _NAMES


def name_pattern(name: str) -> re.Pattern[str]:
    """Compile a pattern for a name as whole words; a very short name must be the whole text."""
    words = r"\s+".join(map(re.escape, name.split()))
    around = (r"\A\s*", r"\s*\Z") if len(name) < 3 else (r"(?<!\w)", r"(?!\w)")
    return re.compile(f"{around[0]}(?P<it>{words}){around[1]}", re.IGNORECASE)
