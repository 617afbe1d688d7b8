"""Which of many records are of the same post: disjoint sets, joined by the keys that they share."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.assembly.identity import Keys


class Groups:
    """Numbers the records in the order in which they are added, and groups them.

    Some 300 bytes a record, so a million of them fit.
    """

    def __init__(self) -> None:
        self._parents = array("Q")
        self._signs: list[tuple[int, ...]] = []
        self._sure: dict[int, int] = {}
        self._likely: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._parents)

    def add(self, keys: Keys) -> int:
        """Add a record.

        Returns:
            Its number, from 0.
        """
        number = len(self._parents)
        self._parents.append(number)
        self._signs.append(keys.signs)
        for key in keys.sure:
            self._join(self._sure.setdefault(key, number), number)
        for key in keys.likely:
            other = self._likely.setdefault(key, number)
            if _agree(self._signs[other], keys.signs):
                self._join(other, number)
        return number

    def knows(self, keys: Keys) -> bool:
        """Whether a record of these keys was added."""
        return any(key in self._sure for key in keys.sure) or any(
            key in self._likely for key in keys.likely
        )

    def first(self, number: int) -> int:
        """The number of the first record in a record's group."""
        while (parent := self._parents[number]) != number:
            self._parents[number] = self._parents[parent]
            number = parent
        return number

    def __iter__(self) -> Iterator[list[int]]:
        """The groups, in the order of their first records."""
        groups: dict[int, list[int]] = {}
        for number in range(len(self._parents)):
            groups.setdefault(self.first(number), []).append(number)
        return iter(groups.values())

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._parents[high] = low


def _agree(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one sign is the same in both, or none is known of both."""
    known = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return not known or any(a == b for a, b in known)
