"""Counts: the records in the inputs, and those that each format wrote, withheld or lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wparchive.transforms.unknown import shown_words
from wparchive.wordpress.registered import is_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post
    from wparchive.transforms.edition import PublicEdition
    from wparchive.transforms.unknown import WordFilter


@dataclass
class InputCounts:
    """The number of records in the inputs, as readers saw them.

    Links are counted in pass 2, by the kind of their target.
    """

    posts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    terms: Counter[str] = field(default_factory=Counter)
    meta: Counter[str] = field(default_factory=Counter)
    authors: int = 0
    links: Counter[str] | None = None

    def add_metadata(self, metadata: SiteMetadata) -> None:
        """Count site-wide records."""
        self.authors += len(metadata.authors)
        for term in metadata.terms:
            self.terms[term.taxonomy or ""] += 1
            self.meta["term"] += len(term.meta)

    def add_post(self, post: Post) -> None:
        """Count a post and all that rides with it."""
        self.posts[post.type or ""] += 1
        self.statuses[post.status or ""] += 1
        self.meta["post"] += len(post.meta)
        for comment in post.comments:
            self.comments[comment.kind] += 1
            self.meta["comment"] += len(comment.meta)

    def add_difference(self, more: InputCounts, less: InputCounts) -> None:
        """Add the posts, comments and meta of one count that are not in another; may go below 0."""
        for name in ("posts", "statuses", "comments", "meta"):
            mine: Counter[str] = getattr(self, name)
            mine.update(getattr(more, name))
            mine.subtract(getattr(less, name))

    def as_dict(self, is_shown: WordFilter = is_name) -> dict[str, Any]:
        """Return the counts for the report, with those words that `is_shown` accepts."""
        counts: dict[str, Any] = {
            "posts": shown_words(self.posts, is_shown),
            "statuses": shown_words(self.statuses, is_shown),
            "comments": shown_words(self.comments, is_shown),
            "terms": shown_words(self.terms, is_shown),
            "authors": self.authors,
            "meta": shown_words(self.meta),
        }
        if self.links is not None:
            counts["links"] = self.links.total()
        return counts


@dataclass
class OutputCounts:
    """The records that one format wrote, withheld or lost."""

    posts: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    links: int = 0
    withheld_posts: Counter[str] = field(default_factory=Counter)
    withheld_comments: Counter[str] = field(default_factory=Counter)
    withheld_links: int = 0
    withheld_fields: Counter[str] = field(default_factory=Counter)
    lost_posts: int = 0
    lost_comments: int = 0
    lost_links: int = 0
    lost_words: int = 0
    rewritten_links: int = 0
    link_kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add_links(self, outcomes: Mapping[str, int], kinds: Iterable[tuple[str, str]]) -> None:
        """Count links by outcome, and by kind of target and outcome."""
        self.rewritten_links += outcomes.get("rewritten", 0)
        self.links += outcomes.get("kept", 0) + outcomes.get("rewritten", 0)
        self.withheld_links += outcomes.get("withheld", 0)
        self.lost_links += outcomes.get("lost", 0)
        self.link_kinds.update(kinds)

    def add_comments(self, written: Counter[str], lost: int) -> None:
        """Count the comments of a post: those in the output by kind, and the lost ones."""
        self.comments.update(written)
        self.lost_comments += lost

    def withhold(self, post: Post, edition: PublicEdition) -> None:
        """Count the posts, comments and fields that an edition leaves out."""
        self.withheld_fields.update(edition.fields)
        if edition.reason is not None:
            self.withheld_posts[edition.reason] += 1
            self.withheld_comments[edition.reason] += len(post.comments)
        for reason, number in edition.comments.items():
            self.withheld_comments[reason] += number

    def add(self, other: OutputCounts) -> None:
        """Add the counts of another part of the work."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if value and isinstance(mine, Counter):
                mine.update(value)
            elif value:
                setattr(self, name, mine + value)

    def unaccounted(
        self, input_counts: InputCounts, added: Mapping[str, int] | None = None
    ) -> dict[str, int]:
        """Count the records, by kind, that are neither written, withheld nor lost.

        Args:
            input_counts: The records in the inputs.
            added: The records that the caller's function has added; None for none.
        """
        columns = {
            "posts": (input_counts.posts, self.posts, self.withheld_posts, self.lost_posts),
            "comments": (
                input_counts.comments,
                self.comments,
                self.withheld_comments,
                self.lost_comments,
            ),
        }
        short = {
            name: total.total() - out.total() - withheld.total() - lost
            for name, (total, out, withheld, lost) in columns.items()
        }
        short["links"] = (
            (input_counts.links or Counter()).total()
            - self.links
            - self.withheld_links
            - self.lost_links
        )
        for name in short:
            short[name] += (added or {}).get(name, 0)
        return {name: number for name, number in short.items() if number}

    def as_dict(self, is_shown: WordFilter = is_name) -> dict[str, dict[str, Any]]:
        """Return the three columns of the report: out, withheld and lost; likewise."""
        return {
            "out": {
                "posts": shown_words(self.posts, is_shown),
                "comments": shown_words(self.comments, is_shown),
                "links": self.links,
            },
            "withheld": {
                "posts": shown_words(self.withheld_posts),
                "comments": shown_words(self.withheld_comments),
                "links": self.withheld_links,
                "fields": shown_words(self.withheld_fields),
            },
            "lost": self.lost(),
        }

    def link_outcomes(self) -> dict[str, Any]:
        """Return the number of links by outcome, and by kind of target and outcome."""
        kinds: dict[str, dict[str, int]] = {}
        for kind, outcome in sorted(self.link_kinds):
            kinds.setdefault(kind, {})[outcome] = self.link_kinds[kind, outcome]
        return {
            "kept": self.links - self.rewritten_links,
            "rewritten": self.rewritten_links,
            "withheld": self.withheld_links,
            "lost": self.lost_links,
            "kinds": kinds,
        }

    def lost(self) -> dict[str, int]:
        """Count the posts, comments, links and words that should be in the output and are not."""
        return {
            "posts": self.lost_posts,
            "comments": self.lost_comments,
            "links": self.lost_links,
            "words": self.lost_words,
        }


def counted(counts: Mapping[str, int]) -> str:
    """List counts above zero in words, by plural nouns: ``1 post, 2 comments``."""
    return ", ".join(
        f"{number} {kind.removesuffix('s') if number == 1 else kind}"
        for kind, number in counts.items()
        if number
    )
