"""Pages in the form in which archives, caches, browsers and plugins keep them."""

from __future__ import annotations

import re

import pytest

from tests.pages import HOST, LINK, page, post
from wparchive.readers.pages.extract import PageKind, read_page
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

TEXT = "<p>First words of the text.</p><p>Last words of it.</p>"
WORDS = "First words of the text. Last words of it."


def body(found):
    return re.sub(r"\s+", " ", plain_text(parse_fragment(found.content))).strip()


def bare(head="", before=""):
    """A page that does not declare its address."""
    return (
        f"<html><head><title>Ein Beitrag | Blog</title>{head}</head><body>{before}"
        f'<link href="/wp-content/x.css"><h1 class="entry-title">Ein Beitrag</h1><div class="entry-content">{TEXT}</div></body></html>'
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        bare(f'<meta name="savepage-url" content="{LINK}">'),
        bare(before=f'<form><input type="text" name="url" id="wmtbURL" value="{LINK}"></form>'),
        bare(
            before=f'<div id="wm-ipp-print">The Machine - https://web.archive.org/web/20120101000000/{LINK}</div>'
        ),
        bare(
            before=f'<div id="bN015htcoyT__google-cache-hdr"><span>This is a cache of <a href="{LINK}">it</a>.</span></div>'
        ),
    ],
)
def test_what_saved_a_page_tells_its_address(data):
    found = read_page(data, source="x.html").post
    assert found.link == LINK
    assert body(found) == WORDS


def test_an_archive_does_not_declare_the_data_of_a_page():
    head = (
        '<link rel="canonical" href="https://archive.example/Ab3"><meta property="og:url" content="https://archive.example/Ab3">'
        f'<link rel="bookmark" href="http://archive.example/20190312182207/{LINK}"><meta property="article:published_time" content="2019-03-12T18:22:07Z">'
    )
    article = f'<div><h1>Ein Beitrag</h1><p><time datetime="2011-05-06T07:08:09">6. Mai 2011</time></p><div>{TEXT}</div></div>'
    data = f"<html><head><title>Ein Beitrag | Blog</title>{head}</head><body>{article}<a href='/wp-content/'></a></body></html>"
    found = read_page(data.encode(), source="x.html").post
    assert (found.link, found.published) == (LINK, "2011-05-06T07:08:09")


def test_the_reading_mode_of_a_browser():
    data = (
        '<html><head><title>Ein Beitrag</title></head><body class="light loaded"><div class="container" lang="en"><div class="header reader-header">'
        f'<a class="domain reader-domain" href="{LINK}">blog.example</a><h1 class="reader-title">Ein Beitrag</h1><div class="credits reader-credits">Uli Meier</div>'
        '<div class="meta-data"><div class="reader-estimated-time">1–2 minutes</div></div></div>'
        f'<div class="content"><div class="moz-reader-content"><div id="readability-page-1" class="page">{TEXT}</div></div></div></div></body></html>'
    )
    found = read_page(data.encode(), source="x.html")
    assert found.kind is PageKind.POST
    assert (found.post.title, found.post.author.name, found.post.link) == (
        "Ein Beitrag",
        "Uli Meier",
        LINK,
    )
    assert body(found.post) == WORDS


def test_credits_of_a_theme_stay_a_footer():
    credit = '<div class="credits"><p>A long line of the theme about who made it and with what, and more of it.</p></div>'
    assert body(read_page(page(article=post(TEXT + credit)), source="x.html").post) == WORDS


def test_amp():
    data = (
        '<html amp lang="fr-FR"><head><title>Ein Beitrag &#8211; Blog</title><script type="application/ld+json">'
        '{"@type":"BlogPosting","headline":"Ein Beitrag","datePublished":"2011-05-06T07:08:09+01:00"}</script></head><body>'
        '<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">Ein Beitrag</h1>'
        '<div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">Uli</span></div>'
        '<div class="amp-wp-meta amp-wp-posted-on"><time datetime="2011-05-06T06:08:09+00:00">il y a 5 ans</time></div></header>'
        f'<div class="amp-wp-article-content">{TEXT}</div></article><footer class="amp-wp-footer"><h2>Blog</h2></footer></body></html>'
    )
    found = read_page(data.encode(), source="x.html").post
    assert (found.title, found.author.name) == ("Ein Beitrag", "Uli")
    assert found.published == "2011-05-06T07:08:09+01:00"
    assert body(found) == WORDS


def test_a_page_for_printing():
    data = (
        "<html><head><title>Blog  &raquo; Ein Beitrag  &raquo; Print</title><link href='/wp-content/plugins/wp-print/print-css.css'></head><body>"
        f'<p><strong>- Blog - <span dir="ltr">{HOST}</span> -</strong></p><div id="Outline"><p id="BlogTitle">Ein Beitrag</p>'
        '<p id="BlogDate">Geplaatst door <u>Uli Meier</u> op 6 mei 2011 @ 7:08  in <u>Tuin</u></p>'
        f'<div id="BlogContent">{TEXT}</div><div id="CommentsBlock"><p class="CommentDate"><strong>#1 Reactie</strong> Door <u>Ann</u> op 7 mei 2011 @ 8:09</p>'
        '<div class="CommentContent"><p>Hello.</p></div></div>'
        f'<p>Artikel geprint van Blog: <strong dir="ltr">{HOST}</strong></p><p>URL naar artikel: <strong dir="ltr">{LINK}</strong></p></div></body></html>'
    )
    found = read_page(data.encode(), source="x.html").post
    assert (found.title, found.author.name, found.published, found.link) == (
        "Ein Beitrag",
        "Uli Meier",
        "2011-05-06T07:08:00",
        LINK,
    )
    assert body(found) == WORDS
    assert [c.author for c in found.comments] == ["Ann"]


