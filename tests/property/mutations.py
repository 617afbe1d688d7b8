"""What can happen to an export: bytes cut, flipped, glued, tags moved, junk put in."""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager

_TAG = re.compile(rb"</?[A-Za-z][^<>]*>|<!\[CDATA\[|\]\]>")


def _spot(chance, data):
    return chance.randrange(len(data) + 1)


def _cut_end(chance, data):
    return data[: _spot(chance, data)]


def _cut_start(chance, data):
    return data[_spot(chance, data) :]


def _cut_out(chance, data):
    start = _spot(chance, data)
    return data[:start] + data[start + chance.choice([1, 2, 5, 20, 100, 700]) :]


def _flip(chance, data):
    broken = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 40])):
        broken[chance.randrange(len(broken))] = chance.choice(
            [*b"<>&]'\"/!-?=\0\x0b\x1b\xff\xc3\xa0\xe2 \n", chance.randrange(256)]
        )
    return bytes(broken)


def _tag(chance, data):
    tags = list(_TAG.finditer(data))
    if not tags:
        return data
    one, other = chance.choice(tags), chance.choice(tags)
    return chance.choice(
        [
            data[: one.start()] + data[one.end() :],
            data[: one.end()] + one[0] + data[one.end() :],
            data[: one.start()] + other[0] + data[one.end() :],
            data[: one.start()] + other[0] + data[one.start() :],
            data[: one.start() + 1] + b"x" + data[one.start() + 1 :],
        ]
    )


def _glue(chance, data, other):
    spot = _spot(chance, data)
    return chance.choice(
        [
            data + other,
            other[: _spot(chance, other)] + data,
            data[:spot] + other + data[spot:],
            data[:spot]
            + b"\n<<<<<<< HEAD\n"
            + data[spot : spot + 300]
            + b"\n=======\n"
            + data[spot : spot + 300]
            + b"\n>>>>>>> other\n"
            + data[spot + 300 :],
        ]
    )


def _junk(chance, data):
    spot = chance.choice([0, _spot(chance, data)])
    junk = chance.choice(
        [
            b"\n\n", b"<", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"</", b"<?", b"<br>",
            b"&nbsp;", b"&#0;", b"&#xD83D;", b"\xed\xa0\xbd\xed\xb8\x80", b"\xef\xbf\xbf", b"\xe2\x82",
            b"Warning: PHP <b>notice</b> in file\n", b"<item>", b"</item>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        ]
    )  # fmt: skip
    return data[:spot] + junk + data[spot:]


_DAMAGES = (_cut_end, _cut_start, _cut_out, _flip, _flip, _tag, _tag, _junk)


def damage(chance, data, other):
    """An export with one to three damages; `other()` makes one to glue to it."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        if not data:
            return data
        if chance.randrange(len(_DAMAGES) + 1) == 0:
            data = _glue(chance, data, other())
        else:
            data = chance.choice(_DAMAGES)(chance, data)
    return data


@contextmanager
def deadline(seconds):
    def late(*_):
        raise AssertionError(f"no answer after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
