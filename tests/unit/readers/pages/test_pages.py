"""Mirrors: which pages are posts, where they stood on the site, and what becomes of their copies."""

from __future__ import annotations

import zipfile

import pytest

from tests.unit.readers.feed.test_feed import rss
from tests.unit.readers.feed.test_feed import said as said_in_feed
from wparchive.api import convert, open_source
from wparchive.assembly.original_links import LinkRestorer
from wparchive.assembly.parts import join_parts, part_number
from wparchive.errors.notices import Code
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.readers.pages import SavedPageReader
from wparchive.readers.pages.mirror_roots import find_root
from wparchive.web.mirror_names import host_in, original_path, original_url, without_wayback

SITE = "https://blog.example"


def said(number, text="Well said.", author="Bo", parent=""):
    return (
        f'<li id="comment-{number}" class="comment depth-1"><article><footer><b class="fn">{author}</b>'
        f'<a href="{SITE}/x/#comment-{number}"><time datetime="2020-02-02T1{number % 10}:00:00+00:00">2 February 2020</time></a>'
        f'</footer><div class="comment-content"><p>{text}</p></div></article>{parent}</li>'
    )


def page(
    number=7,
    slug="first",
    title="First",
    body="<p>The text of it, long enough to be one.</p>",
    comments=(),
    site=SITE,
    head="",
    canonical=True,
):
    link = f"{site}/2020/02/{slug}/"
    listed = f'<ol class="comment-list">{"".join(comments)}</ol>' if comments else ""
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title} &#8211; The Blog</title>
{f'<link rel="canonical" href="{link}">' if canonical else ""}<link rel="alternate" type="application/rss+xml" title="The Blog &raquo; Feed" href="{site}/feed/">
<link rel="shortlink" href="{site}/?p={number}"><meta name="generator" content="WordPress 5.7">{head}
</head><body class="post-template-default single single-post postid-{number} single-format-standard">
<header><p class="site-title"><a href="{site}/">The Blog</a></p></header>
<main><article id="post-{number}" class="post-{number} post type-post status-publish format-standard hentry category-news">
<header class="entry-header"><h1 class="entry-title">{title}</h1><div class="entry-meta">
<time class="entry-date published" datetime="2020-02-01T10:00:00+00:00">1 February 2020</time>
<span class="author vcard"><a class="url fn n" href="{site}/author/ada/">Ada</a></span></div></header>
<div class="entry-content">{body}</div>
<footer class="entry-footer"><span class="cat-links"><a href="{site}/category/news/" rel="category tag">News</a></span></footer></article>
<div id="comments" class="comments-area">{listed}</div></main></body></html>"""


def listing(*slugs, kind="home blog", site=SITE):
    entries = "".join(
        f'<article id="post-{n}" class="post-{n} post type-post hentry"><h2 class="entry-title">'
        f'<a href="{site}/2020/02/{slug}/" rel="bookmark">{slug.title()}</a></h2>'
        f'<div class="entry-summary"><p>The text of it</p></div></article>'
        for n, slug in slugs
    )
    return f"""<!DOCTYPE html><html><head><title>The Blog</title><meta name="generator" content="WordPress 5.7">
