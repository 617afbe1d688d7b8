"""Links found in posts, looked for in outputs, and listed in the link report."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.notice_privacy import WITHHELD
from wparchive.engine.observer import ConversionObserver
from wparchive.formats.writers import CheckedText
from wparchive.links import output_links
from wparchive.model.records import Comment, Meta, Post
from wparchive.render.body import body_html
from wparchive.render.links import further_links, in_text, links, shown_text
from wparchive.render.markdown import to_markdown
from wparchive.render.markdown.left_out import drop
from wparchive.render.markdown.rules import INLINE
from wparchive.wordpress.media import Media

NO_MEDIA = Media()


def urls(text):
    return [place.url for place in in_text(text)]


def test_links_come_from_everywhere_a_post_names_them():
    post = Post(
        content='<a href="/a">x</a> <img src="b.png"> https://c.example/d_e',
        excerpt='<a href="https://f.example/">y</a>',
        attachment_url="https://j.example/k.png",
        meta=[Meta(key="enclosure", value="https://l.example/m.mp3\n123\naudio/mpeg\n"),
              Meta(key="_edit_lock", value="https://not.example/")],
        comments=[Comment(id=3, url="https://g.example/", content="see http://h.example/i, please")],
    )  # fmt: skip
    assert [(link.url, link.where, link.record) for link in links(post)] == [
        ("/a", "content", ""), ("b.png", "content", ""), ("https://c.example/d_e", "content", ""),
        ("https://j.example/k.png", "file", ""), ("https://f.example/", "excerpt", ""),
        ("https://l.example/m.mp3", "meta", "enclosure"),
        ("https://g.example/", "author", "3"), ("http://h.example/i", "comment", "3"),
    ]  # fmt: skip


def meta(**entries):
    return [Meta(key=key, value=value) for key, value in entries.items()]


def menu_item(kind, name, number, url=""):
    return Post(type="nav_menu_item", meta=meta(
        _menu_item_type=kind, _menu_item_object=name, _menu_item_object_id=number,
        _menu_item_url=url))  # fmt: skip


@pytest.mark.parametrize(
    ("post", "found"),
    [
        (Post(meta=meta(_thumbnail_id="12")), ["?attachment_id=12"]),
        (Post(meta=meta(_thumbnail_id="0")), []),
        (Post(meta=meta(_thumbnail_id="-1")), []),
        (Post(meta=meta(_thumbnail_id="none")), []),
        (Post(meta=meta(_product_image_gallery="7, 8,")), ["?attachment_id=7", "?attachment_id=8"]),
        (menu_item("post_type", "page", "5"), ["?page_id=5"]),
        (menu_item("post_type", "book", "5"), ["?p=5"]),
        (menu_item("taxonomy", "category", "3"), ["?cat=3"]),
        (menu_item("taxonomy", "post_tag", "3"), ["?tag_id=3"]),
        (menu_item("taxonomy", "genre", "3"), ["?taxonomy=genre&term_id=3"]),
        (menu_item("post_type_archive", "book", "-7"), ["?post_type=book"]),
        # A custom item's number is its own.
        (menu_item("custom", "custom", "9", "https://x.example/"), ["https://x.example/"]),
        (Post(type="post", meta=meta(_menu_item_object_id="5")), []),
    ],
)  # fmt: skip
def test_what_is_named_by_its_number_is_a_link(post, found):
    assert [link.url for link in links(post)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<img src="a.png" srcset="b.png 1x, c,d.png 2x,">', ["a.png", "b.png", "c,d.png"]),
        ('<video poster="p.png" src="v.mp4"><source src="w.webm"></video>',
         ["p.png", "v.mp4", "w.webm"]),
        ('<img src="x.gif" data-src="/real.png" data-id="7">', ["x.gif", "/real.png"]),
        ("<p style=\"background: url('/bg.png') , url(https://s.example/b)\">",
         ["/bg.png", "https://s.example/b"]),
        ('<td background="/t.gif">', ["/t.gif"]),
        ('<object data="o.swf"><param name="movie" value="https://v.example/1"></object>',
         ["o.swf", "https://v.example/1"]),
        ('<blockquote cite="https://q.example/">x</blockquote>', ["https://q.example/"]),
        ('[audio mp3="/a.mp3"] [embed]https://e.example/x[/embed]', ["https://e.example/x", "/a.mp3"]),
        ('<!-- wp:cover {"url":"https://c.example/1.jpg","id":4,"x":{"href":"/y"}} --><p>z</p>',
         ["https://c.example/1.jpg", "/y"]),
        ('<!-- wp:cover {"url": broken} -->', []),
        ('<a href="https://a.example/">https://a.example/</a>', ["https://a.example/"]),
        ('<a name="x">https://a.example/</a>', ["https://a.example/"]),
        ("<script>https://s.example/</script>", []),
    ],
)  # fmt: skip
def test_places_of_links(text, found):
    assert urls(text) == found


def present(text, output, markup="markdown"):
    return output_links([CheckedText(output, markup)]).are_written(links(Post(content=text)))


def test_a_target_must_stand_there_whole_and_as_often():
    assert present("https://a.example/b", "[x](https://a.example/bc)") == [False]
    assert present("https://a.example/b", "[x](https://a.example/b)") == [True]
    assert present("https://a.example/b", "https://a.example/b.") == [True]
    assert present('<a href="/x">1</a> <a href="/x">2</a>', "[1](/x) 2") == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "at https://a.example/x-<b>1</b>.html and https://a.example/x-<span>22</span>.html",
        "at https://a.example/about-the&#8230; ok",
        "at https://a.example/<wbr>x",
        "[audio https://a.example/b.mp3|titles=B|artists=C] and",
        "[audio:https://a.example/b.mp3,https://a.example/c.mp3|titles=B,C] and",
        '[video src="https://a.example/b.mp4"] and',
        "see https://a.example/x<em>...</em>",
    ],
)
def test_an_address_in_pieces_is_there_as_text(text):
    html = body_html(text)
    post = Post(content=text)
    for output, markup in ((html, "html"), (to_markdown(html), "markdown")):
        found = output_links([CheckedText(output, markup)])
        forms = found.find_forms(links(post), [link.url for link in links(post)])
        assert None not in found.as_words(links(post), forms, shown_text(post))
    nothing = output_links([CheckedText("https://b.example/", "markdown")])
    lost = [None for _ in links(post)]
    assert nothing.as_words(links(post), lost, shown_text(post)) == lost


def test_a_bare_address_takes_no_link_away_from_markup():
    text = '[x https://a.example/y] <a href="https://a.example/y">z</a>'
    output = '<a href="https://a.example/y]">https://a.example/y]</a> <a href="https://a.example/y">z</a>'
    post = Post(content=text)
    found = output_links([CheckedText(output, "html")])
    forms = found.find_forms(links(post), [link.url for link in links(post)])
    assert None not in found.as_words(links(post), forms, shown_text(post))


def test_a_picture_as_button_is_a_picture():
    text = '<form><input type="image" src="https://a.example/go.png" alt="Go"></form>'
    assert to_markdown(text) == "![Go](https://a.example/go.png)\n"
    assert present(text, to_markdown(text)) == [True]


@pytest.mark.parametrize(
    "url",
    [
        " http://a.example/\n",
        "http://a.example/\r\n\tx",
        "\thttps://a.example",
        "HTTP://A.example ",
    ],
)
def test_white_space_in_a_commenter_s_address_is_none_of_it(tmp_path, url):
    text = export(item(1, comments=comment(5, url=url)))
    report, found = rows(tmp_path, text, to=["markdown", "warc", "wacz"])
    assert {tuple(r["outcomes"].values()) for r in found} == {("kept", "kept", "kept")}
    assert report.exit_code == 0


def test_a_label_cannot_stand_in_for_a_lost_link():
    twice = '<a href="https://a.example/">https://a.example/</a> and https://a.example/'
    assert present(twice, "[https://a.example/](https://a.example/) and") == [True, False]


def test_spellings_of_one_url_are_one():
    assert present('<a href="/?a=1&amp;b=2">', "[x](/?a=1&b=2)") == [True]
    assert present('<a href="/a b%c3%bc">', "[x](</a b%C3%BC>)") == [True]
    assert present('<a href="/ü">', "[x](/%C3%BC)") == [True]


def test_a_percent_sign_that_encodes_nothing_is_no_loss():
    cut = "http://other.example/%d0%b2-%d0%"
    assert present(f'<a href="{cut}">cut</a>', f"[cut]({cut})") == [True]
    percent = "http://other.example/100%"
    assert present(f'<a href="{percent}">all</a>', f"[all]({percent})") == [True]
    assert present(f'<a href="{cut}">cut</a>', "[cut](http://other.example/%d0%b2-%d0)") == [False]


def test_links_that_wordpress_cuts_count_with_what_follows_them():
    cut = '<a href="https://a.example/b">https://a.example/b</a>\'s-place'
    assert present("https://a.example/b's-place", cut, "html") == [True]
    assert present("www.a.example", '<a href="http://www.a.example">http://www.a.example</a>', "html") == [True]  # fmt: skip


def test_an_echo_is_kept_where_its_url_stands_at_all():
    lazy = '<img src="https://a.example/b.png" data-src="https://a.example/b.png">'
    assert present(lazy, "![](https://a.example/b.png)") == [True, True]
    assert present(lazy, "") == [False, False]


def test_sizes_of_an_image_are_there_if_the_image_is():
    image = (
        '<img src="/u/a-300x200.png" srcset="/u/a-300x200.png 300w, /u/a.png 900w,'
        ' https://other.example/b.png 2x">'
    )
    assert present(image, "![](/u/a-300x200.png)") == [True, True, True, False]
    assert present(image, "") == [False] * 4
    found = further_links(Post(content=image), NO_MEDIA, markup=False)
    assert found == ["https://other.example/b.png"]


def test_sizes_of_an_image_may_have_the_other_scheme():
    image = (
        '<img src="http://a.example/a-300x200.png" srcset="https://a.example/a-300x200.png 300w,'
        ' https://a.example/a.png 900w, https://a.example/b.png 2x">'
    )
    found = further_links(Post(content=image), NO_MEDIA, markup=False)
    assert found == ["https://a.example/b.png"]
    assert present(image, "![](http://a.example/a-300x200.png)") == [True, True, True, False]


def test_front_matter_and_data_are_read_as_what_they_are():
    post = Post(excerpt='<a href="/x">y</a>', meta=[Meta(key="_links_to", value="/far")])
    front = (
        "---\ntitle: t\npermalink: /x\nexcerpt: '<a href=\"/x\">y</a>'\nfurther_links:\n- /far\n---"
    )
    assert output_links([CheckedText(front, "front matter")]).are_written(links(post)) == [
        True,
        True,
    ]
    front = "---\ntitle: t\npermalink: /x\n---"
    assert output_links([CheckedText(front, "front matter")]).are_written(links(post)) == [
        False,
        False,
    ]
    data = json.dumps({"comments": [{"html": '<a href="/x">y</a>'}]})
    assert output_links([CheckedText(data, "json")]).are_written(links(post))[0]


def test_what_the_frame_adds_is_none_of_the_post_s():
    reading = CheckedText("[#3](#comment-3) text", "markdown", ["#comment-3"])
    post = Post(content='<a href="#comment-3">x</a>')
    assert output_links([reading]).are_written(links(post)) == [False]


def test_further_links_are_those_that_stand_nowhere_in_the_open():
    post = Post(
        content='<!-- wp:cover {"url":"/a.jpg"} --><img src="/a.jpg"><!-- wp:rss {"feedURL":'
        '"https://r.example/feed"} /--><p style="background:url(/b.png)">x</p>',
        meta=[Meta(key="enclosure", value="https://e.example/1.mp3\n5")],
    )
    assert further_links(post, NO_MEDIA, markup=False) == [
        "https://r.example/feed", "/b.png", "https://e.example/1.mp3",
    ]  # fmt: skip
    shown = further_links(post, NO_MEDIA, markup=True)
    assert shown == ["https://r.example/feed", "https://e.example/1.mp3"]


def test_an_original_is_further_where_the_page_offers_it_as_a_size_too():
    post = Post(
        content='<img data-orig-file="https://b.example/a.jpg"'
        ' data-medium-file="https://b.example/a.jpg?w=300" src="https://b.example/a.jpg?w=640"'
        ' srcset="https://b.example/a.jpg 800w, https://b.example/a.jpg?w=300 300w">'
        '<script src="https://s.example/widgets.js"></script>'
    )
    assert further_links(post, NO_MEDIA, markup=False) == [
        "https://b.example/a.jpg", "https://s.example/widgets.js",
    ]  # fmt: skip


def rows(tmp_path, text, **options):
    (tmp_path / "export.xml").write_text(text)
    lines = []
    report = convert(
        tmp_path / "export.xml",
        tmp_path / "out",
        observer=ConversionObserver(link_report=lines.append),
        **options,
    )
    return report, [json.loads(line) for line in b"".join(lines).splitlines()]


def test_every_link_has_a_row_with_its_fate_in_every_output(tmp_path, monkeypatch):
    monkeypatch.setitem(INLINE, "input", drop)  # a renderer that loses one
    content = (
        '<a href="https://blog.example/?p=2">two</a> <a href="https://x.example/">out</a>'
        '<input type="image" src="https://s.example/go.png">'
    )
    held = comment(5, content='<a href="/gone/">x</a>', approved="0")
    text = export(item(1, content=content, comments=held), item(2, status="private"))
    report, found = rows(tmp_path, text, to=["json", "markdown", "warc"])
    assert [(r["url"], r["kind"], r["target_id"], *r["outcomes"].values()) for r in found] == [
        ("https://blog.example/?p=2", "post", 2, "kept", "kept", "kept"),
        ("https://x.example/", "external", None, "kept", "kept", "kept"),
        ("https://s.example/go.png", "external", None, "kept", "lost", "kept"),
        ("/gone/", "broken", None, "kept", "withheld", "withheld"),
    ]  # fmt: skip
    assert report.exit_code == 3
    assert report.as_dict()["links"]["outcomes"]["markdown"]["kinds"] == {
        "broken": {"withheld": 1}, "external": {"kept": 1, "lost": 1}, "post": {"kept": 1},
    }  # fmt: skip
    assert [(n.code.value, n.message) for n in report.notices if n.target == "markdown"][-1] == (
        "link-lost", "https://s.example/go.png",
    )  # fmt: skip


def test_a_host_in_a_text_is_another_site_as_readers_saw_it(tmp_path):
    content = (
        "See www.other.example and WWW.shop.zip, www.foo.org and www.blog.example/?p=2."
        '<p><a href="www.typo.example">as a browser reads it</a></p>'
    )
    said = comment(5).replace("<wp:comment_author_url>", "<wp:comment_author_url>www.ann.zip")
    text = export(item(1, content=content, comments=said), item(2))
    _, found = rows(tmp_path, text, to=["markdown"])
    assert [(r["url"], r["kind"], r["target_id"]) for r in found] == [
        ("www.other.example", "external", None),
        ("WWW.shop.zip", "external", None),
        ("www.foo.org", "external", None),
        ("www.blog.example/?p=2", "post", 2),
        ("www.typo.example", "broken", None),
        ("www.ann.zip", "external", None),
    ]


@pytest.mark.parametrize("site", ["../../../2011/03/part-4/index.html", "ftp://h.example/&amp;x"])
def test_a_commenter_s_site_that_is_no_web_address_stands_there_as_words(tmp_path, site):
    report, found = rows(
        tmp_path, export(item(1, comments=comment(5, url=site))), to=["markdown", "warc", "wacz"]
    )
    assert {tuple(r["outcomes"].values()) for r in found} == {("kept", "kept", "kept")}
    assert report.exit_code == 0


META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
PICTURE = "<wp:attachment_url>https://blog.example/wp-content/uploads/a b.png</wp:attachment_url>"
TERMS = """<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>news</wp:category_nicename>
<wp:cat_name>News</wp:cat_name></wp:category>"""


def a_blog_with_pictures_and_a_menu():
    def menu(number, **entries):
        more = "".join(META.format(f"_menu_item_{key}", value) for key, value in entries.items())
        return item(number, type="nav_menu_item", more=more)

    return export(
        TERMS,
        item(1, more=META.format("_thumbnail_id", 9)),
        item(2, more=META.format("_thumbnail_id", 77)),
        item(9, type="attachment", status="inherit", more=PICTURE),
        menu(20, type="post_type", object="page", object_id=1),
        menu(21, type="taxonomy", object="category", object_id=3),
        menu(22, type="taxonomy", object="category", object_id=4),
    )


PROFILES = ["plain", "hugo", "jekyll", "pelican", "zola", "eleventy", "astro", "obsidian"]


@pytest.mark.parametrize("profile", PROFILES)
def test_featured_images_and_menus_are_in_the_ledger(profile, tmp_path):
    report, found = rows(tmp_path, a_blog_with_pictures_and_a_menu(), profile=profile,
                         to=["json", "markdown", "warc"])  # fmt: skip
    found = [row for row in found if row["location"] == "meta"]
    assert [(r["url"], r["relation"], r["kind"], r["target_id"], r["target_key"], *r["outcomes"].values())
            for r in found] == [
        ("?attachment_id=9", "image", "attachment", 9, None, "kept", "kept", "kept"),
        ("?attachment_id=77", "image", "broken", None, "p=77", "kept", "kept", "kept"),
        ("?page_id=1", "menu", "post", 1, None, "kept", "withheld", "withheld"),
        ("?cat=3", "menu", "term", None, "category/news", "kept", "withheld", "withheld"),
        ("?cat=4", "menu", "broken", None, "cat=4", "kept", "withheld", "withheld"),
    ]  # fmt: skip
    assert report.exit_code == 0
    broken = [n.message for n in report.notices if n.code == "link-broken"]
    assert broken == ["?attachment_id=77", WITHHELD]  # menus are hidden


def test_a_featured_image_that_an_output_drops_is_lost(tmp_path, monkeypatch):
    from wparchive.writers.markdown import front_matter_data

    honest = front_matter_data.make_front_matter_data
    monkeypatch.setattr("wparchive.writers.markdown.writer.make_front_matter_data", lambda context, post, rewrite: replace(
        honest(context, post, rewrite), image=None))  # fmt: skip
    report, found = rows(tmp_path, a_blog_with_pictures_and_a_menu(), to=["markdown"])
    assert found[0]["outcomes"] == {"markdown": "lost"}
    lost = [n.message for n in report.notices if n.code == "link-lost"]
    assert lost == ["?attachment_id=9"]


def test_menus_that_were_asked_for_name_what_they_lead_to(tmp_path):
    text = a_blog_with_pictures_and_a_menu()
    report, found = rows(tmp_path, text, to=["markdown"], include=["internal"])
    assert {row["outcomes"]["markdown"] for row in found} == {"kept"}
    assert report.exit_code == 0


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux for its memory")
def test_looking_at_many_outputs_leaves_nothing_behind():
    import resource

    def memory():
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    text = "para [a](https://b.example/) *x*\n\n" * 200
    for _ in range(50):
        output_links([CheckedText(text, "markdown")])
    before = memory()
    for _ in range(300):
        output_links([CheckedText(text, "markdown")])
    assert memory() - before < 10_000_000


@pytest.mark.parametrize("times", [0, 1, 2])
def test_addresses_may_be_escaped_twice_in_what_is_stored(times):
    """HTML in XML, as feeds have it, escapes an address once for each of them."""
    found = links(Post(content='<a href="https://a.example/?s=1&amp;y=2">x</a>'))
    stored = text = found[0].url.join(('<a href="', '">x</a>')).replace("&", "&amp;")
    stored = stored.replace("&amp;", "&") if times == 0 else stored
    stored = stored.replace("&", "&amp;") if times == 2 else stored
    assert output_links([CheckedText(text, "html", stored=stored)]).are_written(found) == [True]
    other = stored.replace("y", "z")
    assert output_links([CheckedText(text, "html", stored=other)]).are_written(found) == [False]
