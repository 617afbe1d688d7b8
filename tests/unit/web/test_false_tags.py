"""Angle brackets that are no markup stay as text, in bodies and in comments."""

import re
from functools import partial

import pytest

from tests.growth import LIMIT, exponent
from tests.wxr import export, item
from wparchive.api import convert
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.render.body import body_html, post_html
from wparchive.render.links import in_text
from wparchive.render.markdown import to_markdown
from wparchive.transforms.sanitize import sanitize
from wparchive.web.false_tags import show_false_tags
from wparchive.web.html import parse_tree, visible_text
from wparchive.wordpress.reference_data import ReferenceData
from wparchive.wordpress.source import source_html


def shown(markup):
    return "".join(visible_text(parse_tree(markup)))


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("at <http://a.example/x?b=1> now", "http://a.example/x?b=1", "http://a.example/x?b=1"),
        ("at <HTTPS://a.example> now", "HTTPS://a.example", "HTTPS://a.example"),
        ("at <mailto:a@b.example> now", "mailto:a@b.example", "mailto:a@b.example"),
        ("at <a@b.example> now", "mailto:a@b.example", "a@b.example"),
        ("at <www.a.example/y> now", "http://www.a.example/y", "www.a.example/y"),
        ("at <ftp://a.example/f> now", "ftp://a.example/f", "ftp://a.example/f"),
    ],
)
def test_addresses_in_angle_brackets_are_links(text, href, words):
    made = show_false_tags(text)
    assert made == f'at <a href="{href}">{words}</a> now'
    assert f"<{words}>" in to_markdown(body_html(text)) or f"[{words}]" in to_markdown(made)
    assert href in [place.url for place in in_text(text)]
    assert words in shown(sanitize(text))


@pytest.mark.parametrize(
    "text",
    [
        "std::vector<int> v; is it",
        "Map<String, List<Integer>> all",
        "press <Enter> or <Ctrl-C> then",
        "write <URL:http://a.example/> here",
        "the key <KeyA> and <key_b/> and <k:v>",
        "<set> <image> <text> <g> <use> <path> <mi> <apply> end",
        "draw with <svg> or <math> and go on",
        "in the <head> of the <html> page",
        "use <script> last, <style> first, <title>, <textarea>, <template>, <select>",
        "old <plaintext> and <xmp> and <noembed> and <noframes> and <iframe>",
        "a <![CDATA[ section ]]> in it",
        "ssh <user-name>@<host-name> is it",
        "a <b and c",
    ],
)
@pytest.mark.parametrize("made", [show_false_tags, sanitize, body_html])
def test_what_is_no_element_in_its_place_is_text(made, text):
    assert " ".join(shown(made(text)).split()) == text
    assert " ".join(to_markdown(made(text)).replace("\\", "").replace("&lt;", "<").split()) == text


@pytest.mark.parametrize(
    "text",
    [
        '<p class="x">a</p><br/><img src="a.png"><!-- c --><!--more-->',
        '<svg viewBox="0 0 1 1"><path d="M0"/><text>t</text></svg>',
        "<math><mi>x</mi></math>",
        '<o:p></o:p><st1:City w:st="on">Bonn</st1:City><fb:like href="x"></fb:like>',
        "<my-player>x</my-player>",
        "<script>if (a<b) x();</script><style>a > b {}</style>",
        '<iframe src="https://v.example/1"></iframe><video src="a.mp4"></video>',
        '<object data="a.swf"><param name="movie" value="a.swf"></object>',
        "<select><option>1</option></select><textarea>t</textarea>",
        '<pre>a <b>bold</b> <a href="x">l</a><br><span class="k">if</span></pre>',
        "<![if !supportLists]>1.<![endif]> <!DOCTYPE html>",
    ],
)
def test_markup_stays_as_it_is(text):
    assert show_false_tags(text) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("#include <map>\n#include <stdio.h>", "#include <map>\n#include <stdio.h>"),
        ('print "<b>";', 'print "<b>";'),
        ("if ($a<b && c>d) x", "if ($a<b && c>d) x"),
        ("for(i=0;i<var;i++) <i>x</i>", "for(i=0;i<var;i++) x"),
        ("<form><input type=text></form>", "<form><input type=text></form>"),
        ("<script src=a.js></script>", "<script src=a.js></script>"),
        ("<html><body>x</body></html>", "<html><body>x</body></html>"),
        ("a<!-- open", "a<!-- open"),
        ("echo '</b>'", "echo '</b>'"),
        ('<b>one</b> <a href="x">two</a>', "one two"),
    ],
)
@pytest.mark.parametrize("name", ["pre", "code"])
def test_code_typed_raw_is_code(name, code, text):
    made = body_html(f"<{name}>{code}</{name}>\n\nAFTER")
    assert shown(made).split() == [*text.split(), "AFTER"]


def test_a_player_without_an_end_does_not_swallow_the_rest():
    made = show_false_tags('<iframe src="a" /> one <iframe src="b"></iframe> two <iframe src="c">')
    assert made.count("</iframe>") == 3
    assert made.index("</iframe>") < made.index("one")


