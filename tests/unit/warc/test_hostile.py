"""Hostile web archives: the time to read them grows with their size, not with its square."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib

import pytest

from tests.growth import LIMIT, exponent
from wparchive.warc.streams import next_member
from wparchive.warc.strict import read_records


def _record(*lines, block=b""):
    head = b"".join(line + b"\r\n" for line in (b"WARC/1.1", *lines))
    return head + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


GOOD = _record(b"WARC-Type: resource", b"WARC-Target-URI: http://b.example/", block=b"<html>")
PACKED = gzip.compress(GOOD)


def _packed_again(size):
    """Members that unpack to the start of a record and are damaged behind it."""
    packer = zlib.compressobj(0, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    start = packer.compress(b"WARC/1.1\r\nX: ") + packer.flush(zlib.Z_SYNC_FLUSH)
    return PACKED + (start + b"\x07") * size


HOSTILE = {
    "marks of gzip": lambda size: PACKED + b"\x1f\x8b\x08" * size,
    "names without an end": lambda size: PACKED + b"\x1f\x8b\x08\x08      name" * size,
    "damaged members": _packed_again,
    "folded lines": lambda size: _record(b"X: a", *[b" b"] * size) + GOOD,
    "bare lines": lambda size: _record(*[b"b"] * size) + GOOD,
    "empty records": lambda size: GOOD + b"\r\n\r\nWARC/1.1\r\nx" * size,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_size(kind):
    def work(size):
        data = HOSTILE[kind](size)
        return lambda: sum(1 for _ in read_records(io.BytesIO(data)))

    assert exponent(work, 5000) < LIMIT


def test_the_lines_of_a_header_are_limited():
    records = list(read_records(io.BytesIO(_record(*[b"X: b"] * 30_000) + GOOD)))
    [found] = records[0].problems
    assert found.message == "The header has over 20,000 lines."
    assert len(records[0].fields) == 20_000
    assert (records[-1].get("WARC-Type"), records[-1].problems) == ("resource", [])


def test_a_folded_field_is_one_problem_and_keeps_its_value():
    [record] = read_records(io.BytesIO(_record(b"X: a", b" b", b"\tc ", b"Y: d")))
    assert record.fields[:2] == [("X", "a b c"), ("Y", "d")]
    assert [problem.rule for problem in record.problems] == ["header-folded"]


@pytest.mark.parametrize("before", [0, 1, 16_383, 16_384, 40_000, 3_000_000])
def test_members_are_found_anywhere(before):
    damage = (b"\x1f\x8b\x08\x00    damage" * (before // 14 + 1))[:before]
    data = damage + PACKED
    assert next_member(io.BytesIO(data), 0) == before
    assert next_member(io.BytesIO(data), before + 1) is None


def test_a_member_is_found_by_a_long_first_line():
    line = b"http://b.example/" + bytes(range(97, 123)) * 280 + b" 192.0.2.1 20240101000000 x 1\n"
    name = b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 900 + b"\0"
    packed = name + gzip.compress(line, 0)[10:]
    assert next_member(io.BytesIO(b"damage" + packed), 0) == 6
    assert next_member(io.BytesIO(b"damage" + packed.replace(b"2024", b"x")), 0) is None


def test_a_search_for_members_takes_little_memory():
    file = io.BytesIO((b"\x1f\x8b\x08" + bytes(9997)) * 1000)
    tracemalloc.start()
    try:
        assert next_member(file, 0) is None
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