<link rel="alternate" type="application/rss+xml" href="{site}/feed/"></head><body class="{kind}">{entries}</body></html>"""


def write(place, **files):
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def read(*inputs):
    with open_source(*inputs) as archive:
        posts = list(archive)
        archive.count()
        return archive, posts


def said_of(archive, code=Code.PAGE_SKIPPED):
    return [n.message for n in archive.notices if n.code is code]


ONE, TWO = said(1), said(2)


@pytest.mark.parametrize(
    "files",
    [
        {"2020/02/first/index.html": page()},
        {"blog.example/2020/02/first/index.html": page(canonical=False, site="../../..")},
        {"mirror/blog.example/2020/02/first.html": page(canonical=False)},
        {"websites/blog.example/2020/02/first/index.html": page(site="https://web.archive.org/web/20200301000000/https://blog.example")},
        {"web/20200301000000/https/blog.example/2020/02/first/index.html": page(canonical=False, site="/web/20200301000000/https://blog.example")},
        {"saved.html": page(canonical=False).replace("<head>", "<head><!-- Page saved with SingleFile \n url: https://blog.example/2020/02/first/ \n-->")},
        {"x/firste1f2.html": page(canonical=False).replace("<head>", "<head><!-- Mirrored from blog.example/2020/02/first/ by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 01 Feb 2020 -->")},
    ],
    ids=["static", "wget -k", "wget -E", "wayback downloader", "wayback", "SingleFile", "HTTrack"],
)  # fmt: skip
def test_addresses_are_restored(tmp_path, files):
    _, [post] = read(write(tmp_path / "m", **files))
    assert (
        post.link.replace("http:", "https:").rstrip("/").removesuffix(".html")
        == f"{SITE}/2020/02/first"
    )
    assert (post.id, post.slug, post.title) == (7, "first", "First")
    assert post.origin.kind == "page"
    assert "archive.org" not in post.author.url


def test_a_whole_mirror(tmp_path):
    files = {
        "index.html": listing((7, "first"), (8, "second"), (9, "third")),
        "category/news/index.html": listing((7, "first"), kind="archive category"),
        "2020/02/first/index.html": page(comments=[ONE, TWO]),
        "2020/02/first/index.html?replytocom=1": page(comments=[ONE, TWO]),
        "2020/02/first/comment-page-1/index.html": page(comments=[ONE, said(3)]),
        "index.html?p=7.html": page(comments=[ONE]),
        "2020/02/second/index.html": page(8, "second", "Second"),
        "2020/01/second/index.html": '<html><head><meta http-equiv="refresh" content="0;url=/2020/02/second/"></head></html>',
        "feed/index.xml": rss(), "comments/feed/index.html": rss(said_in_feed(4, "Four", link=f"{SITE}/2020/02/first/")),
        "robots.txt": "User-agent: *", "wp-content/a.css": "x", "wp-content/b.png": b"x",
        "wp-includes/oembed.json": '{"version":"1.0","provider_name":"The Blog","title":"First"}',
    }  # fmt: skip
    archive, posts = read(write(tmp_path / "m", **files))
    assert [(p.id, p.title, [c.id for c in p.comments]) for p in posts] == [
        (7, "First", [1, 2, 3, 4]),
        (8, "Second", []),
    ]
    assert sorted(said_of(archive)) == [
        "1 archive pages.",
        "1 front pages.",
        "1 pages that redirect to another.",
    ]
    assert said_of(archive, Code.CONTENT_MISSING) == [
        "'Third' is only on archive pages; its own page is missing."
    ]
    passed = said_of(archive, Code.INPUT_SKIPPED)
    assert passed == [
        "robots.txt",
        "wp-includes/oembed.json",
        "m: 1 images.",
        "m: 1 styles and scripts.",
    ]
    assert (archive.site.title, [a.login for a in archive.authors]) == ("The Blog", ["ada"])
    assert [(t.taxonomy, t.slug) for t in archive.terms] == [("category", "news")]


@pytest.mark.parametrize("form", ["directory", "zip"])
def test_links_of_a_converted_mirror_lead_to_the_site_again(tmp_path, form):
    body = (
        '<p>See <a href="../second/index.html">it</a>, <a href="../../../index.html%3Fp=9.html#c">nine</a>,'
        ' <img src="../../../wp-content/uploads/a%20b.png" srcset="../../../wp-content/a.png 1x, ../../../wp-content/b.png 2x">'
        ' <a href="https://other.example/x">other</a> <a href="#below">below</a> &lt;a href="../x"&gt; and a=\'b\'</p>'
    )  # fmt: skip
    root = "../../.."
    files = {
        "index.html": listing((7, "first"), site="."),
        "2020/02/first/index.html": page(body=body, canonical=False, site=root),
        "2020/02/second/index.html": page(8, "second", "Second", canonical=False, site=root).replace("</head>", f'<script src="{SITE}/wp-includes/js/x.js"></script></head>'),
    }  # fmt: skip
    place = write(tmp_path / "m", **files)
    if form == "zip":
        place = tmp_path / "m.zip"
        with zipfile.ZipFile(place, "w") as container:
            for name, text in files.items():
                container.writestr(f"m/{name}", text)
    archive, posts = read(place)
    first = next(p for p in posts if p.id == 7)
    assert first.link == f"{SITE}/2020/02/first/"
    assert first.content == (
        f'<p>See <a href="{SITE}/2020/02/second/">it</a>, <a href="{SITE}/?p=9#c">nine</a>,'
        f' <img src="{SITE}/wp-content/uploads/a%20b.png" srcset="{SITE}/wp-content/a.png 1x, {SITE}/wp-content/b.png 2x">'
        ' <a href="https://other.example/x">other</a> <a href="#below">below</a> &lt;a href="../x"&gt; and a=\'b\'</p>'
    )  # fmt: skip
    assert first.author.url == f"{SITE}/author/ada/"
    assert archive.site.link.rstrip("/") == SITE


def test_an_author_s_own_relative_links_stay(tmp_path):
    body = '<p>A <a href="/about/">relative</a> link, and some more words.</p>'
    _, [post] = read(write(tmp_path / "m", **{"2020/02/first/index.html": page(body=body)}))
    assert post.content == body


def test_a_site_without_a_name_keeps_its_own_addresses(tmp_path):
    files = {
        "2020/02/first/index.html": page(site="", canonical=False, comments=[ONE]),
        "feed/index.xml": rss(said_in_feed(1, "Well said.", link="/2020/02/first/")),
    }
    _, [post] = read(write(tmp_path / "m", **files))
    assert (post.link, [c.id for c in post.comments]) == ("/2020/02/first/", [1])


def test_the_richest_copy_counts(tmp_path):
    files = {
        "a/2020/02/first/index.html": page(body="<p>Short text of the post.</p>"),
        "b/2020/02/first/index.html": page(
            body="<p>Short text of the post.</p><p>And all the rest of it.</p>"
        ),
    }
    _, [post] = read(write(tmp_path / "m", **files))
    assert "rest of it" in post.content


def test_httrack_s_other_names_of_a_page(tmp_path):
    def mirrored(path, up, **more):
        html = page(canonical=False, site=up, **more)
        return html.replace(
            "<head>",
            f"<head><!-- Mirrored from blog.example/{path} by HTTrack Website Copier/3.x [XR&CO'2014], Sat -->",
        )

    files = {
        "index.html": "<html><head><title>Local index - HTTrack Website Copier</title></head><body><h1>Index of locally available sites:</h1></body></html>",
        "blog.example/2020/02/first/index.html": mirrored("2020/02/first/", "../../.."), "blog.example/index4a2f.html": mirrored("?p=7", "."),
        "hts-cache/new.html": page(9, "cached", "Cached"), "hts-log.txt": "x",
    }  # fmt: skip
    archive, [post] = read(write(tmp_path / "m", **files))
    assert post.link == "http://blog.example/2020/02/first/"
    assert not said_of(archive, Code.FIELD_CONFLICT)


def test_httrack_s_names_of_queries_are_the_queries_again():
    assert original_url(f"{SITE}/indexc4f7.html?p=7#c") == f"{SITE}/?p=7#c"
    assert original_url(f"{SITE}/a/index00ff.html?page=2") == f"{SITE}/a/?page=2"
    for kept in (f"{SITE}/indexc4f7.html", f"{SITE}/appendixc4f7.html?p=7"):
        assert original_url(kept) == kept


def test_the_newest_of_equal_captures_counts(tmp_path):
    files = {
        f"m/blog.example/{time}/2020/02/{slug}/index.html": page(
            number, slug, slug.title(), body=f"<p>The text of {time[:4]}.</p>", canonical=False
        )
        for time, number, slug in [
            ("20160101000000", 7, "first"), ("20190101000000", 7, "first"), ("20140101000000", 8, "second"),
        ]
    }  # fmt: skip
    archive, posts = read(write(tmp_path, **files))
    assert {p.link.replace("http:", "https:"): p.content for p in posts} == {
        f"{SITE}/2020/02/first/": "<p>The text of 2019.</p>",
        f"{SITE}/2020/02/second/": "<p>The text of 2014.</p>",
    }
    assert archive.site.published == "2019-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("canonical", "restored"), [(True, f"{SITE}/2020/02/second/#c"), (False, "/2020/02/second/#c")]
)
@pytest.mark.parametrize("start", ["http://./", "https://./", "//./"])
def test_the_host_that_static_exporters_write_is_the_site_s(tmp_path, start, canonical, restored):
    body = f'<p>See <a href="{start}2020/02/second/#c">the second</a> and <a href="http://.a.example/">a</a>.</p>'
    site = SITE if canonical else ""
    files = {
        "2020/02/first/index.html": page(body=body, canonical=canonical, site=site),
        "2020/02/second/index.html": page(8, "second", "Second", canonical=canonical, site=site),
    }
    _, posts = read(write(tmp_path / "m", **files))
    first = next(p for p in posts if p.id == 7)
    assert f'href="{restored}"' in first.content
    assert 'href="http://.a.example/"' in first.content


@pytest.mark.parametrize(
    ("name", "link", "restored"),
    [
        ("first/index.html", "../second/index.html#c", f"{SITE}/2020/02/second/#c"),
        ("first/index.html", "../../../index.html%3Fp=9.html", f"{SITE}/?p=9"),
        ("first/index.html", "../../../wp-content/uploads/a.png", f"{SITE}/wp-content/uploads/a.png"),
        ("first.html", "second.html#c", f"{SITE}/2020/02/second/#c"),
        ("first.html", "../../about.html", f"{SITE}/about/"),
        ("first.html", "./third.html", f"{SITE}/2020/02/third/"),
        # An author's own relative link.
        ("first/index.html", "second.html", "second.html"),
        ("first/index.html", "../second/", "../second/"),
    ],
)  # fmt: skip
def test_links_are_restored_in_a_mirror_without_feeds(tmp_path, name, link, restored):
    body = f'<p>See <a href="{link}">it</a>, the other note that I wrote.</p>'
    _, [post] = read(write(tmp_path / "m", **{f"blog.example/2020/02/{name}": page(body=body)}))
    assert f'href="{restored}"' in post.content.replace("http://blog", "https://blog")


def test_an_answer_of_oembed_in_xml_is_not_a_page(tmp_path):
    """Its element ``html`` is what other sites embed (``get_oembed_response_data_rich()``)."""
    folder = tmp_path / "blog.example"
    (folder / "2020").mkdir(parents=True)
    (folder / "2020/first.html").write_text(page())
    (folder / "embed?url=x&format=xml").write_text(
        f"""<?xml version="1.0"?>
