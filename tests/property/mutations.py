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


_NUMBER = re.compile(rb"\d+")
_VALUE = re.compile(rb""""(?:[^"\\\n]|\\.)*"|[\d.]+|\btrue\b|\bnull\b""")
_NUMBERS = (
    b"0",
    b"-1",
    b"9" * 18,
    b"9" * 30,
    b"1" * 5000,
    b"18446744073709551616",
    b"1e999",
    b"NaN",
)
_VALUES = (
    b"null",
    b"[]",
    b"{}",
    b"-1",
    b"true",
    b'"\\ud800"',
    b'"\\u0000"',
    b"[" * 3000,
    b'{"a":' * 900,
    *_NUMBERS,
)


def _swap(chance, data, pattern, others):
    found = list(pattern.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    return (
        data[: one.start()] + chance.choice([*others, chance.choice(found)[0]]) + data[one.end() :]
    )


def _number(chance, data):
    return _swap(chance, data, _NUMBER, _NUMBERS)


def _value(chance, data):
    return _swap(chance, data, _VALUE, _VALUES)


def _line(chance, data):
    """Lines as headers and records have them: twice, elsewhere, missing, or very long."""
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    change = chance.randrange(4)
    if change == 0:
        lines.insert(other, lines[one])
    elif change == 1:
        lines[one], lines[other] = lines[other], lines[one]
    elif change == 2:
        del lines[one]
    else:
        lines[one] += chance.choice([b" ", b"x", b"\r", b":", b"\xe9"]) * chance.choice(
            [1, 300, 70_000]
        )
    return b"\n".join(lines)


def _repeat(chance, data):
    """A stretch many times in a row."""
    start = _spot(chance, data)
    stretch = data[start : start + chance.choice([1, 7, 40, 300])]
    return data[:start] + stretch * chance.choice([2, 50, 2000]) + data[start:]


_DAMAGES = (_cut_end, _cut_start, _cut_out, _flip, _flip, _tag, _tag, _junk)


DAMAGES_OF_ANY_FORMAT = (*_DAMAGES, _number, _value, _value, _line, _repeat)


def damage(chance, data, other, damages=_DAMAGES):
    """A document with one to three damages; `other()` makes one to glue to it."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        if not data:
            return data
        if chance.randrange(len(damages) + 1) == 0:
            data = _glue(chance, data, other())
        else:
            data = chance.choice(damages)(chance, data)
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
