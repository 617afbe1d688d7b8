"""The viewer: pages lead to one another, words are found, and nothing leaves the machine."""

from __future__ import annotations

import gzip
import html
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests import warcs
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.errors import MissingInputError, UnknownFormatError, WparchiveError
from wparchive.viewer import Viewer
from wparchive.viewer.addresses import shown
from wparchive.viewer.framing import add_frame
from wparchive.web.html import parse_tree

AT = "https://blog.example"
ITEMS = (
    item(1, title="Größe & <em>Maß</em>", comments=comment(7, content="Ein Kommentar mit Rhabarber."),
         content='A <a href="/?p=2#comment-9">relative</a>, <a href="https://blog.example/post-2/">one</a>, '
         '<a href="https://else.example/">other</a> <script>alert(1)</script><img src="https://else.example/x.png">'),
    item(2, title="Second", content="Nothing of the kind."),
    item(3, title="Hidden", status="draft", content="Rhabarber, UNPUBLISHED"),
)  # fmt: skip


@pytest.fixture(scope="module", params=["warc", "wacz", "response"])
def viewer(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("viewer")
    (folder / "export.xml").write_text(export(*ITEMS))
    kind = "response" if request.param == "response" else "resource"
    to = "warc" if request.param == "response" else request.param
    convert(folder / "export.xml", folder / "out", to=[to], warc_record_type=kind)
    with Viewer(folder / "out") as viewer:
        thread = threading.Thread(target=viewer.run)
        thread.start()
        yield viewer
        viewer.stop()
        thread.join()


def get(viewer, path, **headers):
    with urlopen(
        Request(viewer.url + path.removeprefix("/"), headers=headers), timeout=10
    ) as answer:
        return answer.read().decode()


def test_pages_are_listed_and_open(viewer):
    start = get(viewer, "/")
    links = re.findall(r'<a class="title" href="([^"]*)"', start)
    assert links == [f"/at/{AT}/post-1/", f"/at/{AT}/post-2/"]
    assert "Größe &amp; Maß" in start
    assert f'href="/at/{AT}/"' in start
    assert "rebuilt from a WordPress export" in get(viewer, links[0])


@contextmanager
def running(target):
    with Viewer(target) as viewer:
        thread = threading.Thread(target=viewer.run)
        thread.start()
        try:
            yield viewer
        finally:
            viewer.stop()
            thread.join()


@pytest.mark.parametrize("kind", ["warc", "wacz"])
def test_the_list_has_the_title_of_the_blog_and_readable_addresses(kind, tmp_path):
    text = export(item(1, slug="%e6%97%a5%e6%9c%ac", link=f"{AT}/%e6%97%a5%e6%9c%ac/%20a%25/"))
    (tmp_path / "export.xml").write_text(
        text.replace(
            "<channel>", "<channel><title>Rosen &amp;amp; &lt;b&gt;Lauch&lt;/b&gt;</title>", 1
        )
    )
    convert(tmp_path / "export.xml", tmp_path / "out", to=[kind])
    with running(tmp_path / "out") as viewer:
        start = get(viewer, "/")
    assert "<title>Rosen &amp; Lauch</title>" in start
    assert '<h1 dir="auto">Rosen &amp; Lauch</h1>' in start
    assert f"{AT}/日本/%20a%25/</span>" in start
    assert f'href="/at/{AT}/%e6%97%a5%e6%9c%ac/%20a%25/"' in start


def test_the_list_of_several_blogs_has_the_name_of_the_file(tmp_path):
    def about(host, data):
        return warcs.record({
            "WARC-Type": "metadata", "WARC-Record-ID": f"<urn:uuid:{host}>", "WARC-Date": "2024-01-01T00:00:00Z",
            "WARC-Target-URI": f"metadata://{host}/site.json", "Content-Type": "application/json",
            "WARC-Version": None,
        }, data)  # fmt: skip

    two = (about("a", b'{"site": {"title": "A"}}'), about("b", b'{"site": {"title": "B"}}'))
    for name, records in (
        ("one", two[:1]),
        ("two", two),
        ("odd", [about("c", b'{"site": {"title": 7}}')]),
    ):
        (tmp_path / f"{name}.warc.gz").write_bytes(warcs.packed(warcs.page(), *records))
    for name, title in (("one", "A"), ("two", "two.warc.gz"), ("odd", "odd.warc.gz")):
        with running(tmp_path / f"{name}.warc.gz") as viewer:
            assert f"<title>{title}</title>" in get(viewer, "/")


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/%C3%A4%2f", "/ä%2f"), ("/%e4", "/%e4"), ("/%E2%80%AEx", "/%E2%80%AEx"), ("/%c2%a0", "/%c2%a0"),
        ("/%e0%a4%b9%e0%a4%bf", "/हि"), ("/%f0%9f%8d%85", "/🍅"), ("/%ef%bf%bd", "/%ef%bf%bd"), ("/100%", "/100%"),
    ],
)  # fmt: skip
def test_an_address_is_shown_with_its_letters(address, text):
    assert shown(address) == text


