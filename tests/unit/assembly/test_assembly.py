"""Records from several sources as one: who is the same, who is believed, what is kept."""

from __future__ import annotations

import pytest

from wparchive.assembly.groups import Groups
from wparchive.assembly.identity import fingerprint, keys, same_address, slug_in
from wparchive.assembly.merge_posts import merge_post
from wparchive.errors.notices import Code
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm

LINK = "https://blog.example/2020/first/"


def origin(kind=None, source="x"):
    return Origin(source=source, kind=kind)


def grouped(*posts):
    groups = Groups()
    for post in posts:
        groups.add(keys(post))
    return list(groups)


@pytest.mark.parametrize(
    "other",
    [
        "http://blog.example/2020/first/", "https://www.blog.example/2020/first", LINK + "?utm_source=x",
        LINK + "#comments", LINK + "index.html", "https://BLOG.example:443/2020/first/?replytocom=4#respond",
        LINK + "?print=1", LINK + "?like_comment=3&_wpnonce=a1",
    ],
)  # fmt: skip
def test_addresses_that_lead_to_one_page(other):
    assert same_address(LINK, other)
    assert grouped(Post(link=LINK), Post(link=other)) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        "https://blog.example/2020/First/",
        "https://other.example/2020/first/",
        LINK + "?page=2",
        None,
        "tel:1",
    ],
)
def test_addresses_that_do_not(other):
    assert not same_address(LINK, other)


def test_encodings_of_one_address():
    assert same_address("https://x.example/%e6%97%a5/", "https://x.example/%E6%97%A5")
    assert same_address("https://x.example/%e6%97%a5/", "https://x.example/日/")


def test_ids_count_with_their_host_and_where_nothing_speaks_against_it():
    one = Post(id=5, link=LINK, title="One")
    assert grouped(one, Post(link="https://blog.example/?p=5")) == [[0, 1]]
    assert grouped(one, Post(guid="http://blog.example/?page_id=5", title="One!")) == [[0, 1]]
    assert grouped(one, Post(id=5, link="https://blog.example/b/", title="Two")) == [[0], [1]]
    assert grouped(one, Post(id=5, link="https://other.example/first/", title="One")) == [[0], [1]]
    assert grouped(Post(id=5), Post(id=5)) == [[0], [1]]


def test_a_type_s_query_is_an_address_and_a_front_page_is_none():
    assert grouped(
        Post(link="https://x.example/?book=momo"), Post(guid="http://x.example/?book=momo")
    ) == [[0, 1]]
    assert grouped(Post(link="https://x.example/"), Post(link="https://x.example/")) == [[0], [1]]


def test_groups_join_through_a_third():
    a, b = Post(link=LINK), Post(guid="https://blog.example/?p=5", title="T")
    c = Post(link=LINK, guid="https://blog.example/?p=5", title="T")
    assert grouped(a, b, c) == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("link", "slug"),
    [
        (LINK, "first"), ("https://x.example/2020/05/07/", None), ("https://x.example/?p=5", None),
        ("https://x.example/a.html", None), ("https://x.example/%E6%97%A5/", "%e6%97%a5"), ("https://x.example/", None),
        (None, None),
    ],
)  # fmt: skip
def test_slugs_in_links(link, slug):
    assert slug_in(link) == slug


def test_fingerprints_do_not_see_typography():
    assert fingerprint("<p>It&#8217;s &#8220;so&#8221;&hellip;</p>") == fingerprint('It\'s "so"...')
    assert fingerprint("a<br>b") == fingerprint("a\nb")
    assert fingerprint("2 < 3") == fingerprint("2 &lt; 3")


def test_the_stored_text_is_believed_and_the_rest_filled():
    seen = Post(
        title="T",
        content="<p>Text</p>",
        excerpt="Te",
        published="2020-01-01T10:00",
        origin=origin("page", "p"),
    )
    fed = Post(
        title="T",
        content="<p>Text</p>",
        published_gmt="2020-01-01T09:00:00Z",
        author=PostAuthor(name="Ada"),
        origin=origin("feed", "f"),
    )
    own = Post(
        status="publish",
        id=5,
        title="T",
        content="Text",
        excerpt="",
        author=PostAuthor(login="ada"),
        origin=origin(None, "e"),
    )
    post, notices = merge_post([seen, fed, own])
    assert (post.content, post.excerpt, post.published) == ("Text", "", "2020-01-01T10:00")
    assert (post.author.login, post.author.name) == ("ada", "Ada")
    assert {name: o.source for name, o in post.origin.fields.items()} == {
        "published": "p",
        "published_gmt": "f",
    }
    assert notices == []


