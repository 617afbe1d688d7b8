"""Data about a post in other records of the archive: guest authors, variants, translations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wparchive.wordpress import facets, products

if TYPE_CHECKING:
    from wparchive.model.records import Post

_PREFIX = "cap-"


@dataclass(eq=False)
class Companions:
    """Collects in pass 1 the data that posts need about each other.

    Attributes:
        guests: Display names of guest authors, by slug.
        guests_by_number: The same, by the numbers of their records.
        places: Titles and addresses of halls and hosts of events, by `number_of_place`.
        variants: What shops show of the variants of a product, by the number of the product.
        sold_here: Numbers of products that no other shop sells.
        groups: By group of translations the language and address of each post, in order.
        group_of: The group of a post, by its number.
    """

    guests: dict[str, str] = field(default_factory=dict)
    guests_by_number: dict[int, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    variants: dict[int, list[str]] = field(default_factory=dict)
    sold_here: set[int] = field(default_factory=set)
    groups: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    group_of: dict[int, str] = field(default_factory=dict)

    def add(self, post: Post, *, public: bool) -> None:
        """Take in a post.

        Args:
            post: A post as it was read.
            public: Whether readers see it.
        """
        if public and post.id is not None and (place := facets.place(post)):
            self.places.setdefault(facets.number_of_place(post), place)
        if post.parent and (variant := products.variant(post)):
            self.variants.setdefault(post.parent, []).append(variant)
        if post.id is not None and products.is_sold_here(post):
            self.sold_here.add(post.id)
        if facets.is_guest_type(post.type or ""):
            name = post.get_meta("cap-display_name") or post.title
            slug = (post.slug or post.get_meta("cap-user_login") or "").removeprefix(_PREFIX)
            if name and slug:
                self.guests.setdefault(slug, name)
            if name and post.id is not None:
                self.guests_by_number.setdefault(post.id, name)
        elif public and post.id is not None and (group := facets.translation_group(post)):
            language = facets.language(post)
            self.group_of[post.id] = group
            if language and post.link:
                self.groups.setdefault(group, []).append((language, post.link))

    def event_places(self, post: Post) -> dict[str, str]:
        """Return the places that an event names: ``venue`` and ``organizer``."""
        named = facets.numbers_of_places(post) if self.places else {}
        found = {
            name: [self.places[n] for n in ids if n in self.places] for name, ids in named.items()
        }
        return {name: "; ".join(places) for name, places in found.items() if places}

    def product_data(self, post: Post) -> dict[str, Any]:
        """Return what a shop shows of a product, its variants included; empty for other posts."""
        found = products.data(post, self.variants.get(post.id or 0, ()))
        if post.id in self.sold_here:
            found.pop("url", None)
        return found

    def guests_of(self, post: Post) -> list[str]:
        """List the guest authors that fields of a post name by number."""
        if not self.guests_by_number:
            return []
        numbers = facets.numbers_of_guests(post)
        return [self.guests_by_number[n] for n in numbers if n in self.guests_by_number]

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
