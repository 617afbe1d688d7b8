"""Real Spark in one process (`local`): the rows are those of `wparchive.records`, whatever dies."""

from __future__ import annotations

import json

import pytest

from tests.scale.checks import Killer, local, written
from tests.unit.spark.test_tasks import capture
from tests.warcs import packed
from wparchive.spark import read
from wparchive.spark.__main__ import main

MASTER = "local[2,4]"  # with one attempt instead of four a killed worker would fail the job
MEGABYTE = 1 << 20


def test_rows_are_those_of_one_process_though_a_worker_is_killed(session, pile, tmp_path):
    # A worker may have ended its task just before it is killed: then another one has to.
    for seconds in (0.7, 0.5, 0.9, 0.4, 0.6):
        place = tmp_path / str(seconds)
        place.mkdir()
        with Killer("pyspark.daemon", seconds):
            frames = read(session.spark, pile, staging=place / "staging", partition_bytes=MEGABYTE)
            found = written(frames, place)
        if "Lost task" in session.log.read_text():
            break
        frames.unpersist()
    assert "Lost task" in session.log.read_text(), "no kill hit a task"
    paths = sorted(path for path in pile.iterdir())
    assert found == local(paths)
    assert len(list((place / "staging").iterdir())) == 1  # large.xml was divided
    assert frames.whole.rdd.getNumPartitions() >= 4
    failed = {row.input.rpartition("/")[2] for row in frames.errors.collect()}
    assert {"poison.xml", "empty.xml"} <= failed
    assert frames.posts.where("status = 'draft'").count() == 0
    frames.unpersist()


def test_captures_of_a_site_come_together(session, pile, tmp_path):
    (tmp_path / "more.warc.gz").write_bytes(packed(capture("b.example", 2)))
    (tmp_path / "bad.warc.gz").write_bytes(b"\x1f\x8bnothing")
    paths = [pile / "crawl.warc.gz", tmp_path / "more.warc.gz", tmp_path / "bad.warc.gz"]
    frames = read(session.spark, paths, by="site")
    counts = {row.input: row["count"] for row in frames.posts.groupBy("input").count().collect()}
    assert counts == {"http://a.example/": 2, "http://b.example/": 2}
    assert [row.input for row in frames.errors.collect()] == [str(tmp_path / "bad.warc.gz")]
    by_record = read(session.spark, pile / "crawl.warc.gz", by="record")
    assert by_record.posts.select("input").distinct().count() == 3


def test_spark_reads_the_files_itself_where_nothing_else_can(session, pile, tmp_path):
    frames = read(session.spark, [str(pile / "0*.xml")], hadoop=True, edition="full")
    assert frames.posts.count() == 20
    assert frames.posts.where("status = 'draft'").count() == 10
    assert frames.errors.count() == 0


def test_the_job_writes_tables_and_says_how_many_rows(session, pile, tmp_path, capfd):
    del session  # the job takes the session that is there
    manifest = tmp_path / "manifest"
    manifest.write_text(
        "\n".join(str(pile / name) for name in ("00.xml", "gartenblog.xml", "gone"))
    )
    arguments = [str(manifest), str(tmp_path / "out"), "--manifest", "--num-output-partitions", "1"]
    capfd.readouterr()
    assert main([*arguments, "--tables", "posts,errors"]) == 3  # a file is missing
    counts = json.loads(capfd.readouterr().out)
    assert (counts["posts"], counts["comments"], counts["errors"]) == (17, 28, 1)
    assert len(list((tmp_path / "out/posts").glob("part-*.parquet"))) == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["errors", "posts"]


def test_wrong_arguments_are_refused(session, pile, tmp_path, capsys):
    del session
    with pytest.raises(SystemExit):
        main(["--by", "nothing", "a", "b"])
    assert main([str(pile), str(tmp_path), "--tables", "nothing"]) == 2
    assert main([str(tmp_path / "gone"), str(tmp_path), "--manifest"]) == 2
    assert "Traceback" not in capsys.readouterr().err
