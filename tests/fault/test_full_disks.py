"""Full disks and limits on open files: the right place is named, and nothing half done is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile

import pytest

from tests.fault.processes import mounted, names, wparchive
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.storage.locks import Claim

FULL = "No space left on device."


def blog(number, posts=2, words=20):
    items = (item(n, content="word " * words) for n in range(1, posts + 1))
    return export(*items).replace("blog.example", f"b{number:02}.example")


@pytest.fixture
def pile(tmp_path):
    """Blogs of which the first is the largest."""
    folder = tmp_path / "pile"
    folder.mkdir()
    for number in range(12):
        path = folder / f"{number}.xml"
        path.write_text(blog(number, 60 if number == 0 else 2, 400 if number == 0 else 20))
    return folder


def small(size, **more):
    options = ",".join([f"size={size}", *(f"{name}={value}" for name, value in more.items())])
    return ("-t", "tmpfs", "-o", options, "tmpfs")


def rows(out):
    return [json.loads(line) for line in (out / "sites.jsonl").read_bytes().splitlines()]


def test_many_blogs_on_a_full_disk_are_resumed_when_there_is_room(tmp_path, pile):
    with mounted(tmp_path / "disk", *small("180k")) as disk:
        command = ["convert", pile, "--by-site", disk / "out", "--to", "markdown", "--jobs", "1"]
        result = wparchive(*command)
        assert result.returncode == 5, result.stderr
        assert f"The disk is full: the output directory {disk / 'out/b00.example'}" in result.stderr
        assert "Traceback" not in result.stderr
        assert [name for name in names(disk / "out") if name.startswith(".")] == []
        done = {row["site"] for row in rows(disk / "out") if row["status"] == "done"}
        assert done
        for site in done:
            assert verify(disk / "out" / site).findings == []
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        result = wparchive(*command, "--json")
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout)["resumed"] == len(done)
        assert {row["status"] for row in rows(disk / "out")} == {"done"}
        assert len(rows(disk / "out")) == 12


def test_a_table_of_results_that_has_no_room_is_named(tmp_path, pile):
    with mounted(tmp_path / "disk", *small("4k")) as disk:
        result = wparchive("convert", pile, "--by-site", disk / "out", "--jobs", "1", "-q")
        assert result.returncode == 5
        place = disk / "out/sites.jsonl"
        words = f"The disk is full: the table of results {place} cannot be written: {FULL}"
        assert words in result.stderr
        assert f"Free some room on the disk of {disk / 'out'}" in result.stderr
        assert names(disk / "out") == ["sites.jsonl"]
        assert {row["status"] for row in rows(disk / "out")} == {"failed"}


def test_a_disk_without_room_for_the_parts_of_a_container_costs_no_grouping(tmp_path):
    (tmp_path / "pile").mkdir()
    with zipfile.ZipFile(tmp_path / "pile/all.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(2):
            file.writestr(f"{number}.xml", blog(number, words=4000))
    with mounted(tmp_path / "disk", *small("16k")) as disk:
        result = wparchive("convert", tmp_path / "pile", "--by-site", disk / "out")
        assert result.returncode == 5
        work = disk / "out/.wparchive-by-site"
        assert f"The disk is full: the work folder {work} cannot be written: {FULL}" in (
            result.stderr
        )
        assert names(disk) == []


def test_a_full_disk_of_temporary_files_stops_the_examination_of_a_pile(tmp_path):
    (tmp_path / "pile").mkdir()
    with zipfile.ZipFile(tmp_path / "pile/all.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(2):
            file.writestr(f"{number}.xml", blog(number, words=4000))
    with mounted(tmp_path / "small", *small("16k")) as disk:
        out = tmp_path / "out"
        command = ("convert", tmp_path / "pile", "--by-site", out)
        result = wparchive(*command, env={**os.environ, "TMPDIR": str(disk)})
        assert result.returncode == 5
        assert f"The disk is full: temporary files in {disk} cannot be written" in result.stderr
        assert names(disk) == []
    assert not out.exists()


@pytest.mark.parametrize("size", ["4k", "32k", "100k"])
def test_a_full_disk_of_the_bag_is_named_and_not_the_output(tmp_path, size):
    source = tmp_path / "export.xml"
    source.write_text(blog(0, 20, 300))
    with mounted(tmp_path / "disk", *small(size)) as disk:
        bag = disk / "bag"
        result = wparchive("convert", source, "-o", tmp_path / "out", "--bag", bag, "-q")
        assert result.returncode == 5
        assert result.stderr == (
            f"Error: The disk is full: the bag {bag} cannot be written: {FULL}\n"
            f"Free some room on the disk of {disk}, or name another place.\n"
        )
        assert names(disk) == []
    assert verify(tmp_path / "out").findings == []


@pytest.mark.parametrize("what", ["log", "link report"])
def test_a_log_without_any_room_is_no_wrong_usage(tmp_path, what):
    source = tmp_path / "export.xml"
    source.write_text(blog(0))
    with mounted(tmp_path / "disk", *small("4k", nr_inodes=1)) as disk:
        option = f"--{what.replace(' ', '-')}"
        result = wparchive("convert", source, "-o", tmp_path / "out", option, disk / "lines")
        assert result.returncode == 5
        assert f"The disk is full: the {what} {disk / 'lines'} cannot be written" in result.stderr
        assert "Usage" not in result.stderr


def test_a_folder_whose_lock_has_no_room_goes(tmp_path):
    with mounted(tmp_path / "disk", *small("64k", nr_inodes=2)) as disk:
        with pytest.raises(OSError, match="No space left"):
            Claim(disk / "work")
        assert names(disk) == []


def test_posts_that_are_kept_to_save_time_give_way_to_what_must_be_written(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(blog(0, 60, 400))
    with mounted(tmp_path / "small", *small("80k")) as disk:
        environment = {**os.environ, "TMPDIR": str(disk)}
        command = ("convert", source, "-o", tmp_path / "out", "--to", "wxr", "--jobs", "1")
        result = wparchive(*command, env=environment)
        assert result.returncode == 0, result.stderr
    convert(source, tmp_path / "wanted", to=["wxr"])
    [made] = (tmp_path / "out").rglob("*.xml")
    [wanted] = (tmp_path / "wanted").rglob("*.xml")
    assert made.read_bytes() == wanted.read_bytes()


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("limit", [5, 6, 7, 8, 12, 16, 20, 32])
@pytest.mark.parametrize("option", ["-o", "--by-site"])
def test_too_few_open_files_are_named_and_nothing_is_left(tmp_path, pile, option, limit, jobs):
    (tmp_path / "tmp").mkdir()
    source = pile / "1.xml" if option == "-o" else pile
    command = [sys.executable, "-m", "wparchive", "convert", source, option, tmp_path / "out"]
    shell = f'ulimit -n {limit} && exec "$@"'
    result = subprocess.run(
        ["sh", "-c", shell, "sh", *map(str, command), "--jobs", jobs, "-q", "--to", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    )
    assert names(tmp_path / "tmp") == []
    assert [name for name in names(tmp_path) if name.startswith(".")] == []
    if result.returncode:
        assert result.returncode == 1
        assert "Too many open files." in result.stderr
        assert "Traceback" not in result.stderr
        assert "cannot be" not in result.stderr
        if option == "-o":
            assert "Allow more open files (ulimit -n)" in result.stderr
            assert names(tmp_path) == ["pile", "tmp"]
    if (tmp_path / "out").exists() and option == "--by-site":
        assert "sites.jsonl" in names(tmp_path / "out")
        assert [name for name in names(tmp_path / "out") if name.startswith(".")] == []
    else:
        assert bool(result.returncode) is not (tmp_path / "out").exists()
