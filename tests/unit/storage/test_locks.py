"""Work folders: taken over when their owner is gone, and never while it is there."""

import errno
import os
import shutil
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.engine.by_site.place import Place
from wparchive.errors import OutputError, OutputExistsError
from wparchive.storage import locks, scratch, work_folders
from wparchive.storage.locks import BusyError, Claim
from wparchive.storage.work_folders import WorkFolder, release_all

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


def test_a_new_folder_that_another_run_removes_is_made_again(tmp_path, monkeypatch):
    really_change, removed = Path.chmod, []

    def change_too_late(path, mode, **given):
        if not removed:
            removed.append(path)
            path.rmdir()
        really_change(path, mode, **given)

    monkeypatch.setattr(Path, "chmod", change_too_late)
    claim = Claim(tmp_path / "work")
    assert removed == [claim.folder]
    assert claim.is_intact()
    claim.release()


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


def test_of_many_threads_one_claims_a_folder(tmp_path):
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for number in range(100):
            claims, together = [], threading.Barrier(4)

            def claim(folder, claims=claims, together=together):
                together.wait()
                with suppress(BusyError):
                    claims.append(Claim(folder))

            threads = [
                threading.Thread(target=claim, args=(tmp_path / str(number),)) for _ in "four"
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(claims) == 1
            claims[0].release()
    finally:
        sys.setswitchinterval(before)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only forked processes inherit claims")
def test_a_forked_process_leaves_the_folder_of_its_parent_when_it_ends(tmp_path):
    claim = Claim(tmp_path / "work")
    (claim.folder / "half").touch()
    if (child := os.fork()) == 0:
        code = 1
        with suppress(BusyError):
            claim.release()
            code = 2
            Claim(tmp_path / "work")
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert (claim.folder / "half").exists()
    claim.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only forked processes inherit claims")
def test_a_forked_process_can_claim_what_its_parent_has_released(tmp_path):
    claim = Claim(tmp_path / "work")
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.read(reader, 1)
        code = 1
        with suppress(BusyError):
            Claim(tmp_path / "work").release()
            code = 0
        os._exit(code)
    claim.release()
    os.write(writer, b"x")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(reader)
    os.close(writer)


def test_the_lock_of_a_thread_outlives_the_release_of_another(tmp_path, monkeypatch):
    first, later = Claim(tmp_path / "work"), []
    really_forget = Claim._forget

    def forget_and_claim(claim):
        really_forget(claim)
        if not later:
            later.append(Claim(tmp_path / "work"))

    monkeypatch.setattr(Claim, "_forget", forget_and_claim)
    first.release(keep=True)
    command = [sys.executable, "-c", OTHER, str(tmp_path / "work")]
    assert b"BusyError" in subprocess.run(command, capture_output=True, check=False).stderr
    later[0].release()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no umask")
@pytest.mark.parametrize("mask", [0o777, 0o477])
def test_no_umask_keeps_the_owner_from_a_folder(tmp_path, mask):
    before = os.umask(mask)
    try:
        claim = Claim(tmp_path / "work")
    finally:
        os.umask(before)
    assert stat.S_IMODE(claim.folder.stat().st_mode) == 0o700
    claim.release()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such permissions")
@pytest.mark.parametrize("mode", [0o000, 0o300, 0o500])
def test_a_folder_without_permissions_is_cleared(tmp_path, monkeypatch, mode):
    claim = Claim(tmp_path / "work")
    closed = claim.folder / "closed"
    closed.mkdir()
    (closed / "file").touch()
    closed.chmod(mode)
    really_list = Path.iterdir

    def list_if_allowed(path):  # permissions do not stop root
        if not path.stat().st_mode & stat.S_IRUSR:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return really_list(path)

    monkeypatch.setattr(Path, "iterdir", list_if_allowed)
    monkeypatch.setattr(locks.os, "access", lambda path, _mode: path.stat().st_mode & stat.S_IWUSR)
    changed = []
    really_change = Path.chmod
    monkeypatch.setattr(Path, "chmod", lambda *args: changed.append(args) or really_change(*args))
    claim.release()
    assert changed == [(closed, 0o700)]
    assert list(tmp_path.iterdir()) == []


def test_parents_that_another_run_removes_are_made_again(tmp_path, monkeypatch):
    really_take, removed = locks._take, []

    def take_without_parent(folder):
        if not removed:
            removed.append(folder.parent)
            folder.parent.rmdir()
        return really_take(folder)

    monkeypatch.setattr(locks, "_take", take_without_parent)
    with WorkFolder(tmp_path / "a/b/out"):
        assert removed == [tmp_path / "a/b"]
    assert list(tmp_path.iterdir()) == []
    removed.clear()
    with Place(tmp_path / "a/b", overwrite=False):
        assert removed == [tmp_path / "a/b"]
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_cannot_be_made_is_an_error(tmp_path, monkeypatch):
    def refuse(_path, *_args, **_more):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))  # as in /proc

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="No such file"):
        WorkFolder(tmp_path / "a/out")


def test_an_output_that_another_run_has_just_published_is_seen(tmp_path, monkeypatch):
    really_claim, published = work_folders._claim, []
    source = tmp_path / "export.xml"
    source.write_text(export(item(1)))

    def claim_after_another_run(folder, *more):
        if not published:
            published.append(folder)
            convert(source, tmp_path / "out", to=["markdown"])
        return really_claim(folder, *more)

    monkeypatch.setattr(work_folders, "_claim", claim_after_another_run)
    with pytest.raises(OutputExistsError, match="out is not empty"):
        WorkFolder(tmp_path / "out")
    published.clear()
    shutil.rmtree(tmp_path / "out")
    convert(source, tmp_path / "out", to=["json"], overwrite=True)
    assert not (tmp_path / "out/markdown").exists()


def test_what_cannot_be_removed_is_named(tmp_path, monkeypatch):
    work = tmp_path / ".out.wparchive-work"
    (work / "old").mkdir(parents=True)
    really_remove = Path.rmdir

    def refuse(path):
        if path.name == "old":
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))
        really_remove(path)

    monkeypatch.setattr(Path, "rmdir", refuse)
    with pytest.raises(OutputError) as caught:
        WorkFolder(tmp_path / "out")
    why = f"{work / 'old'}, which an earlier run has left, cannot be removed: Operation not permitted."
    assert why in caught.value.message
    assert "protected" in caught.value.hint


def test_all_claims_end_with_the_process(tmp_path):
    Claim(tmp_path / "scratch")
    published = Claim(tmp_path / "work")
    (published.folder / "journal.json").touch()
    saved = Claim(tmp_path / "update")
    (saved.folder / "checkpoints").mkdir()
    (saved.folder / "new").mkdir()
    release_all()
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left == {
        "work", "work/journal.json", f"work/{locks.LOCK}",
        "update", "update/checkpoints", f"update/{locks.LOCK}",
    }  # fmt: skip
    assert locks.held() == []