def test_links_between_pages_stay_in_the_archive(viewer):
    page = get(viewer, f"/at/{AT}/post-1/")
    assert f'href="/at/{AT}/?p=2#comment-9">relative' in page
    assert f'href="/at/{AT}/post-2/">one' in page
    assert 'href="https://else.example/">other' in page
    assert "Second" in get(viewer, f"/at/{AT}/?p=2")
    assert f'href="/at/{AT}/post-1/"' in get(viewer, f"/at/{AT}/")


@pytest.mark.parametrize(
    ("words", "found"),
    [("rhabarber", 1), ("Rhab", 1), ("grosse", 0), ("große", 1), ("GRÖSSE", 0), ("größe", 1),
     ("grö maß", 1), ("second", 1), ("nothing kind", 1), ("nothing rhabarber", 0),
     ('"', 2), ("UNPUBLISHED", 0), ("a* OR b", 0), ("NEAR(", 0)],
)  # fmt: skip
def test_words_are_found(viewer, words, found):
    page = get(viewer, f"/?q={quote(words)}")
    assert page.count('class="title"') == (0 if words == '"' else found)


def test_what_was_searched_for_is_marked(viewer):
    assert "mit <mark>Rhabarber</mark>" in get(viewer, "/?q=rhabarber")


def test_what_is_not_there_is_said(viewer):
    for path in (f"/at/{AT}/%3Cscript%3E", "/at/x", "/etc/passwd", "/at/../../etc/passwd"):
        with pytest.raises(HTTPError) as error:
            get(viewer, path)
        assert error.value.code == 404
        with error.value as answer:
            text = answer.read().decode()
        assert "<script>" not in text
        assert "Not in the archive" in text


def test_nothing_is_loaded_or_run(viewer):
    with urlopen(f"{viewer.url}at/{AT}/post-1/", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert "http" not in policy


def test_other_names_are_refused(viewer):
    with pytest.raises(HTTPError) as error:
        get(viewer, "/", Host="evil.example:80")
    error.value.close()
    assert error.value.code == 403
    assert viewer.url.startswith("http://127.0.0.1:")


def test_there_must_be_something_to_show(tmp_path):
    (tmp_path / "export.xml").write_text(export(*ITEMS))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["json"])
    with pytest.raises(UnknownFormatError, match="neither WARC nor WACZ"):
        Viewer(tmp_path / "out")
    with pytest.raises(MissingInputError):
        Viewer(tmp_path / "nothing")


def test_a_port_that_is_taken_is_an_error(tmp_path):
    (tmp_path / "export.xml").write_text(export(*ITEMS))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["wacz"])
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(WparchiveError, match="Port"):
            Viewer(tmp_path / "out/wacz/blog.example.wacz", other.getsockname()[1])


