"""Runs that signals end at counted moments: the output is the old one or the new one, whole.

``WPARCHIVE_KILLS=200 pytest -s tests/fault/test_killed.py`` tries and shows more moments.
"""

from __future__ import annotations

import os
import signal
import tempfile

import pytest

from tests.fault.processes import ended, names, tree
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.storage import work_folders

# A file of the user's is among the output's, which verify rightly names.
pytestmark = pytest.mark.unverified

ALL = "markdown,json,warc,wacz,wxr,html,parquet,sqlite"
KILLS = int(os.environ.get("WPARCHIVE_KILLS", "20"))


class Scene:
    """An old output, what a new one shall be, and a place of its own for temporary files."""

    def __init__(self, folder, *more):
        self.place = folder / "place"
        self.target = self.place / "out"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.bag = self.place / "bag"
        sources = [folder / "small.xml", folder / "large.xml"]
        sources[0].write_text(export(item(1, title="Old"), item(2), item(3, type="page")))
        posts = range(1, 9 + KILLS // 2)  # enough changes for that many moments
        sources[1].write_text(export(*(item(n, content="word " * 40) for n in posts)))
        self.old, self.new = [
            self._made(folder / name, source)
            for name, source in zip(["old", "new"], sources, strict=True)
        ]
        self.arguments = [
            "convert",
            sources[1],
            "-o",
            self.target,
            "--to",
            ALL,
            "--jobs",
            "1",
            *more,
        ]
        self._small = sources[0]

    def _made(self, target, source):
        convert(source, target, to=ALL.split(","))
        return tree(target)

    def begin(self):
        """Put the old output there, with a file of somebody else."""
        convert(self._small, self.target, to=ALL.split(","), overwrite=True)
        (self.target / "markdown/mine.txt").write_text("mine")
        self.old["markdown/mine.txt"] = self.new["markdown/mine.txt"] = b"mine"

    def run(self, number=0, sign=signal.SIGKILL, *more):
        """Run until a moment; 0 for a whole run."""
        environment = {**os.environ, "TMPDIR": str(self.temporary), "SOURCE_DATE_EPOCH": "0"}
        arguments = [*self.arguments, "--overwrite", *more]
        return ended(self.place, number, sign, *arguments, env=environment)

    def convert(self):
        """Make the new output in this process, which is quicker."""
        convert(self.arguments[1], self.target, to=ALL.split(","), overwrite=True)

    def changes(self):
        """What a whole run changes."""
        self.begin()
        assert self.run().returncode == 0
        log = self.place.with_name("place.log").read_text().splitlines()
        assert tree(self.target) == self.new
        return log


@pytest.fixture
def scene(tmp_path, monkeypatch):
    scene = Scene(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(scene.temporary))
    return scene


def moments(log, number):
    """Numbers of changes: two thirds spread over a run, the others over its switch."""
    switch = [n for n, change in enumerate(log, start=1) if change.startswith("os.rename")]
    spread = number - number // 3
    near = [switch[n * len(switch) // (number // 3)] for n in range(number // 3)]
    return sorted({*(1 + n * len(log) // spread for n in range(spread)), *near, len(log)})


def test_a_kill_leaves_the_old_output_or_the_new_one(scene):
    log = scene.changes()
    found = []
    for moment in moments(log, KILLS):
        scene.begin()
        assert scene.run(moment).returncode == -signal.SIGKILL
        cut_short = work_folders.is_cut_short(scene.target)
        assert cut_short or tree(scene.target) in (scene.old, scene.new), log[moment - 1]
        only = {"markdown/mine.txt"}
        unlisted = {f.file for f in verify(scene.target).findings}  # it puts files back
        assert unlisted == only, log[moment - 1]
        assert tree(scene.target) in (scene.old, scene.new), log[moment - 1]
        found.append((tree(scene.target) == scene.new, cut_short))
        scene.convert()
        assert tree(scene.target) == scene.new
        assert names(scene.place) == ["out"]
        assert names(scene.temporary) == []
        print(f"{moment}: {log[moment - 1]}: new, cut short: {found[-1]}")
    # The moments were before, in and after the switch.
    assert {(False, False), (False, True), (True, False)} <= set(found)


def test_a_killed_run_is_cleaned_up_by_the_next_run_alone(scene):
    log = scene.changes()
    switch = [
        n for n, change in enumerate(log, start=1) if "rename" in change and "/new/" in change
    ]
    scene.begin()
    scene.run(switch[1])
    assert work_folders.is_cut_short(scene.target)
    assert scene.run().returncode == 0
    assert tree(scene.target) == scene.new
    assert names(scene.place) == ["out"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing_behind(scene, sign):
    log = scene.changes()
    for moment in moments(log, max(6, KILLS // 4)):
        scene.begin()
        result = scene.run(moment, sign)
        assert result.returncode == 128 + sign
        assert "no unfinished output is left" in result.stderr
        is_new = tree(scene.target) == scene.new
        assert (f"{scene.target} is complete" in result.stderr) is is_new, log[moment - 1]
        assert "Traceback" not in result.stderr
        assert tree(scene.target) in (scene.old, scene.new), log[moment - 1]
        assert names(scene.place) == ["out"], log[moment - 1]
        assert names(scene.temporary) == [], log[moment - 1]


def test_a_bag_is_whole_or_absent(tmp_path):
    scene = Scene(tmp_path)
    scene.arguments += ["--bag", scene.bag]
    scene.begin()
    assert scene.run().returncode == 0
    log = scene.place.with_name("place.log").read_text().splitlines()
    whole = set(tree(scene.bag))
    first = next(n for n, change in enumerate(log, start=1) if ".bag." in change and n > 9)
    for moment in (first, (first + len(log)) // 2, len(log) - 3):
        scene.begin()
        for path in sorted(scene.bag.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        assert scene.run(moment).returncode == -signal.SIGKILL
        assert set(tree(scene.bag)) in (set(), whole)
        if not tree(scene.bag):
            assert scene.run().returncode == 0
            assert set(tree(scene.bag)) == whole
        assert set(names(scene.place)) == {"bag", "out"}
