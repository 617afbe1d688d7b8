"""Count records hidden only because their types are unknown, and say how to publish them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors.notices import UNQUOTED, Code, Notice, quoting
from wparchive.transforms.visibility import HiddenReason
from wparchive.wordpress.registered import is_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post
    from wparchive.transforms.visibility import Visibility


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
        """Return the counts for the report, words in alphabetical order; see `public_word`."""
        found: dict[str, dict[str, int]] = {}
        for key, counter in vars(self).items():
            words: Counter[str] = Counter()
            for word, number in counter.items():
                words[public_word(word)] += number
            found[key] = {word: words[word] for word in sorted(words)}
        return found

    @property
    def names(self) -> list[str]:
        """Names that ``--public-types`` would publish, in alphabetical order."""
        return sorted(filter(is_name, {*self.types, *self.kinds, *self.taxonomies}))

    def notices(self) -> Iterator[Notice]:
        """Say of each word how many records it hides, and which option publishes them."""
        for code, counter, text in (
            (Code.TYPE_UNKNOWN, self.types, "posts have the type"),
            (Code.KIND_UNKNOWN, self.kinds, "comments have the type"),
            (Code.TAXONOMY_UNKNOWN, self.taxonomies, "terms have the taxonomy"),
        ):
            for word in sorted(counter):
                name = word if is_name(word) else "with this name"
                hint = f"To publish them, add --public-types {name}."
                yield _notice(code, f"{counter[word]:,} {text} {{}}. {hint}", word)
        for word in sorted(self.statuses):
            text = f"{self.statuses[word]:,} posts have {'the status {}' if word else 'no status'}."
            hint = "To publish them, add --include unknown-status."
            yield _notice(Code.STATUS_UNKNOWN, f"{text} {hint}", *[word] if word else [])


def public_word(word: str) -> str:
    """Return a type, status or taxonomy for the report, which is public.

    Damage may have put hidden text into one, so `UNQUOTED` is in place of what is no name.
    """
    return word if is_name(word) else UNQUOTED


def _notice(code: Code, template: str, *words: str) -> Notice:
    message, public = quoting(template, *map(repr, words))
    return Notice(code, message, public=None if all(map(is_name, words)) else public)
