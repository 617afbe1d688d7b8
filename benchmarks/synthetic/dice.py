"""Random choices that stay the same on every Python: all are made from random() alone."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """A seeded source of choices; random() is the one method whose sequence Python promises."""

    def __init__(self, seed: int) -> None:
        self.roll = Random(seed).random

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        return int(self.roll() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self.roll() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return count choices, repeats allowed."""
        roll, total = self.roll, len(choices)
        return [choices[int(roll() * total)] for _ in range(count)]

    def chance(self, probability: float) -> bool:
        """Say yes that often."""
        return self.roll() < probability

    def skewed(self, limit: int) -> int:
        """Return a number below limit, small ones far more often: a fifth of limit on average."""
        roll = self.roll()
        square = roll * roll
        return int(square * square * limit)
