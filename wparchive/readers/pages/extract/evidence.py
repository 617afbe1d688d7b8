"""Origins of what is read from a page: each field has its own evidence."""

from __future__ import annotations

from wparchive.model.provenance import Origin
from wparchive.readers.pages.source_kind import SAVED_PAGE


def origin_of(source: str, evidence: dict[str, str], line: int | None = None) -> Origin:
    """The origin of a record that was pieced together.

    Args:
        source: The page's name.
        evidence: By the field's name what told it, such as ``JSON-LD`` or ``og:title``.
        line: 1-based line of the record's first element.
    """
    fields = {
        name: Origin(source=source, element=told, kind=SAVED_PAGE.name)
        for name, told in sorted(evidence.items())
    }
    return Origin(source=source, line=line, kind=SAVED_PAGE.name, fields=fields)
