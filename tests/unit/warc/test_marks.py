"""Records in the middle of a large gzip member, read from a mark before them."""

from __future__ import annotations

import gzip
import io

import pytest

from tests import warcs
from wparchive.warc import streams, strict
from wparchive.warc.strict import read_records, record_at

BODIES = [bytes([65 + number]) * (3_000 + number) for number in range(20)]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(strict, "_BETWEEN_MARKS", 10_000)
    monkeypatch.setattr(streams, "BLOCK", 1_000)


def read(data):
    """Each record's offsets and block, and the marks."""
    marks = {}
    found = [
        (record.offset, record.inner, record.block.read())
        for record in read_records(io.BytesIO(data), None, marks)
    ]
    return found, marks


def joined(bodies):
    return gzip.compress(b"".join(map(warcs.page, bodies)), mtime=0)


@pytest.mark.usefixtures("small")
def test_each_record_is_the_same_from_a_mark(monkeypatch):
    found, marks = read(joined(BODIES) + joined(reversed(BODIES)))
    assert [body for _, _, body in found] == BODIES + BODIES[::-1]
    assert len(marks) == 2
    unpacked = []
    pull = streams.Member.pull
    monkeypatch.setattr(
        streams.Member, "pull", lambda self: unpacked.append(found := pull(self)) or found
    )
    for offset, inner, body in found:
        unpacked.clear()
        data = io.BytesIO(joined(BODIES) + joined(reversed(BODIES)))
        with record_at(data, offset, inner, marks=marks[offset]).block as block:
            assert block.read() == body
        assert sum(map(len, unpacked)) < 10_000 + 5_000


@pytest.mark.usefixtures("small")
def test_marks_are_kept_only_where_they_are_needed():
    assert read(warcs.packed(warcs.page(bytes(100_000)), warcs.page(b"x")))[1] == {}
    assert read(warcs.page(bytes(100_000)) + warcs.page(b"x"))[1] == {}
    assert {*read(joined([bytes(100_000), b"x"]))[1]} == {0}


@pytest.mark.usefixtures("small")
def test_a_member_that_is_cut_has_marks_of_what_is_there():
    data = joined(BODIES)[:-50]
    found, marks = read(data)
    for offset, inner, body in found:
        with record_at(io.BytesIO(data), offset, inner, marks=marks[offset]).block as block:
            assert block.read() == body


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_large_block_is_read_as_it_is_needed(monkeypatch, pack):
    monkeypatch.setattr(streams, "BLOCK", 1_000)
    monkeypatch.setattr(strict, "BLOCK", 1_000)
    body = bytes(range(250)) * 400
    data = pack(warcs.page(body) + warcs.page(b"x"))
    pulled = []
    pull = streams.Stream.read_some
    monkeypatch.setattr(
        streams.Stream, "read_some", lambda self, n: pulled.append(found := pull(self, n)) or found
    )
    record = record_at(io.BytesIO(data), 0, memory=5_000)
    assert record.length == len(body)
    assert record.block.read(5_000) == body[:5_000]
    assert pulled == []
    assert (record.block.seek(10), record.block.read(2)) == (10, body[10:12])
    record.block.seek(0)
    assert record.block.read() == body
    with pytest.raises(io.UnsupportedOperation):
        record.block.seek(0)
    assert record.block.read(1) == b""


def test_a_large_block_that_is_cut_ends_where_it_is_cut():
    data = warcs.page(bytes(100_000))[:50_000]
    record = record_at(io.BytesIO(data), 0, memory=5_000)
    assert record.length == 100_000
    assert record.block.read() == data[data.index(b"\0") :]
