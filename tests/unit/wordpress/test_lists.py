"""No post takes the address of the front page or of a list; relative links become absolute."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.errors.notices import Code
from wparchive.model.records import Post
from wparchive.model.site import Site
from wparchive.transforms.absolute_permalinks import home_of, located_post
from wparchive.verification import Level
from wparchive.wordpress.lists import is_front, is_list

HOME = "https://blog.example/"


@pytest.mark.parametrize("home", [HOME, "http://www.blog.example", "https://blog.example/sub/"])
def test_the_front_page_is_known(home):
    base = home.rstrip("/").replace("http://www.", "https://")
    for address in (base, f"{base}/", f"{base}/index.php"):
        assert is_front(address, home)
    for address in (f"{base}/?p=1", f"{base}/a/", "https://other.example/"):
        assert not is_front(address, home)


@pytest.mark.parametrize(
    "path",
    ["category/moss/", "tag/moss", "author/anna/", "index.php/category/a/b/", "blog/tag/x/",
     "de/category/x/", "2023/", "2023/05/", "2023/05/12/", "2023/5", "feed/", "feed/atom/",
     "comments/feed/", "2023/05/post/feed/", "page/2/", "category/x/page/3", "search/x/",
     "?cat=3", "?tag=x", "?m=202305", "?author=1", "?feed=rss2", "?paged=2", "?s=x", "?cat="],
)  # fmt: skip
def test_lists_are_known(path):
    assert is_list(HOME + path, HOME)


@pytest.mark.parametrize(
    "path",
    ["", "post/", "2023/05/post/", "?p=3", "?page_id=3&paged=2", "?cat=1&p=3", "about/author/",
     "category", "categories/x/", "2023/13/", "feeding/", "?post_type=book&author=1", "?x=1"],
)  # fmt: skip
def test_other_addresses_are_no_lists(path):
    assert not is_list(HOME + path, HOME)


def test_a_permalink_that_ends_in_the_posts_own_number_is_no_archive():
    assert is_list(f"{HOME}2023/12/", HOME)
    assert not is_list(f"{HOME}2023/12/", HOME, ("slug", "12"))


def records(out):
    """Target URIs of resource records with their blocks, and of revisit records."""
    [path] = [p for p in (out / "warc").iterdir() if "restricted" not in p.name]
    data = gzip.decompress(path.read_bytes()).decode()
    found = {"resource": {}, "revisit": {}}
    for part in data.split("WARC/1.1\r\n")[1:]:
        kind, uri = (
            re.search(rf"^{name}: <?(.*?)>?\r$", part, re.MULTILINE)
            for name in ("WARC-Type", "WARC-Target-URI")
        )
        if kind[1] in found:
            found[kind[1]][uri[1]] = part
    return found


@pytest.mark.parametrize("path", ["", "index.php", "category/moss/", "2023/05/", "feed/", "?cat=7"])
@pytest.mark.parametrize("field", ["guid", "link"])
def test_a_post_that_claims_a_lists_address_is_elsewhere(tmp_path, field, path):
    other = '<category domain="category" nicename="moss"><![CDATA[Moss]]></category>'
    date = "<wp:post_date>2023-05-07 10:00:00</wp:post_date>"
    link = f"{HOME}2023/05/one/" if field == "guid" else HOME + path
    text = export(
        item(1, slug="one", title="Lichen", link=link, more=other),
        item(2, slug="two", title="Ferns", link=f"{HOME}2023/05/two/", more=other),
    )
    text = re.sub(r"<wp:post_date>.*?</wp:post_date>", date, text)
    if field == "guid":
        text = re.sub(r"<guid.*?</guid>", "", text)
        text = text.replace(
            "<title>Lichen", f'<guid isPermaLink="false">{HOME}{path}</guid><title>Lichen'
        )
    (tmp_path / "x.xml").write_text(text)
    report = convert(tmp_path / "x.xml", tmp_path / "out", to=["warc", "markdown"], profile="hugo")
    found = records(tmp_path / "out")
    own = link if field == "guid" else f"{HOME}?p=1"
    assert "Lichen" in found["resource"][own]
    assert {"Ferns", "Lichen"} <= set(re.findall("Ferns|Lichen", found["resource"][HOME]))
    assert (
        HOME + path not in found["revisit"]
        or "Refers-To-Target-URI: " + own not in found["revisit"][HOME + path]
    )
    codes = {(n.code, n.target) for n in report.notices}
    assert ((Code.PERMALINK_CONFLICT, "warc") in codes) == (field == "link")
    assert ((Code.PERMALINK_MOVED, "markdown") in codes) == (field == "link")
    assert [f for f in verify(tmp_path / "out").findings if f.level is Level.ERROR] == []


def test_the_page_that_is_the_front_page_stays_it(tmp_path):
    text = export(item(1, slug="welcome", type="page", title="Welcome", link=HOME))
    (tmp_path / "x.xml").write_text(text)
    convert(tmp_path / "x.xml", tmp_path / "out", to=["warc"])
    assert "Welcome" in records(tmp_path / "out")["resource"][HOME]


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/2023/a.html", f"{HOME}2023/a.html"),
        ("2023/a.html", f"{HOME}2023/a.html"),
        ("?p=1", f"{HOME}?p=1"),
        ("//blog.example/a", f"{HOME}a"),
        ("blog.example/a", f"{HOME}a"),
        ("https://other.example/a", "https://other.example/a"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("no address", "no address"),
        ("", ""),
        (None, None),
    ],
)
def test_relative_links_are_of_the_blog(link, absolute):
    post = Post(link=link)
    assert located_post(post, HOME).link == absolute
    assert post.link == link
    assert located_post(post, "").link == link


def test_a_relative_home_is_of_the_base_address():
    assert home_of(Site(link="/", base_blog_url="https://blog.example")) == HOME
    assert home_of(Site(link="/")) == ""


def test_canonical_json_keeps_a_relative_link(tmp_path):
    (tmp_path / "x.xml").write_text(export(item(1, slug="a", link="/a.html")))
    convert(tmp_path / "x.xml", tmp_path / "out", to=["json", "warc"])
    assert json.loads((tmp_path / "out/private/json/posts.jsonl").read_text())["link"] == "/a.html"
    assert f"{HOME}a.html" in records(tmp_path / "out")["resource"]