@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="what began in a shell's background hears no Ctrl-C, nor does what it begins",
)
def test_the_command_prints_the_address_and_ends(tmp_path):
    (tmp_path / "export.xml").write_text(export(*ITEMS))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"])
    command = [sys.executable, "-m", "wparchive", "serve", str(tmp_path / "out"), "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(3)]
        url = re.search(r'"url": "([^"]*)"', "".join(lines))[1]
        with urlopen(url, timeout=10) as answer:
            assert b"Second" in answer.read()
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(10) == 130
        finally:
            process.kill()


def test_pictures_are_shown_and_nothing_else_is_loaded(tmp_path):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    (tmp_path / "up").mkdir()
    (tmp_path / "up/a.png").write_bytes(picture)
    src = f"{AT}/wp-content/uploads/a.png"
    content = f'<img srcset="{src} 2x, https://else.example/b.png 3x" src="{src}"> <img src="https://else.example/c.png">'
    (tmp_path / "export.xml").write_text(export(item(1, content=content)))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"], media=tmp_path / "up")
    with Viewer(tmp_path / "out") as viewer:
        thread = threading.Thread(target=viewer.run)
        thread.start()
        page = get(viewer, f"/at/{AT}/post-1/")
        [image] = [tag for tag in parse_tree(page).iter("img") if "b.png" in str(tag.attrib)]
        assert image.get("src") == f"/at/{src}"
        assert "srcset" not in image.attrib
        with urlopen(f"{viewer.url}at/{src}", timeout=10) as answer:
            assert (answer.headers["Content-Type"], answer.read()) == ("image/png", picture)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        viewer.stop()
        thread.join()


def dated(text, day):
    """An item of a day, whose address says nothing of it."""
    return re.sub(r"(<wp:post_date>)\S+", rf"\g<1>{day}", text)


def titles(page):
    return re.findall(r'<a class="title" [^>]*>(.*?)</a>', page)


@pytest.fixture(scope="module")
def dates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dates")
    file = "<wp:attachment_url>https://blog.example/wp-content/uploads/a.png</wp:attachment_url>"
    posts = [
        dated(item(1, title="Old", content="rhubarb"), "2009-02-03"),
        dated(item(2, title="New", content="rhubarb"), "2015-06-07"),
        dated(item(3, title="About", type="page"), "2011-01-01"),
        dated(item(4, title="Picture", type="attachment", status="inherit", more=file), "2016-01-01"),
    ]  # fmt: skip
    (folder / "export.xml").write_text(export(*posts))
    convert(folder / "export.xml", folder / "out", to=["warc"])
    with running(folder / "out") as viewer:
        yield viewer


def test_the_newest_posts_come_first_by_year_and_attachments_apart(dates):
    page = get(dates, "/")
    assert titles(page) == ["New", "About", "Old"]
    assert re.findall(r'<h2 class="year">(\d+)</h2>', page) == ["2015", "2011", "2009"]
    assert '<time datetime="2015-06-07">' in page
    assert "3 pages" in page
    for kind, number in (("attachment", 1), ("page", 1), ("post", 2)):
        assert f'<a href="/?type={kind}">{kind}</a> <span class="count">({number})</span>' in page
    assert titles(get(dates, "/?type=attachment")) == ["Picture"]
    assert titles(get(dates, "/?type=post")) == ["New", "Old"]


def test_a_search_says_how_many_pages_there_are(dates):
    page = get(dates, "/?q=rhubarb")
    assert "2 pages" in page
    assert sorted(titles(page)) == ["New", "Old"]
    assert "No pages" in get(dates, "/?q=nothing-of-it")
    assert "1 page ·" in get(dates, "/?q=about")


def test_lists_and_searches_have_pages(tmp_path):
    (tmp_path / "export.xml").write_text(
        export(*(item(n, content="rhubarb") for n in range(1, 251)))
    )
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"])
    with running(tmp_path / "out") as viewer:
        for path, link in (("/?", "/?page="), ("/?q=rhubarb&", "/?q=rhubarb&amp;page="),
                           ("/?type=post&", "/?type=post&amp;page=")):  # fmt: skip
            seen = set()
            for number, size in ((1, 100), (2, 100), (3, 50)):
                page = get(viewer, f"{path}page={number}")
                found = re.findall(r'<a class="title" href="([^"]*)"', page)
                assert len(found) == size
                seen.update(found)
                assert f'href="{link}{number + 1}"' in page or number == 3
            assert "250 pages, 201 to 250" in page
            assert len(seen) == 250
        assert titles(get(viewer, "/?q=rhubarb&page=9")) == []


def test_pictures_with_umlauts_are_shown_from_the_archive(tmp_path):
    place = "https://blog.example/wp-content/uploads/2024/05/bäume.png"
    (tmp_path / "up/2024/05").mkdir(parents=True)
    (tmp_path / "up/2024/05/bäume.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "export.xml").write_text(export(item(1, content=f'<img src="{place}">')))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"], media=tmp_path / "up")
    with running(tmp_path / "out") as viewer:
        page = get(viewer, f"/at/{AT}/post-1/")
        [address] = re.findall(r'src="(/at/[^"]*)"', page)
        with urlopen(viewer.url + quote(address[1:], safe="/:%"), timeout=10) as answer:
            assert answer.headers["Content-Type"] == "image/png"


