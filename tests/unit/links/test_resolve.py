"""What links lead to: each rule with a blog that needs it."""

import pickle

import pytest

from wparchive.links import LinkIndex, Resolver, TargetKind
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.model.site import Author, Site, Term

HOME = "https://blog.example/wp"


def post(number, slug, link=None, **fields):
    fields = {"type": "post", "published": "2015-06-01T10:00:00", **fields}
    link = f"{HOME}/2015/06/{slug}/" if link is None else link
    return Post(id=number, slug=slug, link=link, guid=f"{HOME}/?p={number}", **fields)


POSTS = [
    post(1, "hallo", comments=[Comment(id=11)], author=PostAuthor(login="Ada Byron"),
         terms=[PostTerm(taxonomy="post_tag", slug="gr%c3%bcn", name="Grün")],
         meta=[Meta(key="_wp_old_slug", value="alt")]),
    post(2, "%e6%97%a5", comments=[Comment(id=12)]),
    post(3, "bild", f"{HOME}/2015/06/hallo/bild/", type="attachment", parent=1,
         attachment_url=f"{HOME}/wp-content/uploads/2015/06/bild-scaled.jpg"),
    post(4, "team", f"{HOME}/uber-uns/team/", type="page"),
    post(5, "momo", f"{HOME}/buecher/momo/", type="book"),
    post(6, "1984", f"{HOME}/2015/06/1984/"),
    post(7, "entwurf", f"{HOME}/?p=7", status="draft"),
]  # fmt: skip
TERMS = [
    Term(id=5, taxonomy="category", slug="tiere", name="Tiere"),
    Term(id=6, taxonomy="category", slug="katzen", name="Katzen", parent="tiere"),
    Term(id=7, taxonomy="genre", slug="sf", name="SF"),
]


def resolver(posts=POSTS, same=(), spill=10**6, site=HOME):
    index = LinkIndex(same, spill)
    for one in posts:
        index.add(one, {})
    index.freeze([Site(link=site)], [Author(id=9, login="grace", name="Grace Hopper")], TERMS)
    return Resolver(index)


@pytest.fixture(scope="module")
def answers():
    return resolver()


BASE = f"{HOME}/2015/06/hallo/"


