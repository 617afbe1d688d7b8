"""No pattern of the package takes time that grows much faster than the text."""

from __future__ import annotations

import re
from re import _compiler, _constants, _parser

import pytest

from tests.patterns.collect import Found, patterns
from tests.patterns.measured import LIST, digest, slow, unmeasured, worst
from wparchive.web.scanning import Ended, enclosed

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
    "atomic": r"\A(?>(?:a++)*)b",
    "a run from its beginning": r"(?<!\s)\s++\Z",
    "one class": r"[\w.-]+",
    "anchored": r"\A\s*<html",
}


_PARTS = 4  # which workers share


@pytest.mark.parametrize("kind", SLOW)
def test_slow_patterns_are_found(kind):
    assert worst(re.compile(SLOW[kind], re.DOTALL))


@pytest.mark.parametrize("kind", FAST)
def test_fast_patterns_pass(kind):
    assert worst(re.compile(FAST[kind], re.DOTALL)) is None


@pytest.mark.parametrize("part", range(_PARTS))
def test_every_pattern_of_the_package_is_linear(part):
    found = patterns()
    assert len(found) > 1300
    failed = slow(unmeasured(found)[part::_PARTS])
    assert not failed, "\n".join(failed)


def test_a_pattern_that_changes_is_measured_again(monkeypatch):
    monkeypatch.delenv("WPARCHIVE_ALL_PATTERNS", raising=False)
    known = set(LIST.read_text().split())
    found = next(each for each in patterns() if digest(each) in known)
    assert unmeasured([found]) == []
    changed = re.compile(SLOW["nested repeats"])
    other = Found(changed, found.place, found.methods)
    assert unmeasured([other]) == [other]
    assert len(slow([other])) == 1
    more = Found(found.pattern, found.place, found.methods | {"fullmatch", "match", "split"})
    assert unmeasured([more]) == [more]
    monkeypatch.setenv("WPARCHIVE_ALL_PATTERNS", "1")
    assert unmeasured([found]) == [found]


def repeats_groups_possessively(pattern):
    """Whether a pattern has ``(?:...)*+`` or the like, with more in the group than one character.

    Python before 3.11.5 takes characters that the group does not match (gh-100061), and until
    3.12.8 it fails if the group captures (gh-101955). ``(?>(?:...)*)`` is the same, and right.
    """
    pending = [_parser.parse(pattern.pattern, pattern.flags)]
    while pending:
        node = pending.pop()
        possessive = isinstance(node, tuple) and node[0] is _constants.POSSESSIVE_REPEAT
        if possessive and not _compiler._simple(node[1][2]):
            return True
        if isinstance(node, tuple | list | _parser.SubPattern):
            pending += list(node)
    return False


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (r"(?:a|-(?!b))*+", True),
        (r"(?>(?:ab)*)", False),
        (r"[ab]++", False),
        (r"(a(?:bc)?+)d", True),
    ],
)
def test_groups_that_are_repeated_possessively_are_found(text, wrong):
    assert repeats_groups_possessively(re.compile(text)) is wrong


def test_every_pattern_matches_the_same_in_each_version_of_python():
    found = [
        f"{each.place}: {pattern.pattern!r}"
        for each in patterns()
        for pattern in (
            [each.pattern.pattern, each.pattern.end]
            if isinstance(each.pattern, Ended)
            else [each.pattern]
        )
        if repeats_groups_possessively(pattern)
    ]
    assert not found, "write (?>(?:...)*) instead:\n" + "\n".join(found)


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
