"""Lists of terms, authors and days, and feeds: links and redirects lead to the generator's pages.

That the generators make these pages is asked of them in tests/e2e/test_lists.py.
"""

import json
import re

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.writers.markdown.profiles import hugo, pelican

CATEGORY = """<wp:category><wp:term_id>{}</wp:term_id><wp:category_nicename>{}</wp:category_nicename>
<wp:category_parent>{}</wp:category_parent><wp:cat_name><![CDATA[{}]]></wp:cat_name></wp:category>"""
TAG = """<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>c-plus</wp:tag_slug>
<wp:tag_name><![CDATA[C++ &amp; Co]]></wp:tag_name></wp:tag>"""
GENRE = """<wp:term><wp:term_id>6</wp:term_id><wp:term_taxonomy>genre</wp:term_taxonomy>
<wp:term_slug>sf</wp:term_slug><wp:term_name>SF</wp:term_name></wp:term>"""
HEAD = (CATEGORY.format(3, "news", "", "News"), CATEGORY.format(4, "local", "news", "Local  News"),
        CATEGORY.format(9, "empty", "", "Empty"), TAG, GENRE)  # fmt: skip


def tagged(*terms):
    return "".join(
        f'<category domain="{of}" nicename="{slug}"><![CDATA[{name}]]></category>'
        for of, slug, name in terms
    )


LOCAL, NEWS = ("category", "local", "Local  News"), ("category", "news", "News")
CO, SF = ("post_tag", "c-plus", "C++ &amp; Co"), ("genre", "sf", "SF")


def made(tmp_path, *items, **options):
    (tmp_path / "export.xml").write_text(export(*HEAD, *items))
    report = convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"],
                     redirects=["json"], public_types=["genre"], overwrite=True, **options)  # fmt: skip
    found = json.loads((tmp_path / "out/redirects/redirects.json").read_text())
    return report, {
        (r["from"], tuple(r["argument"] or ())): r["to"] for r in found
        if not re.match(r"/(post-\d+|nothing|pages?)/", r["to"])
    }  # fmt: skip


def feeds(path):
    return [f"{path}/feed{tail}" for tail in ("", "/rss", "/rss2", "/atom", "/rdf")]


def test_every_old_form_of_a_list_leads_to_hugo_s(tmp_path):
    _, found = made(tmp_path, item(1, more=tagged(LOCAL, CO, SF)), profile="hugo")
    lists = {
        "/category/news/local/": (
            ["category/local", "category/news/local"],
            [("cat", "4"), ("category_name", "local")],
        ),
        "/tag/c-plus/": (["tag/c-plus"], [("tag_id", "5"), ("tag", "c-plus")]),
        "/genre/sf/": (["genre/sf"], [("genre", "sf")]),
    }
    expected = {}
    for address, (paths, arguments) in lists.items():
        for path in paths:
            expected |= {(f"/{path}", ()): address, (f"/index.php/{path}", ()): address}
            expected |= {(form, ()): f"{address}index.xml" for form in feeds(f"/{path}")}
        for argument in arguments:
            expected |= {(place, argument): address for place in ("/", "/index.php")}
    expected |= {(form, ()): "/index.xml" for form in feeds("")}
    for word in ("rss2", "rss", "atom", "rdf", "feed"):
        expected |= {(place, ("feed", word)): "/index.xml" for place in ("/", "/index.php")}
    for address in lists:
        expected.pop((address.rstrip("/"), ()))  # it stays where it was
    # A category of which only those below it have posts had a page, too.
    expected["/category/news", ()] = "/category/news/local/"
    assert found == expected


def test_pelican_has_authors_and_days_too(tmp_path):
    _, found = made(tmp_path, item(1, more=tagged(NEWS, LOCAL, CO)), item(2, type="page"),
                    profile="pelican")  # fmt: skip
    assert found["/category/news", ()] == "/category/news.html"
    assert found["/category/news/feed", ()] == "/category/news.atom.xml"
    assert ("/category/local", ()) not in found  # an article is in its first category only
    assert found["/tag/c-plus", ()] == "/tag/c-co.html"
    assert found["/tag/c-plus/feed", ()] == "/tag/c-co.html"  # there is no feed of it
    assert found["/author/ada", ()] == found["/", ("author", "1")] == "/author/ada-l.html"
    assert found["/", ("author_name", "ada")] == "/author/ada-l.html"
    assert ("/2024/04", ()) not in found  # it stays
    assert found["/2024/04/feed", ()] == found["/", ("m", "202404")] == "/2024/04/"
    assert found["/index.php/2024/04/30", ()] == "/2024/04/30/"
    assert found["/feed", ()] == "/feeds/all.atom.xml"


