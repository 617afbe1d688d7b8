"""Outputs on mount points, full disks, in folders without permission, and beside other runs."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.fault.processes import NOBODY, as_ordinary_user, mounted, names, tree, wparchive
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.cli.summary import summarize
from wparchive.errors import InputError, OutputError, OutputExistsError
from wparchive.storage import locks, opening
from wparchive.storage.work_folders import WorkFolder


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(export(*(item(n, content="word " * 40) for n in range(1, 9))))
    return path


@pytest.fixture
def commons():
    """A folder of an ordinary user, with an export."""
    folder = Path(tempfile.mkdtemp(prefix="commons-"))
    folder.chmod(0o755)
    (folder / "export.xml").write_text(export(item(1), item(2)))
    yield folder
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


def give(folder):
    """Give a folder and all below to the ordinary user."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def mounts(tmp_path):
    (tmp_path / "volume").mkdir()
    return {
        "another disk": ("-t", "tmpfs", "-o", "size=8m", "tmpfs"),
        "the same disk": ("--bind", tmp_path / "volume"),
    }


@pytest.mark.parametrize("kind", ["another disk", "the same disk"])
def test_a_mount_point_is_taken_and_taken_again(source, tmp_path, kind):
    with mounted(tmp_path / "out", *mounts(tmp_path)[kind]) as target:
        (target / "lost+found").mkdir()
        convert(source, target, to=["json"])
        assert verify(target).findings == []
        convert(source, target, to=["markdown"], overwrite=True)
        assert verify(target).findings == []
        assert names(target) == [
            "lost+found",
            "manifest-sha256.txt",
            "markdown",
            "notices.jsonl",
            "report.html",
            "report.json",
        ]
        assert "out" in names(tmp_path)
        assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("taken", "given", "target"),
    [
        ("archive", "archive", "alias"),
        ("archive", "alias", "archive"),
        ("archive", "archive/private/json/posts.jsonl", "alias"),
        ("archive/private/json", "alias", "archive"),
        ("archive/private/json", "archive/private/json", "alias"),
        (".", "archive", "alias/archive"),
        ("archive/private/json/posts.jsonl", "alias", "archive"),
    ],
)
@pytest.mark.parametrize("option", ["overwrite", "update"])
def test_an_input_in_the_output_under_another_name_stays(
    source, tmp_path, taken, given, target, option
):
    place = tmp_path / "place"
    convert(source, place / "archive", to=["json"])
    shutil.copy(place / "archive/manifest-sha256.txt", place / "archive/private/json")
    before = tree(place)
    alias = tmp_path / "alias"
    alias.touch() if taken.endswith("jsonl") else alias.mkdir()
    at = {name: tmp_path / name if name.startswith("alias") else place / name
          for name in (given, target)}  # fmt: skip
    with (
        mounted(alias, "--bind", place / taken),
        pytest.raises(OutputError, match="is in the output directory"),
    ):
        convert(at[given], at[target], to=["markdown"], **{option: True})
    assert tree(place) == before


def test_a_hard_link_of_an_input_may_be_replaced(source, tmp_path):
    convert(source, tmp_path / "archive", to=["json"])
    shutil.copytree(tmp_path / "archive", tmp_path / "copy", copy_function=os.link)
    before = tree(tmp_path / "archive")
    convert(tmp_path / "archive", tmp_path / "copy", to=["markdown"], overwrite=True)
    assert tree(tmp_path / "archive") == before


def test_a_log_or_a_bag_in_an_input_or_output_under_another_name_is_refused(source, tmp_path):
    (tmp_path / "place").mkdir()
    shutil.move(source, tmp_path / "place/export.xml")
    with mounted(tmp_path / "alias", "--bind", tmp_path / "place") as alias:
        result = wparchive("convert", tmp_path / "place", "-o", tmp_path / "out", "--log",
                           alias / "export.xml")  # fmt: skip
        assert result.returncode == 2
        result = wparchive("convert", tmp_path / "place", "--by-site", alias)
        assert result.returncode == 5
        with pytest.raises(OutputError, match="may not contain each other"):
            convert(alias / "export.xml", tmp_path / "place/out", bag=alias / "out/bag")
    assert names(tmp_path / "place") == ["export.xml"]


