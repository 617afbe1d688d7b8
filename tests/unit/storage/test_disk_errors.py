"""Errors of the disk and of the system: who is to blame, and who is not."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from wparchive.api import convert, open_source
from wparchive.errors import OutputError, SystemRefusalError
from wparchive.storage import assets, disk_errors, fixity, scratch, walking
from wparchive.storage.reading import reading

LACKS = [errno.EMFILE, errno.ENFILE, errno.ENOMEM]


def raising(number, name=None):
    return OSError(number, os.strerror(number), name)


def refused(*_, **__):
    raise raising(errno.EMFILE, "x")


@pytest.mark.parametrize("number", LACKS)
@pytest.mark.parametrize(
    "context",
    [
        lambda: disk_errors.writing(Path("out")),
        scratch.writing,
        scratch.blamed,
        lambda: reading(Path("x"), "x"),
    ],
)
def test_a_lack_of_the_system_is_no_fault_of_a_file(context, number):
    with pytest.raises(SystemRefusalError, match="The system") as caught, context():
        raise raising(number, "x")
    assert caught.value.exit_code == 1
    assert "--jobs 1" in caught.value.hint


@pytest.mark.parametrize(
    "read",
    [
        lambda path: list(assets.read_file(path / "export.xml")),
        fixity.read_manifest,
        lambda path: convert(path / "export.xml", path.parent / "out"),
        lambda path: open_source(path).__enter__(),
    ],
)
def test_too_few_open_files_are_no_damage_of_what_is_read(tmp_path, monkeypatch, read):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "export.xml").write_text("x")
    opened = Path.open

    def refuse(path, *arguments, **more):
        return refused() if folder in path.parents else opened(path, *arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises(SystemRefusalError, match="Too many open files"):
            read(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_folder_that_cannot_be_listed_for_lack_of_open_files_is_not_left_out(
    tmp_path, monkeypatch
):
    (tmp_path / "in").mkdir()
    listed = os.scandir

    def scandir(path):
        return refused() if Path(path).name == "in" else listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(SystemRefusalError):
        walking.walk(tmp_path)


def test_what_is_read_is_not_to_blame_for_a_full_disk():
    with (
        pytest.raises(OutputError, match="disk is full: temporary files"),
        scratch.blamed(),
        reading(Path("x"), "x"),
    ):
        raise raising(errno.ENOSPC)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EIO, errno.EACCES])
def test_temporary_files_that_are_refused_are_named(number):
    place = Path(tempfile.gettempdir(), "wparchive-scratch-1", "notices.jsonl")
    words = rf"Temporary files in .* cannot be written: {os.strerror(number)}"
    with pytest.raises(OutputError, match=words) as caught, scratch.blamed():
        raise raising(number, str(place))
    assert caught.value.hint.lower().endswith(
        "name another directory in the environment variable tmpdir."
    )


def test_other_files_are_not_taken_for_temporary_ones():
    with pytest.raises(OSError, match="Read-only") as caught, scratch.blamed():
        raise raising(errno.EROFS, "/elsewhere/file")
    assert not isinstance(caught.value, OutputError)
