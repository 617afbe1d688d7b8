"""REST dumps that are cut short or broken in places: what is whole is read, the rest is reported."""

from __future__ import annotations

import json

import pytest

from tests.unit.readers.rest.test_rest import post
from wparchive.api import convert
from wparchive.errors import ExitCode, MalformedInputError
from wparchive.errors.notices import Code

POSTS = [post(number) for number in (1, 2, 3)]


def read(tmp_path, text):
    (tmp_path / "x.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    report = convert(tmp_path / "x.json", tmp_path / "out", to=["json"], jobs=1)
    lines = (tmp_path / "out/private/json/posts.jsonl").read_text().splitlines()
    return report, sorted(json.loads(line)["id"] for line in lines)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("frame", ["{}", '{{"found": 3, "posts": {}}}'])
def test_a_dump_that_is_cut_short(tmp_path, indent, frame):
    text = frame.format(json.dumps(POSTS, indent=indent))
    report, ids = read(tmp_path, text[: text.rindex("/post-3/")])
    assert ids == [1, 2]
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert report.notice_counts[Code.INPUT_DAMAGED] == 1


def test_a_broken_object_in_the_middle(tmp_path):
    texts = [json.dumps(value) for value in POSTS]
    texts[1] = texts[1].replace('"status":', '"status"', 1)
    report, ids = read(tmp_path, f"[{','.join(texts)}]")
    assert ids == [1, 3]
    assert report.notice_counts[Code.INPUT_DAMAGED] == 1


@pytest.mark.parametrize("broken", [1, 2])
def test_a_broken_line(tmp_path, broken):
    lines = [json.dumps(value).encode() for value in POSTS]
    lines[broken] = lines[broken][:-30]
    report, ids = read(tmp_path, b"\n".join(lines))
    assert ids == [number for number in (1, 2, 3) if number != broken + 1]
    [notice] = [n for n in report.notices if n.code is Code.POST_FAILED]
    assert (notice.line, notice.offset) == (broken + 1, sum(len(x) + 1 for x in lines[:broken]))


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "1e400", "-" + "9" * 40])
@pytest.mark.parametrize("field", ["parent", "author", "menu_order", "featured_media"])
def test_numbers_that_no_program_has(tmp_path, number, field):
    values = [json.dumps(value | {field: "NUMBER"}) for value in POSTS]
    report, ids = read(tmp_path, f"[{','.join(values)}]".replace('"NUMBER"', number))
    assert ids == [1, 2, 3]
    assert Code.POST_FAILED not in report.notice_counts


def test_what_holds_no_whole_object_is_refused(tmp_path):
    with pytest.raises(MalformedInputError, match=r"x\.json is not JSON"):
        read(tmp_path, json.dumps(POSTS[:1])[:-40])


def test_broken_objects_in_bulk_are_given_up(tmp_path):
    text = json.dumps(POSTS[:1])[:-1] + ',{"id":1,"date_gmt":' * 20_000
    _, ids = read(tmp_path, text)
    assert ids == [1]


@pytest.mark.parametrize("broken", ["", "cut"])
@pytest.mark.parametrize("field", ["type", "slug", "link", "date", "title", "guid"])
def test_halves_of_surrogate_pairs(tmp_path, field, broken):
    """JSON can escape them; no text has them. A post has them in any field."""
    values = [post(number) for number in (1, 2, 3)]
    old = values[1][field]
    if isinstance(old, dict):
        old["rendered"] = f"\ud800{old['rendered']}"
    else:
        values[1][field] = f"{old}\udfff"
    text = json.dumps(values)
    report, ids = read(tmp_path, text[: text.rindex("/post-3/")] if broken else text)
    assert ids == [1, 2] if broken else [1, 2, 3]
    found = Code.INPUT_DAMAGED if broken else Code.BYTE_REPLACED
    assert report.notice_counts[found] == 1
