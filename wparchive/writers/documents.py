"""The data of posts and of the site: all of them, or those that a public page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from wparchive.model.site import Author, Site, SiteDocument, Term
from wparchive.render.links import META_FOR_LINKS
from wparchive.wordpress import featured, inferred

if TYPE_CHECKING:
    from wparchive.formats.readers import SiteMetadata
    from wparchive.formats.writers import Context
    from wparchive.model.records import Post

_SHOWN = {
    "_wp_attached_file": "the file below the uploads, which is a part of its address",
    "_wp_attachment_image_alt": "the text in place of an image",
    "_wp_old_slug": "an earlier address, which WordPress redirects",
}
PUBLIC_META = META_FOR_LINKS.union(_SHOWN, featured.KEYS, {inferred.KEY})
"""The keys of post meta that public pages show; anything may be in the others.

Besides `_SHOWN` these are the links, files and featured images that a page names.
"""


def public_post_data(post: Post) -> Post:
    """Return a post as a public page shows it: no unknown elements, and meta of `PUBLIC_META`."""
    comments = [
        replace(c, meta=[m for m in c.meta if m.key == inferred.KEY], extra=[], layout=None)
        for c in post.comments
    ]
    meta = [replace(entry, element=UNSET) for entry in post.meta if entry.key in PUBLIC_META]
    terms = [replace(term, element=UNSET) for term in post.terms]
    return replace(post, comments=comments, terms=terms, meta=meta, extra=[], layout=None)


def public_site_data(context: Context) -> SiteDocument:
    """Return the data of site, authors and terms that a public page shows."""
    return SiteDocument(
        generator=f"wparchive {context.version}",
        site=_public_site(context.metadata.site),
        authors=[
            Author(id=a.id, login=a.login, name=a.name, url=a.url, description=a.description)
            for a in context.metadata.authors
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
            for term in context.metadata.terms
        ],
        other_sites=list(map(_public_site, context.metadata.other_sites)) or UNSET,
    )


def _public_site(site: Site) -> Site:
    return Site(
        title=site.title,
        link=site.link,
        description=site.description,
        language=site.language,
        published=site.published,
        created=site.created,
        base_site_url=site.base_site_url,
        base_blog_url=site.base_blog_url,
        image=site.image,
    )


def full_site_data(context: Context, metadata: SiteMetadata) -> SiteDocument:
    """Return all data of site, authors and terms, and the names of the inputs.

    Args:
        context: The archive.
        metadata: Its metadata with all that public formats withhold.
    """
    return SiteDocument(
        generator=f"wparchive {context.version}",
        site=metadata.site,
        authors=metadata.authors,
        terms=metadata.terms,
        sources=metadata.sources or [source.name for source in context.sources],
        other_sites=metadata.other_sites or UNSET,
    )
