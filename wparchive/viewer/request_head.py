"""Read the head of a request up to a limit, since the standard library sets none for all of it."""

from __future__ import annotations

from http.client import LineTooLong
from io import BufferedIOBase

_HEAD = (1 << 16) + 1
"""Bytes of a request line and its headers; their parser makes several copies. One more than
http.server takes for a line, so that it refuses a longer one itself."""


class RequestHead(BufferedIOBase):
    """The head of a request, of which only so much is read."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._left = _HEAD

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line.

        Raises:
            LineTooLong: The request is too large.
        """
        if not self._left:
            raise LineTooLong("head")
        most = self._left if size is None or size < 0 else min(size, self._left)
        line = self._stream.readline(most)
        self._left -= len(line)
        return line

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()
        super().close()
