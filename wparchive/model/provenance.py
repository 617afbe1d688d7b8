"""Provenance: the source of a record, and its place in that source."""

from __future__ import annotations

import msgspec


class Origin(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The place from which a record was read.

    Attributes:
        source: The input's name, never a path of the machine: for a file the last part of its
            path, for a file in a directory that the user named the path below that directory, for
            a member of a container ``container.zip!member.xml``.
        line: The line in which the record begins, from 1; None if unknown.
        offset: The byte at which the record begins, from 0; None if unknown.
        element: The element's name, such as ``wp:category``, if a record can come from several
            elements; otherwise None.
        kind: The kind of source; None for the blog's own data as WordPress stores it, else
            ``rest-raw``, ``rest``, ``feed``, ``page``, ``text``, or the name that a plugin
            declares. The reader of that kind also declares how its texts are escaped.
        fields: The origins of fields that differ from that of the record, by field name. Merged
            records have such fields, and pages, which have a value in several places.
    """

    source: str
    line: int | None = None
    offset: int | None = None
    element: str | None = None
    kind: str | None = None
    fields: dict[str, Origin] = {}

    def __str__(self) -> str:
        parts = [self.source]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.offset is not None:
            parts.append(f"byte {self.offset}")
        return ", ".join(parts)
