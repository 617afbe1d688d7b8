"""Index of the pages of an archive, by address and by word (with SQLite's FTS5)."""

from __future__ import annotations

import re
import sqlite3
import tarfile
import time
import zipfile
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from wparchive.errors import (
    MalformedInputError,
    MissingInputError,
    UnknownFormatError,
    WparchiveError,
)
from wparchive.render.summary import plain_text
from wparchive.storage.assets import in_container
from wparchive.storage.limits import Allowance, Budget, Limits
from wparchive.storage.recovery import DamageError
from wparchive.storage.scratch import blamed, writing
from wparchive.viewer.excerpts import excerpt
from wparchive.viewer.payload import IN_MEMORY, is_page, page_text, payload
from wparchive.warc.strict import read_records, record_at
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from wparchive.storage.assets import Asset
    from wparchive.viewer.payload import Payload
    from wparchive.warc.strict import RawRecord

_TABLES = """
CREATE TABLE page (
  number INTEGER PRIMARY KEY, uri TEXT UNIQUE, file TEXT, offset INTEGER, media TEXT, title TEXT
);
CREATE TABLE alias (uri TEXT PRIMARY KEY, target TEXT);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2');
"""
_BEST = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 5.0, 1.0), rowid LIMIT ?"
_SHOWN = """
SELECT uri, page.title, substr(words.text, 1, ?)
FROM words JOIN page ON page.number = words.rowid WHERE words.rowid = ?
"""
_HEADING = re.compile(r"<h1\b[^<>]*>")
_MAIN = re.compile(r"<main\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_ARTICLE = re.compile(r"<article\b")
_WARC = (".warc", ".warc.gz")
# As few bytes as an archive counts for: one with a few pictures of a single colour is no bomb.
_SMALLEST = (1 << 26) // Limits().ratio
_TYPED = 1000
_WORDS = 12
_WORD = 60
"""Characters of a search, words of it, and characters of a word that count."""
_TITLE = 300
"""Characters of a title."""
_ADDRESS = 4096
"""Characters of an address; browsers open no longer ones."""
_EXCERPTED = 200_000
"""Characters at the beginning of a page in which an excerpt is looked for."""
_LOOKED_UP = 400
"""Addresses in a query; SQLite allows 999 values in its oldest versions."""
_STEPS = 10_000
"""Steps of SQLite's machine after which the clock is looked at."""


class Page(NamedTuple):
    """An entry of a list of pages.

    Attributes:
        uri: Address in the archive.
        title: Title in plain text.
        excerpt: Text around the search words, which are between U+0001 and U+0002; empty in lists
            that are not search results.
    """

    uri: str
    title: str
    excerpt: str = ""


class Document(NamedTuple):
    """The document at an address.

    Attributes:
        uri: The address.
        payload: The bytes and their media type.
    """

    uri: str
    payload: Payload


class PageIndex:
    """Index of the pages of an output, or of a WARC or WACZ file that wparchive wrote.

    Args:
        target: Output directory or file.
        scratch: An empty directory for the index.
        limits: Limits on unpacking; None for the usual ones.

    Attributes:
        search_timeout: Longest duration of a search, in seconds.

    Raises:
        MissingInputError: The target does not exist.
        UnknownFormatError: The target has neither WARC nor WACZ.
        MalformedInputError: The target is damaged.
        LimitError: The target unpacks to more than an archive of pages can have.
    """

    search_timeout = 5.0

    def __init__(self, target: Path, scratch: Path, limits: Limits | None = None) -> None:
        self._database = scratch / "pages.sqlite"
        try:
            with blamed():
                self._fill(target, scratch, limits or Limits())
        except (DamageError, zipfile.BadZipFile, tarfile.TarError, OSError) as error:
            raise MalformedInputError(
                f"{target.resolve().name} cannot be read: {error}."
            ) from error

    def _fill(self, target: Path, scratch: Path, limits: Limits) -> None:
        with closing(sqlite3.connect(self._database)) as connection, connection:
            try:
                connection.executescript(_TABLES)
            except sqlite3.OperationalError as error:
                if "fts5" not in str(error):
                    raise
                raise WparchiveError(
                    f"The SQLite of this Python has no full-text search: {error}."
                ) from error
            empty = True
            for path, allowance in _warcs(target, scratch, limits):
                _add_file(connection, path, allowance)
                empty = False
        if empty:
            raise UnknownFormatError(
                f"{target.resolve().name} has neither WARC nor WACZ.",
                hint="First convert with --to warc or --to wacz.",
            )

    def count(self) -> int:
        """Return the number of pages that can be searched."""
        [(number,)] = self._rows("SELECT count(*) FROM words")
        return int(number)

    def home(self) -> str | None:
        """Return the address of the front page, which is the shortest; None without pages."""
        query = (
            "SELECT uri FROM page WHERE media LIKE 'text/html%' ORDER BY length(uri), uri LIMIT 1"
        )
        return next((uri for (uri,) in self._rows(query)), None)

    @contextmanager
    def find(self, uri: str) -> Iterator[Document | None]:
        """Open the document at an address, or at the address of which it is an alias.

        Yields:
            The document; None if the archive does not have the address.

        Raises:
            MissingInputError: The file has been removed.
        """
        query = "SELECT uri, file, offset FROM page WHERE uri = ?"
        rows = self._rows(query, (uri,)) or self._rows(
            "SELECT page.uri, file, offset FROM alias JOIN page ON page.uri = alias.target"
            " WHERE alias.uri = ?",
            (uri,),
        )
        for at, name, offset in rows:
            try:
                with open(name, "rb") as file:  # noqa: PTH123 - a path of our own, as text
                    record = record_at(file, offset, IN_MEMORY)
            except OSError as error:
                raise MissingInputError(f"The archive was removed: {error}.") from error
            if record is not None:
                with record.block:
                    yield Document(at, payload(record))
                return
        yield None

    def known(self, addresses: Iterable[str]) -> set[str]:
        """Return those of the addresses that the archive has."""
        found: set[str] = set()
        wanted = iter(addresses)
        with closing(sqlite3.connect(self._database)) as connection:
            while part := list(islice(wanted, _LOOKED_UP)):
                these = f"IN ({', '.join('?' * len(part))})"
                for table in ("page", "alias"):
                    query = f"SELECT uri FROM {table} WHERE uri {these}"  # noqa: S608 - no values
                    found.update(uri for (uri,) in connection.execute(query, part))
        return found

    def pages(self, limit: int, offset: int = 0) -> list[Page]:
        """Return pages in the order of the archive."""
        query = (
            "SELECT uri, page.title FROM page JOIN words ON words.rowid = page.number"
            " ORDER BY number LIMIT ? OFFSET ?"
        )
        return [Page(*row) for row in self._rows(query, (limit, offset))]

    def search(self, words: str, limit: int) -> list[Page] | None:
        """Find pages that have all words, or words that begin with them; the best first.

        Args:
            words: The search as it was typed; only the first twelve words count.
            limit: Maximal number of pages.

        Returns:
            The pages; None if the search takes too long.
        """
        terms = dict.fromkeys(word[:_WORD] for word in re.findall(r"\w+", words[:_TYPED]))
        query = " ".join(f'"{word}"*' for word in list(terms)[:_WORDS])
        if not query:
            return []
        try:
            best = self._rows(_BEST, (query, limit), self.search_timeout)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise
        rows = (row for (number,) in best for row in self._rows(_SHOWN, (_EXCERPTED, number)))
        return [Page(uri, title, excerpt(text, terms)) for uri, title, text in rows]

    def _rows(
        self, query: str, values: Sequence[object] = (), timeout: float | None = None
    ) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self._database)
        if timeout is not None:
            end = time.monotonic() + timeout
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            return list(connection.execute(query, values))
        finally:
            connection.close()


