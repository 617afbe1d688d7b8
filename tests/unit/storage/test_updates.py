"""Outputs that are brought up to date: what does not change is not touched."""

from __future__ import annotations

import pytest

from wparchive.errors import OutputError, OutputExistsError
from wparchive.storage.fixity import MANIFEST
from wparchive.storage.outputs import StagedOutput
from wparchive.verification import verify

OLD = {"a/same": b"same", "a/changed": b"old", "b/gone": b"gone", "b/same": b"too", "c/x/gone": b""}
NEW = {"a/same": b"same", "a/changed": b"new", "b/same": b"too", "d/new": b"new"}


def write(target, files, **more):
    with StagedOutput(target, **more) as stage:
        for path, data in files.items():
            stage.write(path, data)
        stage.publish()


def contents(target):
    return {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def inodes(target):
    return {p.relative_to(target).as_posix(): (p.stat().st_ino, p.stat().st_mtime_ns)
            for p in target.rglob("*") if p.is_file()}  # fmt: skip


@pytest.fixture
def target(tmp_path):
    write(tmp_path / "out", OLD)
    return tmp_path / "out"


def alone(target):
    """Check that nothing is left beside the target."""
    return [path.name for path in target.parent.iterdir()] == ["out"]


def test_only_files_that_change_are_replaced(target):
    before = inodes(target)
    write(target, NEW, update=True)
    after = inodes(target)
    assert contents(target) == NEW
    assert {path for path in before if after.get(path) == before[path]} == {"a/same", "b/same"}
    assert not (target / "c").exists()
    assert not [f for f in verify([target]).findings if f.rule != "manifest"]
    assert alone(target)


def test_an_output_without_changes_is_not_touched_at_all(target):
    before = inodes(target)
    write(target, OLD, update=True)
    assert inodes(target) == before


def test_files_that_somebody_edited_or_removed_are_restored(target):
    (target / "a/same").write_bytes(b"edited")
    (target / "b/same").write_bytes(b"two")  # as long as before
    (target / "b/gone").unlink()
    write(target, OLD, update=True)
    assert contents(target) == OLD


def test_a_link_in_place_of_a_file_is_replaced(target, tmp_path):
    (target / "a/same").rename(tmp_path / "elsewhere")
    (target / "a/same").symlink_to(tmp_path / "elsewhere")
    write(target, NEW, update=True)
    assert not (target / "a/same").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == b"same"


def test_files_of_others_stay_also_those_with_the_right_content(target):
    (target / "a/mine").write_bytes(b"mine")
    (target / "d").mkdir()
    (target / "d/new").write_bytes(b"new")
    with pytest.raises(OutputExistsError, match="d/new in out is in the way"):
        write(target, NEW, update=True)
    (target / "d/new").unlink()
    write(target, NEW, update=True)
    assert contents(target) == {**NEW, "a/mine": b"mine"}


def test_a_folder_that_is_no_output_is_refused_unless_it_may_be_overwritten(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    (target / "mine").write_bytes(b"mine")
    with pytest.raises(OutputExistsError, match="not an output that --update could update"):
        write(target, NEW, update=True)
    write(target, NEW, update=True, overwrite=True)
    assert contents(target) == {**NEW, "mine": b"mine"}


def test_an_update_needs_no_earlier_output(tmp_path):
    write(tmp_path / "out", NEW, update=True)
    assert contents(tmp_path / "out") == NEW
    assert alone(tmp_path / "out")


def interrupt(target, error):
    with StagedOutput(target, update=True) as stage:
        stage.write("part", b"part")
        stage.checkpoints.save("a-1", b"saved")
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_checkpoints_stay_until_a_run_publishes(target, error):
    with pytest.raises(error):
        interrupt(target, error)
    assert contents(target) == OLD
    [folder] = [path for path in target.parent.iterdir() if path != target]
    assert not list(folder.rglob("part"))
    assert not [f for f in verify([target]).findings if f.rule != "manifest"]
    with StagedOutput(target, update=True) as stage:
        assert stage.checkpoints.load("a-1") == b"saved"
        stage.publish()
    assert alone(target)


def test_a_run_that_updates_nothing_removes_checkpoints(target):
    with pytest.raises(KeyboardInterrupt):
        interrupt(target, KeyboardInterrupt)
    write(target, NEW, overwrite=True)
    assert alone(target)


def test_a_disk_that_refuses_keeps_no_checkpoints(target):
    for error in (OutputError("The disk is full."), OSError(28, "No space left on device")):
        with pytest.raises(type(error)):
            interrupt(target, error)
        assert alone(target)


def test_without_update_there_are_no_checkpoints(tmp_path):
    with StagedOutput(tmp_path / "out") as stage:
        assert stage.checkpoints is None
