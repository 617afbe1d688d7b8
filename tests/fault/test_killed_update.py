"""Updates that are killed: the next one ends in the bytes of a fresh run.

``WPARCHIVE_KILLS=200 pytest -s tests/fault/test_killed_update.py`` tries more moments.
"""

from __future__ import annotations

import os
import random
import signal

import pytest

from tests.fault.processes import ended, names, tree
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.storage import work_folders

ALL = "markdown,json,warc,wacz,wxr,html"
KILLS = int(os.environ.get("WPARCHIVE_KILLS", "20")) // 2
pytestmark = pytest.mark.unverified


class Scene:
    """An export in two versions, and what a fresh run makes of the second."""

    def __init__(self, folder):
        self.place = folder / "place"
        self.place.mkdir()
        self.target = self.place / "out"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.source = folder / "export.xml"
        self.source.write_text(self._text("Old"))
        convert(self.source, self.target, to=ALL.split(","))
        self.source.write_text(self._text("New"))
        convert(self.source, folder / "fresh", to=ALL.split(","))
        self.fresh = tree(folder / "fresh")

    @staticmethod
    def _text(word):
        """Every third post has changed, and some are there only once."""
        numbers = range(1, 14) if word == "Old" else range(3, 16)
        return export(
            *(
                item(n, content=f"{word if n % 3 == 0 else 'Same'} text.", comments=comment(n))
                for n in numbers
            )
        )

    def update(self, number=0, jobs=1):
        """Update, and kill the run at a moment; 0 for a whole run."""
        more = {"TMPDIR": str(self.temporary), "RANGE": "3000"}
        arguments = ["convert", self.source, "-o", self.target, "--to", ALL, "--update"]
        return ended(
            self.place, number, signal.SIGKILL, *arguments, "--jobs", jobs,
            env={**os.environ, **more},
        )  # fmt: skip

    def saved(self):
        """The number of results that a killed run has left."""
        return len(list(self.place.glob(".*/checkpoints/*")))


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


def test_an_update_that_was_killed_goes_on(scene):
    old = tree(scene.target)
    assert scene.update().returncode == 0
    assert tree(scene.target) == scene.fresh
    log = scene.place.with_name("place.log").read_text().splitlines()
    chance = random.Random(15)
    saved = set()
    saving = [number for number, change in enumerate(log, start=1) if "/checkpoints/" in change]
    moments = {*chance.sample(saving, min(KILLS // 2, len(saving)))}
    moments.update(chance.sample(range(1, len(log) + 1), KILLS - len(moments)))
    for moment in sorted(moments):
        # Back to the old output.
        for path in scene.target.rglob("*"):
            if path.is_file():
                path.unlink()
        for path, data in old.items():
            (scene.target / path).parent.mkdir(parents=True, exist_ok=True)
            (scene.target / path).write_bytes(data)
        assert scene.update(moment).returncode == -signal.SIGKILL, log[moment - 1]
        saved.add(scene.saved())
        if not work_folders.is_cut_short(scene.target):
            assert tree(scene.target) in (old, scene.fresh), log[moment - 1]
        assert scene.update().returncode == 0, log[moment - 1]
        assert tree(scene.target) == scene.fresh, log[moment - 1]
        assert names(scene.place) == ["out"]
        assert names(scene.temporary) == []
    assert len(saved) > 2  # before, in and after the conversion


def test_a_chain_of_killed_updates_ends(scene):
    """Each run goes a little further; the number of workers changes."""
    before = 0
    for run in range(4):
        assert scene.update(30 + 12 * run).returncode == -signal.SIGKILL
        assert scene.saved() >= before
        before = scene.saved()
    assert before > 0
    assert scene.update(jobs=2).returncode == 0
    assert tree(scene.target) == scene.fresh
    assert names(scene.place) == ["out"]
