"""WXR to JSON to WXR to JSON over the corpus: the same JSON, and the same XML infoset."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from tests.wxr import without_inferred
from wparchive.api import convert
from wparchive.errors import InputError

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
EXPORTS = sorted(
    [*CORPUS.glob("wxr/files/*.xml"), *CORPUS.glob("wordpress/export/*.xml")],
    key=lambda path: path.name,
)
exports = pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)


def converted(path, target):
    """The JSON and WXR of an export."""
    try:
        convert(path, target, to=["json", "wxr"], jobs=1)
    except InputError as error:
        pytest.skip(f"cannot be read yet: {error.message}")
    [export] = (target / "private/wxr").iterdir()
    return target / "private/json", export


def without_origins(value):
    """JSON without what tells the place in the file, but with the elements' names."""
    if isinstance(value, list):
        return [without_origins(item) for item in value]
    if isinstance(value, str):
        return without_lengths(value)
    if not isinstance(value, dict):
        return value
    return {
        key: item.get("element") if key == "origin" and item else without_origins(item)
        for key, item in value.items()
        if key != "sources"
    }


def records(folder):
    lines = (folder / "posts.jsonl").read_bytes().split(b"\n")
    posts = [json.loads(line) for line in lines if line]
    for post in posts:
        # A date that only pubDate had is written in the element that WordPress reads, too.
        order = (post.get("layout") or {}).get("order") or []
        if "wp:post_date" not in order and "wp:post_date_gmt" in order[-1:]:
            order.pop()
    return without_origins([json.loads((folder / "site.json").read_bytes()), *posts])


def without_lengths(text):
    """A serialized value without the lengths of its strings, which WXR gets right."""
    return re.sub(r's:\d+:(?=")', "s:", text) if re.match(r"\s*[aO]:\d", text) else text


def infoset(element):
    """Names, attributes, texts and children in order; white space between elements left out.

    A namespace that is an IRI, which Namespaces in XML 1.0 forbids, is read as its URI.
    """
    text = element.text or ""
    if len(element):
        text = text.strip()
    if element.tag.endswith("}meta_value"):
        text = without_lengths(text)
    children = [(infoset(child), (child.tail or "").strip()) for child in element]
    return quote(element.tag, safe="{}/:#%"), dict(element.attrib), text, children


def test_the_corpus_is_all_there(shared):
    assert len(EXPORTS) == 75


@exports
def test_json_stays_the_same_through_wxr(path, tmp_path):
    first, export = converted(path, tmp_path / "first")
    second, _ = converted(export, tmp_path / "second")
    assert records(second) == records(first)


@exports
def test_json_stays_the_same_through_json(path, tmp_path):
    first, export = converted(path, tmp_path / "first")
    second, again = converted(tmp_path / "first", tmp_path / "second")
    for name in ("posts.jsonl", "site.json"):
        assert (second / name).read_bytes() == (first / name).read_bytes()
    assert again.read_bytes() == export.read_bytes()


@exports
def test_wxr_keeps_the_infoset(path, tmp_path):
    try:
        source = ET.parse(path)
    except ET.ParseError as error:
        pytest.skip(f"not well-formed: {error}")
    _, export = converted(path, tmp_path / "out")
    written = without_inferred(ET.parse(export).getroot())
    for mine, its in zip(written.iter("item"), source.getroot().iter("item"), strict=True):
        dates = ("{*}post_date", "{*}post_date_gmt")
        if its.find("pubDate") is not None and all(its.find(date) is None for date in dates):
            for derived in mine.findall("{*}post_date_gmt"):
                mine.remove(derived)
    assert infoset(written) == infoset(source.getroot())
