"""The journal of pages: their records, the targets of their links, and their newest comments.

Pages are rendered in any process, in any order, and each knows only itself. So each leaves lines,
from which archive pages and aliases are made at the end.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wparchive.formats.writers import LinkTarget

NEWEST = 10
"""Comments that a feed has at most, as in WordPress unless the blog's owner says otherwise."""

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE page (
  kind TEXT, key TEXT, address TEXT, id TEXT, digest TEXT, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE link (url TEXT PRIMARY KEY, kind TEXT, key TEXT) WITHOUT ROWID;
CREATE TABLE comment (
  moment TEXT, number INTEGER, address TEXT, title TEXT, stamp TEXT, author TEXT, summary TEXT
);
"""
_INDEXES = """
CREATE INDEX link_target ON link (kind, key);
CREATE INDEX comment_moment ON comment (moment);
"""
_COLUMNS = {"page": 5, "link": 3, "comment": 7}
_TABLE = {"PageRow": "page", "LinkTarget": "link", "CommentRow": "comment"}


class PageRow(NamedTuple):
    """A record that aliases may refer to.

    Attributes:
        kind: ``page``, or ``feed page`` for the feed of its comments; as in `Lead`.
        key: The page's address.
        address: The address of the record.
        id: The record's id.
        digest: The labelled digest of its payload.
    """

    kind: str
    key: str
    address: str
    id: str
    digest: str


class CommentRow(NamedTuple):
    """A comment in a feed.

    Attributes:
        moment: Its date, for sorting.
        number: Its id, or 0.
        address: Its address.
        title: The titles of its post and the name of its author.
        stamp: Its date (RFC 3339); empty if unknown.
        author: Its author's name.
        summary: Its first words, in plain text.
    """

    moment: str
    number: int
    address: str
    title: str
    stamp: str
    author: str
    summary: str


def lines(rows: Iterable[PageRow | LinkTarget | CommentRow]) -> bytes:
    """Encode rows, a line each."""
    return b"".join(msgspec.json.encode([_TABLE[type(row).__name__], *row]) + b"\n" for row in rows)


class PageJournal:
    """The rows of all pages, in a temporary database.

    Args:
        path: A file for the database; `close` removes it.
        journal: The lines of all pages, as `lines` encodes them.
    """

    def __init__(self, path: Path, journal: Iterable[bytes]) -> None:
        self._path = path
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_TABLES)
        for line in journal:
            kind, *values = msgspec.json.decode(line)
            places = ", ".join("?" * _COLUMNS[kind])
            self._connection.execute(
                f"INSERT OR IGNORE INTO {kind} VALUES ({places})",  # noqa: S608 - our words
                values,
            )
        self._connection.executescript(_INDEXES)

    def forms(self, kind: str, key: str) -> list[str]:
        """Return the linked addresses of an archive page."""
        query = "SELECT url FROM link WHERE kind = ? AND key = ? ORDER BY url"
        return [url for (url,) in self._connection.execute(query, (kind, key))]

    def keys(self, kind: str) -> list[str]:
        """Return the keys of the archive pages of a kind that links point to."""
        query = "SELECT DISTINCT key FROM link WHERE kind = ? ORDER BY key"
        return [key for (key,) in self._connection.execute(query, (kind,))]

    def linked_pages(self) -> Iterator[tuple[str, PageRow]]:
        """Yield the linked addresses of pages, each with the page."""
        query = "SELECT link.url, page.* FROM link JOIN page USING (kind, key) ORDER BY link.url"
        for url, *row in self._connection.execute(query):
            yield url, PageRow(*row)

    def comments(self) -> list[CommentRow]:
        """Return the newest comments of all pages, newest first."""
        query = "SELECT * FROM comment ORDER BY moment DESC, number DESC, address LIMIT ?"
        return [CommentRow(*row) for row in self._connection.execute(query, (NEWEST,))]

    def close(self) -> None:
        """Remove the database."""
        self._connection.close()
        self._path.unlink()
