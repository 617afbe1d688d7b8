"""Redirects from old addresses, as each server's file has them; real servers ask in tests/e2e."""

import json
import re

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.errors import UsageError

META = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>former</wp:meta_value></wp:postmeta>"


def files(tmp_path, *items, to=("json",), **options):
    (tmp_path / "export.xml").write_text(export(*items))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], redirects=to, **options)
    folder = tmp_path / "out/redirects"
    return {
        p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()
    }


def rules(tmp_path, *items, **options):
    return [
        (r["from"], r["argument"] and tuple(r["argument"]), r["to"])
        for r in json.loads(files(tmp_path, *items, **options)["redirects.json"])
    ]


def test_every_old_form_of_a_moved_post(tmp_path):
    found = rules(
        tmp_path, item(7, slug="a", comments=comment(1), content="x<!--nextpage-->y", more=META)
    )
    new = "/post/2024/2024-04-30-a.md"
    assert {to for _, _, to in found} == {new}
    tails = ["", "/feed", "/feed/rss", "/feed/rss2", "/feed/atom", "/feed/rdf", "/trackback", "/embed",
             "/2", "/comment-page-1"]  # fmt: skip
    paths = [f"/{slug}{tail}" for slug in ("a", "former") for tail in tails] + ["/index.php/a"]
    assert sorted(path for path, argument, _ in found if argument is None) == sorted(paths)
    assert {(path, *argument) for path, argument, _ in found if argument} == {
        (path, name, "7")
        for path in ("/", "/index.php")
        for name in ("p", "page_id", "attachment_id")
    }


def test_nothing_leads_to_itself_or_on(tmp_path):
    items = [item(1, slug="new", more=META), item(2, slug="former"), item(3, slug="2", link="https://blog.example/new/2/"),
             item(4, slug="x", content="a<!--nextpage-->b", link="https://blog.example/new/")]  # fmt: skip
    found = rules(tmp_path, *items, profile="hugo")
    sources = {path for path, argument, _ in found if argument is None}
    targets = {to.rstrip("/") for _, _, to in found}
    assert sources & targets == set()
    assert len({(path, argument) for path, argument, _ in found}) == len(found)
    assert "/former" not in sources  # it is another post's
    assert "/new/2" not in sources  # so is the second page's address


def test_another_host_gets_every_address(tmp_path):
    found = rules(tmp_path, item(1, slug="a"), profile="hugo", links="absolute=https://new.example")
    assert ("/a", None, "https://new.example/a/") in found


def test_hidden_posts_have_none(tmp_path):
    hidden = item(2, slug="secret", status="private")
    file = item(3, slug="file", type="attachment", status="inherit", parent=2)
    found = rules(tmp_path, item(1, slug="a"), hidden, file)
    assert {to for _, _, to in found} == {"/post/2024/2024-04-30-a.md"}


def test_each_file_in_its_own_words(tmp_path):
    odd = item(5, slug="b", link='https://blog.example/a%20b/"c"/$d%25:e*/%e6%97%a5/')
    found = files(tmp_path, odd, to=["netlify", "cloudflare", "apache", "nginx", "caddy"])
    new = "/post/2024/2024-04-30-b.md"
    place = "/a%20b/%22c%22/$d%25%3Ae%2A/%E6%97%A5"
    assert f"{place} {new} 301" in found["netlify/_redirects"].splitlines()
    assert f"/ p=5 {new} 301!" in found["netlify/_redirects"].splitlines()
    assert f"{place}/ {new} 301" in found["cloudflare/_redirects"].splitlines()
    assert "p=5" not in found["cloudflare/_redirects"]
    assert f'    "/a b/\\"c\\"/$d%:e*/日" "{new}";' in found["nginx/maps.conf"].splitlines()
    assert r'"^a\ b/\x22c\x22/\$d%:e\*/日/?$"' in found["apache/htaccess"]
    assert f'\t"/a b/\\"c\\"/$d%:e*/日/" "{new}"' in found["caddy/redirects.caddy"].splitlines()


