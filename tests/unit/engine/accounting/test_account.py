"""The words of raw texts and of what is written, and what counts as missing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import LIMIT, exponent
from wparchive.engine.accounting import TextSection, WrittenText, find_missing, places_of
from wparchive.engine.accounting.source import source_units
from wparchive.model.records import Comment, Post

NONE = frozenset()


def plain(text, shortcodes=NONE):
    return ["".join(unit) for unit in source_units(text, shortcodes)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One <b>two</b><br>three", "one two three"),
        ("b<b>ol</b>d", "bold"),
        ("<p>one</p><p>two</p>", "one two"),
        ("see <http://a.example/x>", "see http a example x"),
        ("mail <ann@mail.example>", "mail ann mail example"),
        ("#include <stdio.h>", "include stdio h"),
        ("List<Integer> all</integer>", "list integer all"),
        ("if a <b and c", "if a b and c"),
        ("<svg><text>in a drawing</text></svg> <text>outside</text>", "in a drawing text outside"),
        ("<o:p>Word</o:p> <amp-img>x</amp-img>", "word x"),
        ("give <your-name> here", "give your name here"),
        ("<![CDATA[ kept ]]> <!important> <?php gone ?> <!DOCTYPE html>", "cdata kept important"),
        ("<script>no()</script><style>p{}</style><title>t</title>yes", "yes"),
        ("a <!-- hidden --> b <!-- not hidden", "a b not hidden"),
        ("a <!--> b <!---> c <!-- hidden --!> d <!-- hidden -->", "a b c d"),
        ("&lt;tag&gt; &amp;amp; caf&eacute; &#233;", "tag café é"),
        ("&#" + "9" * 5000 + "; after", "after"),
        ("so\u00adft zero\u200bwidth", "soft zerowidth"),
        ("日本 ok", "日 本 ok"),
        ("snake_case I'm", "snake case i m"),
        ('<a title="a > b" href="x">y</a>', "y"),
        ('<p class="open>text</p>', "text"),
        ("fine :-) and :cool: and 8) end", "fine and and end"),
    ],
)  # fmt: skip
def test_words_of_a_raw_text(text, expected):
    assert plain(text) == expected.split()


def test_shortcodes_that_something_carries_out_are_no_text():
    text = '[gallery ids="1"] [caption id="x"]Words[/caption] [other thing]'
    assert plain(text, frozenset({"gallery", "caption"})) == "words other thing".split()


def test_players_and_elements_of_builders_have_the_words_that_readers_see():
    known = frozenset({"gallery"})
    text = "[jukebox:https://a.example/x.mp3] [film]https://a.example/y.mp4[/film] [see https://z/]"
    assert plain(text, known) == "https a example y mp4 see https z".split()
    page = (
        '[vc_row full_width="stretch_row_content_no_spaces"][vc_column][acme_box title="Two words"'
        ' text="Three words here" margin="0px 0px 5px 0px"]Inside.[/acme_box][sic][/vc_column][/vc_row]'
    )
    assert plain(page, known) == "three words here inside sic".split()


def test_the_start_of_a_count_is_no_word_of_a_copy():
    text = "\t\tGuests\t\n\t\t\t0\n\t\t\t10\nAnd 0 more."
    assert plain(text, frozenset({"gallery"})) == "guests 10 and 0 more".split()


def test_shortcodes_with_options_in_their_names_are_no_text():
    assert plain("[ccieW_c++]x[/ccieW_c++] [ccn lang='php']y[/ccn]", frozenset({"cc"})) == [
        "x",
        "y",
    ]


def missing(source, text, syntax="markdown", **fields):
    post = Post(content=source, **fields)
    found = find_missing(places_of(post, post.comments), [WrittenText(text, syntax)], NONE)
    return {lack.place.name: " ".join(lack.words) for lack in found}


@pytest.mark.parametrize(
    ("source", "text", "syntax"),
    [
        ("one.\u2028Two\u2029three\xa0four", 'a: "one.\\LTwo\\Pthree\\_four"', "front matter"),
        ("\U0001abcd8", 'a: "\\U0001ABCD8"', "front matter"),
        ("in C:\\Lab", "a: in C:\\Lab", "front matter"),
        ("one</center>two", "onetwo", "markdown"),
        ("<center>a</center>one</center>two</center><center>b</center>c", "a onetwo b c", "html"),
        ("one</select>two</option>three", "onetwothree", "markdown"),
        ("one</body></html>two<body>three</body>", "onetwothree", "html"),
        ("one<textarea>two</textarea>three", "onetwothree", "html"),
        ("one<script>x()</script>two<template>y</template>three", "onetwothree", "markdown"),
        ("A **b** c", "A \\*\\*b\\*\\* c", "markdown"),
        ("b<b>ol</b>d", "b**ol**d", "markdown"),
        ("<a href='u'>4</a><a href='u'>7 d</a> 47", "[4](u)[7 d](u) 47", "markdown"),
        ("see <http://a.example/x>", "see <http://a.example/x>", "markdown"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O", "markdown"),
        ("List&lt;Integer&gt;", "`List<Integer>`", "markdown"),
        ("b<b>ol</b>d &amp; x", "<p>b<b>ol</b>d &amp; x</p>", "html"),
        ("<img alt='A wall'> x", '<img alt="A wall"> x', "html"),
        ("one", '{"html": "<p>one</p>"}', "json"),
    ],
)
def test_what_is_written_in_another_form_is_there(source, text, syntax):
    assert missing(source, text, syntax) == {}


@pytest.mark.parametrize(
    ("source", "text", "syntax", "expected"),
    [
        ("one two three", "one three", "markdown", "two"),
        ("one one", "one", "markdown", "one"),
        ("List<Integer>", "<p>List<Integer></p>", "html", "integer"),
        ("art", "party", "markdown", "art"),
        ("a note", "<script>note</script> a", "html", "note"),
        ("a note", "<p class='note'>a</p>", "html", "note"),
        ("日本語", "日本", "markdown", "語"),
        ("anything", "no json", "json", "anything"),
    ],
)
def test_what_is_not_written_is_missing(source, text, syntax, expected):
    assert missing(source, text, syntax) == {"body": expected}


def test_a_missing_word_is_blamed_on_the_place_that_lacks_it():
    comments = [Comment(id=1, author="Ann", content="the same words"), Comment(id=2, author="Bo", content="the same words")]  # fmt: skip
    text = "the same words\n\nAnn\n\nthe same words\n\nBo"
    assert missing("the same words", text, comments=comments) == {"comment 2": "the same words"}


def test_an_excerpt_may_be_before_or_behind_the_body_but_not_in_it():
    fields = {"title": "T", "excerpt": "Some of it"}
    assert missing("Some of it all", "T\nSome of it\nSome of it all", **fields) == {}
    assert missing("Some of it all", "T\nSome of it all\nSome of it", **fields) == {}
    assert missing("Some of it all", "T\nSome of it all", **fields) != {}


words = st.lists(st.text("abcdefgh", min_size=2, max_size=6), min_size=1, max_size=30)


@given(words, st.data())
def test_any_word_that_is_dropped_is_missed(found, data):
    at = data.draw(st.integers(0, len(found) - 1))
    left = found[:at] + found[at + 1 :]
    assert missing(" ".join(found), " ".join(found)) == {}
    assert missing(" ".join(found), " ".join(left)) == {"body": found[at]}


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script>", "<svg>", '<a href="', "<", "a<b ", "[", "&", "&#1", "*", "a", "a ", ":x", "\\", "é<b>"],
)  # fmt: skip
def test_the_time_grows_with_the_text(piece):
    def work(number):
        text = piece * number

        def both():
            for syntax in ("markdown", "html"):
                missing(text, text[1:] + "end", syntax)

        return both

    assert exponent(work, 32_000) < LIMIT


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("[dropcap]W[/dropcap]ord", "Word"),
        ("a<!-- aside -->b", "ab"),
        ("<o:p>one</o:p><st1:City>two</st1:City>", "onetwo"),
        ("x<marquee>y</marquee>z", "xyz"),
        ("<my-word>one</my-word>two", "onetwo"),
        ("<b>:D</b> yes", "**\U0001f600** yes"),
        ("left<noscript>right</noscript>", "left right"),
        ("<i>left</i>8)<b>x</b>", "left8)**x**"),
        ("<i>xD</i>right", "*xD*right"),
        ("a<b>b</b><i>c</i>d", "ab *c* d"),
    ],
)
def test_words_may_be_joined_where_browsers_join_them(source, markdown):
    names = frozenset({"dropcap"})
    place = TextSection("body", (source,))
    assert find_missing([place], [WrittenText(markdown, "markdown")], names) == []


def test_blocks_keep_words_apart():
    place = TextSection("body", ("<p>left</p><p>right</p>",))
    [lack] = find_missing([place], [WrittenText("leftright", "markdown")], frozenset())
    assert lack.words == ["left", "right"]


def test_texts_in_shortcodes_attributes_are_words():
    names = frozenset({"quote", "row"})
    source = '[quote author="Ada Lovelace" cite=\'A letter\' class="wide"]Engines.[/quote]'
    place = TextSection("body", (f'{source} [row title="https://a.example/"]x[/row]',))
    written = WrittenText("Engines. x", "markdown")
    [lack] = find_missing([place], [written], names)
    assert lack.words == ["ada", "lovelace", "a", "letter"]


def test_a_smaller_sign_before_a_number_begins_no_tag():
    place = TextSection("body", ("I <b>~</b> <3 you\n\n> Me too",))
    written = WrittenText("<p>I <b>~</b> <3 you<p>> Me too", "html")
    assert find_missing([place], [written], NONE) == []
    written = WrittenText("<p>I <b>~</b> <3 you\n\n> Me too", "html")
    assert find_missing([place], [written], NONE) == []


@pytest.mark.parametrize(
    "text",
    [
        "<td>one</td><td>two</td>",
        "<select><option>one</option><option>two</option></select>",
        "<table>one<tr>two<td>three</td></tr></table>",
        "one<form>two</form>three",
        "<h1>one</h1>two",
    ],
)
def test_tags_that_a_comment_may_not_have_join_words(text):
    comment = Comment(id=1, content=text)
    shown = re.sub(r"<[^>]*>", "", text)
    places = places_of(Post(), [comment])
    assert find_missing(places, [WrittenText(shown, "markdown")], NONE) == []
    [lack] = find_missing(places, [WrittenText(shown[3:], "markdown")], NONE)
    assert lack.words[0] == "one"


@pytest.mark.parametrize(
    "tag",
    [
        '<span title="aa <b>bb</b> cc">',
        '<img alt="1 < 2 and 3 > 2" src="i.jpg"/>',
        """<div data-options='{"text":"<p>kk</p>"}' class="x">""",
        """<img src="i.jpg" onerror="alert('<b>mm</b>')">""",
        '<a href="https://x.example/?a=<b>">',
        "<p " + " ".join(f'data-{n}="x > y"' for n in range(300)) + ">",
        "<p " + " ".join(f"data-{n}='x <i> y'" for n in range(150)) + ">",
        f'<a href="x.jpg" data-caption="<p>{"long " * 200}</p>" title="t">',
        f"""<div data-settings='{{"text":"{"long " * 200}<p>{"long " * 200}</p>"}}'>""",
        '<a title = "x <b> y" href="x">',
    ],
)
def test_attributes_may_hold_tags(tag):
    assert plain(f"one {tag}two") == ["one", "two"]


@pytest.mark.parametrize(
    "element",
    [
        '<script data-x="<b>">run()</script>',
        '<style title="a<b">p{}</style>',
        '<iframe srcdoc="<p>x</p>"></iframe>',
        '<svg aria-label="<b>"><path d="M0 1"/></svg>',
        f'<svg aria-label="{"long " * 200} < x"><path d="M0 1"/></svg>',
    ],
)
def test_attributes_of_elements_without_text_may_hold_tags(element):
    assert plain(f"one {element} two") == ["one", "two"]


@pytest.mark.parametrize(
    "text",
    [
        '<a href="x>one</a> <a href="y">two</a>',
        "<a href='x>one <b>it's two</b>",
        '<a href="x>one "quoted" <i>two</i>',
        '<img alt="x>one <b class="c">two</b>',
    ],
)
def test_what_an_attribute_without_an_end_would_swallow_is_text(text):
    assert {"one", "two"} <= set(plain(text))


def test_what_only_looks_like_a_tag_in_json_is_text():
    places = places_of(Post(), [Comment(id=1, author="<T>", content="List&lt;String&gt; <b>x</b>")])
    written = WrittenText('{"author": "<T>", "html": "List&lt;String> <b>x</b>"}', "json")
    assert find_missing(places, [written], NONE) == []
    written = WrittenText('{"author": "", "html": "List&lt;String> <b>x</b>"}', "json")
    [lack] = find_missing(places, [written], NONE)
    assert lack.words == ["t"]
