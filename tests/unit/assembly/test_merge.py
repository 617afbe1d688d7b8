"""Several inputs as one archive: what is one post, what is kept, and that nothing is lost."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from tests.unit.readers.feed.test_feed import rss
from tests.unit.readers.feed.test_feed import said as said_in_feed
from tests.unit.readers.rest.test_rest import post as rest_post
from tests.unit.readers.rest.test_rest import term
from tests.wxr import comment, export, item
from wparchive.api import convert, open_source, verify
from wparchive.assembly.fields import NAMESPACE
from wparchive.errors.notices import Code

cutting = import_module("wparchive.readers.wxr.cut")
LINK = "https://blog.example/post-{}/"


def fed(number, title="Title", content="<p>Text.</p>", guid=None, **more):
    guid = guid or f"https://blog.example/?p={number}"
    link = more.get("link", LINK.format(number))
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>"
        "<dc:creator>Ada L.</dc:creator><pubDate>Tue, 30 Apr 2024 08:00:00 +0000</pubDate>"
        f"<category>News</category><content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )


def write(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.xml" for name in files]


def read(tmp_path, **files):
    with open_source(*write(tmp_path, **files)) as archive:
        posts = list(archive)
        archive.count()
        return archive, posts


def codes(archive):
    return [n.code for n in archive.notices if n.code != Code.POST_TYPE_MISSING]


def test_an_export_and_a_feed_are_one_archive(tmp_path):
    archive, posts = read(
        tmp_path,
        export=export(item(1), item(2, comments=comment(7))),
        feed=rss(fed(2), fed(3, title="Only here")),
        comments=rss(said_in_feed(7, "A comment.", "Bob", "Tue, 30 Apr 2024 09:00:00 +0000", link=LINK.format(2)), said_in_feed(8, "New", link=LINK.format(2))),
    )  # fmt: skip
    assert [(p.id, p.title) for p in posts] == [(1, "Title"), (2, "Title"), (3, "Only here")]
    second = posts[1]
    assert (second.content, second.published) == ("Text.", "2024-04-30T10:00:00")
    assert (second.author.login, second.author.name) == ("ada", "Ada L.")
    assert [(c.id, c.email, c.content) for c in second.comments] == [
        (7, "bob@secret.example", "A comment."), (8, None, "<p>New</p>\n"),
    ]  # fmt: skip
    assert second.origin.source == "export.xml"
    assert codes(archive).count(Code.POST_MERGED) == 1
    assert Code.FIELD_CONFLICT not in codes(archive)
    assert (archive.site.title, [a.login for a in archive.authors]) == ("Blog", ["ada"])


def test_the_order_of_inputs_does_not_decide_who_is_believed(tmp_path):
    _, forth = read(tmp_path, a=export(item(2)), b=rss(fed(2)))
    _, back = read(tmp_path, a=rss(fed(2)), b=export(item(2)))
    assert [p.content for p in forth] == [p.content for p in back] == ["Text."]
    assert forth[0].terms == back[0].terms


def test_each_field_s_origin_is_kept(tmp_path):
    bare = item(2).replace("<title><![CDATA[Title]]></title>", "")
    _, [post] = read(tmp_path, export=export(bare), feed=rss(fed(2, title="From the feed")))
    assert post.title == "From the feed"
    assert post.origin.fields["title"].source == "feed.xml"
    assert post.origin.fields["title"].kind == "feed"
    assert "content" not in post.origin.fields


def test_two_states_of_a_post_are_one_and_the_other_is_kept(tmp_path):
    archive, [post] = read(
        tmp_path,
        a=export(item(1, title="Old", content="Before")),
        b=export(item(1, title="New", content="After")),
    )
    assert (post.title, post.content) == ("Old", "Before")
    assert [(e.tag, e.text, e.attributes["source"]) for e in post.extra if e.namespace == NAMESPACE] == [
        ("title", "New", "b.xml"), ("content", "After", "b.xml"),
    ]  # fmt: skip
    assert sorted(codes(archive)) == [Code.FIELD_CONFLICT, Code.FIELD_CONFLICT, Code.POST_MERGED]


def test_the_later_modified_state_stands(tmp_path):
    older = "<wp:post_modified_gmt>2024-05-01 00:00:00</wp:post_modified_gmt>"
    newer = older.replace("2024", "2025")
    _, [post] = read(
        tmp_path,
        a=export(item(1, content="Before", more=older)),
        b=export(item(1, content="After", more=newer)),
    )
    assert post.content == "After"


def test_other_posts_with_the_same_id_stay_apart(tmp_path):
    archive, posts = read(
        tmp_path,
        a=export(item(1)),
        b=export(
            item(1, slug="other", title="Other", link="https://other.example/x/").replace(
                "blog.example/?p", "other.example/?p"
            )
        ),
    )
    assert len(posts) == 2
    assert Code.POST_ID_DUPLICATE in codes(archive)


def test_what_stands_twice_in_one_input_is_kept_twice(tmp_path):
    _, posts = read(tmp_path, a=export(item(1), item(1)), b=export(item(1), item(1)))
    assert len(posts) == 3


def test_ids_split_what_an_address_joins(tmp_path):
    one, two = item(1, link=LINK.format("same")), item(2, link=LINK.format("same"), title="Second")
    _, posts = read(
        tmp_path,
        a=export(one, two),
        b=export(two),
        c=rss(fed(9, link=LINK.format("same"), guid="x:9", title="Third")),
    )
    assert [p.id for p in posts] == [1, 2, None]


@pytest.mark.parametrize("jobs", [1, 2])
def test_united_posts_stand_where_the_first_one_stood(tmp_path, monkeypatch, jobs):
    monkeypatch.setattr(cutting.cut, "__defaults__", (2000,))
    first = export(*(item(n, title=f"T{n}") for n in range(1, 40)))
    second = export(*(item(n, title=f"T{n}") for n in range(39, 60)))
    feeds = rss(*(fed(n, title=f"T{n}") for n in range(1, 70, 3)))
    inputs = write(tmp_path, a=first, b=second, c=feeds)
    report = convert(inputs, tmp_path / "out", to=["json", "markdown", "wxr"], jobs=jobs)
    lines = (tmp_path / "out/private/json/posts.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [*range(1, 60), 61, 64, 67]
    assert report.input_counts.posts == {"post": 59, "": 3} or report.input_counts.posts == {
        "post": 62
    }
    assert report.notice_counts[Code.POST_MERGED] == 1 + 20
    assert report.exit_code == 0
    assert verify(tmp_path / "out").findings == []


def test_a_site_is_described_by_who_knows_it_best(tmp_path):
    archive, _ = read(tmp_path, a=rss(fed(5), title="As a feed says"), b=export(item(1)))
    assert archive.site.title == "Blog"
    assert archive.site.description == "About it"
    other = export(item(1)).replace(
        "<link>https://blog.example</link>", "<link>https://other.example</link>"
    )
    archive, _ = read(tmp_path, a=export(item(1)), b=other)
    assert Code.SITE_MISMATCH in codes(archive)


def test_the_loser_s_text_survives_the_way_through_wxr(tmp_path):
    inputs = write(
        tmp_path, a=export(item(1, content="Before")), b=export(item(1, content="After"))
    )
    convert(inputs, tmp_path / "out", to=["json", "wxr"])
    with open_source(next((tmp_path / "out/private/wxr").glob("*.xml"))) as archive:
        [post] = archive
    assert ("content", "After") in {(e.tag, e.text) for e in post.extra}


def test_a_mirror_without_a_host_is_of_the_export_s_site(tmp_path):
    from tests.unit.readers.pages.test_pages import page, said
    from tests.unit.readers.pages.test_pages import write as mirror

    own = export(item(7, title="First", slug="first", link="https://blog.example/2020/02/first/"))
    files = {
        "2020/02/first/index.html": page(site="", canonical=False, comments=[said(5)]),
        "index.html": page(8, "second", "Second", site="", canonical=False),
    }
    place = mirror(tmp_path / "m", **files)
    with open_source(*write(tmp_path, export=own), place) as archive:
        posts = {post.id: post for post in archive}
    assert (posts[7].content, posts[7].link) == ("Text.", "https://blog.example/2020/02/first/")
    assert [c.id for c in posts[7].comments] == [5]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "private"},
        {"status": "draft"},
        {"status": "of-a-plugin"},
        {"password": "secret"},
        {"comments": comment(5, approved="0")},
        {"comments": comment(5, approved="spam")},
    ],
)
def test_what_one_of_two_equal_sources_hides_stays_hidden(tmp_path, hidden, order):
    shown = export(item(1, comments=comment(5)))
    files = {"a": shown, "b": export(item(1, **({"comments": comment(5)} | hidden)))}
    _, [post] = read(tmp_path, **{name: files[name] for name in order})
    for name, value in hidden.items():
        found = post.comments[0].approved if name == "comments" else getattr(post, name)
        assert found in value
        assert found not in {"", "1", "publish"}


@pytest.mark.parametrize("status", ["draft", "publish"])
def test_the_later_modified_post_decides_whether_it_is_hidden(tmp_path, status):
    def changed(year):
        return f"<wp:post_modified>{year}-01-01 00:00:00</wp:post_modified>"

    other = {"draft": "publish", "publish": "draft"}[status]
    files = {
        "a": export(item(1, status=other, more=changed(2023))),
        "b": export(item(1, status=status, more=changed(2024))),
    }
    _, [post] = read(tmp_path, **files)
    assert post.status == status


def reply(number, post, guid):
    link = f"https://blog.example/{post}/"
    own = f'<guid isPermaLink="false">{link}#comment-{number}</guid>'
    made = said_in_feed(number, f"Said {number}.", link=link)
    assert own in made
    return made.replace(own, f'<guid isPermaLink="false">{guid}#comment-{number}</guid>')


def numbered(number, slug, title):
    link = f"https://blog.example/{slug}/"
    return (
        f'<html><head><title>{title}</title><link rel="canonical" href="{link}"></head><body class="single single-post'
        f' postid-{number}"><article class="hentry"><h1 class="entry-title">{title}</h1><div class="entry-content">'
        f"<p>The text of {title}, long enough to be one.</p></div></article></body></html>"
    )


def test_ids_from_before_an_import_join_no_posts(tmp_path):
    """The importer keeps guids, and gives posts other ids where theirs are taken."""
    place = tmp_path / "mirror"
    for slug, number in ("kiefer", 61), ("about", 37), ("birke", 12):
        (place / slug).mkdir(parents=True)
        (place / slug / "index.html").write_text(numbered(number, slug, slug.title()))
    feed = [
        fed(91, "Kiefer", link="https://blog.example/kiefer/"),  # was 91, is 61
        fed(37, "Linde", link="https://blog.example/linde/"),  # has no page, and 37 is another's
        fed(12, "Birke", link="https://blog.example/birke/"),  # kept its id
    ]
    (place / "feed.xml").write_text(rss(*feed))
    with open_source(place) as archive:
        posts = list(archive)
    assert sorted((p.title, p.id) for p in posts if p.id) == [
        ("About", 37), ("Birke", 12), ("Kiefer", 61)]  # fmt: skip
    [linde] = [p for p in posts if p.id is None]
    assert (linde.title, linde.guid) == ("Linde", "https://blog.example/?p=37")


def test_ids_of_a_feed_without_contradiction_stay(tmp_path):
    _, posts = read(tmp_path, export=export(item(1)), feed=rss(fed(5)))
    assert [p.id for p in posts] == [1, 5]


def test_an_id_in_common_joins_no_posts_of_other_slugs(tmp_path):
    """A feed of comments names neither title nor date of its post."""
    _, posts = read(
        tmp_path,
        posts=rss(fed(64, "Mail", link="https://blog.example/free/mail/")),
        comments=rss(reply(111, "web/logo", "https://blog.example/?p=64")),
    )
    assert [(p.title, len(p.comments)) for p in posts if p.link.endswith("/mail/")] == [("Mail", 0)]
    assert [c.id for p in posts if p.link.endswith("/logo/") for c in p.comments] == [111]


def timed(published, *, line=""):
    head = f'<meta property="article:published_time" content="{published}"><meta property="article:modified_time" content="{published}"><link rel="canonical" href="https://blog.example/kiefer/">'
    return (
        f'<html><head><title>Kiefer</title>{head}</head><body class="single single-post postid-61"><article class="hentry">'
        f'<h1 class="entry-title">Kiefer</h1>{line}<div class="entry-content"><p>The text of it, long enough to be one.'
        "</p></div></article></body></html>"
    )


@pytest.mark.parametrize(("gmt", "expected"), [("20:24:51", "20:24:51"), ("21:24:51", "21:24:51")])
def test_the_zone_that_amp_pages_assume_is_no_conflict(tmp_path, gmt, expected):
    """AMP pages write the blog's time as if it were UTC's."""
    shown = '<time class="entry-date" datetime="2005-07-16T21:24:51">16 July 2005 21:24</time>'
    for name, page in {
        "kiefer": timed(f"2005-07-16T{gmt}+00:00", line=shown),
        "kiefer/amp": timed("2005-07-16T21:24:51+00:00").replace("<p>", "<p>A longer text. "),
    }.items():
        place = tmp_path / "mirror" / name
        place.mkdir(parents=True)
        (place / "index.html").write_text(page)
    with open_source(tmp_path / "mirror") as archive:
        [post] = list(archive)
        archive.count()
    assert (post.published, post.published_gmt) == (
        "2005-07-16T21:24:51", f"2005-07-16T{expected}Z")  # fmt: skip
    assert (post.modified, post.modified_gmt) == (post.published, post.published_gmt)
    assert Code.FIELD_CONFLICT not in codes(archive)


@pytest.mark.parametrize("label", ["Pingback:", "Tilbaketråkk:", "Rétrolien :"])
def test_a_ping_of_a_page_has_its_number_from_the_feed(tmp_path, label):
    """Themes such as Twenty Ten show only the title of the page that a ping is from."""
    pings = "".join(
        f'<li class="post pingback"><p>{label} <a href="http://{name}.example/a/" rel="external nofollow" class="url">'
        f"{name.title()} » Elsewhere</a></p></li>"
        for name in ("moe", "jill")
    )
    page = numbered(61, "kiefer", "Kiefer").replace(
        "</article>", f'</article><ol class="commentlist">{pings}</ol>'
    )
    place = tmp_path / "mirror" / "kiefer"
    place.mkdir(parents=True)
    (place / "index.html").write_text(page)
    link = "https://blog.example/kiefer/"
    feed = [
        said_in_feed(7, "[&#8230;] of pines [&#8230;]", "Moe » Elsewhere", link=link),
        said_in_feed(8, "I agree.", "Jill » Elsewhere", link=link),
    ]
    (place / "feed.xml").write_text(rss(*feed))
    with open_source(tmp_path / "mirror") as archive:
        [post] = list(archive)
    found = {(c.id, c.kind, c.author, c.url) for c in post.comments}
    assert found == {
        (7, "pingback", "Moe » Elsewhere", "http://moe.example/a/"),
        (8, "comment", "Jill » Elsewhere", None),  # not the words of a ping
        (None, "pingback", "Jill » Elsewhere", "http://jill.example/a/"),
    }
    [moe] = [c for c in post.comments if c.id == 7]
    assert (moe.content, moe.published_gmt) == (
        "<p>[&#8230;] of pines [&#8230;]</p>\n",
        "2020-02-02T10:00:00Z",
    )


@pytest.mark.parametrize(
    ("numbers", "known", "names"),
    [
        ([5], [], {"News"}),
        ([5, 6], [term(6, "category", "seeds", "Seeds")], {"Seeds", "News"}),
        ([6], [term(6, "category", "news", "News")], {"News"}),
        ([5, 7], [], {"5", "7", "News"}),
    ],
)
def test_the_number_of_a_term_gives_way_to_its_name(tmp_path, numbers, known, names):
    post = rest_post(1, categories=numbers, tags=[], format="standard", link=LINK.format(1))
    (tmp_path / "posts.json").write_text(json.dumps([post]))
    (tmp_path / "categories.json").write_text(json.dumps(known))
    (feed,) = write(tmp_path, feed=rss(fed(1)))
    inputs = [tmp_path / "posts.json", feed, *([tmp_path / "categories.json"] if known else [])]
    with open_source(*inputs) as archive:
        (made,) = archive
    assert {term.name for term in made.terms} == names


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("podcast-template-default single single-podcast", "podcast"),
        ("single single-obra", "obra"),
        ("single single-post", "post"),
    ],
)
def test_a_page_knows_the_type_of_its_post_and_a_feed_does_not(tmp_path, classes, kind):
    """Plugins of podcasts add their episodes to the main feed, which names no types."""
    page = numbered(61, "kiefer", "Kiefer").replace("single single-post", classes)
    place = tmp_path / "mirror" / "kiefer"
    place.mkdir(parents=True)
    (place / "index.html").write_text(page)
    text = fed(61, "Kiefer", link="https://blog.example/kiefer/")
    (tmp_path / "mirror" / "feed.xml").write_text(rss(text))
    with open_source(tmp_path / "mirror") as archive:
        [post] = list(archive)
        archive.count()
    assert (post.type, post.id, post.author.name) == (kind, 61, "Ada L.")
    assert Code.FIELD_CONFLICT not in codes(archive)