@pytest.mark.parametrize(
    ("url", "kind", "number", "key", "part"),
    [
        (f"{HOME}/2015/06/hallo", TargetKind.POST, 1, "", ""),
        ("http://www.blog.example:443/wp/2015/06/HALLO/?share=twitter&nb=1", TargetKind.POST, 1, "", ""),
        ("../%E6%97%A5/", TargetKind.POST, 2, "", ""),
        ("/wp/index.php/2015/06/日/", TargetKind.POST, 2, "", ""),
        ("/wp/2015/06/hallo/2/", TargetKind.POST, 1, "", "page 2"),
        ("/wp/2015/06/1984/", TargetKind.POST, 6, "", ""),
        ("/wp/2015/06/hallo/comment-page-3/#comment-11", TargetKind.COMMENT, 1, "11", ""),
        ("/wp/?p=1&cpage=2#li-comment-11", TargetKind.COMMENT, 1, "11", ""),
        ("/wp/2015/06/hallo/#comment-12", TargetKind.POST, 1, "", ""),  # the other post's
        ("/wp/2015/06/alt/", TargetKind.POST, 1, "", "old"),
        ("/wp/2015/06/hallo/feed/atom/", TargetKind.FEED, 1, "", "feed"),
        ("/wp/2015/06/hallo/trackback/", TargetKind.POST, 1, "", "trackback"),
        ("/wp/wp-trackback.php?p=1", TargetKind.POST, 1, "", ""),
        ("/wp/wp-trackback.php/1", TargetKind.POST, 1, "", "trackback"),
        ("/wp/2015/06/hallo/bild/", TargetKind.ATTACHMENT, 3, "", ""),
        ("/wp/?attachment_id=3", TargetKind.ATTACHMENT, 3, "", ""),
        ("/wp/wp-content/uploads/2015/06/bild-scaled.jpg", TargetKind.ATTACHMENT, 3, "", "file"),
        ("/wp/wp-content/uploads/2015/06/bild-300x200.jpg", TargetKind.ATTACHMENT, 3, "", "size"),
        ("https://i0.wp.com/blog.example/wp/wp-content/uploads/2015/06/bild.jpg?w=9",
         TargetKind.ATTACHMENT, 3, "", "size"),
        ("/wp/wp-content/uploads/2015/06/anders.jpg", TargetKind.FILE, None,
         "wp-content/uploads/2015/06/anders.jpg", ""),
        ("/wp/?pagename=uber-uns/team", TargetKind.POST, 4, "", ""),
        ("/wp/?book=momo", TargetKind.POST, 5, "", ""),
        ("/wp/?p=7&preview=true", TargetKind.POST, 7, "", ""),
        ("/wp/category/tiere/katzen/", TargetKind.TERM, None, "category/katzen", ""),
        ("/wp/category/tiere/page/2/", TargetKind.TERM, None, "category/tiere", "page 2"),
        ("/wp/themen/katzen/", TargetKind.TERM, None, "category/katzen", ""),
        ("/wp/tag/gr%C3%BCn", TargetKind.TERM, None, "post_tag/gr%c3%bcn", ""),
        ("/wp/tag/unbekannt/", TargetKind.BROKEN, None, "post_tag/unbekannt", ""),
        ("/wp/?cat=6", TargetKind.TERM, None, "category/katzen", ""),
        ("/wp/?genre=sf", TargetKind.TERM, None, "genre/sf", ""),
        ("/wp/?taxonomy=genre&term=sf&feed=rss2", TargetKind.FEED, None, "genre/sf", "feed"),
        ("/wp/category/tiere/feed/", TargetKind.FEED, None, "category/tiere", "feed"),
        ("/wp/author/ada-byron/", TargetKind.AUTHOR, None, "Ada Byron", ""),
        ("/wp/?author=9", TargetKind.AUTHOR, None, "grace", ""),
        ("/wp/author/niemand/", TargetKind.BROKEN, None, "author/niemand", ""),
        ("/wp/2015/", TargetKind.DATE, None, "2015", ""),
        ("/wp/2015/6/1", TargetKind.DATE, None, "2015-06-01", ""),
        ("/wp/?m=201506", TargetKind.DATE, None, "2015-06", ""),
        ("/wp/2015/07/", TargetKind.BROKEN, None, "2015-07", ""),
        ("/wp", TargetKind.HOME, None, "", ""),
        ("/wp/page/2/", TargetKind.HOME, None, "", "page 2"),
        ("/wp/comments/feed/", TargetKind.FEED, None, "comments", ""),
        ("/wp/wp-rss2.php", TargetKind.FEED, None, "", ""),
        ("/wp/?s=suche", TargetKind.SEARCH, None, "suche", ""),
        ("/wp/wp-login.php?redirect_to=x", TargetKind.SYSTEM, None, "wp-login.php", ""),
        ("/wp/?p=99", TargetKind.BROKEN, None, "p=99", ""),
        ("/wp/2011/11/hallo/", TargetKind.BROKEN, None, "2011/11/hallo", ""),
        ("/wp/2015/06/01/hallo.html", TargetKind.POST, 1, "", "guess"),
        ("/wp/archives/2", TargetKind.POST, 2, "", "guess"),
        ("/2015/06/hallo/", TargetKind.EXTERNAL, None, "blog.example", ""),  # beside the blog
        ("https://other.example/wp/?p=1", TargetKind.EXTERNAL, None, "other.example", ""),
        ("http://blog.example:8080/wp/?p=1", TargetKind.POST, 1, "", ""),
        ("http://blog.example:8080/wp/munin/", TargetKind.EXTERNAL, None, "blog.example", ""),
        ("#unten", TargetKind.FRAGMENT, 1, "", ""),
        ("#comment-11", TargetKind.COMMENT, 1, "11", ""),
        ("mailto:a@b.example", TargetKind.MAIL, None, "mailto", ""),
        ("data:text/plain,x", TargetKind.DATA, None, "data", ""),
        ("tel:+49", TargetKind.OTHER, None, "tel", ""),
        ("http://[", TargetKind.INVALID, None, "", ""),
    ],
)  # fmt: skip
def test_each_form(answers, url, kind, number, key, part):
    assert answers.resolve(url, BASE, 1)[:4] == (kind, number, key, part)