@pytest.mark.unverified
def test_a_mount_of_the_same_disk_in_the_old_output_is_named(source, tmp_path):
    target = tmp_path / "out"
    convert(source, target, to=["markdown"])
    (target / "markdown/post").rename(target / "markdown/po st")
    manifest = target / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace("/post/", "/po st/"))
    before = tree(target)
    shutil.copytree(target / "markdown/po st", tmp_path / "copy")
    with mounted(target / "markdown/po st", "--bind", tmp_path / "copy"):
        with pytest.raises(OutputError, match=r"out/markdown/po st.*it is a mount point"):
            convert(source, target, to=["json"], overwrite=True)
        assert tree(target) == before


def test_old_files_that_cannot_be_removed_are_named(source, tmp_path, monkeypatch):
    convert(source, tmp_path / "out", to=["markdown"])
    remove = locks._remove_all

    def failing(path):
        if path.name == "old":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        remove(path)

    with monkeypatch.context() as patched:
        patched.setattr(locks, "_remove_all", failing)
        report = convert(source, tmp_path / "out", to=["markdown"], overwrite=True)
    assert report.exit_code == 0
    assert any(
        f"{tmp_path}/.out.wparchive-work could not be removed" in line
        for line in summarize(report, tmp_path / "out")
    )
    report = convert(source, tmp_path / "out", to=["markdown"], overwrite=True)
    assert report.left is None
    assert names(tmp_path) == ["export.xml", "out"]


def test_an_unreadable_folder_of_an_earlier_run_is_named(commons):
    work = commons / ".out.wparchive-work"
    work.mkdir()
    give(commons)
    work.chmod(0)
    result = as_ordinary_user("convert", commons / "export.xml", "-o", commons / "out")
    assert result.returncode == 5
    assert f"{work}, which an earlier run has left, cannot be used" in result.stderr
    assert f"Remove {work}" in result.stderr


def test_a_journal_without_end_is_damaged(source, tmp_path):
    work = tmp_path / ".out.wparchive-work"
    work.mkdir()
    (work / "journal.json").write_text("[" * 200_000)
    with pytest.raises(OutputError, match=r"journal\.json, the list of replaced files, is damaged"):
        convert(source, tmp_path / "out")


def test_a_named_pipe_that_no_program_writes_to_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no program writes to this named pipe") as caught:
        convert(tmp_path / "pipe", tmp_path / "out")
    assert "Start that program" in caught.value.hint


def test_an_output_in_the_layer_below_is_replaced(source, tmp_path):
    convert(source, tmp_path / "disk/lower/out", to=["json", "markdown"])
    with mounted(tmp_path / "upper", "-t", "tmpfs", "tmpfs") as upper:
        for name in ("files", "work"):
            (upper / name).mkdir()
        layers = f"lowerdir={tmp_path}/disk/lower,upperdir={upper}/files,workdir={upper}/work"
        options = ("-t", "overlay", "-o", f"{layers},redirect_dir=off", "overlay")
        with mounted(tmp_path / "both", *options) as both:
            convert(source, both / "out", to=["markdown", "wxr"], overwrite=True)
            assert verify(both / "out").findings == []
            assert not (both / "out/private/json").exists()
            assert names(both) == ["out"]


def test_a_mount_point_can_hold_a_bag(source, tmp_path):
    with mounted(tmp_path / "bag", "-t", "tmpfs", "tmpfs") as bag:
        convert(source, tmp_path / "out", to=["json"], bag=bag)
        assert {"bagit.txt", "data", "metadata"} <= set(names(bag))
        assert not list(bag.glob(".*"))


def test_a_folder_of_the_old_output_on_another_disk_is_found_first(source, tmp_path):
    target = tmp_path / "out"
    convert(source, target, to=["markdown"])
    shutil.copytree(target / "markdown", tmp_path / "copy")
    with mounted(target / "markdown", "-t", "tmpfs", "tmpfs"):
        shutil.copytree(tmp_path / "copy", target / "markdown", dirs_exist_ok=True)
        with pytest.raises(OutputError, match=r"out/markdown cannot be replaced.*file system"):
            WorkFolder(target, overwrite=True)


