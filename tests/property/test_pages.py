"""Arbitrary and damaged pages: reading never raises, and its time grows as the page does."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth import LIMIT, exponent
from tests.pages import page
from tests.unit.readers.pages.extract.comments.test_markup import FAMILIES, FORM
from wparchive.readers.pages.extract import Page, PageKind, read_page

MARKUP = st.sampled_from(
    [*"<>&\"'/= \n\t\0\x0b\ufffe\ud7ff", "<div", "</div>", "<p>", "<li id='comment-1' class='comment depth-9'>",
     "<ol class=commentlist>", "<ul class='children'>", "<table>", "<td>", "<b>", "<i>", "</i>", "<script>", "<!--", "-->",
     "<title>", "</title>", "<article id=post-7 class=hentry>", "<div class=entry-content>", "<time datetime='2011-13-41'>",
     "<cite class=fn>", "<form>", "<a href='#comment-1'>", "<meta charset=x>", "<base>", "<svg>", "<![CDATA[", "]]>",
     '<script type="application/ld+json">', '{"@type":"Article","author":[[{"@id":{}}]],"datePublished":[1,null]}',
     "31.12.2011", "9999999999", "&#0;", "&#xD800;", "&bogus;", "日本", "é"]
)  # fmt: skip


def check(found):
    assert isinstance(found, Page)
    assert isinstance(found.kind, PageKind)
    assert (found.post is not None) == found.kind.is_single
    # Nothing is in it that cannot be written.
    assert msgspec.json.decode(msgspec.json.encode(found), type=Page) == found


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data):
    check(read_page(data, source="x"))
    check(read_page(b"<html><body>" + data, source="x", charset="utf-16"))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(MARKUP, max_size=60).map("".join),
    st.sampled_from(["https://b.example/1/", "::", "//[", None]),
)
def test_any_markup(text, url):
    check(read_page(("<html>" + text).encode("utf-8", "surrogatepass"), source="x", url=url))


def damaged(chance, data):
    """Bytes with a few runs left out, doubled, moved or replaced."""
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(data)), chance.randint(1, 200)
        run = data[at : at + size]
        other = chance.randrange(len(data))
        data = {
            "cut": data[:at] + data[at + size :],
            "double": data[:at] + run + data[at:],
            "move": (data[:at] + data[at + size :])[:other]
            + run
            + (data[:at] + data[at + size :])[other:],
            "noise": data[:at]
            + bytes(chance.randrange(256) for _ in range(size))
            + data[at + size :],
            "end": data[: at + 50],
        }[chance.choice(["cut", "double", "move", "noise", "end"])]
    return data


@pytest.mark.parametrize("family", FAMILIES)
def test_damaged_pages(family):
    whole = page(FAMILIES[family] + FORM)
    chance = random.Random(family)
    for _ in range(40):
        check(read_page(damaged(chance, whole), source="x"))


HEAVY = {
    "nested": lambda n: b"<div>" * n,
    "unclosed links": lambda n: b'<a href="' * n,
    "unclosed comments": lambda n: b"<!--" * n,
    "scripts": lambda n: b"<script>" * n,
    "bold": lambda n: b"<b><p>" * n,
    "lists": lambda n: b"<ul class=commentlist><li class=comment>" * n,
    "replies": lambda n: b"".join(b'<ul class="children"><li id="comment-%d" class="comment depth-%d">x' % (i, i) for i in range(n)),
    "comments": lambda n: b'<ol class="commentlist">' + b"".join(
        b'<li id="comment-%d" class="comment"><cite class="fn">A</cite><a href="#comment-%d">May 7, 2011 at 8:09 am</a><p>Text</p></li>' % (i, i) for i in range(n // 4)),
    "pings": lambda n: b'<ol class="commentlist">' + b'<li class="pingback">Pingback: <a href="x">y</a></li>' * (n // 2),
    "unmarked": lambda n: b'<div id="comments">' + b'<div class="comment"><cite>A</cite> 1.1.2011 <p>Text</p></div>' * (n // 2),
    "pieces of comments": lambda n: (
        b'</b><a href="/x/#comment-2"><time datetime="2020-02-02T12:00:00+00:00">2 February 2020</time></a></footer>'
        b'<div class="comment-content"><p>Well said.</p></div></article>1</li></ol></div></main>') * n,
    "dates": lambda n: b"<p>1.1.2011 10:11 May 5, 2011</p>" * n,
    "classes": lambda n: b"".join(b'<p class="a%d-share b-%d">x</p>' % (i, i) for i in range(n)),
    "json": lambda n: b'<script type="application/ld+json">' + b"[" * n + b"</script>",
    "digits": lambda n: b"<h2 class=comments-title>" + b"1" * n + b"</h2>" + b"1/" * n,
    "class": lambda n: b'<p class="' + b"a-" * n + b'">x',
    "hyphens": lambda n: b'<div class="' + b"post-" * n + b'" id="' + b"comment-" * n + b'">x</div>',
    "links": lambda n: b'<a rel="tag" href="/tag/x/">x</a>' * n,
    "names": lambda n: b"<span>posted by A b c d on " * n,
}  # fmt: skip


@pytest.mark.parametrize("heavy", HEAVY)
def test_time_grows_as_the_page_does(heavy):
    def work(size):
        data = page("<p>Text</p>" + HEAVY[heavy](size).decode())
        return lambda: check(read_page(data, source="x"))

    assert exponent(work, 2_000) < LIMIT
