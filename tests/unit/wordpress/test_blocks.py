"""The block grammar: each case names the rule of WordPress's parser that it proves."""

import re
import time

import pytest

from tests.block_tree import Block, parse_blocks
from tests.growth import LIMIT, exponent
from wparchive.render.body import body_html
from wparchive.wordpress import block_rendering
from wparchive.wordpress.block_rendering import BlockRenderer
from wparchive.wordpress.blocks import end_delimiters, has_blocks


def free(text):
    return Block(None, content=[text])


GRAMMAR = [
    ("nothing is no block", "", []),
    ("text without blocks is free", "a", [free("a")]),
    ("a name without namespace is core's", "<!-- wp:a -->b<!-- /wp:a -->", [Block("core/a", content=["b"])]),
    ("a namespace is kept", "<!-- wp:n/a /-->", [Block("n/a")]),
    ("attributes are JSON", '<!-- wp:a {"b":[1,{"c":null}]} /-->', [Block("core/a", {"b": [1, {"c": None}]})]),
    ("dashes come escaped", '<!-- wp:a {"b":"\\u002d\\u002d"} /-->', [Block("core/a", {"b": "--"})]),
    ("attributes end where the comment ends", '<!-- wp:a {"b":"} c"} -->d<!-- /wp:a -->', [Block("core/a", {"b": "} c"}, content=["d"])]),
    ("what is no JSON says nothing", "<!-- wp:a {b} /-->", [Block("core/a", None)]),
    ("nor does what JSON lacks", '<!-- wp:a {"b":NaN} /-->', [Block("core/a", None)]),
    ("nor half a surrogate pair", '<!-- wp:a {"b":"\\ud800"} /-->', [Block("core/a", None)]),
    ("attributes without an end are none", '<!-- wp:a {"b":1 -->', [free('<!-- wp:a {"b":1 -->')]),
    ("names are lower case", "<!-- wp:A /-->", [free("<!-- wp:A /-->")]),
    ("a space must follow the name", "<!-- wp:a-->", [free("<!-- wp:a-->")]),
    ("white space between blocks is free text", "<!-- wp:a /-->\n<!-- wp:b /-->", [Block("core/a"), free("\n"), Block("core/b")]),
    ("blocks nest", "<!-- wp:a -->b<!-- wp:c /-->d<!-- /wp:a -->", [Block("core/a", inner=[Block("core/c")], content=["b", None, "d"])]),
    ("an inner block has a text, even an empty one", "<!-- wp:a --><!-- wp:b --><!-- /wp:b --><!-- /wp:a -->", [Block("core/a", inner=[Block("core/b", content=[""])], content=[None])]),
    ("an outer one has none then", "<!-- wp:a --><!-- /wp:a -->", [Block("core/a")]),
    ("a closing name is not compared", "<!-- wp:a -->b<!-- /wp:c -->", [Block("core/a", content=["b"])]),
    ("an end of none ends the reading", "a<!-- /wp:b --><!-- wp:c /-->", [free("a<!-- /wp:b --><!-- wp:c /-->")]),
    ("a block never closed has the rest", "a<!-- wp:b -->c", [free("a"), Block("core/b", content=["c"])]),
    (
        "two of them both have it, the inner first",
        "<!-- wp:a -->b<!-- wp:c -->d",
        [free("b"), Block("core/c", content=["d"]), Block("core/a", content=["b<!-- wp:c -->d"])],
    ),
    ("a closing void delimiter is void", "<!-- /wp:a /-->", [Block("core/a")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [g[1:] for g in GRAMMAR], ids=[g[0] for g in GRAMMAR]
)
def test_grammar(text, expected):
    assert parse_blocks(text) == expected


def test_html_is_the_text_without_inner_blocks():
    (block,) = parse_blocks("<!-- wp:a -->b<!-- wp:c -->d<!-- /wp:c -->e<!-- /wp:a -->")
    assert block.html == "be"
    assert block.inner[0].html == "d"


STRIPPED = [
    ("text", "text"),
    ("<!-- wp:a -->\n<p>b</p>\n<!-- /wp:a -->\n", "\n<p>b</p>\n\n"),
    ('a<!-- wp:n/b {"c":"\\u002d\\u002d>"} -->d', "ad"),
    ("<!-- /wp:a -->b", "b"),
    ("<!-- wp:a {b -->c", "<!-- wp:a {b -->c"),
    ("<!-- more --><!--wp:a -->", "<!-- more --><!--wp:a -->"),
    ("a\r\n\x00 <!--\t\nwp:b\n-->\x85c", "a\r\n\x00 \x85c"),
]


@pytest.mark.parametrize(("text", "expected"), STRIPPED)
def test_rendering_takes_only_the_delimiters_away(text, expected):
    assert BlockRenderer().run(text) == expected


def test_what_only_a_running_site_can_show_stays_as_a_comment():
    text = '<p>a</p><!-- wp:latest-posts {"postsToShow":5} /--><!-- wp:acme/map {"at":"b"} /-->'
    assert BlockRenderer().run(text) == text


def test_an_empty_block_shows_nothing():
    assert BlockRenderer().run("a<!-- wp:paragraph /-->b<!-- wp:shortcode /-->c") == "abc"


def test_reusable_blocks_stand_where_they_are_referred_to():
    reusable = {1: '<p>b<!-- wp:block {"ref":2} /--></p>', 2: "<i>c</i>"}
    renderer = BlockRenderer(reusable)
    assert renderer.run('a<!-- wp:block {"ref":1} /-->d') == "a<p>b<i>c</i></p>d"
    missing = '<!-- wp:block {"ref":9} /-->'
    assert renderer.run(missing) == missing


def test_reusable_blocks_neither_go_round_in_circles_nor_explode():
    start = time.process_time()
    circle = {1: 'a<!-- wp:block {"ref":2} /-->', 2: 'b<!-- wp:block {"ref":1} /-->'}
    assert BlockRenderer(circle).run('<!-- wp:block {"ref":1} /-->').count("a") == 1
    bomb = {n: f'<!-- wp:block {{"ref":{n + 1}}} /-->' * 10 for n in range(12)} | {12: "x" * 1000}
    made = BlockRenderer(bomb).run('<!-- wp:block {"ref":0} /-->')
    assert len(made) < 2 * block_rendering._MAX_INCLUDED
    assert time.process_time() - start < 5


def test_blocks_whose_words_stand_in_attributes():
    renderer = BlockRenderer(notes='[{"id":"n-1","content":"See <em>a</em>."}]')
    assert renderer.run("<!-- wp:footnotes /-->") == (
        '<ol class="wp-block-footnotes"><li id="n-1">See <em>a</em>. '
        '<a href="#n-1-link">↩︎</a></li></ol>'
    )
    assert renderer.run("<!-- wp:shortcode -->\n[x]\n<!-- /wp:shortcode -->") == "<p>[x]</p>\n"
    assert renderer.run('<!-- wp:social-link {"url":"https://a.example","service":"x"} /-->') == (
        '<li class="wp-social-link wp-block-social-link"><a href="https://a.example">x</a></li>'
    )
    code = '<!-- wp:syntaxhighlighter/code {"language":"php"} --><pre>a</pre><!-- /wp:a -->'
    assert renderer.run(code) == '<pre data-lang="php">a</pre>'
    nested = f'[{{"id":"1","x":{"[" * 50_000}{"]" * 50_000}}}]'
    for broken in ("", "[", '[{"id":1}]', nested):
        text = "<!-- wp:footnotes /-->"
        assert BlockRenderer(notes=broken).run(text) == text


def test_has_blocks():
    assert has_blocks("a<!-- wp:b /-->")
    assert not has_blocks("<!-- more -->")


HOSTILE = [
    "<!-- wp:a {", "<!-- wp:a -->", '<!-- wp:a {"b":1} -->', "<!-- /wp:a -->", "<!--", " ", "<!-- wp:",
    "<!-- wp:a/", "a", "}", "} ", '<!-- wp:a {"b":[', '<!-- wp:a {"b":[} -->', "[", "{", "<!-- wp:a /-->b",
]  # fmt: skip


@pytest.mark.parametrize("tail", ["", "} -->", "<!-- wp:a {", "<!-- /wp:a -->"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece, tail):
    text = tail + piece * 20_000 + tail
    start = time.process_time()
    BlockRenderer().run(text)
    assert time.process_time() - start < 3  # measured: 0.3 s; a quadratic pass takes minutes


def test_attributes_nested_past_all_measure_say_nothing():
    (block,) = parse_blocks('<!-- wp:a {"b":' + "[" * 100_000 + "]" * 100_000 + "} /-->")
    assert block.attributes is None


TEXT = '<p>Read <a href="https://x.example/y">this</a>.</p>'


@pytest.mark.parametrize(
    "broken",
    [
        '<!-- wp:heading {"textAlign":"center -->',
        '<!-- wp:image {"alt":"unclosed -->',
        '<!-- wp:columns {"a":{"b":1} -->',
        '<!-- wp:acme/box {"x":[1, -->',
        '<!-- wp:paragraph {"x":1}',
        "<!-- wp:paragraph",
        '<!-- wp:group {"a":"b"',
        '<!-- wp:spacer {"height":"10px /-->',
    ],
)
def test_a_broken_delimiter_swallows_no_text(broken):
    rest = '<!-- wp:image {"id":1} -->\n<img src="i.jpg"/>\n<!-- /wp:image -->'
    for text in (
        f"{broken}\n{TEXT}\n<!-- /wp:heading -->\n\n{rest}",
        f"{rest}\n{broken}{TEXT}\n{rest}\n{TEXT}",
        f"{broken}\n{TEXT}",
    ):
        made = body_html(text)
        visible = re.sub(r"<!--.*?-->", "", made, flags=re.DOTALL)
        assert visible.count(TEXT) == text.count(TEXT)
        assert visible.count("i.jpg") == text.count("i.jpg")
        assert end_delimiters(end_delimiters(text)) == end_delimiters(text)


@pytest.mark.parametrize(
    "sound",
    [
        '<!-- wp:image {"id":1} --><img src="a"/><!-- /wp:image -->',
        '<!-- wp:html {"a":"x --> y"} -->x<!-- /wp:html -->',
        "<!-- wp:more --><!--more--><!-- /wp:more -->",
        '<!-- wp:latest-posts {"a":{"b":[1]}} /-->',
        "<!-- wp:a {} --><!-- /wp:a --> <!-- not wp: a {mark -->",
    ],
)
def test_sound_delimiters_stay(sound):
    assert end_delimiters(sound) == sound


@pytest.mark.parametrize(
    "seed",
    ['<!-- wp:a {"', "<!-- wp:a {", "<!-- wp:a ", '<!-- wp:a {"b":"} -->', "<!-- wp:a {[ --> <!--"],
)
def test_broken_delimiters_in_bulk_cost_linear_time(seed):
    assert exponent(lambda number: lambda: end_delimiters(seed * number), 32_000) < LIMIT
