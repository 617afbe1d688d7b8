"""A static mirror of a real blog: its posts, each once, and all of its comments."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wparchive.api import convert, open_source

MIRROR = Path(__file__).parents[3] / "shared/corpus/html/mirror/old-whizzy"
pytestmark = pytest.mark.skipif(not MIRROR.is_dir(), reason="the corpus is not beside the checkout")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    target = tmp_path_factory.mktemp("mirror") / "out"
    convert(MIRROR, target, to=["json", "wxr"])
    return target


def test_every_post_once_and_every_comment(out):
    with open_source(out) as archive:
        posts = list(archive)
    singles = {
        path.parent.relative_to(MIRROR).as_posix()
        for path in MIRROR.glob("20??/??/??/*/index.html")
        if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")
    }
    assert len(posts) == len(singles) == 72
    assert {re.sub(r"https?://[^/]+/|/$", "", post.link) for post in posts} == singles
    shown = set()
    for path in MIRROR.rglob("index.html"):
        shown |= set(re.findall(r'id="comment-(\d+)"', path.read_text(encoding="utf-8")))
    found = [str(comment.id) for post in posts for comment in post.comments]
    assert len(found) == len(set(found)) == 192
    assert set(found) == shown


def test_it_becomes_an_export_and_the_same_again(out):
    with open_source(out) as archive:
        before = list(archive)
    with open_source(*(out / "private/wxr").glob("*.xml")) as archive:
        after = list(archive)
    for one, other in zip(before, after, strict=True):
        for name in (
            "id",
            "type",
            "status",
            "slug",
            "title",
            "link",
            "guid",
            "content",
            "published",
            "published_gmt",
        ):
            mine, its = getattr(one, name), getattr(other, name)
            if name == "content":  # rendered HTML is a block, so that WordPress adds no paragraphs
                its = its.removeprefix("<!-- wp:html -->\n").removesuffix("\n<!-- /wp:html -->")
                its = its.replace("&#91;", "[").replace("&#93;", "]")  # no shortcodes to WordPress
            # WXR has no day without a time: it is read as its midnight.
            assert mine == its or its == f"{mine}T00:00:00", name
        # Elements that RSS knows stand where core has them.
        assert sorted(map(repr, one.extra)) == sorted(map(repr, other.extra))
        assert [(t.taxonomy, t.slug, t.name) for t in one.terms] == [
            (t.taxonomy, t.slug, t.name) for t in other.terms
        ]
        for mine, its in zip(one.comments, other.comments, strict=True):
            for name in (
                "id",
                "kind",
                "author",
                "url",
                "content",
                "published",
                "published_gmt",
                "parent",
                "approved",
            ):
                found = getattr(its, name)
                # A root's parent is 0 in WXR.
                assert getattr(mine, name) == (found or None if name == "parent" else found), name
            assert sorted(map(repr, mine.extra)) == sorted(map(repr, its.extra))
