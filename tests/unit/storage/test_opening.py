"""Pipes, devices and directories in place of files."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress

import pytest

from tests.wxr import export, item
from wparchive.cli.main import run
from wparchive.readers.canonical import CanonicalReader
from wparchive.readers.wxr import WxrReader
from wparchive.storage import containers, opening
from wparchive.storage.inputs import Input
from wparchive.storage.mapped import private_copy
from wparchive.storage.opening import open_waiting, read_regular
from wparchive.storage.packing import is_recordwise
from wparchive.storage.source import Source
from wparchive.xml_repair.encoding import detect, is_utf8


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.fixture
def freed(pipe):
    """A pipe; who waits for a writer goes on after a while, with nothing to read."""

    def free():
        for _ in range(20):
            time.sleep(0.5)
            with suppress(OSError):  # nobody waits
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))

    threading.Thread(target=free, daemon=True).start()
    return pipe


def source_at(path):
    return Source(path.name, path, 1 << 20, path, path.parent / "scratch")


@pytest.mark.parametrize(
    ("reader", "data"),
    [(WxrReader, export(item(1))), (CanonicalReader, '{"id":1,"title":"One"}\n')],
)
def test_no_reader_waits_for_a_pipe_in_place_of_its_file(freed, reader, data):
    path = freed.parent / "in"
    path.write_text(data)
    document = reader().open(source_at(path))
    [post] = document.posts(document.ranges[0], [])
    assert post.id == 1
    freed.rename(path)
    (freed.parent / "pipe").symlink_to(path)  # for the thread
    with pytest.raises(OSError, match="it is a named pipe, not a file"):
        list(document.posts(document.ranges[0], []))
    with pytest.raises(OSError, match="it is a named pipe, not a file"):
        reader().open(source_at(path))


@pytest.mark.parametrize(
    "read",
    [
        lambda path: source_at(path).read(),
        lambda path: Input.measured("x", path),
        lambda path: private_copy(path, path.parent / "scratch"),
        lambda path: containers.opened(path, "x", 5).__enter__(),
        containers.is_self_extracting,
        is_recordwise,
        detect,
        is_utf8,
    ],
)
def test_nothing_waits_for_a_pipe_in_place_of_an_input(freed, read):
    (freed.parent / "scratch").mkdir()
    with pytest.raises(OSError, match="it is a named pipe, not a file"):
        read(freed)


def test_a_file_is_read_and_nothing_else(tmp_path, pipe):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_regular(tmp_path / "link") == b"x"
    with pytest.raises(OSError, match="it is a named pipe, not a file"):
        read_regular(pipe)
    with pytest.raises(OSError, match="it is a directory, not a file"):
        read_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "missing")


@pytest.mark.parametrize(("mode", "words"), [("rb", "writes to"), ("wb", "reads")])
def test_a_pipe_without_another_end_is_given_up(pipe, mode, words):
    with pytest.raises(OSError, match=f"no program {words} this named pipe"):
        open_waiting(pipe, mode)


def test_a_pipe_is_waited_for(pipe, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 60)
    timer = threading.Timer(0.2, pipe.write_bytes, [b"late"])
    timer.start()
    with open_waiting(pipe, "rb") as file:
        assert file.read() == b"late"
    timer.join()


@pytest.mark.parametrize("option", ["--log", "--link-report", "--dead-links"])
def test_an_option_that_names_an_idle_pipe_is_refused(tmp_path, pipe, capsys, option):
    (tmp_path / "x.xml").write_text(export(item(1)))
    arguments = [tmp_path / "x.xml", "-o", tmp_path / "out", "--jobs", "1", option, pipe]
    assert run(["convert", *map(str, arguments)]) == 2
    assert "this named pipe" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_list_comes_through_a_pipe(tmp_path, pipe, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 60)
    content = '<a href="http://gone.example/a">x</a>'
    (tmp_path / "x.xml").write_text(export(item(1, content=content)))
    timer = threading.Timer(0.2, pipe.write_text, ["gone.example\n"])
    timer.start()
    out = tmp_path / "out"
    arguments = [tmp_path / "x.xml", "-o", out, "--to", "markdown", "--dead-links", pipe]
    assert run(["convert", *map(str, arguments), "--jobs", "1"]) == 0
    timer.join()
    assert "web.archive.org" in next(out.rglob("2*.md")).read_text()
