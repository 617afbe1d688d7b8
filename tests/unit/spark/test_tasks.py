"""The tasks of a Spark job, without Spark: files, pieces, captures and sites."""

from __future__ import annotations

import subprocess
import sys

import pytest

import wparchive
from tests.pages import page as saved_page
from tests.unit.engine.test_record_pieces import large
from tests.warcs import packed, warcinfo
from tests.warcs import page as captured
from tests.wxr import export, item
from wparchive.engine.record_options import RecordOptions
from wparchive.errors import UsageError
from wparchive.spark import files, read, tasks
from wparchive.spark.__main__ import main

OPTIONS = RecordOptions()
MEGABYTE = 1 << 20


def saved(host, number):
    page = saved_page().replace(b"p=7", b"p=%d" % number).replace(b"post-7", b"post-%d" % number)
    page = page.replace(b"2011/05/06/ein-beitrag", b"post-%d" % number)
    return page.replace(b"postid-7", b"postid-%d" % number).replace(b"blog.example", host.encode())


def capture(host, number):
    uri = f"https://www.{host}/post-{number}/"
    return captured(saved(host, number), uri=uri, id=f"<urn:x:{host}:{number}>")


def comparable(records):
    """Records without the names of the files that they were read from."""
    shown = []
    for record in records:
        values = {k: v for k, v in record.values.items() if k not in {"source", "offset", "line"}}
        shown.append((record.table, values))
    return shown


def rows(records, table):
    return [record.values for record in records if record.table == table]


def test_files_are_found_by_paths_globs_and_directories(tmp_path):
    for name in ("a/1.xml", "a/_temporary/2.xml", "a/.hidden", "b/3.xml", "4.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = files.find_files([
        str(tmp_path / "a"), f"{tmp_path}/*/3.xml", f"file://{tmp_path}/4.xml",
        str(tmp_path / "missing.xml"), str(tmp_path / "4.xml"),
    ])  # fmt: skip
    names = [file.uri.removeprefix(f"{tmp_path}/") for file in found]
    assert names == ["a/1.xml", "b/3.xml", "4.xml", "missing.xml"]
    assert [file.size for file in found] == [1, 1, 1, 0]


def test_a_missing_file_is_an_error_record(tmp_path):
    task = tasks.Task("file", str(tmp_path / "missing.xml"), 0)
    [record] = task.records(OPTIONS)
    assert (record.table, record.values["error"]) == ("errors", "MissingInputError")


def test_partitions_have_a_size_and_a_large_file_is_alone():
    sizes = [100, 1, 1, 1, 40, 40, 300]
    found = tasks.bins([tasks.Task("file", str(n), size) for n, size in enumerate(sizes)], 100)
    assert [[task.size for task in part] for part in found] == [[300], [100], [40, 40, 1, 1, 1]]
    tiny = tasks.bins([tasks.Task("file", str(n), 0) for n in range(5000)], 1 << 20)
    assert len(tiny) == 3  # even an empty file takes a moment


def test_no_partition_of_a_large_export_is_much_larger_than_the_others(tmp_path):
    (tmp_path / "in.xml").write_bytes(large())
    size = (tmp_path / "in.xml").stat().st_size
    task = tasks.Task("file", str(tmp_path / "in.xml"), size)
    assert tasks.is_divisible(task, MEGABYTE)
    assert not tasks.is_divisible(task._replace(uri="in.xml.gz"), MEGABYTE)
    assert not tasks.is_divisible(task, 4 * MEGABYTE)
    pieces = tasks.divided(task, OPTIONS, str(tmp_path / "staging"), MEGABYTE)
    assert max(piece.size for piece in pieces) < 2 * MEGABYTE
    assert sum(piece.size for piece in pieces) > 0.95 * size
    found = [record for piece in pieces for record in piece.records(OPTIONS)]
    assert found == list(wparchive.records(tmp_path / "in.xml", task.uri))
    assert tasks.divided(task, OPTIONS, str(tmp_path / "staging"), MEGABYTE) == pieces


def test_what_cannot_be_divided_is_one_task(tmp_path):
    (tmp_path / "bad.xml").write_bytes(b"bad " * MEGABYTE)
    task = tasks.Task("file", str(tmp_path / "bad.xml"), 4 * MEGABYTE)
    assert tasks.divided(task, OPTIONS, str(tmp_path / "staging"), MEGABYTE) == [task]
    gone = task._replace(uri=str(tmp_path / "gone.xml"))
    assert tasks.divided(gone, OPTIONS, str(tmp_path / "staging"), MEGABYTE) == [gone]


