"""Made-up types, statuses, comment types and taxonomies among those of real exports."""

from __future__ import annotations

import json

import pytest

from tests.conftest import SHARED
from tests.madeup import KINDS, SECRET, STATUSES, TAXONOMIES, TYPES, add_made_up, public_bytes
from wparchive.api import convert

MOST = 300_000
"""Bytes of the exports that take part."""


def _exports():
    found = sorted((SHARED / "corpus/wxr/files").glob("*.xml"))
    found += sorted((SHARED / "corpus/wordpress/export").glob("*.xml"))
    for path in found:
        data = path.read_bytes()
        if len(data) < MOST and b"</channel>" in data and data.isascii() | (b"UTF-8" in data[:99]):
            yield path


@pytest.mark.parametrize("path", list(_exports()), ids=lambda path: path.stem)
def test_what_is_made_up_is_hidden_and_reported(tmp_path, path):
    source = tmp_path / path.name
    text = add_made_up(path.read_text("utf-8", "surrogateescape"))
    source.write_text(text, "utf-8", "surrogateescape")
    out = tmp_path / "out"
    convert(source, out, to=["markdown", "warc", "wacz"])
    for name, data in public_bytes(out):
        assert SECRET not in name
        assert SECRET.encode() not in data, name
    unknown = json.loads((out / "report.json").read_text())["unknown"]
    assert set(TYPES) <= set(unknown["types"])
    assert set(STATUSES) <= set(unknown["statuses"])
    assert set(KINDS) <= set(unknown["kinds"])
    assert set(TAXONOMIES) <= set(unknown["taxonomies"])