def test_stubs_send_browsers_on(tmp_path):
    page = item(6, slug="c", type="page", link="https://blog.example/deep/c.html")
    found = files(tmp_path, item(1, slug="a"), page, to=["hugo", "jekyll"])
    assert set(found) == {
        "hugo/static/a/index.html", "jekyll/a/index.html",
        "hugo/static/deep/c.html", "jekyll/deep/c.html",
    }  # fmt: skip
    stub = found["jekyll/a/index.html"]
    assert '<meta http-equiv="refresh" content="0; url=/post/2024/2024-04-30-a.md">' in stub


def test_unknown_servers_and_a_missing_target_are_refused(tmp_path):
    with pytest.raises(UsageError, match="does not accept 'iis'"):
        files(tmp_path, item(1), to=["iis"])
    with pytest.raises(UsageError, match="has no effect without --to markdown"):
        convert(tmp_path / "export.xml", tmp_path / "out", to=["json"], redirects=["json"])


def test_netlify_compares_what_is_decoded(tmp_path):
    odd = item(3, slug="%e6%97%a5", link="https://blog.example/%e6%97%a5/")
    lines = files(tmp_path, odd, item(4, slug="a", link="https://blog.example/b%20c/"),
                  to=["netlify"])["netlify/_redirects"].splitlines()  # fmt: skip
    new = "/post/2024/2024-04-30-%E6%97%A5.md"
    assert {f"/%E6%97%A5 {new} 301", f"/日 {new} 301"} <= set(lines)
    assert not any(line.startswith("/b c") for line in lines)


def stubs(tmp_path, *items, **options):
    """The stubs for Jekyll by path with where they lead, and the addresses that none answers at."""
    (tmp_path / "export.xml").write_text(export(*items))
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown"], redirects=["jekyll"], **options
    )
    assert verify(tmp_path / "out").findings == []
    assert report.exit_code == 0
    folder = tmp_path / "out/redirects/jekyll"
    found = {p.relative_to(folder).as_posix(): re.search('url=([^"]*)"', p.read_text())[1]
             for p in folder.rglob("*") if p.is_file()}  # fmt: skip
    return found, [n.message for n in report.notices if n.code == "redirect-unsupported"]


def link(path):
    return f"https://blog.example{path}"


def test_a_stub_that_is_a_file_has_nothing_below_it(tmp_path):
    found, left = stubs(
        tmp_path, item(1, slug="hello", link=link("/hello.html"), content="x<!--nextpage-->y", comments=comment(1)),
        item(2, slug="deep", link=link("/hello.html/deep/")), item(3, slug="HELLO", link=link("/HELLO.html/x.html")),
    )  # fmt: skip
    assert found == {"hello.html": "/post/2024/2024-04-30-hello.md"}
    assert left == [
        "/hello.html/2",
        "/hello.html/comment-page-1",
        "/hello.html/deep",
        "/HELLO.html/x.html",
    ]


def test_slashes_in_a_row_are_one(tmp_path):
    found, left = stubs(
        tmp_path, item(1, slug="a", link=link("//a///b/")), item(2, slug="c", link=link("/a/b/"))
    )
    assert found == {"a/b/index.html": "/post/2024/2024-04-30-a.md"}
    assert left == []  # one address cannot lead to two posts, which no server's rules say either


def test_no_stub_takes_a_pages_place(tmp_path):
    found, left = stubs(
        tmp_path, item(1, slug="c", link=link("/c/")), item(2, slug="index", link=link("/c/index.html/")),
        item(3, slug="front", link=link("/index.html")), profile="hugo",
    )  # fmt: skip
    assert found == {}
    assert left == []
    (tmp_path / "x").mkdir()
    found, left = stubs(
        tmp_path / "x", item(1, slug="c", link=link("/c/")),
        item(2, slug="d", link=link("/c/index.html")), item(3, slug="e", link=link("/index.html")),
    )  # fmt: skip
    assert found == {"c/index.html": "/post/2024/2024-04-30-c.md"}
    assert left == ["/c/index.html", "/index.html"]


