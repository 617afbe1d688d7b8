"""A comment's text: each case names the rule of WordPress's filters that it proves."""

import time

import pytest

from wparchive.wordpress.balance import force_balance_tags
from wparchive.wordpress.clickable import escape_url, make_clickable
from wparchive.wordpress.comments import capital_p_dangit, comment_html, convert_chars
from wparchive.wordpress.smilies import convert_smilies
from wparchive.wordpress.texturize import GERMAN


def cases(*rules):
    return pytest.mark.parametrize(
        ("text", "expected"), [rule[1:] for rule in rules], ids=[rule[0] for rule in rules]
    )


def a(href, text=None):
    return f'<a href="{href}" rel="nofollow">{text or href}</a>'


@cases(
    ("an address with a scheme", "see http://a.example/b?c=1", "see " + a("http://a.example/b?c=1")),
    ("a mark at its end is the sentence's", "(http://a.example).", f"({a('http://a.example')})."),
    ("a parenthesis in pairs is its own", "http://a.example/b_(c)", a("http://a.example/b_(c)")),
    ("one too many is not", "(http://a.example/b_(c))", f"({a('http://a.example/b_(c)')})"),
    ("a host that begins with www", "www.a.example, b", a("http://www.a.example") + ", b"),
    ("a host that begins with ftp", "x ftp.a.example", "x " + a("http://ftp.a.example")),
    ("a mail address", "b.c@a.example", '<a href="mailto:b.c@a.example">b.c@a.example</a>'),
    ("a scheme nobody allows", "javascript://a", "javascript://a"),
    ("another scheme has no rel", "irc://a.example", '<a href="irc://a.example">irc://a.example</a>'),
    ("a scheme is lower case", "HTTP://a.example", a("http://a.example")),
    ("inside a tag nothing is linked", '<img src="http://a.example">', '<img src="http://a.example">'),
    ("nor in code", "<code>www.a.example</code>", "<code>www.a.example</code>"),
    ("nor in what code holds", "<pre><code>b</code> www.a.example</pre>", "<pre><code>b</code> www.a.example</pre>"),
    ("after it, again", "<pre>b</pre> www.a.example", "<pre>b</pre> " + a("http://www.a.example")),
    ("a link is not linked again", '<a href="b">http://a.example</a>', '<a href="b">http://a.example</a>'),
    ("an address in angle brackets", "<http://a.example>", f"<{a('http://a.example')}>"),
    ("ampersands are written out", "http://a.example?b&amp;c&d", a("http://a.example?b&#038;c&#038;d")),
    ("brackets in a query are escaped", "http://a.example?b[]=c", a("http://a.example?b%5B%5D=c")),
)  # fmt: skip
def test_make_clickable(text, expected):
    assert make_clickable(text) == expected


def test_links_of_a_comment_say_so_and_the_sites_own_are_followed():
    linked = make_clickable("http://a.example/b", home="https://A.example:80", comment=True)
    assert linked == '<a href="http://a.example/b" rel="ugc">http://a.example/b</a>'


def test_a_long_text_is_linked_in_pieces_and_an_endless_word_is_not():
    words = "http://a.example/b " * 1000
    assert make_clickable(words).count("<a ") == 1000
    assert make_clickable("http://a.example/" + "b" * 2000 + " ").count("<a ") == 0
    assert "<a " not in make_clickable(" http://a.example/" + "b" * 20_000)


def test_escape_url():
    assert escape_url("http://a.example/it's;//&lt;&#39;&#x0027;%0%0dd") == (
        "http://a.example/it&#039;s://&lt;&#039;&#x27;"
    )
    assert escape_url("data://a") == ""


