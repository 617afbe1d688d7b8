"""What a search would cost, by how often the words occur that it reads.

SQLite reads all places of the words that begin with a typed word before it gives the first result,
in memory, and cannot be interrupted meanwhile.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

TOKENS: Final = "unicode61 remove_diacritics 2"
"""How SQLite splits texts into words, and folds them."""
COUNTED: Final = """
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE TABLE term (term TEXT PRIMARY KEY, places INTEGER) WITHOUT ROWID;
INSERT INTO term SELECT term, cnt FROM vocabulary;
"""
PLACES: Final = "SELECT ifnull(sum(places), 0) FROM term WHERE term >= ? AND term < ?"
"""Query for the number of places of the words in a range of `ranges`."""
MOST: Final = 20_000_000
"""Places that a search may read: some seconds, and a hundred megabytes."""
_TYPED: Final = f"""
CREATE VIRTUAL TABLE typed USING fts5 (word, tokenize = '{TOKENS}');
CREATE VIRTUAL TABLE folded USING fts5vocab (typed, row);
"""
_LAST: Final = "\U0010ffff"


def ranges(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return the ranges of the index's words that a search for words reads.

    Args:
        words: Typed words; SQLite may split them further, and folds them.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TYPED)
        connection.executemany("INSERT INTO typed VALUES (?)", ((word,) for word in words))
        found = connection.execute("SELECT term FROM folded").fetchall()
    return [(term, f"{term}{_LAST}") for (term,) in found]
