"""The fields of several observations of one record as those of one: the best value of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from wparchive.assembly.identity import fingerprint, locate, same_address
from wparchive.formats import TextForm
from wparchive.language import dates
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Extra, Post
from wparchive.registry import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Record = TypeVar("_Record", Post, Comment)

NAMESPACE = "urn:wparchive:merge"
"""Under it `extra` keeps what another source said differently."""


class Conflict(NamedTuple):
    """A field that two sources fill differently.

    Attributes:
        field: Its name.
        value: What was not taken.
        origin: Where that stood.
    """

    field: str
    value: Any
    origin: Origin

    def as_extra(self) -> Extra:
        """The other value, for `extra`."""
        attributes = {"source": self.origin.source}
        if self.origin.kind:
            attributes["kind"] = self.origin.kind
        return Extra(
            namespace=NAMESPACE, tag=self.field, attributes=attributes, text=str(self.value)
        )


def fill(target: _Record, others: Sequence[_Record], names: Sequence[str]) -> list[Conflict]:
    """Fill a record's fields from other observations of it, and note where each came from.

    Args:
        target: The best observation; it is changed.
        others: The others, in the order in which they are believed.
        names: Fields with a single value.

    Returns:
        What others say differently and are as likely to know.
    """
    conflicts: list[Conflict] = []
    origins = dict(target.origin.fields) if target.origin else {}
    settled = {name: target.origin for name in names if _says(target, name)}
    for other in others:
        for name in names:
            if not _says(other, name):
                continue
            if name not in settled:
                setattr(target, name, getattr(other, name))
                settled[name] = other.origin
                if origin := _origin_of(other, name):
                    origins[name] = origin
            elif _disagree(name, getattr(target, name), getattr(other, name)) and _compare(
                name, settled[name], other.origin
            ):
                origin = _origin_of(other, name) or Origin(source="")
                conflicts.append(Conflict(name, getattr(other, name), origin))
    if origins and target.origin:
        target.origin = msgspec.structs.replace(target.origin, fields=dict(sorted(origins.items())))
    return conflicts


def _says(record: Post | Comment, name: str) -> bool:
    """Whether a source speaks of a field: empty ones count only where WordPress itself names them.

    A comment's kind and a post's type are what they are by default where nothing else is known.
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


def _compare(name: str, one: Origin | None, other: Origin | None) -> bool:
    """Whether two sources can be held against each other in a field.

    A stored text and what became of it differ by right, and so do two showings of it.
    """
    if name in _TEXTS:
        return all(kind_of(origin).text is TextForm.RAW for origin in (one, other))
    return True


def _disagree(name: str, one: Any, other: Any) -> bool:
    if one == other or not other or not one:
        return bool(one and other and one != other)
    return name not in _SAME or not _SAME[name](one, other)


def _same_text(one: str, other: str) -> bool:
    return fingerprint(one) == fingerprint(other)


def _same_link(one: str, other: str) -> bool:
    """A permalink and ``?p=ID`` do not contradict one another."""
    found = locate(one), locate(other)
    return found[0] == found[1] or any(address and address.number for address in found)


def same_date(one: str, other: str) -> bool:
    """Whether two dates are one as far as the less exact says, whole minutes at best."""
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
