"""Every well-formed export of the corpus against the answers of an independent counter."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from msgspec import UNSET

from wparchive.api import convert, open_source
from wparchive.model.canonical import decode_posts, decode_site

WXR = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "wxr"


def _well_formed() -> list[str]:
    if not WXR.is_dir():
        return []
    with (WXR / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["id"] for row in rows if row["well_formed"] == "yes"]


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8")).hexdigest()


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def test_the_corpus_is_all_there(shared: Path) -> None:
    assert len(_well_formed()) == 62


@pytest.mark.parametrize("name", _well_formed())
def test_canonical_json_equals_the_oracle(name: str, tmp_path: Path) -> None:
    oracle = json.loads((WXR / "oracle" / f"{name}.json").read_text())
    convert(WXR / "files" / f"{name}.xml", tmp_path / "out", to=["json"], jobs=1)
    site = decode_site((tmp_path / "out/private/json/site.json").read_bytes())
    with (tmp_path / "out/private/json/posts.jsonl").open("rb") as file:
        posts = list(decode_posts(file))

    counts, channel = oracle["counts"], oracle["channel"]
    types = Counter("(missing)" if post.type is None else post.type for post in posts)
    assert types == counts["items_by_type"]
    statuses = Counter("(missing)" if post.status is None else post.status for post in posts)
    assert statuses == counts["items_by_status"]

    elements = Counter((t.origin.element or "")[3:] for t in site.terms if t.origin)
    for element in ("category", "tag", "term"):
        assert elements[element] == counts["terms"][element]
    taxonomies = Counter(
        t.taxonomy for t in site.terms if t.origin and t.origin.element == "wp:term"
    )
    assert taxonomies == counts["terms"]["term_by_taxonomy"]
    assert len(site.authors) == counts["authors"]
    assert sum(len(p.meta) for p in posts) == counts["postmeta"]
    assert sum(len(c.meta) for p in posts for c in p.comments) == counts["commentmeta"]
    term_meta = sum(len(t.meta) for t in site.terms)
    assert term_meta == counts["termmeta"]
    assert sum(len(p.terms) for p in posts) == counts["item_categories"]
    domains = Counter(
        "(none)" if t.taxonomy is None else t.taxonomy for p in posts for t in p.terms
    )
    assert domains == counts["item_category_domains"]
    assert site.site.generators == channel["generators"]
    assert site.site.wxr_version == oracle["wxr_version"]
    for field, key in (
        ("title", "title"),
        ("link", "link"),
        ("description", "description"),
        ("language", "language"),
        ("base_site_url", "wp:base_site_url"),
        ("base_blog_url", "wp:base_blog_url"),
    ):
        value = getattr(site.site, field)
        assert (None if value is None else value.strip()) == channel[key], field

    items = sorted(oracle["items"], key=lambda item: item["doc_index"])
    assert len(posts) == len(items)
    for post, item in zip(posts, items, strict=True):
        assert _number(post.id) == item["post_id"]
        assert ("(missing)" if post.type is None else post.type) == item["post_type"]
        assert (post.status or "") == item["status"]
        assert (post.title or "").strip() == item["title"]
        assert (None if post.content is None else _sha(post.content)) == item["content_sha1"]
        assert (None if post.excerpt is None else _sha(post.excerpt)) == item["excerpt_sha1"]
        assert len(post.meta) == item["n_postmeta"]
        assert len(post.terms) == item["n_categories"]
        comments = post.comments
        assert [_number(c.id) for c in comments] == item["comment_ids"]
        assert [_number(c.parent) for c in comments] == item["comment_parents"]
        kinds = [kind or "comment" for kind in item["comment_types"]]
        assert [c.kind for c in comments] == kinds
        assert [_sha(c.content or "") for c in comments] == item["comment_sha1s"]


@pytest.mark.parametrize("name", _well_formed())
def test_an_item_lies_where_its_origin_says(name: str, tmp_path: Path) -> None:
    path = WXR / "files" / f"{name}.xml"
    convert(path, tmp_path / "out", to=["json"], jobs=1)
    data = path.read_bytes()
    lines = [node.sourceline for node in etree.parse(str(path)).iter("item")]
    with (tmp_path / "out/private/json/posts.jsonl").open("rb") as file:
        posts = list(decode_posts(file))
    assert [post.origin.line for post in posts if post.origin] == lines
    for post in posts:
        assert post.origin is not None
        offset = post.origin.offset
        assert offset is not None
        assert data[offset:].startswith(b"<item")
        assert data.count(b"\n", 0, offset) + 1 == post.origin.line


def test_serialized_meta_is_decoded(shared: Path) -> None:
    """All but values whose very structure the corpus's masking of addresses broke."""
    looked_at = decoded = 0
    for name in _well_formed():
        with open_source(WXR / "files" / f"{name}.xml") as archive:
            values = [m for post in archive for m in post.meta if m.value]
        for meta in values:
            if re.match(r"[aO]:\d+:[{\"]", meta.value or ""):
                looked_at += 1
                decoded += meta.decoded is not UNSET
    assert looked_at > 900
    assert looked_at - decoded <= 1
