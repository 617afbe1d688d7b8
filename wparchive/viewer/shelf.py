"""The pages of an archive by address, and an index of their words (SQLite's FTS5)."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from wparchive.content.references import unescape
from wparchive.errors import MissingInputError, UnknownFormatError, WparchiveError
from wparchive.render.summary import plain_text
from wparchive.scanning import Ended
from wparchive.storage.warcfile import read_records, record_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wparchive.storage.warcfile import RawRecord

_TABLES = """
CREATE TABLE page (
  number INTEGER PRIMARY KEY, uri TEXT UNIQUE, file TEXT, offset INTEGER, media TEXT, title TEXT
);
CREATE TABLE alias (uri TEXT PRIMARY KEY, target TEXT);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2');
"""
_TITLE = Ended(re.compile(r"<h1\b[^<>]*+>(.*?)</h1>", re.DOTALL), re.compile("</h1>"))
_TAG = Ended(re.compile("<[^>]*>"), re.compile(">"))
_MAIN = Ended(re.compile(r"<main\b.*</main>", re.DOTALL), re.compile("</main>"))
_ARTICLE = re.compile(r"<article\b")


class Page(NamedTuple):
    """A page as lists of them have it.

    Attributes:
        uri: Its address in the archive.
        title: In plain text.
        excerpt: The words around what was searched for; marked with U+0001 and U+0002.
    """

    uri: str
    title: str
    excerpt: str = ""


class Document(NamedTuple):
    """What stands at an address."""

    uri: str
    media: str
    content: bytes


class Shelf:
    """All pages of an output, or of single WARC and WACZ files of wparchive's.

    Args:
        target: The output directory or the file.
        scratch: An empty directory for the index.

    Raises:
        MissingInputError: There is no such thing.
        UnknownFormatError: It holds no WARC and no WACZ.
    """

    def __init__(self, target: Path, scratch: Path) -> None:
        self._path = scratch / "shelf.sqlite"
        files = list(_warcs(target, scratch))
        if not files:
            raise UnknownFormatError(
                f"{target.name} holds no WARC and no WACZ.",
                hint="Convert with --to warc or --to wacz first.",
            )
        with sqlite3.connect(self._path) as connection:
            try:
                connection.executescript(_TABLES)
            except sqlite3.OperationalError as error:
                raise WparchiveError(f"This Python's SQLite cannot search: {error}.") from error
            for file in files:
                _shelve(connection, file)
        connection.close()

    def count(self) -> int:
        """How many pages can be searched."""
        [(number,)] = self._rows("SELECT count(*) FROM words")
        return int(number)

    def home(self) -> str | None:
        """The front page: the page with the shortest address."""
        query = (
            "SELECT uri FROM page WHERE media LIKE 'text/html%' ORDER BY length(uri), uri LIMIT 1"
        )
        return next((uri for (uri,) in self._rows(query)), None)

    def find(self, uri: str) -> Document | None:
        """What stands at an address, or what it is another address of."""
        query = "SELECT uri, file, offset, media FROM page WHERE uri = ?"
        rows = self._rows(query, (uri,)) or self._rows(
            "SELECT page.uri, file, offset, media FROM alias JOIN page ON page.uri = alias.target"
            " WHERE alias.uri = ?",
            (uri,),
        )
        for at, name, offset, media in rows:
            with open(name, "rb") as file:  # noqa: PTH123 - a path of our own, as text
                if record := record_at(file, offset):
                    content = _payload(record)
                    record.block.close()
                    return Document(at, media, content)
        return None

    def knows(self, uri: str) -> bool:
        """Whether something stands there."""
        query = "SELECT 1 FROM page WHERE uri = ? UNION ALL SELECT 1 FROM alias WHERE uri = ?"
        return bool(self._rows(query, (uri, uri)))

    def pages(self, limit: int, offset: int = 0) -> list[Page]:
        """Pages in the archive's order."""
        query = (
            "SELECT uri, page.title FROM page JOIN words ON words.rowid = page.number"
            " ORDER BY number LIMIT ? OFFSET ?"
        )
        return [Page(*row) for row in self._rows(query, (limit, offset))]

    def search(self, words: str, limit: int) -> list[Page]:
        """The pages that hold all of some words or their beginnings, the best first."""
        terms = [f'"{word}"*' for word in re.findall(r"\w+", words)]
        if not terms:
            return []
        query = (
            "SELECT uri, page.title, snippet(words, 1, char(1), char(2), '…', 30) FROM words"
            " JOIN page ON page.number = words.rowid WHERE words MATCH ?"
            " ORDER BY bm25(words, 5.0, 1.0), page.number LIMIT ?"
        )
        return [Page(*row) for row in self._rows(query, (" ".join(terms), limit))]

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self._path)
        try:
            return list(connection.execute(query, values))
        finally:
            connection.close()


def _warcs(target: Path, scratch: Path) -> Iterator[Path]:
    """The public WARC files; those of a WACZ only where there are no others."""
    if not target.exists():
        raise MissingInputError(f"There is no {target.name}.")
    files = [target]
    if target.is_dir():
        files = sorted((target / "warc").glob("*.warc.gz"))
        files = files or sorted((target / "wacz").glob("*.wacz"))
    for path in files:
        if not zipfile.is_zipfile(path):
            yield path
            continue
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    place = scratch / f"{len(list(scratch.iterdir())):05}.warc"
                    place.write_bytes(package.read(name))
                    yield place


def _shelve(connection: sqlite3.Connection, path: Path) -> None:
    with path.open("rb") as file:
        for record in read_records(file):
            uri = record.get("WARC-Target-URI") or ""
            kind = record.get("WARC-Type")
            if kind == "revisit":
                target = record.get("WARC-Refers-To-Target-URI")
                connection.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (uri, target))
            elif kind in {"resource", "response"}:
                _add(connection, path, record, uri)


def _add(connection: sqlite3.Connection, path: Path, record: RawRecord, uri: str) -> None:
    media = record.get("Content-Type") or ""
    if media.startswith("application/http"):
        media = _head(record).partition("Content-Type: ")[2].partition("\r\n")[0]
    page = ""
    title = ""
    if media.startswith("text/html"):
        page = _payload(record).decode("utf-8", "replace")
        heading = _TITLE.search(page)
        title = " ".join(unescape(_TAG.sub("", heading[1])).split()) if heading else ""
    number = connection.execute(
        "INSERT OR IGNORE INTO page (uri, file, offset, media, title) VALUES (?, ?, ?, ?, ?)",
        (uri, str(path), record.offset, media, title or uri),
    ).lastrowid
    # Lists hold nothing that their posts do not.
    if (main := _MAIN.search(page)) and _ARTICLE.search(page):
        connection.execute(
            "INSERT OR IGNORE INTO words (rowid, title, text) VALUES (?, ?, ?)",
            (number, title, plain_text(main[0])),
        )


def _head(record: RawRecord) -> str:
    record.block.seek(0)
    return record.block.read(1 << 16).partition(b"\r\n\r\n")[0].decode("latin-1") + "\r\n"


def _payload(record: RawRecord) -> bytes:
    record.block.seek(0)
    data = record.block.read()
    is_http = (record.get("Content-Type") or "").startswith("application/http")
    return data.partition(b"\r\n\r\n")[2] if is_http else data
