"""Rewriting: links to the blog become links to the output, dead links become links to captures."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors import UsageError, did_you_mean
from wparchive.links.media_map import absolute
from wparchive.links.target_kinds import TargetKind, is_file
from wparchive.web import urls
from wparchive.wordpress.permalinks import COMMENT_ANCHOR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from wparchive.links.index import IndexedPost
    from wparchive.links.media_map import MediaLookup
    from wparchive.links.resolve import Resolver
    from wparchive.links.target_kinds import Target
    from wparchive.model.records import Post

CAPTURES = "https://web.archive.org/web/"
"""The prefix for a date and a URL, which name the nearest capture (Wayback Machine)."""

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


class LinkStyle(NamedTuple):
    """The style of links to the blog itself.

    Attributes:
        name: ``original``, ``relative``, ``root``, ``absolute``, or ``wiki``: relative links that
            the writer of Markdown writes in the form of Obsidian.
        base: The new address of the site, for ``absolute``.
    """

    name: str = "original"
    base: str = ""

    @classmethod
    def parse(cls, text: str) -> LinkStyle:
        """Read ``relative`` or ``absolute=https://new.example``.

        Raises:
            UsageError: The text is not a link style.
        """
        name, equals, base = text.partition("=")
        if name in {"original", "relative", "root", "wiki"} and not equals:
            return cls(name)
        url = urls.parse(base) if name == "absolute" else None
        if url is None or url.scheme not in {"http", "https"} or url.query or url.fragment:
            raise UsageError(
                f"--links does not accept {text!r}.",
                hint=did_you_mean([name], ["original", "relative", "root", "absolute", "wiki"])
                + "It accepts original, relative, root, wiki and absolute=https://new.example.",
            )
        return cls(name, base.rstrip("/"))


class DeadLinks:
    """The dead URLs of other sites.

    Args:
        lines: Hosts (with all below them) and beginnings of URLs, one a line; ``#`` begins a
            comment.

    Attributes:
        used: The lines that an URL matched.
    """

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._hosts: dict[str, str] = {}
        self._beginnings: dict[str, str] = {}
        self.used: set[str] = set()
        for line in lines:
            word = line.split("#", 1)[0].strip() if not line.strip().startswith("http") else line
            if "://" in word or word.startswith("//"):
                self._beginnings[_bare(word.strip())] = word.strip()
            elif word:
                url = urls.parse(f"http://{word.strip('./')}/")
                self._hosts[url.host if url is not None else word.lower()] = word

    def __bool__(self) -> bool:
        return bool(self._hosts or self._beginnings)

    def __contains__(self, text: str) -> bool:
        url = urls.parse(f"http:{text}" if text.startswith("//") else text)
        if url is None or url.scheme not in {"http", "https"}:
            return False
        host = url.host
        while host:
            if host in self._hosts:
                self.used.add(self._hosts[host])
                return True
            host = host.partition(".")[2]
        here = _bare(text)
        found = [line for start, line in self._beginnings.items() if here.startswith(start)]
        self.used.update(found)
        return bool(found)

    @property
    def lines(self) -> list[str]:
        """The lines, without comments, each once."""
        return list(dict.fromkeys([*self._hosts.values(), *self._beginnings.values()]))


def _bare(url: str) -> str:
    """Return a URL without scheme and ``www.``, its host as browsers ask for it."""
    parsed = urls.parse(f"http:{url}" if url.startswith("//") else url)
    if parsed is None:
        return url.partition("//")[2].removeprefix("www.")
    port = f":{parsed.port}" if parsed.port else ""
    query = f"?{parsed.query}" if parsed.query else ""
    return f"{parsed.host}{port}{parsed.path}{query}"


def _stamp(date: str | None) -> str:
    """Return a date as digits, as the archive's addresses have it; empty for none that is one."""
    digits = re.sub(r"\D", "", date or "")[:14]
    return "" if digits.startswith("0000") else digits


