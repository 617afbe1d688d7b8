"""Terms above those of a post: WordPress lists a post in the archives of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.render.names import plain
from wparchive.wordpress.permalinks import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.model.site import Term

    _Tagged = tuple[str, str, str]


class Parents:
    """Knows the terms above each term.

    Args:
        terms: The blog's terms; `Term.parent` is a slug of the same taxonomy.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._names: dict[str, dict[str, str]] = {}
        self._parents: dict[str, dict[str, str]] = {}
        for term in terms:
            if term.taxonomy and term.slug:
                self._names.setdefault(term.taxonomy, {})[term.slug] = plain(term.name)
                if term.parent:
                    self._parents.setdefault(term.taxonomy, {})[term.slug] = term.parent

    def with_parents(self, terms: Sequence[_Tagged]) -> list[_Tagged]:
        """Add the terms above some terms.

        Args:
            terms: Taxonomy, slug and name of each.

        Returns:
            All of them once, the given ones first.
        """
        found = {(taxonomy, slug): name for taxonomy, slug, name in terms}
        for taxonomy, slug, _ in terms:
            for above in ancestors(slug, self._parents.get(taxonomy, {}).get):
                if (name := self._names[taxonomy].get(above)) is not None:
                    found.setdefault((taxonomy, above), name)
        return [(taxonomy, slug, name) for (taxonomy, slug), name in found.items()]
