"""The fields of several observations of one record, merged: the best value of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from wparchive.assembly.identity import canonicalize_url, fingerprint, same_address
from wparchive.formats.readers import TextForm
from wparchive.formats.registry import kind_of
from wparchive.language import dates
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Record = TypeVar("_Record", Post, Comment)

NAMESPACE = "urn:wparchive:merge"
"""The namespace of elements of `extra` that keep another source's value."""


class Conflict(NamedTuple):
    """A field that two sources fill differently.

    Attributes:
        field: Its name.
        value: The value that was not taken.
        origin: The origin of that value.
    """

    field: str
    value: Any
    origin: Origin

    def as_extra(self) -> UnknownElement:
        """Return the other value as an element of `extra`."""
        attributes = {"source": self.origin.source}
        if self.origin.kind:
            attributes["kind"] = self.origin.kind
        return UnknownElement(
            namespace=NAMESPACE, tag=self.field, attributes=attributes, text=str(self.value)
        )


def fill(target: _Record, others: Sequence[_Record], names: Sequence[str]) -> list[Conflict]:
    """Fill a record's fields from other observations of the record, and note their sources.

    Args:
        target: The best observation; it is changed.
        others: The others, the most trusted first.
        names: Fields with a single value.

    Returns:
        The fields in which another source, as likely to know, differs.
    """
    conflicts: list[Conflict] = []
    origins = dict(target.origin.fields) if target.origin else {}
    filled_by = {name: target.origin for name in names if _counts(target, name)}
    for other in others:
        for name in names:
            if not _counts(other, name):
                continue
            if name not in filled_by:
                setattr(target, name, getattr(other, name))
                filled_by[name] = other.origin
                if origin := _origin_of(other, name):
                    origins[name] = origin
            elif _differs(name, getattr(target, name), getattr(other, name)) and _is_comparable(
                name, filled_by[name], other.origin
            ):
                origin = _origin_of(other, name) or Origin(source="")
                conflicts.append(Conflict(name, getattr(other, name), origin))
    if origins and target.origin:
        target.origin = msgspec.structs.replace(target.origin, fields=dict(sorted(origins.items())))
    return conflicts


def _counts(record: Post | Comment, name: str) -> bool:
    """Return whether a value counts; empty ones count only from authoritative sources.

    A comment's kind is the default where nothing else is known.
    """
    value = getattr(record, name)
    if value is None:
        return False
    if name == "kind" and value == "comment":
        return kind_of(record.origin).authoritative
    return value != "" or kind_of(record.origin).authoritative


def _origin_of(record: Post | Comment, name: str) -> Origin | None:
    if record.origin is None:
        return None
    return record.origin.fields.get(name) or msgspec.structs.replace(record.origin, fields={})


_TEXTS = frozenset({"content", "excerpt"})


def _is_comparable(name: str, one: Origin | None, other: Origin | None) -> bool:
    """Return whether the values of two sources can be compared in a field.

    A stored text and its rendering differ legitimately, and so do two renderings.
    """
    if name in _TEXTS:
        return all(kind_of(origin).text is TextForm.RAW for origin in (one, other))
    return True


def _differs(name: str, one: Any, other: Any) -> bool:
    if one == other or not other or not one:
        return bool(one and other and one != other)
    return name not in _SAME or not _SAME[name](one, other)


def _same_text(one: str, other: str) -> bool:
    return fingerprint(one) == fingerprint(other)


def _same_link(one: str, other: str) -> bool:
    """Return whether two links may be of one post, as a permalink and ``?p=ID`` may be."""
    found = canonicalize_url(one), canonicalize_url(other)
    return found[0] == found[1] or any(address and address.number for address in found)


def same_date(one: str, other: str) -> bool:
    """Return whether two dates agree to the precision of the less exact one, at best a minute."""
    first, second = dates.parse(one), dates.parse(other)
    if first is None or second is None:
        return one[:10] == other[:10]
    if "T" not in one or "T" not in other:
        return one[:10] == other[:10]
    if (first.tzinfo is None) != (second.tzinfo is None):
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
        return abs((first - second).total_seconds()) <= 15 * 3600
    return abs((first - second).total_seconds()) < 60


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "title": _same_text,
    "content": _same_text,
    "excerpt": _same_text,
    "author": _same_text,
    "link": _same_link,
    "guid": same_address,
    "url": same_address,
    "published": same_date,
    "published_gmt": same_date,
    "modified": same_date,
    "modified_gmt": same_date,
    "attachment_url": same_address,
}
