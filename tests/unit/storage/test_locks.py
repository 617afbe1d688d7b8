"""Work folders: taken over when their owner is gone, and never while it is there."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import OutputError
from wparchive.storage import locks, scratch
from wparchive.storage.locks import BusyError, Claim

OTHER = """
import sys
from pathlib import Path
from wparchive.storage.locks import Claim
claim = Claim(Path(sys.argv[1]))
(claim.folder / "half").write_text("half")
print("claimed", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that has claimed a folder."""
    command = [sys.executable, "-c", OTHER, str(tmp_path / "work")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"claimed\n"
        yield process
        process.kill()


def test_a_folder_is_taken_over_when_its_owner_is_gone(tmp_path, other):
    with pytest.raises(BusyError):
        Claim(tmp_path / "work")
    other.kill()
    other.wait()
    claim = Claim(tmp_path / "work")
    assert (claim.folder / "half").exists()
    claim.release()
    claim.release()
    assert list(tmp_path.iterdir()) == []


def test_a_forked_process_neither_keeps_nor_ends_a_claim(tmp_path):
    claim = Claim(tmp_path / "work")
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    os.close(reader)
    claim.release(keep=True)
    Claim(tmp_path / "work").release()
    os.close(writer)
    os.waitpid(child, 0)


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_is_no_folder_is_left_alone(tmp_path, kind):
    (tmp_path / "elsewhere").mkdir()
    place = tmp_path / "work"
    place.symlink_to(tmp_path / "elsewhere") if kind == "link" else place.write_text("x")
    with pytest.raises(OSError, match="in the way"):
        Claim(place)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert os.path.lexists(place)


def test_temporary_folders_of_killed_processes_go_and_others_stay(tmp_path, monkeypatch, other):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    # A run may be killed before it writes the lock, and after it has removed the lock.
    for name in ("wparchive-scratch-mine", "wparchive-scratch-left", "wparchive-scratch-empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "wparchive-scratch-mine" / "notes").touch()
    (tmp_path / "wparchive-scratch-left" / locks.LOCK).touch()
    held = scratch.make()
    second = scratch.make()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"work", "wparchive-scratch-mine", held.folder.name, second.folder.name}
    held.release()
    second.release()


def test_a_folder_that_another_run_claims_before_its_lock_is_set_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    really_lock, others = locks._lock, []

    def lock_too_late(descriptor):
        if not others:
            [folder] = tmp_path.glob("wparchive-scratch-*")
            command = [sys.executable, "-c", OTHER, str(folder)]
            others.append(subprocess.Popen(command, stdin=-1, stdout=-1))
            assert others[0].stdout.readline() == b"claimed\n"
        really_lock(descriptor)

    monkeypatch.setattr(locks, "_lock", lock_too_late)
    claim = scratch.make()
    claim.release()
    [swept] = tmp_path.iterdir()
    assert swept != claim.folder
    with others[0] as other:
        other.kill()


def test_threads_leave_folders_alone_that_are_being_made(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    really_take, swept = locks._take, []

    def take_and_sweep(folder):
        descriptor = really_take(folder)
        if not swept:
            swept.append(folder)
            scratch._sweep(tmp_path)
        return descriptor

    monkeypatch.setattr(locks, "_take", take_and_sweep)
    claim = scratch.make()
    assert [*tmp_path.iterdir()] == [claim.folder]
    claim.release()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_cleared_keeps_its_lock(tmp_path, monkeypatch):
    claim = Claim(tmp_path / "work")
    (claim.folder / "half").mkdir()

    def refuse(path):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rmdir", refuse)
        claim.release()
    assert {p.name for p in claim.folder.iterdir()} == {"half", locks.LOCK}
    Claim(tmp_path / "work").release()
    assert list(tmp_path.iterdir()) == []


def test_without_locks_outputs_are_written_and_leftovers_are_left(tmp_path, monkeypatch):
    def unsupported(_descriptor):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(locks, "_lock", unsupported)
    # Other programs would remove what is not locked.
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path / "tmp"))
    source = tmp_path / "export.xml"
    source.write_text(export(item(1)))
    convert(source, tmp_path / "out")
    left = tmp_path / ".out.wparchive-work"
    left.mkdir()
    with pytest.raises(OutputError, match="remove that directory"):
        convert(source, tmp_path / "out", overwrite=True)
    left_lock = left / locks.LOCK
    left_lock.unlink()
    left.rmdir()
    convert(source, tmp_path / "out", overwrite=True)