def test_archives_of_other_programs_are_listed_by_their_titles(tmp_path):
    body = b"<!DOCTYPE html><title>Foreign &amp; far</title><body><p>Rhubarb here.</p></body>"
    record = warcs.page(body, uri=f"<{warcs.URI}>")  # as wget writes it
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(warcs.warcinfo(), record))
    with running(tmp_path / "a.warc.gz") as viewer:
        assert titles(get(viewer, "/")) == ["Foreign &amp; far"]
        assert "Rhubarb here" in get(viewer, f"/at/{warcs.URI}")
        assert "<mark>Rhubarb</mark> here" in get(viewer, "/?q=rhubarb")


ODD_PAGES = {
    "capitals": "<HTML><HEAD><TITLE>T</TITLE></HEAD><BODY><P>Rhubarb</P></BODY></HTML>",
    "no end": "<!DOCTYPE html><html><head><title>T</title></head><body><p>Rhubarb",
    "no end of main": "<html><title>T</title><body><main><p>Rhubarb</p></body></html>",
    "no body": "<!DOCTYPE html><title>T</title><p>Rhubarb",
    "no body behind a head": "<html><head><title>T</title></head><p>Rhubarb</p></html >",
    "frames": "<title>T</title><FRAMESET cols='1,*'><FRAME src=/a><NOFRAMES>Rhubarb</NOFRAMES></FRAMESET>",
    "an attribute": """<title>T</title><body onload="a>b" class='x>y'><p>Rhubarb</p></body>""",
    "an open attribute": '<title>T</title><body class="x><p>Rhubarb</p></body>',
    "blanks in tags": "<title\n>T</title\n><body\n>Rhubarb</body\n></html\n>",
    "an empty main": "<title>T</title><body><main></main><p>Rhubarb</p></body>",
    "two pages in one": "<title>T</title><body>x</body></html><html><body>Rhubarb</body></html>",
    "an open heading": "<html><TITLE>T</TITLE><body><h1>Rhubarb",
    "a heading in capitals": "<title>x</title><body><H1 CLASS='a'>T</H1>Rhubarb</body>",
}


@pytest.mark.parametrize("kind", ODD_PAGES)
def test_pages_are_listed_however_they_are_written(tmp_path, kind):
    path = tmp_path / "a.warc"
    path.write_bytes(warcs.warcinfo() + warcs.page(ODD_PAGES[kind].encode()))
    with running(path) as viewer:
        assert titles(get(viewer, "/")) == ["T"]
        found = get(viewer, "/?q=rhubarb")
        assert titles(found) == ["T"]
        assert "<mark>Rhubarb</mark></p>" in found


@pytest.mark.parametrize("text", ["<body></body>", "<title> </title><script>go()</script>", "<p>"])
def test_pages_without_text_are_listed_by_their_addresses(tmp_path, text):
    path = tmp_path / "a.warc"
    path.write_bytes(warcs.warcinfo() + warcs.page(text.encode()))
    with running(path) as viewer:
        assert titles(get(viewer, "/")) == [warcs.URI]
        assert "neither listed nor searched" not in get(viewer, "/")


@pytest.mark.parametrize("quote", ["'", '"', ""])
def test_a_date_is_found_however_it_is_written(tmp_path, quote):
    page = f"<title>T</title><BODY><TIME DateTime = {quote}2011-03-04{quote}>x</TIME>"
    (tmp_path / "a.warc").write_bytes(warcs.warcinfo() + warcs.page(page.encode()))
    with running(tmp_path / "a.warc") as viewer:
        assert '<time datetime="2011-03-04">' in get(viewer, "/")


def test_the_bar_is_not_printed(viewer):
    page = get(viewer, f"/at/{AT}/post-1/")
    assert "@media print { .wparchive-bar { display: none !important; } }" in page
    assert page.count('class="wparchive-bar"') == 2


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("Content-Encoding: gzip", "gzip"), ("transfer-encoding:chunked", "chunked"),
        ("Content-Encoding: br", "br"), ("Content-Encoding: identity, gzip", "gzip"),
        ("Content-Encoding:\r\n gzip", "gzip"), ("Content-Encoding: identity,\r\n\tBR", "br"),
        ('Content-Encoding: "gzip"', "gzip"), ("Content-Encoding: , gzip", "gzip"),
        ("Content-Encoding: identity\r\nContent-Encoding: zstd", "zstd"),
        ("Content-Encoding:\r\nTransfer-Encoding: identity, , chunked", "chunked"),
    ],
)  # fmt: skip
def test_encoded_pages_are_refused_in_a_sentence(tmp_path, header, coding):
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n\r\n".encode()
    record = warcs.page(block + b"\x1f\x8b...", type="response",
                        kind="application/http; msgtype=response")  # fmt: skip
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(warcs.warcinfo(), record))
    with running(tmp_path / "a.warc.gz") as viewer:
        with pytest.raises(HTTPError) as error:
            get(viewer, f"/at/{warcs.URI}")
        with error.value as answer:
            text = answer.read().decode()
        assert error.value.code == 501
        assert f"the encoding {coding}," in text
        assert "Convert the archive first" in text
        assert "No pages" in get(viewer, "/")
        assert "1 more page is compressed, or larger than 16 MiB" in get(viewer, "/?q=word")


