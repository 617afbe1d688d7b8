"""Worker processes of many blogs: a signal in their first moment ends them without a word."""

from __future__ import annotations

import os
import signal
from multiprocessing.util import register_after_fork

import pytest

from wparchive.engine.by_site.processes import run_each


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
