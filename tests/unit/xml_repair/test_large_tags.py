"""Tags that are too large for a parser: they cost one item at most, and are reported."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from tests.growth import LIMIT, exponent
from tests.wxr import HEAD, comment, export, item
from wparchive.api import open_source
from wparchive.errors.notices import Code
from wparchive.web.attributes import attributes_of
from wparchive.web.html import parse_tree

NAME = "n" * 1_000_000
MANY = " ".join(f'a{number}="{number}"' for number in range(100_000))
TAGS = {
    "name": f"<{NAME}>deep</{NAME}>",
    "name with a prefix": f"<wp:{NAME} x='1'>deep</wp:{NAME}>",
    "name of an attribute": f'<x {NAME}="1">deep</x>',
    "name of an instruction": f"<?{NAME} a?><x>deep</x>",
    "name that has no end": f"<{NAME} <x>deep</x>",
    "attributes": f"<x {MANY}>deep</x>",
}
REPORTED = {Code.MARKUP_ESCAPED, Code.TAG_DROPPED, Code.TAG_REPAIRED, Code.TEXT_LOST}


def rss(more):
    items = "".join(
        f"<item><title>{n}</title><link>https://blog.example/{n}/</link>"
        f"<guid>https://blog.example/?p={n}</guid><description>d</description>"
        f"{more if n == 2 else ''}</item>"
        for n in (1, 2, 3)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>B</title>{items}</channel></rss>'
    )


def atom(more):
    entries = "".join(
        f"<entry><title>{n}</title><id>https://blog.example/?p={n}</id><updated>2020-01-0{n}T00:00:00Z"
        f'</updated><link href="https://blog.example/{n}/"/><content type="html">c</content>'
        f"{more if n == 2 else ''}</entry>"
        for n in (1, 2, 3)
    )
    head = "<title>B</title><id>urn:b</id><updated>2020-01-01T00:00:00Z</updated>"
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def inside(more):
    return export(item(1), item(2, more=more), item(3))


def in_a_comment(more):
    one = comment(5).replace("</wp:comment>", f"{more}</wp:comment>")
    return export(item(1), item(2, comments=one), item(3))


def in_the_channel(more):
    return export(item(1), item(2), item(3), head=HEAD + more)


def read(path):
    before = time.process_time()
    with open_source(path) as archive:
        posts = list(archive)
        return posts, {n.code for n in archive.notices}, time.process_time() - before


@pytest.mark.parametrize("kind", TAGS)
@pytest.mark.parametrize("place", [inside, in_a_comment, in_the_channel, rss, atom])
def test_a_tag_that_is_too_large_costs_no_other_item(tmp_path, place, kind):
    if place is atom and kind in {"name with a prefix", "name that has no end"}:
        pytest.skip("Atom is not repaired tag by tag")
    path = tmp_path / "x.xml"
    path.write_text(place(TAGS[kind]))
    posts, codes, _ = read(path)
    assert [str(post.guid).rpartition("=")[2] for post in posts][:3:2] == ["1", "3"]
    assert len(posts) == 3
    assert kind == "attributes" or codes & REPORTED


def test_attributes_are_read_in_linear_time():
    def work(number):
        p = etree.HTML(f"<p {' '.join(f'a{n}=x' for n in range(number))}>").find(".//p")
        assert len(attributes_of(p)) == number
        return lambda: attributes_of(p)

    assert exponent(work, 20_000) < LIMIT


@pytest.mark.parametrize("number", [1, 60])
def test_attributes_of_any_number_are_the_same(number):
    text = " ".join(f'x:a{n}="&lt;ü&#10;{n}"' for n in range(number))
    [found] = parse_tree(f"<p {text}>").iter("p")
    assert list(attributes_of(found)) == [(f"x:a{n}", f"<ü\n{n}") for n in range(number)]
