"""Worker processes: call a function for many tasks, in order, with few of them in progress.

Each process has a pipe of its own. In a queue that they share, a process that is killed while it
sends would leave half a result, and its reader would wait for the rest forever.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from multiprocessing import Pipe, Process, active_children
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Event, Thread
from traceback import format_exception
from typing import TYPE_CHECKING, Any, TypeVar

from wparchive.errors import SystemRefusalError, WparchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")
SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
"""The signals that end a run."""
_WORTH_A_POOL = 4 << 20
"""Bytes of input below which starting processes costs more than it gains."""
_PATIENCE = 1.0
"""Seconds in which a process that hears a signal must clean up."""


class WorkerPool:
    """See `wparchive.formats.readers.WorkerPool`.

    Args:
        jobs: The number of processes; with 1 the work is done in this process.

    Attributes:
        done: Called with each task that is done.
    """

    def __init__(self, jobs: int = 1) -> None:
        self.jobs = jobs
        self.done: Callable[[object], None] = lambda _task: None

    @classmethod
    def for_input(cls, wanted: int | None, size: int) -> WorkerPool:
        """Make a pool with as many processes as the user wants, or as the input is worth.

        Args:
            wanted: The number that the user wants; None to use all processors for large inputs.
            size: Bytes of input.
        """
        if wanted is not None:
            return cls(wanted)
        if size < _WORTH_A_POOL:
            return cls()
        if hasattr(os, "sched_getaffinity"):
            return cls(len(os.sched_getaffinity(0)))
        return cls(os.cpu_count() or 1)

    def map(
        self, function: Callable[[_Task], _Done], tasks: Iterable[_Task]
    ) -> Iterator[tuple[_Task, _Done]]:
        """Call a function for each task; yield tasks with results, in the order of the tasks.

        Raises:
            WparchiveError: A process was killed, or cannot be started.
        """
        work = self._alone if self.jobs == 1 else self._in_pool
        for task, result in work(function, tasks):
            self.done(task)
            yield task, result

    @staticmethod
    def _alone(
        function: Callable[[_Task], _Done], tasks: Iterable[_Task]
    ) -> Iterator[tuple[_Task, _Done]]:
        return ((task, function(task)) for task in tasks)

    def _in_pool(
        self, function: Callable[[_Task], _Done], tasks: Iterable[_Task]
    ) -> Iterator[tuple[_Task, _Done]]:
        waiting: deque[tuple[_Task, Future[Any]]] = deque()
        pending = iter(tasks)
        first = list(islice(pending, min(self.jobs, sys.maxsize)))
        if not first:
            return
        workers = _Workers(function, len(first))  # more processes would have nothing to do
        is_done = False
        try:
            for task in chain(first, pending):
                waiting.append((task, workers.submit(task)))
                if len(waiting) > 2 * self.jobs + 1:
                    done, future = waiting.popleft()
                    yield done, future.result()
            for done, future in waiting:
                yield done, future.result()
            is_done = True
        except _KilledError as error:
            raise WparchiveError(
                "A worker process was killed, most likely because memory ran out.",
                hint="Try again with --jobs 1, which needs less memory.",
            ) from error
        finally:
            workers.end(immediately=not is_done)  # if not, nobody waits for what they work at


class _KilledError(Exception):
    """A process ended before it sent a result."""


class _Workers:
    """Several processes, each with a thread here that waits for its results.

    Args:
        function: Called by the processes.
        number: The number of processes.

    Raises:
        SystemRefusalError: The system does not allow that many.
    """

    def __init__(self, function: Callable[[Any], Any], number: int) -> None:
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._closing = Event()
        self._watch = Thread(target=self._kill_all_after_one, daemon=True)
        self._threads = ThreadPoolExecutor(number)
        # Before any thread begins: a copy of this process has none of its threads, but their locks.
        try:
            for _ in range(number):
                self._workers.append(_Worker(function))
                self._idle.put(self._workers[-1])
            self._watch.start()
        except (OSError, RuntimeError) as error:
            for worker in self._workers:
                worker.end()
            raise _refused(number, error) from error

    def submit(self, task: Any) -> Future[Any]:
        """Have a task done; the result may raise `_KilledError`.

        Raises:
            SystemRefusalError: The system allows no thread for it.
        """
        try:
            return self._threads.submit(self._call, task)
        except RuntimeError as error:
            raise _refused(len(self._workers), error) from error

    def end(self, *, immediately: bool) -> None:
        """End the processes: after the tasks that they work at, or in the middle."""
        try:
            if immediately:
                self.kill()
            self._close()
        except KeyboardInterrupt:
            self.kill()
            self._close()
            raise

    def _close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._closing.set()
        for worker in self._workers:
            worker.end()
        self._watch.join()

    def kill(self) -> None:
        """Kill the processes, which may work at tasks that never end."""
        self._closing.set()
        for worker in self._workers:
            worker.process.kill()

    def _call(self, task: Any) -> Any:
        worker = self._idle.get()
        try:
            return worker.call(task)
        finally:
            self._idle.put(worker)

    def _kill_all_after_one(self) -> None:
        """Wait until a process ends, and kill the others unless all are to end."""
        wait([worker.process.sentinel for worker in self._workers])
        if not self._closing.is_set():
            for worker in self._workers:
                worker.process.kill()


def _refused(number: int, error: OSError | RuntimeError) -> SystemRefusalError:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return SystemRefusalError(
        f"The system does not allow {number} worker processes: {why}.",
        hint="Try again with --jobs 1.",
    )


class _Worker:
    """A process and its pipe, whose other end no other process has."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._pipe, other = Pipe()
        try:
            self.process = Process(target=_work, args=(other, function, os.getpid()))
            start(self.process)
        except OSError:
            self._pipe.close()
            raise
        finally:
            other.close()

    def call(self, task: Any) -> Any:
        """Return what the function returns for a task, or raise what it raises.

        Raises:
            _KilledError: The process was killed.
        """
        data = ForkingPickler.dumps(task)
        try:
            self._pipe.send_bytes(data)
            answer = self._pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise _KilledError from error
        result, failure = ForkingPickler.loads(answer)
        if failure is not None:
            raise failure
        return result

    def end(self) -> None:
        """End the process, which waits for a task."""
        with suppress(OSError):  # it was killed
            self._pipe.send_bytes(b"")
        self.process.join()
        self._pipe.close()