class Rewriter:
    """Writes the links of one output.

    Args:
        resolver: Finds targets of links.
        output: The output's name.
        style: How links to the blog itself are written.
        dead: Which other URLs are dead.
        site: The blog's old address.
        withheld: Whether a post is not in the output in spite of its address.

    Attributes:
        front_page_url: The path or URL of the output's front page; empty if it has none.
        has_comments: Whether the output has comments.
        media: Finds the output's uploads; None if it has none.
        media_root: The path from the output's root to them.
        used: The places of the uploads that links of the latest post named, with the addresses.
        missed: The links of the latest post to files that the output lacks.
    """

    def __init__(
        self,
        resolver: Resolver,
        output: str,
        style: LinkStyle,
        dead: DeadLinks,
        site: str | None,
        withheld: Callable[[IndexedPost], bool],
    ) -> None:
        self._resolver = resolver
        self._output = output
        self._style = style
        self._dead = dead
        self._site = site
        self.front_page_url = ""
        self.has_comments = True
        self.media: MediaLookup | None = None
        self.media_root = ""
        self.used: dict[str, set[str]] = {}
        self.missed: list[str] = []
        self._withheld = withheld

    @property
    def fragments(self) -> Collection[str]:
        """Fragments that links of any post name."""
        return self._resolver.fragments

    def for_post(self, post: Post, address: str) -> Callable[[str], str]:
        """Return a function that rewrites the links of a post.

        Args:
            post: The post.
            address: The post's address in the output.
        """
        base = self._resolver.base(post.link, self._site)
        stamp = _stamp(post.published_gmt) or _stamp(post.published)
        done: dict[str, str] = {}
        self.used.clear()
        self.missed.clear()

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
                scheme = "http:" if url.startswith("//") else ""
                return f"{CAPTURES}{stamp + '/' if stamp else ''}{scheme}{url}"
            return url
        if (file := self._file(url, base, target)) is not None:
            return self._written(file, address)
        if self._style.name == "original":
            return url
        place = self.find_address(target)
        if place is None:
            return url
        path, _, fragment = place.partition("#")
        return self._written(path, address) + (f"#{fragment}" if fragment else "")

    def find_address(self, target: Target) -> str | None:
        """Return the path and fragment of a target in the output; None if the output lacks it."""
        if target.kind is TargetKind.HOME and not target.part:
            if self.front_page_url:
                return self.front_page_url
            front = self._resolver.front_page
            known = self._resolver.post(front) if front is not None else None
            address = known.addresses.get(self._output, "") if known is not None else ""
            return address if known is not None and not self._withheld(known) and address else None
        if target.kind in _LISTS:
            return self._resolver.archive_page(self._output, target)
        if target.kind not in _PAGES or target.number is None or target.part in _ELSEWHERE:
            return None
        known = self._resolver.post(target.number)
        address = known.addresses.get(self._output, "") if known is not None else ""
        if known is None or not address or self._withheld(known):
            return None
        fragment = target.fragment
        if match := COMMENT_ANCHOR.fullmatch(fragment):
            if not self.has_comments or int(match[1]) in known.hidden_comments:
                return None
            fragment = f"comment-{match[1]}"
        elif fragment == "respond":  # the form below the comments, which no archive has
            fragment = "comments"
        if fragment == "comments" and not (self.has_comments and known.comments):
            fragment = ""
        return f"{address}#{fragment}" if fragment else address

    def _file(self, url: str, base: str, target: Target) -> str | None:
        """Return the path of the upload to which a link points; None for other links."""
        place = self.media.find(url, base, target) if self.media is not None else None
        if self.media is None or place is None:
            if self.media is not None and is_file(target):
                self.missed.append(url)
            return None
        self.used.setdefault(place, set()).add(absolute(url, base))
        bundled = self.media.bundled_file(place)
        return bundled.address if bundled is not None else self.media_root + place

    def is_not_rewritten(self, url: str, target: Target, written: str) -> bool:
        """Check whether a link to the blog is unchanged because the output lacks its target."""
        return (
            written == url
            and self._style.name != "original"
            and (target.kind in _PAGES or target.kind in _OUTSIDE)
            and self.find_address(target) is None
        )

    def _written(self, path: str, address: str) -> str:
        if path.startswith(("http://", "https://")):  # a page at its old address
            return path
        if self._style.name == "absolute":
            return self._style.base + urls.quote_path(path)
        if self._style.name == "root" or (self._style.name == "original" and self.front_page_url):
            return urls.quote_path(path)
        here = address if address.endswith("/") else posixpath.dirname(address)
        # Both from the root: `relpath` would ask for the working directory.
        relative = posixpath.relpath(posixpath.join("/", path), posixpath.join("/", here))
        relative = urls.quote_path(relative) + ("/" if path.endswith("/") else "")
        # A colon in the first part would make it a scheme.
        return f"./{relative}" if ":" in relative.partition("/")[0] else relative
