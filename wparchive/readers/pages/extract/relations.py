"""Relations of a page to other posts: its parent, and its featured image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.wordpress.featured import FeaturedImage

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Element, Tree

_PARENT: Final = re.compile(r"parent-pageid-([1-9]\d{0,17})")
"""The class that ``get_body_class()`` gives to pages below others."""
_THUMBNAIL: Final = frozenset({"wp-post-image", "attachment-post-thumbnail"})
"""The classes that ``get_the_post_thumbnail()`` gives to a featured image."""
_LAZY: Final = ("data-src", "data-lazy-src", "data-original")
_SIZE: Final = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}$)")
_FILE: Final = re.compile(r"\.(?:jpe?g|jpe|gif|png|webp|avif|heic)(?:[?#]|$)", re.IGNORECASE)


def parent_page(tree: Tree) -> int | None:
    """Return the id of the page above this one, as the body's classes name it; None without one."""
    bodies = tree.by_tag("body")
    for name in sorted(tree.classes(bodies[0])) if bodies else ():
        if match := _PARENT.fullmatch(name):
            return int(match[1])
    return None


def shown_above(
    tree: Tree, head: Metadata, main: Element | None, body: Element | None, url: str | None
) -> FeaturedImage | None:
    """Find the featured image: a picture of the post that is before its text.

    WordPress gives it a class; where a theme prints it without one, it is the picture that the head
    names for the post (``og:image``).

    Args:
        tree: The page.
        head: Its head.
        main: The region of the post; None if there is no such region.
        body: The element of its text; None without one.
        url: The post's address.
    """
    if body is None:
        return None
    named = {_SIZE.sub("", picture) for picture in head.meta.get("og:image", []) if picture}
    within = set(main.iter("img")) if main is not None else None
    end = tree.position(body)
    for image in tree.by_tag("img"):
        if tree.position(image) > end:
            break
        if (within is not None and image not in within) or _is_other(image, url):
            continue
        source = _source(image)
        is_featured = not _THUMBNAIL.isdisjoint(tree.classes(image))
        if source and (is_featured or _SIZE.sub("", source) in named):
            return FeaturedImage(source, (image.get("alt") or "").strip(), _caption(tree, image))
    return None


def _source(image: Element) -> str:
    found = [image.get(name) or "" for name in (*_LAZY, "src")]
    return next((url.strip() for url in found if url and not url.startswith("data:")), "")


def _is_other(image: Element, url: str | None) -> bool:
    """Check whether a picture links to another page, as those of related posts do."""
    for outer in image.iterancestors("a"):
        link = (outer.get("href") or "").strip()
        return not (_FILE.search(link) or link.startswith("#") or link in {"", url})
    return False


def _caption(tree: Tree, image: Element) -> str:
    for outer in image.iterancestors("figure", "div"):
        for inner in outer.iter("figcaption", "p", "div"):
            if inner.tag == "figcaption" or "wp-caption-text" in tree.classes(inner):
                return tree.text(inner)
        if outer.tag == "figure":
            break
    return ""
