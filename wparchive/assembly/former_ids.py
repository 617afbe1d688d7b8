"""Ids that posts had before an import: feeds keep them in guids, other sources contradict them.

WordPress's importer keeps the guid of a post, but gives it another id if its own is taken.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from wparchive.assembly.identity import canonicalize_url, digest

if TYPE_CHECKING:
    from wparchive.model.records import Post

_FEED = "feed"
_NONE = 0
"""No id: WordPress counts posts from 1."""


class FormerIds:
    """Compares the ids that feeds have only in guids with those of other sources."""

    def __init__(self) -> None:
        self._places = array("Q")
        self._hosts = array("Q")
        self._ids = array("q")
        self._ids_at: dict[int, set[int]] = {}
        self._places_of: dict[tuple[int, int], set[int]] = {}

    def add(self, post: Post) -> None:
        """Add a post; they are numbered in this order, from 0."""
        address = canonicalize_url(post.link or "")
        is_named = address is not None and address.number is None
        place = digest(f"{address.host}{address.path}?{address.query}") if address else 0
        host = digest(address.host) if address else 0
        is_known = is_named and post.id is not None
        is_guessed = is_known and post.origin is not None and post.origin.kind == _FEED
        self._places.append(place)
        self._hosts.append(host)
        self._ids.append(post.id if is_guessed and post.id is not None else _NONE)
        if is_known and not is_guessed and post.id is not None:
            self._ids_at.setdefault(place, set()).add(post.id)
            self._places_of.setdefault((host, post.id), set()).add(place)

    def find(self) -> set[int]:
        """Find the posts whose ids another source has for another post, or theirs differs from."""
        found = set()
        for number, own in enumerate(self._ids):
            place = self._places[number]
            ids = self._ids_at.get(place)
            places = self._places_of.get((self._hosts[number], own))
            if own != _NONE and ((ids and own not in ids) or (places and place not in places)):
                found.add(number)
        return found
