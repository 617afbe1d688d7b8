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

    Raises:
        Stopped: Also in place of what went wrong after the signal, such as a terminal that is gone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {n: h for n in numbers if (h := signal.getsignal(n)) is not signal.SIG_IGN}

    heard: list[Stopped] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        heard.append(Stopped(number))
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise heard[0]

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    except Exception as error:
        if heard:
            raise heard[0] from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
