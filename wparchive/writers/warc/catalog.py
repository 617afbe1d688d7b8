"""The catalogue of an archive's public pages: a SQLite file, so that memory stays to_uri_or_urn.

Pass 1 adds every page. Pass 2 looks up neighbours and other addresses of a page, in any process,
and the entries of archive pages.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from wparchive.render.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE page (
  number INTEGER PRIMARY KEY, address TEXT, type TEXT, title TEXT, date TEXT, stamp TEXT,
  author TEXT, summary TEXT, sticky INTEGER, key TEXT
);
CREATE TABLE alias (address TEXT PRIMARY KEY, page INTEGER, place INTEGER, key TEXT) WITHOUT ROWID;
CREATE TABLE term (page INTEGER, taxonomy TEXT, slug TEXT, name TEXT);
"""
# An address that is a page's own is nobody's alias.
_INDEXES = """
CREATE INDEX page_address ON page (address);
CREATE INDEX page_key ON page (key);
CREATE INDEX page_date ON page (type, date, number);
CREATE INDEX page_author ON page (author);
CREATE INDEX alias_page ON alias (page, place);
CREATE INDEX alias_key ON alias (key);
CREATE INDEX term_slug ON term (taxonomy, slug, page);
DELETE FROM alias WHERE EXISTS (
  SELECT 1 FROM page WHERE page.key = alias.key AND page.number <> alias.page
);
"""
_COLUMNS = "page.address, page.type, page.title, page.date, page.stamp, page.author, page.summary"


class Alias(NamedTuple):
    """Another address of a page, and its key (see `replay_key`)."""

    address: str
    key: str


class Selection(NamedTuple):
    """Criteria for entries; empty ones do not count.

    Attributes:
        type: The type of post; empty for all but attachments.
        taxonomy: With `slug`, the term that entries must have.
        slug: The term's slug.
        date: The beginning of ``YYYY-MM-DD``.
        author: A login.
    """

    type: str = ""
    taxonomy: str = ""
    slug: str = ""
    date: str = ""
    author: str = ""