def test_brackets_in_a_value_are_none_of_a_tag():
    made = show_false_tags('<a href="x" title="say <em>hi</em>">z</a> <img alt=\'a > b\' src="c">')
    assert made == (
        '<a href="x" title="say &lt;em&gt;hi&lt;/em&gt;">z</a> <img alt=\'a &gt; b\' src="c">'
    )


@pytest.mark.parametrize(
    ("text", "is_text"),
    [
        ("if a <b and c> d </b>", True),
        ("<i love you> x", True),
        ("<p class>x", False),
        ("<ul compact>x</ul>", False),
        ("<input disabled>", False),
        ("<time flies by>", True),
        ("<h3 left>Bread</h3>", False),
        ("<div align center>Bread</div> <div>b</div>", False),
        ("<CENTER big>Bread</Center>", False),
        ("<h3 left> is a tag", True),
        ("<table of contents> <table><tr><td>x</td></tr></table>", True),
        ("<section one is about bread></section>", True),
        ("<div data-x aria-label>y</div>", False),
    ],
)
def test_words_are_no_attributes(text, is_text):
    assert show_false_tags(text).startswith("&lt;") is (is_text and text[0] == "<")
    assert ("&lt;" in show_false_tags(text)) is is_text


def test_text_from_elsewhere_is_shown_as_well():
    references = ReferenceData(blocks={7: "<p>Use List<String> w</p>"})
    references.add(
        Post(id=5, type="attachment", status="inherit", excerpt="By <a@b.example>",
             attachment_url="https://a.example/1.jpg")
    )  # fmt: skip
    notes = '[{"id":"n","content":"see <http://c.example/>"}]'
    body = '<!-- wp:block {"ref":7} /--><!-- wp:footnotes /-->'
    made = shown(body_html(body, references, notes=notes))
    assert "List<String> w" in made
    assert "see http://c.example/" in made
    assert "By a@b.example" in shown(body_html('[gallery ids="5"]', references))


@pytest.mark.parametrize("kind", ["feed", "page", "rest"])
def test_what_the_blog_had_rendered_is_shown_as_well(kind):
    post = Post(content="<p>Use List<String> w</p>", origin=Origin("a", kind=kind))
    assert shown(post_html(post)) == "Use List<String> w"


def test_letters_that_grow_when_small_move_nothing():
    text = "İİİ <pre><int></pre> <svg><path/></svg> <PRE lang=c><b></PRE> x"
    assert source_html(text) == (
        "İİİ <pre>&lt;int&gt;</pre> <svg><path/></svg> <pre lang=c>&lt;b&gt;</pre> x"
    )


def test_an_end_tag_holds_no_words():
    assert show_false_tags("<b>x</b and more> y") == "<b>x&lt;/b and more> y"
    assert show_false_tags("<b>x</b <i>y</i>") == "<b>x&lt;/b <i>y</i>"
    assert show_false_tags("<p>x</p > <div>y</div class='z'>a<br></br/>").count("&lt;") == 0


def test_what_browsers_take_for_a_comment_is_text():
    assert show_false_tags("a </ b> <//c.example> <!x>") == "a &lt;/ b> &lt;//c.example> &lt;!x>"


def test_a_link_holds_no_other_link():
    assert show_false_tags('<a href="u">see <http://v.example></a>').count("<a ") == 1


@pytest.mark.parametrize(
    "seed",
    ["<pre>", "<code><b>", "<pre><!--", "<script>", "<iframe src=x>", "<svg>", "<x-y>", "</x-y>",
     "<pre><b ", "<http://x>", "<title>", '<image src="', '<pre><a b="', "</x", "<!", "<a@b"],
)  # fmt: skip
def test_hostile_repetition_costs_linear_time(seed):
    def work(number):
        return partial(show_false_tags, seed * number + "</pre>")

    assert exponent(work, 64_000) < LIMIT


@pytest.mark.parametrize("title", ["Sort a List<Item>", "<T> and <V> in code", "a <b>B</b> <c"])
def test_titles_keep_what_only_looks_like_a_tag(title, tmp_path):
    source = tmp_path / "blog.xml"
    source.write_text(export(item(1, title=title)), "utf-8")
    report = convert(source, tmp_path / "out", to=["markdown", "warc"])
    assert report.exit_code.name == "OK"
    [page] = (tmp_path / "out/markdown").rglob("*.md")
    line = next(line for line in page.read_text("utf-8").splitlines() if line.startswith("title:"))
    assert set(re.findall(r"\w+", title)) - {"b"} <= set(re.findall(r"\w+", line))


@pytest.mark.parametrize("code", ["pre", "code"])
def test_a_film_in_code_is_a_film_and_its_bare_name_is_code(code):
    film = (
        '<iframe src="https://v.example/1" width="5" mozallowfullscreen allowFullScreen></iframe>'
    )
    assert show_false_tags(f"<{code}>{film}</{code}>") == f"<{code}>{film}</{code}>"
    shown = show_false_tags(f"<{code}>an <iframe> here</{code}>")
    assert shown == f"<{code}>an &lt;iframe&gt; here</{code}>"
