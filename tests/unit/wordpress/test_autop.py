"""autop: each case names the rule of WordPress's wpautop that it proves."""

import time

import pytest

from wparchive.wordpress.autop import autop

RULES = [
    ("white space alone gives nothing", " \n\t\n", ""),
    ("one line is one paragraph", "a", "<p>a</p>\n"),
    ("a blank line parts paragraphs", "a\n\nb", "<p>a</p>\n<p>b</p>\n"),
    ("a line of white space is blank", "a\n \t\nb", "<p>a</p>\n<p>b</p>\n"),
    ("a line end is a break", "a\nb", "<p>a<br />\nb</p>\n"),
    ("DOS and old Mac line ends count", "a\r\nb\rc", "<p>a<br />\nb<br />\nc</p>\n"),
    ("a break that stands there is not doubled", "a<br>\nb", "<p>a<br />\nb</p>\n"),
    ("white space before a break goes", "a \t\nb", "<p>a<br />\nb</p>\n"),
    ("two breaks part paragraphs", "a<br/> <br >b", "<p>a</p>\n<p>b</p>\n"),
    ("a block has no paragraph around it", "<div>a</div>", "<div>a</div>\n"),
    ("text beside a block gets one", "a<ul><li>b</li></ul>c", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>c</p>\n"),
    ("a rule stands alone", "a<hr>b", "<p>a</p>\n<hr>\n<p>b</p>\n"),
    ("a quotation holds a paragraph", "<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>\n"),
    ("inline markup stays in its paragraph", "<b>a</b>", "<p><b>a</b></p>\n"),
    ("names count as they are written", "<DIV>a</DIV>", "<p><DIV>a</DIV></p>\n"),
    ("a name that begins like a block's is one", "<picture>", "<picture>\n"),
    ("preformatted text stays", "<pre>a\n\nb\r\n</pre>", "<pre>a\n\nb\r\n</pre>\n"),
    ("an end of none is dropped", "<pre>a</pre>b</pre>c", "<pre>a</pre>\n<p>bc</p>\n"),
    ("a script's lines are no text", "<script>\na;\nb;\n</script>", "<p><script>\na;\nb;\n</script></p>\n"),
    ("nor a drawing's", "<svg>\n<g>\n</svg>\nb", "<p><svg>\n<g>\n</svg><br />\nb</p>\n"),
    ("a script never closed has breaks", "<script>\na", "<p><script><br />\na</p>\n"),
    ("a tag over two lines is one tag", '<a\nhref="b">c</a>', '<p><a\nhref="b">c</a></p>\n'),
    ("so is a comment over three", "<!-- a\n\nb -->", "<p><!-- a\n\nb --></p>\n"),
    ("choices are not parted", "<select>\n<option>a</option>\n<option>b</option>\n</select>", "<p><select><option>a</option><option>b</option></select></p>\n"),
    ("nor an object's parts", "<object>\n<param a>\n<embed b>\n</object>", "<p><object><param a><embed b></object></p>\n"),
    ("nor a film's sources", "[video]\n<source a>\n<track b>\n[/video]", "<p>[video]<source a><track b>[/video]</p>\n"),
    ("a caption belongs to its figure", "<figure>\na\n<figcaption>b</figcaption>\n</figure>", "<figure>\na<figcaption>b</figcaption></figure>\n"),
    ("an item that never ends has no paragraph", "<li>a\n\nb", "<li>a\n<p>b</p>\n"),
    ("a no-break space is text", "a\n\u00a0\nb", "<p>a<br />\n\u00a0<br />\nb</p>\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [rule[1:] for rule in RULES], ids=[r[0] for r in RULES]
)
def test_rule(text, expected):
    assert autop(text) == expected


def test_without_breaks():
    assert autop("a\nb\n\nc", br=False) == "<p>a\nb</p>\n<p>c</p>\n"


def test_preformatted_text_comes_back_in_order():
    pres = [f"<pre>{n}\n\n</pre>" for n in range(12)]
    assert autop("\n".join(pres)).split("\n\n</pre>\n")[:11] == [f"<pre>{n}" for n in range(11)]


HOSTILE = [
    "<a", "<!--", "<pre", "<pre></pre>", "[", "<p>", "<p><li", "<script", "<script>", "</script>", "<hr",
    "<br", "<br /> ", "a<br\t", "<object", "<param", " <param", "<option", "<figcaption", "[video",
    "<![CDATA[", "</blockquote>", "<div", "<div>", "<p> <div", " <", " ", "\n", "\r", "\n ",
]  # fmt: skip


@pytest.mark.parametrize("tail", ["", "<p>", "\n</object><source><figcaption><option>"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece, tail):
    text = piece * 20_000 + tail
    start = time.process_time()
    autop(text)
    assert time.process_time() - start < 3  # measured: 0.4 s; a quadratic pass takes minutes
