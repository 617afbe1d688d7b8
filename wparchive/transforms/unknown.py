"""Count records hidden only because their types are unknown, and say how to publish them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors.notices import UNQUOTED, Code, Notice, quoting
from wparchive.transforms.visibility import HiddenReason
from wparchive.wordpress.registered import is_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post
    from wparchive.transforms.visibility import Visibility

    WordFilter = Callable[[str], bool]


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

    def as_dict(self, is_shown: WordFilter = is_name) -> dict[str, dict[str, int]]:
        """Return the counts for the report, which `shown_words` lists."""
        return {key: shown_words(counter, is_shown) for key, counter in vars(self).items()}

    def names(self, is_shown: WordFilter = is_name) -> list[str]:
        """Return names that ``--public-types`` would publish, in alphabetical order."""
        return sorted(filter(is_shown, {*self.types, *self.kinds, *self.taxonomies}))

    def notices(self, is_shown: WordFilter = is_name) -> Iterator[Notice]:
        """Say of each word how many records it hides, and which option publishes them.

        Args:
            is_shown: Checks whether public files may quote a word.
        """
        for code, counter, text in (
            (Code.TYPE_UNKNOWN, self.types, "posts have the type"),
            (Code.KIND_UNKNOWN, self.kinds, "comments have the type"),
            (Code.TAXONOMY_UNKNOWN, self.taxonomies, "terms have the taxonomy"),
        ):
            for word in sorted(counter):
                hint = "To publish them, add --public-types with the name."
                if is_shown(word):
                    hint = f"To publish them, add --public-types {word}."
                yield _notice(code, f"{counter[word]:,} {text} {{}}. {hint}", is_shown, word)
        for word in sorted(self.statuses):
            text = f"{self.statuses[word]:,} posts have {'the status {}' if word else 'no status'}."
            hint = "To publish them, add --include unknown-status."
            words = [word] if word else []
            yield _notice(Code.STATUS_UNKNOWN, f"{text} {hint}", is_shown, *words)


def shown_words(counter: Counter[str], is_shown: WordFilter = is_name) -> dict[str, int]:
    """Return the counts above zero for the report, which is public, words in alphabetical order.

    Args:
        counter: Counts by type, status or taxonomy.
        is_shown: Checks whether public files may quote a word. Damage may have put hidden text into
            one; `UNQUOTED` is in place of all others.
    """
    words: Counter[str] = Counter()
    for word, number in counter.items():
        words[word if is_shown(word) else UNQUOTED] += number
    return {word: words[word] for word in sorted(words) if words[word]}


def _notice(code: Code, template: str, is_shown: WordFilter, *words: str) -> Notice:
    message, public = quoting(template, *map(repr, words))
    return Notice(code, message, public=None if all(map(is_shown, words)) else public)
