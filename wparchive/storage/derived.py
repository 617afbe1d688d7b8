"""Documents that a reader took out of another one, spooled to files of their own."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from wparchive.storage.sources import Source

if TYPE_CHECKING:
    from wparchive.storage.sources import Capture


def spool(source: Source, payload: bytes) -> Path:
    """Write bytes to a file that goes with the source's scratch folder."""
    descriptor, name = mkstemp(prefix="page-", dir=source.scratch)
    with os.fdopen(descriptor, "wb") as file:
        file.write(payload)
    return Path(name)


def derived(source: Source, name: str, payload: bytes, capture: Capture | None) -> Source:
    """Make a source of a part of another one.

    Args:
        source: The document that it was taken from.
        name: What reports call it.
        payload: Its bytes.
        capture: Where and when it was had; None if that is unknown.
    """
    path = spool(source, payload)
    return Source(
        name, path, len(payload), source.container, source.scratch, 0, source.limits, capture
    )
