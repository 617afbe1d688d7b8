"""Errors of the disk and of the system: who is to blame, and who is not."""

from __future__ import annotations

import errno
import gzip
import io
import os
import shutil
import sqlite3
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.pages import page
from tests.warcs import page as captured
from tests.warcs import warcinfo
from tests.wxr import export, item
from wparchive.api import convert, open_source
from wparchive.errors import InputError, OutputError, SystemRefusalError
from wparchive.errors.containment import Attempt
from wparchive.links.store import Store
from wparchive.readers import wxr
from wparchive.storage import assets, disk_errors, fixity, opening, scratch, walking
from wparchive.storage.reading import reading
from wparchive.writers.warc.catalog import Catalog

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

    def refusing(opened):
        def refuse(path, *arguments, **more):
            return refused() if folder in Path(path).parents else opened(path, *arguments, **more)

        return refuse

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refusing(os.open))
        patched.setattr(Path, "open", refusing(Path.open))
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


class _Failing(io.BufferedReader):
    """A file that fails with an error of its drive at some read of the whole test."""

    left = 0
    number = 0

    def read(self, size=-1, /):
        _Failing.left -= 1
        if _Failing.left == 0:
            raise raising(_Failing.number)
        return super().read(size)


@pytest.mark.parametrize(
    ("name", "number"),
    [("a.xml", errno.ESTALE), ("a.xml", errno.EIO), ("b.html", errno.ETIMEDOUT),
     ("c.warc", errno.ESTALE), ("posts.jsonl", errno.ESTALE)],
)  # fmt: skip
def test_an_error_of_the_drive_of_an_input_names_the_input(tmp_path, monkeypatch, name, number):
    contents = {"a.xml": export(item(1)).encode(), "b.html": page(),
                "c.warc": warcinfo() + captured(page())}  # fmt: skip
    source = tmp_path / "in" / name
    source.parent.mkdir()
    if name in contents:
        source.write_bytes(contents[name])
    else:
        (tmp_path / "a.xml").write_bytes(contents["a.xml"])
        convert(tmp_path / "a.xml", tmp_path / "first", to=["json"], jobs=1)
        shutil.copy(tmp_path / "first/private/json" / name, source)

    def failing(raw):
        return (_Failing if Path(raw.name).name == name else io.BufferedReader)(raw)

    monkeypatch.setattr(opening, "BufferedReader", failing)
    _Failing.number = number
    for read in range(1, 40):
        _Failing.left = read
        try:
            convert(source, tmp_path / f"out{read}", jobs=1)
        except InputError as error:
            assert name in error.message  # noqa: PT017
            assert os.strerror(number) in error.message  # noqa: PT017
            assert "authors" not in error.hint  # noqa: PT017
        if _Failing.left > 0:
            break
    assert 4 < read < 39


def test_an_error_of_the_drive_of_a_spooled_input_blames_temporary_files(tmp_path, monkeypatch):
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(export(item(1)).encode()))

    def failing(*_):
        raise raising(errno.EIO)

    monkeypatch.setattr(wxr, "_read", failing)
    with pytest.raises(OutputError, match=r"Temporary files in .* Input/output error"):
        convert(tmp_path / "a.xml.gz", tmp_path / "out", jobs=1)


@pytest.mark.parametrize("code", [5, 10, 11, 26, 5 | 1 << 8])
def test_a_database_that_the_disk_has_damaged_is_no_defect(code):
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = code
    with (
        pytest.raises(OutputError, match=r"temporary database in .* cannot be used"),
        scratch.blamed(),
        Attempt(),
    ):
        raise error


@pytest.mark.parametrize("store", [Catalog, Store])
def test_the_first_error_of_a_database_is_not_hidden(tmp_path, monkeypatch, store):
    class Broken:
        def executescript(self, _):
            raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: Broken())
    made = Catalog(tmp_path / "c.sqlite") if store is Catalog else Store()
    opened = partial(made._open, make=True) if store is Catalog else made._file
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
            opened()
