"""The tables as an SQLite database, with indexes and full-text search (FTS5)."""

from __future__ import annotations

import errno
import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING

from wparchive.storage.disk_errors import is_full
from wparchive.writers.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wparchive.writers.tables.rows import Row
    from wparchive.writers.tables.schema import Column, Table

_TYPES = {
    "integer": "INTEGER",
    "text": "TEXT",
    "boolean": "INTEGER",
    "time": "TEXT",
    "json": "TEXT",
}

VIEWS = {
    "articles": """
SELECT post, title, date(published) AS day, year, author, type, words, comments, link, text
FROM posts WHERE type IN ('post', 'page')""",
    "discussion": """
SELECT c.comment, c.post, p.title AS post_title, c.kind, c.author, date(c.published) AS day,
  c.year, c.text, c.url, p.link
FROM comments AS c JOIN posts AS p USING (post)""",
}
"""Narrow views for people who browse: a body makes a page of them very long."""


def build(path: Path, rows: Iterable[tuple[str, Row]]) -> None:
    """Write a database.

    Args:
        path: An empty file.
        rows: The table and the values of each row, keys included.

    Raises:
        OSError: The disk is full, or the file cannot be written.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # A run that fails removes the whole file; it needs no journal.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        for table in TABLES.values():
            connection.execute(_create(table))
        for name, group in groupby(rows, key=lambda row: row[0]):
            marks = ", ".join("?" * len(TABLES[name].all_columns))
            connection.executemany(
                f"INSERT INTO {name} VALUES ({marks})",  # noqa: S608 - a name of the schema
                (values for _, values in group),
            )
        for table in TABLES.values():
            _index(connection, table)
        for name, query in VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {query.strip()}")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(errno.ENOSPC if is_full(error) else errno.EIO, str(error)) from error
    finally:
        connection.close()


def _create(table: Table) -> str:
    lines = [_declare(table, column) for column in table.all_columns]
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"


def _declare(table: Table, column: Column) -> str:
    parents = {TABLES[name].key: name for name in table.parents}
    kind = _TYPES[column.type]
    if column.name == table.key:
        return f"{column.name} {kind} PRIMARY KEY"
    if column.name in parents:
        return f"{column.name} {kind} NOT NULL REFERENCES {parents[column.name]} ({column.name})"
    return f'"{column.name}" {kind}'


def _index(connection: sqlite3.Connection, table: Table) -> None:
    parents = [TABLES[name].key for name in table.parents]
    for column in (*parents, *table.indexed):
        connection.execute(f'CREATE INDEX {table.name}_{column} ON {table.name} ("{column}")')
    if table.searched:
        search, columns = f"{table.name}_fts", ", ".join(table.searched)
        connection.execute(
            f"CREATE VIRTUAL TABLE {search} USING fts5({columns}, content='{table.name}',"
            f" content_rowid='{table.key}', tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute(f"INSERT INTO {search}({search}) VALUES ('rebuild')")  # noqa: S608
