"""What WordPress's importer expects of its own fixtures, asked of our JSON, twice.

Once as it was read from the fixture, and once after a round trip through our WXR.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.corpus.importer import look, unserialize, view
from wparchive.api import convert
from wparchive.errors import ExitCode, InputError, MalformedInputError

WXR = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "wxr"

FIRST_COUNTS = {("imp-namespace-edge-cases", "posts[0].post_id"): ("1", "999")}
"""Where several elements bear a name, one of the importer's four parsers takes the last, against
the three others; we take the first, name the repetition, and keep the last in `extra`."""
KNOWN_ABSENT = {"imp-10MB": "the snapshot of the importer's fixtures lacks the file"}


def _expectations():
    if not WXR.is_dir():
        return []
    return json.loads((WXR / "importer_expectations.json").read_text())["expectations"]


def _name(expectation):
    return f"{expectation['corpus_id']}-{expectation['path']}-{expectation['op']}"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Reads a fixture of the importer, once: its view and its report, by way of travel."""

    @cache
    def read(name, way):
        source = WXR / "files" / f"{name}.xml"
        if way == "through-wxr":
            first = tmp_path_factory.mktemp("first")
            convert(source, first, to=["wxr"], overwrite=True, jobs=1)
            [source] = (first / "private/wxr").iterdir()
        target = tmp_path_factory.mktemp("json")
        report = convert(source, target, to=["json"], overwrite=True, jobs=1)
        site = json.loads((target / "private/json/site.json").read_bytes())
        lines = (target / "private/json/posts.jsonl").read_bytes().split(b"\n")
        posts = [json.loads(line) for line in lines if line]
        return view(site, posts), posts, report

    return read


def test_the_expectations_are_all_there(shared):
    assert len(_expectations()) == 200


@pytest.mark.parametrize("way", ["as-read", "through-wxr"])
@pytest.mark.parametrize("expectation", _expectations(), ids=_name)
def test_expectation(expectation, way, answers):
    name, path = expectation["corpus_id"], expectation["path"]
    if name in KNOWN_ABSENT:
        pytest.skip(KNOWN_ABSENT[name])
    if path == "$error":
        _check_error(expectation, way, answers)
        return
    try:
        seen, posts, report = answers(name, way)
    except MalformedInputError as error:
        pytest.skip(f"needs repair: {error.message}")
    if (name, path) in FIRST_COUNTS:
        value, last = FIRST_COUNTS[name, path]
        assert str(look(seen, path)) == value
        assert last in [extra.get("text") for extra in posts[0]["extra"]]
        assert "element-repeated" in {code.value for code in report.notice_counts}
        return
    found, wanted = look(seen, path), expectation["value"]
    if path == "posts.titles_slugs_authors":
        found, wanted = sorted(found), sorted(wanted)
    CHECKS[expectation["op"]](found, wanted)


def _check_error(expectation, way, answers):
    """The importer refuses these; we may read them, but never without a word."""
    if expectation["op"] == "no_warning":
        answers(expectation["corpus_id"], way)
        return
    try:
        report = answers(expectation["corpus_id"], "as-read")[2]
    except InputError:
        return
    named = {code.value for code in report.notice_counts if code.severity != "info"} | {
        "wxr-version"
    }
    assert (
        named & {code.value for code in report.notice_counts} or report.exit_code is not ExitCode.OK
    )


def _eq(found, wanted):
    assert _loose(found) == _loose(wanted)


def _loose(value):
    """Numbers as texts, since PHP's parsers disagree on which they give."""
    if isinstance(value, list):
        return [_loose(item) for item in value]
    if isinstance(value, dict):
        return {key: _loose(item) for key, item in value.items()}
    return str(value) if isinstance(value, int) else value


def _count(found, wanted):
    assert len(found or []) == wanted if not isinstance(found, int) else found == wanted


def _set_eq(found, wanted):
    assert sorted(found) == sorted(wanted)


def _matches(found, wanted):
    assert re.search(wanted, found)


def _contains(found, wanted):
    assert wanted in found


def _contains_item(found, wanted):
    assert _loose(wanted) in _loose(found)


def _empty(found, _wanted):
    assert not found


def _newline_count(found, wanted):
    assert found.count("\n") == wanted


def _trimmed_eq(found, wanted):
    assert found.strip() == wanted


def _endswith(found, wanted):
    assert found.endswith(wanted)


def _unserialized(found, wanted):
    value = unserialize(found)
    _eq(value, wanted)


CHECKS = {
    "eq": _eq, "count": _count, "set_eq": _set_eq, "sorted_eq": _set_eq, "matches": _matches,
    "contains": _contains, "contains_item": _contains_item, "empty": _empty,
    "newline_count": _newline_count, "trimmed_eq": _trimmed_eq, "endswith": _endswith,
    "unserialized_eq": _unserialized, "unserialized_path": _unserialized,
}  # fmt: skip
