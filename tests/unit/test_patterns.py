"""No pattern of the package takes time that grows much faster than the text."""

from __future__ import annotations

import re

import pytest

from tests.patterns.attacks import attacks
from tests.patterns.collect import patterns
from tests.patterns.cost import LIMIT, exponent
from wparchive.scanning import Ended, enclosed

SLOW = {
    "nested repeats": r"(?:a+)+b",
    "alternatives that overlap": r"(?:a|a|b)*c",
    "a repeat in words": r"(?:[a-z]+[-_])*list(?:[-_]\w+)*\Z",
    "neighbours": r"x\s*\d*\s*;",
    "an end that is missing": r"<!--.*?-->",
    "a class without its end": r"<a[^>]*>",
    "the end of a run": r"\s+\Z",
    "a repeat before a sign": r"[\w.]+@",
    "three neighbours": r"q.*w.*e.*r",
    "a bound that is far": r"(?:a|aa){0,5000}b",
    "a repeat in a lookahead": r"x(?=a*a*b)",
    "a group given back": r"(\w+)-\1;",
}
FAST = {
    "possessive": r"\A(?:a++)*+b",
    "a run from its beginning": r"(?<!\s)\s++\Z",
    "one class": r"[\w.-]+",
    "anchored": r"\A\s*<html",
}


def worst(pattern, methods=frozenset({"finditer"})):
    """The first text that takes too long, and by how much; None if none does."""
    for make in attacks(pattern):
        if (growth := exponent(pattern, methods, make)) >= LIMIT:
            return growth, make.shape
    return None


@pytest.mark.parametrize("kind", SLOW)
def test_slow_patterns_are_found(kind):
    assert worst(re.compile(SLOW[kind], re.DOTALL))


@pytest.mark.parametrize("kind", FAST)
def test_fast_patterns_pass(kind):
    assert worst(re.compile(FAST[kind], re.DOTALL)) is None


def test_every_pattern_of_the_package_is_linear():
    found = patterns()
    assert len(found) > 650
    slow = [
        f"{each.place}: {each.pattern.pattern!r}, to the power of {growth:.1f} in {shape}"
        for each in found
        if (result := worst(each.pattern, each.methods))
        for growth, shape in [result]
    ]
    assert not slow, "\n".join(slow)


def test_what_has_an_end_is_found_up_to_the_last():
    comment = Ended(re.compile(r"<!--.*?-->", re.DOTALL), re.compile("-->"))
    text = "a<!--b-->c<!--d"
    assert [match[0] for match in comment.finditer(text)] == ["<!--b-->"]
    assert comment.sub("", text) == "ac<!--d"
    assert comment.search(text, 9) is None
    assert comment.sub("", "<!--") == "<!--"


def test_what_is_between_marks():
    ends = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
    data = b"<!--a<![CDATA[-->b<![CDATA[c]]>d<![CDATA[e<!--f-->g"
    assert [data[start:stop] for start, stop in enclosed(data, ends)] == [
        b"<!--a<![CDATA[-->",
        b"<![CDATA[c]]>",
        b"<!--f-->",
    ]