@pytest.mark.parametrize("profile", ["hugo", "jekyll", "eleventy", "astro"])
def test_terms_keep_the_addresses_of_their_lists(tmp_path, profile):
    links = "".join(f'<a href="{url}">x</a>' for url in ("/category/news/", "/?cat=4", "/feed/"))
    post = item(1, more=tagged(NEWS, LOCAL, CO), content=links)
    report, found = made(tmp_path, post, profile=profile, links="root")
    feed = "/index.xml" if profile == "hugo" else "/feed.xml"
    assert found["/category/local", ()] == found["/", ("cat", "4")] == "/category/news/local/"
    assert found["/feed", ()] == found["/", ("feed", "rss2")] == feed
    assert not {("/category/news", ()), ("/category/news/local", ())} & found.keys()
    assert not [n for n in report.notices if n.code == "link-not-rewritten"]
    [path] = (tmp_path / "out").rglob("*post-1*/index.md" if profile == "hugo" else "*post-1.md")
    assert re.findall(r"\]\((.*?)\)", path.read_text()) == [
        "/category/news/", "/category/news/local/", feed,
    ]  # fmt: skip
    texts = "".join(p.read_text() for p in (tmp_path / "out/markdown").rglob("*") if p.is_file())
    assert "/category/news/local/" in texts
    assert "/category/empty/" not in texts  # no post is in it


@pytest.mark.parametrize("profile", ["plain", "obsidian"])
def test_generators_without_lists_get_no_redirects_to_them(tmp_path, profile):
    post = item(1, more=tagged(NEWS, CO), content='<a href="/category/news/">x</a>')
    report, found = made(tmp_path, post, profile=profile, links="root")
    assert not any("news" in path or "feed" in argument for path, argument in found)
    assert [n.message for n in report.notices if n.code == "link-not-rewritten"] == [
        "/category/news/"
    ]


def test_later_pages_are_as_many_as_wordpress_had(tmp_path):
    posts = [item(n, more=tagged(LOCAL if n < 20 else NEWS)) for n in range(1, 22)]
    _, found = made(tmp_path, *posts, profile="hugo")
    pages = {path for path, _ in found if "/page/" in path}
    assert pages == {
        "/category/local/page/2",  # 19 posts; Hugo has /category/news/local/page/2/ itself
        "/category/news/page/2", "/category/news/page/3",  # 2 and those below
    }  # fmt: skip


def test_the_front_of_permalinks_stands_before_lists(tmp_path):
    posts = [item(n, link=f"https://blog.example/blog/2024/{slug}/", more=tagged(NEWS))
             for n, slug in ((1, "a"), (2, "b"))]  # fmt: skip
    _, found = made(tmp_path, *posts, profile="hugo")
    assert found["/blog/category/news", ()] == "/category/news/"
    assert ("/category/news", ()) not in found  # it is there
    assert ("/blog/2024/category/news", ()) not in found


LINKS = {
    "/category/news/": "/category/news/", "/category/news/page/2/": "/category/news/",
    "/?cat=3": "/category/news/", "/?category_name=news/local": "/category/news/local/",
    "https://blog.example/tag/c-plus": "/tag/c-plus/", "/?tag=c-plus": "/tag/c-plus/",
    "/category/news/feed/": "/category/news/index.xml", "/?genre=sf": "/genre/sf/",
    "/feed/": "/index.xml", "/?feed=rss2": "/index.xml", "/?cat=3&feed=rss2": "/category/news/index.xml",
    # What Hugo has not.
    "/category/empty/": None, "/author/ada/": None, "/2024/": None, "/comments/feed/": None,
    "/?feed=comments-rss2": None, "/wp-commentsrss2.php": None, "/post-1/feed/": None,
}  # fmt: skip


def test_links_to_lists_lead_to_hugo_s(tmp_path):
    body = "\n\n".join(f'<a href="{url.replace("&", "&amp;")}">x</a>' for url in LINKS)
    post = item(1, slug="post-1", more=tagged(NEWS, LOCAL, CO, SF), content=body)
    report, _ = made(tmp_path, post, profile="hugo", links="root")
    [file] = (tmp_path / "out").rglob("index.md")
    written = re.findall(r"^\[x\]\((.*)\)$", file.read_text(), re.MULTILINE)
    assert written == [new or old for old, new in LINKS.items()]
    left = [n.message for n in report.notices if n.code == "link-not-rewritten"]
    assert left == [old for old, new in LINKS.items() if not new]


