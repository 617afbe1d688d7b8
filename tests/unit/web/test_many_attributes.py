"""Tags with thousands of attributes: the time is linear, and texts and links stay."""

from __future__ import annotations

import pytest

from tests.growth import LIMIT, exponent
from wparchive.transforms.sanitize import sanitize
from wparchive.web.html import parse_document, parse_fragment, parse_tree, visible_text
from wparchive.web.many_attributes import limited

PAD = "<p>" + "word " * 4000 + "</p>"
WAYS = {
    "plain": 'a{}="x" ',
    "bare": "a{} ",
    "quoted": "a{}='>'/",
    "unquoted": "a{}=x\n",
    "colons": 'x:a{}="<p>" ',
    "stray": 'a{}" ',
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("parse", [parse_fragment, parse_tree, parse_document, sanitize])
def test_the_time_is_linear_in_the_number_of_attributes(way, parse):
    def work(number):
        markup = "<p " + "".join(way.format(place) for place in range(number)) + ">Words</p>"
        return lambda: parse(markup)

    assert exponent(work, 40_000) < LIMIT


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_texts_and_links_stay(way):
    many = "".join(way.format(place) for place in range(3_000))
    tree = parse_tree(
        f'{PAD}<p>One <a {many} HREF="https://blog.example/x" title="T">two</a> three</p>'
    )
    [link] = tree.iter("a")
    assert link.get("title") == "T"
    assert link.get("href") == "https://blog.example/x"
    assert len(link.attrib) <= 1_002
    assert "".join(visible_text(tree)).endswith("One two three")


@pytest.mark.parametrize(
    "markup",
    [
        "<p title='a > b'>x</p>", "a < b and c > d", "<p a=b", '<p a="', "<p = == a= =b>", "<a/b/c>", "<3", "<!-- <p x> -->",
        '<img alt="1 < 2" src=x>', "<p a = 'x' b>", "<script>if (a<b && c>d) x()</script>", "<p \u00e9=1 >",
    ],
)  # fmt: skip
def test_other_markup_is_not_changed(markup):
    assert limited(markup * 2_000) == markup * 2_000


@pytest.mark.parametrize("start", ["<a ", '<a b="', "<a b='", "<a =", "<a b= ", "<", "<a b=<"])
def test_tags_without_end_cost_no_more_than_their_length(start):
    # Short texts are not looked at.
    assert exponent(lambda number: lambda: limited(start * number), 400_000, parts=16) < LIMIT