@cases(
    ("what is open is closed", "<b>a", "<b>a</b>"),
    ("in the order of opening", "<b><i>a", "<b><i>a</i></b>"),
    ("an end closes what is inside", "<b><i>a</b>c", "<b><i>a</i></b>c"),
    ("an end of none is dropped", "a</b>c", "ac"),
    ("names become lower case", "<B Id=X>a</B>", "<b Id=X>a</b>"),
    ("void elements close themselves", "<br><hr class=a><img/>", "<br /><hr class=a/><img />"),
    ("others cannot", "<b/>a", "<b></b>a"),
    ("a paragraph ends the one before", "<p>a<p>b", "<p>a</p><p>b</p>"),
    ("a quotation does not", "<q>a<q>b</q></q>", "<q>a<q>b</q></q>"),
    ("a heart is no tag", "<3 <b>a</b>", "&lt;3 <b>a</b>"),
    ("a tag that never ends is text", "a <b c", "a <b c"),
    ("an element of one's own", "<a-b c=d>e", "<a-b c=d>e</a-b>"),
)
def test_force_balance_tags(text, expected):
    assert force_balance_tags(text) == expected


@cases(
    ("between spaces", "a :) b", "a 🙂 b"),
    ("at both ends", ":-D :lol:", "😀 😆"),
    ("the longest wins", ":?: :?", "❓ 😕"),
    ("not within a word", "a:) :)b", "a:) :)b"),
    ("beside no-break spaces", "a\xa0;)&nbsp;8O", "a\xa0😉&nbsp;😯"),
    ("not in tags", '<b title=" :) "> :) </b>', '<b title=" :) "> 🙂 </b>'),
    ("not in code", "<code> :) <b> :) </b></code> :)", "<code> :) <b> :) </b></code> 🙂"),
    ("a lone sign is no tag", "a < b :) >\n:)", "a < b :) >\n🙂"),
    ("no picture without a site", ":mrgreen:", ":mrgreen:"),
)
def test_convert_smilies(text, expected):
    assert convert_smilies(text) == expected


def test_the_picture_of_a_smiley():
    shown = convert_smilies("a :mrgreen:", home="http://a.example/")
    assert 'src="http://a.example/wp-includes/images/smilies/mrgreen.png" alt=":mrgreen:"' in shown


def test_convert_chars():
    assert convert_chars("a & b &amp; &nbsp; &#38; &c") == "a &#038; b &amp; &nbsp; &#38; &#038;c"


def test_capital_p_dangit():
    assert capital_p_dangit("a Wordpress (Wordpress <b>Wordpress") == (
        "a WordPress (WordPress <b>WordPress"
    )
    assert capital_p_dangit("a/Wordpress") == "a/Wordpress"


def test_comment_html():
    text = "a & b :)\nwww.a.example\n\n<em>c"
    assert comment_html(text) == (
        "<p>a &#038; b 🙂<br />\n"
        '<a href="http://www.a.example" rel="nofollow ugc">http://www.a.example</a></p>\n'
        "<p><em>c</em></p>\n"
    )


def test_typography_is_the_language_s_or_none():
    assert comment_html('a "b" -- c') == "<p>a &#8220;b&#8221; &#8212; c</p>\n"
    assert comment_html('"b"', marks=GERMAN) == "<p>&#8222;b&#8220;</p>\n"
    assert comment_html('a "b" -- c', marks=None) == '<p>a "b" -- c</p>\n'


HOSTILE = [
    "<a", "<a ", "<a>", "<!--", "<", ">", "[", "<p", "<b></i>", "<b", "</b>", "</a></a>", "<a ><a b>",
    '<a b="', " http://a", " .a://", "a://", "http://a.b/(", ")", "www.a", "%0d", " www.%0d", " a@",
    "a@b.", "@", " a@b.c.", " &amp", "&", "&#", ":)", " :)", "<code>", "<pre ", "<0", "\n<", "\n", " ",
    "<http://a", "<x-", "x-", "<div>", " <", "http://a.b/)x)x)x)x",
]  # fmt: skip


@pytest.mark.parametrize("tail", ["", ">", "</b></a></a> http://a.b "])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece, tail):
    text = tail + piece * 20_000 + tail
    start = time.process_time()
    comment_html(text)
    assert time.process_time() - start < 3  # measured: 0.6 s; a quadratic pass takes minutes
