"""Links found in posts, looked for in outputs, and entered in the ledger."""

import json
from pathlib import Path

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.content.links import further, in_text, links
from wparchive.model.records import Comment, Meta, Post
from wparchive.pipeline import Watch
from wparchive.protocols import Reading
from wparchive.transforms.links import found_in


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


def fates(text, output, markup="markdown"):
    return found_in([Reading(output, markup)]).fates(links(Post(content=text)))


def test_a_target_must_stand_there_whole_and_as_often():
    assert fates("https://a.example/b", "[x](https://a.example/bc)") == [False]
    assert fates("https://a.example/b", "[x](https://a.example/b)") == [True]
    assert fates("https://a.example/b", "https://a.example/b.") == [True]
    assert fates('<a href="/x">1</a> <a href="/x">2</a>', "[1](/x) 2") == [True, False]


def test_a_label_cannot_stand_in_for_a_lost_link():
    twice = '<a href="https://a.example/">https://a.example/</a> and https://a.example/'
    assert fates(twice, "[https://a.example/](https://a.example/) and") == [True, False]


def test_spellings_of_one_url_are_one():
    assert fates('<a href="/?a=1&amp;b=2">', "[x](/?a=1&b=2)") == [True]
    assert fates('<a href="/a b%c3%bc">', "[x](</a b%C3%BC>)") == [True]
    assert fates('<a href="/ü">', "[x](/%C3%BC)") == [True]


def test_links_that_wordpress_cuts_count_with_what_follows_them():
    cut = '<a href="https://a.example/b">https://a.example/b</a>\'s-place'
    assert fates("https://a.example/b's-place", cut, "html") == [True]
    assert fates("www.a.example", '<a href="http://www.a.example">http://www.a.example</a>', "html") == [True]  # fmt: skip


def test_an_echo_is_kept_where_its_url_stands_at_all():
    lazy = '<img src="https://a.example/b.png" data-src="https://a.example/b.png">'
    assert fates(lazy, "![](https://a.example/b.png)") == [True, True]
    assert fates(lazy, "") == [False, False]


def test_sizes_of_an_image_are_there_if_the_image_is():
    image = (
        '<img src="/u/a-300x200.png" srcset="/u/a-300x200.png 300w, /u/a.png 900w,'
        ' https://other.example/b.png 2x">'
    )
    assert fates(image, "![](/u/a-300x200.png)") == [True, True, True, False]
    assert fates(image, "") == [False] * 4
    found = links(Post(content=image))
    assert further(found, markup=False) == ["https://other.example/b.png"]


def test_front_matter_and_data_are_read_as_what_they_are():
    post = Post(excerpt='<a href="/x">y</a>', meta=[Meta(key="_links_to", value="/far")])
    front = (
        "---\ntitle: t\npermalink: /x\nexcerpt: '<a href=\"/x\">y</a>'\nfurther_links:\n- /far\n---"
    )
    assert found_in([Reading(front, "front matter")]).fates(links(post)) == [True, True]
    front = "---\ntitle: t\npermalink: /x\n---"
    assert found_in([Reading(front, "front matter")]).fates(links(post)) == [False, False]
    data = json.dumps({"comments": [{"html": '<a href="/x">y</a>'}]})
    assert found_in([Reading(data, "json")]).fates(links(post))[0]


def test_what_the_frame_adds_is_none_of_the_post_s():
    reading = Reading("[#3](#comment-3) text", "markdown", ["#comment-3"])
    post = Post(content='<a href="#comment-3">x</a>')
    assert found_in([reading]).fates(links(post)) == [False]


def test_further_links_are_those_that_stand_nowhere_in_the_open():
    post = Post(
        content='<!-- wp:cover {"url":"/a.jpg"} --><img src="/a.jpg"><!-- wp:rss {"feedURL":'
        '"https://r.example/feed"} /--><p style="background:url(/b.png)">x</p>',
        meta=[Meta(key="enclosure", value="https://e.example/1.mp3\n5")],
    )
    found = links(post)
    assert further(found, markup=False) == [
        "https://r.example/feed", "/b.png", "https://e.example/1.mp3",
    ]  # fmt: skip
    assert further(found, markup=True) == ["https://r.example/feed", "https://e.example/1.mp3"]


def rows(tmp_path, text, **options):
    (tmp_path / "export.xml").write_text(text)
    lines = []
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", watch=Watch(ledger=lines.append), **options
    )
    return report, [json.loads(line) for line in b"".join(lines).splitlines()]


def test_every_link_has_a_row_with_its_fate_in_every_output(tmp_path):
    content = (
        '<a href="https://blog.example/?p=2">two</a> <a href="https://x.example/">out</a>'
        '<script src="https://s.example/j.js"></script>'
    )
    held = comment(5, content='<a href="/gone/">x</a>', approved="0")
    text = export(item(1, content=content, comments=held), item(2, status="private"))
    report, found = rows(tmp_path, text, to=["json", "markdown", "warc"])
    assert [(r["url"], r["kind"], r["target"], *r["fates"].values()) for r in found] == [
        ("https://blog.example/?p=2", "post", 2, "kept", "kept", "kept"),
        ("https://x.example/", "external", None, "kept", "kept", "kept"),
        ("https://s.example/j.js", "external", None, "kept", "lost", "kept"),
        ("/gone/", "broken", None, "kept", "withheld", "withheld"),
    ]  # fmt: skip
    assert report.exit_code == 3
    assert report.as_dict()["links"]["fates"]["markdown"]["kinds"] == {
        "broken": {"withheld": 1}, "external": {"kept": 1, "lost": 1}, "post": {"kept": 1},
    }  # fmt: skip
    assert [(n.code.value, n.message) for n in report.notices if n.target == "markdown"][-1] == (
        "link-lost", "https://s.example/j.js",
    )  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux for its memory")
def test_looking_at_many_outputs_leaves_nothing_behind():
    import resource

    def memory():
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    text = "para [a](https://b.example/) *x*\n\n" * 200
    for _ in range(50):
        found_in([Reading(text, "markdown")])
    before = memory()
    for _ in range(300):
        found_in([Reading(text, "markdown")])
    assert memory() - before < 10_000_000
