"""The table of results: rows survive what happens next, also a disk that is full for a while."""

from __future__ import annotations

import errno
import json
import os

import pytest

from wparchive.engine.by_site.results import ResultTable, SiteResult
from wparchive.errors import OutputError


def result(number, status="done"):
    site = f"b{number}.example"
    return SiteResult(site=site, output=site, status=status, exit_code=0, files=1, bytes=1)


def sites(path):
    return [json.loads(line)["site"] for line in path.read_bytes().splitlines()]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sites.jsonl"


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_row_waits_while_the_disk_is_full(path, monkeypatch):
    with ResultTable(path) as table:
        table.add(result(2))
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            table.add(result(3))
        assert sites(path) == ["b2.example"]
        table.add(result(1))
        assert sites(path) == ["b2.example", "b3.example", "b1.example"]
    assert sites(path) == ["b1.example", "b2.example", "b3.example"]


def test_rows_that_cannot_be_sorted_stay_as_they_are(path, monkeypatch):
    with ResultTable(path) as table:
        table.add(result(2))
        table.add(result(1))
        monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert sites(path) == ["b2.example", "b1.example"]
    assert [entry.name for entry in path.parent.iterdir()] == ["sites.jsonl"]


def test_rows_without_any_room_are_named(path, monkeypatch):
    with (
        pytest.raises(OutputError, match=r"disk is full: the table of results .*sites\.jsonl"),
        ResultTable(path) as table,
    ):
        table.add(result(2))
        monkeypatch.setattr("pathlib.Path.write_bytes", full)
        monkeypatch.setattr(os, "fsync", full)
        table.add(result(1))
    assert sites(path) == ["b2.example"]


def test_a_run_that_fails_without_a_result_leaves_no_table(path):
    with pytest.raises(KeyError), ResultTable(path):
        assert path.exists()
        raise KeyError
    assert not path.exists()


def test_the_table_stays_beside_an_output_whose_result_nobody_has_read(path):
    with pytest.raises(KeyboardInterrupt), ResultTable(path):
        (path.parent / "b1.example").mkdir()
        raise KeyboardInterrupt
    assert path.read_bytes() == b""


def test_a_run_that_fails_leaves_the_earlier_table(path):
    with ResultTable(path) as table:
        table.add(result(1))
    with pytest.raises(KeyError), ResultTable(path):
        raise KeyError
    assert sites(path) == ["b1.example"]
