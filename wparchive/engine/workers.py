"""Worker processes: call a function for many tasks, in order, with few of them in progress."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from wparchive.errors import WparchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")
_WORTH_A_POOL = 4 << 20
"""Bytes of input below which starting processes costs more than it gains."""


class WorkerPool:
    """See `wparchive.formats.WorkerPool`.

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
            WparchiveError: A process was killed.
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
        others = set(active_children())
        with ProcessPoolExecutor(
            self.jobs, initializer=_start, initargs=(function, os.getpid())
        ) as pool:
            try:
                for task in tasks:
                    waiting.append((task, pool.submit(_call, task)))
                    if len(waiting) > 2 * self.jobs + 1:
                        done, future = waiting.popleft()
                        yield done, future.result()
                for done, future in waiting:
                    yield done, future.result()
            except BrokenProcessPool as error:
                for worker in set(active_children()) - others:
                    worker.kill()  # the pool asks them to end by SIGTERM, and waits
                raise WparchiveError(
                    "A worker process was killed, most likely because memory ran out.",
                    hint="Try again with --jobs 1, which needs less memory.",
                ) from error
            finally:
                pool.shutdown(cancel_futures=True)


_function: Callable[[Any], Any] | None = None


def _start(function: Callable[[Any], Any], parent: int) -> None:
    global _function  # noqa: PLW0603 - a process pool offers its workers no other memory
    # Such signals often reach all processes. The parent then ends its workers: it would wait for
    # ever for the rest of a result if one ended while it sends.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    _function = function


def _end_with(parent: int) -> None:
    """End this process soon after its parent, which may have been killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _call(task: Any) -> Any:
    assert _function is not None
    return _function(task)
