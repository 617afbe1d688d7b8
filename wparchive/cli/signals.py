"""Signals that end a run: each becomes an exception, so that all context managers clean up."""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_PAUSE = 0.01
"""Seconds until a signal that Python dropped is sent again."""


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
def raised(clean_up: Callable[[], None]) -> Iterator[None]:
    """Raise `Stopped` for the first signal, and ignore others until the clean-up is done.

    Signals that the caller of the program ignores stay ignored, as `nohup` needs it.

    Args:
        clean_up: Called after a signal, when all context managers have ended: the signal may have
            come before one of them began, or when it was about to clean up.

    Raises:
        Stopped: Also in place of a later error, such as a terminal that is gone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = _Handlers()
    handlers.listen()
    try:
        with _sent_again(handlers.listen):
            yield
        handlers.raise_received()  # Python may have dropped the exception
    except Exception as error:
        handlers.raise_received(error)
        raise
    finally:
        if handlers.received is not None:
            clean_up()
        handlers.end()


class _Handlers:
    """The handlers of the signals that end a run.

    Attributes:
        received: What the newest signal has raised; None if none came.
    """

    def __init__(self) -> None:
        self.received: Stopped | None = None
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        found = {number: signal.getsignal(number) for number in numbers}
        self._before = {n: h for n, h in found.items() if h is not signal.SIG_IGN}

    def listen(self) -> None:
        """Raise `Stopped` for the next signal."""
        for number in self._before:
            signal.signal(number, self._stop)

    def end(self) -> None:
        """Set the handlers as they were before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def raise_received(self, error: Exception | None = None) -> None:
        """Raise what a signal has raised, if one came.

        Args:
            error: What came of it.
        """
        if self.received is not None:
            raise self.received from error

    def _stop(self, number: int, _frame: FrameType | None) -> NoReturn:
        self.received = Stopped(number)
        for other in self._before:
            signal.signal(other, _ignore)
        raise self.received


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing; with SIG_IGN, Python would print an error for a signal that came just before."""


@contextmanager
def _sent_again(listen: Callable[[], None]) -> Iterator[None]:
    """Send a signal again if it came while Python ended an object: it drops exceptions then.

    Args:
        listen: Sets the handlers.
    """
    usual = sys.unraisablehook

    def hook(dropped: sys.UnraisableHookArgs) -> None:
        if not isinstance(stopped := dropped.exc_value, Stopped):
            usual(dropped)
            return
        listen()
        with suppress(RuntimeError):  # the system may allow no more threads
            threading.Thread(target=_send, args=(stopped.signal,), daemon=True).start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = usual


def _send(number: signal.Signals) -> None:
    time.sleep(_PAUSE)  # until the object is gone
    signal.raise_signal(number)
