"""The public edition of WXR: the content of public pages, in the elements for importers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive.formats.readers import SiteMetadata
from wparchive.writers.documents import public_post_data, public_site_data

if TYPE_CHECKING:
    from wparchive.formats.writers import Context
    from wparchive.model.records import Post

_EMPTY = ""
"""For what is withheld: importers read such elements without asking whether they are there."""


def bare_metadata(context: Context) -> SiteMetadata:
    """Reduce site, authors and terms to the data that themes show, with empty e-mail addresses."""
    document = public_site_data(context)
    authors = [replace(author, email=_EMPTY) for author in document.authors]
    return SiteMetadata(document.site, authors, document.terms)


def bare_item(post: Post) -> Post:
    """Keep the fields of a post that its page shows; withheld ones become empty."""
    bare = public_post_data(post)
    comments = [
        replace(comment, email=comment.email or _EMPTY, ip=comment.ip or _EMPTY)
        for comment in bare.comments
    ]
    return replace(bare, password=bare.password or _EMPTY, comments=comments)
