"""The examples of the manual for Dask, Ray and Python's own processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import wparchive
from tests import ROOT

MANUAL = (ROOT / "docs/how-to/scale-out.md").read_text("utf-8")


def example(word):
    [found] = [
        block for block in re.findall(r"```python\n(.*?)```", MANUAL, re.DOTALL) if word in block
    ]
    return found


def run(program, folder, pile):
    (folder / "example.py").write_text(program)
    (folder / "pile").symlink_to(pile)
    environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=folder, env=environment, timeout=240, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [int(word) for word in re.findall(r"^\d+$", done.stdout, re.MULTILINE)]


@pytest.mark.parametrize("module", ["dask.distributed", "ray"])
def test_the_example_counts_as_one_process_does(module, tmp_path, pile):
    if find_spec(module.partition(".")[0]) is None:
        pytest.skip(f"{module} is not installed: run `make scale`")
    program = example(f"import {module}") if module == "ray" else example(f"from {module}")
    found = (wparchive.records(path, str(path)) for path in pile.iterdir())
    number = sum(record.table == "posts" for records in found for record in records)
    assert run(program, tmp_path, pile) == [number]


def test_pythons_own_processes(tmp_path, pile):
    counts = run(example("ProcessPoolExecutor"), tmp_path, pile)
    paths = sorted(Path(pile).glob("*.xml"))
    expected = [
        sum(record.table == "comments" for record in wparchive.records(path, str(path)))
        for path in paths
    ]
    assert counts == expected
