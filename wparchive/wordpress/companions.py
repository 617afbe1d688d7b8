"""Data about a post in other records of the archive: guest authors, translations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.wordpress import facets

if TYPE_CHECKING:
    from wparchive.model.records import Post

_GUEST_TYPES = frozenset({"guest-author", "guest_author"})
_PREFIX = "cap-"


@dataclass(eq=False)
class Companions:
    """Collects in pass 1 the data that posts need about each other.

    Attributes:
        guests: Display names of guest authors, by slug.
        groups: By group of translations the language and address of each post, in order.
        group_of: The group of a post, by its number.
    """

    guests: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    group_of: dict[int, str] = field(default_factory=dict)

    def add(self, post: Post, *, public: bool) -> None:
        """Take in a post.

        Args:
            post: A post as it was read.
            public: Whether readers see it.
        """
        if post.type in _GUEST_TYPES:
            name = post.get_meta("cap-display_name") or post.title
            slug = (post.slug or post.get_meta("cap-user_login") or "").removeprefix(_PREFIX)
            if name and slug:
                self.guests.setdefault(slug, name)
        elif public and post.id is not None and (group := facets.translation_group(post)):
            language = facets.language(post)
            self.group_of[post.id] = group
            if language and post.link:
                self.groups.setdefault(group, []).append((language, post.link))

    def key(self, post: Post) -> str | None:
        """Return a name for a post's group of translations; None if it has none."""
        group = self.group_of.get(post.id or 0)
        if group is None or len(self.groups.get(group, ())) < 2:
            return None
        first = next(number for number, name in self.group_of.items() if name == group)
        return f"translation-{first}"

    def translations(self, post: Post) -> list[dict[str, str]]:
        """List a post's translations: ``language`` and ``url``."""
        known = self.groups.get(self.group_of.get(post.id or 0, ""), [])
        return [{"language": name, "url": url} for name, url in known if url != post.link]
