"""Dates in a page's markup: attributes for machines first, then what stands there to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.language import dates
from wparchive.language.dates.written import read_date

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_ATTRIBUTES: Final = ("datetime", "content", "title", "data-time", "data-date", "data-datetime")


class FoundDate(NamedTuple):
    """A date that was found.

    Attributes:
        text: As `wparchive.model.records` wants dates.
        origin: The evidence.
        ambiguous: Whether day and month could be the other way round.
    """

    text: str
    origin: str
    ambiguous: bool = False

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return "T" in self.text


@dataclass(frozen=True)
class DateParser:
    """How this page writes its dates.

    Attributes:
        language: BCP 47 tag; empty if unknown.
        order: What dates in figures begin with; see `wparchive.language.dates.written.order_of`.
        utc: Whether ``+00:00`` in a theme's markup is to be believed. WordPress before 5.3 wrote
            it behind the blog's own clock, whatever its zone (``get_the_date( 'c' )``).
    """

    language: str = ""
    order: str = ""
    utc: bool = True

    def read(self, text: str, origin: str) -> FoundDate | None:
        """A date in words or figures."""
        found = read_date(text, self.language, self.order)
        return FoundDate(found.text, origin, found.ambiguous) if found else None

    def of(self, tree: Tree, element: Element, origin: str) -> FoundDate | None:
        """The date that an element tells by an attribute or by its text; the fuller one."""
        best: FoundDate | None = None
        for name in _ATTRIBUTES:
            value = element.get(name)
            if not value or len(value) > 60:
                continue
            iso = dates.from_iso(value)
            if iso and not self.utc:
                iso = iso.removesuffix("Z")
            found = FoundDate(iso, f"{origin}[{name}]") if iso else None
            if found is None and name in {"title", "content"}:
                found = self.read(value, f"{origin}[{name}]")
            if found and (best is None or (found.has_time and not best.has_time)):
                best = found
        if best is not None and best.has_time:
            return best
        shown = self.read(tree.text(element), origin)
        if best is None or (shown and shown.has_time and shown.text[:10] == best.text[:10]):
            return shown or best
        return best
