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
    told = {
        (row["post_type"], row["post_status"]): int(row["n"]) for row in known["counts"]["posts"]
    }
    for never in (("revision", "inherit"), ("secretlog", "publish")):
        told.pop(never)
    assert counted == told
    kinds = Counter((c.kind, c.approved) for post in posts for c in post.comments)
    told = {
        (row["comment_type"], row["comment_approved"]): int(row["n"])
        for row in known["counts"]["comments"]
        if row["comment_approved"] != "spam"
    }
    assert kinds == told


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
    for told in answers:
        post = posts[told["id"]]
        assert post.type == told["type"]
        assert post.status == told["status"]
        assert post.slug == told["slug"]
        assert post.title == told["title"]["raw"]
        assert post.content == told["content"]["raw"]
        assert post.excerpt == told.get("excerpt", {"raw": ""})["raw"]
        assert post.password == told["password"]
        assert post.published == told["date"] or in_the_gap_of_spring(post.published)
        assert post.modified == told["modified"] or in_the_gap_of_spring(post.modified)
        if post.status not in {"draft", "pending"}:
            assert post.published_gmt == told["date_gmt"] + "Z"
        assert post.guid == told["guid"]["raw"]
        assert post.parent == told.get("parent", post.parent)
        assert post.menu_order == told.get("menu_order", 0)
        assert post.sticky == told.get("sticky", False)
        assert post.comment_status == told.get("comment_status", post.comment_status)
        assert post.ping_status == told.get("ping_status", post.ping_status)
        if "author" in told:
            assert post.author is not None
            assert post.author.login == users[told["author"]]
        mine = {(t.taxonomy, t.slug) for t in post.terms if t.taxonomy != "post_format"}
        theirs = set()
        for taxonomy, key in (
            ("category", "categories"),
            ("post_tag", "tags"),
            ("genre", "genre"),
            ("mood", "mood"),
        ):
            theirs |= {(taxonomy, terms[taxonomy, number]) for number in told.get(key, [])}
        assert mine == theirs


def test_comments_are_as_the_editor_sees_them(shared):
    posts = list(open_source(shared / "corpus/wordpress/export/wordpress-6.5.xml"))
    found = {c.id: (post.id, c) for post in posts for c in post.comments}
    answers = rest(shared, "comments")
    assert answers
    status = {"approved": "1", "hold": "0", "spam": "spam", "trash": "trash"}
    for told in answers:
        if told["status"] == "spam":
            continue
        post_id, comment = found[told["id"]]
        assert post_id == told["post"]
        assert comment.parent == told["parent"]
        assert comment.user_id == told["author"]
        assert comment.author == told["author_name"]
        assert comment.email == told["author_email"]
        assert comment.url == told["author_url"]
        assert comment.ip == told["author_ip"]
        assert comment.published == told["date"]
        assert comment.published_gmt == told["date_gmt"] + "Z"
        assert comment.content == told["content"]["raw"]
        assert comment.approved == status[told["status"]]
        assert comment.kind == told["type"]


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
        for told in rest(shared, file):
            term = found[taxonomy, told["id"]]
            assert term.slug == told["slug"]
            assert term.name == told["name"]
            assert (term.description or "") == told["description"]
            parent = slugs[told["parent"]] if told.get("parent") else ""
            assert (term.parent or "") == parent
