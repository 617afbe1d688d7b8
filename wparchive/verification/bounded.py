"""Bounded reading of files of unknown size: whole documents, lines."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST: Final = 1 << 24
"""Bytes of a document or a line."""


def whole(file: IO[bytes]) -> bytes:
    """Read a document.

    Raises:
        ValueError: It is larger than `MOST`.
    """
    data = file.read(MOST + 1)
    if len(data) > MOST:
        raise ValueError(f"it has more than {MOST:,} bytes")
    return data


def lines(file: IO[bytes], spend: Callable[[int], None]) -> Iterator[bytes]:
    """Yield lines; of a line that is longer than `MOST` only its beginning.

    Args:
        file: The file.
        spend: Gets the number of bytes that were read, and may raise.
    """
    while line := file.readline(MOST):
        spend(len(line))
        yield line
        rest = line
        while len(rest) == MOST and not rest.endswith(b"\n"):
            rest = file.readline(MOST)
            spend(len(rest))
