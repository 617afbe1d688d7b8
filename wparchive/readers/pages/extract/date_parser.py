"""Dates in a page's markup: in attributes for machines first, then in the text for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.language import dates
from wparchive.language.dates.freeform import parse_date

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_ATTRIBUTES: Final = (
    "datetime", "content", "title", "data-time", "data-date", "data-datetime", "data-livestamp",
    "data-timestamp",
)  # fmt: skip
_RELATIVE: Final = ("data-livestamp", "data-timestamp")
"""Attributes from which scripts make texts such as "2 days ago"."""


class FoundDate(NamedTuple):
    """A date and where on the page it was found.

    Attributes:
        text: ISO 8601, as `wparchive.model.records` stores dates.
        evidence: The attribute, class or metadata field that the date is from.
        ambiguous: Whether day and month could be the other way round.
        gmt: The moment, if `text` is only the day in the blog's zone, which is unknown.
    """

    text: str
    evidence: str
    ambiguous: bool = False
    gmt: str | None = None

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return "T" in self.text


def has_stamp(element: Element) -> bool:
    """Return whether an element has the date from which a script makes its text."""
    return any(element.get(name) for name in _RELATIVE)


@dataclass(frozen=True)
class DateParser:
    """A parser of dates for one page.

    Attributes:
        language: BCP 47 tag; empty if unknown.
        date_order: ``dmy`` or ``mdy`` for dates in figures, as `detect_date_order` (in
            `wparchive.language.dates.freeform`) found it; empty if unknown.
        trusts_utc: Whether ``+00:00`` in a theme's markup means UTC. WordPress before 5.3 wrote
            it after the blog's local time, whatever its zone (``get_the_date( 'c' )``).
    """

    language: str = ""
    date_order: str = ""
    trusts_utc: bool = True

    def parse(self, text: str, evidence: str) -> FoundDate | None:
        """Parse a date in words or figures; None if the text has no complete date."""
        found = parse_date(text, self.language, self.date_order)
        return FoundDate(found.text, evidence, found.ambiguous) if found else None

    def parse_element(self, tree: Tree, element: Element, evidence: str) -> FoundDate | None:
        """Parse an element's date from its attributes or its text, preferring one with a time."""
        best = self.parse_attributes(element, evidence)
        if best is not None and best.has_time:
            return best
        shown = self.parse(tree.text(element), evidence)
        if best is None or (shown and shown.has_time and shown.text[:10] == best.text[:10]):
            return shown or best
        return best

    def parse_attributes(self, element: Element, evidence: str) -> FoundDate | None:
        """Parse the date in an element's attributes; None if they hold none."""
        best: FoundDate | None = None
        for name in _ATTRIBUTES:
            value = element.get(name)
            if not value or len(value) > 60:
                continue
            iso = dates.from_iso(value)
            if iso and not self.trusts_utc:
                iso = iso.removesuffix("Z")
            found = FoundDate(iso, f"{evidence}[{name}]") if iso else None
            if found is None and name in {"title", "content"}:
                found = self.parse(value, f"{evidence}[{name}]")
            if found and (best is None or (found.has_time and not best.has_time)):
                best = found
        return best
