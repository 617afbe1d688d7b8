"""Geometry of small charts: a table with bars, and a grid of dots."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CELL = 26
_MARGIN = 44


class Bar(NamedTuple):
    """A count with its bar.

    Attributes:
        label: What is counted.
        number: The count.
        percent: The length of the bar: 1 to 100, the longest has 100; 0 for none.
    """

    label: str
    number: int
    percent: float


Bars = list[Bar]


def bars(counts: Iterable[tuple[str, int]], *, ranked: bool = True) -> Bars:
    """Make the bars of some counts.

    Args:
        counts: Labels and counts.
        ranked: Whether the largest count comes first; otherwise the order stays.
    """
    rows = list(counts)
    most = max((number for _, number in rows), default=0) or 1
    if ranked:
        rows.sort(key=lambda row: (-row[1], row[0]))
    return [Bar(label, n, round(max(1, 100 * n / most), 1) if n else 0) for label, n in rows]


class Dot(NamedTuple):
    """A dot with its place in pixels, and the text that it stands for."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True)
class Dots:
    """A grid with a dot for each pair of labels that has a count; its area shows the count.

    Attributes:
        size: Width and height in pixels.
        columns: Labels with their x; those of the rows have the same numbers as y.
        dots: The dots.
    """

    size: int
    columns: Sequence[tuple[str, float]]
    dots: Sequence[Dot]


def dots(counts: Mapping[tuple[str, str], int], labels: Sequence[str]) -> Dots:
    """Make the grid of counts by row and column.

    Args:
        counts: Counts by the labels of row and column.
        labels: All labels, in their order.
    """
    places = {label: _MARGIN + _CELL * (n + 0.5) for n, label in enumerate(labels)}
    most = max(counts.values())
    found = [
        Dot(
            places[column],
            places[row],
            round(max(1.5, (_CELL / 2 - 1) * sqrt(number / most)), 1),
            f"{row} → {column}: {number:,}",
        )
        for (row, column), number in sorted(counts.items())
    ]
    return Dots(_MARGIN + _CELL * len(labels) + 4, list(places.items()), found)
