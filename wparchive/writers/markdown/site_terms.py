"""The blog's categories, tags and other terms, at the paths that WordPress gave to their lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from wparchive.render.frame import words_of
from wparchive.render.names import plain, taxonomies
from wparchive.storage.escapes import decoded_slug
from wparchive.wordpress.permalinks import ancestors, term_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.formats.writers import Context
    from wparchive.model.site import Term

_NOT_IN_PATH = frozenset('?#%\\:"{}')


class SiteTerm(NamedTuple):
    """A term of the site.

    Attributes:
        taxonomy: Its taxonomy; ``category`` and ``post_tag`` are WordPress's own.
        name: Its name, as front matter has it.
        path: The path of its list from the site's root, with slashes at both ends.
    """

    taxonomy: str
    name: str
    path: str


def site_terms(terms: Sequence[Term]) -> dict[str, SiteTerm]:
    """Return the terms whose lists readers see, by ``taxonomy/slug``; each path and name once.

    Args:
        terms: The terms of the site.
    """
    shown = {"category", "post_tag", *taxonomies(terms)}
    parents = {(t.taxonomy, t.slug): t.parent for t in terms if t.slug}
    found: dict[str, SiteTerm] = {}
    taken: set[tuple[str, str]] = set()
    for term in terms:
        taxonomy, slug, name = term.taxonomy or "", term.slug or "", plain(term.name)
        if taxonomy not in shown or not slug or not name:
            continue
        above = ancestors(slug, lambda s, t=taxonomy: parents.get((t, s)))  # type: ignore[misc]
        path = f"/{term_path(taxonomy, decoded_slug(slug), list(map(decoded_slug, above)))}/"
        keys = {("path", path.lower()), (taxonomy, name.lower())}
        if keys & taken or set(path) & _NOT_IN_PATH or ".." in path:
            continue
        taken |= keys
        found[f"{taxonomy}/{slug}"] = SiteTerm(taxonomy, name, path)
    return found


def labels_of(context: Context, terms: Iterable[SiteTerm]) -> dict[str, str]:
    """Return the labels of the taxonomies of some terms, in the language of the blog."""
    words = words_of(context)
    return {name: words.taxonomy(name) for name in dict.fromkeys(t.taxonomy for t in terms)}


def encode_terms(terms: Iterable[SiteTerm]) -> str:
    """Encode terms as JSON, for templates."""
    return json.dumps([term._asdict() for term in terms], ensure_ascii=False, indent=1) + "\n"
