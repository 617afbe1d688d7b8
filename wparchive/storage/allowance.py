"""How much one input may unpack to in all, however many parts it has."""

from __future__ import annotations

from wparchive.errors import LimitError

_FLOOR = 1 << 26
"""Bytes that even the smallest input may unpack to."""


class Allowance:
    """Counts what an input unpacks to, level by level and part by part.

    Args:
        name: What errors call the input.
        packed: Bytes that it has as it lies there.
        ratio: How many times that it may unpack to.
    """

    def __init__(self, name: str, packed: int, ratio: int) -> None:
        self._name = name
        self._most = self._left = max(packed * ratio, _FLOOR)

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            LimitError: They are too many.
        """
        self._left -= size
        if self._left < 0:
            raise LimitError(
                f"{self._name} unpacks to more than {self._most:,} bytes.",
                hint="It is made to fill disks, or damaged; no archive of pages compresses so far.",
            )
