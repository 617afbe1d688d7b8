"""Worker processes: results in order, errors as they were raised, and no wait for a dead process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from multiprocessing import Process
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from wparchive.engine import workers
from wparchive.engine.workers import WorkerPool
from wparchive.errors import WparchiveError

with suppress(ImportError):  # Windows has none
    import resource

ROOT = Path(__file__).parents[3]


def double(number):
    return number * 2


def fail(number):
    raise ValueError(f"number {number}")


class OddError(Exception):
    def __init__(self):
        super().__init__("no pickle of this can be made")
        self.held = lambda: None


def fail_oddly(number):
    raise OddError


def half_a_result(number):
    """Return a result of which only half is sent, since the process is killed."""

    def send(self, data):
        os.write(self.fileno(), data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    if number == 3:
        Connection._send = send
    return bytes(1 << 20)


def killed_while_it_sends():
    try:
        list(WorkerPool(2).map(half_a_result, range(8)))
    except WparchiveError as error:
        print(error.message)
    print(len(multiprocessing.active_children()))


def test_results_are_in_the_order_of_the_tasks():
    found = list(WorkerPool(3).map(double, range(50)))
    assert found == [(number, 2 * number) for number in range(50)]
    assert multiprocessing.active_children() == []


def test_an_error_is_raised_as_it_was_and_ends_the_processes():
    with pytest.raises(ValueError, match="number 0") as error:
        list(WorkerPool(2).map(fail, range(9)))
    assert "in fail" in error.value.__notes__[0]
    assert multiprocessing.active_children() == []


def test_an_error_that_cannot_be_sent_is_described():
    with pytest.raises(RuntimeError, match="no pickle of this"):
        list(WorkerPool(2).map(fail_oddly, range(9)))


def test_a_map_that_is_left_early_ends_the_processes():
    results = WorkerPool(2).map(double, range(1000))
    assert next(results) == (0, 0)
    results.close()
    assert multiprocessing.active_children() == []


def end_late(marker):
    if marker:
        time.sleep(3)
        Path(marker).touch()
    return marker


def test_a_map_that_is_left_early_waits_for_no_task(tmp_path):
    markers = [str(tmp_path / name) for name in "abc"]
    results = WorkerPool(2).map(end_late, ["", *markers])
    assert next(results) == ("", "")
    results.close()
    assert multiprocessing.active_children() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_process_that_is_killed_while_it_sends_is_not_waited_for():
    code = "from tests.unit.engine import test_workers as t; t.killed_while_it_sends()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "A worker process was killed, most likely because memory ran out.",
        "0",
    ]


def few_files_are_allowed(number):
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))
    try:
        list(WorkerPool(4).map(double, range(9)))
    except WparchiveError as error:
        print(error.message)
    print(len(multiprocessing.active_children()))


@pytest.mark.parametrize("number", [4, 6, 8, 9, 10, 11, 12])
def test_processes_that_cannot_be_started_end_the_others(number):
    pytest.importorskip("resource")
    code = (
        "from tests.unit.engine import test_workers as t;"
        f" t.few_files_are_allowed({number} + len(t.os.listdir('/dev/fd')) - 1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )  # fmt: skip
    *words, left = done.stdout.splitlines()
    assert left == "0"
    assert done.returncode == 0, done.stderr
    assert words == ["The system does not allow 4 worker processes: Too many open files."]


@pytest.mark.parametrize("after", range(4))
def test_threads_that_cannot_be_started_end_the_processes(monkeypatch, after):
    started = []
    start = threading.Thread.start

    def refuse(self):
        if len(started) >= after:
            raise RuntimeError("can't start new thread")
        started.append(self)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(WparchiveError, match="does not allow 3 worker processes: can't start"):
        list(WorkerPool(3).map(double, range(9)))
    assert multiprocessing.active_children() == []


def pid(_number):
    time.sleep(0.05)
    return os.getpid()


@pytest.mark.parametrize("jobs", [50, 10**30])
def test_there_are_no_more_processes_than_tasks(jobs):
    started = []
    method = multiprocessing.Process.start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            multiprocessing.Process, "start", lambda self: (started.append(self), method(self))
        )
        found = [number for number, _ in WorkerPool(jobs).map(pid, iter(range(3)))]
    assert found == [0, 1, 2]
    assert len(started) == 3


def test_no_task_needs_no_process():
    assert list(WorkerPool(2).map(double, [])) == []


@pytest.mark.parametrize("moment", ["join", "send_bytes"])
def test_a_signal_while_processes_end_leaves_none(monkeypatch, moment):
    owner, name = {"join": (Process, "join"), "send_bytes": (Connection, "send_bytes")}[moment]
    really_do, done = getattr(owner, name), []

    def interrupted(self, *more):
        if more != (b"",) and moment == "send_bytes":
            return really_do(self, *more)
        done.append(self)
        if len(done) == 1:
            raise KeyboardInterrupt
        return really_do(self, *more)

    monkeypatch.setattr(owner, name, interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(WorkerPool(2).map(double, range(9)))
    assert multiprocessing.active_children() == []


def test_processes_that_a_signal_has_left_are_ended(monkeypatch):
    monkeypatch.setattr(workers, "_PATIENCE", 0.1)
    results = WorkerPool(2).map(double, range(99))
    next(results)
    workers.end_all()
    assert multiprocessing.active_children() == []
    with pytest.raises(WparchiveError):
        list(results)


def wait_to_be_orphaned():
    results = WorkerPool(2).map(double, range(9))
    next(results)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_processes_whose_parent_is_killed_end_without_a_word():
    code = "from tests.unit.engine import test_workers as t; t.wait_to_be_orphaned()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