@pytest.mark.parametrize("formats", ["markdown", "json,warc,wacz"])
def test_a_full_disk_is_named_and_left_as_it_was(source, tmp_path, formats):
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=32k", "tmpfs") as disk:
        result = wparchive("convert", source, "-o", disk / "out", "--to", formats)
        assert result.returncode == 5
        assert f"The disk is full: the output directory {disk / 'out'}" in result.stderr
        assert f"Free some room on the disk of {disk}" in result.stderr
        assert "Traceback" not in result.stderr
        assert names(disk) == []


def test_a_full_disk_leaves_the_old_output(source, tmp_path):
    small = tmp_path / "small.xml"
    small.write_text(export(item(1)))
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=80k", "tmpfs") as disk:
        convert(small, disk / "out", to=["json"])
        before = tree(disk)
        with pytest.raises(OutputError, match="disk is full"):
            convert(source, disk / "out", to=["markdown", "warc"], overwrite=True)
        assert tree(disk) == before


def test_a_full_disk_of_temporary_files_is_told_from_the_output(tmp_path):
    text = export(*(item(n, content="word " * 4000) for n in range(1, 9)))
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=32k", "tmpfs") as small:
        command = [sys.executable, "-m", "wparchive", "convert", "-", "-o", tmp_path / "out"]
        result = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "TMPDIR": str(small)},
        )
        assert result.returncode == 5
        assert f"The disk is full: temporary files in {small} cannot" in result.stderr
        assert "TMPDIR" in result.stderr
        assert names(small) == []
    assert names(tmp_path) == ["small"]


@pytest.mark.parametrize("option", ["--log", "--link-report"])
def test_a_log_on_a_full_disk_is_named_and_not_left(tmp_path, option):
    text = "<iframe src='/x'></iframe><a href='/nowhere/'>x</a> " * 40
    source = tmp_path / "export.xml"
    source.write_text(export(*(item(n, content=text) for n in range(1, 99))))
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=4k", "tmpfs") as small:
        log = small / "lines.jsonl"
        result = wparchive("convert", source, "-o", tmp_path / "out", option, log)
        assert result.returncode == 5
        name = option[2:].replace("-", " ")
        assert f"The disk is full: the {name} {log}" in result.stderr
        assert names(small) == []


