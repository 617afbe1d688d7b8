"""Locks of directories that have several names."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from wparchive.errors import OutputError
from wparchive.storage.directory_lock import DirectoryLock
from wparchive.storage.locks import BusyError
from wparchive.storage.work_folders import WorkFolder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no locks of directories")


def test_a_directory_is_locked_once(tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(tmp_path)
    lock = DirectoryLock(tmp_path)
    with pytest.raises(BusyError):
        DirectoryLock(tmp_path / "other")
    lock.release()
    lock.release()
    DirectoryLock(tmp_path / "other").release()


def test_what_is_missing_or_no_directory_is_not_locked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("file", "none"):
        DirectoryLock(tmp_path / name)
        DirectoryLock(tmp_path / name)


def test_a_run_waits_for_no_other_name_of_its_target(tmp_path: Path) -> None:
    """A mount has another name, so that another work folder is used."""
    target = tmp_path / "out"
    target.mkdir()
    lock = DirectoryLock(target)
    with pytest.raises(OutputError, match="by another name"):
        WorkFolder(target)
    assert list(tmp_path.rglob("*")) == [target]
    lock.release()
    with WorkFolder(target), pytest.raises(BusyError):
        DirectoryLock(target)
    DirectoryLock(target).release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no copies of processes")
def test_a_copy_of_a_killed_process_keeps_no_lock(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path\n"
        "from wparchive.storage.directory_lock import DirectoryLock\n"
        "lock = DirectoryLock(Path(sys.argv[1]))\n"
        "if os.fork() == 0:\n"
        "    time.sleep(20)\n"
        "    os._exit(0)\n"
        "print('locked', flush=True)\n"
        "os._exit(1)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"locked\n"
        run.wait()
        time.sleep(0.2)
        DirectoryLock(tmp_path).release()
        os.killpg(run.pid, 9)