class Catalog:
    """One catalogue.

    Args:
        path: Its file. Adding a page creates it; others only read it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._number = 0

    def add(
        self,
        entry: CatalogPage,
        key: str,
        aliases: Sequence[Alias] = (),
        terms: Sequence[tuple[str, str, str]] = (),
        *,
        sticky: bool = False,
    ) -> None:
        """Add a page.

        Args:
            entry: The data that other pages show of it.
            key: The key of its address (see `replay_key`).
            aliases: Its other addresses. If two pages want the same one, the first added gets it.
            terms: Taxonomy, slug and name of each of its terms.
            sticky: Whether it comes before newer ones on the front page.
        """
        connection = self._open(make=True)
        self._number += 1
        connection.execute(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._number, entry.address, entry.type, entry.title, entry.date, entry.zoned_date,
                entry.author, entry.summary, sticky, key,
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT OR IGNORE INTO alias VALUES (?, ?, ?, ?)",
            [(a.address, self._number, place, a.key) for place, a in enumerate(aliases)],
        )
        connection.executemany(
            "INSERT INTO term VALUES (?, ?, ?, ?)", [(self._number, *term) for term in terms]
        )

    def freeze(self) -> None:
        """Finish the catalogue; from now on it is only read, also by other processes."""
        connection = self._open(make=True)
        connection.executescript(_INDEXES)
        connection.commit()
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def aliases(self, address: str) -> list[str]:
        """Return the other addresses that a page got."""
        query = (
            "SELECT alias.address FROM alias JOIN page ON alias.page = page.number"
            " WHERE page.address = ? ORDER BY alias.place"
        )
        return [address for (address,) in self._rows(query, (address,))]

    def holds(self, address: str, key: str) -> bool:
        """Check whether a page is at an address or answers to it."""
        query = (
            "SELECT 1 FROM page WHERE key = ? UNION ALL SELECT 1 FROM alias WHERE address = ?"
            " LIMIT 1"
        )
        return any(self._rows(query, (key, address)))

    def is_free(self, address: str, key: str, target: str) -> bool:
        """Check whether an address can be another one of a page.

        It can if no page has the address, and no other page has its key.

        Args:
            address: The address.
            key: Its key (see `replay_key`).
            target: The page's own address.
        """
        query = (
            "SELECT 1 FROM page WHERE key = ? AND address <> ? OR address = ? UNION ALL"
            " SELECT 1 FROM alias JOIN page ON alias.page = page.number"
            " WHERE alias.key = ? AND page.address <> ? OR alias.address = ? LIMIT 1"
        )
        return not any(self._rows(query, (key, target, address) * 2))

    def neighbours(self, address: str) -> tuple[CatalogPage | None, CatalogPage | None]:
        """Return the entries before and after a page among those of its type, by date."""
        found: list[CatalogPage | None] = []
        for compare, order in (("<", "DESC"), (">", "ASC")):
            query = (
                f"SELECT {_COLUMNS} FROM page, page AS this"  # noqa: S608 - words of our own
                " WHERE this.address = ? AND page.type = this.type AND this.date <> ''"
                f" AND page.date <> '' AND (page.date, page.number) {compare}"
                " (this.date, this.number)"
                f" ORDER BY page.date {order}, page.number {order} LIMIT 1"
            )
            found.append(next((CatalogPage(*row) for row in self._rows(query, (address,))), None))
        return found[0], found[1]

    def entries(
        self, selection: Selection, limit: int = -1, offset: int = 0
    ) -> Iterator[CatalogPage]:
        """Yield entries, newest first."""
        where, values = _where(selection)
        query = (
            f"SELECT {_COLUMNS} FROM page WHERE {where}"  # noqa: S608 - words of our own
            " ORDER BY page.date DESC, page.number DESC LIMIT ? OFFSET ?"
        )
        for row in self._rows(query, (*values, limit, offset)):
            yield CatalogPage(*row)

    def count(self, selection: Selection) -> int:
        """Count the entries that meet criteria."""
        where, values = _where(selection)
        query = f"SELECT count(*) FROM page WHERE {where}"  # noqa: S608 - words of our own
        [(number,)] = self._rows(query, values)
        return int(number)

    def months(self) -> list[tuple[str, int]]:
        """Return ``YYYY-MM`` and the number of posts, newest first."""
        return self._dates(7)

    def years(self) -> list[tuple[str, int]]:
        """Return ``YYYY`` and the number of posts, newest first."""
        return self._dates(4)

    def _dates(self, length: int) -> list[tuple[str, int]]:
        return self._groups(
            f"SELECT substr(date, 1, {length}) AS part, count(*) FROM page"  # noqa: S608 - a number
            " WHERE type = 'post' AND date <> '' GROUP BY part ORDER BY part DESC"
        )

    def authors(self) -> list[tuple[str, int]]:
        """Return logins and the number of their posts."""
        return self._groups(
            "SELECT author, count(*) FROM page WHERE type = 'post' AND author <> ''"
            " GROUP BY author ORDER BY author"
        )

    def types(self) -> list[tuple[str, int]]:
        """Return the types of pages and the number of pages of each."""
        return self._groups("SELECT type, count(*) FROM page GROUP BY type ORDER BY type")

    def taxonomies(self) -> list[str]:
        """Return the taxonomies of the terms that pages have."""
        rows = self._rows("SELECT DISTINCT taxonomy FROM term ORDER BY taxonomy")
        return [taxonomy for (taxonomy,) in rows]

    def terms(self, taxonomy: str, kind: str = "") -> list[tuple[str, str, int]]:
        """Return slug, name and number of pages of each term, by name.

        Args:
            taxonomy: Whose terms.
            kind: The type of the pages that count; empty for all but attachments.
        """
        query = (
            "SELECT slug, min(name), count(DISTINCT page) FROM term JOIN page"
            " ON term.page = page.number WHERE taxonomy = ?1"
            " AND (type = ?2 OR ?2 = '' AND type <> 'attachment')"
            " GROUP BY slug ORDER BY min(name), slug"
        )
        return list(self._rows(query, (taxonomy, kind)))

    def post_addresses(self) -> Iterator[str]:
        """Yield addresses of posts, to infer the blog's permalink structure from."""
        query = "SELECT address FROM page WHERE type = 'post' ORDER BY number LIMIT 1000"
        return (address for (address,) in self._rows(query))

    def _groups(self, query: str) -> list[tuple[str, int]]:
        return list(self._rows(query))

    def _rows(self, query: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._open().execute(query, values)

    def _open(self, *, make: bool = False) -> sqlite3.Connection:
        if self._connection is None:
            if make and not self._path.exists():
                connection = sqlite3.connect(self._path)
                connection.executescript(_TABLES)
                self._connection = connection  # not before it has tables
            else:
                mode = "rw" if make else "ro&immutable=1"
                self._connection = sqlite3.connect(f"{self._path.as_uri()}?mode={mode}", uri=True)
        return self._connection


def _where(selection: Selection) -> tuple[str, list[str | int]]:
    clauses: list[str] = []
    values: list[str | int] = []
    if selection.type:
        clauses.append("page.type = ?")
        values.append(selection.type)
    else:
        # Whether one is withheld depends on its parent, which pass 1 may not know yet.
        clauses.append("page.type <> 'attachment'")
    if selection.taxonomy:
        clauses.append("page.number IN (SELECT page FROM term WHERE taxonomy = ? AND slug = ?)")
        values += [selection.taxonomy, selection.slug]
    if selection.date:
        clauses.append("substr(page.date, 1, ?) = ?")
        values += [len(selection.date), selection.date]
    if selection.author:
        clauses.append("page.author = ?")
        values.append(selection.author)
    return " AND ".join(clauses), values
