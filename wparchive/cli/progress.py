"""A line on a terminal that shows the phase of the work, its rate, and the time left."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_INTERVAL = 0.1
"""Seconds between two drawings."""
_SETTLED = 2.0
"""Seconds until rate and time left say something."""
_LONGEST_BAR = 30
_SHORTEST_BAR = 8


class ProgressLine:
    """One line, drawn again and again, that is never longer than the terminal is wide.

    Args:
        stream: The terminal; None to draw nothing.
        width: Returns the width of the terminal in columns.
        clock: Returns seconds.
    """

    def __init__(
        self,
        stream: IO[str] | None,
        width: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._width = width
        self._clock = clock
        self._phase = ""
        self._started = self._phase_started = clock()
        self._phase_base = self._done = 0
        self._total = 0
        self._drawn_at: float | None = None
        self._drawn = 0

    def phase(self, name: str) -> None:
        """Begin a phase, such as ``Reading``."""
        self._phase = name
        self._phase_started, self._phase_base = self._clock(), self._done
        self._draw()

    def progress(self, done: int, total: int) -> None:
        """Show that so many bytes are done."""
        self._done, self._total = done, total
        if self._drawn_at is None or self._clock() - self._drawn_at >= _INTERVAL or done >= total:
            self._draw()

    def clear(self) -> None:
        """Remove the line, for another text or for good."""
        if self._stream is not None and self._drawn:
            self._put("\r" + " " * self._drawn + "\r")
            self._drawn = 0

    def line(self) -> str:
        """Return the text of the line, with as many parts as fit."""
        room = max(self._width() - 1, 1)  # in the last column some terminals begin a new line
        parts = [self._phase]
        if self._total:
            share = min(self._done / self._total, 1.0)
            parts += [f"{share:4.0%}", *self._figures(share)]
        while len(parts) > 1 and len("  ".join(parts)) > room:
            parts.pop()
        text = "  ".join(part for part in parts if part)
        bar = min(room - len(text) - 4, _LONGEST_BAR)
        if self._total and bar >= _SHORTEST_BAR:
            full = round(bar * min(self._done / self._total, 1.0))
            drawing = f"[{'#' * full}{'-' * (bar - full)}]"
            text = "  ".join([parts[0], drawing, *parts[1:]])
        return text[:room]

    def _figures(self, share: float) -> list[str]:
        now = self._clock()
        figures = []
        if now - self._phase_started >= _SETTLED and self._done > self._phase_base:
            rate = (self._done - self._phase_base) / (now - self._phase_started)
            figures.append(f"{rate / 1e6:.1f} MB/s")
        elapsed = now - self._started
        if elapsed >= _SETTLED and share > 0:
            minutes, seconds = divmod(round(elapsed * (1 - share) / share), 60)
            hours, minutes = divmod(minutes, 60)
            clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
            figures.append(f"{clock} left")
        return figures

    def _draw(self) -> None:
        if self._stream is None:
            return
        text = self.line()
        self._put("\r" + text + " " * (self._drawn - len(text)))
        self._drawn = max(len(text), 0)
        self._drawn_at = self._clock()

    def _put(self, text: str) -> None:
        assert self._stream is not None
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # the terminal is gone; the work goes on
            self._stream = None


@contextmanager
def progress_line(*, shown: bool) -> Iterator[ProgressLine]:
    """Make a line on stderr if that is a terminal; remove it at the end."""
    terminal = shown and sys.stderr is not None and sys.stderr.isatty()
    line = ProgressLine(sys.stderr if terminal else None, _columns)
    try:
        yield line
    finally:
        line.clear()


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
