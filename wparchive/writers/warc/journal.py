"""What the end of writing must know of the pages: their records, their links' goals, new comments.

Pages are written in any process, in any order, and each knows only itself. So each leaves lines
that grow in the stage like the rest; at the end they are read, sorted, and taken away.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.formats import LinkTarget

NEWEST = 10
"""Comments that a feed has at most, as in WordPress unless the blog's owner says otherwise."""

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE page (
  kind TEXT, key TEXT, address TEXT, id TEXT, digest TEXT, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE lead (url TEXT PRIMARY KEY, kind TEXT, key TEXT) WITHOUT ROWID;
CREATE TABLE comment (
  moment TEXT, number INTEGER, address TEXT, title TEXT, stamp TEXT, author TEXT, summary TEXT
);
"""
_INDEXES = """
CREATE INDEX lead_goal ON lead (kind, key);
CREATE INDEX comment_moment ON comment (moment);
"""
_PLACES = {"page": 5, "lead": 3, "comment": 7}


class Told(NamedTuple):
    """A record, as its aliases refer to it.

    Attributes:
        kind: ``page``, or ``feed page`` for the feed of its comments; as in `LinkTarget`.
        key: The page's address.
        address: Where it stands.
        id: The record's id.
        digest: The labelled digest of its payload.
    """

    kind: str
    key: str
    address: str
    id: str
    digest: str


class Said(NamedTuple):
    """A comment as feeds have it.

    Attributes:
        moment: What comments are sorted by.
        number: Its id, or 0.
        address: Where it stands.
        title: Of its post, and who wrote it.
        stamp: Its date, as far as it is known.
        author: Who wrote it.
        summary: Its first words, in plain text.
    """

    moment: str
    number: int
    address: str
    title: str
    stamp: str
    author: str
    summary: str


def line(note: Told | LinkTarget | Said) -> bytes:
    """A note, as a line."""
    kind = {"Told": "page", "LinkTarget": "lead", "Said": "comment"}[type(note).__name__]
    return msgspec.json.encode([kind, *note]) + b"\n"


class Notes:
    """The notes of all pages.

    Args:
        path: Where a database may stand; it goes with `close`.
        written: The file with the lines.
    """

    def __init__(self, path: Path, written: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_TABLES)
        with written.open("rb") as file:
            for text in file:
                kind, *values = msgspec.json.decode(text)
                places = ", ".join("?" * _PLACES[kind])
                self._connection.execute(
                    f"INSERT OR IGNORE INTO {kind} VALUES ({places})",  # noqa: S608 - our words
                    values,
                )
        self._connection.executescript(_INDEXES)

    def forms(self, kind: str, key: str) -> list[str]:
        """The addresses under which links look for a list."""
        query = "SELECT url FROM lead WHERE kind = ? AND key = ? ORDER BY url"
        return [url for (url,) in self._connection.execute(query, (kind, key))]

    def keys(self, kind: str) -> list[str]:
        """Which lists of a kind links look for."""
        query = "SELECT DISTINCT key FROM lead WHERE kind = ? ORDER BY key"
        return [key for (key,) in self._connection.execute(query, (kind,))]

    def sought(self) -> Iterator[tuple[str, Told]]:
        """The addresses under which links look for pages, each with what it leads to."""
        query = "SELECT lead.url, page.* FROM lead JOIN page USING (kind, key) ORDER BY lead.url"
        for url, *told in self._connection.execute(query):
            yield url, Told(*told)

    def comments(self) -> list[Said]:
        """The newest comments of all, newest first."""
        query = "SELECT * FROM comment ORDER BY moment DESC, number DESC, address LIMIT ?"
        return [Said(*row) for row in self._connection.execute(query, (NEWEST,))]

    def close(self) -> None:
        """Take the database away."""
        self._connection.close()
        self._path.unlink()