def test_what_no_disk_can_hold_is_named(tmp_path):
    odd = [item(n, slug=f"s{n}", link=link(path)) for n, path in enumerate(
        ["/a%3Ab/", "/con/x/", "/%2E%2E/%2E%2E/y/", "/" + "deep/" * 300, f"/{'n' * 400}/", "/fine/"], 1)]  # fmt: skip
    found, left = stubs(tmp_path, *odd)
    assert set(found) == {"fine/index.html", "y/index.html"}  # a browser asks for /y/
    assert {"/a:b", "/con/x", f"/{'n' * 400}", "/" + "deep/" * 299 + "deep"} <= set(left)


TERM = (
    "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>news</wp:category_nicename>"
    "<wp:cat_name>News</wp:cat_name></wp:category>"
)
NEWS = '<category domain="category" nicename="news"><![CDATA[News]]></category>'


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ({"profile": "hugo"}, []),  # has its own /category/news/page/2/ and 3/
        ({"profile": "jekyll"}, ["/category/news/page/2", "/category/news/page/3"]),
        (
            {"profile": "hugo", "links": "absolute=https://new.example"},
            ["/category/news/page/2", "/category/news/page/3"],
        ),
    ],
)
def test_further_pages_of_lists_stay_where_the_new_site_has_them(tmp_path, options, pages):
    posts = [item(n, slug=f"post-{n}", more=NEWS) for n in range(1, 26)]
    found = [path for path, _, _ in rules(tmp_path, TERM, *posts, **options)]
    assert sorted(path for path in found if "/category/news/page/" in path) == pages
    assert "/category/news/feed/rss2" in found


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("#AOS", "/tags/%23aos/"), ("C#", "/tag/a/"), (".NET", "/tags/.net/"), ("~ok", "/tag/a/"),
        ("Odds &amp; Ends", "/tag/a/"), ("What now?", "/tags/what-now/"), ("Con", "/tags/con/"),
    ],
)  # fmt: skip
def test_a_term_without_a_file_is_where_hugo_puts_it(tmp_path, name, place):
    """No file is one that Hugo takes for an editor's, or that some file system refuses."""
    term = (
        "<wp:tag><wp:term_id>3</wp:term_id><wp:tag_slug>a</wp:tag_slug>"
        f"<wp:tag_name>{name}</wp:tag_name></wp:tag>"
    )
    category = f'<category domain="post_tag" nicename="a">{name}</category>'
    found = rules(tmp_path, term, item(1, slug="one", more=category), profile="hugo")
    assert {to for path, _, to in found if path == "/index.php/tag/a"} == {place}
    folders = (tmp_path / "out/markdown/content").rglob("tags/*/_index.markdown")
    assert len(list(folders)) == (place == "/tag/a/")


def test_the_file_of_an_attachment_is_no_address_of_its_page(tmp_path):
    picture = item(
        3, slug="a-png", type="attachment", status="inherit", link="https://blog.example/a-png/",
        more="<wp:attachment_url>https://blog.example/wp-content/uploads/a.png</wp:attachment_url>",
    ).replace("https://blog.example/?p=3", "https://blog.example/wp-content/uploads/a.png")  # fmt: skip
    assert "a.png</guid>" in picture
    found = rules(tmp_path, picture, item(4, slug="b"))
    assert {path for path, argument, _ in found if argument is None and "png" in path} >= {"/a-png"}
    assert not [path for path, _, _ in found if "a.png" in path]


def test_no_address_leads_to_a_draft_that_no_site_shows(tmp_path):
    draft = item(3, slug="d", status="draft", link="https://blog.example/?p=3")
    found = rules(tmp_path, draft, item(4, slug="b"), profile="hugo", include=["drafts"])
    assert {to for _, _, to in found} == {"/b/", "/index.xml"}
