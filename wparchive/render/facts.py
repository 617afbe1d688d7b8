"""What pages of events, products and episodes show beside the text: time, place, price, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from wparchive.wordpress import facets, media_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model.records import Post
    from wparchive.wordpress.reference_data import ReferenceData


def event_facts(post: Post, references: ReferenceData) -> list[str]:
    """List what a calendar shows of an event: when, where, who and how much; empty for none.

    Args:
        post: A post.
        references: The archive's records, among which are halls and hosts.
    """
    found = {
        **facets.numbers(post, "event_data"),
        **{name: str(text) for name, text in references.companions.event_places(post).items()},
    }
    times = [_joined(found, name, f"{name}_time") for name in ("start", "end")]
    times = [time for time in dict.fromkeys(times) if time]
    zone = found.get("timezone", "") if times else ""
    return [
        text
        for text in (
            " ".join(filter(None, (" – ".join(times), zone))),
            found.get("repeats", ""),
            found.get("venue") or found.get("location", ""),
            found.get("organizer", ""),
            _joined(found, "currency", "cost") if found.get("cost") else "",
        )
        if text
    ]


def product_facts(post: Post, references: ReferenceData) -> list[Markup]:
    """List what a shop shows of a product: its price or prices, its number; empty for none.

    Args:
        post: A post.
        references: The archive's records, among which are the variants of products.
    """
    found = references.companions.product_data(post)
    price = found.get("price") or found.get("edd_price", "")
    if price and (highest := found.get("highest_price")):
        shown = Markup("{} – {}").format(price, highest)
    elif price and found.get("sale_price") == price != found.get("regular_price", price):
        shown = Markup("<del>{}</del> <ins>{}</ins>").format(found["regular_price"], price)
    else:
        shown = escape(price)
    others = (escape(found.get(name, "")) for name in ("variants", "sku"))
    return [part for part in (shown, *others) if part]


def files_beside(post: Post, references: ReferenceData) -> dict[str, str]:
    """Return the addresses in fields: an episode's files, an event's own page, another shop.

    Args:
        post: A post.
        references: The archive's records.

    Returns:
        The address, and the element that plays it: ``audio``, ``video``; empty for a page.
    """
    files = {str(file["url"]): _player_of(file) for file in media_fields.enclosures(post)}
    event = facets.numbers(post, "event_data").get("url", "")
    shop = references.companions.product_data(post).get("url", "")
    return {**files, **{url: "" for url in (event, shop) if url}}


def _player_of(file: Mapping[str, object]) -> str:
    kind = str(file.get("type", "")).partition("/")[0]
    return kind if kind in {"audio", "video"} else ""


def _joined(found: dict[str, str], *names: str) -> str:
    return " ".join(found[name] for name in names if found.get(name))
