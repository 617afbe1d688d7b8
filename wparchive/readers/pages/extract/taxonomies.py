"""Custom taxonomies and post formats, by the class names that WordPress writes.

``get_post_class()`` writes ``TAXONOMY-SLUG`` for each term of a public taxonomy, and
``format-NAME`` for the post format; the block of a post's terms has the class ``taxonomy-NAME``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.readers.pages.extract.tree import Element, Tree

FORMAT: Final = "post_format"
"""The taxonomy of post formats."""
_FORMATS: Final = frozenset(
    {"aside", "audio", "chat", "gallery", "image", "link", "quote", "status", "video"}
)
_FORMAT_CLASS: Final = patterns.lazy(r"(?:single-)?format-([a-z]+)")
_BLOCK_CLASS: Final = patterns.lazy(r"taxonomy-([a-z][a-z0-9_-]{0,31})")
_NAME: Final = patterns.lazy(r"[a-z][a-z0-9_-]{0,31}")
_OTHER_CLASSES: Final = frozenset(
    {"category", "comment", "entry", "format", "has", "has-post", "page", "post", "status", "tag",
     "type"}
)  # fmt: skip
"""What precedes a hyphen in classes of a post that name no term."""


def post_format(classes: Iterable[str]) -> str | None:
    """Return the post format that classes of a post or body name; None for a standard post."""
    for name in sorted(classes):
        if (match := _FORMAT_CLASS.fullmatch(name)) and match[1] in _FORMATS:
            return match[1]
    return None


def block_taxonomy(tree: Tree, element: Element) -> str | None:
    """Return the taxonomy of the block of terms around a link; None outside of such a block."""
    for around in [element, *list(element.iterancestors())[:3]]:
        names = tree.classes(around)
        if "wp-block-post-terms" in names:
            found = (_BLOCK_CLASS.fullmatch(name) for name in sorted(names))
            return next((match[1] for match in found if match), None)
    return None


def class_taxonomy(url: str, slug: str | None, classes: Iterable[str]) -> str | None:
    """Return the custom taxonomy of a term by the classes of its post.

    Args:
        url: The address of the term's archive; a taxonomy's name in it decides between several.
        slug: The slug in that address.
        classes: The class names of the post.
    """
    if not slug:
        return None
    ending = f"-{unquote(slug)}"
    found = sorted(name.removesuffix(ending) for name in classes if name.endswith(ending))
    named = [name for name in found if _NAME.fullmatch(name) and name not in _OTHER_CLASSES]
    pieces = {piece.replace("_", "-").lower() for piece in urlsplit(url).path.split("/")}
    in_address = [name for name in named if name.replace("_", "-") in pieces]
    return next(iter(in_address or named), None)


def parent_slug(url: str, slug: str | None, base: str) -> str | None:
    """Return the slug of the term above a term, by the address of its archive.

    ``get_term_link()`` writes the slugs of hierarchical taxonomies below one another.

    Args:
        url: The address.
        slug: The term's own slug.
        base: What precedes the slugs in the path, such as ``/category/``.
    """
    _, found, below = urlsplit(url).path.partition(base)
    if not found or not slug:
        return None
    pieces = [piece for piece in below.split("/") if piece and piece != "index.html"]
    if len(pieces) < 2 or pieces[-1].removesuffix(".html").lower() != slug:
        return None
    return pieces[-2].lower()
