"""Pipes, devices and directories in place of files."""

from __future__ import annotations

import os
import threading

import pytest

from tests.wxr import export, item
from wparchive.cli.main import run
from wparchive.storage import opening
from wparchive.storage.opening import open_waiting, read_regular


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


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