def _warcs(target: Path, scratch: Path, limits: Limits) -> Iterator[tuple[Path, Allowance]]:
    """Yield the public WARC files, each with its limit on unpacking.

    WARC files in a WACZ are unpacked and used only if there are no others.
    """
    if not target.exists():
        raise MissingInputError(f"{target.resolve().name} does not exist.")
    files = [target]
    if target.is_dir():
        files = sorted((target / "warc").glob("*.warc.gz"))
        files = files or sorted((target / "wacz").glob("*.wacz"))
    budget = Budget(limits)
    # The members of a container count with their container.
    members = replace(limits, ratio=1 << 40)
    for path in files:
        if not path.is_file():
            raise MalformedInputError(f"{path.name} is not a regular file.")
        packed = max(path.stat().st_size, _SMALLEST)
        allowance = Allowance(path.name, packed, limits)
        if not zipfile.is_zipfile(path):
            yield path, allowance
            continue
        with ExitStack() as stack:
            for asset in in_container(path, members, stack):
                if asset.name.startswith("archive/") and asset.name.endswith(_WARC):
                    place = scratch / f"{len(list(scratch.iterdir())):05}.warc"
                    _unpack(asset, place, allowance, budget)
                    yield place, allowance


def _unpack(asset: Asset, place: Path, allowance: Allowance, budget: Budget) -> None:
    with place.open("wb") as file:
        for block in asset.blocks():
            allowance.take(len(block))
            budget.take(len(block))
            with writing():
                file.write(block)


def _add_file(connection: sqlite3.Connection, path: Path, allowance: Allowance) -> None:
    with path.open("rb") as file:
        for record in read_records(file, allowance.take):
            uri = record.get("WARC-Target-URI") or ""
            if len(uri) > _ADDRESS:
                continue
            kind = record.get("WARC-Type")
            if kind == "revisit":
                target = record.get("WARC-Refers-To-Target-URI")
                connection.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (uri, target))
            elif kind in {"resource", "response"}:
                _add(connection, path, record, uri)


def _add(connection: sqlite3.Connection, path: Path, record: RawRecord, uri: str) -> None:
    found = payload(record)
    page = page_text(found) if is_page(found) else ""
    title = " ".join(unescape(_TAG.sub("", _between(page, _HEADING, "</h1>"))).split())
    added = connection.execute(
        "INSERT OR IGNORE INTO page (uri, file, offset, media, title) VALUES (?, ?, ?, ?, ?)",
        (uri, str(path), record.offset, found.kind, (title or uri)[:_TITLE]),
    )
    if not added.rowcount:  # the first record of an address counts
        return
    # Archive pages repeat the text of their posts.
    main = _between(page, _MAIN, "</main>", last=True)
    if main and _ARTICLE.search(page):
        connection.execute(
            "INSERT OR IGNORE INTO words (rowid, title, text) VALUES (?, ?, ?)",
            (added.lastrowid, title, plain_text(main)),
        )


def _between(page: str, start: re.Pattern[str], end: str, *, last: bool = False) -> str:
    """Return the text between the first start tag and the next or last end tag; empty if missing.

    A single expression would search for the end tag again from every start tag.
    """
    begins = start.search(page)
    if begins is None:
        return ""
    ends = page.rfind(end, begins.end()) if last else page.find(end, begins.end())
    return page[begins.end() : ends] if ends >= 0 else ""
