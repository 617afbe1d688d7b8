"""Code in elements and shortcodes of plugins that nobody listed."""

from __future__ import annotations

import pytest

from wparchive.render.body import body_html
from wparchive.wordpress.code_tags import show_code_tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Use <span class="lang:js decode:true crayon-inline ">a &lt; b</span>.',
            'Use <code class="language-js">a &lt; b</code>.',
        ),
        (
            '<span class="lang:default crayon-inline">if (x<y)</span>',
            "<code>if (x&lt;y)</code>",
        ),
        (
            '<coolcode lang="php" linenum="off">\n<?php echo "<b>"; ?>\n</coolcode>',
            '<pre><code class="language-php">&lt;?php echo "&lt;b&gt;"; ?&gt;</code></pre>',
        ),
        (
            "<SyntaxHighlight language=c>a[1] < 2</SyntaxHighlight>",
            '<pre><code class="language-c">a&#91;1&#93; &lt; 2</code></pre>',
        ),
        (
            '<textarea name="code" class="python" rows="9">x &lt; 1</textarea>',
            '<pre><code class="language-python">x &lt; 1</code></pre>',
        ),
        ('<mycode lang="perl">$a</mycode>', '<pre><code class="language-perl">$a</code></pre>'),
    ],
)
def test_elements_of_plugins(text, expected):
    assert show_code_tags(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '<span lang="en">word</span>',
        '<translation lang="de">Wort</translation>',
        "<zipcode>12345</zipcode>",
        '<pre><coolcode lang="php">x</coolcode></pre>',
        '<coolcode lang="php">no end',
        '<textarea name="comment">x</textarea>',
        '<q lang="c">x</q>',
    ],
)
def test_other_elements_stay(text):
    assert show_code_tags(text) == text


def test_shortcode_that_names_a_language_is_code():
    text = '[hl-box id="1" lang="php"]\n$a = "<b>";\n[/hl-box]'
    assert body_html(text) == ('<pre><code class="language-php">$a = "&lt;b&gt;";</code></pre>\n')
    other = '[speech lang="en"]Hi[/speech]'
    assert other in body_html(other)


def test_code_in_an_attribute():
    text = '[pastacode lang="php" message="Hi" provider="manual" manual="%3C%3Fphp%20echo%201%3B"/]'
    html = body_html(text)
    assert '<pre><code class="language-php">&lt;?php echo 1;</code></pre>' in html
    assert "<figcaption>Hi</figcaption>" in html
    gist = body_html('[pastacode provider="gist" path_id="12" user="ada"/]')
    assert 'href="https://gist.github.com/ada/12"' in gist
