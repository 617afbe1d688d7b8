"""Patterns are compiled when they are first used, and then behave as others."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys

import pytest

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


def test_importing_the_readers_and_writers_compiles_few_patterns():
    script = (
        "import re._compiler as compiler\n"
        "plain, made = compiler.compile, []\n"
        "def compile(*given): made.append(given[0]); return plain(*given)\n"
        "compiler.compile = compile\n"
        "from wparchive.formats import registry\n"
        "import wparchive.engine.pipeline\n"
        "registry.readers(), registry.writer('markdown')\n"
        "print(len(made))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(done.stdout) < 150
