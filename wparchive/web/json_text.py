"""JSON that others wrote: its strings may escape halves of surrogate pairs, which are no text."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from wparchive import patterns

_ESCAPE: Final = patterns.lazy(r"\\ud[89a-f]", re.IGNORECASE)
_SLASHED: Final = patterns.lazy(r"[\[{]++\s*+\\\"")
_HALF: Final = patterns.lazy("[\ud800-\udfff]")


def replace_halves(value: Any, text: str) -> Any:
    """Replace halves of surrogate pairs in a decoded document with U+FFFD.

    JSON can escape them (RFC 8259, section 8.2), but UTF-8 cannot encode them.

    Args:
        value: The document.
        text: The text that it was decoded from, which shows cheaply whether it can have any.
    """
    if not _ESCAPE.search(text):
        return value
    return json.loads(_HALF.sub("\ufffd", json.dumps(value, ensure_ascii=False)))


def load_json(text: str) -> Any:
    """Decode a document; None if it is not JSON, or is nested too deeply."""
    try:
        return replace_halves(json.loads(text), text)
    except (ValueError, RecursionError):
        return None


def load_damaged_json(text: str) -> Any:
    """Decode a document as `load_json`, also with raw line ends in strings, or escaped as a whole.

    Imports and replacements in a database leave JSON so.
    """
    found = load_json(text)
    if found is not None:
        return found
    whole = text.strip()
    for attempt in (whole, f'"{whole}"' if _SLASHED.match(whole) else ""):
        try:
            found = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return load_json(found) if isinstance(found, str) else replace_halves(found, attempt)
    return None
