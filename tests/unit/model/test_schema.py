"""The published schema holds for what is written, and reading is as strict as it says."""

from __future__ import annotations

import json

import jsonschema
import pytest

import wparchive
from wparchive.api import convert
from wparchive.errors import MalformedInputError
from wparchive.model.canonical import decode_post, decode_posts, decode_site, encode_post
from wparchive.model.records import Post


@pytest.fixture(scope="module")
def output(sample, tmp_path_factory):
    target = tmp_path_factory.mktemp("schema") / "out"
    convert(sample, target, to=["json"])
    return target / "private/json"


def validator(record):
    schema = wparchive.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    # The schema itself takes either record, and a mistake in one is easier to see alone.
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{record}", "$defs": schema["$defs"]})


def test_every_line_of_the_sample_follows_the_schema(output):
    lines = (output / "posts.jsonl").read_bytes().splitlines()
    assert len(lines) == 23
    check = validator("Post")
    for line in lines:
        check.validate(json.loads(line))
    whole = jsonschema.Draft202012Validator(wparchive.schema())
    whole.validate(json.loads(lines[0]))


def test_the_site_of_the_sample_follows_the_schema(output):
    validator("SiteDocument").validate(json.loads((output / "site.json").read_bytes()))


def test_lines_read_back_are_the_same_bytes(output):
    with (output / "posts.jsonl").open("rb") as file:
        for line in file:
            assert encode_post(decode_post(line)) == line


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"id": None}, True),
        ({"id": "7"}, False),
        ({"title": 7}, False),
        ({"mood": "odd"}, False),
        ({"comments": [{"kind": None}]}, False),
        ({"comments": [{"kind": "webmention"}]}, True),
        ({"meta": [{"key": "k"}]}, False),
        ({"origin": {"source": "x", "page": 3}}, False),
    ],
    ids=str,
)
def test_schema_and_decoder_agree(change, valid):
    record = {**json.loads(encode_post(Post(id=1, title="x"))), **change}
    assert validator("Post").is_valid(record) is valid
    line = json.dumps(record).encode()
    if valid:
        decode_post(line)
    else:
        with pytest.raises(MalformedInputError):
            decode_post(line)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b'{"id": "one"}', "$.id"),
        (b'{"comments": [{}, {"parent": "x"}]}', "$.comments[1].parent"),
        (b'{"terms": [{"name": 5}]}', "$.terms[0].name"),
    ],
)
def test_a_wrong_type_is_named_with_line_and_field(line, field):
    with pytest.raises(MalformedInputError) as caught:
        decode_post(line, name="archive/posts.jsonl", number=12)
    assert caught.value.place == f"line 12, field {field}"
    assert "archive/posts.jsonl" in caught.value.message
    assert "Expected" in caught.value.message


def test_an_unknown_field_is_named():
    with pytest.raises(MalformedInputError, match="`mood`") as caught:
        decode_post(b'{"mood": "odd"}', number=3)
    assert caught.value.place == "line 3"


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b'{"id": 1} x', b'{"title": "\xff"}'])
def test_what_is_no_json_object_is_named_with_its_line(line):
    with pytest.raises(MalformedInputError) as caught:
        decode_post(line, number=4)
    assert caught.value.place.startswith("line 4")


def test_lines_are_counted_with_blank_ones():
    lines = [encode_post(Post(id=1)), b"\n", b'{"id": "x"}\n']
    with pytest.raises(MalformedInputError) as caught:
        list(decode_posts(lines))
    assert caught.value.place == "line 3, field $.id"


def test_another_version_of_the_model_is_refused(output):
    document = json.loads((output / "site.json").read_bytes())
    document["schema"] = "wparchive/2"
    with pytest.raises(MalformedInputError) as caught:
        decode_site(json.dumps(document).encode())
    assert caught.value.place == "field $.schema"
    assert "wparchive/2" in caught.value.message
