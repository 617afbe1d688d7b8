"""Finds blocks that plugins show from some day on, such as Block Visibility and Otter."""

from __future__ import annotations

import re
from typing import Any, Final

from wparchive import patterns
from wparchive.web.json_text import load_json

_WORDS: Final = ("schedul", "Schedul", "dateRange", "dateTime")
_START: Final = patterns.lazy(
    r"(?:start|from)(?:[-_]?date)?(?:[-_]?time)?|date[-_]?(?:from|start)", re.IGNORECASE
)
_DAY: Final = patterns.lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2})?")
_DEEPEST: Final = 12


def may_begin_later(text: str) -> bool:
    """Check quickly whether a text may have a block that is shown for some time only.

    Args:
        text: A body, or the name of a setting.
    """
    return any(word in text for word in _WORDS)


def begins_later(settings: str, now: str) -> bool:
    """Check whether a block is not shown before some later time.

    Args:
        settings: The attributes of the block, as JSON.
        now: The time of the export, as ``YYYY-MM-DD HH:MM``; empty if it is unknown, so that any
            time to begin counts as later.
    """
    return may_begin_later(settings) and _begins(load_json(settings), now)


def _begins(value: Any, now: str, *, within: bool = False, depth: int = 0) -> bool:
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return False
    if isinstance(value, list):
        return any(_begins(entry, now, within=within, depth=depth + 1) for entry in value)
    if value.get("enable") is False or value.get("enabled") is False:
        return False
    within = within or value.get("type") == "dateRange" or value.get("control") == "schedule"
    for key, inner in value.items():
        if within and isinstance(inner, str) and _START.fullmatch(key):
            if (day := _DAY.match(inner)) and day[0].replace("T", " ") > now:
                return True
        elif _begins(inner, now, within=within or may_begin_later(key), depth=depth + 1):
            return True
    return False