@pytest.mark.parametrize(
    "header",
    ["Content-Encoding: identity", "Content-Encoding: , Identity,", "Content-Encoding:",
     "Content-Encoding:\r\n identity", "X-Content-Encoding: gzip", "Vary: Accept,\r\n Content-Encoding: gzip"],
)  # fmt: skip
def test_pages_that_no_coding_changes_are_shown(tmp_path, header):
    block = f"HTTP/1.1 200 OK\r\nContent-Type:\r\n text/html\r\n{header}\r\n\r\n".encode()
    record = warcs.page(block + b"<html><body><h1>Shown</h1><p>text", type="response",
                        kind="application/http; msgtype=response")  # fmt: skip
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(record))
    with running(tmp_path / "a.warc.gz") as viewer:
        assert "<h1>Shown</h1>" in get(viewer, f"/at/{warcs.URI}")
        assert f'href="/at/{warcs.URI}"' in get(viewer, "/")


@pytest.mark.parametrize(
    "attribute",
    ['srcset="/b 2x"', "SrcSet = '/b 2x'", "srcset=/b", 'alt="a>b" srcset="/b"', "\nsrcset\n=\n'/b'",
     'srcset="/b" srcset="/c"', 'title="srcset=x" srcset'],
)  # fmt: skip
def test_browsers_get_one_size_of_a_picture(attribute):
    """Of several they would choose one that is not in the archive."""
    for tag in ("img", "source", "IMG"):
        text = f"<body><picture><{tag} {attribute} src=/a></picture>The srcset of /x?srcset=1"
        tree = parse_tree("".join(add_frame(text, f"{AT}/", lambda _: set())))
        assert tree.xpath("//@src") == ["/a"]
        assert not tree.xpath("//@srcset")
        assert "The srcset of /x?srcset=1" in "".join(tree.itertext())


ODD = ["/ä/", "/a b/", '/q"x/', "/#!/x", "/../../b/", "/x\\y", "/%zz", "/%2E./c", "/a?b=/../d e#f", "/<b>'",
       "/|^{}`", "/.", "/日本/"]  # fmt: skip


@pytest.mark.parametrize("path", ODD)
def test_pages_open_whatever_their_addresses_have(tmp_path, path):
    """Browsers send the links of lists and pages in the form of the URL Standard."""
    records = [
        warcs.page(f"<body><h1>Odd</h1><a href='{html.escape(path.partition('#')[0])}'>x</a></body>".encode(), uri=AT + path),
        warcs.alias(uri=f"{AT}/alias{path}", refers_uri=AT + path),
    ]  # fmt: skip
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(warcs.warcinfo(), *records))
    with running(tmp_path / "a.warc.gz") as viewer:
        [link, front] = (
            html.unescape(re.search(pattern, get(viewer, "/"))[1])
            for pattern in (r'class="title" href="([^"]*)"', r'<a href="([^"]*)">Front')
        )
        assert link == front
        # Nothing is left for a browser to change, or to cut off.
        assert re.fullmatch(r"/at/https://blog\.example[!$%&-;=?-Z_a-z~]+", link)
        assert not re.search(r"/(?:\.|%2e){1,2}(?:[/?]|$)", link.partition("?")[0], re.IGNORECASE)
        page = get(viewer, link)
        assert "<h1>Odd</h1>" in page
        assert "Odd" in get(viewer, f"/at/{AT}/alias{link.removeprefix(f'/at/{AT}')}")
        if "#" not in path and ".." not in path and not path.endswith("."):
            assert f'href="{html.escape(link)}"' in page


def test_an_exact_address_counts_before_a_similar_one(tmp_path):
    pages = [warcs.page(f"<h1>{n}</h1>".encode(), uri=f"{AT}/{n}") for n in ("a b", "a%20b")]
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(*pages))
    with running(tmp_path / "a.warc.gz") as viewer:
        assert "<h1>a%20b</h1>" in get(viewer, f"/at/{AT}/a%20b")


