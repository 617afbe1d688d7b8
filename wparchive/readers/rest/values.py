"""Fields of REST objects as those of the model: texts, dates, meta, and what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from wparchive.language import dates
from wparchive.model.records import Extra, Meta
from wparchive.web.numbers import DIGITS
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NAMESPACE = "https://api.w.org/"
"""Under it `extra` keeps fields of REST objects, as JSON, since plugins add their own."""


def text(value: Any) -> str | None:
    """A body: the stored text if it is there, else what WordPress made of it."""
    if isinstance(value, dict):
        value = value["raw"] if isinstance(value.get("raw"), str) else value.get("rendered")
    return value if isinstance(value, str) else None


def plain(value: Any) -> str | None:
    """A title or name: as `text`, without the escapes that rendering adds."""
    if isinstance(value, dict) and isinstance(value.get("raw"), str):
        return str(value["raw"])
    found = text(value)
    return None if found is None else unescape(found)


def number(value: Any) -> int | None:
    """An id or a count; None for what is none."""
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**DIGITS
    return value if fits else None


def string(value: Any) -> str | None:
    """A text; None for what is none."""
    return value if isinstance(value, str) else None


def date(value: Any, *, utc: bool = False) -> str | None:
    """A date; those in GMT have no zone in the interface's answers, and get theirs."""
    if not isinstance(value, str) or not value:
        return None
    if utc and dates.parse(value + "Z"):
        return value + "Z"
    return value


def meta(value: Any) -> list[Meta]:
    """Registered meta: a value or several for each key; other values than texts as JSON."""
    if not isinstance(value, dict):
        return []
    found: list[Meta] = []
    for key, inner in value.items():
        for single in inner if isinstance(inner, list) else [inner]:
            shown = single if isinstance(single, str) else msgspec.json.encode(single).decode()
            found.append(Meta(key=key, value=shown))
    return found


def rest(value: Mapping[str, Any], known: Collection[str]) -> list[Extra]:
    """Fields that the model has no name for, as JSON."""
    return [
        Extra(
            namespace=NAMESPACE,
            tag="field",
            attributes={"name": name},
            text=msgspec.json.encode(inner).decode(),
        )
        for name, inner in value.items()
        if name not in known and inner not in (None, "", [], {})
    ]
