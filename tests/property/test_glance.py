"""Links read at a glance: never more than a parser finds, and all of a usual page."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from wparchive.formats.writers import CheckedText
from wparchive.links.glance import links_at_a_glance
from wparchive.links.written import output_links
from wparchive.render.links import Link

PIECES = """<p>|</p>|<a href="/a">|<a class="b" rel href="/c?d&amp;e">|<a href='/f'>|<a href=/g>|<a
 href="/h" href="/i">|<A HREF="/j">|<a title="x>y" href="/k">|<a title='<a href="/l">'>|<a src="/m"
 href="/n">|<a title="|<a href="/o|</a>|<img src="/p.png" alt="">|<img alt="a" src="/q.png"/>|<img
 data-src="/r" src="data:,">|<!--|-->|<!-- <a href="/s"> -->|<script>|</script>|<style>|</style>|
<textarea>|</textarea>|<title>|</title>|<template>|</template>|<svg>|</svg>|<select>|<option>|<xmp>|
<iframe>|</iframe>|<noscript>|</noscript>|<object>|<div>|</div>|<table>|<td>|</td>|<li>|<h1>|</b|<|>|
"|'|=|="|=' |&|&copy=1|text| |href="/t"|]]>|<![CDATA[|<?php|<plaintext>|<b title='href="/u"'>""".split(
    "|"
)
pages = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=500)
@given(pages)
@example('<a title=" href="/x">y</a>')
@example('<script>"<a href="/x">"</script>')
@example('<!-- <a href="/x">')
def test_a_glance_shows_no_more_than_there_is(page):
    parsed = output_links([CheckedText(page, "html")]).urls
    seen = links_at_a_glance(page)
    assert not seen - parsed, (seen, parsed)


def test_a_glance_shows_the_links_of_a_usual_page():
    page = (
        '<title>a</title><style>b{}</style><!-- <a href="/no"> --><p><a href="/c?d&amp;e">f</a>'
        '<img src="/g.png" alt="h"><a class="i" href="/c?d&amp;e">j</a></p>'
    )
    assert links_at_a_glance(page) == Counter({"/c?d&e": 2, "/g.png": 1})


def link(url, element="a", *, echo=False):
    return Link(url, "content", "", element, "href", echo)


def test_a_lost_link_is_not_seen_in_code():
    links = [link("/a"), link("/b")]
    text = '[a](/a) `[b](/b)` `<a href="/b">`\n\n    <a href="/b">\n\n<!-- <a href="/b"> -->'
    assert output_links([CheckedText(text, "markdown")]).are_written(links) == [True, False]
    found = output_links([CheckedText("[a](/a) [b](/b) [b](/b)", "markdown")])
    assert found.are_written([*links, link("/b"), link("/b", echo=True)]) == [True] * 4
    assert found.are_written([link("/b")] * 3) == [True, True, False]


def test_the_links_of_the_frame_do_not_count():
    text = CheckedText("[#1](#comment-1) [a](/a)", "markdown", ["#comment-1"])
    assert output_links([text]).are_written([link("#comment-1"), link("/a")]) == [False, True]
