"""The data of a post that decide which lists of a site have it, prepared once for all profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.language import dates
from wparchive.render.names import plain, taxonomies, terms_by_taxonomy
from wparchive.wordpress.permalinks import modern_taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from wparchive.formats.writers import Context
    from wparchive.model.records import Post
    from wparchive.writers.markdown.site_terms import SiteTerm


class Tagged(NamedTuple):
    """A term of a post.

    Attributes:
        taxonomy: Its taxonomy; ``category`` and ``post_tag`` are WordPress's own.
        slug: Its slug, as the source has it.
        name: Its name, as front matter has it.
        path: The path of its list on the blog; empty if the site does not list the term.
    """

    taxonomy: str
    slug: str
    name: str
    path: str = ""

    @property
    def key(self) -> str:
        """The term's key in links: ``taxonomy/slug``."""
        return f"{self.taxonomy}/{self.slug}"


class ListedPost(NamedTuple):
    """The data of a post that lists depend on.

    Attributes:
        file: Its file, below the profile's content.
        terms: Its terms.
        own: The blog's own taxonomies, as the settings name them.
        login: Its author's login; empty if unknown.
        author: Its author's name, as front matter has it; empty if unknown.
        day: The day of its publication.
    """

    file: str
    terms: list[Tagged]
    own: frozenset[str]
    login: str
    author: str
    day: date | None


def listed_post(
    context: Context, terms: Mapping[str, SiteTerm], post: Post, file: str
) -> ListedPost:
    """Return the data of a post that lists depend on.

    Args:
        context: The archive.
        terms: The terms of the site, by ``taxonomy/slug``.
        post: The post.
        file: Its file, below the profile's content.
    """
    moment = dates.localize(post.published, post.published_gmt)
    own = frozenset(taxonomies(context.metadata.terms))
    login = (post.author.login or "") if post.author else ""
    author = plain(context.author_of(post))
    return ListedPost(
        file, list(listed_terms(post, terms)), own, login, author, moment.date() if moment else None
    )


def blog_lists(entry: ListedPost) -> Iterator[tuple[str, str, str]]:
    """Yield the lists of a site that keeps the blog's addresses of terms, and its feed."""
    for term in entry.terms:
        if term.path:
            yield "term", term.key, term.path
    yield "feed", "", "/feed.xml"


def listed_terms(post: Post, site: Mapping[str, SiteTerm]) -> Iterator[Tagged]:
    """Yield the terms that front matter names and that have a slug.

    Args:
        post: The post.
        site: The terms of the site, by ``taxonomy/slug``.
    """
    slugs = {plain(term.name): term.slug for term in post.terms if not term.taxonomy}
    typed = {
        (modern_taxonomy(term.taxonomy), plain(term.name)): term.slug
        for term in post.terms
        if term.taxonomy
    }
    for taxonomy, names in terms_by_taxonomy(post).items():
        for name in names:
            slug = typed.get((taxonomy, name)) or slugs.get(name)
            if slug:
                known = site.get(f"{taxonomy}/{slug}")
                path = known.path if known is not None and known.name == name else ""
                yield Tagged(taxonomy, slug, name, path)
