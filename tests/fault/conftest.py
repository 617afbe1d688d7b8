"""Signals as a terminal sets them, for tests that send signals."""

from __future__ import annotations

import signal

import pytest


@pytest.fixture(autouse=True, scope="package")
def _signals_of_a_terminal():
    """Undo what a shell's background and nohup ignore, which child processes inherit."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {sign: signal.signal(sign, handler) for sign, handler in usual.items()}
    yield
    for sign, handler in before.items():
        signal.signal(sign, handler)
