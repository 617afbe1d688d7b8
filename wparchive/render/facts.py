"""What pages of events and episodes show beside the text: time, place, price, sound files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.wordpress import facets, media_fields

if TYPE_CHECKING:
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


def files_beside(post: Post) -> list[str]:
    """List the addresses of an episode's files and of an event's own page, as fields have them."""
    urls = [str(file["url"]) for file in media_fields.enclosures(post)]
    event = facets.numbers(post, "event_data").get("url", "")
    return [url for url in (*urls, event) if url]


def _joined(found: dict[str, str], *names: str) -> str:
    return " ".join(found[name] for name in names if found.get(name))