@pytest.mark.parametrize("shape", ["one member", "members of two", "cut"])
def test_each_page_of_a_gzip_member_is_its_own(tmp_path, shape):
    pages = [
        warcs.page(f"<body><h1>Page {n}</h1>x</body>".encode(), uri=f"{AT}/{n}/") for n in range(6)
    ]
    first = warcs.warcinfo() + b"".join(pages[:3])
    data = gzip.compress(first + b"".join(pages[3:]))
    if shape == "members of two":
        data = gzip.compress(first) + gzip.compress(b"".join(pages[3:]))
    if shape == "cut":
        data = data[:-4]
    (tmp_path / "a.warc.gz").write_bytes(data)
    with running(tmp_path / "a.warc.gz") as viewer:
        assert titles(get(viewer, "/")) == [f"Page {n}" for n in range(6)]
        for n in range(6):
            assert f"<h1>Page {n}</h1>" in get(viewer, f"/at/{AT}/{n}/")


def test_names_of_archives_may_be_no_utf_8(tmp_path):
    path = tmp_path / os.fsdecode(b"a\xff.warc.gz")
    path.write_bytes(warcs.packed(warcs.page(b"<body><h1>Page</h1></body>")))
    with running(path) as viewer:
        assert titles(get(viewer, "/")) == ["Page"]
        assert "<h1>Page</h1>" in get(viewer, f"/at/{warcs.URI}")


def capture(status, day, title, coding=""):
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n"
    head += f"Content-Encoding: {coding}\r\n" if coding else ""
    block = f"{head}\r\n<title>{title}</title><p>Text of {title}.".encode()
    return warcs.page(
        block, type="response", kind="application/http; msgtype=response", id=f"<urn:x:{title}>",
        date=f"{day}T00:00:00Z", block=None, payload=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("captures", "shown"),
    [
        ([capture("503 Busy", "2020-01-01", "One"), capture("200 OK", "2021-01-01", "Two")], "Two"),
        ([capture("200 OK", "2020-01-01", "One"), capture("404 Gone", "2021-01-01", "Two")], "One"),
        ([capture("200 OK", "2020-01-01", "One"), capture("200 OK", "2021-01-01", "Two")], "Two"),
        ([capture("200 OK", "2021-01-01", "One"), capture("200 OK", "2020-01-01", "Two")], "One"),
        ([capture("200 OK", "2020-01-01", "One"), capture("200 OK", "2020-01-01", "Two")], "One"),
        ([capture("404 Gone", "2020-01-01", "One"), capture("503 No", "2021-01-01", "Two")], "Two"),
        ([capture("301 To", "2021-01-01", "One"), capture("206 Part", "2020-01-01", "Two")], "Two"),
        ([capture("5xx", "2021-01-01", "One"), capture("404 Gone", "2020-01-01", "Two")], "One"),
        ([capture("503 No", "2020-01-01", "One", "gzip"), capture("200 OK", "2021-01-01", "Two")],
         "Two"),
    ],
)  # fmt: skip
def test_of_several_captures_the_newest_that_succeeded_is_shown(tmp_path, captures, shown):
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(warcs.warcinfo(), *captures))
    other = {"One": "Two", "Two": "One"}[shown]
    with running(tmp_path / "a.warc.gz") as viewer:
        page = get(viewer, "/")
        assert titles(page) == [shown]
        assert "neither listed nor searched" not in page
        assert f"Text of {shown}" in get(viewer, f"/at/{warcs.URI}")
        assert titles(get(viewer, f"/?q={shown}")) == [shown]
        assert titles(get(viewer, f"/?q={other}")) == []


def test_links_are_relative_to_the_base_of_a_page(tmp_path):
    body = b'<base href="/"><body><p><a href="first">f</a> <a href="gone">g</a> <img src="a.png">'
    picture = "https://blog.example/a.png"
    records = [
        warcs.page(body, uri="https://blog.example/sub/dir/page.html"),
        warcs.page(b"<title>First</title>", uri="https://blog.example/first", id="<urn:x:1>"),
        warcs.page(b"\x89PNG\r\n\x1a\n", uri=picture, id="<urn:x:2>", kind="image/png"),
    ]
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(warcs.warcinfo(), *records))
    with running(tmp_path / "a.warc.gz") as viewer:
        page = get(viewer, "/at/https://blog.example/sub/dir/page.html")
    assert '<a href="/at/https://blog.example/first">' in page
    assert '<img src="/at/https://blog.example/a.png">' in page
    assert '<a href="gone">' in page
