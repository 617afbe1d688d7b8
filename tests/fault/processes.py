"""Run the program as a process: of another user, on disks of its own, ended at chosen moments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534
ROOT = Path(__file__).resolve().parents[2]


def wparchive(*arguments, **more):
    """Run the program to its end."""
    command = [sys.executable, "-m", "wparchive", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def ended(folder, number, sign, *arguments, **more):
    """Run the program until its change `number` of what is below a folder (see `moments`)."""
    command = [sys.executable, "-m", "tests.fault.moments", folder, number, int(sign), *arguments]
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        **more,
    )


def as_ordinary_user(*arguments):
    """Run the program as a user whom permissions stop, which they do not stop root."""
    prefix = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("permissions do not stop root, and there is no setpriv to be another user")
        prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    tried = subprocess.run([*prefix, sys.executable, "-c", ""], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("an ordinary user cannot run this Python")
    command = [*prefix, sys.executable, "-m", "wparchive", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


@contextmanager
def mounted(folder, *arguments):
    """Mount something on a folder, such as ``-t tmpfs -o size=1m tmpfs``."""
    if not folder.is_file():
        folder.mkdir(parents=True, exist_ok=True)
    if not shutil.which("mount"):
        pytest.skip("there is no mount")
    command = ["mount", *map(str, arguments), str(folder)]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"mounting is not allowed here: {tried.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def tree(root):
    """The bytes of all files below a folder, hidden ones too, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def names(folder):
    """The names in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())
