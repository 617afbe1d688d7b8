"""The blog as plain files: every page, every link between them, nothing that runs."""

from __future__ import annotations

import gzip
import re
from urllib.parse import unquote

import lxml.html
import pytest

from tests import ROOT
from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert
from wparchive.model.canonical import decode_posts

SAMPLE = ROOT / "samples" / "gartenblog.xml"


def site(tmp_path, *items, head=HEAD, **options):
    (tmp_path / "in.xml").write_text(export(*items, head=head), encoding="utf-8")
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["html"], **options)
    return report, tmp_path / "out" / "html"


def links(page):
    """The URLs of a page that a reader can follow."""
    tree = lxml.html.parse(str(page))
    return [e.get(name) for name in ("href", "src") for e in tree.iter() if e.get(name)]


def broken(folder):
    """Relative links to files that are not there."""
    return [
        (page, url)
        for page in folder.rglob("*.html")
        if page.is_file()
        for url in links(page)
        if not re.match(r"[a-z]+:|//|#", url)
        and not (page.parent / unquote(url.partition("#")[0])).is_file()
    ]


def test_every_page_is_reached_from_the_front_page(tmp_path):
    convert(SAMPLE, tmp_path / "out", to=["html"])
    folder = tmp_path / "out" / "html"
    assert broken(folder) == []
    seen, waiting = set(), [folder / "index.html"]
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or page.suffix != ".html":
            continue
        seen.add(page)
        waiting += [
            page.parent / unquote(url.partition("#")[0])
            for url in links(page)
            if not re.match(r"[a-z]+:|//|#", url)
        ]
    posts = [p for p in folder.rglob("*.html") if 'itemprop="headline"' in p.read_text("utf-8")]
    attachments = {"gruene-tomaten", "kompost-im-mai", "marktstand", "saatkalender-2017"}
    assert {p.parent.name for p in posts if p.resolve() not in seen} <= attachments
    assert len(posts) == 16


def test_links_between_posts_lead_to_files_and_to_comments(tmp_path):
    body = (
        '<a href="https://blog.example/post-2/#comment-5">one</a> <a href="../post-2/">two</a>'
        ' <a href="http://www.blog.example/?p=2">three</a> <a href="https://c.example/x">four</a>'
    )
    _, folder = site(tmp_path, item(1, content=body), item(2, comments=comment(5)))
    page = (folder / "post-1/index.html").read_text("utf-8")
    wanted = {
        "one": "../post-2/index.html#comment-5",
        "two": "../post-2/index.html",
        "three": "../post-2/index.html",
        "four": "https://c.example/x",
    }
    assert {t: u for u, t in re.findall(r'<a href="([^"]*)">(\w+)</a>', page)} == wanted


def test_the_permanent_address_stays(tmp_path):
    _, folder = site(tmp_path, item(1))
    page = (folder / "post-1/index.html").read_text("utf-8")
    assert '<link rel="canonical original" href="https://blog.example/post-1/">' in page
    assert "describedby" not in page


def test_no_script_runs(tmp_path):
    _, folder = site(tmp_path, item(1, content="<script>alert(1)</script><p>Text</p>"))
    page = (folder / "post-1/index.html").read_text("utf-8")
    policy = page.index("Content-Security-Policy")
    assert "script-src 'none'" in page
    assert policy < page.index("<title>")


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://blog.example/2024/04/hello.html", "2024/04/hello.html"),
        ("https://blog.example/?p=1", "p=1/index.html"),
        ("https://blog.example/index.php/2024/hello/", "index.php/2024/hello/index.html"),
        ("https://blog.example/2024/%e6%97%a5%e6%9c%ac/", "2024/日本/index.html"),
        ("https://blog.example/../../etc/passwd", None),
        ("https://blog.example/a%2f..%2f..%2fb/", None),
        ("https://blog.example/con/aux.html", None),
    ],
)
def test_permalinks_become_paths(tmp_path, link, path):
    _, folder = site(tmp_path, item(1, title="Hello", link=link, slug="hello"))
    [page] = [p for p in folder.rglob("*.html") if 'itemprop="headline"' in p.read_text("utf-8")]
    assert page.resolve().is_relative_to(folder.resolve())
    if path:
        assert page.relative_to(folder).as_posix() == path
    assert broken(folder) == []


