"""Decoding JSON that others wrote."""

from __future__ import annotations

import json

import pytest

from wparchive.web.json_text import load_damaged_json, load_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": ["x\ud800"]}', {"a": ["x\ufffd"]}),
        (r'{"\uDFFFk": 1}', {"\ufffdk": 1}),
        (r'"\ud83d\ude00"', "\U0001f600"),  # a whole pair
        (r'"\ude00\ud83d"', "\ufffd\ufffd"),
        (r'"\\ud800"', r"\ud800"),  # a backslash and letters
        ("[" * 100_000, None),
        ("{", None),
        ("", None),
    ],
)
def test_strings_are_text(text, value):
    assert load_json(text) == value
    json.dumps(load_json(text), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[{"a": "b"}]', [{"a": "b"}]),
        ('[{"a": "b\nc\td"}]', [{"a": "b\nc\td"}]),
        (r"[{\"a\":\"<p class=\\\"x\\\">b<\\/p>\"}]", [{"a": '<p class="x">b</p>'}]),
        (r"{\"a\": 1}", {"a": 1}),
        ('[{"a": "<p class="x">"}]', None),
        ("[" * 100_000, None),
        (r"[{\"a", None),
        ("", None),
    ],
)
def test_damaged_documents(text, found):
    assert load_damaged_json(text) == found
