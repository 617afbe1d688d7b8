"""WARC records by the standard's rules, read by warcio and by hand."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import zlib
from datetime import date
from random import Random

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.pages import page as saved_page
from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert, verify
from wparchive.errors.notices import Code
from wparchive.warc.encode import warcinfo_id
from wparchive.writers.warc import WarcWriter
from wparchive.writers.warc.addresses import replay_key, spellings, to_uri, variants
from wparchive.writers.warc.files import WarcFiles
from wparchive.writers.warc.pages import PageWriter

PUBLIC = "wparchive-20240501120000-00000-blog.example.warc.gz"
RESTRICTED = "wparchive-20240501120000-00000-blog.example-restricted.warc.gz"
AT = "https://blog.example"


@pytest.fixture
def made(tmp_path):
    def make(*items, head=HEAD, **options):
        source = tmp_path / "export.xml"
        source.write_text(export(*items, head=head), encoding="utf-8")
        report = convert(source, tmp_path / "out", to=["warc"], overwrite=True, **options)
        return report, tmp_path / "out" / "warc"

    return make


def every(folder):
    """The WARC files of an output: the restricted ones, then those for everybody."""
    return [*sorted((folder.parent / "private/warc").iterdir()), *sorted(folder.iterdir())]


def records(path):
    with path.open("rb") as file:
        return [
            (dict(r.rec_headers.headers), r.raw_stream.read())
            for r in ArchiveIterator(file, no_record_parse=True)
        ]


def pages(folder):
    """Headers and body of each resource and response by its address."""
    return {
        h["WARC-Target-URI"]: (h, body)
        for h, body in records(folder / PUBLIC)
        if h["WARC-Type"] in {"resource", "response"}
    }


def revisits(folder):
    return {
        h["WARC-Target-URI"]: h["WARC-Refers-To-Target-URI"]
        for h, _ in records(folder / PUBLIC)
        if h["WARC-Type"] == "revisit"
    }


def members(data):
    while data:
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield inflate.decompress(data)
        assert inflate.eof
        data = inflate.unused_data


@pytest.mark.parametrize("kind", ["resource", "response"])
def test_warcio_accepts_both_files(made, kind):
    _, folder = made(item(1, comments=comment(1)), item(2, status="private"), warc_record_type=kind)
    files = every(folder)
    assert [f.name for f in files] == [RESTRICTED, PUBLIC]
    for file in files:
        for tool in ("check", "index"):
            done = subprocess.run([sys.executable, "-m", "warcio.cli", tool, str(file)],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["resource", "response"])
def test_headers_follow_the_standard(made, kind):
    _, folder = made(item(1), item(2, link=f"{AT}/%c3%bc/"), item(3, status="draft"),
                     warc_record_type=kind)  # fmt: skip
    for file in every(folder):
        (first, body), *rest = records(file)
        assert first["WARC-Type"] == "warcinfo"
        assert first["WARC-Filename"] == file.name
        assert body.startswith(b"software: wparchive ")
        assert all(re.fullmatch(rb"[A-Za-z]+: \S.*", line) for line in body.strip().splitlines())
        ids = {first["WARC-Record-ID"]}
        by_id = {h["WARC-Record-ID"]: h for h, _ in rest}
        for headers, block in rest:
            assert not [name for name in headers if name.lower().startswith("x-")]
            assert headers["WARC-Date"] == "2024-05-01T12:00:00Z"
            assert headers["WARC-Warcinfo-ID"] == first["WARC-Record-ID"]
            assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", headers["WARC-Record-ID"])
            assert re.fullmatch(r"[!-;=?-~]+", headers["WARC-Target-URI"])
            assert int(headers["Content-Length"]) == len(block)
            digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
            assert headers["WARC-Block-Digest"] == f"sha1:{digest}"
            refers = {name for name in headers if name.startswith("WARC-Refers-To")}
            match headers["WARC-Type"]:
                case "resource" | "response":
                    assert not refers
                    assert headers["WARC-Payload-Digest"]
                    assert headers["Content-Type"]
                case "metadata":
                    assert refers <= {"WARC-Refers-To"}
                    assert "WARC-Payload-Digest" not in headers
                case "revisit":
                    page = by_id[headers["WARC-Refers-To"]]
                    assert headers["WARC-Refers-To-Target-URI"] == page["WARC-Target-URI"]
                    assert headers["WARC-Refers-To-Date"] == page["WARC-Date"]
                    assert headers["WARC-Payload-Digest"] == page["WARC-Payload-Digest"]
                    assert headers["WARC-Profile"].endswith("/identical-payload-digest")
                    assert block == b""
            ids.add(headers["WARC-Record-ID"])
        assert len(ids) == 1 + len(rest)
    assert all(
        (h["WARC-Type"] == kind) == uri.startswith("http") for uri, (h, _) in pages(folder).items()
    )


def test_a_response_says_that_it_is_synthetic(made):
    _, folder = made(item(1, content="Größe"), warc_record_type="response")
    headers, block = pages(folder)[f"{AT}/post-1/"]
    head, _, body = block.partition(b"\r\n\r\n")
    assert headers["Content-Type"] == "application/http;msgtype=response"
    assert head.split(b"\r\n")[0] == b"HTTP/1.1 200 OK"
    assert b"Content-Type: text/html; charset=utf-8" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"Warning: 214" in head
    digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
    assert headers["WARC-Payload-Digest"] == f"sha1:{digest}"
    assert b"synthetic" in records(folder / PUBLIC)[0][1]


def test_every_record_is_a_gzip_member_of_its_own(made):
    _, folder = made(item(1), item(2), item(3, status="private"))
    for file in every(folder):
        found = list(members(file.read_bytes()))
        assert all(data.startswith(b"WARC/1.1\r\n") for data in found)
        assert len(found) == len(records(file))


def test_pages_say_who_made_them_and_show_their_comments(made):
    _, folder = made(
        item(1, title="A & B", content="One.\n\nTwo.", comments=comment(7, author="Zoë"))
    )
    page = pages(folder)[f"{AT}/post-1/"][1].decode()
    assert '<h1 itemprop="headline" dir="auto">A &amp; B</h1>' in page
    assert "<p>One.</p>" in page
    text = re.sub(r"<[^>]+>", "", page)
    assert "rebuilt from a WordPress export of May 1, 2024 by wparchive" in text
    assert 'id="comment-7"' in page
    assert "Zoë" in page
    assert "<script" not in page


def test_addresses_that_are_shared_missing_or_not_ascii(made):
    report, folder = made(
        item(1, link=f"{AT}/same/"),
        item(2, link=f"{AT}/same/"),
        item(3, link=""),
        item(4, link=f"{AT}/ü/#top", type="page"),
        item(5, link="", type="page"),
    )
    described = [
        h["WARC-Refers-To"]
        for h, _ in records(folder / PUBLIC)
        if h["WARC-Type"] == "metadata" and "WARC-Refers-To" in h
    ]
    found = [uri for uri, (h, _) in pages(folder).items() if h["WARC-Record-ID"] in described]
    assert found == [
        f"{AT}/same/", f"{AT}/?p=2", f"{AT}/?p=3", f"{AT}/%C3%BC/", f"{AT}/?page_id=5",
    ]  # fmt: skip
    assert report.notice_counts[Code.PERMALINK_CONFLICT] == 1
    assert report.notice_counts[Code.PERMALINK_MISSING] == 2


def test_other_addresses_of_a_page_are_revisits(made):
    _, folder = made(
        item(1, link=f"{AT}/%c3%bc/"),
        item(2, type="page", slug="about"),
        item(3, link=f"{AT}/?p=3"),
        item(4, type="book", slug="faust"),
    )
    found = revisits(folder)
    for alias in ("%C3%BC/", "%c3%bc", "%C3%BC", "?p=1"):
        assert found[f"{AT}/{alias}"] == f"{AT}/%c3%bc/"
    for alias in ("about", "?page_id=2", "?p=2"):
        assert found[f"{AT}/{alias}"] == f"{AT}/about/"
    assert f"{AT}/?p=3" not in found
    assert found[f"{AT}/?post_type=book&p=4"] == f"{AT}/faust/"
    assert found[f"{AT}/index.php"] == f"{AT}/"


def test_an_address_of_a_page_is_no_alias_of_another(made):
    _, folder = made(item(1, link=f"{AT}/?p=2"), item(2, link=f"{AT}/a/"), item(3, link=f"{AT}/a"))
    found = revisits(folder)
    assert not set(found) & set(pages(folder))
    everything = [
        h["WARC-Target-URI"] for h, _ in records(folder / PUBLIC) if "WARC-Target-URI" in h
    ]
    assert len(everything) == len(set(everything))


def test_the_data_of_a_post_has_an_address_of_its_own(made):
    _, folder = made(item(1, comments=comment(9)), item(1, link=f"{AT}/again/"))
    data = {h["WARC-Refers-To"]: (h["WARC-Target-URI"], json.loads(body))
            for h, body in records(folder / PUBLIC) if "WARC-Refers-To" in h
            and h["WARC-Type"] == "metadata"}  # fmt: skip
    uris = [uri for uri, _ in data.values()]
    assert uris[0] == "metadata://blog.example/wparchive/1.json"
    assert len(set(uris)) == 2
    headers, page = pages(folder)[f"{AT}/post-1/"]
    uri, post = data[headers["WARC-Record-ID"]]
    assert (post["id"], post["content"]) == (1, "Text.")
    assert post["comments"][0]["email"] is None
    assert f'href="{uri}"' in page.decode()


def test_lists_of_posts_stand_where_wordpress_has_them(made):
    terms = (
        '<category domain="category" nicename="child"><![CDATA[Child]]></category>'
        '<category domain="post_tag" nicename="%c3%bc"><![CDATA[ü & co]]></category>'
    )
    head = HEAD + (
        "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>up</wp:category_nicename>"
        "<wp:cat_name>Up</wp:cat_name></wp:category>"
        "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>child</wp:category_nicename>"
        "<wp:category_parent>up</wp:category_parent><wp:cat_name>Child</wp:cat_name></wp:category>"
    )
    _, folder = made(
        item(1, title="First <3", more=terms), item(2, title="Second"), item(3, status="draft"),
        item(4, type="page", title="About"), head=head,
    )  # fmt: skip
    found, aliases = pages(folder), revisits(folder)
    for address in ("", "category/up/child/", "tag/%c3%bc/", "author/ada/", "2024/04/", "feed/"):
        body = found[f"{AT}/{address}"][1].decode()
        assert "First &lt;3" in body, address
        assert ("Second" in body) == (address not in {"category/up/child/", "tag/%c3%bc/"}), address
        assert f"{AT}/post-3/" not in body
    for alias, page in {"category/child/": "category/up/child/", "?cat=4": "category/up/child/",
                        "?m=202404": "2024/04/", "?author_name=ada": "author/ada/",
                        "?feed=rss2": "feed/", "feed": "feed/", "tag/%C3%BC/": "tag/%c3%bc/"}.items():  # fmt: skip
        assert aliases[f"{AT}/{alias}"] == f"{AT}/{page}"
    assert found[f"{AT}/feed/"][0]["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert b"About" in found[f"{AT}/"][1]
    page = found[f"{AT}/post-1/"][1].decode()
    for address in ("category/up/child/", "tag/%c3%bc/", "author/ada/", "post-2/", ""):
        assert f'href="{AT}/{address}"' in page, address


def test_pages_answer_in_every_form_in_which_links_look_for_them(made):
    forms = {
        "http://www.blog.example/post-1/": "post-1/", "HTTPS://Blog.Example:443/post-1": None,
        f"{AT}/index.php/post-1/": "post-1/", "/?name=post-1": "post-1/",
        "../post-1/comment-page-2/#comment-5": "post-1/", f"{AT}/post-1/?share=x&amp;nb=1": "post-1/",
        "http://old.example/blog/post-1/": "post-1/", f"{AT}/post-1/trackback/": None,
        f"{AT}/post-3/?x": None, f"{AT}/index.php/category/c/": "category/c/",
        "http://www.blog.example": None, f"{AT}/?author=1": "author/ada/",
        f"{AT}/2024/4/30/": "2024/04/30/", f"{AT}/?m=2024": "2024/", f"{AT}/post-1/feed/atom/": "post-1/feed/",
        f"{AT}/?cat=7&amp;feed=rss2": "category/c/feed/", f"{AT}/comments/feed/rss2/": "comments/feed/",
        f"{AT}/wp-rss2.php": "feed/",
    }  # fmt: skip
    text = " ".join(f'<a href="{form}">x</a>' for form in forms)
    term = '<category domain="category" nicename="c"><![CDATA[C]]></category>'
    head = HEAD + (
        "<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>c</wp:category_nicename>"
        "<wp:cat_name>C</wp:cat_name></wp:category>"
    )
    hidden = f'<a href="{AT}/post-1/?hidden">x</a>'
    _, folder = made(
        item(1, comments=comment(5) + comment(6, content=hidden, approved="0"), more=term),
        item(2, content=text), item(3, status="private", content=hidden), head=head,
        same_site=["old.example/blog"],
    )  # fmt: skip
    found, aliases = pages(folder), revisits(folder)
    wanted = {
        "/?name=post-1": f"{AT}/?name=post-1",
        "../post-1/comment-page-2/#comment-5": f"{AT}/post-1/comment-page-2/",
    }
    for form, goal in forms.items():
        address = wanted.get(form, form).replace("&amp;", "&")
        if goal is None:
            continue
        assert f"{AT}/{goal}" in found, form
        assert address == f"{AT}/{goal}" or aliases[address] == f"{AT}/{goal}", form
    assert "http://www.blog.example/" in aliases
    assert not [uri for uri in aliases if "hidden" in uri or "trackback" in uri or "post-3" in uri]
    by_id = {h["WARC-Record-ID"]: h for h, _ in records(folder / PUBLIC)}
    for headers in by_id.values():
        if headers["WARC-Type"] == "revisit":
            original = by_id[headers["WARC-Refers-To"]]
            assert original["WARC-Target-URI"] == headers["WARC-Refers-To-Target-URI"]
            assert original["WARC-Payload-Digest"] == headers["WARC-Payload-Digest"]
    assert len({h["WARC-Target-URI"] for h in by_id.values() if "WARC-Target-URI" in h}) + 1 == len(
        by_id
    )


def test_a_form_that_leads_elsewhere_is_no_alias(made):
    """Replay tools do not tell www and the schemes apart, so one key has one goal."""
    _, folder = made(
        item(1, slug="a"), item(2, slug="b", link="http://www.blog.example/a/"),
        item(3, content=f'<a href="http://blog.example/a">x</a> <a href="{AT}/b/">y</a>'),
    )  # fmt: skip
    keys = {}
    for address, goal in (revisits(folder) | {uri: uri for uri in pages(folder)}).items():
        keys.setdefault(replay_key(address), set()).add(goal)
    clash = {f"{AT}/a/", "http://www.blog.example/a/"}
    assert all(len(goals) == 1 or goals == clash for goals in keys.values())


def test_an_archive_of_http_answers_to_https_too(made):
    _, folder = made(item(1, link="http://blog.example/post-1/"),
                     head=HEAD.replace("https://blog", "http://blog"))  # fmt: skip
    aliases = revisits(folder)
    assert aliases["https://blog.example/post-1/"] == "http://blog.example/post-1/"
    for home in ("https://blog.example/", "http://www.blog.example/", "https://www.blog.example/"):
        assert aliases[home] == "http://blog.example/"


def test_years_and_the_blog_s_own_terms_have_lists(made):
    head = HEAD + (
        "<wp:term><wp:term_id>4</wp:term_id><wp:term_taxonomy>bed</wp:term_taxonomy>"
        "<wp:term_slug>corner</wp:term_slug><wp:term_name>Corner</wp:term_name></wp:term>"
    )
    own = '<category domain="bed" nicename="corner"><![CDATA[Corner]]></category>'
    aside = (
        '<category domain="post_format" nicename="post-format-aside"><![CDATA[Aside]]></category>'
    )
    menu = '<category domain="nav_menu" nicename="main"><![CDATA[Main]]></category>'
    _, folder = made(item(1, title="Poppy", type="plant", more=own + menu),
                     item(2, title="Note", more=aside), head=head, public_types=["bed"])  # fmt: skip
    found, aliases = pages(folder), revisits(folder)
    for address, title in {
        "bed/corner/": b"Poppy",
        "type/aside/": b"Note",
        "2024/": b"Note",
    }.items():
        assert title in found[f"{AT}/{address}"][1]
    assert b"Poppy" not in found[f"{AT}/2024/"][1]
    assert aliases[f"{AT}/?bed=corner"] == f"{AT}/bed/corner/"
    assert f'href="{AT}/bed/corner/"' in found[f"{AT}/post-1/"][1].decode()
    assert f'href="{AT}/bed/corner/"' in found[f"{AT}/"][1].decode()
    assert not [uri for uri in found if "menu" in uri or "main" in uri]
    assert f"{AT}/2024/04/30/" not in found


def test_comments_have_feeds(made):
    many = "".join(comment(n, content=f"<b>No.</b> {n}", author=f"B{n}") for n in range(1, 13))
    _, folder = made(
        item(1, title="One", comments=many + comment(13, content="held", approved="0")),
        item(2, title="Two"), item(3, link=f"{AT}/?p=3", comments=comment(30, content="x")),
    )  # fmt: skip
    found = pages(folder)
    feed = found[f"{AT}/post-1/feed/"][1].decode()
    assert re.findall(r"<item>\n<title>(.*)</title>", feed)[:2] == ["One – B12", "One – B11"]
    assert feed.count("<item>") == 10
    assert f"<link>{AT}/post-1/#comment-12</link>" in feed
    assert "<description>No. 12</description>" in feed
    assert f'href="{AT}/post-1/feed/"' in found[f"{AT}/post-1/"][1].decode()
    assert f"{AT}/post-2/feed/" not in found
    assert b"One" not in found[f"{AT}/?feed=rss2&p=3"][1]
    everything = found[f"{AT}/comments/feed/"][1].decode()
    assert everything.count("<item>") == 10
    assert everything.index("#comment-30") < everything.index("#comment-12")
    assert "held" not in everything + feed


def test_lists_use_query_forms_where_permalinks_do(made):
    _, folder = made(item(1, link=f"{AT}/?p=1"), item(2, link=f"{AT}/?p=2"))
    assert {f"{AT}/?p=1", f"{AT}/?m=202404", f"{AT}/?feed=rss2", f"{AT}/"} <= set(pages(folder))


def test_lists_share_the_front_of_the_permalinks(made):
    links = [f"{AT}/archives/2024/04/{n}.html" for n in (1, 2)]
    _, folder = made(item(1, link=links[0]), item(2, link=links[1]))
    assert f"{AT}/archives/2024/04" in pages(folder)
    assert f"{AT}/archives/author/ada" in pages(folder)
    assert f"{AT}/feed" in pages(folder)


def test_the_list_stands_beside_a_page_of_the_author_s_own(made):
    _, folder = made(item(1), item(2, type="page", link=f"{AT}/", content="Welcome!"))
    assert b"Welcome!" in pages(folder)[f"{AT}/"][1]
    assert b"post-1/" in pages(folder)[f"{AT}/?post_type=post"][1]


def test_long_lists_have_several_pages(made):
    _, folder = made(*(item(n, title=f"No. {n}") for n in range(1, 121)))
    first, second = (pages(folder)[f"{AT}/{a}"][1].decode() for a in ("", "page/2/"))
    assert first.count('class="title"') == 100
    assert second.count('class="title"') == 20
    assert ">Blog</h1>" in first
    assert ">Blog (page 2 of 2)</h1>" in second
    assert f'href="{AT}/page/2/"' in first
    assert f'href="{AT}/"' in second


def test_neighbours_are_the_posts_before_and_after(made):
    dates = {1: "2020-01-02", 2: "2020-01-01", 3: "2020-01-03"}
    items = [item(n).replace("2024-04-30", day) for n, day in dates.items()]
    _, folder = made(*items, item(4, type="page"))
    page = pages(folder)[f"{AT}/post-1/"][1].decode()
    assert re.findall(r'<a class="previous" href="([^"]*)"', page) == [f"{AT}/post-2/"]
    assert re.findall(r'<a class="next" href="([^"]*)"', page) == [f"{AT}/post-3/"]
    assert "nav class" not in pages(folder)[f"{AT}/post-4/"][1].decode()


def test_the_digest_of_a_source_is_that_of_the_file_at_the_time(tmp_path):
    source = tmp_path / "export.xml"
    for number in (1, 2):  # in one process, under one name
        source.write_text(export(item(number)))
        convert(source, tmp_path / f"out-{number}", to=["warc"])
        _, about = records(tmp_path / f"out-{number}/private/warc" / RESTRICTED)[2]
        wanted = hashlib.sha256(source.read_bytes()).hexdigest()
        assert f"container-sha256: {wanted}" in about.decode()


def test_the_restricted_file_has_the_source_and_all_that_is_withheld(made, tmp_path):
    _, folder = made(
        item(1, comments=comment(5, email="bob@secret.example")),
        item(2, status="private", content="secret", comments=comment(6, content="<script>x</script>y")),
    )  # fmt: skip
    found = records(folder.parent / "private/warc" / RESTRICTED)
    (headers, body), (_, about) = found[1:3]
    assert headers["WARC-Target-URI"] == "file:///export.xml"
    assert headers["WARC-Type"] == "resource"
    assert body == (tmp_path / "export.xml").read_bytes()
    assert b"name: export.xml" in about
    posts = [json.loads(b) for h, b in found if "/wparchive/" in h.get("WARC-Target-URI", "")
             and b.startswith(b'{"id"')]  # fmt: skip
    assert [p["id"] for p in posts] == [1, 2]
    assert posts[0]["comments"][0]["email"] == "bob@secret.example"
    [page] = [b.decode() for h, b in found if h.get("WARC-Target-URI") == f"{AT}/?p=2"]
    assert "secret" in page
    assert "<script" not in page
    public = b"".join(body for _, body in records(folder / PUBLIC))
    for text in (b"secret", b"192.0.2.77"):
        assert text not in public


AUTHORS_AND_TERMS = HEAD + (
    "<wp:author><wp:author_id>2</wp:author_id><wp:author_login>bob</wp:author_login>"
    "<wp:author_email>bob@example.org</wp:author_email></wp:author>"
    "<wp:term><wp:term_id>7</wp:term_id><wp:term_taxonomy>acme_plan</wp:term_taxonomy>"
    "<wp:term_slug>gold</wp:term_slug><wp:term_name>Gold</wp:term_name></wp:term>"
)  # fmt: skip


@pytest.mark.parametrize("redact", [[], ["passwords"], ["ips"]])
def test_restricted_files_have_all_authors_and_terms(made, tmp_path, redact):
    _, folder = made(item(1), head=AUTHORS_AND_TERMS, redact=redact)
    found = records(folder.parent / "private/warc" / RESTRICTED)
    [site] = [json.loads(b) for h, b in found if h["WARC-Type"] == "metadata"
              and h["WARC-Target-URI"].endswith("/site.json")]  # fmt: skip
    assert [a["email"] for a in site["authors"]] == ["ada@example.org", "bob@example.org"]
    assert [t["slug"] for t in site["terms"]] == ["gold"]
    public = b"".join(body for _, body in records(folder / PUBLIC))
    for text in (b"ada@example.org", b"bob", b"acme_plan"):
        assert text not in public
    convert(folder.parent / "private/warc" / RESTRICTED, tmp_path / "again", to=["json"])
    again = json.loads((tmp_path / "again/private/json/site.json").read_text("utf-8"))
    assert (again["authors"], again["terms"]) == (site["authors"], site["terms"])


def test_the_public_edition_has_no_restricted_files(made):
    _, folder = made(item(1), head=AUTHORS_AND_TERMS, edition="public")
    assert not (folder.parent / "private").exists()
    assert b"bob" not in b"".join(body for _, body in records(folder / PUBLIC))


def test_sources_of_one_name_stand_apart(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "export.xml").write_text(export(item(ord(name))))
    convert([tmp_path / "a", tmp_path / "b"], tmp_path / "out", to=["warc"])
    found = records(tmp_path / "out/private/warc" / RESTRICTED)
    sources = [h["WARC-Target-URI"] for h, _ in found if h.get("WARC-Type") == "resource"]
    assert sources == ["file:///export.xml", "file:///1/export.xml"]


def test_files_are_closed_before_they_grow_too_large(made, monkeypatch):
    monkeypatch.setattr(WarcWriter, "limit", 20_000)
    report, folder = made(*(item(n, content=f"{n} " * 999) for n in range(1, 40)), jobs=1)
    files = sorted(folder.iterdir())
    assert len(files) > 2
    seen = []
    for number, file in enumerate(files):
        assert file.name == PUBLIC.replace("00000-", f"{number:05}-")
        assert file.stat().st_size <= 20_000
        (first, _), *rest = records(file)
        assert first["WARC-Filename"] == file.name
        assert {h["WARC-Warcinfo-ID"] for h, _ in rest} == {first["WARC-Record-ID"]}
        seen += [first["WARC-Record-ID"], *(h["WARC-Record-ID"] for h, _ in rest)]
    assert len(seen) == len(set(seen))
    assert report.output_counts["warc"].posts.total() == 39


def test_in_later_files_records_change_in_nothing_but_whose_they_are(made, monkeypatch):
    items = [*(item(n, content=f"{n} " * 999) for n in range(1, 30)),
             *(item(n, status="draft", content=f"{n} " * 999) for n in range(30, 60))]  # fmt: skip
    whole, parts = {}, {}
    for found, limit in ((whole, 10**9), (parts, 4_000)):
        monkeypatch.setattr(WarcWriter, "limit", limit)
        _, folder = made(*items)
        assert verify(folder.parent).findings == []
        for file in every(folder):
            row = found.setdefault("restricted" in file.name, [])
            row += [r for r in records(file) if r[0]["WARC-Type"] != "warcinfo"]
    for restricted in (False, True):
        own = [h.pop("WARC-Warcinfo-ID") for h, _ in parts[restricted]]
        assert len(set(own)) > 3
        assert len({h.pop("WARC-Warcinfo-ID") for h, _ in whole[restricted]}) == 1
        assert parts[restricted] == whole[restricted]


def test_a_large_source_in_a_later_file_keeps_what_it_quotes(tmp_path, monkeypatch):
    monkeypatch.setattr(WarcWriter, "limit", 1_000)
    dice = Random(1)
    quoted = f"\r\nWARC-Warcinfo-ID: {warcinfo_id('2024-05-01T12:00:00Z', RESTRICTED)}\r\n"
    noise = quoted + "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=3_000_000))
    (tmp_path / "a.xml").write_text(export(item(1)))
    (tmp_path / "b.xml").write_text(export(item(2, content=noise)))
    convert([tmp_path / "a.xml", tmp_path / "b.xml"], tmp_path / "out", to=["warc"])
    assert verify(tmp_path / "out").findings == []
    for file in (tmp_path / "out/private/warc").glob("*restricted*"):
        (first, _), *rest = records(file)
        assert {h["WARC-Warcinfo-ID"] for h, _ in rest} == {first["WARC-Record-ID"]}
        for headers, block in rest:
            if headers["WARC-Target-URI"] == "file:///b.xml":
                assert first["WARC-Filename"] != RESTRICTED
                assert quoted.encode() in block
                assert block == (tmp_path / "b.xml").read_bytes()


@pytest.mark.unverified
@pytest.mark.parametrize("to", ["warc", "wacz"])
def test_verify_finds_records_that_name_another_files_warcinfo(tmp_path, monkeypatch, to):
    monkeypatch.setattr(PageWriter, "limit", 4_000)
    monkeypatch.setattr(WarcFiles, "_fit", lambda _self, _part, chunks: chunks)
    (tmp_path / "a.xml").write_text(export(*(item(n) for n in range(1, 9))))
    convert(tmp_path / "a.xml", tmp_path / "out", to=[to])
    result = verify(tmp_path / "out")
    assert {finding.rule for finding in result.findings} == {"warcinfo"}
    assert not any("-00000-" in finding.file for finding in result.findings)
    assert not result.sound


WITHOUT_ISAL = """
import sys
sys.modules["isal"] = None
from wparchive.cli.main import main
sys.argv[1:] = ["convert", sys.argv[1], "-o", sys.argv[2], "--to", "warc,wacz", "-q"]
main()
"""


def test_where_isal_is_not_built_zlib_writes_the_same_records(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(*(item(n, content=f"Text {n}. " * 99) for n in range(1, 60))))
    convert(source, tmp_path / "with", to=["warc", "wacz"])
    done = subprocess.run([sys.executable, "-c", WITHOUT_ISAL, source, tmp_path / "without"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert verify(tmp_path / "without").findings == []
    for name in (f"warc/{PUBLIC}", f"private/warc/{RESTRICTED}"):
        isals, zlibs = (tmp_path / way / name for way in ("with", "without"))
        assert isals.read_bytes() != zlibs.read_bytes()
        assert records(isals) == records(zlibs)


def test_records_do_not_depend_on_the_number_of_processes(tmp_path):
    (tmp_path / "a.xml").write_text(export(*(item(n) for n in range(1, 400))))
    trees = []
    for jobs in (1, 2):
        convert(tmp_path / "a.xml", tmp_path / str(jobs), to=["warc"], jobs=jobs)
        trees.append({p.name: p.read_bytes() for p in every(tmp_path / str(jobs) / "warc")})
    assert trees[0] == trees[1]


def test_without_a_date_of_the_export_the_newest_post_dates_it(tmp_path, monkeypatch):
    text = export(item(1)).replace("<pubDate>Wed, 01 May 2024 12:00:00 +0000</pubDate>", "", 1)
    text = text.replace(' created="2024-05-01 12:00"', "")
    (tmp_path / "a.xml").write_text(text)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert (
        convert(tmp_path / "a.xml", tmp_path / "a", to=["warc"]).exported_at
        == "2024-04-30T08:00:00Z"
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert (
        convert(tmp_path / "a.xml", tmp_path / "b", to=["warc"]).exported_at
        == "2023-11-14T22:13:20Z"
    )


def test_a_saved_page_is_dated_by_its_last_comment(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    list_ = """<ol class="commentlist"><li class="comment" id="comment-3"><cite class="fn">Ann</cite>
        <time datetime="2016-02-03T04:05:06">x</time><p>Late.</p></li></ol>"""
    (tmp_path / "a.html").write_bytes(saved_page(list_))
    done = convert(tmp_path / "a.html", tmp_path / "a", to=["warc"])
    assert done.exported_at == "2016-02-03T04:05:06Z"


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ("HTTP://Blog.Example", "http://blog.example/"),
        ("http://blog.example/a b?q=<x>#f", "http://blog.example/a%20b?q=%3Cx%3E"),
        ("http://blog.example/100%/%c3%bc", "http://blog.example/100%25/%c3%bc"),
        ("https://bücher.example:8080/ü", "https://xn--bcher-kva.example:8080/%C3%BC"),
        ("http://u:p@blog.example/[1]|x", "http://blog.example/%5B1%5D%7Cx"),
        ("http://[::1/", None),
        ("ftp://blog.example/", None),
        ("/only/a/path", None),
        ("http:///x", None),
        ("", None),
    ],
)
def test_addresses_become_legal_uris(given, uri):
    assert to_uri(given) == uri


def test_spellings():
    assert spellings("http://b.example/") == []
    assert spellings("http://b.example/?p=1") == []
    assert spellings("http://b.example/a.html") == []
    assert spellings("http://b.example/a") == ["http://b.example/a/"]
    assert spellings("http://b.example/%C3/") == [
        "http://b.example/%c3/", "http://b.example/%C3", "http://b.example/%c3",
    ]  # fmt: skip


def test_variants():
    forms = [
        "http://b.example/x",
        "http://www.b.example/x",
        "https://b.example/x",
        "https://www.b.example/x",
    ]
    for form in forms:
        assert variants(form) == [other for other in forms if other != form]
    for host in ("localhost:8080", "127.0.0.1", "[::1]:80"):
        assert variants(f"http://{host}/") == [f"https://{host}/"]
    assert variants("urn:x") == []


def test_today_is_no_part_of_an_archive(made):
    _, folder = made(item(1))
    assert str(date.today()).encode() not in b"".join(members((folder / PUBLIC).read_bytes()))


def test_a_record_that_the_input_repeats_gets_an_id_of_its_own(tmp_path):
    export_file = tmp_path / "export.xml"
    export_file.write_text(export(item(1), item(2, status="draft")), encoding="utf-8")
    convert(export_file, tmp_path / "first", to=["json"])
    lines = (tmp_path / "first/private/json/posts.jsonl").read_text("utf-8").splitlines()
    copies = tmp_path / "posts.jsonl"
    copies.write_text("\n".join([*lines, *lines]), encoding="utf-8")
    convert(copies, tmp_path / "out", to=["warc"])
    ids = [h["WARC-Record-ID"] for path in every(tmp_path / "out/warc") for h, _ in records(path)]
    assert len(ids) == len(set(ids))
    assert not verify(tmp_path / "out").findings
