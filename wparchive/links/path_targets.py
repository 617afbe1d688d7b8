"""Targets of paths: permalinks with their views, archive pages, and guesses for moved posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.links.target_kinds import Target, TargetKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from wparchive.links.base_urls import BaseUrl
    from wparchive.links.index import LinkIndex
    from wparchive.links.known_targets import KnownTargets

_TAIL = patterns.lazy(r"(?:feed|rdf|rss2?|atom|trackback|embed|amp|page(?:-|/)\d+)$")
_TAILS = (
    (patterns.lazy(r"(?:^|/)(?:feed/)?(?:feed|rdf|rss|rss2|atom)$"), "feed"),
    (patterns.lazy(r"(?:^|/)trackback$"), "trackback"),
    (patterns.lazy(r"(?:^|/)comment-page-(\d+)$"), "comment page"),
    (patterns.lazy(r"(?:^|/)page/(\d+)$"), "page"),
    (patterns.lazy(r"(?:^|/)(?:embed|amp)$"), "embed"),
)
_PAGE = patterns.lazy(r"/(\d{1,3})$")
_DAY = patterns.lazy(r"(?:^|/)((?:19|20)\d\d)(?:/(\d\d?))?(?:/(\d\d?))?$")
_DATED = patterns.lazy(r"(?:^|/)(\d{4})/(\d\d?)(?:/(\d\d?))?/")
_NUMBERED = patterns.lazy(r"(?:^|/)(?!(?:19|20)\d\d$)(\d+)(?:\.html?)?$")
_BASES = {"category": "category", "tag": "post_tag", "topics": "category"}
_MOST_VIEWS = 4


class PathTargets:
    """Finds the targets of paths below the blog's base URL.

    Paths are as `urls.normalize_path` writes them.

    Args:
        index: The frozen index.
        known: Finds what the archive has.
        base_urls: The base URLs of the blog.
    """

    def __init__(self, index: LinkIndex, known: KnownTargets, base_urls: Iterable[BaseUrl]) -> None:
        self._index = index
        self._known = known
        self._get = known.number
        self._bases = [f"{host}/{prefix}/" if prefix else f"{host}/" for host, prefix in base_urls]

    def permalink(self, path: str) -> Target | None:
        """Return the post whose permalink a path is, perhaps with a tail that names a view."""
        views = [(path, "")]
        while len(views) < _MOST_VIEWS:
            shorter, tail = _without_tail(views[-1][0])
            if shorter is None:
                break
            if shorter in {"", "comments"}:
                part = views[-1][1] or tail
                kind = TargetKind.FEED if "feed" in {tail, part} else TargetKind.HOME
                return Target(kind, key=shorter, part="" if kind is TargetKind.FEED else part)
            views.append((shorter, views[-1][1] or tail))
        if match := _PAGE.search(path):
            views.append((path[: match.start()], f"page {match[1]}"))
        for prefix in ("", "guid ", "old "):
            if prefix and prefix not in self._index.used_prefixes:
                continue
            for view, part in views:
                number = self._number(view, prefix)
                if number is not None:
                    if part == "feed":
                        return Target(TargetKind.FEED, number, "", part)
                    return self._known.post(number, part or ("old" if prefix else ""))
        return None

    def _number(self, path: str, prefix: str) -> int | None:
        """Look up the post at a path below any of the blog's base URLs."""
        for base in self._bases:
            number = self._index.store.get(f"{prefix}{base}{path}")
            if number is not None:
                return number
        return None

    def archive(self, path: str) -> Target | None:
        """Return an archive page of a term, author or day (``WP_Rewrite::rewrite_rules()``)."""
        part = ""
        shorter, tail = _without_tail(path)
        if shorter:
            path, part = shorter, tail
        found = self._archive(path)
        if found is None or not part:
            return found
        if part == "feed" and found.kind is not TargetKind.BROKEN:
            return Target(TargetKind.FEED, None, found.key, part)
        return found._replace(part=part)

    def _archive(self, path: str) -> Target | None:
        head, _, slug = path.rpartition("/")
        base, word = head.partition("/")[0], head.rpartition("/")[2]
        if match := _DAY.search(path):
            return self._known.date(*(group or "" for group in match.groups()))
        if "author" in {base, word}:
            return self._known.author(slug)
        if taxonomy := self._taxonomy(base) or self._taxonomy(word):
            return self._known.term(taxonomy, slug)
        # A blog may have other bases, or none.
        for name in ("category", "post_tag"):
            if slug in self._index.terms.get(name, ()):
                return self._known.term(name, slug)
        return None

    def _taxonomy(self, base: str) -> str | None:
        """Return the taxonomy of a base; None if the archive has no terms of that taxonomy."""
        taxonomy = _BASES.get(base, base)
        return taxonomy if taxonomy in self._index.terms or base in _BASES else None

    def guess(self, path: str) -> Target | None:
        """Return a post that once had other permalinks (as ``redirect_guess_404_permalink()``)."""
        slug = path.rpartition("/")[2].removesuffix(".html").removesuffix(".php")
        dated = _DATED.search(path)
        number: int | None = None
        if dated:
            number = self._dated(slug, dated)
        elif match := _NUMBERED.search(path):
            number = self._known.numbered(match[1])
        else:
            number = self._get(f"slug {slug}")
        if number is None or self._index.is_attachment(number) is None:
            return None
        return self._known.post(number, "guess")

    def _dated(self, slug: str, date: re.Match[str]) -> int | None:
        """Look up a post by its slug and the date in its address, of which the day may lack."""
        year, month = date[1], date[2].zfill(2)
        if date[3]:
            return self._get(f"slug {year}-{month}-{date[3].zfill(2)} {slug}")
        number = self._get(f"slug {slug}")
        known = self._index.post(number) if number is not None else None
        return number if known is not None and known.day.startswith(f"{year}-{month}") else None


def _without_tail(path: str) -> tuple[str | None, str]:
    """Split a path into the part before a view's tail, and the view; (None, "") without a tail."""
    if not _TAIL.search(path):
        return None, ""
    for pattern, name in _TAILS:
        if match := pattern.search(path):
            number = match[1] if match.lastindex else ""
            return path[: match.start()], f"{name} {number}".rstrip()
    return None, ""
