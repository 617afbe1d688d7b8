"""A real WordPress's REST answers and feeds against its own export."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wparchive.api import open_source, read
from wparchive.assembly.identity import canonicalize_url, fingerprint

CORPUS = Path(__file__).parents[3] / "shared/corpus/wordpress"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")


@pytest.fixture(scope="module")
def export():
    return {post.id: post for post in read(CORPUS / "export/wordpress-6.5.xml")}


WITHOUT_AUTHOR = {"wp_block"}  # a type that does not support authors has none in the interface


def terms(post):
    return sorted((t.taxonomy, t.slug) for t in post.terms)


def test_an_editor_s_answers_are_what_the_export_holds(export):
    with open_source(CORPUS / "rest-edit") as archive:
        posts = {post.id: post for post in archive if post.type != "wp_navigation"}
        assert len(archive.authors) == 5
    assert posts.keys() == export.keys()
    for number, post in posts.items():
        own = export[number]
        if own.type == "nav_menu_item":  # whose title the interface makes up where none is stored
            continue
        assert post.content == own.content
        assert (post.type, post.status, post.slug, post.link) == (
            own.type,
            own.status,
            own.slug,
            own.link,
        )
        assert (post.title, post.guid) == (own.title, own.guid)
        if post.type not in WITHOUT_AUTHOR:
            assert post.author.login == own.author.login
        assert (post.excerpt or "") == own.excerpt
        assert terms(post) == terms(own)
        # The interface names the parents of pages and attachments only.
        assert post.parent in {own.parent, None}
        assert (
            post.parent is not None or post.type in {"post", "book", "wp_block"} or not own.parent
        )
        # An hour that the clocks left out is another one in the interface's answers.
        assert post.published == own.published or own.published == "2015-03-29T02:30:00"


@pytest.mark.parametrize("dump", ["rest", "rest-edit"])
def test_comments_are_those_of_the_export(export, dump):
    own = {c.id: (post.id, c) for post in export.values() for c in post.comments}
    found = 0
    for post in read(CORPUS / dump):
        for comment in post.comments:
            found += 1
            of, other = own[comment.id]
            assert of == post.id
            for field in (
                "kind",
                "author",
                "url",
                "published",
                "published_gmt",
                "approved",
                "parent",
                "user_id",
            ):
                assert getattr(comment, field) == getattr(other, field)
            if dump == "rest-edit":
                assert (comment.content, comment.email, comment.ip) == (
                    other.content,
                    other.email,
                    other.ip,
                )
    # It leaves out pings and the trash; for the public also what is held, or below a password.
    states = {"1"} if dump == "rest" else {"0", "1", "spam"}
    wanted = [
        c.id
        for of, c in own.values()
        if c.kind == "comment" and c.approved in states
        and (dump == "rest-edit" or not export[of].password)
    ]  # fmt: skip
    assert found == len(wanted)


def test_feeds_hold_the_published_posts(export):
    posts = {canonicalize_url(post.link): post for post in read(CORPUS / "feeds")}
    own = {
        canonicalize_url(p.link): p
        for p in export.values()
        if p.status == "publish" and p.type in {"post", "book"}
    }
    # A sticky post and those of the last page of a blog with 100 posts a feed are all in it.
    assert {key for key, post in posts.items() if post.guid is not None} == own.keys()
    for key, post in own.items():
        told = posts[key]
        assert told.published_gmt == post.published_gmt
        assert {fingerprint(t.name) for t in told.terms} == {
            fingerprint(re.sub("<[^>]*>", "", t.name)) for t in post.terms if t.taxonomy in {"category", "post_tag"}
        }  # fmt: skip
        if not post.password and post.content:
            assert told.content
    approved = {
        c.id
        for p in export.values()
        for c in p.comments
        if c.approved == "1" and p.status in {"publish", "inherit"}
    }
    assert {c.id for p in posts.values() for c in p.comments} == approved