<oembed><version>1.0</version><provider_name>The Blog</provider_name><title>First</title>
<html>&lt;a href="{SITE}/2020/02/first/"&gt;First&lt;/a&gt; {"word " * 200}</html></oembed>"""
    )
    report = convert(folder, tmp_path / "out", to=["json"])
    with open_source(tmp_path / "out/private/json") as archive:
        assert len(list(archive)) == 1
    assert len([n for n in report.notices if n.code is Code.INPUT_SKIPPED]) == 1
    assert not [n for n in report.notices if n.code is Code.CONTENT_MISSING]


def test_posts_of_other_sites_are_counted(tmp_path):
    other = page(3, "else", "Else", site="https://other.example")
    files = {"blog.example/2020/02/first/index.html": page(), "blog.example/2020/02/second/index.html": page(8, "second", "Second"),
             "other.example/2020/02/else/index.html": other}  # fmt: skip
    archive, posts = read(write(tmp_path / "m", **files))
    assert [p.id for p in posts] == [7, 8]
    assert "1 posts of other.example, another site." in said_of(archive)


def test_one_page_alone(tmp_path):
    _, [post] = read(write(tmp_path, **{"page.html": page(comments=[ONE])}) / "page.html")
    assert (post.link, post.origin.source, len(post.comments)) == (
        f"{SITE}/2020/02/first/",
        "page.html",
        1,
    )


def test_a_mirror_becomes_an_export_and_the_same_again(tmp_path):
    files = {
        f"2020/02/p{n}/index.html": page(
            n, f"p{n}", f"Post {n}", comments=[said(n * 10), said(n * 10 + 1)]
        )
        for n in range(1, 9)
    }
    convert(write(tmp_path / "m", **files), tmp_path / "out", to=["json", "wxr"])
    _, before = read(tmp_path / "out")
    _, after = read(*(tmp_path / "out/private/wxr").glob("*.xml"))
    for one, other in zip(before, after, strict=True):
        for name in (
            "id",
            "type",
            "status",
            "slug",
            "title",
            "link",
            "published",
            "published_gmt",
            "terms",
        ):
            assert getattr(one, name) == getattr(other, name), name
        assert other.content == f"<!-- wp:html -->\n{one.content}\n<!-- /wp:html -->"
        assert [(c.id, c.author, c.content, c.published) for c in one.comments] == [
            (c.id, c.author, c.content, c.published) for c in other.comments
        ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_number_of_processes_changes_nothing(tmp_path, jobs):
    files = {f"2020/02/p{n}/index.html": page(n, f"p{n}", f"Post {n}") for n in range(1, 40)}
    convert(write(tmp_path / "m", **files), tmp_path / "out", to=["json"], jobs=jobs)
    lines = (tmp_path / "out/private/json/posts.jsonl").read_bytes()
    convert(tmp_path / "m", tmp_path / "again", to=["json"])
    assert lines == (tmp_path / "again/private/json/posts.jsonl").read_bytes()


def part(link, content, number=7):
    return Post(
        id=number, link=link, slug="x", content=content, origin=Origin(source="x", kind="page")
    )


@pytest.mark.parametrize("form", ["{}{}/", "{}?page={}"])
def test_parts_of_a_post_are_put_together(form):
    link = f"{SITE}/first/"
    posts = [
        part(form.format(link, 3), "three"),
        part(link, "one"),
        part(form.format(link, 2), "two"),
        part(link, "on"),
    ]
    first, *others = join_parts(posts)
    assert (first.content, first.link) == (
        "one\n<!--nextpage-->\ntwo\n<!--nextpage-->\nthree",
        link,
    )
    assert all(post.content is None and post.link == link for post in others)


def test_days_and_numbers_are_no_parts():
    posts = [part(f"{SITE}/2020/02/03/", "three"), part(f"{SITE}/2020/02/04/", "four")]
    assert join_parts(posts) == posts
    assert [p.content for p in posts] == ["three", "four"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("2020/02/x/index.html", "/2020/02/x/"), ("index.html", "/"), ("index.html?p=4.html", "/?p=4"),
        ("index.html?p=4", "/?p=4"), ("index.html@p=4.html", "/?p=4"), ("a/index.html%3Fp=4&page=2.html", "/a/?p=4&page=2"),
        ("?p=4", "/?p=4"), ("index.php?p=4.html", "/?p=4"), ("about.html", "/about.html"), ("日本/index.html", "/%e6%97%a5%e6%9c%ac/"),
        ("feed/index.xml", "/feed/"), ("mail@home.html", "/mail@home.html"), ("a b/c", "/a%20b/c"),
        ("?p=6/index.html", "/?p=6"), ("%3fp%3d6/index.html", "/?p=6"), ("blog/?page_id=2/index.html", "/blog/?page_id=2"),
        ("index.php?p=4/index.html", "/?p=4"), ("?cat=3&paged=2/index.html", "/?cat=3&paged=2"), ("what?/index.html", "/what%3f/"),
        ("2020/x/index.html.orig", "/2020/x/"), ("index.html?p=4.html.orig", "/?p=4"), ("a/index.html.1", "/a/"), ("x.1", "/x.1"),
    ],
)  # fmt: skip
def test_names_of_files(name, path):
    assert original_path(name) == path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("blog.example/2020/index.html", ("blog.example", "//blog.example")),
        ("m/http/blog.example/x", ("m/http/blog.example", "http://blog.example")),
        ("127.0.0.1:8970/x", ("127.0.0.1:8970", "//127.0.0.1:8970")), ("127.0.0.1+8970/x", ("127.0.0.1+8970", "//127.0.0.1:8970")),
        ("localhost/x", ("localhost", "//localhost")), ("2020/02/x/index.html", None), ("page.html", None), ("a.html/b", None),
        ("m/blog.example/20190101000000/x/index.html", ("m/blog.example/20190101000000", "//blog.example")),
        ("blog.example/20191399000000/x", ("blog.example", "//blog.example")), ("blog.example/20190101000000", ("blog.example", "//blog.example")),
        ("web/20200101000000/http:/blog.example/x", ("web/20200101000000/http:/blog.example", "http://blog.example")),
    ],
)  # fmt: skip
def test_directories_named_after_hosts(name, found):
    assert host_in(name) == found


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://web.archive.org/web/20200101000000/http://x.example/a", "http://x.example/a"),
        ("/web/20200101000000im_/https://x.example/a.png", "https://x.example/a.png"),
        ("//web.archive.org/web/2020/http:/x.example/a", "http://x.example/a"),
        ("https://x.example/web/2020/a", "https://x.example/web/2020/a"), ("/2020/02/01/a/", "/2020/02/01/a/"),
    ],
)  # fmt: skip
def test_prefixes_of_the_wayback_machine(url, bare):
    assert without_wayback(url) == bare


@pytest.mark.parametrize(
    ("name", "url", "root"),
    [
        ("2020/x/index.html", f"{SITE}/2020/x/", ("", SITE)), ("m/old/2020/x/index.html", f"{SITE}/2020/x/", ("m/old/", SITE)),
        ("2020/x/index.html", f"{SITE}/blog/2020/x/", ("", f"{SITE}/blog")), ("m/index.html", f"{SITE}/", ("m/", SITE)),
        ("x.html", f"{SITE}/x", ("", SITE)), ("x.html", f"{SITE}/x.html", ("", SITE)), ("y/index.html", f"{SITE}/z/", None),
        ("saved.html", f"{SITE}/", None), ("x/index.html", f"{SITE}/?p=3", None),
    ],
)  # fmt: skip
def test_roots(name, url, root):
    assert find_root(name, url) == root


def test_bad_addresses_do_no_harm():
    restorer = LinkRestorer(f"{SITE}/x/", is_rewritten=True)
    assert restorer.url("http://[bad") == "http://[bad"
    assert restorer.url("//[bad") == "//[bad"
    assert original_url("http://[bad") == "http://[bad"
    assert restorer.markup("<a href=") == "<a href="
    assert restorer.markup("<" * 100_000 + "a href='x'") is not None


@pytest.mark.parametrize(
    ("start", "name", "known"),
    [
        (b"<!DOCTYPE html><html>", "x", True), (b"\xef\xbb\xbf \n<HTML lang='x'>", "x", True), (b"<div>a</div>", "x.html", True),
        (b"<div>a</div>", "x.txt", False), (b"<?php echo 1; ?><html>", "a.php", False), (b"<svg><body></svg>", "a.svg", False),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "x", True), ("<!DOCTYPE html>".encode("utf-16"), "x", True),
        (b"<!-- saved --><html>", "x", True), (b"plain text <html> in it", "x.txt", False), (b"<?xml version='1.0'?><urlset>", "s.xml", False),
        (b"<!DOCTYPE html><html><body><pre>&lt;rss version", "x", True),
    ],
)  # fmt: skip
def test_pages_are_known_by_their_start(start, name, known):
    assert SavedPageReader().recognizes(start, name) is known


@pytest.mark.parametrize(
    ("pages", "number"),
    [
        ([], 1), ([f"{SITE}/x/2/", f"{SITE}/x/3/"], 1), ([f"{SITE}/x/", f"{SITE}/x/3/"], 2), ([f"{SITE}/x/", f"{SITE}/x/2/"], 3),
        ([f"{SITE}/?p=4"], 2), ([f"{SITE}/?p=4&page=2"], 1), ([f"{SITE}/archives/123"], 2),
    ],
)  # fmt: skip
def test_parts_by_their_links(pages, number):
    assert part_number(pages) == number


@pytest.mark.parametrize("ending", ["index.html", "index.htm", ""])
def test_parts_of_a_post_whose_links_lead_to_files(tmp_path, ending):
    """A mirror's relative links name the files of the other parts."""
    links = '<p class="post-nav-links">Pages: <a class="post-page-numbers" href="{}">{}</a></p>'
    feed = f'<link rel="alternate" type="application/rss+xml" href="../../../feed/{ending}">'
    files = {
        f"blog.example/2020/02/first/{ending or 'index.html'}": page(
            body=f"<p>One, and more of it here.</p>{links.format(f'2/{ending}', 2)}", head=feed
        ),
        f"blog.example/2020/02/first/2/{ending or 'index.html'}": page(
            body=f"<p>Two, and more of it here.</p>{links.format(f'../{ending}', 1)}", head=feed
        ),
    }
    _, [post] = read(write(tmp_path / "m", **files))
    assert [part.split()[0] for part in post.content.split("<!--nextpage-->")] == [
        "<p>One,",
        "<p>Two,",
    ]


