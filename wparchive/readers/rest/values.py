"""Fields of REST objects as those of the model: texts, dates, meta, and remaining ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive import patterns
from wparchive.language import dates
from wparchive.model.elements import UnknownElement
from wparchive.model.records import Meta
from wparchive.web.numbers import fits
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_ESCAPED_TAG: Final = patterns.lazy(r"&(?:lt|#0*60|#x0*3c);(?=[A-Za-z/!?])", re.IGNORECASE)
NAMESPACE = "https://api.w.org/"
"""The namespace of elements of `extra` that keep fields of plugins, as JSON."""


def text(value: Any) -> str | None:
    """Return a body: the stored text if it is there, else the rendered one."""
    if isinstance(value, dict):
        value = value["raw"] if isinstance(value.get("raw"), str) else value.get("rendered")
    return value if isinstance(value, str) else None


def plain(value: Any) -> str | None:
    """Return a title or name as `text` does, without the escapes that rendering adds.

    An escaped tag keeps its escape: a tag without one is markup.
    """
    if isinstance(value, dict) and isinstance(value.get("raw"), str):
        return str(value["raw"])
    found = text(value)
    return None if found is None else unescape(_ESCAPED_TAG.sub("&amp;lt;", found))


def number(value: Any) -> int | None:
    """Return an id or a count; None for other values."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and fits(value) else None


def string(value: Any) -> str | None:
    """Return a text; None for other values."""
    return value if isinstance(value, str) else None


def date(value: Any, *, utc: bool = False) -> str | None:
    """Return a date; those in GMT have no zone in the interface's answers, and get theirs."""
    if not isinstance(value, str) or not value:
        return None
    if utc and dates.parse(value + "Z"):
        return value + "Z"
    return value


def meta(value: Any) -> list[Meta]:
    """Return registered meta: one or several values for each key; others than texts as JSON."""
    if not isinstance(value, dict):
        return []
    found: list[Meta] = []
    for key, inner in value.items():
        for single in inner if isinstance(inner, list) else [inner]:
            shown = single if isinstance(single, str) else msgspec.json.encode(single).decode()
            found.append(Meta(key=key, value=shown))
    return found


def remaining(value: Mapping[str, Any], known: Collection[str]) -> list[UnknownElement]:
    """Return fields that the model has no name for, as JSON."""
    return [
        UnknownElement(
            namespace=NAMESPACE,
            tag="field",
            attributes={"name": name},
            text=msgspec.json.encode(inner).decode(),
        )
        for name, inner in value.items()
        if name not in known and inner not in (None, "", [], {})
    ]
