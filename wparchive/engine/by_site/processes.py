"""Processes that may die: each task gives its result, or the news that its process was killed."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from itertools import islice
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wparchive.engine.workers import end_with, hear, start
from wparchive.errors import ExitCode, SystemRefusalError
from wparchive.storage.disk_errors import advice
from wparchive.storage.work_folders import release_all

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from multiprocessing.connection import Connection

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class _Worker(Generic[_Task]):
    """A process with its pipe, and the task that it works at.

    Args:
        function: Called by the process for each task.
        task: The first task.

    Attributes:
        task: The task that it works at.
        pipe: Has data when the result is there, or when the process was killed.
        process: The process.
    """

    def __init__(self, function: Callable[[_Task], Any], task: _Task) -> None:
        self.pipe, other = Pipe()
        try:
            self.process = Process(target=_serve, args=(other, function, os.getpid()))
            start(self.process)
        except OSError as error:
            self.pipe.close()
            raise SystemRefusalError(
                f"The system does not allow another process: {error.strerror}.",
                hint=advice(error) or "Try again with --jobs 1.",
            ) from error
        finally:
            other.close()
        self.give(task)

    def give(self, task: _Task) -> None:
        """Begin a task."""
        self.task = task
        with suppress(OSError):  # it was killed, which `result` shows
            self.pipe.send_bytes(ForkingPickler.dumps(task))

    def result(self) -> Any:
        """Return the result of the task; None if the process was killed."""
        try:
            return ForkingPickler.loads(self.pipe.recv_bytes())
        except (EOFError, OSError):
            self.process.join()
            return None

    def end(self, *, immediately: bool) -> None:
        """End the process: after its task, or in the middle, so that it removes its files."""
        if immediately:
            self.process.terminate()
        # Processes that began later have copies of the pipe, so closing it would end nothing.
        with suppress(OSError):  # it was killed
            self.pipe.send_bytes(b"")
        self.process.join()
        self.pipe.close()


def run_each(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], number: int
) -> Generator[tuple[_Task, _Result | None]]:
    """Call a function for each task in several processes; yield tasks as they are done.

    Args:
        function: Of a module; it raises nothing.
        tasks: Picklable; taken as they are needed.
        number: The number of processes.

    Yields:
        A task and its result; None in place of the result if the process was killed.
    """
    pending = iter(tasks)
    workers: list[_Worker[_Task]] = []
    finished = False
    try:
        while True:
            fresh = islice(pending, number - len(workers))
            workers.extend(_Worker(function, task) for task in fresh)
            busy = {worker.pipe: worker for worker in workers}
            if not busy:
                break
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                task, result = worker.task, worker.result()
                following = list(islice(pending, 1)) if worker.process.is_alive() else []
                if following:
                    worker.give(following[0])
                else:
                    workers.remove(worker)
                    worker.end(immediately=False)
                yield task, result
        finished = True
    finally:
        _end(workers, immediately=not finished)


def _end(workers: Iterable[_Worker[Any]], *, immediately: bool) -> None:
    try:
        for worker in workers:
            worker.end(immediately=immediately)
    except KeyboardInterrupt:
        for worker in workers:
            worker.end(immediately=True)
        raise


def _serve(pipe: Connection, function: Callable[[Any], Any], parent: int) -> None:
    # Ctrl-C reaches all processes; the parent ends this one by SIGTERM, so that it cleans up.
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    try:
        hear()
        with suppress(RuntimeError):  # the system may allow no more threads
            Thread(target=end_with, args=(parent,), daemon=True).start()
        with suppress(EOFError, OSError):
            while data := pipe.recv_bytes():
                pipe.send_bytes(ForkingPickler.dumps(function(ForkingPickler.loads(data))))
    finally:
        release_all()


def _stop(number: int, _frame: object) -> None:
    # A second signal, as one for all processes and one of the parent, would disturb the clean-up.
    # Python prints an error if SIG_IGN is set when the second one has just come.
    signal.signal(number, lambda _number, _frame: None)
    sys.exit(ExitCode.TERMINATED)
