"""Icons, switches, titles, numbers and hours of blocks of plugins."""

import pytest

from wparchive.render.body import body_html
from wparchive.wordpress.block_parts import with_title, without_decoration


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<h3><span class="gb-icon"><svg><path/></svg></span>Moss</h3>', "<h3>Moss</h3>"),
        ('<b>Q</b><span class="x-toggle-icon" aria-hidden="true">+</span>', "<b>Q</b>"),
        ('<h3><button class="x-accordion__toggle"><i>Q</i></button></h3>', "<h3><i>Q</i></h3>"),
        ('<span class="icon">Moss</span>', '<span class="icon">Moss</span>'),
        ('<p><svg class="chart"></svg></p>', '<p><svg class="chart"></svg></p>'),
        ('<button class="buy">Buy</button>', '<button class="buy">Buy</button>'),
    ],
)
def test_decoration_goes(html, shown):
    assert without_decoration(html) == shown


def test_a_title_is_put_before_text_that_lacks_it():
    assert with_title("Why?", "<p>So.</p>") == "<p><strong>Why?</strong></p>\n<p>So.</p>"
    assert with_title("Why?", "<b>Why?</b><p>So.</p>") == "<b>Why?</b><p>So.</p>"
    block = '<!-- wp:ub/panel {"panelTitle":"Why?"} --><p>So.</p><!-- /wp:ub/panel -->'
    assert "<strong>Why?</strong>" in body_html(block)
    core = '<!-- wp:group {"title":"Why?"} --><p>So.</p><!-- /wp:group -->'
    assert "Why?" not in body_html(core)


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (
            '<!-- wp:x/pdf {"pdfID":5,"url":"https://a.example/menu.pdf"} --><p></p><!-- /wp:x/pdf -->',
            'href="https://a.example/menu.pdf"',
        ),
        ('<!-- wp:x/map {"address":"Port 4, Bremen"} --><div></div><!-- /wp:x/map -->', "Port 4"),
        ('<!-- wp:x/note {"text":"Mind it."} --><div> </div><!-- /wp:x/note -->', "Mind it."),
    ],
)
def test_a_block_without_words_shows_those_of_its_attributes(block, shown):
    assert shown in body_html(block)
    full = block.replace("><", ">Hello<", 1).replace("> <", ">Hello<")
    assert shown not in body_html(full)


def test_a_block_that_the_server_makes_shows_its_texts_before_the_blocks_inside():
    inner = "<!-- wp:paragraph --><p>Inside.</p><!-- /wp:paragraph -->"
    data = '{"name":"acf/hero","data":{"headline":"Welcome","_headline":"field_1"},"mode":"x"}'
    made = body_html(f"<!-- wp:acf/hero {data} -->\n{inner}\n<!-- /wp:acf/hero -->")
    assert made.split() == ["<h3>Welcome</h3>", "<p>Inside.</p>"]
    settings = '{"uniqueID":"a","columns":2,"duration":300,"subline":"To the garden of roses"}'
    made = body_html(f"<!-- wp:x/row {settings} -->{inner}<!-- /wp:x/row -->")
    assert made.split("\n") == ["<p>To the garden of roses</p>", "<p>Inside.</p>"]
    own = '{"title":"Inside.","noResultsText":"Nothing was found here"}'
    assert body_html(f"<!-- wp:x/row {own} -->{inner}<!-- /wp:x/row -->") == "<p>Inside.</p>"
    static = f"<!-- wp:x/row {settings} --><div>{inner}</div><!-- /wp:x/row -->"
    assert body_html(static) == "<div><p>Inside.</p></div>"
    core = f'<!-- wp:group {{"text":"No text of it"}} -->{inner}<!-- /wp:group -->'
    assert body_html(core) == "<p>Inside.</p>"


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (
            '<!-- wp:x/code-block {"language":"php","code":"echo 1 \\u003c 2; // [a]"} /-->',
            '<pre><code class="language-php">echo 1 &lt; 2; // &#91;a&#93;</code></pre>',
        ),
        (
            '<!-- wp:x/paste {"lang":"css","manual":"a%20%3E%20b%20%7B%7D"} /-->',
            '<pre><code class="language-css">a &gt; b {}</code></pre>',
        ),
        (
            '<!-- wp:x/ace {"mode":"python","content":"print(100 % 7)"} /-->',
            '<pre><code class="language-python">print(100 % 7)</code></pre>',
        ),
        ('<!-- wp:x/a {"mode":"preview","content":"To the garden."} /-->', "<p>To the garden.</p>"),
    ],
)
def test_code_in_attributes(block, shown):
    assert body_html(block).partition("-->\n")[2] == shown


def test_drawings_of_plugins_go_unless_they_say_something():
    wave = '<svg viewbox="0 0 9 9"><path d="M1 1z"></path></svg>'
    chart = "<svg><text>12 %</text></svg>"
    other = '<svg role="img"><path/></svg>'
    block = f"<!-- wp:x/a --><p>a{wave}b{chart}{other}</p><!-- /wp:x/a -->"
    assert body_html(block) == f"<p>ab{chart}{other}</p>"
    own = f"<!-- wp:html -->{wave}<!-- /wp:html -->"
    assert body_html(own) == wave


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (
            (
                '<!-- wp:kadence/countup {"end":340,"suffix":"ms"} --><div class="n-number"></div><p>T</p>'
                "<!-- /wp:kadence/countup -->"
            ),
            "<p>340ms</p>\n<p>T</p>",
        ),
        (
            (
                '<!-- wp:uagb/counter {"endNumber":7,"numberSuffix":"+"} --><p><span class="b-number">0'
                '</span><span class="b-suffix">+</span>T</p><!-- /wp:uagb/counter -->'
            ),
            "<p>7+</p>\n<p>T</p>",
        ),
        ('<!-- wp:x/counter {"end":7} --><p>7 T</p><!-- /wp:x/counter -->', "<p>7 T</p>"),
        (
            '<!-- wp:x/progress-bar {"percentage":80} --><p>T</p><!-- /wp:x/progress-bar -->',
            "<p>80%</p>\n<p>T</p>",
        ),
        ('<!-- wp:x/account {"end":7} --><p>T</p><!-- /wp:x/account -->', "<p>T</p>"),
        ('<!-- wp:x/counter {"end":true} --><p>T</p><!-- /wp:x/counter -->', "<p>T</p>"),
    ],
)
def test_numbers_that_count_up(block, shown):
    assert body_html(block) == shown


def test_hours_of_business():
    block = (
        '<!-- wp:jetpack/business-hours {"days":[{"name":"Sun","hours":[]},'
        '{"name":"Mon","hours":[{"opening":"09:00","closing":"12:30"},{"opening":"14:00",'
        '"closing":"00:00"}]},{"name":"<b>","hours":[]}]} /-->'
    )
    assert body_html(block) == (
        "<dl><dt>Sunday</dt><dd>Closed</dd>"
        "<dt>Monday</dt><dd>9:00 am – 12:30 pm, 2:00 pm – 12:00 am</dd></dl>"
    )
    assert "wp:jetpack" in body_html('<!-- wp:jetpack/business-hours {"days":3} /-->')


def test_an_empty_query_says_nothing():
    block = "<!-- wp:query-no-results --><p>None.</p><!-- /wp:query-no-results -->"
    assert "None." not in body_html(f"<!-- wp:query -->{block}<!-- /wp:query -->")
