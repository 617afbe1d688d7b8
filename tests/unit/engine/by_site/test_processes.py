"""Worker processes of many blogs: a signal in their first moment ends them without a word."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from multiprocessing import Process
from multiprocessing.util import register_after_fork

import pytest

from wparchive.engine.by_site.processes import run_each
from wparchive.storage.locks import Claim


class Struck:
    """What gets a signal in each process that is forked, before the process has its handlers."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only forked processes inherit handlers")
def test_a_signal_before_a_process_has_its_handlers_waits_for_them(capfd):
    def of_the_parent(_number, _frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, of_the_parent)
    struck = Struck()
    register_after_fork(struck, lambda _: os.kill(os.getpid(), signal.SIGTERM))
    try:
        assert list(run_each(abs, [-1], 1)) == [(-1, None)]
    finally:
        signal.signal(signal.SIGTERM, before)
    assert capfd.readouterr().err == ""


def stop_twice(place):
    Claim(place / "work")
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)
        (place / "cleaned").touch()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_process_with_two_signals_cleans_up(tmp_path):
    # A service manager sends one to all processes; the parent that hears it sends another.
    assert list(run_each(stop_twice, [tmp_path], 1)) == [(tmp_path, None)]
    assert [path.name for path in tmp_path.iterdir()] == ["cleaned"]


@pytest.mark.parametrize("name", ["join", "terminate"])
def test_a_signal_while_processes_end_leaves_none(monkeypatch, name):
    really_do, done = getattr(Process, name), []

    def interrupted(process):
        done.append(process)
        if len(done) == 1:
            raise KeyboardInterrupt
        return really_do(process)

    monkeypatch.setattr(Process, name, interrupted)
    results = run_each(abs, [-1, -2, -3], 2)
    next(results)
    with pytest.raises(KeyboardInterrupt):
        results.close()
    assert multiprocessing.active_children() == []
