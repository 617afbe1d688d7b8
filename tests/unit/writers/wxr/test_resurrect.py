"""A blog's pages, captures and feeds as WXR, through the rules of WordPress's importer."""

from __future__ import annotations

import re
import zipfile

import pytest

from tests import warcs
from tests.importer import NewBlog, RefusedError
from tests.wxr import comment, export, item
from wparchive.api import convert

HOME = "https://garden.example"
FILE = f"{HOME}/wp-content/uploads/2020/02/rose.jpg"
MENU = f"""<div class="menu-main-container"><ul id="menu-main">
<li class="menu-item menu-item-type-custom menu-item-object-custom menu-item-40"><a href="{HOME}/">Start</a></li>
<li class="menu-item menu-item-type-post_type menu-item-object-page menu-item-41"><a href="{HOME}/about/">About</a>
<ul class="sub-menu"><li class="menu-item menu-item-type-taxonomy menu-item-object-category menu-item-42"><a href="{HOME}/category/all/roses/">Roses</a></li></ul></li>
</ul></div>"""


def remark(number, parent="", minute=0, name="Bo", form=True):
    """A comment as WordPress prints it; the next one may be below it."""
    inner = f'<ol class="children">{parent}</ol>' if parent else ""
    place = f' id="comment-{number}"' if form else ""
    return f"""<li class="comment"{place}><article class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{name}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><time datetime="2020-02-03T10:{minute:02}:00+01:00">3 February 2020</time></div></footer>
<div class="comment-content"><p>Remark {number}</p></div></article>{inner}</li>"""


