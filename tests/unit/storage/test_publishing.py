"""Switches from an old output to a new one, cut short and undone."""

import json
import shutil

import pytest

from tests.nested import nested
from wparchive.errors import OutputExistsError, VerificationError
from wparchive.storage import publishing
from wparchive.storage.fixity import MANIFEST, read_manifest
from wparchive.storage.work_folders import is_cut_short, places, recover
from wparchive.verification import verify

OLD = ["a/1", "a/2", "b/c/1", "report", MANIFEST]
NEW = ["a/2", "a/3", "b/c/1", "d", MANIFEST]


def fill(folder, paths, text):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def tree(root):
    return {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file()}


@pytest.fixture
def scene(tmp_path):
    target = tmp_path / "out"
    fill(target, OLD, "old")
    work = places(target)[0]
    fill(work / "new", NEW, "new")
    return target, work


def plan(target, work):
    return publishing.plan(target, work / "new", OLD)


def test_folders_move_as_a_whole_and_the_manifest_goes_last_and_comes_first(scene):
    moves = plan(*scene)
    assert moves.retire == ["a", "b", "report", MANIFEST]
    assert moves.install == [MANIFEST, "a", "b", "d"]


def test_folders_with_files_of_others_stay(scene):
    target, work = scene
    fill(target, ["a/mine"], "mine")
    (target / "b/empty").mkdir()
    moves = plan(*scene)
    assert moves.retire == ["a/1", "a/2", "b/c", "report", MANIFEST]
    publishing.switch(target, work, moves)
    assert tree(target) == {**dict.fromkeys(NEW, "new"), "a/mine": "mine"}
    assert (target / "b/empty").is_dir()


@pytest.mark.parametrize(("name", "depth"), [("e", 1500), ("e" * 100, 60)])
def test_folders_of_others_are_not_opened(scene, name, depth):
    target, work = scene
    with nested(target, name, depth):
        moves = plan(target, work)
    assert moves.retire == ["a", "b", "report", MANIFEST]


def test_where_folders_cannot_move_their_files_do_and_empty_ones_go(scene):
    target, work = scene
    fill(target, ["e/f/g"], "old")
    moves = publishing.plan(target, work / "new", [*OLD, "e/f/g"], folders=False)
    assert moves.retire == ["a/1", "a/2", "b/c/1", "e/f/g", "report", MANIFEST]
    publishing.switch(target, work, moves)
    assert tree(target) == dict.fromkeys(NEW, "new")
    assert not (target / "e").exists()


@pytest.mark.parametrize("gone", [["a/1", "a/2"], ["b/c/1"], ["a/1", "b/c/1"]])
def test_folders_go_whose_last_file_somebody_has_removed(scene, gone):
    target, work = scene
    for path in gone:
        (target / path).unlink()
    shutil.rmtree(work / "new/a")
    shutil.rmtree(work / "new/b")
    publishing.switch(target, work, plan(*scene))
    assert tree(target) == dict.fromkeys(["d", MANIFEST], "new")
    assert not [path for path in target.rglob("*") if path.is_dir()]


def test_an_empty_folder_comes_back_with_all_others(scene):
    target, work = scene
    (target / "b/c/1").unlink()
    moves = plan(*scene)
    assert "b" in moves.retire
    with pytest.raises(FileNotFoundError):
        publishing.switch(target, work, moves._replace(install=[*moves.install, "none"]))
    assert (target / "b/c").is_dir()
    assert tree(target) == dict.fromkeys([path for path in OLD if path != "b/c/1"], "old")


@pytest.mark.parametrize("path", ["a/3", "d", "d/e"])
def test_a_file_of_others_in_the_way_is_named_before_anything_moves(scene, path):
    fill(scene[0], [path], "mine")
    with pytest.raises(OutputExistsError, match="in the way"):
        plan(*scene)