def test_a_place_for_temporary_files_that_is_missing_is_named(source, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(OutputError, match=r"Temporary files cannot be written: No such file"):
        convert(source, tmp_path / "out")


def test_a_log_of_a_failed_run_leaves_the_earlier_one(source, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text("earlier\n")
    broken = tmp_path / "broken.xml"
    broken.write_text("nothing")
    assert wparchive("convert", broken, "-o", tmp_path / "out", "--log", log).returncode == 4
    assert log.read_text() == "earlier\n"
    assert wparchive("convert", source, "-o", tmp_path / "out", "--log", log).returncode == 0
    assert "earlier" not in log.read_text()
    assert not list(tmp_path.glob("*part"))


def test_a_log_may_be_a_device(source, tmp_path):
    result = wparchive(
        "convert", source, "-o", tmp_path / "out", "--link-report", "/dev/stdout", "-q"
    )
    assert result.returncode == 0
    assert Path("/dev/stdout").exists()
    assert not Path("/dev/stdout.part").exists()


@pytest.mark.parametrize("below", ["markdown/post/2024", "markdown", ""])
def test_a_read_only_folder_of_the_old_output_is_found_first(commons, below):
    target = commons / "out"
    convert(commons / "export.xml", target)
    before = tree(target)
    give(commons)
    (target / below).chmod(0o555)
    result = as_ordinary_user("convert", commons / "export.xml", "-o", target, "--overwrite")
    assert result.returncode == 5
    assert "cannot be replaced: it is not writable" in result.stderr
    assert f"out/{below}".rstrip("/") in result.stderr
    assert tree(target) == before
    assert names(commons) == ["export.xml", "out"]


def test_a_read_only_parent_is_no_hindrance_if_the_folder_is_there(commons):
    target = commons / "out"
    target.mkdir()
    give(target)
    for more in ((), ("--overwrite",)):
        result = as_ordinary_user("convert", commons / "export.xml", "-o", target, *more)
        assert result.returncode == 0, result.stderr
        assert verify(target).findings == []
        assert not list(target.glob(".*"))


def test_a_read_only_parent_without_the_folder_is_found_first(commons):
    give(commons)
    commons.chmod(0o555)
    missing = commons / "no-such-export.xml"
    result = as_ordinary_user("convert", missing, "-o", commons / "deep/out")
    assert result.returncode == 5  # before the input is looked at
    assert "Permission denied" in result.stderr
    assert names(commons) == ["export.xml"]


def test_folders_made_for_a_failed_run_go(tmp_path):
    assert wparchive("convert", "missing.xml", "-o", tmp_path / "a/b/out").returncode == 4
    assert names(tmp_path) == []


def test_a_second_run_onto_one_output_is_refused(source, tmp_path):
    with WorkFolder(tmp_path / "out"):
        for target in (tmp_path / "out", tmp_path / "sub/../out"):
            (tmp_path / "sub").mkdir(exist_ok=True)
            result = wparchive("convert", source, "-o", target)
            assert result.returncode == 5
            assert "Another run is writing to out" in result.stderr
        with pytest.raises(OutputError, match="Another run"):
            WorkFolder(tmp_path / "out")
    convert(source, tmp_path / "out")


def test_an_output_can_be_verified_while_another_run_prepares_the_next_one(source, tmp_path):
    convert(source, tmp_path / "out")
    with WorkFolder(tmp_path / "out", overwrite=True):
        result = wparchive("verify", tmp_path / "out")
        assert (result.returncode, "no errors found" in result.stderr) == (0, True)


def test_workers_do_not_hold_the_place_of_a_killed_run(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(*(item(n, content="word " * 400) for n in range(1, 1500))))
    command = [sys.executable, "-m", "wparchive", "convert", source, "-o", tmp_path / "out"]
    process = subprocess.Popen([*command, "--jobs", "2"], stderr=subprocess.DEVNULL)
    while process.poll() is None and not list(tmp_path.glob(".out*/new/markdown")):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    WorkFolder(tmp_path / "out").close()
    assert names(tmp_path) == ["export.xml"]


def test_a_file_of_somebody_else_is_never_replaced(source, tmp_path):
    target = tmp_path / "out"
    convert(source, target, to=["json"])
    mine = target / "markdown/post/2024/2024-04-30-post-3.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    before = tree(target)
    with pytest.raises(OutputExistsError, match=r"post-3\.md in out is in the way"):
        convert(source, target, to=["markdown"], overwrite=True)
    assert tree(target) == before


@pytest.mark.unverified  # files of the user's are among them
def test_without_a_manifest_files_of_the_same_paths_are_replaced(source, tmp_path):
    target = tmp_path / "out"
    convert(source, target, to=["markdown"])
    (target / "manifest-sha256.txt").unlink()
    (target / "markdown/post/2024/2024-04-30-post-3.md").write_text("changed")
    (target / "markdown/mine.md").write_text("mine")
    convert(source, target, to=["markdown"], overwrite=True)
    assert [finding.file for finding in verify(target).findings if finding.rule != "counts"] == [
        "markdown/mine.md"
    ]


def test_a_link_in_place_of_a_folder_is_found_first(source, tmp_path):
    target = tmp_path / "out"
    convert(source, target, to=["markdown"])
    (target / "markdown").rename(tmp_path / "elsewhere")
    (target / "markdown").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path)
    with pytest.raises(
        OutputError, match=r"out/markdown cannot be replaced.*a link, or not a directory"
    ):
        convert(tmp_path / "no-such-export.xml", target, overwrite=True)
    assert tree(tmp_path) == before


def test_another_user_can_verify_beside_a_killed_run(commons):
    convert(commons / "export.xml", commons / "out")
    with WorkFolder(commons / "out", overwrite=True):
        result = as_ordinary_user("verify", commons / "out")
    assert result.returncode == 0, result.stderr


def test_another_users_folder_in_a_place_for_all_is_no_trap(source, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to another user")
    tmp_path.chmod(0o1777)
    trap = tmp_path / ".out.wparchive-work"
    trap.mkdir()
    (trap / "precious").write_text("x")
    os.chown(trap, NOBODY, NOBODY)
    with pytest.raises(OutputError, match="belongs to another user"):
        convert(source, tmp_path / "out")
    assert names(trap) == ["precious"]


@pytest.mark.parametrize("damage", ["folder", "line", "bytes"])
def test_an_output_with_a_damaged_manifest_is_not_replaced(source, tmp_path, damage):
    target = tmp_path / "out"
    convert(source, target, to=["json"])
    manifest = target / "manifest-sha256.txt"
    if damage == "folder":
        manifest.unlink()
        manifest.mkdir()
    else:
        manifest.write_bytes(b"no digest\n" if damage == "line" else b"\xff\n")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="cannot be replaced: manifest"):
        convert(source, target, to=["markdown"], overwrite=True)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["archive", ""])
