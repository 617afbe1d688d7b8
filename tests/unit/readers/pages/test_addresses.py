"""Addresses and dates of posts on pages that name them only in other places."""

from __future__ import annotations

import pytest

import wparchive
from wparchive.readers.pages.extract import read_page


def saved(tmp_path, **pages):
    for place, data in pages.items():
        path = tmp_path / "site" / place.replace("__", "/") / "index.html"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    with wparchive.open_source(tmp_path / "site") as archive:
        return list(archive)


def bare(title, path, head=""):
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | Dino</title><link rel="canonical" href="{path}">
<meta name="generator" content="WordPress 5.7">{head}</head><body class="single single-post"><article class="hentry">
<h1 class="entry-title">{title}</h1><div class="entry-content"><p>See <a href="/old/post.html">old</a>.</p></div>
</article></body></html>""".encode()


def test_the_link_to_oembed_names_the_host(tmp_path):
    url = "/wp-json/oembed/1.0/embed?url=https%3A%2F%2Fwww.dino.example%2Fpell%2F&#038;format=xml"
    head = f'<link rel="alternate" type="text/xml+oembed" href="{url}">'
    posts = saved(
        tmp_path, pell=bare("Pell", "/pell/", head), solo=bare("Solo", "/solo/", head.replace("pell", "solo"))
    )  # fmt: skip
    assert sorted(p.link for p in posts) == [
        "https://www.dino.example/pell/",
        "https://www.dino.example/solo/",
    ]
    assert all('href="https://www.dino.example/old/post.html"' in p.content for p in posts)


@pytest.mark.parametrize(
    ("canonical", "link"),
    [
        ("https://b.example/hello/comment-page-1/#comments", "https://b.example/hello/"),
        ("https://b.example/hello/comment-page-2/", "https://b.example/hello/"),
        ("https://b.example/hello/comment-page-2", "https://b.example/hello"),
        ("https://b.example/?p=5&cpage=2#comments", "https://b.example/?p=5"),
    ],
)
def test_pages_of_comments_name_the_post(canonical, link):
    found = read_page(bare("Hello", canonical), source="page.html")
    assert found.post.link == link


NEWER = """<p>The text of the post.</p><ul class="wp-block-latest-posts"><li><a href="https://blog.example/newer/">
Newer</a><time datetime="2021-05-05T05:05:05+02:00">5. May 2021</time></li></ul>"""
FOOTER = '<footer class="entry-footer">On <time datetime="2015-06-01T09:30:00+02:00">June 1, 2015</time></footer>'


@pytest.mark.parametrize(
    ("text", "footer", "date"),
    [
        (NEWER, FOOTER, "2015-06-01T09:30:00+02:00"),
        ("<div>May 5, 2021</div><p>The text of the post.</p>", "", "2021-05-05"),
    ],
)
def test_dates_in_the_text_count_if_there_are_no_others(text, footer, date):
    html = bare("Hello", "https://b.example/hello/").decode()
    html = html.replace('<p>See <a href="/old/post.html">old</a>.</p>', text)
    html = html.replace("</article>", f"{footer}</article>")
    assert read_page(html.encode(), source="page.html").post.published == date


OLD = """<!DOCTYPE html><html lang="{language}"><head><title>{title}</title><meta name="generator" content="WordPress 2.3">
{head}</head><body{body}><div id="content"><div class="post"><h2 id="post-{number}">{title}</h2><div class="meta">{line}</div>
<div class="entry"><p>Words about {title}, enough of them to be the text of a post.</p></div></div>{after}</div>
<ul>{menu}</ul></body></html>"""
RDF = """<!-- <rdf:RDF xmlns:trackback="http://madskills.com/public/xml/rss/module/trackback/">
<rdf:Description rdf:about="{link}" dc:identifier="{link}" trackback:ping="{link}trackback/" /></rdf:RDF> -->"""


def old(number, title, *, line="", head="", body="", after="", menu="", language="en"):
    return OLD.format(
        number=number, title=title, line=line, head=head, body=body, after=after, menu=menu, language=language
    ).encode()  # fmt: skip


def test_the_trackback_rdf_has_the_permalink(tmp_path):
    rdf = RDF.format(link="http://grill.example/2007/04/17/kohle/?a=1&amp;b=2")
    head = '<link rel="canonical" href="index.html">'
    plain = read_page(old(2, "Kohle", head=head, after=rdf), source="index.html")
    assert plain.post.link == "http://grill.example/2007/04/17/kohle/?a=1&b=2"
    assert plain.post.origin.fields["link"].element == "trackback RDF"
    two = rdf + RDF.format(link="http://grill.example/2007/04/18/glut/")
    assert read_page(old(2, "Kohle", head=head, after=two), source="x").post.link is None


@pytest.mark.parametrize(
    ("language", "line", "published"),
    [
        ("en", "By tobi at 11:05 am on Tuesday, 17. Apr", "2007-04-17T11:05:00"),
        ("de", "17. April, 23:05 Uhr", "2007-04-17T23:05:00"),
        ("fr", "le 17 avril à 9:30", "2007-04-17T09:30:00"),
        ("en", "Last changed at 11:05 on 19. Apr", "2007-04-17"),
        ("en", "by tobi", "2007-04-17"),
    ],
)
def test_the_permalink_dates_a_post_whose_theme_shows_no_year(tmp_path, language, line, published):
    rdf = RDF.format(link="http://grill.example/2007/04/17/kohle/")
    page = old(2, "Kohle", line=line, after=rdf, language=language)
    [post] = saved(tmp_path, **{"2007__04__17__kohle": page})
    assert post.published == published


def test_a_restored_permalink_dates_a_post(tmp_path):
    head = '<link rel="canonical" href="index.html"><link rel="alternate" type="application/rss+xml" href="../../../../feed/index.html">'
    pages = {
        "2007__04__17__kohle": old(2, "Kohle", head=head),
        "2007__04__18__glut": old(3, "Glut", head=head),
        "2006__12__31__asche": old(1, "Asche", head=head),
        "hilfe": old(4, "Hilfe"),
    }
    posts = saved(tmp_path, **pages)
    assert {p.link: p.published for p in posts} == {
        "/2007/04/17/kohle/": "2007-04-17",
        "/2007/04/18/glut/": "2007-04-18",
        "/2006/12/31/asche/": "2006-12-31",
        "/hilfe/": None,
    }
    assert posts[0].origin.fields["published"].element == "permalink"


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        ({"menu": '<li class="page_item page-item-4 current_page_item"><a href="/hilfe/">Hilfe</a></li>'}, "page"),
        ({"menu": '<li class="menu-item menu-item-object-page current-menu-item page_item page-item-4 current_page_item">H</li>'}, "page"),
        ({"menu": '<li class="page_item page-item-9 current_page_item">Blog</li>'}, "post"),
        ({"menu": '<li class="page_item page-item-4">Hilfe</li>'}, "post"),
        ({"menu": '<li class="current_page_item">Home</li>'}, "post"),
        ({"body": ' class="wordpress y2021 m12 page pageid-4 page-author-ale"'}, "page"),
        ({"body": ' class="wordpress y2021 m12 single postid-4 s-author-ale"'}, "post"),
    ],
)  # fmt: skip
def test_pages_of_old_themes_are_pages(made, kind):
    found = read_page(old(4, "Hilfe", **made), source="hilfe/index.html")
    assert (found.post.type, found.post.id) == (kind, 4)


@pytest.mark.parametrize(("kind", "type_"), [("page", "page"), ("post", "post")])
def test_the_classes_of_a_post_before_wordpress_3_name_id_and_type(kind, type_):
    data = old(4, "Verhaal").replace(b' id="post-4"', b"")
    data = data.replace(b'<div class="post">', f'<div class="post-4 {kind} hentry entry">'.encode())
    found = read_page(data, source="verhaal/index.html")
    assert (found.post.type, found.post.id) == (type_, 4)


def test_lists_without_a_host_name_posts_whose_pages_have_one(tmp_path):
    head = '<link rel="alternate" type="application/rss+xml" href="../../../../feed/index.html">'
    days = {
        "2007__04__17__kohle": "Kohle",
        "2007__04__18__glut": "Glut",
        "2006__12__31__rost": "Rost",
    }
    for number, (place, title) in enumerate(days.items(), start=1):
        path = tmp_path / "site" / place.replace("__", "/") / "index.html"
        path.parent.mkdir(parents=True)
        rdf = RDF.format(link=f"http://grill.example/{place.replace('__', '/')}/")
        path.write_bytes(old(number, title, head=head, after=rdf))
    entries = "".join(
        f'<div class="post"><h2 id="post-{n}"><a href="../../2007/04/{day}/index.html" rel="bookmark">{title}</a></h2><p>Words.</p></div>'
        for n, day, title in ((1, "17/kohle", "Kohle"), (2, "18/glut", "Glut"), (3, "19/lost", "Lost"))
    )  # fmt: skip
    path = tmp_path / "site/category/feuer/index.html"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'<html><head><title>Feuer</title>{head.replace("../../../../", "../../")}</head><body class="archive category">{entries}</body></html>'
    )
    with wparchive.open_source(tmp_path / "site") as archive:
        assert len(list(archive)) == 3
    missing = [n.message for n in archive.notices if n.code == "content-missing"]
    assert missing == ["'Lost' is only on archive pages; its own page is missing."]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("<p>20.11. – 23.11.2014</p>", None),
        ("<p>Updated 23 November 2014</p>", None),
        ('<p><time datetime="2014-11-23">then</time></p>', "2014-11-23"),
    ],
)
def test_a_date_in_the_text_does_not_date_a_page(line, published):
    data = (
        '<html lang="de"><head><title>Programm</title></head><body class="page page-id-150"><article id="post-150"'
        ' class="post-150 page type-page hentry"><h1 class="entry-title">Programm</h1><div class="entry-content">'
        f"{line}<p>All that happens, and where to find it.</p></div></article></body></html>"
    )
    assert read_page(data.encode(), source="x").post.published == published
    as_post = data.replace("page page-id-150", "single postid-150").replace(
        "type-page", "type-post"
    )
    assert read_page(as_post.encode(), source="x").post.published is not None


FLAT = """<!DOCTYPE html><html lang="de"><head><!-- Mirrored from www.physik.example/~zin/blog/{query} by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 03 Dec 2016 17:33:13 GMT -->
<title>{title}</title><link rel="alternate" type="application/rss+xml" href="indexd784.html?feed=rss2"></head>
<body class="single single-post postid-{number}"><article id="post-{number}" class="post-{number} post type-post hentry category-ausfluege">
<h1 class="entry-title">{title}</h1><div class="entry-content"><p>See <a href="../external.html?link=https://wiki.example/a?b=1">the wiki</a>
<a href="index5e1f.html?p=7">more</a> <img src="images/map.png"></p></div>
<a href="index8e7f.html?cat=19" rel="category">Ausflüge</a> <a href="index4f00.html?cat=4" rel="category">Sonstiges</a></article></body></html>"""


def test_a_flat_mirror_by_httrack(tmp_path):
    """One folder for all pages, some of them of other sites."""
    pages = {
        "index0b8e.html": (3, "Meer"),
        "index5e1f.html": (7, "Luft"),
        "index77aa.html": (9, "Eis"),
    }
    place = tmp_path / "mirror"
    place.mkdir()
    for name, (number, title) in pages.items():
        text = FLAT.format(query=f"?p={number}", number=number, title=title)
        (place / name).write_text(text, encoding="utf-8")
    for name in "11.html", "12.html":
        other = "<html><!-- Mirrored from gmpg.org/xfn/11 by HTTrack Website Copier/3.x --><body><p>XFN.</p></body></html>"
        (place / name).write_text(other.replace("xfn/11", f"xfn/{name[:2]}"))
    with wparchive.open_source(place) as archive:
        posts = {post.id: post for post in archive}
    assert {n: p.link for n, p in posts.items()} == {
        n: f"http://www.physik.example/~zin/blog/?p={n}" for n in (3, 7, 9)
    }
    assert 'href="https://wiki.example/a?b=1"' in posts[3].content
    assert 'href="http://www.physik.example/~zin/blog/?p=7"' in posts[3].content
    assert 'src="http://www.physik.example/~zin/blog/images/map.png"' in posts[3].content
    assert [(t.slug, t.name) for t in posts[3].terms] == [
        ("ausfluege", "Ausflüge"), (None, "Sonstiges")]  # fmt: skip


def test_the_trackback_rdf_names_the_host_of_all_links(tmp_path):
    head = '<link rel="canonical" href="index.html"><link rel="alternate" type="application/rss+xml" href="../../../../feed/index.html">'
    pages = {}
    for number, day in enumerate(("17__kohle", "18__glut"), start=1):
        path = f"2007__04__{day}"
        rdf = RDF.format(link=f"http://www.grill.example/{path.replace('__', '/')}/")
        text = old(number, day, head=head, after=rdf).replace(
            b"<p>Words", b'<p><img src="../../../../wp-content/uploads/a.png"> Words'
        )
        pages[path] = text
    posts = saved(tmp_path, **pages)
    assert len(posts) == 2
    for post in posts:
        assert 'src="http://www.grill.example/wp-content/uploads/a.png"' in post.content


@pytest.mark.parametrize(
    ("declared", "shown", "link", "published", "gmt"),
    [
        # Late in the evening of UTC is the next morning in Tokyo, and early is the day before in New York.
        ("2018-06-23T21:45:35+00:00", "2018年6月24日", "/2018/06/24/a/", "2018-06-24", "2018-06-23T21:45:35Z"),
        ("2018-06-23T21:45:35+00:00", "2018年6月24日", "/a/", "2018-06-24", "2018-06-23T21:45:35Z"),
        ("2018-06-24T02:10:00+00:00", "June 23, 2018", "/2018/06/23/a/", "2018-06-23", "2018-06-24T02:10:00Z"),
        ("2018-06-24T02:10:00+00:00", "", "/2018/06/23/a/", "2018-06-23", "2018-06-24T02:10:00Z"),
        ("2018-06-24T06:45:35+00:00", "2018年6月24日", "/a/", "2018-06-24T06:45:35Z", "2018-06-24T06:45:35Z"),
        ("2018-06-23T21:45:35+09:00", "2018年6月24日", "/a/", "2018-06-23T21:45:35+09:00", "2018-06-23T12:45:35Z"),
        ("2018-06-23T21:45:35+00:00", "2018年6月24日 6:45", "/a/", "2018-06-24T06:45:35+09:00", "2018-06-23T21:45:35Z"),
    ],
)  # fmt: skip
def test_the_day_that_a_blog_shows_is_its_own(declared, shown, link, published, gmt):
    language = "ja" if "年" in shown else "en"
    data = (
        f'<html lang="{language}"><head><title>A</title><link rel="canonical" href="https://blog.example{link}">'
        f'<meta property="article:published_time" content="{declared}"></head><body class="single postid-7">'
        f'<article id="post-7" class="hentry"><h1 class="entry-title">A</h1><span class="entry-date">{shown}</span>'
        '<div class="entry-content"><p>The text of it, long enough to be one.</p></div></article></body></html>'
    )
    made = read_page(data.encode(), source="x").post
    assert (made.published, made.published_gmt) == (published, gmt)


SHARE = '<a href="http://www.wykop.example/dodaj?url=http://{0}{1}&amp;title=x">Share</a>'


def undeclared(title, path, host):
    return f"""<html><head><title>{title} | Dino</title><link rel="stylesheet" href="../../../../wp-content/themes/x/a.css">
