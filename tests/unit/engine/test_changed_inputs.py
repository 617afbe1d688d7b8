"""Inputs that change or go while they are read: a clear error, and no output."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from threading import Thread

import pytest

from tests.wxr import export, item
from wparchive.api import convert, open_source
from wparchive.engine.observer import ConversionObserver
from wparchive.errors import ChangedInputError, ExitCode
from wparchive.storage.sources import Sources

TEXT = export(*(item(n, title=f"Title {n}") for n in range(1, 4)))
OTHER = export(*(item(n, title=f"Other {n}") for n in range(1, 4)))


def touch(path):
    os.utime(path, ns=(1, 1))


def rewrite(path):
    """Another text of the same length and time, which only its digest shows."""
    before = path.stat()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Title", b"Other") if b"Title" in data else data[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def grow(path):
    with path.open("ab") as file:
        file.write(b" ")


def cut(path):
    os.truncate(path, 300)


def remove(path):
    path.unlink()


def put_pipe(path):
    """A named pipe in the file's place, which nobody writes to: opening it would never return."""
    path.unlink()
    os.mkfifo(path)
    Thread(target=free, args=(path,), daemon=True).start()


WAITED = []


def free(path):
    """Let those go on who wait for a writer, and note them."""
    for _ in range(30):
        time.sleep(2)
        with suppress(OSError):  # nobody waits
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            WAITED.append(path)


def read_while(change, given, tmp_path, *, jobs=1, path=None):
    """Convert; after the first range has been read, something happens to a file."""
    pending = [path or given]

    def progress(done, _total):
        if done and pending:
            change(pending.pop())

    with pytest.raises(ChangedInputError) as caught:
        convert(
            given,
            tmp_path / "out",
            to=["json", "markdown"],
            jobs=jobs,
            observer=ConversionObserver(progress),
        )
    assert caught.value.exit_code == ExitCode.INPUT_UNREADABLE
    assert not pending
    assert given not in WAITED
    assert path not in WAITED
    assert not (tmp_path / "out").exists()
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name] == []
    return caught.value.message


@pytest.mark.parametrize("change", [touch, rewrite, grow, cut, remove, put_pipe])
def test_an_export(tmp_path, change):
    path = tmp_path / "x.xml"
    path.write_text(TEXT)
    assert "x.xml" in read_while(change, path, tmp_path)


@pytest.mark.parametrize("change", [rewrite, remove, put_pipe])
def test_an_export_that_workers_read(tmp_path, change):
    path = tmp_path / "x.xml"
    path.write_text(export(*(item(n, content="x" * 900_000) for n in range(1, 6)), "<!--Title-->"))
    assert "x.xml" in read_while(change, path, tmp_path, jobs=2)


@pytest.mark.parametrize("change", [grow, remove, put_pipe])
def test_a_packed_export_and_a_container(tmp_path, change):
    packed = tmp_path / "x.xml.gz"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    assert "x.xml.gz" in read_while(change, packed, tmp_path)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as container:
        container.writestr("x.xml", TEXT)
    assert "x.zip" in read_while(change, tmp_path / "x.zip", tmp_path)


@pytest.mark.parametrize("change", [touch, rewrite, remove, put_pipe])
def test_a_file_in_a_directory(tmp_path, change):
    (tmp_path / "in/sub").mkdir(parents=True)
    (tmp_path / "in/a.xml").write_text(OTHER)
    (tmp_path / "in/sub/b.xml").write_text(TEXT)
    path = tmp_path / "in/sub/b.xml"
    assert "b.xml" in read_while(change, tmp_path / "in", tmp_path, path=path)


@pytest.mark.parametrize("change", [grow, put_pipe])
def test_canonical_json(tmp_path, change):
    (tmp_path / "x.xml").write_text(TEXT)
    convert(tmp_path / "x.xml", tmp_path / "archive", to=["json"], jobs=1)
    path = tmp_path / "archive/private/json/posts.jsonl"
    read_while(change, tmp_path / "archive", tmp_path, path=path)


@pytest.mark.parametrize(
    "cut_by", ["wparchive.xml_repair.repair.repair_document", "wparchive.readers.wxr.cut._last_end"]
)
def test_an_export_that_is_truncated_while_it_is_searched(tmp_path, cut_by):
    """In a process of its own, which the system ended when the file was mapped into memory."""
    path = tmp_path / "x.xml"
    path.write_text(export(*(item(n, content="x" * 150_000) for n in range(1, 9)), "<broken>"))
    module, _, name = cut_by.rpartition(".")
    program = f"""
import importlib, os, sys
module = importlib.import_module({module!r})
from wparchive.cli.main import run
real = module.{name}
def cut(*given):
    os.truncate({str(path)!r}, 300)
    return real(*given)
module.{name} = cut
sys.exit(run(["convert", {str(path)!r}, "-o", {str(tmp_path / "out")!r}, "--jobs", "1"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.INPUT_UNREADABLE
    assert "x.xml changed while it was read" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_look_at_an_export(tmp_path, monkeypatch):
    path = tmp_path / "x.xml"
    path.write_text(TEXT)
    with open_source(path) as archive:
        rewrite(path)
        with pytest.raises(ChangedInputError):
            archive.count()
    path.write_text(TEXT)
    with pytest.raises(ChangedInputError, match="cannot be reached"), open_source(path) as archive:
        path.unlink()
        list(archive)


def test_an_error_of_the_caller_is_not_explained_away(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text(TEXT)
    with pytest.raises(KeyError), open_source(path):
        raise KeyError


@pytest.mark.parametrize("error", [KeyError("x"), SyntaxError("x"), OSError(5, "I/O error")])
def test_what_comes_of_half_a_text_is_no_defect(tmp_path, error):
    path = tmp_path / "x.xml"
    path.write_text(TEXT)
    with pytest.raises(ChangedInputError, match=r"x\.xml changed"), Sources([path]) as sources:
        sources.open()
        rewrite(path)
        raise error
    with pytest.raises(type(error)), Sources([path]) as sources:
        sources.open()
        raise error
