"""Compare what Spark has written with `wparchive.records`, and kill processes of a job."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet

import wparchive
from wparchive.writers.tables.schema import ERRORS, TABLES

NAMES = [*TABLES, ERRORS.name]


def written(frames, folder):
    """The rows of all tables after Spark has written them as Parquet, with their number."""
    found = Counter()
    for name in NAMES:
        frames[name].write.parquet(str(folder / name))
        for row in pyarrow.parquet.read_table(folder / name).to_pylist():
            found[(name, repr({k: plain(v) for k, v in row.items()}))] += 1
    return found


def local(paths):
    """The same rows, from this process."""
    found = Counter()
    for path in paths:
        for record in wparchive.records(path, str(path)):
            values = {"input": record.input, **record.values}
            found[(record.table, repr({k: plain(v) for k, v in values.items()}))] += 1
    return found


def plain(value):
    return value.isoformat()[:19] if hasattr(value, "isoformat") else value


class Killer(threading.Thread):
    """Kills one process of the job, once it has worked for some time.

    Args:
        word: A word of its command line.
        seconds: The processor time after which it is killed, so that it is in the middle of a task.
    """

    def __init__(self, word, seconds):
        super().__init__(daemon=True)
        self._word, self._seconds = word.encode(), seconds
        self._over = threading.Event()
        self.killed = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self.join()

    def run(self):
        before = self._working()
        while not self._over.is_set():
            for pid, seconds in self._working().items():
                if seconds - before.get(pid, 0) > self._seconds:
                    os.kill(pid, signal.SIGKILL)
                    self.killed = pid
                    return
            time.sleep(0.02)

    def _working(self):
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self._word in (folder / "cmdline").read_bytes() and is_ours(folder):
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                    found[int(folder.name)] = (int(fields[11]) + int(fields[12])) / 100
            except (OSError, ValueError):
                continue
        return found


def is_ours(folder):
    """Whether a process descends from this one."""
    while folder.name not in {"0", "1"}:
        if int(folder.name) == os.getpid():
            return True
        parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        folder = folder.parent / parent
    return False
