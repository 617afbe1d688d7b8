"""A stored body or comment as the HTML that WordPress makes of it before a theme sees it."""

from __future__ import annotations

from wparchive.content.autop import autop
from wparchive.content.blocks import has_blocks, strip_delimiters


def body_html(content: str | None) -> str:
    """The HTML of ``post_content`` or an excerpt.

    Block markup is HTML already; everything else gets its paragraphs by ``wpautop``, which
    ``do_blocks()`` (wp-includes/blocks.php) switches off for posts with blocks. Shortcodes stay
    visible.
    """
    if not content:
        return ""
    return strip_delimiters(content) if has_blocks(content) else autop(content)


def comment_html(content: str | None) -> str:
    """The HTML of ``comment_content`` (the ``comment_text`` filter's ``wpautop``)."""
    return autop(content) if content else ""
