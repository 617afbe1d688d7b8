"""`--links` and `--dead-links` in the pages of WARC and WACZ."""

import json
import re
from collections import Counter

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.observer import ConversionObserver
from wparchive.errors.notices import Code

AT = "https://blog.example"
NEWS = '<category domain="category" nicename="news"><![CDATA[News]]></category>'
TARGET = item(2, slug="ziel", comments=comment(8) + comment(9, approved="0"), more=NEWS)
GIVEN = {
    "/?p=2": f"{AT}/ziel/",
    "http://www.blog.example/index.php/ziel": f"{AT}/ziel/",
    "../ziel?utm_source=x#comment-8": f"{AT}/ziel/#comment-8",
    "//blog.example/ziel/comment-page-2/#comment-8": f"{AT}/ziel/#comment-8",
    "https://blog.example/ziel/#respond": f"{AT}/ziel/#comments",
    "https://blog.example/ziel/": f"{AT}/ziel/",
    "https://blog.example/index.php": f"{AT}/",
    "#here": "#here",
    "/category/news": "/category/news",
    "/2024/04/30/": "/2024/04/30/",
    "/ziel/feed/": "/ziel/feed/",
    "/?p=4": "/?p=4",
    "/?s=word": "/?s=word",
    "/ziel/#comment-9": "/ziel/#comment-9",
    "http://dead.example/x?a=1&amp;b=2": "http://dead.example/x?a=1&amp;b=2",
}


@pytest.fixture
def rows():
    """The link report of the last conversion, as it comes."""
    return []


@pytest.fixture
def made(tmp_path, rows):
    def make(links="relative", *, comments="", content=None, **options):
        content = content or "\n\n".join(f'<a rel=me href="{url}">x</a>' for url in GIVEN)
        rows.clear()
        start = item(1, slug="start", content=content, comments=comments)
        hidden = item(4, status="draft", slug="hidden")
        (tmp_path / "export.xml").write_text(export(start, TARGET, hidden), encoding="utf-8")
        report = convert(
            tmp_path / "export.xml", tmp_path / "out", to=["warc", "wacz", "markdown"],
            overwrite=True, links=links, observer=ConversionObserver(link_report=rows.append), **options,
        )  # fmt: skip
        [path] = (tmp_path / "out/warc").glob("*-blog.example.warc.gz")
        pages, aliases = {}, {}
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                uri = record.rec_headers["WARC-Target-URI"]
                if record.rec_type == "resource":
                    pages[uri] = record.raw_stream.read().decode()
                elif record.rec_type == "revisit":
                    aliases[uri] = record.rec_headers["WARC-Refers-To-Target-URI"]
        return pages[f"{AT}/start/"], aliases, report

    return make


def hrefs(page):
    return re.findall(r'<a rel=me href="([^"]*)">x</a>', page)


@pytest.mark.parametrize("links", ["relative", "root", "absolute=https://new.example"])
def test_links_to_the_blog_lead_to_permalinks(made, links):
    page, _, _ = made(links)
    assert hrefs(page) == list(GIVEN.values())


def test_unless_asked_nothing_changes(made):
    page, aliases, report = made("original")
    assert hrefs(page) == list(GIVEN)
    assert aliases["http://www.blog.example/index.php/ziel"] == f"{AT}/ziel/"
    assert Code.LINK_NOT_REWRITTEN not in {notice.code for notice in report.notices}


def test_lists_keep_their_links_and_answer_to_them(made):
    _, aliases, report = made()
    assert aliases[f"{AT}/category/news"] == f"{AT}/category/news/"
    assert "http://www.blog.example/index.php/ziel" not in aliases
    for target in ("warc", "wacz"):
        left = [
            n.message
            for n in report.notices
            if n.code == Code.LINK_NOT_REWRITTEN and n.target == target
        ]
        assert left == ["/?p=4", "/?s=word", "/ziel/#comment-9"]


def test_the_ledger_balances(made, rows):
    _, _, report = made()
    lines = [json.loads(line) for line in b"".join(rows).splitlines()]
    for target in ("warc", "wacz"):
        outcomes = {row["url"]: row["outcomes"][target] for row in lines if row["element"] == "a"}
        changed = {url.replace("&amp;", "&") for url, new in GIVEN.items() if new != url}
        assert {url for url, outcome in outcomes.items() if outcome == "rewritten"} == changed
        assert set(outcomes.values()) == {"rewritten", "kept"}
        account = report.output_counts[target]
        counts = Counter(row["outcomes"][target] for row in lines)
        assert (account.links, account.rewritten_links) == (len(lines), counts["rewritten"])


def test_comments_and_their_authors_links_are_written_anew_too(made):
    said = comment(5, author="Bea", url=f"{AT}/?p=2", content=f"see {AT}/?p=2 <b>x</b>")
    page, _, report = made(comments=said)
    assert f'<a href="{AT}/ziel/" rel="external nofollow ugc" itemprop="url">' in page
    assert f'<a href="{AT}/ziel/" rel="nofollow ugc">{AT}/?p=2</a> <b>x</b>' in page
    assert Code.LINK_LOST not in {notice.code for notice in report.notices}


def test_dead_links_lead_to_captures(made):
    page, _, report = made("original", dead_links=["dead.example"])
    capture = "https://web.archive.org/web/20240430080000/http://dead.example/x?a=1&amp;b=2"
    assert hrefs(page) == [*list(GIVEN)[:-1], capture]
    assert Code.LINK_LOST not in {notice.code for notice in report.notices}


def test_only_links_change_in_the_author_s_markup(made):
    odd = "<P CLASS=x><a href='/?p=2'>y</a><font color=red>z</p><!-- <a href='/?p=2'> -->"
    page, _, _ = made(content=odd)
    assert f'<P CLASS=x><a href="{AT}/ziel/">y</a><font color=red>z</p>' in page
    assert "<!-- <a href='/?p=2'> -->" in page
