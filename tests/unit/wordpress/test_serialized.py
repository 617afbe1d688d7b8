import time

import pytest

from wparchive.wordpress.serialized import decode, is_serialized


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:0:{}", []),
        ('a:2:{i:0;s:1:"a";i:1;b:1;}', ["a", True]),
        (
            'a:2:{s:1:"a";i:1;s:1:"b";a:3:{i:0;s:2:"ü";i:1;b:0;i:2;N;}}',
            {"a": 1, "b": ["ü", False, None]},
        ),
        ("a:1:{i:5;d:0.5;}", {"5": 0.5}),
        ('O:8:"stdClass":1:{s:1:"x";i:-3;}', {"__class__": "stdClass", "x": -3}),
        ('a:1:{i:0;s:6:"a";b";}";}', None),
        ('a:1:{i:0;s:5:"a";b"";}', ['a";b"']),
        (" a:1:{i:0;N;}\n", [None]),
    ],
)
def test_what_php_writes(text, expected):
    assert decode(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a:1:{s:3:"key";s:5:"a\nbc";}', {"key": "a\nbc"}),  # was CRLF: one byte more
        ('a:2:{i:0;s:1:"ü";i:1;s:2:"ok";}', ["ü", "ok"]),  # was Latin-1: one byte less
        ('a:1:{i:0;s:99:"short";}', ["short"]),
    ],
)
def test_lengths_that_a_conversion_broke(text, expected):
    assert decode(text) == expected


@pytest.mark.parametrize(
    "text", ["", "a:1:{", "plain", 's:1:"a";', "a:1:{i:0;}", "a:9:{i:0;i:1;}", "a:1:{i:0;N;}x"]
)
def test_what_is_none(text):
    assert decode(text) is None


def test_only_arrays_and_objects_are_looked_at():
    assert is_serialized("a:1:{i:0;N;}")
    assert is_serialized('O:1:"A":0:{}')
    assert not is_serialized("a: list")


@pytest.mark.parametrize(
    "text",
    ["a:1:{i:0;" * 100_000, 'a:1:{i:0;s:9:"' * 20_000, "a:999999999:{" + "i:0;i:0;" * 100_000],
)
def test_hostile_values_end_soon(text):
    started = time.process_time()
    decode(text)
    assert time.process_time() - started < 5