</head><body><h2>{title}</h2><span>6.05.2011, 7:08</span><p>Words about {title}, and a few more of them.</p>
<p><a href="../../../../2011/05/06/pell/">Pell</a></p>{SHARE.format(host, path)}</body></html>""".encode()


@pytest.mark.parametrize("beside", [{}, {"img.other.example__a": b"<p>No blog</p>"}])
def test_buttons_for_sharing_name_the_host_of_a_mirror(tmp_path, beside):
    pages = {
        f"2011/05/06/{slug}": undeclared(slug, f"/2011/05/06/{slug}/", "old.dino.example")
        for slug in ("pell", "solo", "55")
    }
    posts = {p.title_text: p for p in saved(tmp_path, **pages, **beside)}
    assert {p.link for p in posts.values()} == {
        f"http://old.dino.example/2011/05/06/{slug}/" for slug in ("pell", "solo", "55")
    }
    assert all(
        'href="http://old.dino.example/2011/05/06/pell/"' in p.content for p in posts.values()
    )
    assert {p.type for p in posts.values()} == {"post"}


def test_one_button_is_not_enough_to_name_a_host(tmp_path):
    pages = {
        "2011/05/06/pell": undeclared("pell", "/2011/05/06/pell/", "old.dino.example"),
        "2012/05/06/solo": undeclared("solo", "/2011/05/06/other/", "old.dino.example"),
    }
    assert sorted(p.link for p in saved(tmp_path, **pages)) == [
        "/2011/05/06/pell/",
        "/2012/05/06/solo/",
    ]


def test_a_mirror_in_a_folder_of_its_host_with_loose_files_beside_it(tmp_path):
    pages = {
        "www.dino.example__pell": bare("Pell", "/pell/"),
        "www.dino.example__solo": bare("Solo", "/solo/"),
        "x": b"<p>x</p>",
    }
    posts = saved(tmp_path, **pages)
    assert {p.link for p in posts if p.type == "post"} == {
        "http://www.dino.example/pell/",
        "http://www.dino.example/solo/",
    }


MIRRORED = "<!-- Mirrored from b.example/{}/ by HTTrack Website Copier/3.x [XR&CO'2014] -->"
STRAY = b"<html><head><title>Page has moved</title></head><body><a href='x'>Moved</a></body></html>"


@pytest.mark.parametrize("stray", ["pell__www.other.example__in__ada", "https___files.example__a"])
@pytest.mark.parametrize("head", [MIRRORED, '<link rel="x" href="https://b.example/wp-json/">', ""])
def test_folders_named_after_other_hosts_hide_no_root(tmp_path, stray, head):
    """HTTrack makes the canonical addresses of all pages ``index.html``."""
    pages = {name: bare(name.title(), "index.html", head.format(name)) for name in ("pell", "solo")}
    posts = saved(tmp_path, **pages, **{stray: STRAY})
    assert sorted(p.title for p in posts) == ["Pell", "Solo"]
    host = ("http://b.example" if head == MIRRORED else "https://b.example") if head else ""
    assert sorted(p.link for p in posts) == [f"{host}/pell/", f"{host}/solo/"]


@pytest.mark.parametrize("canonical", ["index.html", "./", "INDEX.HTM", "."])
def test_a_name_that_all_pages_may_have_is_no_address(canonical):
    assert read_page(bare("Hello", canonical), source="page.html").post.link is None
    url = "https://b.example/hello/"
    found = read_page(bare("Hello", canonical), source="page.html", url=url)
    assert found.post.link == canonical


@pytest.mark.parametrize(
    ("category", "tag"),
    [
        ("index.html%3Fcat=7.html", "index.html%3Ftag=broad-beans.html"),
        ("../index.html@cat=7.html", "../index.html@tag=broad-beans.html"),
        ("/?cat=7", "/?tag=broad-beans"),
        ("category/musings/index.html", "tag/broad-beans/index.html"),
    ],
)
def test_slugs_of_terms_whose_links_a_mirror_renamed(category, tag):
    html = bare("Hello", "https://b.example/?p=5").decode()
    html = html.replace('class="hentry"', 'class="post-5 hentry category-musings tag-broad-beans"')
    footer = (
        f'<footer class="entry-footer"><a rel="category" href="{category}">Musings</a>'
        f'<a rel="tag" href="{tag}">Broad beans</a></footer>'
    )
    post = read_page(html.replace("</article>", f"{footer}</article>").encode(), source="x").post
    assert [(t.taxonomy, t.slug) for t in post.terms] == [
        ("category", "musings"),
        ("post_tag", "broad-beans"),
    ]
