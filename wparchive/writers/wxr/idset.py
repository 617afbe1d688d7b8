"""Sets of ids that stay small, since WordPress counts its ids up."""

from __future__ import annotations

from typing import Final

_BITS: Final = 1024


class IdSet:
    """A set of whole numbers, kept as runs of bits.

    Attributes:
        highest: The largest number so far; 0 without any.
    """

    def __init__(self) -> None:
        self._runs: dict[int, int] = {}
        self.highest = 0

    def add(self, number: int) -> bool:
        """Add a number; return False if it is in the set already."""
        run, place = divmod(number, _BITS)
        known, bit = self._runs.get(run, 0), 1 << place
        if known & bit:
            return False
        self._runs[run] = known | bit
        self.highest = max(self.highest, number)
        return True
