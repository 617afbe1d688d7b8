"""Signals that end a run: each becomes an exception, on whose way up everything is cleaned up."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Stopped(KeyboardInterrupt):
    """A signal asks the program to end.

    Attributes:
        signal: Which one.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = signal.Signals(number)

    @classmethod
    def behind(cls, error: BaseException) -> Stopped:
        """Return the signal that led to an exception; Ctrl-C if none did."""
        cause = error if isinstance(error, cls) else error.__cause__
        return cause if isinstance(cause, cls) else cls(signal.SIGINT)

    @property
    def exit_code(self) -> int:
        """What shells report of a process that a signal ended."""
        return 128 + self.signal

    def __str__(self) -> str:
        how = "Interrupted" if self.signal == signal.SIGINT else f"Ended by {self.signal.name}"
        return f"{how}; no unfinished output is left."


@contextmanager
def raised() -> Iterator[None]:
    """Raise `Stopped` for the first signal; others are ignored then, until the clean-up is done.

    What the caller of the program ignores stays ignored, as `nohup` needs it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {n: h for n in numbers if (h := signal.getsignal(n)) is not signal.SIG_IGN}

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
