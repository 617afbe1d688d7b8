"""Comments made safe: tags go alone, their text stays, films leave a link."""

import re

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.transforms.sanitize import sanitize

FOREIGN = """int set image text g use path mi math svg apply vector table math:mi desc title style
    foreignObject annotation-xml mglyph malignmark circle""".split()


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize(
    "form", ["a <{}> AFTER", "<p>a <{}>in AFTER</p>", "a<{}>b</{}> AFTER", "<svg><{}>x</svg> AFTER"]
)
def test_no_name_takes_the_rest_along(name, form):
    assert "AFTER" in sanitize(form.replace("{}", name))


@pytest.mark.parametrize(
    "name",
    "script style textarea title xmp noembed noframes noscript iframe template select option plaintext button form".split(),
)
@pytest.mark.parametrize(
    "form", ["a <{}>INSIDE</{}> AFTER", "a <{}> INSIDE AFTER", "<{}><b>INSIDE</b></{}> AFTER"]
)
def test_elements_that_swallow_give_their_text_back(name, form):
    made = sanitize(form.replace("{}", name))
    assert "INSIDE" in made
    assert "AFTER" in made
    assert f"<{name}" not in made


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="JAVA&#115;CRIPT:alert(1)">x</a>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<object data="data:text/html,<script>alert(1)</script>"></object>',
        '<embed src="vbscript:x">',
        "<svg><script>alert(1)</script></svg>",
        '<math><a xlink:href="javascript:alert(1)">x</a></math>',
        '<p style="background:url(javascript:x)">x</p>',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    ],
)
def test_nothing_acts(markup):
    made = sanitize(markup)
    for word in (
        "<script",
        "onerror=",
        'javascript:alert(1)"',
        "<iframe",
        "<object",
        "<svg",
        "style=",
    ):
        assert word not in made.replace("&lt;", "").replace("&quot;", "") or f'"{word}' not in made
    assert "<script" not in made
    assert 'href="javascript' not in made.lower()
    assert " onerror=" not in made.replace("&lt;img src=x onerror", "")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<iframe src="https://v.example/1"></iframe>', "https://v.example/1"),
        ('<iframe src="//v.example/1" />', "//v.example/1"),
        ('<embed src="http://v.example/1.swf">', "http://v.example/1.swf"),
        ('<object data="http://v.example/1"></object>', "http://v.example/1"),
        ('<object><param name="movie" value="http://v.example/1"></object>', "http://v.example/1"),
        ('<video src="/files/1.mp4" controls></video>', "/files/1.mp4"),
        ('<audio><source src="http://v.example/1.mp3"></audio>', "http://v.example/1.mp3"),
    ],
)
def test_of_a_film_a_link_stays(tmp_path, markup, url):
    assert f'<a href="{url}">{url}</a>' in sanitize(markup)
    source = tmp_path / "a.xml"
    source.write_text(export(item(1, comments=comment(5, content=f"See {markup} there"))))
    report = convert([source], tmp_path / "out", to=["markdown", "warc"])
    assert report.exit_code == 0
    text = next((tmp_path / "out/markdown").rglob("*-1.md")).read_text()
    assert url in text
    assert "there" in text


def test_code_in_a_comment_keeps_language_and_brackets():
    made = sanitize('[php]if ($a[1] < 2) { echo "[js]"; }[/php]')
    assert made == (
        '<pre><code class="language-php">'
        'if ($a&#91;1&#93; &lt; 2) { echo "&#91;js&#93;"; }</code></pre>'
    )
    assert sanitize(made) == made


@pytest.mark.parametrize(
    "comment",
    [
        "<table>one<tr>two<td>three</td>four</tr>five</table>six",
        "<table><caption>one</caption>two<tr>three<td>four</td></tr></table>",
        "<td>one</td><td>two</td>",
        "one<tr>two<td>three",
    ],
)
def test_words_around_parts_of_tables_stay_apart(comment):
    words = re.sub(r"<[^>]*>", " ", comment).split()
    assert sorted(re.sub(r"<[^>]*>", " ", sanitize(comment)).split()) == sorted(words)


@pytest.mark.parametrize(
    "comment",
    ["<a href='x>one two", '<a href="x>one two', '<img alt="one two', "<b title='>one</b> two"],
)
def test_a_tag_that_never_ends_takes_nothing_along(comment):
    shown = re.sub(r"<[^>]*>", " ", sanitize(f"zero {comment}"))
    assert {"zero", "two"} <= set(re.findall(r"\w+", shown))
    assert "one" in shown


@pytest.mark.parametrize(
    "comment", ["<!--> one <!-- x -->", "<!---> one <!-- x -->", "<!-- x --!> one <!-- x -->"]
)
def test_a_comment_of_html_ends_where_browsers_end_it(comment):
    assert re.findall(r"\w+", sanitize(f"zero {comment} two")) == ["zero", "one", "two"]