def test_a_blog_below_a_folder_begins_at_its_front_page(tmp_path):
    head = HEAD.replace("https://blog.example", "https://host.example/blog")
    post = item(1, link="https://host.example/blog/hello/")
    _, folder = site(tmp_path, post, head=head)
    assert (folder / "index.html").is_file()
    assert (folder / "hello/index.html").is_file()
    assert broken(folder) == []


def test_addresses_that_differ_in_case_alone_are_two_files(tmp_path):
    posts = [
        item(1, title="One", link="https://blog.example/a/"),
        item(2, title="Two", link="https://blog.example/a/b.html"),
        item(3, title="Three", link="https://blog.example/a/B.html?x"),
    ]
    _, folder = site(tmp_path, *posts)
    pages = [page for page in folder.rglob("*.html") if page.is_file()]
    names = [page.relative_to(folder).as_posix().casefold() for page in pages]
    assert len(names) == len(set(names))
    titles = "".join(page.read_text("utf-8") for page in pages)
    assert all(f'dir="auto">{title}</h1>' in titles for title in ("One", "Two", "Three"))
    assert broken(folder) == []


def test_pictures_are_beside_the_pages(tmp_path):
    uploads = tmp_path / "uploads" / "2024"
    uploads.mkdir(parents=True)
    (uploads / "a.png").write_bytes(b"\x89PNG\r\n\x1a\npicture")
    body = '<img src="https://blog.example/wp-content/uploads/2024/a.png" alt="a">'
    _, folder = site(tmp_path, item(1, content=body), media=tmp_path / "uploads")
    assert (folder / "wp-content/uploads/2024/a.png").read_bytes().endswith(b"picture")
    page = (folder / "post-1/index.html").read_text("utf-8")
    assert 'src="../wp-content/uploads/2024/a.png"' in page


def test_pictures_whose_names_differ_in_case_are_two_files(tmp_path):
    uploads = tmp_path / "uploads" / "2024"
    uploads.mkdir(parents=True)
    at = "https://blog.example/wp-content/uploads/2024"
    for name in ("a.png", "A.png"):
        (uploads / name).write_bytes(b"\x89PNG\r\n\x1a\n" + name.encode())
    body = f'<img src="{at}/a.png" alt="small"><img src="{at}/A.png" alt="big">'
    report, folder = site(tmp_path, item(1, content=body), media=tmp_path / "uploads")
    assert report.exit_code == 0
    page = folder / "post-1/index.html"
    sources = dict(re.findall(r'src="([^"]*)" alt="(\w+)"', page.read_text("utf-8")))
    shown = {alt: (page.parent / url).read_bytes()[8:] for url, alt in sources.items()}
    assert shown == {"small": b"a.png", "big": b"A.png"}


def test_a_page_among_the_uploads_stays_as_it_is(tmp_path):
    uploads = tmp_path / "uploads" / "2024"
    uploads.mkdir(parents=True)
    old = b'<html><body>Gr\xfc\xdfe <a href="https://blog.example/post-1/">x</a></body></html>'
    (uploads / "old.html").write_bytes(old)
    body = '<a href="https://blog.example/wp-content/uploads/2024/old.html">an old page</a>'
    report, folder = site(tmp_path, item(1, content=body), media=tmp_path / "uploads")
    assert report.exit_code == 0
    assert (folder / "wp-content/uploads/2024/old.html").read_bytes() == old


def test_files_are_the_same_with_other_formats(tmp_path):
    convert(SAMPLE, tmp_path / "alone", to=["html"])
    convert(SAMPLE, tmp_path / "both", to=["warc", "html"], jobs=2, warc_record_type="response")
    for page in (tmp_path / "alone/html").rglob("*.*"):
        if page.is_file():
            other = tmp_path / "both/html" / page.relative_to(tmp_path / "alone/html")
            assert page.read_bytes() == other.read_bytes()


def test_nothing_hidden_has_a_file(tmp_path):
    draft = item(2, title="Geheim", status="draft", content="Geheim")
    _, folder = site(tmp_path, item(1), draft)
    assert not any(b"Geheim" in p.read_bytes() for p in folder.rglob("*.*") if p.is_file())


