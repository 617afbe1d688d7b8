"""Links of texts in any form: what a page showed is not run through shortcodes again."""

from html import escape

import pytest
import yaml

from tests.unit.readers.feed.test_feed import item, rss, said
from tests.wxr import comment, export
from tests.wxr import item as exported
from wparchive.api import convert, open_source
from wparchive.errors.notices import Code
from wparchive.web.html import parse_tree
from wparchive.writers.markdown import front_matter_data

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A blog</title>
<meta name="generator" content="WordPress 6.5"><link rel="canonical" href="https://blog.example/use/">
</head><body class="single single-post postid-5"><article id="post-5" class="post-5 post hentry">
<h1 class="entry-title">{}</h1><div class="entry-content"><p>Words of the text.</p></div>
</article></body></html>"""

ADDRESS = "https://maps.example/api?key=X&amp;sensor=false"
TEXTS = [
    f"<p>[js]<br />\n  src=&quot;{ADDRESS}&quot;&gt;[/js]</p>",
    f"<p>Type [code]{ADDRESS}/&gt;[/code] for it.</p>",
    f'<p>[php]&lt;a href="{ADDRESS}"&gt;[/php] and {ADDRESS}</p>',
    f"<pre>[sourcecode lang=x]\n{ADDRESS}&gt;x\n[/sourcecode]</pre>",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", ["post", "comment"])
def test_links_in_what_a_feed_shows_are_read_as_the_feed_shows_them(text, form, tmp_path):
    posts = rss(item(text)) if form == "post" else rss(said(4, text), title="Comments on: A")
    (tmp_path / "feed.xml").write_text(posts)
    report = convert(tmp_path / "feed.xml", tmp_path / "out", to=["markdown", "warc", "json"])
    assert not report.notice_counts["link-lost"]
    pages = "".join(p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md"))
    assert "maps.example/api?key=X&sensor=false" in pages.replace("&amp;", "&").replace("\\", "")


@pytest.mark.parametrize("text", TEXTS)
def test_links_in_code_of_an_export_are_read_as_typed(text, tmp_path):
    (tmp_path / "in.xml").write_text(
        export(exported(1, content=text, comments=comment(2, content=text)))
    )
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown", "warc", "json"])
    assert not report.notice_counts["link-lost"]


TITLES = ["Use <b> tags", "a < b & c > d", "<!-- no comment", "R&D; more", "<br>"]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("source", ["feed", "page"])
def test_tags_in_titles_that_a_reader_saw_are_text(title, source, tmp_path):
    """Pages and feeds show titles as text; in the blog's own data a tag is markup."""
    if source == "feed":
        path, text = tmp_path / "feed.xml", rss(item(title=escape(title)))
    else:
        path = tmp_path / "page.html"
        text = PAGE.format(escape(title))
    path.write_text(text, "utf-8")
    report = convert(path, tmp_path / "out", to=["markdown", "html", "json", "wxr"], jobs=1)
    assert report.exit_code == 0
    [page] = (tmp_path / "out/markdown/post").rglob("*.md")
    assert yaml.safe_load(page.read_text("utf-8").split("---")[1])["title"] == title
    names = ("first-one/index.html", "use/index.html")
    [page] = (p for p in (tmp_path / "out/html").rglob("*.html") if str(p).endswith(names))
    assert parse_tree(page.read_text("utf-8")).findtext(".//h1") == title
    [wxr] = (tmp_path / "out/private/wxr").glob("*.xml")
    [post] = open_source(wxr).posts()
    assert post.title_text == title


def test_words_of_a_title_count_as_words_where_a_tag_is_text(tmp_path, monkeypatch):
    """Without the form of the title, the word would be lost; the account must see that."""
    monkeypatch.setattr(front_matter_data, "title_html", lambda post: post.title)
    (tmp_path / "feed.xml").write_text(rss(item(title="Use &lt;strong&gt; tags")), "utf-8")
    report = convert(tmp_path / "feed.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert [n.message for n in report.notices if n.code is Code.TEXT_LOST] == [
        "1 word of the title: strong"
    ]
