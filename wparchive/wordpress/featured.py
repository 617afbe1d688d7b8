"""The featured image of a post: its attachment, or the image above the text of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.model.records import Meta
from wparchive.wordpress.media import Attachment

if TYPE_CHECKING:
    from wparchive.model.records import Post
    from wparchive.wordpress.media import Media

URL: Final = "_wparchive_featured_image"
ALT: Final = "_wparchive_featured_image_alt"
CAPTION: Final = "_wparchive_featured_image_caption"
KEYS: Final = frozenset({URL, ALT, CAPTION})
"""The keys of post meta that describe the picture."""


class FeaturedImage(NamedTuple):
    """A picture above a post.

    Attributes:
        url: Its URL.
        alt: The text in place of it; empty for none.
        caption: The text below it; empty for none.
    """

    url: str
    alt: str = ""
    caption: str = ""

    def meta(self) -> list[Meta]:
        """List the post meta that keeps it."""
        pairs = ((URL, self.url), (ALT, self.alt), (CAPTION, self.caption))
        return [Meta(key=key, value=value) for key, value in pairs if value]


def featured_image(post: Post) -> FeaturedImage | None:
    """Return the picture that a page showed as a post's featured image; None without one."""
    url = post.get_meta(URL)
    if not url:
        return None
    return FeaturedImage(url, post.get_meta(ALT) or "", post.get_meta(CAPTION) or "")


def featured_file(post: Post, media: Media) -> Attachment | None:
    """Return the file of a post's featured image: of its attachment, else from its page."""
    if (found := media.get(post.featured_image or 0)) is not None:
        return found
    if (shown := featured_image(post)) is None:
        return None
    return Attachment(0, shown.url, caption=shown.caption, alt=shown.alt)