UNKNOWN = HEAD.replace("<link>https://blog.example</link>", "").replace(
    "<wp:base_site_url>https://blog.example</wp:base_site_url>", ""
).replace("<wp:base_blog_url>https://blog.example</wp:base_blog_url>", "")  # fmt: skip


def bare(text):
    """An item that names no address."""
    return re.sub(r"<(link|guid)[ >].*</\1>", "", text)


@pytest.mark.parametrize("formats", [["html"], ["warc", "html"], ["html", "wacz"]])
def test_a_blog_of_unknown_address_has_a_front_page_too(tmp_path, formats):
    assert "blog.example" not in UNKNOWN
    items = [bare(item(1, title="First")), bare(item(2, title="Second", comments=comment(5)))]
    (tmp_path / "in.xml").write_text(export(*items, head=UNKNOWN))
    convert(tmp_path / "in.xml", tmp_path / "out", to=formats)
    folder = tmp_path / "out/html"
    front = lxml.html.parse(str(folder / "index.html"))
    titles = {e.text: e.get("href") for e in front.iter("a") if e.get("class") == "title"}
    assert sorted(titles) == ["First", "Second"]
    assert broken(folder) == []
    for page in folder.rglob("*.*"):
        assert "unknown.invalid" not in page.read_text(), page
    page = folder / unquote(titles["Second"])
    assert [u for u in links(page) if u.endswith("index.html")]
    for path in (tmp_path / "out").rglob("*.warc.gz"):
        assert b"unknown.invalid" not in gzip.decompress(path.read_bytes())


def test_a_post_with_an_address_is_listed_though_the_blog_s_is_unknown(tmp_path):
    _, folder = site(tmp_path, item(1, title="First"), head=UNKNOWN)
    assert broken(folder) == []
    front = (folder / "index.html").read_text()
    assert "First" in front
    assert 'rel="canonical original" href="https://blog.example/post-1/"' in "".join(
        page.read_text() for page in folder.rglob("*.html")
    )


def test_the_pages_can_be_read_again(tmp_path):
    """As a mirror: each post once, with its type, id, title and comments, and no list as a post."""
    convert(SAMPLE, tmp_path / "out", to=["html", "json"], edition="public")
    convert(tmp_path / "out/html", tmp_path / "again", to=["json"])
    before, after = (
        {
            (post.type, post.id, post.title_text, frozenset(c.id for c in post.comments))
            for post in decode_posts((tmp_path / path).read_bytes().splitlines())
        }
        for path in ("out/json/posts.jsonl", "again/private/json/posts.jsonl")
    )
    untitled = ("post", 44, "", frozenset())  # its page says that it has no title
    assert {post[:2] for post in before} == {post[:2] for post in after}
    assert before - {untitled} - after == set()


@pytest.mark.parametrize(
    "path",
    ["d/" * 1150, "folder/" * 700, "x" * 300 + "/", "%C3%A4" * 400 + "/", "d/" * 1150 + "a.html"],
)
def test_a_permalink_that_no_disk_can_hold_has_a_shorter_path(tmp_path, path):
    address = f"https://blog.example/{path}"
    deep = item(1, content="deepest", link=address)
    report, folder = site(tmp_path, deep, item(2, content=f'<a href="{address}">to it</a>'))
    assert report.output_counts["html"].posts.total() == 2
    pages = [p for p in folder.rglob("*.html") if 'itemprop="headline"' in p.read_text("utf-8")]
    [page] = [p for p in pages if "deepest" in p.read_text("utf-8")]
    assert broken(folder) == []
    [other] = [p for p in pages if ">to it</a>" in p.read_text("utf-8")]
    [link] = [a.get("href") for a in lxml.html.parse(str(other)).iter("a") if a.text == "to it"]
    assert (other.parent / unquote(link)).resolve() == page.resolve()


def field(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
    )


def test_pages_show_subtitles_and_positions(tmp_path):
    _, folder = site(
        tmp_path,
        item(1, more=field("_secondary_title", "Rye &amp; salt")),
        item(2, type="testimonial", more=field("testimonial_position", "Baker")),
        item(3),
    )
    pages = [(folder / f"post-{n}" / "index.html").read_text("utf-8") for n in (1, 2, 3)]
    assert '<p class="subtitle" dir="auto">Rye &amp; salt</p>' in pages[0]
    assert '<p class="subtitle" dir="auto">Baker</p>' in pages[1]
    assert "subtitle" not in pages[2]