def test_terms_below_a_short_text_are_none_of_it():
    line = (
        '<p class="postmetadata alt"><small>This entry was posted on Friday, May 6th, 2011 at 7:08 am and is filed under '
        '<a href="/category/x/" rel="category tag">X</a>. You can follow any responses through the <a href="feed/">RSS 2.0</a> feed.</small></p>'
    )
    found = read_page(page(article=post(f"<p>A picture.</p>{line}")), source="x.html").post
    assert body(found) == "A picture."


def test_dates_of_other_posts_in_a_list_below_are_not_the_date():
    article = (
        '<h1 class="wp-block-post-title">Ein Beitrag</h1><div class="entry-content wp-block-post-content">'
        + TEXT
        + "</div>"
        '<div class="wp-block-query"><ul class="wp-block-post-template"><li class="wp-block-post post-9 post type-post"><div><h3><a href="/b/">B</a></h3>'
        '<div class="wp-block-post-date"><time datetime="2010-10-01T09:00:00">1 October, 2010</time></div></div></li></ul></div>'
    )
    assert read_page(page(article=article), source="x.html").post.published == "2011-05-06"


def entry(day):
    return (
        f'<div><h2><a href="{HOST}/2009/12/{day}/beitrag/">Beitrag vom {day}.</a></h2><small>{day}. Dezember 2009</small>'
        f"<p>{'Ein langer Satz über diesen Tag. ' * 5}</p></div>"
    )


def listing(title, content):
    return f'<html><head><title>{title}</title><meta name="generator" content="WordPress 2.9"></head><body><h1><a href="{HOST}/">Blog</a></h1>{content}</body></html>'.encode()


@pytest.mark.parametrize("address", [None, f"{HOST}/2009/12/", f"{HOST}/2009/12/index.html"])
@pytest.mark.parametrize(
    "content",
    [
        entry(11) + entry(12),
        entry(11),
        f'<ul><li><a href="{HOST}/2009/12/11/a-post/">A</a></li><li><a href="{HOST}/2009/12/12/b-post/">B</a></li></ul>',
    ],
)
def test_lists_of_a_month_are_no_posts(address, content):
    for title in ("Dezember 2009 | Blog", "Blog » 2009", "décembre 2009 — Blog"):
        found = read_page(listing(title, content), source="x.html", url=address)
        assert found.kind is PageKind.ARCHIVE


@pytest.mark.parametrize(
    "content",
    [
        f"<h2>Dezember 2009</h2><p>{'Ein Rückblick auf den Monat. ' * 9}</p>",
        (
            f'<h2><a href="{HOST}/2009/12/31/ein-rueckblick/">Dezember 2009</a></h2><p>Wie <a href="{HOST}/2009/12/11/a-post/">am 11.</a>'
            f' und <a href="{HOST}/2009/12/12/b-post/">am 12.</a> zu lesen war: {"Ein langer Satz. " * 9}</p>'
        ),
        f'<h2>Rückblick</h2><p>Wie <a href="{HOST}/2009/12/11/a-post/">am 11.</a> zu lesen war: {"Ein Satz. " * 9}</p>',
    ],
)
def test_a_post_may_have_a_month_as_its_title(content):
    link = f"{HOST}/2009/12/31/ein-rueckblick/"
    found = read_page(listing("Dezember 2009 | Blog", content), source="x.html", url=link)
    assert found.kind is PageKind.POST
    found = read_page(listing("Dezember 2009 | Blog", content), source="x.html")
    assert found.kind.is_single


def test_a_mail_with_a_new_post():
    data = (
        f'<html><head><title>[New post] Ein Beitrag</title></head><body><h2 class="post-title"><a href="{LINK}">Ein Beitrag</a></h2>'
        f'<span>by <a href="{HOST}/author/uli/">Uli Meier</a></span><div class="post-content">{TEXT}</div>'
        f'<div class="meta"><strong><a href="{HOST}/author/uli/">Uli Meier</a></strong> | May 6, 2011 at 7:08 am | Categories: <a href="{HOST}/?cat=5">Garten</a>'
        ' | URL: <a href="https://wp.me/p1a-2b">https://wp.me/p1a-2b</a></div></body></html>'
    )
    found = read_page(data.encode(), source="x.html").post
    assert (found.title, found.author.name, found.published) == (
        "Ein Beitrag",
        "Uli Meier",
        "2011-05-06T07:08:00",
    )
    assert [term.name for term in found.terms] == ["Garten"]
    assert body(found) == WORDS


def test_a_service_for_printing():
    data = (
        f'<html><head><title>Print - Ein Beitrag</title></head><body><div id="pf-content"><div id="pf-header"><a id="pf-src-url" href="{LINK}">{LINK}</a></div>'
        f'<h1 id="pf-title">Ein Beitrag</h1><span id="pf-date">May 6, 2011</span><div>{TEXT}</div></div></body></html>'
    )
    found = read_page(data.encode(), source="x.html").post
    assert (found.title, found.published, found.link) == (
        "Ein Beitrag",
        "2011-05-06",
        LINK,
    )
    assert body(found) == WORDS