def test_the_fragment_is_kept(answers):
    assert answers.resolve(f"{HOME}/?p=1#more-1").fragment == "more-1"


def test_earlier_domains_show_in_guids():
    moved = [
        Post(id=n, type="post", slug=f"s{n}", link=f"https://new.example/2015/06/s{n}/",
             guid=f"http://old.example/blog/{'?p=' + str(n) if n < 4 else f'2015/06/s{n}/'}")
        for n in range(1, 6)
    ]  # fmt: skip
    asked = resolver(moved, site="https://new.example")
    assert asked.resolve("http://old.example/blog/2015/06/s2/").number == 2
    assert asked.resolve("http://old.example/blog/?p=3").number == 3
    assert asked.resolve("http://old.example/2015/06/s2/").kind is TargetKind.EXTERNAL


def test_one_foreign_guid_is_no_evidence():
    odd = [*POSTS, Post(id=8, type="post", link=f"{HOME}/x/", guid="http://feed.example/?p=8")]
    assert resolver(odd).resolve("http://feed.example/?p=1").kind is TargetKind.EXTERNAL


def test_the_user_names_other_addresses():
    asked = resolver(same=["old.example", "https://wp.me/p7Xk-1"])
    assert asked.resolve("http://www.old.example/?p=2").number == 2
    assert asked.resolve("https://wp.me/p7Xk-2").number == 2
    assert asked.resolve("https://wp.me/s7Xk-hallo").number == 1
    assert asked.resolve("https://wp.me/p8Xk-2").kind is TargetKind.EXTERNAL


def test_ids_that_two_posts_have_are_the_first_one_s():
    twice = [post(1, "a"), post(1, "b"), post(None, "c")]
    asked = resolver(twice)
    assert asked.resolve(f"{HOME}/?p=1") == asked.resolve(f"{HOME}/2015/06/a/")
    second = asked.resolve(f"{HOME}/2015/06/b/").number
    third = asked.resolve(f"{HOME}/2015/06/c/").number
    assert len({1, second, third}) == 3


def test_a_large_index_answers_alike_from_its_file(answers):
    large = resolver(spill=3)
    index = pickle.loads(pickle.dumps(large._index))
    for url in (f"{HOME}/2015/06/hallo", "/wp/?p=99", "/wp/2015/06/alt/", "/wp/tag/gr%C3%BCn"):
        assert Resolver(index).resolve(url, BASE) == answers.resolve(url, BASE)
    path = index.store._path
    assert path.is_file()
    large._index.close()
    assert not path.parent.exists()


def test_relative_links_without_any_address_are_the_blog_s():
    asked = resolver([Post(id=1, type="post", slug="a", link="")], site=None)
    base = asked.base("", None)
    assert asked.resolve("/?p=1", base).number == 1
    assert asked.resolve("/a/", base).number == 1


def test_large_numbers_are_known_too():
    asked = resolver([post(5, "a"), post(10**9, "b"), post(7, "c", type="attachment")])
    assert asked.resolve(f"{HOME}/?p=1000000000")[:2] == (TargetKind.POST, 10**9)
    assert asked.resolve(f"{HOME}/?p=7")[:2] == (TargetKind.ATTACHMENT, 7)
    assert asked.resolve(f"{HOME}/?p=6").kind is TargetKind.BROKEN
    assert asked.resolve(f"{HOME}/?p=999999999").kind is TargetKind.BROKEN
