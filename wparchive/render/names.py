"""The plain text of titles, names and dates, and the public taxonomies of a blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.web.html_links import clean_url
from wparchive.web.references import unescape
from wparchive.wordpress import registered
from wparchive.wordpress.permalinks import modern_taxonomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model.records import Comment, Post
    from wparchive.model.site import Term

_CORE = frozenset({"", "category", "post_tag", "tag"})


def plain(text: str | None) -> str:
    """Decode the entities of a title or name, which WordPress stores with and without; one line."""
    return " ".join(unescape(text or "").split())


def comment_author(comment: Comment) -> str:
    """Return the name of a comment's author; "Anonymous" if there is none, as in WordPress."""
    return plain(comment.author) or "Anonymous"


def web_address(url: str | None) -> str | None:
    """Return the site of a comment's author; None if no link may point to it."""
    url = clean_url(url or "")
    return url if url.lower().startswith(("http://", "https://")) else None


def terms_by_taxonomy(post: Post) -> dict[str, list[str]]:
    """Group the names of a post's terms by taxonomy, each once, in their order.

    WXR 1.0 names each term twice, the second time without its taxonomy; a name without a
    taxonomy only is a category.
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
    """List the blog's own taxonomies: without categories, tags, menus, and those of plugins."""
    found = dict.fromkeys(term.taxonomy or "" for term in terms)
    return [name for name in found if name not in _CORE and is_public_taxonomy(name)]


def is_public_taxonomy(name: str) -> bool:
    """Return whether the terms of a taxonomy have pages; those of menus and plugins have none."""
    return bool(name) and not (
        registered.is_private_taxonomy(name) or registered.is_structural_taxonomy(name)
    )


def format_minute(published: str | None, published_gmt: str | None) -> str:
    """Format a date as ``2015-06-01 13:00`` or as the day; return any other text as it is."""
    if dates.is_day(published) and not published_gmt:
        return str(published)
    moment = dates.localize(published, published_gmt)
    return moment.isoformat(" ")[: len("YYYY-MM-DD hh:mm")] if moment else (published or "")
