"""Index of the pages of an archive, by address and by word (with SQLite's FTS5)."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import ExitStack, closing, contextmanager
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from wparchive.errors import (
    ChangedInputError,
    MalformedInputError,
    MissingInputError,
    UnknownFormatError,
    WparchiveError,
)
from wparchive.storage.limits import Limits
from wparchive.storage.recovery import DamageError
from wparchive.storage.scratch import blamed
from wparchive.viewer import effort
from wparchive.viewer.archives import public_warcs
from wparchive.viewer.excerpts import excerpt
from wparchive.viewer.fill import TABLES, add_file, identity_of, uri_of
from wparchive.viewer.payload import IN_MEMORY, payload
from wparchive.warc.strict import record_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from wparchive.viewer.payload import Payload

_BEST = """
SELECT rowid FROM words WHERE words MATCH ?
ORDER BY bm25(words, 5.0, 1.0), rowid LIMIT ? OFFSET ?
"""
_MATCHES = "SELECT count(*) FROM words WHERE words MATCH ?"
_SHOWN = """
SELECT page.uri, page.title, page.type, page.date, substr(words.text, 1, ?)
FROM words JOIN page ON page.number = words.rowid WHERE words.rowid = ?
"""
_LISTED = """
SELECT page.uri, page.title, page.type, page.date
FROM page JOIN words ON words.rowid = page.number
WHERE CASE WHEN ?1 IS NULL THEN page.type != 'attachment' ELSE page.type = ?1 END
ORDER BY date DESC, number LIMIT ?2 OFFSET ?3
"""
# What the pages above each list say is counted once: lists have a million pages and more.
_COUNTED = """
CREATE TABLE type AS
  SELECT type, count(*) AS pages FROM page JOIN words ON words.rowid = page.number GROUP BY 1;
CREATE INDEX type_by_name ON type (type);
CREATE INDEX type_by_pages ON type (pages DESC, type);
CREATE TABLE home AS
  SELECT uri FROM page WHERE media LIKE 'text/html%'
  ORDER BY succeeded DESC, length(uri), uri LIMIT 1;
"""
_NUMBER = """
SELECT ifnull(sum(pages), 0) FROM type
WHERE CASE WHEN ?1 IS NULL THEN type != 'attachment' ELSE type = ?1 END
"""
_TYPES = 100
"""Types that a list of pages offers."""
_PLACE = "SELECT page.uri, file, offset, inner, length, id, captured FROM"
_FOUND = [
    f"{_PLACE} {table} WHERE {form} = ? LIMIT 1"
    for form in ("uri", "sent")
    for table, form in (
        ("page", f"page.{form}"),
        ("alias JOIN page ON page.uri = alias.target", f"alias.{form}"),
    )
]
"""Queries for an address, the most exact first."""
_CHANGED = "The archive has changed. Stop the server and start it again."
_TYPED = 1000
_WORDS = 12
_WORD = 60
"""Characters of a search, words of it, and characters of a word that count."""
_EXCERPTED = 200_000
_HASTY = 1_000
"""Characters at the beginning of a page in which an excerpt is looked for after the timeout."""
_LOOKED_UP = 400
"""Addresses in a query; SQLite allows 999 values in its oldest versions."""
_STEPS = 10_000
"""Steps of SQLite's machine after which the clock is looked at."""


class Page(NamedTuple):
    """An entry of a list of pages.

    Attributes:
        uri: Address in the archive.
        title: Title in plain text.
        type: The post's type; empty if unknown.
        date: Its local date, ``YYYY-MM-DD``; empty if unknown.
        excerpt: Text around the search words, which are between U+0001 and U+0002; empty in lists
            that are not search results.
    """

    uri: str
    title: str
    type: str = ""
    date: str = ""
    excerpt: str = ""


class SearchResults(NamedTuple):
    """The result of a search: some of the pages that were found, and how many there are."""

    pages: list[Page]
    total: int


class Document(NamedTuple):
    """The document at an address.

    Attributes:
        uri: The address.
        payload: The bytes and their media type.
    """

    uri: str
    payload: Payload


