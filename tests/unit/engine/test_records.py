"""`wparchive.records`: the rows of the tables from bytes, and errors as rows."""

from __future__ import annotations

import errno
import gzip
import json
import pickle
import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial

import pytest

import wparchive
from tests import ROOT
from tests.pages import page
from tests.warcs import packed, warcinfo
from tests.warcs import page as captured
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine import records as module
from wparchive.writers.tables.schema import TABLES

SAMPLE = ROOT / "samples" / "gartenblog.xml"
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>
<link>https://blog.example/</link><item><title>One</title><link>https://blog.example/one/</link>
<guid>https://blog.example/?p=1</guid><description>Text of one.</description></item></channel></rss>"""
REST = json.dumps([
    {"id": 7, "type": "post", "status": "publish", "slug": "seven", "date": "2020-01-02T03:04:05",
     "date_gmt": "2020-01-02T03:04:05", "link": "https://blog.example/seven/",
     "guid": {"rendered": "https://blog.example/?p=7"},
     "title": {"rendered": "Seven"}, "content": {"rendered": "<p>Text of seven.</p>"}}
]).encode()  # fmt: skip
CANONICAL = json.dumps({"id": 3, "type": "post", "status": "publish", "title": "T"}).encode()
GOOD = {
    "export.xml": export(item(1, comments=comment(5))).encode(),
    "export.xml.gz": gzip.compress(export(item(1)).encode()),
    "post.html": page(),
    "site.warc.gz": packed(warcinfo(), captured(page())),
    "site.warc": warcinfo() + captured(page()),
    "feed.xml": FEED,
    "posts.json": REST,
    "posts.jsonl": CANONICAL + b"\n",
}
BAD = {
    "empty": b"",
    "noise": bytes(range(256)) * 40,
    "cut.xml.gz": gzip.compress(export(item(1)).encode())[:40],
    "not-an-export.xml": b"<?xml version='1.0'?><catalogue><book/></catalogue>",
    "bomb.gz": gzip.compress(gzip.compress(b" " * (64 << 20))),
    "no-record.xml": export(
        head="<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>"
    ).encode(),
    "nulls.warc": b"WARC/1.0\r\n" + b"\0" * 1000,
    "deep.json": b"[" * 100_000,
}


def run(data, source="in.xml", **options):
    return list(wparchive.records(data, source, **options))


def rows(records, table):
    return [record.values for record in records if record.table == table]


def as_stored(value):
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    return int(value) if isinstance(value, bool) else value


@pytest.fixture(scope="module")
def sample():
    return run(SAMPLE.read_bytes(), "s3://bucket/gartenblog.xml")


def test_records_are_the_rows_of_the_tables(sample, tmp_path):
    convert(SAMPLE, tmp_path / "out", to=["sqlite"])
    [path] = (tmp_path / "out/sqlite").glob("*.db")
    with closing(sqlite3.connect(path)) as connection:
        for name, table in TABLES.items():
            columns = [column.name for column in table.columns]
            listed = ", ".join(f'"{column}"' for column in columns)
            stored = [
                dict(zip(columns, row, strict=True))
                for row in connection.execute(f"SELECT {listed} FROM {name}")
            ]
            found = [{k: as_stored(row[k]) for k in columns} for row in rows(sample, name)]
            if name == "notices":
                assert {row.pop("format") for row in found} == {None}
                assert all(row.pop("format") in {"sqlite", None} for row in stored)
                found, stored = (sorted(map(repr, part)) for part in (found, stored))
            assert found == stored, name
            assert len(found) > 0


def test_every_record_names_its_input_and_has_every_column(sample):
    assert {record.input for record in sample} == {"s3://bucket/gartenblog.xml"}
    for record in sample:
        assert list(record.values) == [c.name for c in TABLES[record.table].all_columns]
    assert {row["source"] for row in rows(sample, "posts")} == {"gartenblog.xml"}


def test_posts_and_comments_have_keys(sample):
    posts = [row["post"] for row in rows(sample, "posts")]
    comments = [(row["post"], row["comment"]) for row in rows(sample, "comments")]
    assert len(set(posts)) == len(posts)
    assert len(set(comments)) == len(comments)
    assert {post for post, _ in comments} <= set(posts)
    counts = {row["post"]: row["comments"] + row["pings"] for row in rows(sample, "posts")}
    assert Counter(post for post, _ in comments) == +Counter(counts)


