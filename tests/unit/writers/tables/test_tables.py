"""Tables of an archive, read by the tools that people use: SQLite and pyarrow."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter
from contextlib import closing

import pyarrow.parquet
import pytest

from tests import ROOT
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.errors import UsageError
from wparchive.links.post_links import LinkRow
from wparchive.writers.tables.schema import ERRORS, TABLES

SAMPLE = ROOT / "samples" / "gartenblog.xml"
DOCUMENTED = ROOT / "docs" / "reference" / "tables.md"


def test_links_have_the_same_words_in_tables_and_in_the_link_report():
    only_here = {"link", "post", "host", "outcome"}
    assert {column.name for column in TABLES["links"].columns} - only_here <= set(LinkRow._fields)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("tables") / "out"
    return convert(SAMPLE, out, to=["sqlite", "parquet", "json"]), out


@pytest.fixture
def database(sample):
    [path] = (sample[1] / "sqlite").glob("*.db")
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def query(connection, text):
    return connection.execute(text).fetchall()


def converted(tmp_path, *items, to="sqlite", **options):
    (tmp_path / "in.xml").write_text(export(*items), encoding="utf-8")
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=[to], **options)
    return report, tmp_path / "out" / to


def test_rows_are_as_many_as_the_report_says(sample, database):
    counts = json.loads((sample[1] / "report.json").read_text("utf-8"))["counts"]["out"]["sqlite"]
    assert (
        dict(query(database, "SELECT type, count(*) FROM posts GROUP BY type")) == counts["posts"]
    )
    kinds = dict(query(database, "SELECT kind, count(*) FROM comments GROUP BY kind"))
    assert kinds == counts["comments"]
    assert query(database, "SELECT count(*) FROM links") == [(counts["links"],)]
    assert query(database, "SELECT sum(comments + pings) FROM posts") == [(sum(kinds.values()),)]


def test_keys_refer_to_rows(database):
    query(database, "PRAGMA foreign_keys = ON")
    assert query(database, "PRAGMA foreign_key_check") == []
    assert query(database, "PRAGMA integrity_check") == [("ok",)]
    named = "SELECT p.id FROM comments c JOIN posts p USING (post) WHERE c.text LIKE '60 Grad%'"
    assert query(database, named) == [(12,)]


def test_words_are_found_without_their_accents(database):
    found = query(
        database,
        "SELECT p.slug FROM posts_fts f JOIN posts p ON p.post = f.rowid"
        " WHERE posts_fts MATCH 'fruhling' LIMIT 1",
    )
    assert found == [("beetplan",)]


def test_parquet_and_sqlite_hold_the_same(sample, database):
    for name, table in TABLES.items():
        file = sample[1] / "parquet" / f"{name}.parquet"
        columns = [column.name for column in table.all_columns]
        arrow = pyarrow.parquet.read_table(file)
        assert arrow.column_names == columns
        rows = [tuple(row.values()) for row in arrow.to_pylist()]
        listed = ", ".join(f'"{column}"' for column in columns)
        stored = query(database, f"SELECT {listed} FROM {name}")
        assert [plain(row) for row in rows] == [plain(row) for row in stored]


def plain(row):
    return [
        value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value
        for value in row
    ]


def test_times_are_instants_and_texts_stay_as_they_were(tmp_path):
    _, folder = converted(tmp_path, item(1), to="parquet")
    [row] = pyarrow.parquet.read_table(folder / "posts.parquet").to_pylist()
    assert row["published"] == "2024-04-30T10:00:00"
    assert row["published_at"].isoformat() == "2024-04-30T08:00:00+00:00"


@pytest.mark.parametrize("to", ["sqlite", "parquet"])
def test_nothing_hidden_is_in_a_table(tmp_path, to):
    draft = item(2, title="Geheim", status="draft", content="Geheim geheim")
    post = item(1, comments=comment(5, content="Yes"), content='<a href="/?p=2">x</a>')
    report, folder = converted(tmp_path, post, draft, to=to)
    assert report.exit_code == 0
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    if to == "parquet":
        tables = [pyarrow.parquet.read_table(path).to_pylist() for path in folder.iterdir()]
        data = repr(tables).encode()
    assert b"eheim" not in data
    assert b"bob@" not in data
    assert b"192.0.2" not in data


def test_personal_data_are_there_if_the_user_wants_them(tmp_path):
    post = item(1, comments=comment(5))
    _, folder = converted(tmp_path, post, include=["personal", "drafts"])
    with closing(sqlite3.connect(folder / "blog-example.db")) as connection:
        [(email, ip)] = query(connection, "SELECT email, ip FROM comments")
    assert (email, ip) != (None, None)


def test_ids_beyond_sixty_four_bits_are_empty(tmp_path):
    line = {"id": 2**63, "type": "post", "status": "publish", "title": "Big", "content": "Text"}
    (tmp_path / "posts.jsonl").write_text(json.dumps(line) + "\n")
    report = convert(tmp_path / "posts.jsonl", tmp_path / "out", to=["sqlite", "parquet"])
    assert report.exit_code == 0
    [path] = (tmp_path / "out/sqlite").glob("*.db")
    with closing(sqlite3.connect(path)) as connection:
        assert query(connection, "SELECT id, title FROM posts") == [(None, "Big")]


def test_the_description_names_tables_that_exist(sample, database):
    text = (sample[1] / "sqlite" / "metadata.json").read_text("utf-8")
    [described] = json.loads(text)["databases"].values()
    for name, about in described["tables"].items():
        columns = {row[1] for row in query(database, f"PRAGMA table_info({name})")}
        named = {*about.get("columns", ()), *about.get("facets", ())}
        named |= {about[key] for key in ("sort_desc", "label_column", "fts_pk") if key in about}
        assert named <= columns, name
        if "fts_table" in about:
            assert query(database, f"SELECT count(*) > 0 FROM {about['fts_table']}") == [(1,)]


def test_every_column_is_documented():
    text = DOCUMENTED.read_text("utf-8")
    for table in (*TABLES.values(), ERRORS):
        section = text.partition(f"## {table.name}\n")[2].partition("\n## ")[0]
        rows = Counter(
            line.split("|")[1].strip(" `") for line in section.splitlines() if "|" in line
        )
        for column in table.all_columns:
            assert rows[column.name] == 1, f"{table.name}.{column.name}"
            assert f"| `{column.name}` | {column.type} | {column.meaning} |" in section


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_input_gives_the_same_bytes(tmp_path, jobs):
    for name in ("a", "b"):
        convert(SAMPLE, tmp_path / name, to=["sqlite", "parquet"], jobs=jobs if name == "b" else 1)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")]
    assert len(files) > 10
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_missing_library_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="--to parquet needs the package pyarrow") as error:
        convert(SAMPLE, tmp_path / "out", to=["parquet"])
    assert "wparchive[parquet]" in error.value.hint
    assert not (tmp_path / "out").exists()
