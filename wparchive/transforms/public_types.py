"""Finds out which post types have public pages, by the permalinks of their posts.

WordPress gives a published post of a public type a permalink of its own (``get_post_permalink()``):
a path where the blog has pretty permalinks, else ``?T=slug``. A type without public pages, whose
registration says ``rewrite => false``, gets ``?T=slug`` or ``?post_type=T&p=ID`` on both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from wparchive.formats.readers import Exposure
from wparchive.formats.registry import kind_of
from wparchive.web import urls
from wparchive.wordpress import registered
from wparchive.wordpress.permalinks import POST_VARIABLES

if TYPE_CHECKING:
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post

_PUBLISHED = frozenset({"publish", "", None})
_IDS = frozenset({*POST_VARIABLES, "post_type"})


class PublicTypeDetector:
    """Collects the evidence of permalinks, post by post.

    Attributes:
        types: Post types that have public pages for certain.
    """

    def __init__(self, metadata: SiteMetadata) -> None:
        self.types: set[str] = set()
        self._base = metadata.site.link or ""
        home = urls.parse(self._base) if self._base else None
        self._home = urls.normalize_path(home.path) if home else ""
        self._by_query: set[str] = set()
        self._pretty = self._plain = False

    def add(self, post: Post) -> None:
        """Take note of a post's permalink."""
        link = urls.parse(post.link.strip(), self._base) if post.link else None
        if link is None or post.status not in _PUBLISHED:
            return
        if not post.status and kind_of(post.origin).exposure is Exposure.NONE:
            return  # an export without a status: nobody knows whether readers saw the post
        name = post.type or "post"
        keys = {key for key, _ in parse_qsl(link.query, keep_blank_values=True)}
        path = urls.normalize_path(link.path)
        if not keys and path and path != self._home:
            self._pretty = True
            if _is_own(path, post):
                self.types.add(name)
        elif registered.is_public_type(name):
            self._plain = self._plain or not keys.isdisjoint(_IDS)
        elif keys and keys.isdisjoint(_IDS):
            self._by_query.add(name)

    def finish(self) -> None:
        """Count ``?T=slug`` as a permalink, too, if the blog turned out to have plain ones."""
        if self._plain and not self._pretty:
            self.types |= self._by_query


def shown_taxonomies(metadata: SiteMetadata) -> set[str]:
    """Return the taxonomies that pages or feeds of the blog show."""
    return {
        term.taxonomy or "category"
        for term in metadata.terms
        if kind_of(term.origin).exposure is not Exposure.NONE
    }


def _is_own(path: str, post: Post) -> bool:
    """Return whether a path names the post itself, not its parent page."""
    slug = urls.normalize_path(post.slug or "").removesuffix(".html")
    return bool(slug and slug in path) or (post.id is not None and str(post.id) in path)