def test_the_same_bytes_give_the_same_records(sample):
    assert run(SAMPLE.read_bytes(), "s3://bucket/gartenblog.xml") == sample
    assert run(SAMPLE, "s3://bucket/gartenblog.xml") == sample  # a path needs no copy


def test_function_and_records_are_picklable(sample):
    job = pickle.loads(pickle.dumps(partial(wparchive.records, GOOD["export.xml"], "a.xml")))
    assert list(job()) == run(GOOD["export.xml"], "a.xml")
    assert pickle.loads(pickle.dumps(sample)) == sample


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_of_input_gives_posts(name):
    found = run(GOOD[name], f"hdfs://cluster/crawl/{name}")
    assert not rows(found, "errors")
    assert len(rows(found, "posts")) == 1
    assert len(rows(found, "site")) == 1


@pytest.mark.parametrize("name", BAD)
def test_bad_data_gives_an_error_and_raises_nothing(name):
    found = run(BAD[name], f"file:///piles/{name}")
    [error] = rows(found, "errors")
    assert found[-1].table == "errors"
    assert found[-1].input == f"file:///piles/{name}"
    assert error["error"].endswith("Error")
    assert "wparchive-scratch" not in error["message"]
    assert found == run(BAD[name], f"file:///piles/{name}")


def test_a_missing_file_gives_an_error(tmp_path):
    [record] = run(tmp_path / "missing.xml", "missing.xml")
    assert record.values["error"] == "MissingInputError"


def test_an_unforeseen_error_comes_after_the_records_before_it(monkeypatch):
    original = module.RecordRun.convert

    def broken(self, task):
        yield from original(self, task)
        raise OverflowError("a number is too large")

    monkeypatch.setattr(module.RecordRun, "convert", broken)
    found = run(GOOD["export.xml"])
    assert len(rows(found, "posts")) == 1
    assert found[-1].values == {
        "error": "OverflowError", "message": "a number is too large", "place": None, "hint": None,
    }  # fmt: skip


def test_a_broken_installation_is_not_an_error_of_the_data(monkeypatch):
    def broken(*_):
        raise ImportError("cannot import name 'html'")

    monkeypatch.setattr(module.RecordRun, "convert", broken)
    with pytest.raises(ImportError):
        run(GOOD["export.xml"])


def test_a_full_disk_is_not_an_error_of_the_data(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.RecordRun, "convert", full)
    with pytest.raises(wparchive.OutputError, match="The disk is full"):
        run(GOOD["export.xml"])


HIDDEN = export(
    item(1, comments=comment(5), content='<a href="/?p=2">x</a>'),
    item(2, title="Geheim", status="draft", content="Geheim"),
    item(3, title="Geheim", password="Geheim", content="Geheim"),
    item(4, title="Geheim", type="shop_coupon", content="Geheim"),
).encode()


def test_nothing_hidden_is_in_a_record():
    found = run(HIDDEN)
    assert len(rows(found, "posts")) == 1
    for secret in ("eheim", "bob@", "192.0.2", "ada@"):
        assert secret not in repr(found)


def test_hidden_content_is_there_if_the_caller_wants_it():
    assert len(rows(run(HIDDEN, include=["drafts"]), "posts")) == 2
    assert len(rows(run(HIDDEN, edition="full"), "posts")) == 4
    [row] = rows(run(HIDDEN, edition="full"), "comments")
    assert row["email"] == "bob@secret.example"
    assert rows(run(HIDDEN, include=["personal"]), "comments") == [row]


@pytest.mark.parametrize("wrong", [{"edition": "privat"}, {"include": ["draft"]}])
def test_an_unknown_word_is_refused_at_once(wrong):
    with pytest.raises(wparchive.UsageError):
        wparchive.records(b"", "in.xml", **wrong)


def test_no_temporary_file_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run(GOOD["export.xml.gz"])
    run(BAD["noise"])
    begun = wparchive.records(GOOD["export.xml"], "in.xml")
    next(begun)
    begun.close()
    assert list(tmp_path.iterdir()) == []


def test_a_post_that_is_in_no_column_is_reported(monkeypatch):
    monkeypatch.setattr("wparchive.engine.post_conversion.PostConversion._count", lambda *_: None)
    codes = [row["code"] for row in rows(run(GOOD["export.xml"]), "notices")]
    assert "post-lost" in codes
    assert "comment-lost" in codes
