"""Relative permalinks made absolute for the public formats, in relation to the channel's link."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from wparchive import patterns
from wparchive.web.splitting import urljoin, urlsplit

if TYPE_CHECKING:
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post
    from wparchive.model.site import Site

_ABSOLUTE = patterns.lazy(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SPACE = patterns.lazy(r"\s")


def home_of(site: Site) -> str:
    """Return the absolute address of a blog, ending in a slash; empty if the site names none."""
    for address in (site.link, site.base_blog_url, site.base_site_url):
        parts = urlsplit((address or "").strip())
        if parts.scheme in {"http", "https"} and parts.netloc:
            return f"{(address or '').strip().partition('?')[0].rstrip('/')}/"
    return ""


def located_post(post: Post, home: str) -> Post:
    """Return a post with an absolute link; the post itself if it has one, or none at all.

    Args:
        post: A post as it was read. It stays as it is.
        home: What `home_of` gives.
    """
    link = _located(post.link, home)
    return post if link == post.link else msgspec.structs.replace(post, link=link)


def located_metadata(metadata: SiteMetadata) -> SiteMetadata:
    """Return metadata with an absolute link of its site, as `located_post` does."""
    link = _located(metadata.site.link, home_of(metadata.site))
    if link == metadata.site.link:
        return metadata
    return replace(metadata, site=msgspec.structs.replace(metadata.site, link=link))


def _located(link: str | None, home: str) -> str | None:
    text = (link or "").strip()
    if not text or not home or _ABSOLUTE.match(text) or _SPACE.search(text):
        return link
    host = urlsplit(home).netloc.lower()
    if text.lower().partition("/")[0] == host:  # an address without its scheme
        return f"{urlsplit(home).scheme}://{text}"
    return urljoin(home, text)
