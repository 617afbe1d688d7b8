"""The line on a terminal that shows progress."""

import io
import os
import pty
import subprocess
import sys

import pytest

from tests.wxr import export, item
from wparchive.cli.progress import ProgressLine


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def line_at(width, *, share=0.25, seconds=10):
    clock = Clock()
    line = ProgressLine(None, lambda: width, clock)
    line.phase("Reading")
    clock.now += seconds
    line.progress(int(400e6 * share), int(400e6))
    return line.line()


def test_a_wide_line_has_phase_bar_share_rate_and_time_left():
    # A quarter of 400 MB in 10 s is 10 MB/s; the other three quarters take 30 s.
    assert line_at(80) == ("Reading  [########----------------------]   25%  10.0 MB/s  0:30 left")


@pytest.mark.parametrize("width", [1, 5, 12, 20, 40, 60, 79, 80, 81, 140])
def test_the_line_fits_any_width(width):
    assert len(line_at(width)) < max(width, 2)
    assert line_at(width).startswith("Reading"[: max(width - 1, 1)])


def test_long_times_have_hours():
    assert line_at(100, share=0.01, seconds=100).endswith("2:45:00 left")


def test_a_young_phase_promises_nothing():
    assert "left" not in line_at(80, seconds=1)
    assert "MB/s" not in line_at(80, seconds=1)


def test_a_phase_without_a_measure_is_only_named():
    line = ProgressLine(None, lambda: 80)
    line.phase("Opening")
    assert line.line() == "Opening"


def test_a_shorter_line_leaves_no_rest_of_a_longer_one():
    stream = io.StringIO()
    line = ProgressLine(stream, lambda: 80, Clock())
    line.phase("Collecting media")
    line.phase("Writing")
    line.clear()
    *_, last, blank, end = stream.getvalue().split("\r")
    assert last == "Writing" + " " * 9
    assert (blank.strip(), end) == ("", "")


def test_a_terminal_that_is_gone_does_not_end_the_work():
    class Gone(io.StringIO):
        def write(self, text):
            raise OSError

    line = ProgressLine(Gone(), lambda: 80)
    line.phase("Reading")
    line.progress(1, 2)
    line.clear()


def converted(stderr, place, *more):
    (place / "export.xml").write_text(export(*(item(n) for n in range(1, 30))))
    command = [sys.executable, "-m", "wparchive", "convert", "export.xml", "-o", "out", *more]
    return subprocess.run(command, cwd=place, stdout=subprocess.PIPE, stderr=stderr, check=True)


def test_nothing_is_drawn_where_there_is_no_terminal(tmp_path):
    assert b"\r" not in converted(subprocess.PIPE, tmp_path).stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize("more", [(), ("-q",)])
def test_the_line_is_drawn_on_a_terminal_and_removed(tmp_path, more):
    parent, child = pty.openpty()
    done = converted(child, tmp_path, *more)
    os.close(child)
    shown = os.read(parent, 1 << 16).decode() if not more else ""
    os.close(parent)
    assert done.stdout == b""
    assert ("Writing" in shown) is not more or not shown
    if not more:
        before, _, summary = shown.rpartition("\r" + " ")
        assert "Reading" in before
        assert "Reading" not in summary
