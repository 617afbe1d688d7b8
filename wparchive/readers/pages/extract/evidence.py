"""The origins of records that are read from a page, with the evidence for each field."""

from __future__ import annotations

from wparchive.model.provenance import Origin
from wparchive.readers.pages.source_kind import SAVED_PAGE


def origin_of(source: str, evidence: dict[str, str], line: int | None = None) -> Origin:
    """Make the origin of a record whose fields have different evidence.

    Args:
        source: The page's name.
        evidence: The evidence for each field, such as ``JSON-LD`` or ``og:title``, by its name.
        line: 1-based line of the record's first element; None if unknown.
    """
    fields = {
        name: Origin(source=source, element=found, kind=SAVED_PAGE.name)
        for name, found in sorted(evidence.items())
    }
    return Origin(source=source, line=line, kind=SAVED_PAGE.name, fields=fields)