def test_pages_say_their_language_and_lead_to_their_translations(tmp_path):
    def terms(language):
        group = '<category domain="post_translations" nicename="pll_1"><![CDATA[x]]></category>'
        return f'<category domain="language" nicename="{language}"><![CDATA[x]]></category>{group}'

    _, folder = site(
        tmp_path,
        item(1, more=terms("ar")),
        item(2, more=terms("en")),
        item(3, more=terms("fr"), status="draft"),
        item(4),
    )
    pages = {n: (folder / f"post-{n}" / "index.html").read_text("utf-8") for n in (1, 2, 4)}
    assert '<article lang="ar" dir="rtl" itemscope' in pages[1]
    link = '<a href="{}" rel="alternate" hreflang="{}">{}</a>'.format
    assert f"<li>{link('../post-2/index.html', 'en', 'en')}</li></ul>" in pages[1]
    assert f"<li>{link('../post-1/index.html', 'ar', 'ar')}</li></ul>" in pages[2]
    assert "<article itemscope" in pages[2]
    assert "<article itemscope" in pages[4]
    assert "translations" not in pages[4]


def test_pages_show_what_products_cost_and_who_else_sells_them(tmp_path):
    elsewhere = "https://partner.example/"
    kind = '<category domain="product_type" nicename="{0}"><![CDATA[{0}]]></category>'.format
    sale = {"_price": "30", "_regular_price": "35", "_sale_price": "30", "_sku": "A<7"}
    spans = field("_price", "20") + field("_price", "100") + field("_price", "9.50")
    chosen = (
        field("attribute_pa_size", "large") + field("attribute_c", "red") + field("_price", "9")
    )
    _, folder = site(
        tmp_path,
        item(
            1, type="product", more="".join(map(field, sale, sale.values())).replace("<7", "&lt;7")
        ),
        item(2, type="product", more=spans + field("_product_url", elsewhere) + kind("variable")),
        item(3, type="product", more=field("_product_url", elsewhere) + kind("external")),
        item(4, type="product_variation", parent=2, more=chosen),
        item(5, type="product_variation", parent=2, more=chosen, status="private"),
        item(6, type="product_variation", parent=2, more=field("_price", "9")),
        item(7, type="download", more=field("edd_price", "4")),
    )
    pages = {n: (folder / f"post-{n}" / "index.html").read_text("utf-8") for n in (1, 2, 3, 7)}
    assert '<p class="event"><del>35</del> <ins>30</ins> · A&lt;7</p>' in pages[1]
    assert '<p class="event">9.50 – 100 · large, red: 9</p>' in pages[2]
    assert elsewhere not in pages[2]
    assert f'<li><a href="{elsewhere}">{elsewhere}</a></li>' in pages[3]
    assert '<p class="event">4</p>' in pages[7]


def test_pages_show_when_and_where_an_event_is_and_the_files_of_an_episode(tmp_path):
    times = {"_EventStartDate": "2024-06-01 19:00", "_EventEndDate": "2024-06-01 22:00"}
    event = {
        **times,
        "_EventVenueID": "32",
        "_EventCost": "12",
        "_EventURL": "https://band.example/",
    }
    hall = field("_VenueCity", "Ulm")
    sound = "https://cast.example/1.mp3"
    _, folder = site(
        tmp_path,
        item(7, type="tribe_events", more="".join(map(field, event, event.values()))),
        item(32, type="tribe_venue", title="Village <b>Hall", content="", more=hall),
        item(8, more=field("audio_file", sound)),
        item(9, content=f'[audio src="{sound}"]', more=field("audio_file", sound)),
        item(10),
    )
    pages = {n: (folder / f"post-{n}" / "index.html").read_text("utf-8") for n in (7, 8, 9, 10)}
    line = "2024-06-01 19:00 – 2024-06-01 22:00 · Village &lt;b&gt;Hall, Ulm · 12"
    assert f'<p class="event">{line}</p>' in pages[7]
    assert '<a href="https://band.example/">' in pages[7]
    player = f'<audio src="{sound}" controls preload="none"></audio>'
    assert f'<li>{player} <a href="{sound}">' in pages[8]
    assert pages[9].count(f'href="{sound}"') == 1
    assert 'class="event"' not in pages[10]