def test_conflicts_are_named_and_kept():
    old = Post(
        id=5,
        title="Old",
        modified_gmt="2020-01-01T00:00:00Z",
        content="a",
        origin=origin(source="old.xml"),
    )
    new = Post(
        id=5,
        title="New",
        modified_gmt="2021-01-01T00:00:00Z",
        content="b",
        origin=origin(source="new.xml"),
    )
    post, notices = merge_post([old, new])
    assert (post.title, post.content) == ("New", "b")
    assert {n.code for n in notices} == {Code.FIELD_CONFLICT}
    assert any("title of 'New' is 'New'; old.xml has 'Old'." in n.message for n in notices)
    assert [(e.tag, e.text, e.attributes) for e in post.extra if e.tag != "modified_gmt"] == [
        ("title", "Old", {"source": "old.xml"}), ("content", "a", {"source": "old.xml"}),
    ]  # fmt: skip


def test_dates_agree_as_far_as_the_less_exact_says():
    one = Post(status="publish", title="T", published="2020-01-01T10:00:30", origin=origin())
    same = [
        Post(published=text, origin=origin("page"))
        for text in ("2020-01-01T10:00:00", "2020-01-01")
    ]
    assert merge_post([one, *same])[1] == []
    assert len(merge_post([one, Post(published="2020-01-02", origin=origin("page"))])[1]) == 1


def test_terms_of_unknown_taxonomy_are_those_of_the_same_name():
    term = PostTerm(taxonomy="category", slug="news", name="News")
    fed = Post(terms=[PostTerm(name="News"), PostTerm(name="Other")], origin=origin("feed"))
    own = Post(status="publish", terms=[term], origin=origin())
    post, _ = merge_post([fed, own])
    assert [(t.taxonomy, t.slug, t.name) for t in post.terms] == [
        ("category", "news", "News"),
        (None, None, "Other"),
    ]


def test_lists_are_united():
    one = Post(meta=[Meta(key="a", value="1")], extra=[UnknownElement(tag="x")], origin=origin())
    two = Post(
        meta=[Meta(key="a", value="1"), Meta(key="b", value="2")],
        extra=[UnknownElement(tag="x"), UnknownElement(tag="y")],
        origin=origin(),
    )
    post, _ = merge_post([one, two])
    assert [m.key for m in post.meta] == ["a", "b"]
    assert [e.tag for e in post.extra] == ["x", "y"]


def said(number=None, text="Hi there", author="Bo", kind=None, **more):
    return Comment(id=number, author=author, content=text, origin=origin(kind), **more)


def comments(*lists):
    posts = [Post(status="publish", comments=list(each), origin=each[0].origin) for each in lists]
    post, _ = merge_post(posts)
    return post.comments


def test_comments_are_known_by_id_or_by_what_they_say():
    own = [said(1), said(2, "Two"), said(4, "Four")]
    seen = [
        said(2, "<p>Two</p>", kind="page"),
        said(None, "<p>Hi&nbsp;there</p>", kind="page"),
        said(3, "New", kind="page"),
    ]
    found = comments(own, seen)
    assert [(c.id, c.content) for c in found] == [
        (1, "Hi there"),
        (2, "Two"),
        (3, "New"),
        (4, "Four"),
    ]


def test_the_same_words_twice_are_two_comments():
    own = [said(1, published="2020-01-01T10:00:00"), said(2, published="2020-01-02T10:00:00")]
    seen = [
        said(kind="page", published="2020-01-02T10:00"),
        said(kind="page", published="2020-01-01T10:00"),
    ]
    assert [c.id for c in comments(own, seen)] == [1, 2]
    assert len(comments(own, [said(kind="page", published="2020-01-03T10:00")])) == 3
    assert len(comments([said(kind="page"), said(kind="page")], [said(kind="feed")])) == 2


def test_a_page_tells_that_a_feed_s_comment_is_a_ping():
    fed, seen = said(7, kind="feed"), said(7, kind="page")
    seen.kind = "pingback"
    seen.parent = 3
    [found] = comments([fed], [seen])
    assert (found.kind, found.parent) == ("pingback", 3)
    own = said(7)
    assert [c.kind for c in comments([own], [seen])] == ["comment"]


def test_conflicts_of_comments_are_kept_with_them():
    one, two = said(1, author="Bo"), said(1, author="Cy")
    post, notices = merge_post(
        [
            Post(title="T", comments=[one], origin=origin(source="a")),
            Post(title="T", comments=[two], origin=origin(source="b")),
        ]
    )
    [found] = post.comments
    assert (found.author, found.extra[0].tag, found.extra[0].text) == ("Bo", "author", "Cy")
    assert "author of comment 1 of 'T' is 'Bo'" in notices[0].message