def test_a_front_page_below_the_root_is_no_post(tmp_path):
    """Few pages, no names: what it lists are the beginnings of the other pages."""
    style = '<html><head><title>{0} | Log</title><link href="{1}wp-content/a.css"></head><body>'
    head = f'{style}<div><a href="{{1}}index.html">Log</a></div><div><h2>{{0}}</h2>'
    texts = {
        "One": "The first text has more than forty letters, as texts mostly do.",
        "Two": "The second text has a little more than forty letters in it, too.",
    }
    entry = '<div><h2><a href="2020/02/{0}/index.html">{1}</a></h2><p>{2}</p></div>'
    entries = "".join(entry.format(t.lower(), t, text) for t, text in texts.items())
    files = {
        f"uni.example/~ann/log/2020/02/{t.lower()}/index.html": head.format(t, "../../../")
        + f"<p>{text}</p></div></body></html>"
        for t, text in texts.items()
    }
    files["uni.example/~ann/log/index.html"] = f"{head.format('Log', '')}</div>{entries}"
    _, posts = read(write(tmp_path / "m", **files))
    assert sorted(post.title for post in posts) == ["One", "Two"]


def test_the_front_page_names_sticky_posts(tmp_path):
    """Only the blog's own front page does; and a post that only it has stays missing."""
    listed = listing((7, "first"), (8, "second"), (9, "third"))
    marked = listed.replace("post-7 post", "post-7 post sticky").replace(
        "post-9 post", "post-9 post sticky"
    )
    files = {
        "index.html": marked,
        "2020/02/first/index.html": page(),
        "2020/02/second/index.html": page(8, "second", "Second"),
        "category/news/index.html": listed.replace("home blog", "archive category").replace(
            "post-8 post", "post-8 post sticky"
        ),
    }
    archive, posts = read(write(tmp_path / "m", **files))
    assert {post.slug: post.sticky for post in posts} == {"first": True, "second": None}
    assert len(said_of(archive, Code.CONTENT_MISSING)) == 1


