"""Saved pages of real blogs against gold that was made by hand; scored by the corpus's own program."""

from __future__ import annotations

import importlib.util
import json
from statistics import mean

import pytest

from wparchive.assembly.unclaimed.account import notices_of
from wparchive.errors.notices import Code
from wparchive.readers.pages.extract import read_page
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

# Floors, in percent, of what is asked of the reader; a lower one needs a reason.
FLOORS = {
    "title": 98, "author": 92, "date": 98, "date_time": 90, "permalink": 95, "body_start_loose": 97,
    "body_end_loose": 94, "categories_f1": 93, "tags_f1": 93, "terms_f1": 93,
}  # fmt: skip
RATIOS = {
    ("kind_ok", "kind_n"): 99, ("reply_ok", "reply_gold"): 97, ("top_ok", "top_n"): 99,
    ("cdate_ok", "cdate_n"): 97, ("ctime_ok", "ctime_n"): 97, ("curl_ok", "curl_n"): 97,
    ("cid_ok", "cid_n"): 99, ("tp_pingback", "ng_pingback"): 95,
}  # fmt: skip


# Pages with text in no field, each looked at: captions, a subtitle, a plea for donations.
UNCLAIMED = {
    "californiaglobe-com-amazon",
    "guten-tach-de-sperrung",
    "netzpolitik-org-abmahnungen",
    "wolfgangmichal-de-sorgfaltspflicht",
}


def text(html):
    return plain_text(parse_fragment(html)) if html else ""


def prediction(found):
    """A page in the form that the scoring program compares."""
    made = found.post
    if made is None:
        return {}
    hrefs = [a.get("href") for a in parse_fragment(made.content or "").iter("a")]
    return {
        "permalink": made.link,
        "title": made.title,
        "author": made.author and made.author.name,
        "published": made.published,
        "language": found.language,
        "body_text": text(made.content),
        "body_links": [h for h in hrefs if h],
        "categories": [t.name for t in made.terms if t.taxonomy == "category"],
        "tags": [t.name for t in made.terms if t.taxonomy == "post_tag"],
        "comments": [
            {"kind": c.kind, "author": c.author, "author_url": c.url, "date": c.published,
             "id": c.id, "parent": c.parent, "text": text(c.content)}
            for c in made.comments
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def rows(shared):
    spec = importlib.util.spec_from_file_location("html_score", shared / "tools/html_score.py")
    scoring = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scoring)
    folder = shared / "corpus/html"
    found = []
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        data = (folder / "pages" / f"{gold['id']}.html").read_bytes()
        found.append(scoring.score(gold, prediction(read_page(data, source=path.name))))
    assert len(found) == 40
    return found


@pytest.mark.parametrize("key", FLOORS)
def test_fields(rows, key):
    assert 100 * mean(r[key] for r in rows if r[key] is not None) >= FLOORS[key]


@pytest.mark.parametrize("keys", RATIOS, ids="/".join)
def test_comments_fields(rows, keys):
    one, all_ = (sum(r[key] for r in rows) for key in keys)
    assert 100 * one / all_ >= RATIOS[keys]


def test_comments(rows):
    right, false, missing = (sum(r[key] for r in rows) for key in ("c_tp", "c_fp", "c_fn"))
    assert 100 * 2 * right / (2 * right + false + missing) >= 97
    assert sum(r["n_pred"] for r in rows if not r["n_gold"]) == 0


def test_nothing_foreign_in_a_text(rows):
    assert sum(r["contam_comment"] or 0 for r in rows) == 0
    assert sum(r["contam_furniture"] or 0 for r in rows) == 0


def test_text_in_no_field_was_looked_at(shared):
    """Sidebars, forms, boxes and footers of forty blogs raise no notice."""
    found = {}
    for path in sorted((shared / "corpus/html/pages").glob("*.html")):
        found[path.stem] = notices_of([read_page(path.read_bytes(), source=path.name).account])
    assert {name for name, notices in found.items() if notices} == UNCLAIMED
    assert {n.code for notices in found.values() for n in notices} == {Code.TEXT_UNCLAIMED}
