"""Counts of the public posts of an archive: by year, and by the hosts that they link to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from wparchive.links.post_links import LinkOutcome
from wparchive.links.target_kinds import TargetKind
from wparchive.model.records import PINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wparchive.links import IndexedPost, PostLinks
    from wparchive.links.target_kinds import Target
    from wparchive.model.records import Comment, Post

MOST_BROKEN = 10_000
"""Broken addresses that are counted one by one; links to all others count together."""
_PARTS_OF_POSTS = frozenset({TargetKind.POST, TargetKind.COMMENT})


@dataclass
class Overview:
    """Counts of public posts, comments and links; nothing hidden is among them.

    Attributes:
        posts: Posts and pages by year, without attachments; the year is empty if unknown.
        comments: Comments by year.
        pings: Pingbacks and trackbacks by year.
        hosts: Links to other sites by host.
        ping_hosts: Pingbacks and trackbacks of other sites by host.
        broken: Links to nothing by address.
        years: Links from post to post by the years of both.
        linked: Links from other posts by the address of the post.
    """

    posts: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    pings: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    ping_hosts: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    years: Counter[tuple[str, str]] = field(default_factory=Counter)
    linked: Counter[str] = field(default_factory=Counter)

    def add_post(self, post: Post, comments: Iterable[Comment]) -> None:
        """Count a public post and its public comments."""
        if post.type != "attachment":
            self.posts[_year(post)] += 1
        for comment in comments:
            counter = self.pings if comment.kind in PINGS else self.comments
            counter[_year(comment)] += 1

    def add_links(
        self, post_links: PostLinks, name: str, public_post: Callable[[Target], IndexedPost | None]
    ) -> None:
        """Count the links of a public post that a public format does not withhold.

        Args:
            post_links: Its links, with their outcomes.
            name: The format.
            public_post: Returns the post that a link points to; None for none, or a hidden one.
        """
        post = post_links.post
        kinds = {str(comment.id): comment.kind for comment in post.comments}
        for link, target, outcome in zip(
            post_links.links, post_links.targets, post_links.outcomes[name], strict=True
        ):
            if outcome is LinkOutcome.WITHHELD or link.echo:
                continue
            if target.kind is TargetKind.EXTERNAL:
                is_ping = link.where == "author" and kinds.get(link.record) in PINGS
                (self.ping_hosts if is_ping else self.hosts)[target.key] += 1
            elif target.kind is TargetKind.BROKEN:
                self._add_broken(link.url, 1)
            elif target.kind in _PARTS_OF_POSTS and link.where != "author":
                found = public_post(target)
                if found is not None and found.id != post.id:
                    self.years[_year(post), found.day[:4]] += 1
                    self.linked[found.link] += 1

    def _add_broken(self, url: str, number: int) -> None:
        known = url in self.broken or len(self.broken) < MOST_BROKEN
        self.broken[url if known else ""] += number

    def add(self, part: Overview) -> None:
        """Add the counts of a range."""
        for url, number in part.broken.items():
            self._add_broken(url, number)
        for entry in fields(self):
            if entry.name != "broken":
                getattr(self, entry.name).update(getattr(part, entry.name))


def _year(record: Post | Comment) -> str:
    """Return the year of a date, four digits; empty if unknown."""
    year = (record.published or record.published_gmt or "")[:4]
    return year if year.isdecimal() and year != "0000" else ""
