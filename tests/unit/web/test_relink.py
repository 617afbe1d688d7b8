"""Links written anew in the text of HTML: what a parser finds, and nothing else."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.growth import LIMIT, exponent
from wparchive.web.html import parse_tree
from wparchive.web.html_links import own_links
from wparchive.web.relink import base_of, relink, rewrite_links


def links_in(root):
    return [link for element in root.iter(etree.Element) for link in own_links(element)]


def loud(url):
    return url.upper() + "?a=1&b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a href="/x">/x</a>', '<a href="/X?a=1&amp;b">/x</a>'),
        ("<A  HREF = '/x' title=\"href='/x'\">", "<A  HREF = \"/X?a=1&amp;b\" title=\"href='/x'\">"),
        ("<a class=b href=/x>x</a> 1<2", '<a class=b href="/X?a=1&amp;b">x</a> 1<2'),
        ('<a data-href="/x" href="#x">', '<a data-href="/x" href="#X?a=1&amp;b">'),
        ('<img alt="a>b" src=" /x\n" />', '<img alt="a>b" src="/X?a=1&amp;b" />'),
        ('<img srcset="/x 1x, /xy 2x">', '<img srcset="/X?a=1&amp;b 1x, /XY?a=1&amp;b 2x">'),
        ('<!-- <a href="/x"> --><script>"<a href=\'/x\'>"</script>',) * 2,
        ('<p href="/x" title="/x">',) * 2,
        ("<a href>", "<a href>"),
        ("<a href='/x'>x</a><!-- <a href='/x'>", '<a href="/X?a=1&amp;b">x</a><!-- <a href=\'/x\'>'),
    ],
)  # fmt: skip
def test_only_links_change(text, expected):
    assert relink(text, loud) == expected


def test_what_leads_where_it_did_stays_as_it_is_written():
    text = "<A HREF=&#x2f;x?a&b TITLE=\"'\"><br/><IMG SRCSET='/x 1x,/y 2x'></P><p>open"
    assert relink(text, str) == text


PIECES = st.sampled_from(
    ['<a href="/x?p=1&amp;b">', "<a title='>' href=/y>", "</a>", "<p>", "</p>", " text < & ",
     '<img src="i.png" srcset="/a 1x, /b 2x" alt="<i>">', "<!-- <a href='/no'> -->",
     "<blockquote cite='/c'>", "<script src='/s'>'<a href=\"/no\">'</script>", "<br/>",
     "<video poster=/v src='/w'></video>", '<a\nhref="/ü">', "<wbr>", "&amp;"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join))
def test_every_link_that_a_parser_finds_is_written_anew(text):
    def mark(url):
        return f"/new{url}"

    before = [url for _, _, url in links_in(parse_tree(text))]
    after = [url for _, _, url in links_in(parse_tree(relink(text, mark)))]
    assert after == [mark(url) for url in before]


@pytest.mark.parametrize("piece", ["<!-- ", '<a href="x ', "<a '", "<script>", "<a b=c "])
def test_a_hundred_kilobytes_of_openings_take_no_longer_than_text(piece):
    """Quadratic, they would take minutes."""
    text = piece * 100_000
    assert relink(text, str) == text


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("/a 1x, /b 2x", "/b 1x, /c 2x"),
        ("/a, /a 2x,/b", "/b, /b 2x,/c"),
        ("/a,/b 2x", "/x 2x"),  # without a space after it, a comma belongs to the URL
        (" ,, /a\n 1x,", " ,, /b\n 1x,"),
        ("/a,, /b", "/b,, /c"),
        ("/a /a, /b", "/b /a, /c"),
    ],
)
def test_each_url_of_a_srcset_is_written_anew_once(srcset, expected):
    next_one = {"/a": "/b", "/b": "/c", "/a,/b": "/x"}.__getitem__

    assert relink(f'<img srcset="{srcset}">', next_one) == f'<img srcset="{expected}">'
    tree = parse_tree(f'<img srcset="{srcset}">')
    rewrite_links(tree, next_one)
    assert tree.find(".//img").get("srcset") == expected


@pytest.mark.parametrize("quote", ["'", '"', ""])
@pytest.mark.parametrize("way", ["text", "tree"])
def test_time_is_linear_in_the_urls_of_a_srcset(quote, way):
    space = " " if quote else "&#32;"

    def work(number):
        urls = f",{space}".join(f"/{n}{space}1x" for n in range(number))
        text = f"<img srcset={quote}{urls}{quote}>"
        if way == "text":
            return lambda: relink(text, loud)
        return lambda: rewrite_links(parse_tree(text), loud)

    assert exponent(work, 4_000) < LIMIT


@pytest.mark.parametrize("tag", ["<a =>", "<a b=c>", "<a href=/x>"])
def test_small_tags_take_little_memory(tag):
    text = tag * 50_000
    relink(tag, str)
    tracemalloc.start()
    relink(text, str)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(text)


@pytest.mark.parametrize(
    ("markup", "base"),
    [
        ('<base href="https://a.example/">', "https://a.example/"),
        ("<BASE target=x HREF=../up/>", "https://blog.example/up/"),
        ("<base href='/a&amp;b/'>", "https://blog.example/a&b/"),
        ("<base target=_top><base href=/b/><base href=/c/>", "https://blog.example/b/"),
        ("<!-- <base href=/c/> --><p>", "https://blog.example/x/y"),
        ("<script>'<base href=/c/>'</script>", "https://blog.example/x/y"),
        ('<base href="javascript:alert(1)">', "https://blog.example/x/y"),
        ('<base href="data:,x">', "https://blog.example/x/y"),
        ("<basefont href=/c/>", "https://blog.example/x/y"),
        ("<p>" * 10 + "<base href=/late/>", "https://blog.example/x/y"),
        ("", "https://blog.example/x/y"),
    ],
)
def test_the_first_base_of_a_page_counts(markup, base):
    assert base_of(markup, "https://blog.example/x/y", 10) == base
