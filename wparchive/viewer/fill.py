"""Fill the viewer's index with the records of a WARC file."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

import msgspec

from wparchive import patterns
from wparchive.render.summary import plain_text
from wparchive.viewer.addresses import sent
from wparchive.viewer.effort import TOKENS
from wparchive.viewer.payload import PAGE, is_page, page_text, payload
from wparchive.viewer.shown import day_of, is_our_list, parts, text_of, title_of
from wparchive.warc.strict import read_records

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from wparchive.storage.limits import Allowance
    from wparchive.warc.raw_record import RawRecord
    from wparchive.warc.streams import Mark

TABLES = f"""
CREATE TABLE page (
  number INTEGER PRIMARY KEY, uri TEXT UNIQUE, sent TEXT, file BLOB, offset INTEGER,
  inner INTEGER, length INTEGER, id TEXT, captured TEXT, succeeded INTEGER, media TEXT, title TEXT,
  location TEXT, type TEXT DEFAULT '', date TEXT DEFAULT ''
);
CREATE INDEX page_by_id ON page (id);
CREATE INDEX page_by_sent ON page (sent);
CREATE TABLE alias (uri TEXT PRIMARY KEY, sent TEXT, target TEXT);
CREATE INDEX alias_by_sent ON alias (sent);
CREATE TABLE site (title TEXT PRIMARY KEY);
CREATE TABLE unread (page INTEGER);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = '{TOKENS}');
"""
_DAY = patterns.lazy(r"\d{4}-\d\d-\d\d")
_TITLE = 300
"""Characters of a title."""
_ADDRESS = 4096
"""Characters of an address; browsers open no longer ones."""
_FIELD = 4096
"""Characters that count of a record's id and date; more of them would come with each page."""
_DAMAGE = frozenset({"truncated", "gzip-damaged", "content-length"})
"""Problems of records (`wparchive.warc.strict`) with which something cannot be read."""
_DATA = 1 << 24
"""Largest size of a post's data in bytes."""


class _Site(msgspec.Struct):
    """What the list of pages shows of a site's data."""

    title: str | None = None


class _Data(msgspec.Struct):
    """What the list of pages shows of the data of a post or of a site."""

    type: str | None = None
    published: str | None = None
    site: _Site | None = None


class Read(NamedTuple):
    """What was read of a WARC file.

    Attributes:
        records: The number of its records.
        is_damaged: Whether something in it cannot be read.
        marks: Places in its large gzip members, by the offset of the member.
    """

    records: int
    is_damaged: bool
    marks: dict[int, list[Mark]]


def add_file(connection: sqlite3.Connection, path: Path, allowance: Allowance) -> Read:
    """Add the pages, the other addresses, and the data of posts in a WARC file.

    Args:
        connection: The index, which has `TABLES`.
        path: The file.
        allowance: The limit on unpacking it.
    """
    number, is_damaged = 0, False
    marks: dict[int, list[Mark]] = {}
    with path.open("rb") as file:
        for record in read_records(file, allowance.take, marks):
            number += bool(record.version)
            rules = {problem.rule for problem in record.problems}
            is_damaged |= not record.version or not rules.isdisjoint(_DAMAGE)
            uri = uri_of(record)
            if len(uri) > _ADDRESS:
                continue
            kind = record.get("WARC-Type")
            if kind == "revisit":
                target = record.get("WARC-Refers-To-Target-URI")
                if len(target or "") <= _ADDRESS:  # pages have no longer ones
                    values = (uri, sent(uri), target)
                    connection.execute("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", values)
            elif kind in {"resource", "response"}:
                _add_page(connection, path, record, uri)
            elif kind == "metadata" and record.length <= _DATA:
                _add_data(connection, record)
    return Read(number, is_damaged, marks)


def uri_of(record: RawRecord) -> str:
    """Return the address of a record; empty if it has none."""
    # The grammar of WARC 1.0 has `<` and `>` around addresses, and wget writes them.
    return (record.get("WARC-Target-URI") or "").removeprefix("<").removesuffix(">")


def identity_of(record: RawRecord) -> tuple[str | None, str | None]:
    """Return the id and the date of a record, as far as they count; None for one without."""
    return _field(record, "WARC-Record-ID"), _field(record, "WARC-Date")


def _field(record: RawRecord, name: str) -> str | None:
    value = record.get(name)
    return value if value is None else value[:_FIELD]


def _add_page(connection: sqlite3.Connection, path: Path, record: RawRecord, uri: str) -> None:
    """Add the capture of an address, unless there is a better one; remove a worse one."""
    found = payload(record)
    id, captured = identity_of(record)  # noqa: A001
    succeeded = found.status is None or 200 <= found.status < 300
    query = "SELECT number, succeeded, ifnull(captured, '') FROM page WHERE uri = ?"
    for number, *known in connection.execute(query, (uri,)).fetchall():
        if [succeeded, captured or ""] <= known:  # of equal ones the first counts
            return
        for table, column in (("page", "number"), ("words", "rowid"), ("unread", "page")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))  # noqa: S608
    page = page_text(found) if is_page(found) else ""
    location = _absolute(found.location, uri)
    is_listed = bool(page.strip()) and not is_our_list(page) and not location
    title, shown, text = title_of(page), "", ""
    for shown in parts(page) if is_listed else ():
        if text := plain_text(shown):
            break
    added = connection.execute(
        "INSERT INTO page (uri, sent, file, offset, inner, length, id, captured, succeeded, media,"
        " title, date, location) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            uri, sent(uri), os.fsencode(path), record.offset, record.inner, record.length,
            id, captured, succeeded, found.kind,
            (title or uri)[:_TITLE], day_of(shown), location,
        ),
    )  # fmt: skip
    if found.kind == PAGE and not is_page(found):
        connection.execute("INSERT INTO unread VALUES (?)", (added.lastrowid,))
    elif is_listed:
        connection.execute(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
            (added.lastrowid, title, text),
        )


def _absolute(location: str, uri: str) -> str:
    """Return the address to which a record redirects; empty if it does not."""
    with suppress(ValueError):
        found = urljoin(uri, location) if location else ""
        return found if len(found) <= _ADDRESS else ""
    return ""


def _add_data(connection: sqlite3.Connection, record: RawRecord) -> None:
    """Note the title of a site, or the type and the date of a post, whose page precedes it."""
    record.block.seek(0)
    try:
        post = msgspec.json.decode(record.block.read(), type=_Data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if post.site and post.site.title:
        title = (" ".join(text_of(post.site.title).split())[:_TITLE],)
        connection.execute("INSERT OR IGNORE INTO site VALUES (?)", title)
    day = _DAY.match(post.published or "")
    # In damaged archives many records can have one id.
    connection.execute(
        "UPDATE page SET type = ?, date = ? WHERE number ="
        " (SELECT number FROM page WHERE id = ? ORDER BY number DESC LIMIT 1)",
        ((post.type or "")[:_TITLE], day[0] if day else "", _field(record, "WARC-Refers-To")),
    )
