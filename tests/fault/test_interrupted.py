"""What is left when a run is killed, interrupted, or finds the disk full: nothing, or all of it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.cli.main import run
from wparchive.engine.workers import WorkerPool
from wparchive.errors import OutputError, WparchiveError
from wparchive.storage import outputs, publishing


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(export(*(item(n, content="word " * 400) for n in range(1, 1500))))
    return path


def start(source, target, *more, group=False):
    return subprocess.Popen(
        [sys.executable, "-m", "wparchive", "convert", str(source), "-o", str(target), "--jobs", "2", *more],
        stderr=subprocess.PIPE, text=True, start_new_session=group,
    )  # fmt: skip


def wait_for_stage(folder, process):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        stages = list(folder.glob(".out.wparchive-*"))
        if stages and any(stages[0].rglob("*.md")):
            return
        time.sleep(0.01)
    pytest.fail("the run ended before anything was staged")


@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="what began in a shell's background hears no Ctrl-C, nor does what it begins",
)
def test_ctrl_c_ends_with_130_and_leaves_nothing(source, tmp_path):
    process = start(source, tmp_path / "out")
    wait_for_stage(tmp_path, process)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in words
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.xml"]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_for_all_processes_is_not_taken_for_a_killed_worker(source, tmp_path, sign):
    process = start(source, tmp_path / "out", group=True)
    wait_for_stage(tmp_path, process)
    os.killpg(process.pid, sign)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 128 + sign
    assert words.strip() == f"Ended by {sign.name}; no unfinished output is left."
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.xml"]


def kill_the_others(done):
    time.sleep(0.5)  # they wait for work, and have the lock of the queue
    parent = os.getppid()
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if int(child) != os.getpid():
            os.kill(int(child), signal.SIGKILL)
    time.sleep(20)
    done.touch()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc names the workers")
def test_a_killed_worker_ends_the_others(tmp_path, capfd):
    with pytest.raises(WparchiveError, match="A worker process was killed"):
        list(WorkerPool(2).map(kill_the_others, [tmp_path / "done"] * 2))
    assert not (tmp_path / "done").exists(), "it waited for a worker at work"
    assert multiprocessing.active_children() == []
    assert "Traceback" not in capfd.readouterr().err


def test_a_kill_leaves_an_earlier_output_as_it_was(source, tmp_path):
    target = tmp_path / "out"
    small = tmp_path / "small.xml"
    small.write_text(export(item(1)))
    convert(small, target)
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file()}
    process = start(source, target, "--overwrite")
    wait_for_stage(tmp_path, process)
    process.kill()
    process.communicate(timeout=30)
    assert {p: p.read_bytes() for p in target.rglob("*") if p.is_file()} == before
    assert verify(target).findings == []


@pytest.mark.parametrize("after", [0, 3, 40])
def test_a_full_disk_is_named_and_nothing_is_published(source, tmp_path, monkeypatch, after):
    calls = 0
    real = outputs.StagedOutput._place

    def full(self, path):
        nonlocal calls
        calls += 1
        if calls > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, path)

    monkeypatch.setattr(outputs.StagedOutput, "_place", full)
    with pytest.raises(OutputError, match="No space left"):
        convert(source, tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.xml"]


def test_an_interrupted_replacement_leaves_the_earlier_output(source, tmp_path, monkeypatch):
    target = tmp_path / "out"
    convert(source, target, to=["json"])
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file()}
    real = Path.rename

    def rename(self, place):
        if self.match("new/markdown"):
            raise KeyboardInterrupt
        return real(self, place)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        convert(source, target, to=["markdown"], overwrite=True)
    assert {p: p.read_bytes() for p in target.rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.xml", "out"]


def test_an_interrupted_replacement_that_cannot_be_undone_is_named(
    source, tmp_path, monkeypatch, capsys
):
    target = tmp_path / "out"
    arguments = ["convert", str(source), "-o", str(target), "--to", "json", "--jobs", "1"]
    assert run(arguments) == 0

    def interrupted(_target, work, _moves):
        (work / "journal.json").write_text("[[], []]")
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "switch", interrupted)
    capsys.readouterr()
    assert run([*arguments, "--overwrite"]) == 130
    words = capsys.readouterr().err
    assert "out is only partly replaced" in words
    assert "no unfinished output" not in words
    assert verify(target).findings == []


@pytest.mark.parametrize("damage", ["change", "remove", "add"])
def test_verify_finds_damage(source, tmp_path, damage):
    target = tmp_path / "out"
    convert(source, target)
    victim = sorted((target / "markdown").rglob("*.md"))[3]
    if damage == "change":
        victim.write_bytes(victim.read_bytes().replace(b"word", b"ward", 1))
    elif damage == "remove":
        victim.unlink()
    else:
        (target / "markdown/more.md").write_text("x")
    findings = verify(target).findings
    assert findings
    assert any(f.file.endswith((victim.name, "more.md")) for f in findings)


@pytest.mark.parametrize("ignored", [False, True])
def test_a_signal_while_the_program_is_loaded_gives_no_traceback(tmp_path, ignored):
    # A module that takes its time, in place of the one that the program loads first.
    (tmp_path / "click.py").write_text("import time\nprint('loading', flush=True)\ntime.sleep(3)\n")
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if ignored else None
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "wparchive", "schema"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
    finally:
        if ignored:
            signal.signal(signal.SIGINT, before)
    assert process.stdout.readline() == "loading\n"
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    if ignored:  # as under nohup; the false module then fails
        assert process.returncode == 1
    else:
        assert (process.returncode, words) == (-signal.SIGINT, "")