def test_an_output_that_is_half_replaced_is_an_unreadable_input(source, tmp_path, place):
    archive = tmp_path / "inputs/archive"
    convert(source, archive, to=["json"])
    work = tmp_path / "inputs/.archive.wparchive-work"
    work.mkdir()
    (work / "journal.json").write_text("[[], []]")
    report = convert(tmp_path / "inputs" / place, tmp_path / "out", to=["json"])
    assert report.exit_code == 3
    [notice] = [n for n in report.notices if n.code == "input-unreadable"]
    assert notice.message.startswith(("archive cannot", ".archive.wparchive-work cannot"))
    assert "wparchive verify OUT restores it" in notice.message
    assert verify(archive).findings == []
    assert not work.exists()


@pytest.mark.parametrize("command", ["inspect", "links"])
def test_a_full_disk_of_temporary_files_is_named_by_other_commands(tmp_path, command):
    text = export(*(item(n, content="word " * 4000) for n in range(1, 9)))
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=32k", "tmpfs") as small:
        environment = {**os.environ, "TMPDIR": str(small)}
        result = wparchive(command, "-", input=text, env=environment)
        assert result.returncode == 5
        assert f"The disk is full: temporary files in {small} cannot" in result.stderr


def test_half_an_output_is_not_read_as_an_input(source, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    source.rename(folder / "export.xml")
    half = folder / ".archive.wparchive-work/new/private/json"
    half.mkdir(parents=True)
    (half / "posts.jsonl").write_text("{")
    report = convert(folder, folder / "out", to=["json"])
    assert report.notice_counts == {}


LINES = "<a href='/nowhere/'>x</a> " * 40


def _stopped_run(place):
    """A run that has begun to write its link report, and waits."""
    posts = (item(n, content=LINES) for n in range(1, 400))
    (place / "first.xml").write_text(export(*posts))
    command = [sys.executable, "-m", "wparchive", "convert", "first.xml", "-o", "first",
               "--to", "json", "--jobs", "1", "--link-report", "report", "-q"]  # fmt: skip
    process = subprocess.Popen(command, cwd=place, stderr=subprocess.PIPE)
    part = place / ".report.wparchive-work" / "part"
    while not (part.exists() and part.stat().st_size):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)
    return process


def test_two_runs_never_write_one_log(tmp_path):
    with _stopped_run(tmp_path) as first:
        (tmp_path / "second.xml").write_text(export(item(1, content=LINES)))
        second = wparchive("convert", "second.xml", "-o", "second", "--link-report", "report",
                           cwd=tmp_path)  # fmt: skip
        first.send_signal(signal.SIGCONT)
    assert (first.returncode, second.returncode) == (0, 5)
    assert "Another run is writing the link report report" in second.stderr
    rows = [json.loads(line) for line in (tmp_path / "report").read_bytes().splitlines()]
    assert {row["source"] for row in rows} == {"first.xml"}
    assert not list(tmp_path.glob(".*"))


def test_the_log_of_a_killed_run_is_taken_over(tmp_path):
    with _stopped_run(tmp_path) as first:
        first.kill()
    (tmp_path / "second.xml").write_text(export(item(1)))
    second = wparchive("convert", "second.xml", "-o", "second", "--link-report", "report",
                       cwd=tmp_path)  # fmt: skip
    assert second.returncode == 0
    assert (tmp_path / "report").read_bytes() == b""
    assert names(tmp_path) == [".first.wparchive-work", "first.xml", "report", "second",
                               "second.xml"]  # fmt: skip


@pytest.mark.parametrize(("command", "code"), [("convert", 5), ("verify", 6), ("serve", 4)])
def test_a_folder_that_cannot_be_listed_is_no_wrong_usage(commons, command, code):
    target = commons / "out"
    target.mkdir()
    give(commons)
    target.chmod(0o300)
    more = [commons / "export.xml", "-o"] if command == "convert" else []
    result = as_ordinary_user(command, *more, target)
    assert result.returncode == code, result.stderr
    assert "Usage:" not in result.stderr
    assert "Traceback" not in result.stderr
