"""content.html: each case names the behaviour of browsers or of lxml that it pins."""

import time

import pytest
from lxml import etree
from lxml.html import HtmlElement

from wparchive.web.bare_urls import bare_urls
from wparchive.web.html import parse_fragment, parse_tree, visible_text
from wparchive.web.html_links import clean_url, own_links
from wparchive.web.shallow_trees import MAX_DEPTH, shallow_tree


def links_in(root):
    return [link for element in root.iter(etree.Element) for link in own_links(element)]


def text_of(html):
    return "".join(parse_tree(html).itertext())


def depth_of(root):
    deepest, level, element = 0, 0, root
    stack = [(root, 0)]
    while stack:
        element, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in element)
    return deepest


def test_fragment_is_the_children_of_one_html_element():
    root = parse_fragment("<p>a</p>b<p>c</p>")
    assert isinstance(root, HtmlElement)
    assert [child.tag for child in root] == ["p", "p"]
    assert root[0].tail == "b"


def test_empty_input_gives_an_empty_root():
    assert len(parse_fragment("")) == 0


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("x</body></html>y<p>z", "xyz"),  # libxml2 drops what follows </html>
        ("a<wbr>b<wbr>c", "abc"),  # libxml2 does not know that wbr is void
        ("half a pair: \ud800!", "half a pair: \ufffd!"),  # no UTF-8 for it
        ("nul: \x00!", "nul: \ufffd!"),
        ('<p a"b {}=1>x</p>', "x"),  # attribute names that dict(el.attrib) chokes on
        ("<frameset><frame src=x></frameset>y", "y"),
        ("<o:p>office</o:p>", "office"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_no_text_is_lost(html, text):
    assert text_of(html) == text


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "span"])
@pytest.mark.parametrize("depth", [250, 260, 2_100, 10_000])
def test_nothing_is_lost_at_any_depth(tag, depth):
    html = f"<{tag}>" * depth + "x" + f"</{tag}>" * depth + "<p>after</p>"
    for root in (parse_tree(html), parse_fragment(html)):
        assert "".join(root.itertext()) == "xafter"
        assert depth_of(root) <= 256


def test_document_order_survives_flattening():
    html = "<div>a" * (MAX_DEPTH * 2) + "".join(f"</div>{n} " for n in range(MAX_DEPTH * 2))
    expected = "a" * (MAX_DEPTH * 2) + "".join(f"{n} " for n in range(MAX_DEPTH * 2))
    assert text_of(html) == expected


def test_text_over_ten_megabytes_survives():
    assert len(text_of("<p>" + "word " * 2_200_000)) == 11_000_000


def test_shallow_tree_keeps_attributes_comments_and_order():
    root = shallow_tree("<p id=a>x<!-- c --d -->y<br>z</p>", depth=3)
    assert root[0].get("id") == "a"
    assert "".join(visible_text(root)) == "xyz"


@pytest.mark.parametrize(
    ("html", "bold"),
    [
        ("<p><b>one</p><p>two</b> x</p>", ["one", "two"]),  # what wpautop makes of two paragraphs
        ("<p>a<b>b</p><p>c</b>d</p>", ["b", "c"]),
        ("<b><p>one</p><p>two</p></b>", ["one", "two"]),  # libxml2 ends b where p starts
        ("<ul><li><b>a<li>b</b></ul>", ["a", "b"]),
        ("<p><b>never closed</p><p>rest</p>", ["never closed"]),  # no end to come: it stops
    ],
)
def test_misnested_formatting_goes_on_as_in_browsers(html, bold):
    root = parse_tree(html)
    found = [
        text.strip()
        for element in root.iter("b", "strong")
        for text in element.itertext()
        if text.strip()
    ]
    assert found == bold


def test_misnested_quote_ends_where_it_is_closed():
    root = parse_tree("<blockquote><div>q</blockquote><p>after</p>")
    assert [child.tag for child in root] == ["blockquote", "p"]


def test_paragraph_in_heading_stays_in_it():
    root = parse_tree("<h1><p>Title</p></h1><p>x</p>")
    assert "".join(root.find("h1").itertext()) == "Title"


def test_links_of_every_kind_in_document_order():
    html = """<a href=" /a&amp;b ">x</a><img src=i srcset="j 1x, k,l 2x,m"><video src=v poster=p>
    <source src=s></video><object data=o></object><blockquote cite=c></blockquote>
    <form action=no></form><div href=no></div><fb:like href=yes></fb:like><a href="">e</a>"""
    found = list(links_in(parse_fragment(html)))
    assert [url for _, _, url in found] == [
        "/a&b",
        "i",
        "j",
        "k,l",
        "m",
        "v",
        "p",
        "s",
        "o",
        "c",
        "yes",
    ]
    assert found[0] == ("a", "href", "/a&b")
    assert found[2] == ("img", "srcset", "j")


def test_clean_url_drops_what_browsers_drop():
    assert clean_url(" http://x.y/a\n b\t ") == "http://x.y/a b"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see http://x.y/a, (http://x.y/b) and http://x.y/c_(d)!", ["http://x.y/a", "http://x.y/b", "http://x.y/c_(d)"]),
        ("[embed]http://x.y/1[/embed]", ["http://x.y/1"]),
        ("http://x.y/?a[]=1&b[0]=2", ["http://x.y/?a[]=1&b[0]=2"]),
        ("www.x.y/z. HTTPS://X.Y", ["www.x.y/z", "HTTPS://X.Y"]),
        ("„http://x.y/“ und http://x.y/?a=1&amp;", ["http://x.y/", "http://x.y/?a=1"]),
        ("no.url at://all", []),
    ],
)  # fmt: skip
def test_bare_urls(text, urls):
    assert list(bare_urls(text)) == urls


def test_visible_text_is_in_order():
    root = parse_tree("a<b>c<i>d<u>e</u>f</i>g</b>h<!-- x --><?x?>i<script>y</script>j")
    assert "".join(visible_text(root)) == "acdefghij"


def test_visible_text_leaves_out_what_nobody_sees():
    root = parse_fragment("a<script>b</script>c<!-- d -->e<style>f</style>g<?php h ?>")
    assert "".join(visible_text(root)) == "aceg"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="' * 50_000,
        "<b><p>x</b>" * 20_000,
        "<b><p>x" * 20_000 + "</b>" * 20_000,
        "<!-- x " * 100_000,
        "<a b='" * 100_000,
        "<wbr " * 100_000,
        "<h1><p>" * 20_000,
        "<b " * 100_000,
    ],
)
def test_hostile_markup_takes_linear_time(html):
    start = time.process_time()
    parse_tree(html)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("length", [10, 700, 990])
def test_a_paragraph_in_a_heading_stays_in_the_heading(length):
    text = "y" * length
    [heading] = parse_tree(f"<h2><p>{text}</p></h2><h3>z</h3>").iter("h2")
    assert "".join(heading.itertext()) == text
