"""A map from words to numbers and records that stays small in memory: a dict, SQLite when large.

One process fills it and freezes it; then several processes read it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from wparchive.storage import scratch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.storage.locks import Claim

_T = TypeVar("_T")
SPILL = 100_000
"""Entries from which a file holds them: about 20 MB as a dict."""

_BATCH = 10_000
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE words (word INTEGER PRIMARY KEY, number INTEGER);
CREATE TABLE records (id INTEGER PRIMARY KEY, data BLOB);
"""


class Store:
    """Words to integers of 64 bits, and numbers to bytes; the first entry of a word stays.

    Words are kept as digests of 64 bits: among ten million, the chance that any two are taken for
    one another is 3 in a million.

    Args:
        spill: Entries from which a temporary file holds them.
    """

    def __init__(self, spill: int = SPILL) -> None:
        self._spill = spill
        self._words: dict[int, int] = {}
        self._records: dict[int, bytes] = {}
        self._claim: Claim | None = None
        self._path: Path | None = None
        self._connection: sqlite3.Connection | None = None

    def put(self, word: str, number: int) -> None:
        """Store a word's number, unless the word is known."""
        self._words.setdefault(_digest(word), number)
        if len(self._words) >= (self._spill if self._path is None else _BATCH):
            self._flush()

    def record(self, number: int, data: bytes) -> None:
        """Store a record."""
        self._records[number] = data
        if len(self._records) >= (self._spill if self._path is None else _BATCH):
            self._flush()

    def get(self, word: str) -> int | None:
        """Return the number of a word; call it only after `freeze`."""
        digest = _digest(word)
        if self._path is None:
            return self._words.get(digest)
        return self._first(int, "SELECT number FROM words WHERE word = ?", digest)

    def get_record(self, number: int) -> bytes | None:
        """Return the record of a number; call it only after `freeze`."""
        if self._path is None:
            return self._records.get(number)
        return self._first(bytes, "SELECT data FROM records WHERE id = ?", number)

    def records(self) -> Iterator[tuple[int, bytes]]:
        """Yield all records in the order of their numbers; call it only after `freeze`."""
        if self._path is None:
            yield from sorted(self._records.items())
        else:
            yield from self._reading().execute("SELECT id, data FROM records ORDER BY id")

    def _first(self, _kind: type[_T], query: str, key: int) -> _T | None:
        row: tuple[_T] | None = self._reading().execute(query, (key,)).fetchone()
        return row[0] if row else None

    def freeze(self) -> None:
        """Finish the store; from now on every process may read."""
        if self._path is not None:
            self._flush()
            self._file().close()
            self._connection = None

    def close(self) -> None:
        """Remove the file; for the process that made it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._claim is not None:
            self._claim.release()

    def _flush(self) -> None:
        """Write the entries in memory to the file."""
        connection = self._file()
        words, records = self._words.items(), self._records.items()
        connection.executemany("INSERT OR IGNORE INTO words VALUES (?, ?)", words)
        connection.executemany("INSERT OR REPLACE INTO records VALUES (?, ?)", records)
        connection.commit()
        self._words.clear()
        self._records.clear()

    def _file(self) -> sqlite3.Connection:
        """Open the file for writing."""
        if self._connection is None:
            import sqlite3  # noqa: PLC0415 - most archives fit into the dicts

            if self._path is None:
                self._claim = scratch.make()
                self._path = self._claim.folder / "links.sqlite"
            connection = sqlite3.connect(self._path)
            connection.executescript(_TABLES)
            self._connection = connection  # not before it has tables
        return self._connection

    def _reading(self) -> sqlite3.Connection:
        """Open the finished file, once in each process."""
        if self._connection is None:
            import sqlite3  # noqa: PLC0415

            assert self._path is not None
            # No process writes any more, so no locks are needed.
            address = f"{self._path.as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True)
        return self._connection


def _digest(word: str) -> int:
    data = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data, signed=True)