def test_a_file_in_place_of_a_folder_is_in_the_way(scene):
    target, work = scene
    fill(work / "new", ["e/f"], "new")
    fill(target, ["e"], "mine")
    with pytest.raises(OutputExistsError, match="e in out is in the way"):
        plan(target, work)


def cut(target, work, moves, number):
    """Carry out a number of moves, as a run that is killed then."""
    for path in moves.retire:
        (work / "old" / path).parent.mkdir(parents=True, exist_ok=True)
    (work / publishing.JOURNAL).write_text(json.dumps(moves))
    pairs = [(target / path, work / "old" / path) for path in moves.retire]
    pairs += [(work / "new" / path, target / path) for path in moves.install]
    for source, place in pairs[:number]:
        source.rename(place)
        files = set(tree(target)) - {"a/mine"}
        assert MANIFEST in files or not files, "files without their manifest"
    return len(pairs)


def test_each_unfinished_switch_is_undone(tmp_path):
    for number in range(11):
        target = tmp_path / str(number) / "out"
        fill(target, [*OLD, "a/mine"], "old")
        work = places(target)[0]
        fill(work / "new", NEW, "new")
        moves = plan(target, work)
        cut(target, work, moves, number)
        assert is_cut_short(target)
        recover(target)
        assert tree(target) == dict.fromkeys([*OLD, "a/mine"], "old")
        assert not is_cut_short(target)
        assert not work.exists()


def test_what_somebody_put_in_the_way_since_is_not_overwritten(scene):
    target, work = scene
    cut(target, work, plan(target, work), 3)
    fill(target, ["a/2"], "mine")
    with pytest.raises(VerificationError, match="A run is replacing the files"):
        verify([target])
    assert tree(target)["a/2"] == "mine"
    assert is_cut_short(target)
    (target / "a/2").unlink()
    (target / "a").rmdir()
    recover(target)
    assert tree(target) == dict.fromkeys(OLD, "old")


def test_a_removed_target_gets_its_files_back(scene):
    target, work = scene
    cut(target, work, plan(target, work), 4)
    target.rmdir()
    recover(target)
    assert tree(target) == dict.fromkeys(OLD, "old")


@pytest.mark.parametrize(
    "journal", ["{", "[]", "[1, 2]", '[["../x"], []]', '[["/etc/x"], []]', '[[""], []]']
)
def test_a_journal_that_makes_no_sense_moves_nothing(scene, journal):
    target, work = scene
    (work / publishing.JOURNAL).write_text(journal)
    fill(work.parent, ["x"], "precious")
    with pytest.raises(OSError, match="journal"):
        publishing.undo(target, work)
    assert tree(target) == dict.fromkeys(OLD, "old")


@pytest.mark.parametrize(
    ("link", "journal"),
    [
        ("out/x", '[[], ["x/key"]]'),
        ("out/x", '[["x/key"], []]'),
        ("work/old", '[["a/1"], []]'),
        ("work/new", '[[], ["key"]]'),
    ],
)
def test_a_journal_that_leads_through_a_link_moves_nothing(scene, link, journal):
    """Somebody else may have made an output, with a journal that moves files outside of it."""
    target, work = scene
    fill(work.parent, ["victim/key"], "precious")
    place, _, name = link.partition("/")
    path = (target if place == "out" else work) / name
    if path.is_dir():
        shutil.rmtree(path)
    path.symlink_to(work.parent / "victim", target_is_directory=True)
    (work / publishing.JOURNAL).write_text(journal)
    with pytest.raises(OSError, match="leads through a symbolic link"):
        publishing.undo(target, work)
    assert (work.parent / "victim/key").read_text() == "precious"


@pytest.mark.parametrize("damage", ["folder", "bytes"])
def test_a_manifest_that_cannot_be_read_is_damaged(tmp_path, damage):
    if damage == "folder":
        (tmp_path / MANIFEST).mkdir()
    else:
        (tmp_path / MANIFEST).write_bytes(b"\xff\xfe")
    with pytest.raises(VerificationError, match=MANIFEST):
        read_manifest(tmp_path)
