"""Counts of the posts, comments and links that the pages of a WARC show."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.formats.writers import CheckedText
from wparchive.links import output_links
from wparchive.model.canonical import decode_post
from wparchive.render.links import links, named, shown_text
from wparchive.web.urls import normalize_url
from wparchive.wordpress.media import Media

if TYPE_CHECKING:
    from wparchive.render.links import Link
    from wparchive.warc.raw_record import RawRecord

_ANCHOR = patterns.lazy(r'<li id="comment-')
_RESTRICTED = "-restricted.warc.gz"


@dataclass
class PageCounts:
    """Counts of pages that have a metadata record; pages of restricted files do not count.

    Attributes:
        posts: Number of posts by type.
        comments: Number of comments that the pages show, by kind.
        comment_links: Number of links in the texts of these comments.
    """

    posts: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    comment_links: int = 0
    _links: int = 0
    # Two blogs may have different files with the same id.
    _media: defaultdict[str, Media] = field(default_factory=lambda: defaultdict(Media))
    # Links by number need the address of a post that may come later; keep digests until then.
    _waiting: list[tuple[list[Link], array[int], str]] = field(default_factory=list)
    _page: str = ""
    _id: str = ""

    @property
    def unknown_links(self) -> int:
        """Number of links by number to posts that the archive does not have."""
        waiting = [
            link for found, _, blog in self._waiting for link in named(found, self._media[blog])
        ]
        return sum(link.is_query for link in waiting)

    @property
    def links(self) -> int:
        """Number of links that the pages have; complete after the last record."""
        return self._links + sum(
            hash(normalize_url(link.url)) in there
            for waiting, there, blog in self._waiting
            for link in named(waiting, self._media[blog])
        )

    def count(self, name: str, record: RawRecord) -> None:
        """Count a record; the metadata record of a page follows the page."""
        if name.endswith(_RESTRICTED):
            return
        kind = record.get("WARC-Type")
        if kind in {"resource", "response"}:
            self._page = record.block.read().decode("utf-8", "replace")
            self._id = record.get("WARC-Record-ID") or ""
        elif kind == "metadata" and record.get("WARC-Refers-To") == self._id:
            self._count_post(record.block.read())

    def _count_post(self, data: bytes) -> None:
        post = decode_post(data)
        shown = len(_ANCHOR.findall(self._page))
        self.posts[post.type or ""] += 1
        self.comments.update(comment.kind for comment in post.comments[:shown])
        self._media[post.blog or ""].add(post)
        found, all_links = output_links([CheckedText(self._page, "html")]), links(post)
        certain = [link for link in all_links if not link.is_query]
        forms = found.find_forms(certain, [link.url for link in certain])
        if None in forms:
            forms = found.as_words(certain, forms, shown_text(post))
        there = [link for link, form in zip(certain, forms, strict=True) if form is not None]
        self._links += len(there)
        self.comment_links += sum(link.where == "comment" for link in there)
        if waiting := [link for link in all_links if link.is_query]:
            urls = array("q", map(hash, found.urls))
            self._waiting.append((waiting, urls, post.blog or ""))
