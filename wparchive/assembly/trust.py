"""Which of several sources is believed: the nearer to WordPress's database, the better."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wparchive.model.provenance import Origin

_RANKS: dict[str | None, int] = {
    kind: rank for rank, kind in enumerate((None, "rest-raw", "rest", "feed", "page", "text"))
}
_STORED = frozenset({None, "rest-raw"})
_TOLD = frozenset({None, "rest-raw", "rest"})


def rank(origin: Origin | None) -> int:
    """0 for the blog's own data, rising; what nobody knows the origin of counts as such."""
    return _RANKS.get(origin.kind if origin else None, len(_RANKS))


def is_stored(origin: Origin | None) -> bool:
    """Whether texts are as WordPress stores them, not as it shows them."""
    return origin is None or origin.kind in _STORED


def is_told(origin: Origin | None) -> bool:
    """Whether WordPress itself named the fields, so that an empty one is empty."""
    return origin is None or origin.kind in _TOLD
