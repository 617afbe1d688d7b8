"""The media of an archive, by number, for galleries and players."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive import patterns
from wparchive.wordpress import languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wparchive.model.records import Post

IMAGES: Final = (".jpg", ".jpeg", ".jpe", ".gif", ".png", ".webp", ".avif", ".heic")
"""Endings of images (``wp_attachment_is( 'image' )``)."""
AUDIO: Final = (".mp3", ".ogg", ".flac", ".m4a", ".wav")
"""Endings of sounds (``wp_get_audio_extensions()``)."""
VIDEO: Final = (".mp4", ".m4v", ".webm", ".ogv", ".flv")
"""Endings of films (``wp_get_video_extensions()``)."""

LISTED: Final = patterns.lazy(
    r"\||,(?=\s*(?:\w+:|/|www\.)|[^,|\s]*\.(?:mp3|ogg|flac|m4a|wav|mp4|m4v|webm|ogv|flv)\b)",
    re.IGNORECASE,
)
"""The separator before the next file in Audio Player's list, ``[audio:URL,URL|titles=...]``."""

# With blanks and line breaks in it, as browsers take it.
_SCHEME: Final = patterns.lazy(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\s-]*):")
_SHOWN: Final = frozenset({None, "", "inherit", "publish"})


def is_web_address(url: str) -> bool:
    """Check whether an address can be one of a file on a site, and not of a script or a disk."""
    scheme = _SCHEME.match(url)
    return scheme is None or "".join(scheme[1].split()).lower() in {"http", "https", "ftp"}


class Attachment(msgspec.Struct, frozen=True, array_like=True):
    """One file of the media library.

    Attributes:
        id: Its number.
        url: The file's address.
        link: The address of its own page.
        title: Its title, as plain text or HTML.
        caption: Its caption, HTML.
        alt: An image's alternative text.
    """

    id: int
    url: str
    link: str = ""
    title: str = ""
    caption: str = ""
    alt: str = ""

    def is_any(self, endings: tuple[str, ...]) -> bool:
        """Check whether the file's name has one of these endings."""
        return self.url.partition("?")[0].lower().endswith(endings)


class Media:
    """An index of attachments by number, and by the post that they hang on.

    It is built in the first pass and handed to every process: each entry is kept packed, at a few
    hundred bytes.
    """

    def __init__(self) -> None:
        self._packed: dict[int, bytes] = {}
        self._children: dict[int, list[tuple[int, int]]] = {}
        self._withheld: set[int] = set()

    def add(self, post: Post) -> None:
        """Add an attachment; skip posts of other types and hidden attachments."""
        if post.type != "attachment" or post.id is None or not post.attachment_url:
            return
        if not is_web_address(post.attachment_url):
            return
        if post.status not in _SHOWN or post.id in self._packed:
            return
        entry = Attachment(
            post.id,
            post.attachment_url,
            post.link or "",
            languages.in_line(post.title or ""),
            languages.in_line(post.excerpt or ""),
            languages.in_line(post.get_meta("_wp_attachment_image_alt") or ""),
        )
        self._packed[post.id] = msgspec.msgpack.encode(entry)
        if post.parent:
            self._children.setdefault(post.parent, []).append((post.menu_order or 0, post.id))

    def get(self, number: int) -> Attachment | None:
        """Return an attachment by its number; None if it is unknown."""
        packed = self._packed.get(number)
        return None if packed is None else msgspec.msgpack.decode(packed, type=Attachment)

    def among(self, numbers: Iterable[int]) -> list[Attachment]:
        """Return those of the numbered attachments that the archive has, in this order."""
        return [found for number in numbers if (found := self.get(number)) is not None]

    def withhold(self, is_hidden: Callable[[int], object]) -> None:
        """Keep the attachments of hidden posts from all other posts.

        Args:
            is_hidden: Whether readers did not see the post with a number.
        """
        self._withheld = {number for number in self._children if is_hidden(number)}

    def of(self, post: int | None, shown_in: int | None) -> list[Attachment]:
        """Return a post's attachments, in WordPress's order: ``menu_order``, then the number.

        Args:
            post: The number of the post; None for no such post.
            shown_in: The number of the post that shows them. None of a hidden post are shown in
                another one (``gallery_shortcode()`` since WordPress 6.3.2).
        """
        if post is None or (post in self._withheld and post != shown_in):
            return []
        return self.among(number for _, number in sorted(self._children.get(post, ())))
