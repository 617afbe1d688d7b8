"""Pages and bodies made to keep a regular expression busy take time that grows as they do."""

from __future__ import annotations

import pytest

from tests.growth import LIMIT, exponent
from tests.pages import HOST, page, post
from wparchive.model.records import Post
from wparchive.readers.pages.extract import read_page
from wparchive.render.links import links
from wparchive.render.summary import plain_text

COMMENT = (
    '<ol class="commentlist"><li id="comment-1" class="comment"><cite class="fn">Ann</cite> says:'
    ' <a href="#comment-1">May 1, 2015 at 10:00</a><p>a comment{}</p></li></ol>'
)


def titled(title):
    return page(COMMENT.format("")).replace(b"Ein Beitrag | Blog", title.encode(), 1)


def inside(opening):
    return page(opening + COMMENT.format("") + "</div>")


# What each does to a page, by a number of repeats.
PAGES = {
    "dashes in a title": lambda n: titled("Hello " + "-" * n + "Blog"),
    "colons in a title": lambda n: titled("Hello " + "::" * n + "Blog"),
    "spaces in a title": lambda n: titled("Hello" + " " * n + "Blog"),
    "bars in a title": lambda n: titled("Hello" + " |" * n + "Blog"),
    "digits in a class": lambda n: inside(f'<div class="comments-{"1" * n}x">'),
    "items in a class": lambda n: inside(f'<div class="comments{"-item1" * n}!">'),
    "letters in a list's class": lambda n: inside(f'<ol class="a-comments-lists{"-c_c" * n}-!">'),
    "pings in a class": lambda n: inside(f'<ol class="{"ping-list-" * n}!">'),
    "dates in a class": lambda n: inside(f'<div class="{"date-published-" * n}!">'),
    "tags in a class": lambda n: inside(f'<div class="{"schlagwort_" * n}!">'),
    "digits in a sidebar's class": lambda n: inside(f'<div class="widget{"1" * n}x">'),
    "digits in a navigation's id": lambda n: inside(f'<div id="nav-{"1" * n}x">'),
    "spaces in a refresh": lambda n: page(head=f'<meta http-equiv="refresh" content="{" " * n}x">'),
    "digits in a refresh": lambda n: page(
        head=f'<meta http-equiv="refresh" content="{"0" * n} x">'
    ),
    "a refresh without an address": lambda n: page(
        head=f'<meta http-equiv="refresh" content="0; url{" " * n}x">'
    ),
    "spaces in a feed's title": lambda n: page(
        head=f'<link rel="alternate" type="application/rss+xml" title="Hello{" " * n}x">'
    ),
    "arrows in a feed's title": lambda n: page(
        head=f'<link rel="alternate" type="application/rss+xml" title="Hello{" »" * n}x">'
    ),
    "numbers in a feed's title": lambda n: page(
        head=f'<link rel="alternate" type="application/rss+xml" title="Hello RSS 2{".0" * n}x">'
    ),
    "spaces in a comment": lambda n: page(COMMENT.format(" " * n + "x")),
    "breaks in a comment": lambda n: page(COMMENT.format("<br />" * n + "x")),
    "empty parts in a comment": lambda n: page(COMMENT.format("<span> </span>" * n + "x")),
    "spans without an end": lambda n: page(article=post("<p>" + "<span>a" * n)),
    "headings": lambda n: page(article=post("<h2>a</h2>" * n)),
    "names in a byline": lambda n: page(article=post(f"<p>by {'Aa' * n};</p>")),
    "scripts without an end": lambda n: page(head="<script" * n),
    "scripts with a type": lambda n: page(head='<script type="application/ld+json"' * n),
}
ELEMENTS = ("spans without an end", "headings", "empty parts in a comment")
BODIES = {
    "spaces in a style's address": '<p style="background:url({} )">a</p>'.format,
    "quotes in a style's address": '<p style="background:url(&quot;{})">a</p>'.format,
    "a style without an end": '<p style="background:{}">a</p>'.format,
    "a sheet": "<style>a {{ background: url({} x }}</style>".format,
}
FILLS = (" ", "url(", "url( ", "url('a", "a ")


@pytest.mark.parametrize("kind", PAGES)
def test_pages(kind):
    def work(size):
        data = PAGES[kind](size)
        return lambda: read_page(data, source="page.html")

    # Elements take longer than letters.
    assert exponent(work, 800 if kind in ELEMENTS else 16_000) < LIMIT


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("fill", FILLS)
def test_links(kind, fill):
    def work(size):
        content = BODIES[kind](fill * size)
        # The links of a post that was asked for last are kept.
        return lambda: list(links(Post(link=f"{HOST}/a/", content=content)))

    assert exponent(work, 16_000) < LIMIT


@pytest.mark.parametrize("text", ["<span ", "<span title='", "<!--", "<h2>", "<h2><p>", "&#"])
def test_plain_text(text):
    assert exponent(lambda n: lambda: plain_text(text * n), 16_000) < LIMIT
