"""Make records writable in every output: no half characters, no numbers past 64 bits.

Exports cannot hold either; canonical JSON, JSON inside of pages and readers of plugins can.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quantity, quoting
from wparchive.model.elements import UnknownElement
from wparchive.web.numbers import fits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats.readers import Document, Range
    from wparchive.model.records import Post

_T = TypeVar("_T")
_SURROGATE = patterns.lazy("[\ud800-\udfff]")
_encoder = msgspec.msgpack.Encoder()


@dataclass
class WritableDocument:
    """A document as it can be written; see `wparchive.formats.readers.Document`."""

    document: Document

    def __post_init__(self) -> None:
        self.name = self.document.name
        self.ranges: Sequence[Range] = self.document.ranges
        self.notices = list(self.document.notices)
        metadata = self.document.metadata
        repair = _Repair()
        site = repair.value(metadata.site)
        authors, terms = repair.value(metadata.authors), repair.value(metadata.terms)
        others = repair.value(metadata.other_sites)
        self.metadata = replace(
            metadata, site=site, authors=authors, terms=terms, other_sites=others
        )
        self.notices.extend(repair.notices(self.name, None))

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield the posts of one range, with a notice for replaced values."""
        found: list[Notice] = []
        for post in self.document.posts(part, found):
            notices.extend(map(_with_writable_id, found))
            found.clear()
            if not _is_writable(post):
                repair = _Repair()
                repair.value(post)
                notices.extend(repair.notices(self.name, post))
            yield post
        notices.extend(map(_with_writable_id, found))


def _with_writable_id(notice: Notice) -> Notice:
    is_odd = notice.post_id is not None and not fits(notice.post_id)
    return notice._replace(post_id=None) if is_odd else notice


def _is_writable(post: Post) -> bool:
    numbers = [post.id, post.parent, post.menu_order]
    for comment in post.comments:
        numbers += (comment.id, comment.parent, comment.user_id)
    if any(number is not None and not fits(number) for number in numbers):
        return False
    try:
        _encoder.encode(post)
    except (UnicodeEncodeError, OverflowError):
        return False
    return True


class _Repair:
    """Replaces values that no output can contain, in place."""

    def __init__(self) -> None:
        self._halves = 0
        self._numbers: list[str] = []

    def value(self, value: _T) -> _T:
        """Return a value without them; a record stays the same object."""
        changed: Any = value
        if isinstance(value, str):
            changed, number = _SURROGATE.subn("\ufffd", value)
            self._halves += number
        elif isinstance(value, list):
            value[:] = map(self.value, value)
        elif isinstance(value, dict):
            changed = {self.value(key): self.value(inner) for key, inner in value.items()}
        elif isinstance(value, msgspec.Struct):
            if value.__struct_config__.frozen:
                fields = {
                    name: None if self._is_odd(name, inner) else self.value(inner)
                    for name, inner in msgspec.structs.asdict(value).items()
                }
                changed = msgspec.structs.replace(value, **fields)
            else:
                self._fields(value)
        return changed  # type: ignore[no-any-return]

    def _fields(self, record: msgspec.Struct) -> None:
        lost: list[UnknownElement] = []
        for name in record.__struct_fields__:
            found = getattr(record, name)
            if self._is_odd(name, found):
                setattr(record, name, None)
                lost.append(UnknownElement(tag=name, text=str(found)))
            elif found is not None and not isinstance(found, int):
                setattr(record, name, self.value(found))
        if lost and isinstance(extra := getattr(record, "extra", None), list):
            extra.extend(lost)

    def _is_odd(self, name: str, value: object) -> bool:
        """Check whether a value is a number that no output can contain, and note it."""
        if not isinstance(value, int) or fits(value):
            return False
        self._numbers.append(f"{name} {str(value)[:80]}")
        return True

    def notices(self, name: str, post: Post | None) -> Iterator[Notice]:
        """Return notices of replaced values, in a document's metadata if there is no post."""
        place = post.origin_or_unknown if post else None
        where = (place.line, place.offset) if place else (None, None)
        source = (place.source if place else "") or name
        number = post.id if post else None
        if self._halves:
            text = f"U+FFFD replaces {quantity(self._halves, 'half', 'halves')} of surrogate pairs."
            yield Notice(Code.BYTE_REPLACED, text, source, *where, number)
        for entry in self._numbers:
            message, public = quoting("{} has more than 64 bits.", entry)
            notice = Notice(Code.NUMBER_UNREADABLE, message, source, *where, number)
            yield notice._replace(public=public)
