"""WXR that WordPress's importer takes, whatever it was made of; and back to what was known."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, open_source, verify
from wparchive.errors import UsageError
from wparchive.errors.notices import Code
from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.model.site import Site, SiteDocument, Term
from wparchive.wordpress.inferred import KEY
from wparchive.wordpress.shown_menus import MenuEntry, ShownMenu, shown_menus
from wparchive.writers.wxr.bodies import rendered_once, without_shortcodes

WP = "{http://wordpress.org/export/1.2/}"
PAGE = Origin(source="page.html", kind="page")


def said(text, number=None, **fields):
    """A comment that a page shows."""
    return Comment(id=number, author=text, content=f"<p>{text}</p>", origin=PAGE, **fields)


@pytest.fixture
def imported(tmp_path):
    """Writes posts as WXR by way of canonical JSON; gives the channel and the report."""

    def write(*posts, options=(), site=None, terms=()):
        folder = tmp_path / "archive"
        folder.mkdir()
        head = SiteDocument(generator="test", site=site or Site(), terms=list(terms))
        (folder / "site.json").write_bytes(encode_site(head))
        (folder / "posts.jsonl").write_bytes(b"".join(map(encode_post, posts)))
        report = convert(folder, tmp_path / "out", to=["wxr", "json"], jobs=1, **dict(options))
        assert verify(tmp_path / "out").sound
        paths = sorted((tmp_path / "out/private/wxr").iterdir())
        return [ET.parse(path).getroot().find("channel") for path in paths], report

    return write


def texts(channel, name):
    return [element.text for element in channel.iter(f"{WP}{name}")]


def test_ids_follow_the_highest_of_the_archive(imported):
    [channel], _ = imported(
        Post(title="Known", id=40, comments=[said("a", 7), said("b", 9)], origin=PAGE),
        Post(title="New", comments=[said("c"), said("d", 7), said("e")], origin=PAGE),
        Post(title="Twice", id=40, origin=PAGE),
    )
    assert texts(channel, "post_id") == ["40", "41", "42"]
    assert texts(channel, "comment_id") == ["7", "9", "10", "11", "12"]


def test_a_comment_keeps_its_parent_by_place(imported):
    below = UnknownElement(tag="parent", attributes={"position": "1"}, text="a")
    [channel], _ = imported(
        Post(title="T", id=1, comments=[said("a"), said("b", extra=[below])], origin=PAGE)
    )
    assert texts(channel, "comment_parent") == ["0", "1"]


def test_parents_follow_comments_whose_id_another_post_has(imported):
    one = Post(title="One", id=1, comments=[said("a", 5)], origin=PAGE)
    two = Post(title="Two", id=2, comments=[said("b", 5), said("c", 6, parent=5)], origin=PAGE)
    [channel], _ = imported(one, two)
    assert texts(channel, "comment_id") == ["5", "7", "6"]
    assert texts(channel, "comment_parent") == ["0", "0", "7"]


def test_dates_in_both_times(imported):
    post = Post(
        title="T",
        id=1,
        published="2015-06-01T09:30:00+02:00",
        comments=[
            said("a", 1, published="2015-06-02T10:00:00"),
            said("b", 2, published_gmt="2015-06-03T08:00:00Z"),
            said("c", 3),
            said("d", 4, published="the other day"),
        ],
        origin=PAGE,
    )
    [channel], _ = imported(post)
    assert texts(channel, "post_date_gmt") == ["2015-06-01 07:30:00"]
    assert texts(channel, "comment_date") == [
        "2015-06-02 10:00:00",
        "2015-06-03 10:00:00",
        "2015-06-03 10:00:01",
        "2015-06-03 10:00:02",
    ]
    assert texts(channel, "comment_date_gmt") == [
        "2015-06-02 08:00:00",
        "2015-06-03 08:00:00",
        "2015-06-03 08:00:01",
        "2015-06-03 08:00:02",
    ]


def test_posts_without_a_date_differ_by_a_second(imported):
    [channel], _ = imported(
        Post(title="", origin=PAGE, content="<p>a</p>"),
        Post(title="", origin=PAGE, content="<p>b</p>"),
    )
    first, second = texts(channel, "post_date")
    assert first != second


def test_logins_and_slugs_are_ascii_or_encoded_and_unique(imported):
    names = ["Jörg Ü", "山田", "Jorg U", "山田"]
    [channel], _ = imported(
        *(
            Post(
                title=f"T{n}",
                id=n,
                author=PostAuthor(name=name),
                terms=[PostTerm(name=term) for term in ("C", "C++")],
                origin=PAGE,
            )
            for n, name in enumerate(names, 1)
        )
    )
    assert texts(channel, "author_login") == ["jorg-u", "author", "jorg-u-2"]
    creators = [
        element.text for element in channel.iter("{http://purl.org/dc/elements/1.1/}creator")
    ]
    assert creators == ["jorg-u", "author", "jorg-u-2", "author"]
    slugs = {(e.text, e.get("domain"), e.get("nicename")) for e in channel.iter("category")}
    assert slugs == {("C", "category", "c"), ("C++", "category", "c-2")}


def test_what_was_made_up_is_unknown_again(imported, tmp_path):
    post = Post(
        title="T",
        content="<p>x</p>",
        author=PostAuthor(name="Ann"),
        terms=[PostTerm(name="News")],
        comments=[said("a"), said("b", published="2015-06-02T10:00:00")],
        origin=PAGE,
    )
    _, report = imported(post)
    [notice] = [n for n in report.notices if n.code is Code.VALUE_INFERRED]
    assert "comment ids (2)" in notice.message
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        [again] = archive
        assert not archive.authors
        assert (archive.site.base_blog_url, archive.site.wxr_version) == (None, None)
    assert (again.id, again.slug, again.published, again.status) == (None, None, None, None)
    assert again.author == PostAuthor(name="Ann")
    assert (again.terms[0].taxonomy, again.terms[0].slug) == (None, None)
    assert [c.id for c in again.comments] == [None, None]
    assert [c.published for c in again.comments] == [None, "2015-06-02T10:00:00"]
    assert not any(m.key == KEY for m in [*again.meta, *again.comments[0].meta])


def test_an_attachment_for_each_picture(imported, tmp_path):
    url = "https://blog.example/wp-content/uploads/2015/06/a.jpg"
    body = f'<p><img src="{url}"><img src="https://other.example/wp-content/uploads/b.jpg"></p>'
    posts = [
        Post(title=f"T{n}", id=n, link=f"https://blog.example/{n}/", content=body, origin=PAGE)
        for n in (1, 2)
    ]
    [channel], report = imported(*posts)
    assert texts(channel, "attachment_url") == [url]
    assert texts(channel, "post_type") == ["post", "attachment", "post"]
    assert [n.code for n in report.notices].count(Code.VALUE_INFERRED) == 2
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        assert [post.id for post in archive] == [1, 2]


def test_families_stay_in_one_part(tmp_path):
    source = tmp_path / "export.xml"
    items = [item(n, content="x" * 3000, parent=1 if n == 6 else 0) for n in range(1, 8)]
    source.write_text(export("".join(items)), "utf-8")
    report = convert(source, tmp_path / "out", to=["wxr"], jobs=1, wxr_split=12_000)
    assert report.exit_code == 0, report.notice_counts
    where = {}
    for path in sorted((tmp_path / "out/private/wxr").iterdir()):
        for number in ET.parse(path).getroot().iter(f"{WP}post_id"):
            where[number.text] = path.name
    assert len(where) == 7
    assert where["1"] == where["6"]
    assert not (tmp_path / "out/private/wxr/held.xml").exists()


@pytest.mark.parametrize("edition", ["full", "public"])
def test_words_and_links_of_families_are_found_in_what_is_held_back(tmp_path, edition):
    source = tmp_path / "export.xml"
    body = '<a href="https://other.example/">Rhubarb</a> &amp; ]]&gt; moss'
    items = [
        item(n, content=body, parent=1 if n > 1 else 0, comments=comment(n)) for n in range(1, 4)
    ]
    source.write_text(export("".join(items)), "utf-8")
    whole = convert(source, tmp_path / "whole", to=["wxr"], edition=edition)
    split = convert(source, tmp_path / "split", to=["wxr"], edition=edition, wxr_split=900)
    assert (whole.exit_code, split.exit_code) == (0, 0), split.notice_counts
    assert split.output_counts["wxr"] == whole.output_counts["wxr"]


def test_a_family_that_is_too_large_is_reported(tmp_path):
    source = tmp_path / "export.xml"
    items = [item(n, content="x" * 9000, parent=1 if n > 1 else 0) for n in range(1, 4)]
    source.write_text(export("".join(items)), "utf-8")
    report = convert(source, tmp_path / "out", to=["wxr"], jobs=1, wxr_split=12_000)
    assert [n.code for n in report.notices if n.code is Code.FAMILY_SPLIT] == [Code.FAMILY_SPLIT]


def test_an_export_with_ids_stays_as_it_is(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(item(1, more=comment(3))), "utf-8")
    convert(source, tmp_path / "out", to=["wxr"], jobs=1)
    [path] = (tmp_path / "out/private/wxr").iterdir()
    assert KEY not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see [gallery ids=1] and [1] and [...]", "see &#91;gallery ids=1] and [1] and [...]"),
        ("[/caption]", "&#91;/caption]"),
        ('<a title="[x]">[é]</a>', '<a title="&#91;x]">&#91;é]</a>'),
        ("<script>a[b]</script>[b]", "<script>a[b]</script>&#91;b]"),
        ("<!-- [b] -->", "<!-- [b] -->"),
        ("<script>a[b]", "<script>a[b]"),
    ],
)
def test_shortcodes_of_rendered_texts_are_text(text, written):
    assert without_shortcodes(text) == written
    assert rendered_once(text) == f"<!-- wp:html -->\n{written}\n<!-- /wp:html -->"


@pytest.mark.parametrize("value", ["", "[]", "{", '{"id":"x","terms":{"9":[1]},"author":3}', "7"])
def test_a_foreign_mark_does_no_harm(tmp_path, value):
    meta = f"<wp:postmeta><wp:meta_key>{KEY}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
    source = tmp_path / "export.xml"
    source.write_text(export(item(1, more=meta)), "utf-8")
    with open_source(source) as archive:
        [post] = archive
    assert post.id == 1
    assert json.dumps([m.key for m in post.meta]) in {"[]", f'["{KEY}"]'}


def test_meta_of_others_stays(imported):
    post = Post(title="T", id=1, meta=[Meta(key="a", value="b")], origin=PAGE)
    [channel], _ = imported(post)
    assert texts(channel, "meta_key")[0] == "a"


def test_each_part_of_a_rendered_body_has_a_block_of_its_own():
    """WordPress cuts a post at ``<!--nextpage-->`` before it looks for blocks."""
    text = rendered_once("<p>One [x]</p>\n<!--nextpage-->\n<p>Two</p>")
    parts = text.split("<!--nextpage-->")
    assert [part.count("<!-- wp:html -->") for part in parts] == [1, 1]
    assert [part.count("<!-- /wp:html -->") for part in parts] == [1, 1]
    assert "<p>One &#91;x]</p>" in parts[0]
    # wpautop() had put the mark into a paragraph.
    assert rendered_once("<p>One [x]</p>\n<p><!--nextpage--></p>\n<p>Two</p>") == text


def test_the_paragraph_around_a_page_break_is_no_text(imported):
    body = "<p>One</p>\n<p><!--nextpage--></p>\n<p>Two</p>"
    _, report = imported(Post(title="T", id=1, content=body, origin=PAGE))
    assert not [notice for notice in report.notices if notice.code is Code.TEXT_LOST]
    assert report.exit_code.name == "OK"


def test_menus_that_pages_show_come_last(imported, tmp_path):
    entries = (
        MenuEntry("Start", "https://blog.example/"),
        MenuEntry("About", "https://blog.example/about/", "post_type", "page", number=1),
        MenuEntry("Team", "https://blog.example/?p=8", "post_type", "page", depth=1),
        MenuEntry("Gone", "https://blog.example/gone/", "post_type", "page"),
        MenuEntry("News", "https://blog.example/category/news/", "taxonomy", "category"),
    )
    site = Site(link="https://blog.example", extra=[ShownMenu("main", entries).as_extra()])
    news = Term(taxonomy="category", slug="news", name="News", origin=PAGE)
    posts = [
        Post(title="About", type="page", id=7, link="https://blog.example/about/", origin=PAGE),
        Post(title="Team", type="page", id=8, link="https://blog.example/team/", origin=PAGE),
        Post(title="One", id=1, link="https://blog.example/one/", origin=PAGE),
    ]
    [channel], _ = imported(*posts, site=site, terms=[news])
    items = channel.findall("item")
    assert [i.findtext(f"{WP}post_type") for i in items][-6:] == ["post", *["nav_menu_item"] * 5]
    meta = [
        {
            m.findtext(f"{WP}meta_key"): m.findtext(f"{WP}meta_value")
            for m in i.iter(f"{WP}postmeta")
        }
        for i in items[3:]
    ]
    ids = [i.findtext(f"{WP}post_id") for i in items[3:]]
    assert len({*ids, "7", "8", "1"}) == 8
    [category], [menu] = channel.findall(f"{WP}category"), channel.findall(f"{WP}term")
    number = category.findtext(f"{WP}term_id")
    assert menu.findtext(f"{WP}term_slug") == "main"
    assert [(m["_menu_item_type"], m["_menu_item_object_id"]) for m in meta] == [
        ("custom", ids[0]), ("post_type", "7"), ("post_type", "8"), ("custom", ids[3]), ("taxonomy", number),
    ]  # fmt: skip
    assert [m["_menu_item_menu_item_parent"] for m in meta] == ["0", "0", ids[1], "0", "0"]
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        assert [post.id for post in archive] == [7, 8, 1]
        assert [(term.slug, term.id) for term in archive.terms] == [("news", None)]
        assert [menu.entries[2].label for menu in shown_menus(archive.site.extra)] == ["Team"]


def test_menus_stay_with_their_pages_in_a_split_export(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    entry = MenuEntry("P3", "https://blog.example/p3/", "post_type", "page")
    site = Site(link="https://blog.example", extra=[ShownMenu("main", [entry]).as_extra()])
    (folder / "site.json").write_bytes(encode_site(SiteDocument(generator="test", site=site)))
    posts = (
        Post(title=f"P{n}", type="page", id=n, link=f"https://blog.example/p{n}/", content="x" * 3000, origin=PAGE)
        for n in range(1, 8)
    )  # fmt: skip
    (folder / "posts.jsonl").write_bytes(b"".join(map(encode_post, posts)))
    convert(folder, tmp_path / "out", to=["wxr"], jobs=1, wxr_split=9_000)
    parts = [
        [(i.findtext("title"), i.findtext(f"{WP}post_type")) for i in ET.parse(path).iter("item")]
        for path in sorted((tmp_path / "out/private/wxr").iterdir())
    ]
    assert len(parts) > 2
    [part] = [part for part in parts if ("P3", "page") in part]
    assert part.index(("P3", "nav_menu_item")) > part.index(("P3", "page"))


def test_terms_follow_their_parents(imported, tmp_path):
    terms = [
        Term(taxonomy="category", slug="a", name="A", parent="z", origin=PAGE),
        Term(taxonomy="category", slug="z", name="Z", parent="top-most", origin=PAGE),
        Term(taxonomy="category", slug="loop", name="Loop", parent="loop", origin=PAGE),
    ]
    [channel], _ = imported(Post(title="T", id=1, origin=PAGE), terms=terms)
    assert texts(channel, "category_nicename") == ["top-most", "z", "a", "loop"]
    assert len(set(texts(channel, "term_id"))) == 4
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        list(archive)
        assert {term.slug for term in archive.terms} == {"a", "z", "loop"}
        assert {term.id for term in archive.terms} == {None}


def test_an_attachment_belongs_to_the_post_above_its_permalink(imported, tmp_path):
    file = "https://blog.example/wp-content/uploads/2015/06/a.jpg"
    featured = Meta(key="_wparchive_featured_image", value=file)
    posts = [
        Post(title="A", type="attachment", id=5, link="https://blog.example/2015/post/a/", attachment_url=file, origin=PAGE),
        Post(title="P", id=4, link="https://blog.example/2015/post/", meta=[featured], origin=PAGE),
    ]  # fmt: skip
    [channel], _ = imported(*posts)
    attachment, post = channel.findall("item")
    assert attachment.findtext(f"{WP}post_parent") == "4"
    values = [m.findtext(f"{WP}meta_value") for m in attachment.iter(f"{WP}postmeta")]
    assert "2015/06/a.jpg" in values
    assert "5" in [m.findtext(f"{WP}meta_value") for m in post.iter(f"{WP}postmeta")]
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        again = list(archive)
    assert [(p.parent, [m.key for m in p.meta]) for p in again] == [
        (None, []), (None, ["_wparchive_featured_image"]),
    ]  # fmt: skip


def test_a_featured_image_keeps_the_id_that_its_post_names(imported):
    file = "https://blog.example/wp-content/uploads/2015/06/a.jpg"
    meta = [
        Meta(key="_thumbnail_id", value="30"),
        Meta(key="_wparchive_featured_image", value=file),
    ]
    rest = Origin(source="posts/1", kind="rest")
    post = Post(
        title="P", id=1, type="post", status="publish", slug="p", content="<p>[x]</p>",
        published="2015-06-01T10:00:00", link="https://blog.example/p/", meta=meta, origin=rest,
    )  # fmt: skip
    [channel], _ = imported(post)
    assert texts(channel, "post_id") == ["1", "30"]
    assert texts(channel, "attachment_url") == [file]
    content = "{http://purl.org/rss/1.0/modules/content/}encoded"
    assert "<!-- wp:html -->\n<p>&#91;x]" in channel.find("item").findtext(content)


@pytest.mark.parametrize("served", [True, False])
def test_attachments_of_rescued_files(tmp_path, served):
    folder = tmp_path / "archive"
    folder.mkdir()
    root = "https://blog.example/wp-content/uploads/2015/06"
    body = f'<p><img src="{root}/ä b.jpg"><a href="{root}/gone.pdf">x</a></p>'
    posts = [
        Post(title="T", id=1, link="https://blog.example/t/", content=body, origin=PAGE),
        Post(title="A", id=2, type="attachment", link="https://blog.example/t/a/", attachment_url=f"{root}/c.png", origin=PAGE),
    ]  # fmt: skip
    (folder / "site.json").write_bytes(encode_site(SiteDocument(generator="test", site=Site())))
    (folder / "posts.jsonl").write_bytes(b"".join(map(encode_post, posts)))
    files = tmp_path / "uploads/2015/06"
    files.mkdir(parents=True)
    for name in ("ä b.jpg", "c.png"):
        (files / name).write_bytes(name.encode())
    url = "https://rescue.example/files/" if served else None
    convert(folder, tmp_path / "out", to=["wxr"], jobs=1, media=tmp_path / "uploads", media_url=url)
    [path] = (tmp_path / "out/private/wxr").glob("*.xml")
    channel = ET.parse(path).getroot().find("channel")
    rescued = "https://rescue.example/files/wp-content/uploads/2015/06"
    assert sorted(texts(channel, "attachment_url")) == sorted(
        [f"{rescued}/%C3%A4%20b.jpg", f"{rescued}/c.png", f"{root}/gone.pdf"]
        if served
        else [f"{root}/ä b.jpg", f"{root}/c.png", f"{root}/gone.pdf"]
    )
    stored = sorted(p.name for p in (tmp_path / "out/private/wxr/uploads").rglob("*.*"))
    assert stored == ["c.png", "ä b.jpg"]
    with open_source(path) as archive:
        assert [post.attachment_url for post in archive] == [None, f"{root}/c.png"]


def test_media_url_needs_media_and_wxr(tmp_path):
    for options in ({"to": ["wxr"]}, {"to": ["json"], "media": tmp_path}):
        with pytest.raises(UsageError, match="--media"):
            convert(tmp_path, tmp_path / "out", media_url="https://x.example/", **options)


def test_a_post_of_which_only_comments_are_known_has_a_title(imported, tmp_path):
    """WordPress refuses a post without title, text and excerpt, and its comments with it."""
    feed = Origin(source="feed.xml", kind="feed")
    post = Post(
        id=1, link="https://blog.example/%C3%BCber-uns/", comments=[said("a", 1)], origin=feed
    )
    [channel], _ = imported(post)
    assert channel.find("item").findtext("title") == "Über uns"
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        assert [post.title for post in archive] == [None]


@pytest.mark.parametrize(
    ("link", "gmt", "local"),
    [
        ("/2019/03/31/a/", "2019-03-30T23:30:00Z", "2019-03-31 00:30:00"),
        ("/2019/03/31/a/", "2019-04-01T03:10:00Z", "2019-03-31 23:10:00"),
        ("/2020/01/a/", "2019-12-31T20:00:00Z", "2020-01-01 00:00:00"),
        ("/2019/12/a/", "2019-12-31T20:00:00Z", "2019-12-31 20:00:00"),
        ("/2017/12/a/", "2019-12-31T20:00:00Z", "2019-12-31 20:00:00"),
        ("/a/", "2019-12-31T20:00:00Z", "2019-12-31 20:00:00"),
        ("/2019/99/a/", "9999-12-31T20:00:00Z", "9999-12-31 20:00:00"),
    ],
)
def test_local_time_fits_the_permalink(imported, link, gmt, local):
    """A feed has UTC alone; the permalink has the local day."""
    feed = Origin(source="feed.xml", kind="feed")
    url = f"https://blog.example{link}"
    [channel], _ = imported(Post(title="A", link=url, published_gmt=gmt, origin=feed))
    assert texts(channel, "post_date") == [local]
    assert texts(channel, "post_date_gmt") == [gmt.replace("T", " ").removesuffix("Z")]


def test_posts_of_one_title_and_day_stay_apart(imported, tmp_path):
    """The importer takes a post of the same title and date for the same post."""
    day = "2015-06-01"
    posts = [
        Post(title="Links", type="post", published=date, id=n, content=f"<p>{n}</p>", origin=PAGE)
        for n, date in enumerate((day, day, f"{day}T00:00:01", "2015-06-02", day), 1)
    ]
    [channel], _ = imported(*posts)
    assert texts(channel, "post_date") == [
        "2015-06-01 00:00:00", "2015-06-01 00:00:01", "2015-06-01 00:00:02",
        "2015-06-02 00:00:00", "2015-06-01 00:00:03",
    ]  # fmt: skip
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        assert [post.published for post in archive][1::3] == [day, day]


def test_the_blog_s_time_zone_counts_if_a_source_names_it(imported):
    """A comment of summer below a post of winter, of which a feed has the time in UTC alone."""
    zone = UnknownElement(
        tag="field",
        namespace="https://api.w.org/",
        attributes={"name": "timezone_string"},
        text='"Europe/Berlin"',
    )
    feed = Origin(source="feed.xml", kind="feed")
    summer = Comment(id=1, author="a", published_gmt="2019-07-02T12:00:00Z", origin=feed)
    post = Post(
        id=1, title="T", published="2019-01-02T12:00:00", published_gmt="2019-01-02T11:00:00Z",
        comments=[summer], origin=PAGE,
    )  # fmt: skip
    [channel], _ = imported(post, site=Site(extra=[zone]))
    assert texts(channel, "comment_date") == ["2019-07-02 14:00:00"]
    assert texts(channel, "comment_date_gmt") == ["2019-07-02 12:00:00"]


@pytest.mark.parametrize("text", ['"Nowhere/At all"', "[]", "", '"../../etc/passwd"', "{"])
def test_an_unknown_time_zone_does_no_harm(imported, text):
    zone = UnknownElement(tag="field", attributes={"name": "timezone_string"}, text=text)
    post = Post(id=1, title="T", published_gmt="2019-07-02T12:00:00Z", origin=PAGE)
    [channel], _ = imported(post, site=Site(extra=[zone]))
    assert texts(channel, "post_date") == ["2019-07-02 12:00:00"]
