"""Reads the JSON of files that may hold anything."""

from __future__ import annotations

import json
from typing import Any


def load_json(data: bytes) -> Any:
    """Decode a JSON document.

    Raises:
        ValueError: It is no JSON, nests too deeply, or has numbers of thousands of digits.
    """
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("it nests too deeply") from error


def load_object(data: bytes) -> dict[str, Any] | None:
    """Decode a JSON object; return None where the data is anything else."""
    try:
        document = load_json(data)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
