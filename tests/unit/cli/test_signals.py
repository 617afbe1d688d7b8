"""Signals that come when Python drops exceptions, or before and after what cleans up."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from wparchive.cli import signals
from wparchive.cli.main import run
from wparchive.storage.locks import Claim

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


class Struck:
    """What gets a signal when Python removes it."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)


def wait(seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_a_signal_that_python_drops_comes_again(capfd):
    cleaned = []
    hook = sys.unraisablehook
    with pytest.raises(signals.Stopped) as caught, signals.raised(lambda: cleaned.append("up")):
        struck = Struck()
        del struck
        wait()
    assert caught.value.exit_code == 143
    assert cleaned == ["up"]
    assert sys.unraisablehook is hook
    assert capfd.readouterr().err == ""


def test_a_signal_that_python_drops_at_the_end_ends_the_run(monkeypatch):
    monkeypatch.setattr(signals, "_send", lambda _number: None)  # too late
    with pytest.raises(signals.Stopped), signals.raised(lambda: None):
        struck = Struck()
        del struck


def test_signals_that_come_together_give_no_traceback(capfd):
    numbers = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    with pytest.raises(signals.Stopped), signals.raised(lambda: None):
        signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
        try:
            for number in numbers:
                os.kill(os.getpid(), number)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)
        wait()
    assert capfd.readouterr().err == ""


def test_without_a_signal_nothing_is_cleaned_up():
    cleaned = []
    with pytest.raises(ValueError, match="x"), signals.raised(lambda: cleaned.append("up")):
        raise ValueError("x")
    with signals.raised(lambda: cleaned.append("up")):
        pass
    assert cleaned == []


def test_a_signal_right_after_a_claim_leaves_nothing(tmp_path, monkeypatch, capsys):
    really_claim = Claim.__init__

    def claim_and_stop(claim, folder):
        really_claim(claim, folder)
        if folder.name == ".out.wparchive-work":
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Claim, "__init__", claim_and_stop)
    (tmp_path / "export.xml").touch()
    arguments = ["convert", str(tmp_path / "export.xml"), "-o", str(tmp_path / "a/out")]
    assert run([*arguments, "--log", str(tmp_path / "log")]) == 143
    assert "no unfinished output is left" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name != "a"] == ["export.xml"]
