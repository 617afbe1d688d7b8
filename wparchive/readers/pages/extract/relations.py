"""Relations of a page to other posts: its parent, and its featured image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.backgrounds import background_images
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind, is_sidebar
from wparchive.wordpress.featured import FeaturedImage

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Element, Tree

_PARENT: Final = patterns.lazy(r"parent-pageid-([1-9]\d{0,17})")
"""The class that ``get_body_class()`` gives to pages below others."""
_THUMBNAIL: Final = frozenset({"wp-post-image", "attachment-post-thumbnail"})
"""The classes that ``get_the_post_thumbnail()`` gives to a featured image."""
_LAZY: Final = ("data-src", "data-lazy-src", "data-original")
_SIZE: Final = patterns.lazy(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}$)")
_APART: Final = frozenset({"advertisement", "author-box", "navigation", "related", "share"})
_UPLOADED: Final = patterns.lazy(
    r"/(?:uploads|files|blogs\.dir)/|//[\w.-]+\.files\.wordpress\.com/"
)
"""Where WordPress keeps the files of authors; those of themes are elsewhere."""
_FILE: Final = patterns.lazy(r"\.(?:jpe?g|jpe|gif|png|webp|avif|heic)(?:[?#]|$)", re.IGNORECASE)


def parent_page(tree: Tree) -> int | None:
    """Return the id of the page above this one, as the body's classes name it; None without one."""
    bodies = tree.by_tag("body")
    for name in sorted(tree.classes(bodies[0])) if bodies else ():
        if match := _PARENT.fullmatch(name):
            return int(match[1])
    return None


def shown_above(
    tree: Tree,
    html: str,
    head: Metadata,
    main: Element | None,
    body: Element | None,
    title: Element | None,
    url: str | None,
) -> FeaturedImage | None:
    """Find the featured image: a picture of the post that is before its text.

    WordPress gives it a class; where a theme prints it without one, it is the picture that the head
    names for the post (``og:image``).

    Args:
        tree: The page.
        html: Its markup.
        head: Its head.
        main: The region of the post; None if there is no such region.
        body: The element of its text; None without one.
        title: The element that shows its title; None without one.
        url: The post's address.
    """
    if body is None:
        return None
    named = {_SIZE.sub("", picture) for picture in head.meta.get("og:image", []) if picture}
    end = tree.position(body)
    before = [e for e in tree.by_tag("img") if tree.position(e) < end and not _is_other(e, url)]
    images = [e for e in before if main is None or tree.contains(main, e)]
    for image in images:
        source = _source(image)
        is_featured = not _THUMBNAIL.isdisjoint(tree.classes(image))
        if source and (is_featured or _SIZE.sub("", source) in named):
            return _featured(tree, image, source)
    if behind := _behind(tree, html, main, title, end, named):
        return behind
    uploaded = (e for e in images if main is not None and _is_uploaded(tree, e))
    return next((_featured(tree, e, _source(e)) for e in uploaded), None)


def _featured(tree: Tree, image: Element, source: str) -> FeaturedImage:
    return FeaturedImage(source, (image.get("alt") or "").strip(), _caption(tree, image))


def _is_uploaded(tree: Tree, image: Element) -> bool:
    """Check whether a picture is a file of the author's, and neither a portrait nor boilerplate."""
    around = [image, *image.iterancestors()]
    return (
        _UPLOADED.search(_source(image)) is not None
        and not any("avatar" in name for name in (_source(image), *tree.classes(image)))
        and not any(is_sidebar(tree, e) or boilerplate_kind(tree, e) in _APART for e in around)
    )


def _behind(
    tree: Tree,
    html: str,
    main: Element | None,
    title: Element | None,
    end: int,
    named: set[str],
) -> FeaturedImage | None:
    """Find the featured image where style sheets put it behind the header of the post.

    The picture behind the header of the blog is on all pages: one outside of the post counts only
    behind the title, or where the head names it.
    """
    for element, source in background_images(tree, html, end):
        inside = main is not None and (element is main or tree.contains(main, element))
        inside = inside or (title is not None and tree.contains(element, title))
        if _SIZE.sub("", source) in named or (inside and _UPLOADED.search(source)):
            return FeaturedImage(source, (element.get("aria-label") or "").strip())
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
