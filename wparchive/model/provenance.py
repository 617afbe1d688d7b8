"""Provenance: the source of a record, and its place in that source."""

from __future__ import annotations

import msgspec


class Origin(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The place that a record was read from.

    Attributes:
        source: The input's name as its user gave it (its last path component; for a member of a
            container ``container.zip!member.xml``), never a path of the machine.
        line: 1-based line of the record's first byte.
        offset: 0-based byte offset of the record's first byte.
        element: The element's name as found, such as ``wp:category``, where a record of the
            model can come from more than one.
        kind: The kind of source, where that was not the blog's own data as WordPress stores it:
            ``rest-raw``, ``rest``, ``feed``, ``page``, ``text``, or the word of a plugin. The
            reader that declares the kind also says how its texts are shown.
        fields: The origins of single fields, if they were read elsewhere or in another manner:
            after merging, and of pages, which give a thing in several ways.
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