def test_pieces_of_a_remote_export_need_only_their_bytes(tmp_path):
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe("/pile/in.xml", large())
    [file] = files.find_files(["memory://pile/*.xml"])
    task = tasks.Task("file", file.uri, file.size)
    pieces = tasks.divided(task, OPTIONS, "memory://staging", MEGABYTE)
    assert len(pieces) >= 3
    found = [record for piece in pieces for record in piece.records(OPTIONS)]
    (tmp_path / "in.xml").write_bytes(large())
    assert found == list(wparchive.records(tmp_path / "in.xml", file.uri))
    files.remove_folder("memory://staging")
    [error] = tasks.Task("file", "memory://pile/gone.xml", 0).records(OPTIONS)
    assert error.values["error"] == "MissingInputError"


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_each_capture_is_read_by_itself(tmp_path, pack):
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(pack(warcinfo(), capture("a.example", 1), capture("b.example", 2)))
    [task] = tasks.tasks_of(files.find_files([str(path)]), by="record")
    found = list(task.records(OPTIONS))
    assert [row["id"] for row in rows(found, "posts")] == [1, 2]
    assert len({record.input for record in found if record.table == "posts"}) == 2
    assert any("1 records that are no captures" in row["message"] for row in rows(found, "notices"))
    alone = wparchive.records(pack(capture("b.example", 2)), "b.warc.gz")
    of_b = [record for record in found if record.input == found[-2].input]
    assert comparable(of_b) == comparable(alone)


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_captures_of_a_host_come_together_from_all_files(tmp_path, pack):
    first = [warcinfo(), capture("a.example", 1), capture("b.example", 1)]
    second = [capture("b.example", 2), capture("a.example", 2), capture("a.example", 1)]
    paths = [tmp_path / "1.warc.gz", tmp_path / "2.warc.gz"]
    paths[0].write_bytes(packed(*first))
    paths[1].write_bytes(pack(*second))
    pairs = sorted(pair for path in paths for pair in tasks.captures_by_host(str(path)))
    found = list(tasks.site_records(pairs, OPTIONS))
    assert {record.input for record in found} == {"http://a.example/", "http://b.example/"}
    of_a = [record for record in found if record.input == "http://a.example/"]
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone/1.warc.gz").write_bytes(packed(first[1]))
    (tmp_path / "alone/2.warc.gz").write_bytes(packed(*second[1:]))
    assert comparable(of_a) == comparable(wparchive.records(tmp_path / "alone", "alone"))
    assert len(rows(of_a, "posts")) == 2


def test_files_of_a_mirror_come_together_by_host(tmp_path):
    for host in ("a.example", "b.example"):
        for number in (1, 2):
            place = tmp_path / f"mirror/{host}/post-{number}/index.html"
            place.parent.mkdir(parents=True)
            place.write_bytes(saved(host, number))
    (tmp_path / "mirror/export.xml").write_text(export(item(1)))
    found = tasks.tasks_of(files.find_files([str(tmp_path)]), by="site")
    assert [task.kind for task in found] == ["file", "site", "site"]
    of_a = list(found[1].records(OPTIONS))
    assert [row["id"] for row in rows(of_a, "posts")] == [1, 2]
    alone = wparchive.records(tmp_path / "mirror/a.example", "alone")
    assert comparable(of_a) == comparable(alone)


def test_damaged_web_archives_are_error_records(tmp_path):
    (tmp_path / "x.warc.gz").write_bytes(b"\x1f\x8bnothing")
    for kind in ("file", "captures"):
        task = tasks.Task(kind, str(tmp_path / "x.warc.gz"), 9)
        assert [record.table for record in task.records(OPTIONS)] == ["errors"]


def test_missing_pyspark_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match="needs the package pyspark"):
        read(None, "x.xml")
    assert main(["x.xml", "out"]) == 2
    printed = capsys.readouterr().err
    assert "needs the package pyspark" in printed
    assert "Traceback" not in printed


def test_nothing_else_imports_the_extras():
    program = (
        "import sys, wparchive, wparchive.api, wparchive.cli.main, wparchive.engine.by_site\n"
        "list(wparchive.records(b'', 'x'))\n"
        "print({'pyspark', 'fsspec', 'pyarrow', 'pandas', 'dask', 'ray'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
