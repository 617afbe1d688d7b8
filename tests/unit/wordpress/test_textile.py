"""Textile: each case is a mark of https://textile-lang.com/."""

from __future__ import annotations

import pytest

from wparchive.wordpress.textile import textile_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("h2(#a). Head\n\nText\nmore", "<h2>Head</h2>\n\n<p>Text<br />\nmore</p>"),
        ("bq. Said.", "<blockquote><p>Said.</p></blockquote>"),
        ("bc. a < b\n  c", "<pre><code>a &lt; b\n  c</code></pre>"),
        (
            "bc.. a\n\nb\n\np. c",
            "<pre><code>a</code></pre>\n\n<pre><code>b</code></pre>\n\n<p>c</p>",
        ),
        ("* a\n** b\n* c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("# a\n# b", "<ol><li>a</li><li>b</li></ol>"),
        ("|_. H|\n|a|", "<table><tr><th>H</th></tr><tr><td>a</td></tr></table>"),
        ("*b* _e_ -d- @c_d@", "<p><strong>b</strong> <em>e</em> <del>d</del> <code>c_d</code></p>"),
        (
            '"a *b*":http://x.example/c_d.',
            '<p><a href="http://x.example/c_d">a <strong>b</strong></a>.</p>',
        ),
        ("!/i.jpg(A)!", '<p><img src="/i.jpg" alt="A" /></p>'),
        (
            "Word[1]\n\nfn1. Note",
            '<p>Word<sup><a href="#fn1">1</a></sup></p>\n\n<p id="fn1"><sup>1</sup> Note</p>',
        ),
        ("2 * 3 * 4 a_b_c x-y-z", "<p>2 * 3 * 4 a_b_c x-y-z</p>"),
        ("<div>*a*</div>", "<div>*a*</div>"),
        ("<pre>*a*\n\n*b*</pre>", "<pre>*a*\n\n*b*</pre>"),
        ("", ""),
    ],
)
def test_marks(text, expected):
    assert textile_html(text) == expected