class PageIndex:
    """Index of the pages of an output, or of a WARC or WACZ file.

    Args:
        target: Output directory or file.
        scratch: An empty directory for the index.
        limits: Limits on unpacking; None for the usual ones.

    Attributes:
        database: The file of the index.
        search_timeout: Longest duration of a search, in seconds.
        is_damaged: Whether something in the archive cannot be read.

    Raises:
        MissingInputError: The target does not exist.
        UnknownFormatError: The target has neither WARC nor WACZ.
        MalformedInputError: The target is damaged.
        LimitError: The target unpacks to more than an archive of pages can have.
    """

    search_timeout = 5.0

    def __init__(self, target: Path, scratch: Path, limits: Limits | None = None) -> None:
        self.database = scratch / "pages.sqlite"
        try:
            with blamed():
                self._fill(target, scratch, limits or Limits())
        except (DamageError, OSError) as error:
            raise MalformedInputError(
                f"{target.resolve().name} cannot be read: {error}."
            ) from error

    def _fill(self, target: Path, scratch: Path, limits: Limits) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            try:
                connection.executescript(TABLES)
            except sqlite3.OperationalError as error:
                if "fts5" not in str(error):
                    raise
                raise WparchiveError(
                    f"The SQLite of this Python has no full-text search: {error}."
                ) from error
            damage: list[DamageError] = []
            read = {
                os.fsencode(path): add_file(connection, path, allowance)
                for path, allowance in public_warcs(target, scratch, limits, damage)
            }
            connection.executescript(_COUNTED)
            connection.executescript(effort.COUNTED)
        self.is_damaged = bool(damage) or any(found.is_damaged for found in read.values())
        self._marks = {path: found.marks for path, found in read.items()}
        if not any(found.records for found in read.values()):
            if damage:
                raise damage[0]
            raise UnknownFormatError(
                f"{target.resolve().name or target} has neither WARC nor WACZ.",
                hint="First convert with --to warc or --to wacz.",
            )

    def title(self) -> str:
        """Return the title of the blog; empty if the archive has none or several."""
        titles = self._rows("SELECT title FROM site LIMIT 2")
        return titles[0][0] if len(titles) == 1 else ""

    def types(self) -> dict[str, int]:
        """Return the most frequent types of the pages that are listed, by name.

        Returns:
            The numbers of their pages; pages of unknown type have none.
        """
        query = "SELECT type, pages FROM type ORDER BY pages DESC, type LIMIT ?"
        return dict(sorted(self._rows(query, (_TYPES,))))

    def number_of_types(self) -> int:
        """Return how many types the pages have that are listed."""
        return int(self._rows("SELECT count(*) FROM type")[0][0])

    def number_of_unread(self) -> int:
        """Return how many pages are not listed: they are compressed, or too large."""
        return int(self._rows("SELECT count(*) FROM unread")[0][0])

    def number_of_pages(self, type: str | None) -> int:  # noqa: A002
        """Return how many pages a list has.

        Args:
            type: The type of their posts; None for all but attachments.
        """
        return int(self._rows(_NUMBER, (type,))[0][0])

    def home(self) -> str | None:
        """Return the address of the front page, which is the shortest; None without pages."""
        return next((uri for (uri,) in self._rows("SELECT uri FROM home")), None)

    @contextmanager
    def find(self, uri: str) -> Iterator[Document | None]:
        """Open the document at an address, or at the address of which it is an alias.

        Yields:
            The document; None if the archive does not have the address.

        Raises:
            MissingInputError: The file has been removed.
            ChangedInputError: The file has another record now.
        """
        found = (self._rows(query, (uri,)) for query in _FOUND)
        place = next((rows[0] for rows in found if rows), None)
        if place is None:
            yield None
            return
        at, name, offset, inner, length, *about = place
        with ExitStack() as stack:
            try:
                file = stack.enter_context(open(name, "rb"))  # noqa: PTH123 - a path as bytes
                marks = self._marks[name].get(offset, ())
                record = record_at(file, offset, inner, IN_MEMORY, marks, length)
            except OSError as error:
                raise MissingInputError(f"The archive was removed: {error.strerror}.") from error
            if record is None:
                raise ChangedInputError(_CHANGED)
            stack.enter_context(record.block)
            if [uri_of(record), *identity_of(record)] != [at, *about]:
                raise ChangedInputError(_CHANGED)
            yield Document(at, payload(record))

    def known(self, addresses: Iterable[str]) -> set[str]:
        """Return those of the addresses that the archive has."""
        found: set[str] = set()
        wanted = iter(addresses)
        with closing(sqlite3.connect(self.database)) as connection:
            while part := list(islice(wanted, _LOOKED_UP)):
                these = f"IN ({', '.join(f'?{n + 1}' for n in range(len(part)))})"
                query = " UNION ".join(
                    f"SELECT {form} FROM {table} WHERE {form} {these}"  # noqa: S608 - no values
                    for table, form in product(("page", "alias"), ("uri", "sent"))
                )
                found.update(address for (address,) in connection.execute(query, part))
        return found

    def pages(self, type: str | None, limit: int, offset: int = 0) -> list[Page]:  # noqa: A002
        """Return pages, the newest first, those without a date last.

        Args:
            type: The type of their posts; None for all but attachments.
            limit: Maximal number of pages.
            offset: How many to skip.
        """
        return [Page(*row) for row in self._rows(_LISTED, (type, limit, offset))]

    def search(self, words: str, limit: int, offset: int = 0) -> SearchResults | None:
        """Find pages that have all words, or words that begin with them; the best first.

        Args:
            words: The search as it was typed; only the first twelve words count.
            limit: Maximal number of pages.
            offset: How many to skip.

        Returns:
            The pages; None if the search takes too long.
        """
        terms = dict.fromkeys(word[:_WORD] for word in re.findall(r"\w+", words[:_TYPED]))
        query = " ".join(f'"{word}"*' for word in list(terms)[:_WORDS])
        if not query:
            return SearchResults([], 0)
        end = time.monotonic() + self.search_timeout
        try:
            if self._places(list(terms)[:_WORDS], end) > effort.MOST:
                return None
            [(total,)] = self._rows(_MATCHES, (query,), end)
            best = self._rows(_BEST, (query, limit, offset), end)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise
        pages = []
        for (number,) in best:
            # What was found is shown in any case; late pages show only words near their beginning.
            length = _EXCERPTED if time.monotonic() < end else _HASTY
            for uri, title, kind, date, text in self._rows(_SHOWN, (length, number)):
                pages.append(Page(uri, title, kind, date, excerpt(text, terms)))
        return SearchResults(pages, total)

    def _places(self, words: Sequence[str], end: float) -> int:
        """Return how many places of words a search reads, each word by itself."""
        found = (self._rows(effort.PLACES, each, end) for each in effort.ranges(words))
        return sum(places for [(places,)] in found)

    def _rows(
        self, query: str, values: Sequence[object] = (), end: float | None = None
    ) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.database)
        if end is not None:
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            return list(connection.execute(query, values))
        finally:
            connection.close()
