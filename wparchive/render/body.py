"""A stored body or comment as the HTML that WordPress makes of it before a theme sees it."""

from __future__ import annotations

import html
from functools import lru_cache
from typing import TYPE_CHECKING

from wparchive.content import comments
from wparchive.content.autop import autop
from wparchive.content.blocks import has_blocks, strip_delimiters

if TYPE_CHECKING:
    from wparchive.model.records import Post

# What wp_attachment_is( 'image' ) takes for one (wp-includes/post.php).
_IMAGES = (".jpg", ".jpeg", ".jpe", ".gif", ".png", ".webp", ".avif", ".heic")


# Each format asks for the same texts, one post after the other.
@lru_cache(maxsize=256)
def body_html(content: str | None) -> str:
    """The HTML of ``post_content`` or an excerpt.

    Block markup is HTML already; everything else gets its paragraphs by ``wpautop``, which
    ``do_blocks()`` (wp-includes/blocks.php) switches off for posts with blocks. Shortcodes stay
    visible.
    """
    if not content:
        return ""
    return strip_delimiters(content) if has_blocks(content) else autop(content)


def post_html(post: Post) -> str:
    """The HTML of a post's body; an attachment shows its file first (``prepend_attachment()``)."""
    body = body_html(post.content)
    if post.type != "attachment" or not post.attachment_url:
        return body
    url = html.escape(post.attachment_url)
    label = html.escape(html.unescape(post.title or post.attachment_url))
    if post.attachment_url.lower().endswith(_IMAGES):
        alt = html.escape(post.get_meta("_wp_attachment_image_alt") or "")
        label = f'<img src="{url}" alt="{alt}">'
    return f'<p class="attachment"><a href="{url}">{label}</a></p>\n{body}'


@lru_cache(maxsize=256)
def comment_html(content: str | None) -> str:
    """The HTML of ``comment_content``: the ``comment_text`` filters, with typed quotes kept."""
    return comments.comment_html(content, marks=None) if content else ""
