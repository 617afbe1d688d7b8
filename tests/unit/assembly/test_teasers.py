"""Bodies that show only where a post begins, beside the whole of it."""

from __future__ import annotations

from itertools import permutations

import pytest

from wparchive.assembly.merge_posts import merge_post
from wparchive.model.provenance import Origin
from wparchive.model.records import Post

BEGIN = "<p>The pond was full of frogs, and the heron knew it.</p>"
WHOLE = f"{BEGIN}\n<p>It came at seven, and by eight it was gone again.</p>"


def shown(content, modified, kind="page"):
    source = f"{modified}.html"
    return Post(
        title="Pond", content=content, modified=modified, origin=Origin(source=source, kind=kind)
    )


@pytest.mark.parametrize(
    "teaser",
    [
        BEGIN + '<p><a class="more-link" href="/pond/#more-7">Continue reading</a></p>',
        '<p>The pond was full of frogs, and the <a href="/pond/" class="more-link">Weiterlesen</a></p>',
        "<p>The pond was full of frogs, and [&#8230;]</p>",
        "<p>The pond was full of frogs …</p>",
        "The pond was full of frogs...",
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_whole_text_counts_though_a_teaser_is_newer(teaser, order):
    posts = [
        shown(WHOLE, "2020-01-01T00:00:00"),
        shown(teaser, "2024-01-01T00:00:00"),
        shown(teaser, "2025-01-01T00:00:00", kind="feed"),
    ]
    post, _ = merge_post([posts[n] for n in order])
    assert post.content == WHOLE
    assert post.modified == "2025-01-01T00:00:00"
    assert post.origin.fields["content"].source == "2020-01-01T00:00:00.html"


@pytest.mark.parametrize(
    "newer", [BEGIN, "<p>The pond is dry now...</p>", "<p>All of it is new.</p>", "..."]
)
def test_a_text_that_was_changed_is_no_teaser(newer):
    posts = [shown(WHOLE, "2020-01-01T00:00:00"), shown(newer, "2024-01-01T00:00:00")]
    assert merge_post(posts)[0].content == newer


def test_a_stored_text_is_no_teaser():
    text = "The pond was full of frogs..."
    stored = Post(status="publish", title="Pond", content=text, origin=Origin(source="a"))
    assert merge_post([shown(WHOLE, "2024"), stored])[0].content == stored.content


@pytest.mark.parametrize(
    "text",
    [
        "<p>Bald folgt der Test &amp; mehr&#8230;</p>",
        "<p>И так далее...</p>",
        "<p>To be continued</p>\n<p>[…]</p>",
        "<p>次へ »</p>",
        '<p>All there is.</p><p><a class="more-link" href="/pond/#more-7">Continue reading</a></p>',
    ],
)
@pytest.mark.parametrize("kinds", [("page", "feed"), ("page", "page"), ("feed", "page", "page")])
def test_an_author_s_own_mark_of_more_costs_no_text(text, kinds):
    copies = [shown(text, f"202{n}-01-01T00:00:00", kind) for n, kind in enumerate(kinds)]
    copies.append(shown(None, "2019-01-01T00:00:00"))
    post, _ = merge_post(copies)
    assert post.content == text
