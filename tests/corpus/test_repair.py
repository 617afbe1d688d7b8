"""The exports of the corpus that no strict parser takes, against an independent counter."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from wparchive.api import convert
from wparchive.errors import ExitCode
from wparchive.model.canonical import decode_posts, decode_site

WXR = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "wxr"
# The oracle's loose reading: what policies of repair may treat differently does not count.
_LOOSE = re.compile("[\\s\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]+")


def _damaged() -> list[str]:
    if not WXR.is_dir():
        return []
    with (WXR / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["id"] for row in rows if row["well_formed"] != "yes"]


def _loose(text: str | None) -> str | None:
    if text is None:
        return None
    return hashlib.sha1(_LOOSE.sub("", text).encode()).hexdigest()


def test_the_corpus_is_all_there(shared: Path) -> None:
    assert len(_damaged()) == 11


@pytest.mark.parametrize("name", _damaged())
def test_what_was_mended_equals_the_oracle(name: str, tmp_path: Path) -> None:
    oracle = json.loads((WXR / "oracle" / f"{name}.json").read_text())
    path = WXR / "files" / f"{name}.xml"
    report = convert(path, tmp_path / "out", to=["json"], jobs=1)
    site = decode_site((tmp_path / "out/private/json/site.json").read_bytes())
    with (tmp_path / "out/private/json/posts.jsonl").open("rb") as file:
        posts = list(decode_posts(file))

    counts, channel = oracle["counts"], oracle["channel"]
    types = Counter("(missing)" if post.type is None else post.type for post in posts)
    assert types == counts["items_by_type"]
    statuses = Counter("(missing)" if post.status is None else post.status for post in posts)
    assert statuses == counts["items_by_status"]
    terms = Counter((t.origin.element or "")[3:] for t in site.terms if t.origin)
    assert [terms[e] for e in ("category", "tag", "term")] == [
        counts["terms"][e] for e in ("category", "tag", "term")
    ]
    assert len(site.authors) == counts["authors"]
    assert sum(len(p.comments) for p in posts) == counts["comments"]
    assert sum(len(p.meta) for p in posts) == counts["postmeta"]
    assert sum(len(p.terms) for p in posts) == counts["item_categories"]
    # The oracle sees no channel where its tag is misspelt.
    for field in ("title", "link", "description", "language") if channel["title"] else ():
        value = getattr(site.site, field)
        assert (None if value is None else value.strip()) == channel[field], field

    items = sorted(oracle["items"], key=lambda item: item["doc_index"])
    for post, item in zip(posts, items, strict=True):
        assert ("" if post.id is None else str(post.id)) == item["post_id"]
        assert (post.title or "").strip() == item["title"]
        assert _loose(post.content) == item["content_sha1_loose"]
        assert len(post.meta) == item["n_postmeta"]
        assert [str(c.id) for c in post.comments] == item["comment_ids"]

    data = path.read_bytes()
    for post in posts:
        assert post.origin is not None
        assert post.origin.offset is not None
        assert data[post.origin.offset :].startswith(b"<item")
        assert data.count(b"\n", 0, post.origin.offset) + 1 == post.origin.line

    repaired = [n for n in report.notices if n.code.severity in {"repaired", "loss"}]
    assert repaired
    assert all(n.offset is not None and n.line is not None for n in repaired)
    cut = "truncated" in " ".join(n.code for n in repaired)
    assert report.exit_code == (ExitCode.CONTENT_LOST if cut else ExitCode.OK)
    assert cut == (name == "imp-malformed-simple")
