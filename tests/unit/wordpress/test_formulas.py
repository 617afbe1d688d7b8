"""Formulas of WordPress.com, MathJax and KaTeX in a body's text."""

from __future__ import annotations

import pytest

from wparchive.wordpress.marks import with_shortcodes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"So \(a_1 < b\) is", "So [latex]a_1 < b[/latex] is"),
        (r"\[ \int_0^1 x \]", r"[latex display=1]\int_0^1 x[/latex]"),
        ("$$E = mc^2$$", "[latex display=1]E = mc^2[/latex]"),
        ("Let $x_1$ be $n$.", "Let [latex]x_1[/latex] be [latex]n[/latex]."),
        (
            "\\begin{align*}\na &= b\n\\end{align*}",
            "[latex display=1]\\begin{align*}\na &= b\n\\end{align*}[/latex]",
        ),
        (
            '<div class="wp-block-katex-display-block katex-eq">a \\\\ b</div>',
            r"[latex display=1]a \\ b[/latex]",
        ),
        (
            '<div class="katex-eq" data-katex-display="true"><pre>a \\\\ b</pre></div>',
            r"[latex display=1]a \\ b[/latex]",
        ),
        (r"[latexpage]\(a_1\)[katex]b[/katex]", "[latexpage][latex]a_1[/latex][katex]b[/katex]"),
        ("$latex x$ and $y^2$", "[latex]x[/latex] and [latex]y^2[/latex]"),
    ],
)
def test_formulas(text, expected):
    assert with_shortcodes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6.",
        "From $5-$6, or 5$ to 6$.",
        "Set $HOME and $PATH_DIR first",
        r"find \( -name a -o -name b \) here",
        "$$ money $$",
        "<code>$x^2$</code>",
        "<pre>\\(a^2\\)</pre>",
        "[code]$x^2$[/code]",
        r"\begin{align} a^2",
        "$a^2 <em>b</em>$",
        "Let $n$ be",
    ],
)
def test_text_that_is_no_formula(text):
    assert with_shortcodes(text) == text
