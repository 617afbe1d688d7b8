"""Attachments for the files that pages show, as the importer fetches them."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.model.records import Meta, Post
from wparchive.web.splitting import urlsplit
from wparchive.wordpress import inferred
from wparchive.wordpress.featured import featured_image
from wparchive.wordpress.slugs import slug

FILE: Final = "_wp_attached_file"
"""The post meta by which the importer chooses the directory of an upload."""
_UPLOAD: Final = patterns.lazy(r"/(?:wp-content/uploads/(?:sites/\d+/)?|files/)(?=\d{4}/\d\d/)")
"""What precedes the directory of a month; the importer reads no other directories."""


def attachment_of(post: Post, url: str, number: int) -> Post:
    """Make up the attachment of a file.

    Args:
        post: The post that is the first to show it.
        url: The file's absolute URL.
        number: The attachment's id.
    """
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    stem = name.rpartition(".")[0]
    featured = featured_image(post)
    is_featured = featured is not None and url.endswith(urlsplit(featured.url).path)
    meta = [inferred.mark({inferred.ADDED: True})]
    if path := attached_file(url):
        meta.append(Meta(key=FILE, value=path))
    if featured is not None and is_featured and featured.alt:
        meta.append(Meta(key="_wp_attachment_image_alt", value=featured.alt))
    return Post(
        id=number,
        type="attachment",
        status="inherit",
        slug=slug(stem) or "file",
        title=stem,
        link=url,
        guid=url,
        guid_is_permalink=False,
        author=post.author,
        published=post.published,
        published_gmt=post.published_gmt,
        content="",
        excerpt=featured.caption if featured is not None and is_featured else "",
        parent=post.id,
        attachment_url=url,
        meta=meta,
    )


def attached_file(url: str) -> str:
    """Return a file's path below the uploads, such as ``2015/06/a.png``; empty without a month."""
    path = unquote(urlsplit(url).path)
    match = _UPLOAD.search(path)
    return path[match.end() :] if match else ""
