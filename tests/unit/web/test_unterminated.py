import time

import pytest

from tests.growth import LIMIT, exponent
from wparchive.render.links import in_text
from wparchive.render.markdown import to_markdown
from wparchive.render.summary import plain_text
from wparchive.transforms.sanitize import sanitize
from wparchive.web.unterminated import end_tags


@pytest.mark.parametrize(
    "text",
    [
        '<p class="a">x</p>',
        '<img alt="a > b" src="x.png"> and <b title=\'1 < 2\'>y</b>',
        '<a href="x" title="say <em>hi</em>">z</a>',
        '<!-- wp:image {"a":"<b>"} --><p>x</p><!-- /wp:image -->',
        "1 < 2 and 3 > 2, a<3, don't",
        "<p\n  class='x'\n>it's \"quoted\"</p>",
    ],
)
def test_what_ends_stays_as_it_is(text):
    assert end_tags(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b and c MORE", "a &lt;b and c MORE"),
        ("<p>if (a<c) THREE[/code]</p>", "<p>if (a&lt;c) THREE[/code]</p>"),
        ("one <!-- open TWO", "one &lt;!-- open TWO"),
        (
            'A <a href="http://l.example/x>Link</a> rest',
            'A <a href="http://l.example/x">Link</a> rest',
        ),
        (
            'A <a href="http://l.example/x>Link</a> and <a href="http://l.example/y">Y</a>',
            'A <a href="http://l.example/x">Link</a> and <a href="http://l.example/y">Y</a>',
        ),
    ],
)
def test_what_never_ends_is_given_an_end(text, expected):
    assert end_tags(text) == expected


@pytest.mark.parametrize("clean", [to_markdown, sanitize])
def test_no_text_is_swallowed(clean):
    for text in (
        'Before <a href="http://l.example/x>Link</a> AFTER',
        "when a <b and c then AFTER http://l.example/q",
        "[code]if (a<c) AFTER[/code]",
        "one <!-- open AFTER",
    ):
        assert "AFTER" in clean(text)
    assert [p.url for p in in_text("a <b and http://l.example/q</p>")] == ["http://l.example/q"]


@pytest.mark.parametrize("seed", ['<a href="x>', "<b ", "<!--", "<a b='>", '="<', "<a '\"", '=">'])
def test_hostile_repetition_costs_linear_time(seed):
    started = time.process_time()
    end_tags(seed * 50_000)
    assert time.process_time() - started < 10


def test_a_script_hides_nothing_and_is_hidden_by_nothing():
    text = "<script>if (a<b) x('</p>');</script> AFTER <style>a > b</style>"
    assert end_tags(text) == text


def test_an_equals_sign_at_a_value_s_end_begins_no_value():
    text = '<video src="data:video/mp4;base64,AAA="></video>\n<p class="x">AFTER</p>'
    assert end_tags(text) == text


def test_each_of_several_values_without_an_end_gets_one():
    made = end_tags('<a href="x>one</a> <a href="y>two</a> three')
    assert made == '<a href="x">one</a> <a href="y">two</a> three'


@pytest.mark.parametrize("seed", ["<!--", "<!-- a -->", "<script>", "<style", "-->", "<a "])
def test_plain_text_costs_linear_time(seed):
    assert exponent(lambda number: lambda: plain_text(seed * number), 40_000) < LIMIT


def test_plain_text_is_what_readers_see():
    text = "a<!-- b --> c <script>d--></script> <b>e</b>"
    assert plain_text(text) == "a c e"