def single(number, path, title, body, *, comments="", kind="post", above="", ids=True):
    """A page with one post, with WordPress's ids or with a theme's own markup."""
    of = f"single single-{kind} postid-{number}" if kind == "post" else f"page page-id-{number}"
    listed = (
        f'<div id="comments"><ol class="comment-list">{comments}</ol></div>' if comments else ""
    )
    date = '<time class="entry-date published" datetime="2020-02-02T10:00:00+01:00">2 February 2020</time>'
    byline = f'{date} by <span class="author vcard"><a class="url fn n" href="{HOME}/author/ada/">Ada Ö</a></span>'
    terms = f'<a href="{HOME}/category/all/roses/" rel="category tag">Roses</a> <a href="{HOME}/tag/red/" rel="tag">Red</a>'
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} – Garden</title>
<link rel="canonical" href="{HOME}{path}"><link rel="alternate" type="application/rss+xml" title="Garden » Feed" href="{HOME}/feed/">
<meta name="generator" content="WordPress 6.5"></head><body class="{of if ids else ""}">
<header><p class="site-title"><a href="{HOME}/" rel="home">Garden</a></p><nav>{MENU}</nav></header>
<main><article id="post-{number}" class="post-{number} {kind} type-{kind} hentry"><header><h1 class="entry-title">{title}</h1>
<div class="entry-meta">{byline if kind == "post" else ""}</div></header>{above}
<div class="entry-content">{body}</div><footer class="entry-footer">{terms if kind == "post" else ""}</footer></article>{listed}</main>
</body></html>"""


THREAD = remark(5, parent=remark(6, minute=1, name="Cy")) + remark(7, minute=2)
NAMELESS = remark(5, parent=remark(6, minute=1, name="Cy", form=False), form=False) + remark(
    7, minute=2, form=False
)
PICTURE = f'<div class="post-thumbnail"><img class="wp-post-image" src="{FILE}" alt="A rose"></div>'
PAGES = {
    "/2020/02/roses/": single(4, "/2020/02/roses/", "Roses", "<p>They<br>are [red].</p><p>Really.</p>", comments=THREAD, above=PICTURE),
    "/2020/02/more/": single(8, "/2020/02/more/", "Roses", f'<p>More of them.</p><p><img src="{FILE}"></p>'),
    "/about/": single(9, "/about/", "About", "<p>This is who we are here.</p>", kind="page"),
}  # fmt: skip


def mirror(folder, pages):
    for path, text in pages.items():
        place = folder / "garden.example" / path.strip("/")
        place.mkdir(parents=True)
        (place / "index.html").write_text(text, "utf-8")
    return folder


def warc(folder, pages):
    folder.mkdir()
    records = []
    for path, text in pages.items():
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + text.encode()
        fields = {
            "WARC-Type": "response", "WARC-Record-ID": warcs.PAGE, "WARC-Date": warcs.DATE,
            "WARC-Target-URI": HOME + path, "Content-Type": "application/http; msgtype=response",
        }  # fmt: skip
        records.append(warcs.record(fields, http))
    path = folder / "garden.warc.gz"
    path.write_bytes(warcs.packed(*records))
    return path


def wacz(folder, pages):
    source = warc(folder, pages)
    path = folder / "garden.wacz"
    with zipfile.ZipFile(path, "w") as pack:
        pack.write(source, "archive/garden.warc.gz")
    return path


def imported(tmp_path, *sources, taken=0, **options):
    """Import what sources become; `taken` ids are those of posts that the new blog has."""
    report = convert([*sources], tmp_path / "out", to=["wxr"], jobs=1, **options)
    assert report.exit_code == 0, report.notice_counts
    other = {"title": "", "date": "", "type": "post", "file": ""}
    blog = NewBlog(posts=dict.fromkeys(range(1, taken + 1), other))
    blog.run(*sorted((tmp_path / "out/private/wxr").glob("*.xml")))
    assert blog.refused == []
    return blog


def said(blog):
    by_number = blog.comments
    return [
        (c["author"], c["date"], re.sub("<.*?>", "", c["content"]).strip(),
         by_number[c["parent"]]["author"] if c["parent"] else "", c["approved"])
        for c in by_number.values()
    ]  # fmt: skip


@pytest.mark.parametrize("form", [mirror, warc, wacz])
def test_pages_come_back(tmp_path, form):
    blog = imported(tmp_path, form(tmp_path / "in", PAGES))
    posts = {(p["type"], p["slug"]): p for p in blog.posts.values() if p["type"] != "attachment"}
    assert {key: (p["title"], p["author"], p["status"]) for key, p in posts.items()} == {
        ("post", "roses"): ("Roses", "Ada Ö", "publish"),
        ("post", "more"): ("Roses", "Ada Ö", "publish"),
        ("page", "about"): ("About", "", "publish"),
    }
    # The importer takes posts of one title and date for one.
    assert {posts["post", slug]["date"] for slug in ("roses", "more")} == {
        "2020-02-02 10:00:00", "2020-02-02 10:00:01",
    }  # fmt: skip
    roses = posts["post", "roses"]
    assert roses["gmt"] == roses["date"].replace(" 10:", " 09:")
    assert roses["terms"] == {("category", "roses"), ("post_tag", "red")}
    assert blog.terms["category", "roses"]["parent"] == "all"
    assert "<br>are &#91;red]." in roses["content"]
    [(number, file)] = [(n, p) for n, p in blog.posts.items() if p["type"] == "attachment"]
    assert (file["file"], file["upload"]) == (FILE, "2020/02")
    assert file["meta"]["_wp_attachment_image_alt"] == "A rose"
    assert blog.featured == {next(n for n, p in blog.posts.items() if p is roses): number}
    assert blog.menus == {
        "main": [("Start", f"{HOME}/", ""), ("About", "about", ""), ("Roses", "category/roses", "About")]
    }  # fmt: skip


@pytest.mark.parametrize("comments", [THREAD, NAMELESS], ids=["with ids", "without ids"])
def test_threads_come_back(tmp_path, comments):
    text = single(4, "/2020/02/roses/", "Roses", "<p>They are red, all.</p>", comments=comments)
    blog = imported(tmp_path, mirror(tmp_path / "in", {"/2020/02/roses/": text}))
    assert said(blog) == [
        ("Bo", "2020-02-03 10:00:00", "Remark 5", "", True),
        ("Cy", "2020-02-03 10:01:00", "Remark 6", "Bo", True),
        ("Bo", "2020-02-03 10:02:00", "Remark 7", "", True),
    ]


def test_a_split_export_comes_back_part_by_part(tmp_path):
    pages = {
        f"/2020/02/p{n}/": single(
            n, f"/2020/02/p{n}/", f"P{n}", f"<p>{'word ' * 400}{n}</p>", above=PICTURE if n == 19 else ""
        )
        for n in range(10, 20)
    }  # fmt: skip
    source = mirror(tmp_path / "in", PAGES | pages)
    blog = imported(tmp_path, source, taken=50, wxr_split=9_000)
    assert len(list((tmp_path / "out/private/wxr").glob("*.xml"))) > 2
    assert len([p for p in blog.posts.values() if p["type"] == "post"]) == 50 + 12
    # The importer knows an attachment only while it reads its file.
    assert [blog.posts[number]["file"] for number in blog.featured.values()] == [FILE, FILE]
    assert [entry[2] for entry in blog.menus["main"]] == ["", "", "About"]


def test_a_feed_comes_back(tmp_path):
    entry = """<item><title>{0}</title><link>{1}/2020/02/{0}/</link><pubDate>{2}</pubDate><dc:creator>Ada</dc:creator>
