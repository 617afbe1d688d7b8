"""The terms of the channel as the importer takes them: with ids, each after the one above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from wparchive.formats.registry import kind_of
from wparchive.model.site import Term
from wparchive.wordpress.inferred import term_element
from wparchive.writers.wxr.navigation import menu_term, new_menus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.formats.readers import SiteMetadata


class CompletedTerms(NamedTuple):
    """The terms of the channel.

    Attributes:
        terms: All of them.
        found: What was made up, for the channel's mark.
        elements: The names of the elements of new terms.
    """

    terms: list[Term]
    found: dict[str, Any]
    elements: list[str]


def complete_terms(metadata: SiteMetadata, ids: Mapping[str, Mapping[str, int]]) -> CompletedTerms:
    """Add menus, missing parents and ids.

    ``WP_Import::process_category()`` looks the parent up by its slug, and ignores one that comes
    later; menus find a term by its id.

    Args:
        metadata: Site, authors and terms.
        ids: Made-up ids by taxonomy, then by slug.
    """
    new = missing_terms(metadata)
    found: dict[str, Any] = {}
    numbered: list[list[str]] = []
    terms: list[Term] = []
    for term in [*metadata.terms, *new]:
        number = ids.get(term.taxonomy or "", {}).get(term.slug or "")
        if term.id is None and number is not None:
            terms.append(replace(term, id=number))
            numbered.append([term.taxonomy or "", term.slug or ""])
        else:
            terms.append(term)
    if numbered:
        found["term_ids"] = numbered
    if new:
        found["terms"] = [[term.taxonomy, term.slug] for term in new]
    if any(kind_of(term.origin).name is not None for term in metadata.terms):
        terms = _parents_first(terms)
    return CompletedTerms(terms, found, [term_element(term.taxonomy) for term in new])


def missing_terms(metadata: SiteMetadata) -> list[Term]:
    """Make up the terms of menus that pages show, and the parents that no input has."""
    return [*_missing_parents(metadata.terms), *map(menu_term, new_menus(metadata))]


def _missing_parents(terms: Sequence[Term]) -> list[Term]:
    """Make up the terms that only the addresses of others name."""
    known = {(term.taxonomy, term.slug) for term in terms}
    missing: dict[tuple[str | None, str], Term] = {}
    for term in terms:
        parent = (term.taxonomy, term.parent or "")
        if term.parent and parent not in known and kind_of(term.origin).name is not None:
            missing.setdefault(parent, Term(taxonomy=term.taxonomy, slug=term.parent,
                                            name=term.parent.replace("-", " ")))  # fmt: skip
    return list(missing.values())


def _parents_first(terms: Sequence[Term]) -> list[Term]:
    """Put each term after the one above it; the order is otherwise that of the archive."""
    by_slug = {(term.taxonomy, term.slug): term for term in terms}
    done: dict[int, Term] = {}
    for term in terms:
        line: list[Term] = []
        at: Term | None = term
        while at is not None and id(at) not in done and at not in line:
            line.append(at)
            at = by_slug.get((at.taxonomy, at.parent)) if at.parent else None
        done.update((id(one), one) for one in reversed(line))
    return list(done.values())
