"""Times of events as plugins keep them: seconds, hours apart from minutes, repetitions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.wordpress import serialized

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SECONDS: Final = patterns.lazy(r"[0-9]{9,10}")
_EVERYWHERE: Final = "global"  # the zone of the blog
_ONCE: Final = "once"
_DEEPEST: Final = 6


def clock(parts: Sequence[str]) -> str:
    """Return a time of day from an hour, minutes, and AM or PM.

    Args:
        parts: These three; the last two may be empty.
    """
    hour, minutes, half = parts
    return " ".join(filter(None, (f"{hour}:{minutes.zfill(2)}", half.upper())))


def more(
    get: Callable[[str], str], found: Mapping[str, str], table: Mapping[str, Any]
) -> dict[str, str]:
    """Return times in the usual form, and what else is said of when an event takes place.

    Args:
        get: Returns the value of a key of the table; empty for none.
        found: What the table's names for events have.
        table: The table of facets.
    """
    made = {
        name: datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%d %H:%M:%S")
        for name, text in found.items()
        if name in {"start", "end"} and _SECONDS.fullmatch(text)
    }
    if found.get("timezone") == _EVERYWHERE:
        made["timezone"] = ""
    if any(re.search(p, get(key)) for key, p in table["event_all_day"]["marks"]):
        made["all_day"] = "yes"
    for key, *condition in table["event_repeats"]["rows"]:
        if condition and not re.search(condition[1], get(condition[0])):
            continue
        if text := _repetition(get(key)):
            made["repeats"] = text
            break
    return made


def _repetition(value: str) -> str:
    if not serialized.is_serialized(value):
        return "" if value == _ONCE else value.strip()
    return ", ".join(_kinds(serialized.decode(value), 0))


def _kinds(value: Any, depth: int) -> list[str]:
    """List the kinds of the rules in an array: ``Every Week``."""
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return []
    if isinstance(value, dict) and isinstance(value.get("type"), str) and "end-type" in value:
        return [value["type"]]
    entries = value.values() if isinstance(value, dict) else value
    kept = value.get("rules", entries) if isinstance(value, dict) else entries
    inner = kept.values() if isinstance(kept, dict) else kept
    return [kind for entry in inner for kind in _kinds(entry, depth + 1)]
