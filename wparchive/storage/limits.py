"""Limits on unpacking: for one input by its size, for all of them together by a number of bytes.

The bytes of each member count for the whole container: many members of a moderate
ratio, members that overlap and sparse ones are a bomb together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wparchive.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALWAYS = 1 << 20
"""Bytes to which an input of any size may unpack: a small file of blanks is not a bomb."""


@dataclass(frozen=True)
class Limits:
    """Limits on decompression.

    Attributes:
        unpacked: Bytes that all inputs together may unpack to.
        ratio: How many times its own size one input may unpack to; text compresses up to about
            30 times, and bombs 1,000 times.
        members: Entries that one container may have.
    """

    unpacked: int = 64 << 30
    ratio: int = 200
    members: int = 100_000

    def of_packed(self, size: int) -> int:
        """Return the bytes that an input of a size may unpack to by its ratio."""
        return max(size * self.ratio, ALWAYS)


class Budget:
    """Bytes that may still be unpacked from all inputs together."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._left = limits.unpacked

    def take(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            LimitError: All inputs together pass `Limits.unpacked`.
        """
        self._left -= size
        if self._left < 0:
            raise LimitError(
                f"The inputs unpack to more than {self.limits.unpacked:,} bytes in all.",
                hint="If you trust the inputs, raise this limit with --max-unpacked.",
            )


class Allowance:
    """Bytes that one input may still unpack to.

    Args:
        name: What errors call the input.
        packed: Its size in bytes; None where that is unknown, so that no ratio applies.
        limits: The ratio is in them.
        budget: Counts the same bytes for all inputs; None where nothing is kept on disk.
        hint: What the user can do if the input exceeds its limit.
    """

    def __init__(
        self,
        name: str,
        packed: int | None,
        limits: Limits,
        budget: Budget | None = None,
        hint: str = "If you trust it, raise the limit with --max-ratio, or unpack it yourself.",
    ) -> None:
        self._name = name
        self._hint = hint
        self._ratio = limits.ratio
        self._limit = None if packed is None else limits.of_packed(packed)
        self._budget = budget
        self._taken = 0

    def take(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            LimitError: The input passes `Limits.ratio`, or all inputs pass `Limits.unpacked`.
        """
        self._taken += size
        if self._limit is not None and self._taken > self._limit:
            raise LimitError(
                f"{self._name} unpacks to more than {self._limit:,} bytes, {self._ratio} times its"
                " size, and looks like a decompression bomb.",
                hint=self._hint,
            )
        if self._budget is not None:
            self._budget.take(size)

    def counted(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield blocks as they are unpacked, and count them.

        Raises:
            LimitError: As `take`.
        """
        for block in blocks:
            self.take(len(block))
            yield block
