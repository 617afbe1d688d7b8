"""What the page of a product shows beside its description: prices, pictures, qualities, stars."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive import patterns
from wparchive.wordpress import facets, serialized
from wparchive.wordpress.media import IMAGES
from wparchive.wordpress.shortcodes.core import attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.model.records import Comment, Post
    from wparchive.wordpress.media import Attachment, Media

_GALLERY: Final = "_product_image_gallery"
_QUALITIES: Final = "_product_attributes"
_RATING: Final = "rating"
_STARS: Final = 5
_NUMBER: Final = patterns.lazy(r"[0-9]{1,18}")
_PRICE: Final = "_price"
_AMOUNT: Final = patterns.lazy(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_VARIANT: Final = "product_variation"
_CHOICE: Final = "attribute_"
_KIND: Final = "product_type"
_EXTERNAL: Final = "external"


def pictures(post: Post, media: Media) -> list[Attachment]:
    """Return the pictures of a product's gallery that nothing else shows of it."""
    numbers = dict.fromkeys(word.strip() for word in (post.get_meta(_GALLERY) or "").split(","))
    numbers.pop((post.get_meta("_thumbnail_id") or "").strip(), None)
    found = media.among(int(number) for number in numbers if _NUMBER.fullmatch(number))
    body = post.content or ""
    return [file for file in found if file.is_any(IMAGES) and file.url not in body]


def gallery_html(files: list[Attachment]) -> str:
    """Write pictures as a gallery."""
    shown = (f'<img src="{attribute(file.url)}" alt="{attribute(file.alt)}" />' for file in files)
    figures = "".join(f'<figure class="gallery-item">{image}</figure>' for image in shown)
    return f'<div class="gallery">{figures}</div>'


def qualities_html(post: Post) -> str:
    """Write the qualities of a product that are no terms: a list of names and values."""
    value = post.get_meta(_QUALITIES) or ""
    found = serialized.decode(value) if serialized.is_serialized(value) else None
    rows = found.values() if isinstance(found, dict) else ()
    items = "".join(f"<li>{line}</li>" for row in rows for line in _quality(row))
    return f"<ul>{items}</ul>" if items else ""


def _quality(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or row.get("is_taxonomy") in {1, "1"}:
        return
    name, value = str(row.get("name") or "").strip(), str(row.get("value") or "").strip()
    if name and value and row.get("is_visible") in {1, "1"}:
        listed = ", ".join(part.strip() for part in value.split("|") if part.strip())
        yield f"{escape(name, quote=False)}: {escape(listed, quote=False)}"


def data(post: Post, variants: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a shop shows of a product beside its texts, by name; empty for other posts.

    Args:
        post: The post.
        variants: What `variant` says of the variants of the product.
    """
    found: dict[str, Any] = dict(facets.numbers(post, "product_data"))
    amounts = _amounts(post)
    if len(set(map(float, amounts))) > 1:
        found |= {"price": min(amounts, key=float), "highest_price": max(amounts, key=float)}
    if variants:
        found["variants"] = "; ".join(variants)
    if shown := facets.product_attributes(post):
        found["attributes"] = shown
    return found


def _amounts(post: Post) -> list[str]:
    """List the prices of a product's variants, each as it is written."""
    found = ((entry.value or "").strip() for entry in post.meta if entry.key == _PRICE)
    return [amount for amount in found if _AMOUNT.fullmatch(amount)]


def is_sold_here(post: Post) -> bool:
    """Check whether a product is known to be the shop's own, whatever address it keeps.

    A product keeps the address of another shop when its owner begins to sell it.
    """
    kinds = {term.slug for term in post.terms if term.taxonomy == _KIND}
    return bool(kinds) and _EXTERNAL not in kinds


def variant(post: Post) -> str:
    """Return the choice that a variant of a product is, and its price: ``red, large: 20``.

    Returns:
        Empty for any other post, and for a variant that customers cannot choose.
    """
    if post.type != _VARIANT or post.status != "publish":
        return ""
    chosen = [
        (entry.value or "").strip() for entry in post.meta if (entry.key or "").startswith(_CHOICE)
    ]
    name = ", ".join(filter(None, chosen))
    price = (post.get_meta(_PRICE) or "").strip()
    return f"{name}: {price}" if name and _AMOUNT.fullmatch(price) else ""


def with_stars(comment: Comment) -> Comment:
    """Return a review with the stars that its author gave, above its text."""
    given = next((m.value for m in comment.meta if m.key == _RATING), "") or ""
    if comment.kind != "review" or given not in map(str, range(1, _STARS + 1)):
        return comment
    stars = "★" * int(given) + "☆" * (_STARS - int(given))
    if (comment.content or "").startswith(stars):
        return comment
    return msgspec.structs.replace(comment, content=f"{stars}\n\n{comment.content or ''}".strip())