def test_a_post_in_parts(tmp_path):
    def links(*numbers):
        return (
            '<div class="page-links">Pages: '
            + "".join(
                f'<a href="{SITE}/2020/02/first/{"" if n == 1 else f"{n}/"}" class="post-page-numbers">{n}</a> '
                for n in numbers
            )
            + "</div>"
        )

    files = {
        "2020/02/first/index.html": page(body=f"<p>One, and more of it here.</p>{links(2, 3)}"),
        "2020/02/first/2/index.html": page(body=f"<p>Two, and more of it here.</p>{links(1, 3)}"),
        "2020/02/first/3/index.html": page(body=f"<p>Three, and more of it here.</p>{links(1, 2)}"),
    }
    _, [post] = read(write(tmp_path / "m", **files))
    parts = [part.strip() for part in post.content.split("<!--nextpage-->")]
    assert parts == [
        "<p>One, and more of it here.</p>",
        "<p>Two, and more of it here.</p>",
        "<p>Three, and more of it here.</p>",
    ]
    assert post.link == f"{SITE}/2020/02/first/"


def test_progress_is_told_while_pages_are_gathered(tmp_path):
    from wparchive.engine.observer import ConversionObserver

    files = {f"2020/02/p{n}/index.html": page(n, f"p{n}", f"Post {n}") for n in range(1, 6)}
    told = []
    convert(
        write(tmp_path / "m", **files),
        None,
        to=["json"],
        observer=ConversionObserver(progress=lambda *pair: told.append(pair)),
    )
    size = sum(len(text.encode()) for text in files.values())
    assert (size, 3 * size) in told
    assert all(done <= total for done, total in told)


