"""Fill the viewer's index with the records of a WARC file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wparchive import patterns
from wparchive.render.summary import plain_text
from wparchive.viewer.addresses import sent
from wparchive.viewer.effort import TOKENS
from wparchive.viewer.payload import is_page, page_text, payload
from wparchive.warc.strict import read_records
from wparchive.web.references import unescape

if TYPE_CHECKING:
    import re
    import sqlite3
    from pathlib import Path

    from wparchive.storage.limits import Allowance
    from wparchive.warc.raw_record import RawRecord
    from wparchive.warc.streams import Mark

TABLES = f"""
CREATE TABLE page (
  number INTEGER PRIMARY KEY, uri TEXT UNIQUE, sent TEXT, file BLOB, offset INTEGER,
  inner INTEGER, length INTEGER, id TEXT, captured TEXT, media TEXT, title TEXT,
  type TEXT DEFAULT '', date TEXT DEFAULT ''
);
CREATE INDEX page_by_id ON page (id);
CREATE INDEX page_by_sent ON page (sent);
CREATE TABLE alias (uri TEXT PRIMARY KEY, sent TEXT, target TEXT);
CREATE INDEX alias_by_sent ON alias (sent);
CREATE TABLE site (title TEXT PRIMARY KEY);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = '{TOKENS}');
"""
_HEADING = patterns.lazy(r"<h1\b[^<>]*>")
_TITLE_TAG = patterns.lazy(r"<title\b[^<>]*>")
_MAIN = patterns.lazy(r"<main\b[^<>]*>")
_BODY = patterns.lazy(r"<body\b[^<>]*>")
_TAG = patterns.lazy(r"<[^<>]*>")
_ARTICLE = patterns.lazy(r"<article\b")
_OURS = patterns.lazy(r'<meta name="generator" content="wparchive ')
_TIME = patterns.lazy(r'<time\b[^<>]*?\bdatetime="(\d{4}-\d\d-\d\d)')
_DAY = patterns.lazy(r"\d{4}-\d\d-\d\d")
_TITLE = 300
"""Characters of a title."""
_ADDRESS = 4096
"""Characters of an address; browsers open no longer ones."""
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


def _add_page(connection: sqlite3.Connection, path: Path, record: RawRecord, uri: str) -> None:
    found = payload(record)
    page = page_text(found) if is_page(found) else ""
    title = _text(_between(page, _HEADING, "</h1>")) or _text(
        _between(page, _TITLE_TAG, "</title>")
    )
    # Archive pages that wparchive made repeat the text of their posts.
    is_list = bool(_OURS.search(page)) and not _ARTICLE.search(page)
    main = "" if is_list else _between(page, _MAIN, "</main>", last=True)
    shown = main or ("" if is_list else _between(page, _BODY, "</body>", last=True))
    day = _TIME.search(shown)
    added = connection.execute(
        "INSERT OR IGNORE INTO page (uri, sent, file, offset, inner, length, id, captured, media,"
        " title, date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            uri, sent(uri), os.fsencode(path), record.offset, record.inner, record.length,
            record.get("WARC-Record-ID"), record.get("WARC-Date"), found.kind,
            (title or uri)[:_TITLE], day[1] if day else "",
        ),
    )  # fmt: skip
    if added.rowcount and shown:  # the first record of an address counts
        connection.execute(
            "INSERT OR IGNORE INTO words (rowid, title, text) VALUES (?, ?, ?)",
            (added.lastrowid, title, plain_text(shown)),
        )


def _add_data(connection: sqlite3.Connection, record: RawRecord) -> None:
    """Note the title of a site, or the type and the date of a post, whose page precedes it."""
    record.block.seek(0)
    try:
        post = msgspec.json.decode(record.block.read(), type=_Data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if post.site and post.site.title:
        title = (" ".join(_text(post.site.title).split())[:_TITLE],)
        connection.execute("INSERT OR IGNORE INTO site VALUES (?)", title)
    day = _DAY.match(post.published or "")
    # In damaged archives many records can have one id.
    connection.execute(
        "UPDATE page SET type = ?, date = ? WHERE number ="
        " (SELECT number FROM page WHERE id = ? ORDER BY number DESC LIMIT 1)",
        ((post.type or "")[:_TITLE], day[0] if day else "", record.get("WARC-Refers-To")),
    )


def _text(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", markup)).split())


def _between(page: str, start: re.Pattern[str], end: str, *, last: bool = False) -> str:
    """Return the text between the first start tag and the next or last end tag; empty if missing.

    A single expression would search for the end tag again from every start tag.
    """
    begins = start.search(page)
    if begins is None:
        return ""
    ends = page.rfind(end, begins.end()) if last else page.find(end, begins.end())
    return page[begins.end() : ends] if ends >= 0 else ""
