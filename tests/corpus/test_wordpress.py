"""Exports of a real, seeded WordPress against what its REST interface says of the same site."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from wparchive.api import open_source

VERSIONS = ["wordpress-6.5", "wordpress-6.1"]
# Core never exports a type registered with `can_export => false`, nor comments marked as spam.
NOT_EXPORTED = {"noexport"}
SPAM = {"spam"}


@pytest.fixture(params=VERSIONS)
def site(request, shared):
    folder = shared / "corpus" / "wordpress" / "export"
    archive = open_source(folder / f"{request.param}.xml")
    known = json.loads((folder / f"{request.param}.map.json").read_text(encoding="utf-8"))
    return archive, list(archive), known


def rest(shared, name):
    return json.loads((shared / "corpus/wordpress/rest-edit" / f"{name}.json").read_text("utf-8"))


def in_the_gap_of_spring(text):
    """Whether clocks in the site's zone never showed this time; REST then tells the next hour."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None).isoformat() != text


def test_every_known_id_is_there(site):
    archive, posts, known = site
    ids = {post.id for post in posts}
    for key in ("posts", "attachments"):
        wanted = {number for name, number in known[key].items() if name not in NOT_EXPORTED}
        assert wanted <= ids
    comments = {c.id for post in posts for c in post.comments}
    assert comments == {n for name, n in known["comments"].items() if name not in SPAM}
    terms = {(t.taxonomy, t.id) for t in archive.terms}
    for key, taxonomy in (("categories", "category"), ("tags", "post_tag"), ("genres", "genre")):
        assert {(taxonomy, number) for number in known[key].values()} <= terms
    logins = {a.login: a.id for a in archive.authors}
    assert logins.items() <= known["users"].items()


def test_counts_are_the_database_s(site):
    _, posts, known = site
    counted = Counter((post.type, post.status) for post in posts)
    expected = {
        (row["post_type"], row["post_status"]): int(row["n"]) for row in known["counts"]["posts"]
    }
    for never in (("revision", "inherit"), ("secretlog", "publish")):
        expected.pop(never)
    assert counted == expected
    kinds = Counter((c.kind, c.approved) for post in posts for c in post.comments)
    expected = {
        (row["comment_type"], row["comment_approved"]): int(row["n"])
        for row in known["counts"]["comments"]
        if row["comment_approved"] != "spam"
    }
    assert kinds == expected


@pytest.mark.parametrize("name", ["posts", "pages", "book", "blocks"])
def test_posts_are_as_the_editor_sees_them(shared, name):
    posts = {p.id: p for p in open_source(shared / "corpus/wordpress/export/wordpress-6.5.xml")}
    users = {u["id"]: u["slug"] for u in rest(shared, "users")}
    terms = {}
    for taxonomy, file in (
        ("category", "categories"),
        ("post_tag", "tags"),
        ("genre", "genre"),
        ("mood", "mood"),
    ):
        for term in rest(shared, file):
            terms[taxonomy, term["id"]] = term["slug"]
    answers = rest(shared, name)
    assert answers
    for expected in answers:
        post = posts[expected["id"]]
        assert post.type == expected["type"]
        assert post.status == expected["status"]
        assert post.slug == expected["slug"]
        assert post.title == expected["title"]["raw"]
        assert post.content == expected["content"]["raw"]
        assert post.excerpt == expected.get("excerpt", {"raw": ""})["raw"]
        assert post.password == expected["password"]
        assert post.published == expected["date"] or in_the_gap_of_spring(post.published)
        assert post.modified == expected["modified"] or in_the_gap_of_spring(post.modified)
        if post.status not in {"draft", "pending"}:
            assert post.published_gmt == expected["date_gmt"] + "Z"
        assert post.guid == expected["guid"]["raw"]
        assert post.parent == expected.get("parent", post.parent)
        assert post.menu_order == expected.get("menu_order", 0)
        assert post.sticky == expected.get("sticky", False)
        assert post.comment_status == expected.get("comment_status", post.comment_status)
        assert post.ping_status == expected.get("ping_status", post.ping_status)
        if "author" in expected:
            assert post.author is not None
            assert post.author.login == users[expected["author"]]
        mine = {(t.taxonomy, t.slug) for t in post.terms if t.taxonomy != "post_format"}
        theirs = set()
        for taxonomy, key in (
            ("category", "categories"),
            ("post_tag", "tags"),
            ("genre", "genre"),
            ("mood", "mood"),
        ):
            theirs |= {(taxonomy, terms[taxonomy, number]) for number in expected.get(key, [])}
        assert mine == theirs


def test_comments_are_as_the_editor_sees_them(shared):
    posts = list(open_source(shared / "corpus/wordpress/export/wordpress-6.5.xml"))
    found = {c.id: (post.id, c) for post in posts for c in post.comments}
    answers = rest(shared, "comments")
    assert answers
    status = {"approved": "1", "hold": "0", "spam": "spam", "trash": "trash"}
    for expected in answers:
        if expected["status"] == "spam":
            continue
        post_id, comment = found[expected["id"]]
        assert post_id == expected["post"]
        assert comment.parent == expected["parent"]
        assert comment.user_id == expected["author"]
        assert comment.author == expected["author_name"]
        assert comment.email == expected["author_email"]
        assert comment.url == expected["author_url"]
        assert comment.ip == expected["author_ip"]
        assert comment.published == expected["date"]
        assert comment.published_gmt == expected["date_gmt"] + "Z"
        assert comment.content == expected["content"]["raw"]
        assert comment.approved == status[expected["status"]]
        assert comment.kind == expected["type"]


def test_terms_are_as_the_editor_sees_them(shared):
    archive = open_source(shared / "corpus/wordpress/export/wordpress-6.5.xml")
    found = {(t.taxonomy, t.id): t for t in archive.terms}
    slugs = {t.id: t.slug for t in archive.terms}
    for taxonomy, file in (
        ("category", "categories"),
        ("post_tag", "tags"),
        ("genre", "genre"),
        ("mood", "mood"),
    ):
        for expected in rest(shared, file):
            term = found[taxonomy, expected["id"]]
            assert term.slug == expected["slug"]
            assert term.name == expected["name"]
            assert (term.description or "") == expected["description"]
            parent = slugs[expected["parent"]] if expected.get("parent") else ""
            assert (term.parent or "") == parent
