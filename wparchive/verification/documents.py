"""Decoding of JSON from files with unknown content."""

from __future__ import annotations

import json
from typing import Any


def load_json(data: bytes) -> Any:
    """Decode a JSON document.

    Raises:
        ValueError: The data is not JSON, is nested too deeply, or has a number that is too long.
    """
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def load_object(data: bytes) -> dict[str, Any] | None:
    """Decode a JSON object; None if the data is anything else."""
    try:
        document = load_json(data)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
