import shutil
import subprocess

import pytest

from wparchive.errors import OutputError, OutputExistsError
from wparchive.storage.fixity import MANIFEST, read_manifest
from wparchive.storage.outputs import StagedOutput


def publish(target, files, **options):
    with StagedOutput(target, **options) as stage:
        for path, data in files.items():
            stage.write(path, data)
        stage.publish()


def tree(root):
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}


def test_an_output_appears_whole_with_its_manifest(tmp_path):
    target = tmp_path / "out"
    with StagedOutput(target) as stage:
        stage.write("a/b.txt", b"one")
        stage.append("log.txt", b"x")
        stage.append("log.txt", b"y")
        assert not target.exists()
        stage.publish()
    assert (target / "log.txt").read_bytes() == b"xy"
    assert tree(target) == {"a/b.txt", "log.txt", MANIFEST}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    check = subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=target, check=False)
    assert check.returncode == 0


@pytest.mark.parametrize("lost", ["work folder", "moved parent", "file", "end of a file"])
def test_half_an_output_is_not_published_when_another_program_removes_the_rest(tmp_path, lost):
    parent = tmp_path / "place"
    with StagedOutput(parent / "out") as stage:
        stage.write("a.txt", b"one")
        if lost == "work folder":
            shutil.rmtree(stage.path.parent)
        elif lost == "moved parent":
            parent.rename(tmp_path / "elsewhere")
        elif lost == "file":
            (stage.path / "a.txt").unlink()
        else:
            (stage.path / "a.txt").write_bytes(b"on")
        stage.path.mkdir(parents=True, exist_ok=True)
        stage.write("b/c.txt", b"two")
        with pytest.raises(OutputError, match="was removed or changed during the run"):
            stage.publish()
    assert not (parent / "out").exists()


def test_a_file_that_cannot_be_read_again_is_an_error_of_the_output(tmp_path):
    words = "out cannot be written: No such file"
    with pytest.raises(OutputError, match=words), StagedOutput(tmp_path / "out") as stage:
        stage.write("a.txt", b"one")
        shutil.rmtree(stage.path)
        (stage.path / "a.txt").read_bytes()
    assert [*tmp_path.iterdir()] == []


def test_files_elsewhere_are_not_taken_for_files_of_the_output(tmp_path):
    with pytest.raises(FileNotFoundError), StagedOutput(tmp_path / "out"):
        (tmp_path / "a.txt").read_bytes()


def test_nothing_is_left_of_a_failed_run(tmp_path):
    with pytest.raises(RuntimeError), StagedOutput(tmp_path / "out") as stage:
        stage.write("a.txt", b"one")
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_files_of_others_are_refused_and_then_left_alone(tmp_path):
    target = tmp_path / "out"
    publish(target, {"old.txt": b"1", "sub/kept.txt": b"1"})
    (target / "sub/mine.txt").write_bytes(b"mine")
    with pytest.raises(OutputExistsError):
        publish(target, {})
    publish(target, {"sub/kept.txt": b"2"}, overwrite=True)
    assert tree(target) == {"sub/kept.txt", "sub/mine.txt", MANIFEST}
    assert (target / "sub/kept.txt").read_bytes() == b"2"
    assert set(read_manifest(target)) == {"sub/kept.txt"}


def test_an_empty_directory_is_taken_and_a_file_is_not(tmp_path):
    (tmp_path / "empty").mkdir()
    publish(tmp_path / "empty", {"a": b""})
    assert tree(tmp_path / "empty") == {"a", MANIFEST}
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputExistsError):
        StagedOutput(tmp_path / "file", overwrite=True)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ""])
def test_no_path_leaves_the_output(tmp_path, path):
    with StagedOutput(tmp_path / "out") as stage, pytest.raises(OutputError):
        stage.write(path, b"")
    assert not list(tmp_path.iterdir())


def test_a_hostile_manifest_removes_nothing_outside(tmp_path):
    target = tmp_path / "out"
    publish(target, {"a": b"1"})
    (tmp_path / "precious").write_bytes(b"1")
    digest = "0" * 64
    (target / MANIFEST).write_text(f"{digest}  ../precious\n{digest}  {tmp_path}/precious\n")
    publish(target, {"b": b"1"}, overwrite=True)
    assert (tmp_path / "precious").exists()
