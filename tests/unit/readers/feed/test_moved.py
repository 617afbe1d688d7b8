"""Feeds of blogs that changed their host, or that do not name the blog."""

from __future__ import annotations

import pytest

import wparchive

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Kite day | Hilltop</title>
<meta name="generator" content="WordPress 4.5"><link rel="canonical" href="{host}/2006/05/kite/">
<link rel="shortlink" href="{host}/?p=33"></head><body class="single single-post postid-33">
<div id="post-33" class="post-33 post hentry"><h1 class="entry-title">Kite day</h1>
<div class="entry-content"><p>We flew the red kite over the hill.</p></div></div>
<ol class="commentlist"><li class="comment" id="comment-15"><cite class="fn">Tom</cite>
<p>Did you find it again?</p></li></ol></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>{title}</title><atom:link href="{host}{own}" rel="self" /><link>{host}{link}</link>
<generator>https://wordpress.org/?v=4.5</generator>{items}</channel></rss>"""
COMMENT = """<item><title>By: Tom</title><link>{host}/2006/05/kite/comment-page-1/#comment-15</link>
<dc:creator>Tom</dc:creator><pubDate>Tue, 02 May 2006 09:00:00 +0000</pubDate>
<guid isPermaLink="false">{guid}#comment-15</guid>
<content:encoded><![CDATA[<p>Did you find it again?</p>]]></content:encoded></item>"""


def read(tmp_path, feed, host="https://hilltop.example", at="2006/05/kite/feed"):
    for place, text in (("2006/05/kite", PAGE.format(host=host)), (at, feed)):
        folder = tmp_path / "site" / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(text)
    with wparchive.open_source(tmp_path / "site") as archive:
        return archive.site, list(archive)


def feed(host="https://hilltop.example", guid="https://hilltop.example/?p=33", **more):
    values = {
        "title": "Comments on: Kite day",
        "own": "/2006/05/kite/feed/",
        "link": "/2006/05/kite/",
    }
    items = more.pop("items", COMMENT.format(host=host, guid=guid))
    return FEED.format(host=host, items=items, **values | more)


@pytest.mark.parametrize(
    "text",
    [feed(), feed(guid="http://old.example/?p=33"), feed(host="http://old.example"),
     feed(host="http://old.example", guid="http://older.example/?p=33")],
    ids=["the same host", "an old guid", "an old host", "two old hosts"],
)  # fmt: skip
def test_page_and_feed_of_comments_are_one_post(tmp_path, text):
    site, posts = read(tmp_path, text)
    assert [(p.id, p.link, len(p.comments)) for p in posts] == [
        (33, "https://hilltop.example/2006/05/kite/", 1)
    ]
    assert site.title == "Hilltop"


@pytest.mark.parametrize("own", ["/about/feed/", "/?feed=rss2&amp;p=7"])
def test_a_feed_without_comments_names_a_post(tmp_path, own):
    text = feed(title="Comments on: About", own=own, link="/", items="")
    assert read(tmp_path, text, at="about/feed")[0].title == "Hilltop"


def test_feeds_of_other_sites_keep_their_links(tmp_path):
    text = feed(host="https://friend.example", guid="https://friend.example/?p=33", link="/blog/x/")
    _, posts = read(tmp_path, text, at="friends/feed")
    assert {p.link for p in posts} == {
        "https://hilltop.example/2006/05/kite/", "https://friend.example/2006/05/kite/"
    }  # fmt: skip
