"""Groups of records of the same post: disjoint sets, joined by shared keys."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.assembly.identity import Keys


class Groups:
    """Records, numbered in the order in which they are added, in groups.

    Some 300 bytes a record, so a million of them fit.
    """

    def __init__(self) -> None:
        self._parents = array("Q")
        self._checks: list[tuple[int, ...]] = []
        self._strong: dict[int, int] = {}
        self._weak: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._parents)

    def add(self, keys: Keys) -> int:
        """Add a record.

        Returns:
            Its number, from 0.
        """
        number = len(self._parents)
        self._parents.append(number)
        self._checks.append(keys.checks)
        for key in keys.strong:
            self._join(self._strong.setdefault(key, number), number)
        for key in keys.weak:
            other = self._weak.setdefault(key, number)
            if _agree(self._checks[other], keys.checks):
                self._join(other, number)
        return number

    def contains(self, keys: Keys) -> bool:
        """Return whether a record with one of these keys was added."""
        return any(key in self._strong for key in keys.strong) or any(
            key in self._weak for key in keys.weak
        )

    def first(self, number: int) -> int:
        """Return the number of the first record in a record's group."""
        while (parent := self._parents[number]) != number:
            self._parents[number] = self._parents[parent]
            number = parent
        return number

    def __iter__(self) -> Iterator[list[int]]:
        """Iterate over the groups, in the order of their first records."""
        groups: dict[int, list[int]] = {}
        for number in range(len(self._parents)):
            groups.setdefault(self.first(number), []).append(number)
        return iter(groups.values())

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._parents[high] = low


def _agree(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Return whether one check is the same in both, or none is known of both."""
    known = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return not known or any(a == b for a, b in known)
