"""End to end: content made in a real WordPress, exported by core, converted, compared with its database.

`make e2e` prepares the site; without it these tests are skipped.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from wparchive.api import convert, verify
from wparchive.model.canonical import decode_posts, decode_site

SITE = Path(os.environ.get("WPARCHIVE_E2E", ""))
pytestmark = pytest.mark.skipif(
    "WPARCHIVE_E2E" not in os.environ, reason="a real WordPress is needed: run `make e2e`"
)


@pytest.fixture(scope="module")
def truth():
    return json.loads((SITE / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    target = tmp_path_factory.mktemp("e2e") / "out"
    report = convert(SITE / "export.xml", target, to=["markdown", "json", "warc"])
    assert report.exit_code == 0
    assert verify(target).findings == []
    return target


@pytest.fixture(scope="module")
def posts(out):
    with (out / "private/json/posts.jsonl").open("rb") as file:
        return {post.id: post for post in decode_posts(file)}


@pytest.fixture(scope="module")
def site(out):
    return decode_site((out / "private/json/site.json").read_bytes())


def lines(text):
    """A text as XML carries it: WordPress's carriage returns become line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_every_post_is_the_database_s(posts, truth):
    assert set(posts) == {int(row["ID"]) for row in truth["posts"]}
    logins = {int(user["ID"]): user["user_login"] for user in truth["users"]}
    for row in truth["posts"]:
        post = posts[int(row["ID"])]
        assert post.title == row["post_title"]
        assert post.content == lines(row["post_content"])
        assert post.excerpt == lines(row["post_excerpt"])
        assert (post.type, post.status, post.slug) == (
            row["post_type"], row["post_status"], row["post_name"],
        )  # fmt: skip
        assert post.published == row["post_date"].replace(" ", "T")
        assert post.modified == row["post_modified"].replace(" ", "T")
        gmt = row["post_date_gmt"]
        assert post.published_gmt in {gmt, gmt.replace(" ", "T") + "Z"}
        assert (post.parent, post.menu_order) == (int(row["post_parent"]), int(row["menu_order"]))
        assert (post.comment_status, post.ping_status) == (
            row["comment_status"],
            row["ping_status"],
        )
        assert post.password == row["post_password"]
        assert post.guid == row["guid"]
        assert post.author is not None
        assert post.author.login == logins[int(row["post_author"])]
        assert post.sticky == (post.id in truth["sticky"])
        assert post.link == truth["permalinks"][row["ID"]]


def test_every_comment_is_the_database_s(posts, truth):
    found = {c.id: (post.id, c) for post in posts.values() for c in post.comments}
    exported = [row for row in truth["comments"] if row["comment_approved"] != "spam"]
    assert set(found) == {int(row["comment_ID"]) for row in exported}
    for row in exported:
        post_id, comment = found[int(row["comment_ID"])]
        assert post_id == int(row["comment_post_ID"])
        assert comment.kind == (row["comment_type"] or "comment")
        assert comment.author == row["comment_author"]
        assert (comment.email, comment.url, comment.ip) == (
            row["comment_author_email"], row["comment_author_url"], row["comment_author_IP"],
        )  # fmt: skip
        assert comment.published == row["comment_date"].replace(" ", "T")
        assert comment.published_gmt == row["comment_date_gmt"].replace(" ", "T") + "Z"
        assert comment.content == lines(row["comment_content"])
        assert comment.approved == row["comment_approved"]
        assert (comment.parent, comment.user_id) == (
            int(row["comment_parent"]),
            int(row["user_id"]),
        )


def test_every_meta_value_is_the_database_s(posts, site, truth):
    mine = Counter((p.id, m.key, m.value) for p in posts.values() for m in p.meta)
    theirs = Counter(
        (int(row["post_id"]), row["meta_key"], lines(row["meta_value"]))
        for row in truth["postmeta"]
        if int(row["post_id"]) in posts
    )
    assert mine == theirs
    mine = Counter(
        (c.id, m.key, m.value) for p in posts.values() for c in p.comments for m in c.meta
    )
    theirs = Counter(
        (int(r["comment_id"]), r["meta_key"], r["meta_value"]) for r in truth["commentmeta"]
    )
    assert mine == theirs
    mine = Counter((t.id, m.key, m.value) for t in site.terms for m in t.meta)
    theirs = Counter((int(r["term_id"]), r["meta_key"], r["meta_value"]) for r in truth["termmeta"])
    assert mine == theirs


def test_every_term_is_the_database_s(posts, site, truth):
    slugs = {row["term_id"]: row["slug"] for row in truth["terms"]}
    mine = {
        (t.taxonomy, t.id): (t.slug, t.name, t.description or "", t.parent or "")
        for t in site.terms
    }
    # Core exports themes' terms only together with a post of theirs.
    theirs = {
        (row["taxonomy"], int(row["term_id"])): (
            row["slug"], row["name"], row["description"], slugs.get(row["parent"], ""),
        )
        for row in truth["terms"]
    }  # fmt: skip
    assert mine == {key: value for key, value in theirs.items() if key in mine}
    assert {key for key in theirs if key not in mine} <= {k for k in theirs if k[0] == "wp_theme"}
    mine = {(p.id, t.taxonomy, t.slug) for p in posts.values() for t in p.terms}
    theirs = {
        (int(row["object_id"]), row["taxonomy"], row["slug"])
        for row in truth["term_of_post"]
        if int(row["object_id"]) in posts
    }
    assert mine == theirs


def test_the_rest_interface_says_the_same(posts, truth):
    for route in ("posts", "pages", "plant"):
        assert truth["rest"][route]
        for told in truth["rest"][route]:
            post = posts[told["id"]]
            assert post.title == told["title"]["raw"]
            assert post.content == lines(told["content"]["raw"])
            assert post.status == told["status"]
    assert len(truth["rest"]["comments"]) > 5


def test_the_site_introduces_itself(site, truth):
    # The blog's name is stored with entities and exported without them.
    assert site.site.title == "Büchse & <Wiese> 日本"
    assert site.site.base_blog_url == truth["site"]["url"]
    users = {user["user_login"]: user["display_name"] for user in truth["users"]}
    assert {a.login: a.name for a in site.authors} == users


def test_public_outputs_hold_nothing_unpublished(out):
    files = list((out / "warc").iterdir())
    text = "".join(gzip.decompress(p.read_bytes()).decode() for p in files)
    text += "".join(p.read_text() for p in (out / "markdown").rglob("*.md"))
    assert "Comment 3." in text
    for secret in ("UNPUBLISHED", "@example.org", "198.51.100."):
        assert secret not in text


def test_every_approved_comment_stands_below_its_post(out, truth):
    public = {
        r["ID"] for r in truth["posts"] if r["post_status"] == "publish" and not r["post_password"]
    }
    expected = {
        (row["comment_post_ID"], row["comment_ID"])
        for row in truth["comments"]
        if row["comment_approved"] == "1" and row["comment_post_ID"] in public
    }
    found = set()
    for path in (out / "markdown").rglob("*.md"):
        text = path.read_text()
        number = re.search(r"^wordpress_id: (\d+)$", text, re.MULTILINE)[1]
        found |= {(number, anchor) for anchor in re.findall(r'<a id="comment-(\d+)">', text)}
    assert found == expected