def _work(pipe: Connection, function: Callable[[Any], Any], parent: int) -> None:
    # Such signals often reach all processes. The parent then ends its workers.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    hear()
    with suppress(RuntimeError):  # the system may allow no more threads
        Thread(target=end_with, args=(parent,), daemon=True).start()
    with suppress(EOFError, OSError):  # the parent was killed
        while data := pipe.recv_bytes():
            pipe.send_bytes(_answer(function, data))


def start(process: BaseProcess) -> None:
    """Start a process that hears no signal until it calls `hear`.

    Before it has handlers of its own, those that it inherits would run in it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        process.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear() -> None:
    """Take the signals that came since `start`, and those to come."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _answer(function: Callable[[Any], Any], data: bytes) -> Any:
    """Return the bytes of a result and None, or of None and what was raised."""
    try:
        return ForkingPickler.dumps((function(ForkingPickler.loads(data)), None))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        trace = "".join(format_exception(error))
        try:
            error.add_note(trace)
            return ForkingPickler.dumps((None, error))
        except Exception:  # noqa: BLE001 - it cannot be pickled
            return ForkingPickler.dumps((None, RuntimeError(trace)))


def end_all() -> None:
    """End the processes that a signal has kept from being ended, when the program is about to end.

    Those that ignore the signal have nothing to clean up.
    """
    for process in active_children():
        process.terminate()
        process.join(_PATIENCE)
        process.kill()
        process.join()


def end_with(parent: int) -> None:
    """End this process soon after its parent, which may have been killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
