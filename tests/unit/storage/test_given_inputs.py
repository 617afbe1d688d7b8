"""Inputs that are no paths: bytes and open files."""

import gzip
import io
import subprocess
import sys

import pytest

import wparchive
from tests import wxr

ONE = wxr.export(wxr.item(1)).encode()
TWO = wxr.export(wxr.item(2)).encode()


def ids(*inputs):
    return [post.id for post in wparchive.read(*inputs)]


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, io.BytesIO, gzip.compress])
def test_data_and_files_are_read_like_paths(make):
    assert ids(make(ONE)) == [1]


def test_a_file_is_read_from_where_it_is(tmp_path):
    path = tmp_path / "export.xml"
    path.write_bytes(ONE)
    with path.open("rb") as file, wparchive.open(file) as archive:
        assert [given.name for given in archive.inputs] == ["export.xml"]
        assert [post.id for post in archive] == [post.id for post in archive] == [1]


def test_a_file_without_read1_will_do():
    class Minimal:
        def __init__(self, data):
            self._file = io.BytesIO(data)

        def read(self, size=-1):
            return self._file.read(size)

    assert ids(Minimal(ONE)) == [1]


def test_several_inputs_without_names_keep_apart():
    with wparchive.open(ONE, TWO) as archive:
        assert [given.name for given in archive.inputs] == ["data", "data-2"]
        assert [post.id for post in archive] == [1, 2]
        assert {post.origin.source for post in archive} == {"data", "data-2"}


@pytest.mark.parametrize("wrong", [io.StringIO("text"), 5, None, {"a": b""}])
def test_other_things_are_refused_with_an_error_of_ours(wrong):
    with pytest.raises(wparchive.UsageError, match="An input cannot be a"):
        wparchive.open(wrong)


def test_empty_data_is_no_export():
    with pytest.raises(wparchive.InputError, match="is empty"):
        wparchive.open(b"")


def test_an_output_in_memory_has_the_files_of_one_on_disk(tmp_path):
    files = {}
    report = wparchive.convert(ONE, files, to=["json", "markdown"])
    wparchive.convert(ONE, tmp_path / "out", to=["json", "markdown"])
    on_disk = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert files == on_disk
    assert {digest.path for digest in report.outputs} < files.keys()


def test_an_output_in_memory_replaces_nothing_unasked():
    files = {"notes.txt": b"mine"}
    with pytest.raises(wparchive.OutputError):
        wparchive.convert(ONE, files, to=["json"])
    assert files == {"notes.txt": b"mine"}
    with pytest.raises(wparchive.UsageError, match="--bag"):
        wparchive.convert(ONE, {}, to=["json"], bag="bag")


def test_an_open_archive_is_written_several_times(tmp_path):
    with wparchive.open(io.BytesIO(ONE)) as archive:
        archive.write(tmp_path / "a", to=["markdown"])
        files = {}
        archive.write(files, to=["json"])
        assert [post.id for post in archive] == [1]
    assert (tmp_path / "a/report.json").exists()
    assert "private/json/posts.jsonl" in files


def test_standard_input_is_read_by_the_library():
    code = "import wparchive; print([p.id for p in wparchive.read('-')])"
    done = subprocess.run([sys.executable, "-c", code], input=ONE, capture_output=True, check=True)
    assert done.stdout.strip() == b"[1]"
