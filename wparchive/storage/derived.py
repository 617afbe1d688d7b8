"""Documents that a reader took out of another one, in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.storage.scratch import new_file
from wparchive.storage.source import Source

if TYPE_CHECKING:
    from wparchive.storage.source import Capture


def derived(source: Source, name: str, payload: bytes, capture: Capture | None) -> Source:
    """Make a source of a part of another one.

    Args:
        source: The document that it was taken from.
        name: What reports call it.
        payload: Its bytes.
        capture: Where and when it was had; None if that is unknown.
    """
    path = new_file(source.scratch, "page-", payload)
    return Source(
        name, path, len(payload), source.container, source.scratch, 0, source.limits, capture,
        is_doubtful=source.is_doubtful,
    )  # fmt: skip