<content:encoded><![CDATA[<p>Text of {0}.</p>]]></content:encoded></item>"""
    remarks = "".join(
        f"<item><title>By: Bo</title><link>{HOME}/2020/02/{slug}/#comment-{n}</link><dc:creator>Bo</dc:creator>"
        f"<pubDate>Mon, 03 Feb 2020 09:0{n}:00 +0000</pubDate><content:encoded><![CDATA[<p>Remark {n}</p>]]></content:encoded></item>"
        for n, slug in ((1, "one"), (2, "unknown"))
    )
    dates = ("Fri, 31 Jan 2020 23:30:00 +0000", "Sun, 02 Feb 2020 09:00:00 +0000")
    posts = "".join(
        entry.format(slug, HOME, date) for slug, date in zip(("one", "two"), dates, strict=True)
    )
    frame = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Garden</title><link>{}</link><generator>https://wordpress.org/?v=6.5</generator>{}</channel></rss>"""
    for name, items in (("posts", posts), ("comments", remarks)):
        (tmp_path / f"{name}.xml").write_text(frame.format(HOME, items), "utf-8")
    blog = imported(tmp_path, tmp_path / "posts.xml", tmp_path / "comments.xml")
    found = {(p["slug"], p["title"], p["date"]) for p in blog.posts.values()}
    assert found == {
        ("one", "one", "2020-02-01 00:30:00"),
        ("two", "two", "2020-02-02 09:00:00"),
        ("unknown", "Unknown", "2020-02-03 09:02:00"),
    }
    assert len(said(blog)) == 2


def test_an_export_comes_back(tmp_path):
    source = tmp_path / "export.xml"
    items = [
        item(1, slug="a", title="A", comments=comment(3) + comment(4, parent=3)),
        item(2, slug="b"),
    ]
    source.write_text(export("".join(items)), "utf-8")
    blog = imported(tmp_path, source)
    assert len(blog.comments) == 2
    assert [bool(c["parent"]) for c in blog.comments.values()] == [False, True]


def test_a_file_without_a_version_is_refused(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text("<rss><channel><item/></channel></rss>")
    with pytest.raises(RefusedError):
        NewBlog().run(path)


def test_the_page_of_a_month_leaves_the_directory_of_uploads_its_name(tmp_path):
    source = mirror(tmp_path / "in", PAGES)
    site = source / "garden.example"
    (site / "2020/02/index.html").write_text("<title>February 2020</title>", "utf-8")
    file = site / "wp-content/uploads/2020/02/rose.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xd8\xff")
    blog = imported(tmp_path, source, media="inputs", media_url="https://rescue.example")
    path = "wp-content/uploads/2020/02/rose.jpg"
    assert (tmp_path / "out/private/wxr/uploads" / path).is_file()
    assert [p["file"] for p in blog.posts.values() if p["file"]] == [
        f"https://rescue.example/{path}"
    ]
