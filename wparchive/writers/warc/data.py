"""The data behind the pages: for everybody only what the blog itself showed, else all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive.content.links import META_FOR_LINKS
from wparchive.model.records import Author, Site, SiteDocument, Term

if TYPE_CHECKING:
    from wparchive.model.records import Post
    from wparchive.protocols import Context


def bare_post(post: Post) -> Post:
    """A post without unknown elements and meta, in which anything may stand, but for addresses.

    The page lists those (`wparchive.content.links.META_FOR_LINKS`), too.
    """
    comments = [replace(c, meta=[], extra=[], layout=None) for c in post.comments]
    meta = [entry for entry in post.meta if entry.key in META_FOR_LINKS]
    return replace(post, comments=comments, meta=meta, extra=[], layout=None)


def bare_site(context: Context) -> SiteDocument:
    """Site, authors and terms likewise; of authors what a theme shows."""
    site = context.head.site
    return SiteDocument(
        generator=f"wparchive {context.version}",
        site=Site(
            title=site.title,
            link=site.link,
            description=site.description,
            language=site.language,
            published=site.published,
            created=site.created,
            base_site_url=site.base_site_url,
            base_blog_url=site.base_blog_url,
            image=site.image,
        ),
        authors=[
            Author(id=a.id, login=a.login, name=a.name, url=a.url, description=a.description)
            for a in context.head.authors
        ],
        terms=[
            Term(
                id=term.id,
                taxonomy=term.taxonomy,
                slug=term.slug,
                name=term.name,
                parent=term.parent,
                description=term.description,
            )
            for term in context.head.terms
        ],
    )


def whole_site(context: Context) -> SiteDocument:
    """``site.json`` as the JSON format has it."""
    return SiteDocument(
        generator=f"wparchive {context.version}",
        site=context.head.site,
        authors=context.head.authors,
        terms=context.head.terms,
        sources=context.head.sources or [source.name for source in context.sources],
    )