def test_lists_below_the_blog_s_directory(tmp_path):
    text = export(*HEAD, item(1, link="https://host.example/blog/post-1/", more=tagged(NEWS),
                              content='<a href="/blog/category/news/">x</a>'))  # fmt: skip
    (tmp_path / "export.xml").write_text(
        text.replace("https://blog.example<", "https://host.example/blog<")
    )
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], profile="hugo",
            redirects=["json"], links="relative")  # fmt: skip
    [file] = (tmp_path / "out").rglob("index.md")
    assert "[x](../category/news/)" in file.read_text()
    rules = json.loads((tmp_path / "out/redirects/redirects.json").read_text())
    assert {r["to"] for r in rules if "category/news" in r["from"]} == {
        "/blog/category/news/", "/blog/category/news/index.xml",
    }  # fmt: skip


def test_what_nobody_sees_is_on_no_list(tmp_path):
    posts = [item(1, status="draft", more=tagged(NEWS)), item(2, status="private", more=tagged(CO)),
             item(3, type="attachment", status="inherit", parent=2, more=tagged(SF)), item(4)]  # fmt: skip
    _, found = made(tmp_path, *posts, profile="hugo")
    assert {to for to in found.values() if to[0] == "/" and "post" not in to} <= {"/index.xml"}
    _, found = made(tmp_path, *posts, profile="hugo", include=["private"])
    assert found["/", ("tag", "c-plus")] == "/tag/c-plus/"


def test_a_post_at_a_list_s_address_keeps_it(tmp_path):
    post = item(1, more=tagged(NEWS, SF))
    page = item(2, slug="sf", type="page", link="https://blog.example/genre/sf/")
    _, found = made(tmp_path, post, page, profile="hugo", links="root")
    assert ("/genre/sf", ()) not in found
    assert [
        path.relative_to(tmp_path / "out/markdown/content").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and "url: /genre/sf/" in path.read_text()
    ] == ["pages/sf/index.md"]


def test_an_author_whose_name_is_an_address_has_no_list(tmp_path):
    text = export(*HEAD, item(1)).replace("Ada L.", "ada@secret.example")
    (tmp_path / "export.xml").write_text(text)
    by_login = export(*HEAD, item(2)).replace("ada]]", "me@secret.example]]")
    by_login = by_login.replace("login>ada<", "login>me@secret.example<").replace("id>1<", "id>2<")
    (tmp_path / "other.xml").write_text(by_login)
    convert(tmp_path / "other.xml", tmp_path / "other", to=["markdown"], profile="pelican",
            redirects=["json"])  # fmt: skip
    assert "secret" not in (tmp_path / "other/redirects/redirects.json").read_text()
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], profile="pelican",
            redirects=["json"])  # fmt: skip
    assert "secret" not in (tmp_path / "out/redirects/redirects.json").read_text()
    # The page bears what precedes the "@".
    assert '"/author/ada.html"' in (tmp_path / "out/redirects/redirects.json").read_text()


def test_terms_in_a_circle_end(tmp_path):
    head = (CATEGORY.format(3, "a", "b", "A"), CATEGORY.format(4, "b", "a", "B"))
    text = export(*head, item(1, more=tagged(("category", "a", "A"), ("category", "b", "B"))))
    (tmp_path / "export.xml").write_text(text)
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], profile="hugo",
            redirects=["json"])  # fmt: skip
    rules = json.loads((tmp_path / "out/redirects/redirects.json").read_text())
    paths = {r["from"] for r in rules if r["to"] == "/category/b/a/" and not r["argument"]}
    assert "/category/a" in paths


def test_names_that_cannot_be_foretold_have_no_path():
    for name in ("a/b", "AC\\DC", "50%", "...", "½", "", "page", "İ", "a\tb", "a\u00a0b"):
        assert hugo.urlized(name) == "", name
    for name in ("a<b>", "R&amp;D", "♥", "", "..."):
        assert pelican.slugified(name) == "", name


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Odds & Ends", "odds-&-ends"), ("Rock 'n' Roll", "rock-'n'-roll"), ("Ja, klar (!)", "ja,-klar-(!)"),
        ("ΟΔΟΣ", "οδοσ"), ("A: B", ""), ("Why?", ""), ("x" * 200, ""), ("nul", ""), ("a/b", ""),
    ],
)  # fmt: skip
def test_hugo_s_file_of_a_term_keeps_the_signs_of_its_name(name, folder):
    assert hugo.term_folder(name) == folder


def test_hugo_s_words_are_those_of_its_front_matter(tmp_path):
    """A taxonomy of such a name stands elsewhere in front matter, so that it has no pages."""
    import yaml

    made(tmp_path, item(1, more=tagged(NEWS, CO)), profile="hugo")
    [file] = (tmp_path / "out").rglob("index.md")
    front = yaml.safe_load(file.read_text().split("---\n")[1])
    assert set(front) <= hugo._FIELDS | hugo._TAKEN | {"date"}