FIRST = (
    "<p>Welcome to WordPress. This is your first post. Edit or delete it, then start writing!</p>"
)


def test_the_first_post_of_a_new_blog_gives_way_to_another_at_its_address(tmp_path):
    new = page(1, "first", "Hello world!", FIRST).replace("2020-02-01T", "2022-02-01T")
    write(tmp_path, **{"a/first.html": page(), "b/first.html": new, "c/x.html": page(3, "x", "X")})
    with open_source(tmp_path) as archive:
        titles = sorted(post.title for post in archive)
        assert titles == ["First", "X"]
        assert Code.EARLIER_CAPTURE in [notice.code for notice in archive.notices]


def test_the_first_post_of_a_blog_is_read_where_it_is_the_only_one(tmp_path):
    write(
        tmp_path, **{"a.html": page(1, "first", "Hello world!", FIRST), "b.html": page(3, "x", "X")}
    )
    with open_source(tmp_path) as archive:
        assert sorted(post.title for post in archive) == ["Hello world!", "X"]


def paged(number, comments, other):
    link = f'<a href="{SITE}/2020/02/first/comment-page-{other}/#comments">Other comments</a>'
    text = page(comments=comments).replace(
        '<ol class="comment-list">',
        f'<h2 class="comments-title">3 thoughts on first</h2>{link}<ol class="comment-list">',
    )
    return text.replace(
        "</title>",
        f'</title><link rel="canonical" href="{SITE}/2020/02/first/comment-page-{number}/">',
    ).replace(f'<link rel="canonical" href="{SITE}/2020/02/first/">', "")


def test_comments_on_pages_that_are_missing_are_reported(tmp_path):
    write(tmp_path, **{"2.html": paged(2, [said(3)], 1), "x.html": page(3, "x", "X")})
    with open_source(tmp_path) as archive:
        assert sum(len(post.comments) for post in archive) == 1
        [notice] = [n for n in archive.notices if n.code is Code.COMMENTS_MISSING]
    assert "counts 3 comments; the pages that are here have 1" in notice.message
    write(tmp_path, **{"1.html": paged(1, [said(1), said(2)], 2)})
    with open_source(tmp_path) as archive:
        assert sum(len(post.comments) for post in archive) == 3
        assert Code.COMMENTS_MISSING not in [n.code for n in archive.notices]
