"""Patterns are compiled when they are first used, and then behave as others."""

from __future__ import annotations

import pickle
import re

import pytest

from tests.patterns.collect import compiled_at_import
from wparchive import patterns

TEXT = "one, two; One"
CALLS = [
    ("search", (TEXT,)),
    ("match", (TEXT,)),
    ("fullmatch", ("one",)),
    ("split", (TEXT,)),
    ("findall", (TEXT,)),
    ("finditer", (TEXT,)),
    ("sub", ("1", TEXT)),
    ("subn", ("1", TEXT)),
]


def plain(result):
    """A result that can be compared."""
    if isinstance(result, re.Match):
        return result.span()
    return [match.span() for match in result] if hasattr(result, "__next__") else result


@pytest.mark.parametrize(("method", "arguments"), CALLS)
def test_each_method_does_what_that_of_a_compiled_pattern_does(method, arguments):
    expected = getattr(re.compile("one", re.IGNORECASE), method)(*arguments)
    lazy = patterns.lazy("one", re.IGNORECASE)
    for _ in range(2):  # the first call compiles
        assert plain(getattr(lazy, method)(*arguments)) == plain(expected)
        expected = getattr(re.compile("one", re.IGNORECASE), method)(*arguments)


def test_a_pattern_is_compiled_at_its_first_use():
    wrong = patterns.lazy("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_no_method_is_made_up():
    with pytest.raises(AttributeError, match="scan"):
        patterns.lazy("a").scan  # noqa: B018


def test_a_pattern_can_be_sent_to_another_process():
    lazy = patterns.lazy(rb"\d+", re.ASCII)
    assert lazy.search(b"a1")
    copy = pickle.loads(pickle.dumps(lazy))
    assert (copy.pattern, copy.flags, copy.findall(b"1 22")) == (rb"\d+", re.ASCII, [b"1", b"22"])


def test_no_module_compiles_a_pattern_when_it_is_imported():
    assert compiled_at_import() == []
