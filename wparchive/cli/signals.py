"""Signals that end a run: each becomes an exception, so that all context managers clean up."""

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
    """A signal asked the program to end.

    Attributes:
        signal: The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = signal.Signals(number)

    @property
    def exit_code(self) -> int:
        """Exit code by the convention of shells: 128 plus the number of the signal."""
        return 128 + self.signal

    def __str__(self) -> str:
        return "Interrupted" if self.signal == signal.SIGINT else f"Ended by {self.signal.name}"


@contextmanager
def raised() -> Iterator[None]:
    """Raise `Stopped` for the first signal, and ignore others until the clean-up is done.

    Signals that the caller of the program ignores stay ignored, as `nohup` needs it.

    Raises:
        Stopped: Also in place of a later error, such as a terminal that is gone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {n: h for n in numbers if (h := signal.getsignal(n)) is not signal.SIG_IGN}

    received: list[Stopped] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        received.append(Stopped(number))
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise received[0]

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    except Exception as error:
        if received:
            raise received[0] from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
