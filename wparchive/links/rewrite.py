"""Rewriting: links to the blog itself lead to the output, dead ones to a capture of their time."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from wparchive.errors import UsageError
from wparchive.links.media_map import absolute
from wparchive.links.resolve import TargetKind
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from wparchive.links.index import IndexedPost
    from wparchive.links.media_map import MediaLookup
    from wparchive.links.resolve import Resolver, Target
    from wparchive.model.records import Post

CAPTURES = "https://web.archive.org/web/"
"""Where a date and a URL give the capture that is nearest (Wayback Machine, "URL format")."""

_COMMENT = re.compile(r"(?:(?:li|div|article|the)-)?comment-?(\d{1,18})", re.IGNORECASE)
_PAGES = frozenset({TargetKind.POST, TargetKind.ATTACHMENT, TargetKind.COMMENT})
_LISTS = frozenset({TargetKind.TERM, TargetKind.AUTHOR, TargetKind.DATE, TargetKind.FEED})
_ELSEWHERE = frozenset({"feed", "trackback", "embed", "file", "size"})
_OUTSIDE = frozenset(
    {
        TargetKind.TERM,
        TargetKind.AUTHOR,
        TargetKind.TYPE,
        TargetKind.DATE,
        TargetKind.FEED,
        TargetKind.HOME,
        TargetKind.SEARCH,
        TargetKind.FILE,
        TargetKind.SYSTEM,
    }
)
_SAFE = "/:@!$&'()*+,;=~-._"


class LinkStyle(NamedTuple):
    """How links to the blog itself are written.

    Attributes:
        name: ``original``, ``relative``, ``root`` or ``absolute``.
        base: The new address of the site, for ``absolute``.
    """

    name: str = "original"
    base: str = ""

    @classmethod
    def parse(cls, text: str) -> LinkStyle:
        """Read ``relative`` or ``absolute=https://new.example``.

        Raises:
            UsageError: It is no manner.
        """
        name, equals, base = text.partition("=")
        if name in {"original", "relative", "root"} and not equals:
            return cls(name)
        url = urls.parse(base) if name == "absolute" else None
        if url is None or url.scheme not in {"http", "https"} or url.query or url.fragment:
            raise UsageError(
                f"--links does not know {text!r}.",
                hint="It knows original, relative, root and absolute=https://new.example.",
            )
        return cls(name, base.rstrip("/"))


class DeadLinks:
    """Which URLs of other sites are dead.

    Args:
        lines: Hosts (with all below them) and beginnings of URLs, one a line; ``#`` begins a
            comment.
    """

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._beginnings: list[str] = []
        for line in lines:
            word = line.split("#", 1)[0].strip() if not line.strip().startswith("http") else line
            if "://" in word:
                self._beginnings.append(_bare(word.strip()))
            elif word:
                self._hosts.add(word.lower().strip("./").removeprefix("www."))

    def __bool__(self) -> bool:
        return bool(self._hosts or self._beginnings)

    def __contains__(self, text: str) -> bool:
        url = urls.parse(text)
        if url is None or url.scheme not in {"http", "https"}:
            return False
        host = url.host
        while host:
            if host in self._hosts:
                return True
            host = host.partition(".")[2]
        return any(_bare(text).startswith(beginning) for beginning in self._beginnings)


def _bare(url: str) -> str:
    """A URL without scheme and ``www.``."""
    return url.partition("://")[2].removeprefix("www.")


class Rewriter:
    """Writes the links of one output.

    Args:
        resolver: Knows what links lead to.
        output: The output's name.
        manner: How links to the blog itself are written.
        dead: Which other URLs are dead.
        site: The blog's old address.
        withheld: Tells posts that are not in the output in spite of their address.

    Attributes:
        home: The path or URL of the output's front page; empty if it has none.
        media: Finds the uploads that the output has; None if it has none.
        media_root: The path from the output's root to them.
        used: The places of the uploads that links named, with the addresses.
    """

    def __init__(
        self,
        resolver: Resolver,
        output: str,
        manner: LinkStyle,
        dead: DeadLinks,
        site: str | None,
        withheld: Callable[[IndexedPost], bool],
    ) -> None:
        self._resolver = resolver
        self._output = output
        self._manner = manner
        self._dead = dead
        self._site = site
        self.front_page_url = ""
        self.media: MediaLookup | None = None
        self.media_root = ""
        self.used: dict[str, set[str]] = {}
        self._withheld = withheld

    @property
    def fragments(self) -> Collection[str]:
        """Fragments that links of any post name."""
        return self._resolver.fragments

    def for_post(self, post: Post, address: str) -> Callable[[str], str]:
        """What writes the links of a post.

        Args:
            post: The post.
            address: Where it stands in the output.
        """
        base = self._resolver.base(post.link, self._site)
        stamp = re.sub(r"\D", "", post.published_gmt or post.published or "")[:14]
        done: dict[str, str] = {}

        def rewrite(url: str) -> str:
            if url not in done:
                done[url] = self._rewrite(url, base, post, address, stamp)
            return done[url]

        return rewrite

    def _rewrite(self, url: str, base: str, post: Post, address: str, stamp: str) -> str:
        if url.startswith("#"):
            return url
        target = self._resolver.resolve(url, base, post.id)
        if target.kind is TargetKind.EXTERNAL:
            if self._dead and url in self._dead:
                return f"{CAPTURES}{stamp + '/' if stamp else ''}{url}"
            return url
        if (file := self._file(url, base, target)) is not None:
            return self._written(file, address)
        if self._manner.name == "original":
            return url
        place = self.find_address(target)
        if place is None:
            return url
        path, _, fragment = place.partition("#")
        return self._written(path, address) + (f"#{fragment}" if fragment else "")

    def find_address(self, target: Target) -> str | None:
        """Where the output has what a link leads to: a path and a fragment; None if nowhere."""
        if target.kind is TargetKind.HOME and self.front_page_url and not target.part:
            return self.front_page_url
        if target.kind in _LISTS:
            return self._resolver.archive_page(self._output, target)
        if target.kind not in _PAGES or target.number is None or target.part in _ELSEWHERE:
            return None
        known = self._resolver.post(target.number)
        address = known.addresses.get(self._output, "") if known is not None else ""
        if known is None or not address or self._withheld(known):
            return None
        fragment = target.fragment
        if match := _COMMENT.fullmatch(fragment):
            if int(match[1]) in known.hidden_comments:
                return None
            fragment = f"comment-{match[1]}"
        elif fragment == "respond":  # the form below the comments, which no archive has
            fragment = "comments"
        if fragment == "comments" and not known.comments:
            fragment = ""
        return f"{address}#{fragment}" if fragment else address

    def _file(self, url: str, base: str, target: Target) -> str | None:
        """Where the output has the upload that a link leads to; None if it leads to none."""
        place = self.media.find(url, base, target) if self.media is not None else None
        if self.media is None or place is None:
            return None
        self.used.setdefault(place, set()).add(absolute(url, base))
        spot = self.media.bundled_file(place)
        return spot.address if spot is not None else self.media_root + place

    def is_not_rewritten(self, url: str, target: Target, written: str) -> bool:
        """Whether a link to the blog itself stays as it was, since the output has no such thing."""
        return (
            written == url
            and self._manner.name != "original"
            and (target.kind in _PAGES or target.kind in _OUTSIDE)
            and self.find_address(target) is None
        )

    def _written(self, path: str, address: str) -> str:
        if path.startswith(("http://", "https://")):  # a page that stands at its old address
            return path
        if self._manner.name == "absolute":
            return self._manner.base + quote(path, safe=_SAFE)
        if self._manner.name == "root" or (self._manner.name == "original" and self.front_page_url):
            return quote(path, safe=_SAFE)
        here = address if address.endswith("/") else posixpath.dirname(address)
        relative = posixpath.relpath(path, here or "/")
        relative = quote(relative, safe=_SAFE) + ("/" if path.endswith("/") else "")
        # A colon in the first part would make it a scheme.
        return f"./{relative}" if ":" in relative.partition("/")[0] else relative
