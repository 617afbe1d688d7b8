"""Texts that stand in places of their own: titles, people's names, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.web.html_links import clean_url
from wparchive.web.references import unescape
from wparchive.wordpress import registered
from wparchive.wordpress.permalinks import modern_taxonomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model.records import Comment, Post, Term

_CORE = frozenset({"", "category", "post_tag", "tag"})


def plain(text: str | None) -> str:
    """A title or name without HTML's entities, which WordPress stores in both; one line."""
    return " ".join(unescape(text or "").split())


def commenter(comment: Comment) -> str:
    """Who commented; WordPress shows comments without a name as anonymous."""
    return plain(comment.author) or "Anonymous"


def web_address(url: str | None) -> str | None:
    """A commenter's site, if it is one that a link may lead to."""
    url = clean_url(url or "")
    return url if url.lower().startswith(("http://", "https://")) else None


def terms_by_taxonomy(post: Post) -> dict[str, list[str]]:
    """The names of a post's terms, each once, in their order.

    WXR 1.0 names each term twice, the second time without its taxonomy; a name that stands only
    so is a category's.
    """
    typed = {term.name for term in post.terms if term.taxonomy}
    groups: dict[str, dict[str, None]] = {}
    for term in post.terms:
        if term.name and (term.taxonomy or term.name not in typed):
            taxonomy = modern_taxonomy(term.taxonomy)
            if not registered.is_structural_taxonomy(taxonomy):
                groups.setdefault(taxonomy, {})[plain(term.name)] = None
    return {taxonomy: list(names) for taxonomy, names in groups.items()}


def taxonomies(terms: Sequence[Term]) -> list[str]:
    """The blog's own taxonomies: without categories and tags, menus, and what themes need."""
    found = dict.fromkeys(term.taxonomy or "" for term in terms)
    return [name for name in found if name not in _CORE and is_public_taxonomy(name)]


def is_public_taxonomy(name: str) -> bool:
    """Whether a taxonomy's terms have pages: menus, and what plugins need, have none."""
    return bool(name) and not (
        registered.is_private_taxonomy(name) or registered.is_structural_taxonomy(name)
    )


def minute(published: str | None, published_gmt: str | None) -> str:
    """``2015-06-01 13:00``, the day where that is all, or the raw text where it is no date."""
    if dates.is_day(published) and not published_gmt:
        return str(published)
    moment = dates.localize(published, published_gmt)
    return dates.formatted(moment, "%Y-%m-%d %H:%M") if moment else (published or "")
