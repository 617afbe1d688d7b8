"""Count records hidden only because their types are unknown, and say how to publish them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors.notices import Code, Notice
from wparchive.transforms.visibility import HiddenReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post
    from wparchive.transforms.visibility import Visibility


_LONGEST = 60
"""Characters of a name that is repeated in advice."""


@dataclass
class Unknown:
    """Numbers of records with an unknown word, by the word.

    Attributes:
        types: Posts by post type.
        statuses: Posts by status.
        kinds: Comments by comment type.
        taxonomies: Terms by taxonomy, those of the site and those of posts.
    """

    types: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    taxonomies: Counter[str] = field(default_factory=Counter)

    def add(self, post: Post, reason: HiddenReason | None, visibility: Visibility) -> None:
        """Count a post, its terms and its comments.

        Args:
            post: The post.
            reason: Why it is hidden; None if it is not.
            visibility: Decides what is hidden of it.
        """
        if reason is HiddenReason.UNKNOWN_TYPE:
            self.types[post.type or ""] += 1
        elif reason is HiddenReason.UNKNOWN_STATUS:
            self.statuses[post.status or ""] += 1
        for comment in post.comments:
            if visibility.of_comment(comment) is HiddenReason.UNKNOWN_KIND:
                self.kinds[comment.kind] += 1
        for term in post.terms:
            if visibility.of_taxonomy(term.taxonomy, post.origin) is HiddenReason.UNKNOWN_TAXONOMY:
                self.taxonomies[term.taxonomy or ""] += 1

    def add_metadata(self, metadata: SiteMetadata, visibility: Visibility) -> None:
        """Count the terms of the site."""
        for term in metadata.terms:
            if visibility.of_taxonomy(term.taxonomy, term.origin) is HiddenReason.UNKNOWN_TAXONOMY:
                self.taxonomies[term.taxonomy or ""] += 1

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts for the report, words in alphabetical order."""
        return {
            key: {word: counter[word] for word in sorted(counter)}
            for key, counter in vars(self).items()
        }

    @property
    def names(self) -> list[str]:
        """Names that ``--public-types`` would publish, in alphabetical order."""
        return sorted({*self.types, *self.kinds, *self.taxonomies})

    def notices(self) -> Iterator[Notice]:
        """Say of each word how many records it hides, and which option publishes them."""
        for code, counter, text in (
            (Code.TYPE_UNKNOWN, self.types, "posts have the type"),
            (Code.KIND_UNKNOWN, self.kinds, "comments have the type"),
            (Code.TAXONOMY_UNKNOWN, self.taxonomies, "terms have the taxonomy"),
        ):
            for word in sorted(counter):
                name = word if word.isprintable() and len(word) <= _LONGEST else "with this name"
                hint = f"To publish them, add --public-types {name}."
                yield Notice(code, f"{counter[word]:,} {text} {word!r}. {hint}")
        for word in sorted(self.statuses):
            what = f"the status {word!r}" if word else "no status"
            text = f"{self.statuses[word]:,} posts have {what}."
            yield Notice(
                Code.STATUS_UNKNOWN, f"{text} To publish them, add --include unknown-status."
            )
