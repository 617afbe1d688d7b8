"""Formulas, footnotes, languages and pictures that plugins mark in a body's text."""

from __future__ import annotations

import pytest

from wparchive.language.mojibake import misread_words
from wparchive.storage.escapes import decoded_slug
from wparchive.wordpress.languages import in_blocks, in_fields, in_line, languages_in
from wparchive.wordpress.marks import in_comment, with_shortcodes
from wparchive.wordpress.markup_languages import looks_like_markdown, markdown_html
from wparchive.wordpress.pictures import load_pictures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a $latex x_1 * y_1 &s=2$ b", "a [latex]x_1 * y_1[/latex] b"),
        ("$latex x^2&#038;bg=ffffff&#038;fg=000$", "[latex]x^2[/latex]"),
        ("<code>$latex x$</code>", "<code>$latex x$</code>"),
        ("Slow.[1. Two <i>mm</i>.]", "Slow.[footnote]Two <i>mm</i>.[/footnote]"),
        ("From [3. part] on", "From [3. part] on"),
        ("Old walls((They say so)) here", "Old walls[footnote]They say so[/footnote] here"),
        ("Old walls ((They say so.)) here", "Old walls[footnote]They say so.[/footnote] here"),
        ("if ((a && b)) {", "if ((a && b)) {"),
        ("sum((value for value in list if value))", "sum((value for value in list if value))"),
        ("set((int)Math.random());", "set((int)Math.random());"),
        ("get((My Type) the value, (the) rest)", "get((My Type) the value, (the) rest)"),
        ("[java]x.get((My Type of) the)b));[/java]", "[java]x.get((My Type of) the)b));[/java]"),
        ("[c]call((The Macro Name))[/c]", "[c]call((The Macro Name))[/c]"),
        ("Ja((Auch „im Süden“ (oft).))", "Ja[footnote]Auch „im Süden“ (oft).[/footnote]"),
        ("町((京都 にも ある。)).", "町[footnote]京都 にも ある。[/footnote]."),
        ('Ja((<a href="/a">See</a> this.))', 'Ja[footnote]<a href="/a">See</a> this.[/footnote]'),
        ("f((x)) and call((a = b, c = d))", "f((x)) and call((a = b, c = d))"),
        ("See httpv://youtu.be/a1", "See [embed]https://youtu.be/a1[/embed]"),
        (
            "httpvhd://www.youtube.com/watch?v=a1",
            "[embed]https://www.youtube.com/watch?v=a1[/embed]",
        ),
        ('<a href="httpv://youtu.be/a1">x</a>', '<a href="https://youtu.be/a1">x</a>'),
        ("<pre>httpv://youtu.be/a1</pre>", "<pre>httpv://youtu.be/a1</pre>"),
        ("httpv://elsewhere.example/a1", "httpv://elsewhere.example/a1"),
        (
            '<lj user="bea_b"> and <lj comm=moss></lj>',
            (
                '<a href="https://bea-b.livejournal.com/">bea_b</a> and '
                '<a href="https://moss.livejournal.com/">moss</a>'
            ),
        ),
        ('a <lj-cut text="More">b</lj-cut> <lj-raw>c</lj-raw><lj-poll-12>', "a b c"),
        ('<MTInclude module="x">a<$MTEntryTitle$></MTIf>', "a"),
        ("<math><mtable><mtext>a</mtext></mtable></math>",) * 2,
        ("<pre><$MTEntryTitle$></pre>",) * 2,
        (
            (
                '<math display="block"><mi>x</mi><annotation encoding="application/x-tex">x &lt; 2^y'
                "</annotation></math>"
            ),
            "[latex display=1]x < 2^y[/latex]",
        ),
        (
            'a <math><mi>x</mi><annotation encoding="application/x-tex">x</annotation></math> b',
            "a [latex]x[/latex] b",
        ),
    ],
)
def test_marks_become_shortcodes(text, expected):
    assert with_shortcodes(text) == expected


def test_marks_in_comments():
    text = "As $latex x_1&s=2$ in httpv://youtu.be/a1 ((not a note of it))"
    expected = "As [latex]x_1[/latex] in https://youtu.be/a1 ((not a note of it))"
    assert in_comment(text) == expected
    assert in_comment("Plain, 5 $ each, http://a.example/") == "Plain, 5 $ each, http://a.example/"


@pytest.mark.parametrize("text", ["$latex &s=1$", "a $latex &bg=fff &s=2$ b"])
def test_looks_without_a_formula_stay_as_they_are_written(text):
    assert with_shortcodes(text) == text


@pytest.mark.parametrize(
    ("marks", "language"),
    [
        ("<!--:en-->A<!--:--><!--:de-->B<!--:-->", "en"),
        ("[:fr]A[:de]B[:]", "fr"),
        ("[lang_pt]A[/lang_pt][lang_de]B[/lang_de]", "pt"),
    ],
)
def test_languages_are_apart(marks, language):
    assert in_line(marks) == "A / B"
    assert languages_in(marks) == [language, "de"]
    assert f'<div lang="{language}">\n\nA\n\n</div>' in in_blocks(marks)
    assert in_line("A [:) smile") == "A [:) smile"


def test_translations_in_fields():
    entries = [("_fr_post_title", "Mur"), ("_fr_post_content", ""), ("_my_post_title", "x")]
    assert in_fields([*entries, ("_fr_post_name", "mur")]) == {
        "fr": {"title": "Mur"}, "my": {"title": "x"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img class="emoji" src="https://s.example/1f600.svg" alt="😀">', "😀"),
        ('<img class="wp-smiley" src="/smilies/icon_smile.gif" alt=":)" />', "🙂"),
        ('<img src="/u/smile.jpg" alt="A smile">', '<img src="/u/smile.jpg" alt="A smile">'),
        (
            (
                '<img src="data:image/gif;base64,R0" data-src="/u/a.jpg" alt="A">'
                '<noscript><img src="/u/a.jpg" alt="A"></noscript>'
            ),
            '<img src="/u/a.jpg"   alt="A">',
        ),
        ('<code><img class="emoji" alt="😀"></code>', '<code><img class="emoji" alt="😀"></code>'),
        (
            '<img src="/u/real.jpg" data-src="/u/b.jpg">',
            '<img src="/u/real.jpg" data-src="/u/b.jpg">',
        ),
        # Facebook, Gmail, Twemoji at another host, GitHub's names, a picture without its text.
        ('<img src="https://x.example/images/emoji.php/v9/f4c/1/16/1f642.png" alt="🙂">', "🙂"),
        ('<img src="https://mail.example/mail/e/1f600" alt="😀">', "😀"),
        ('<img src="https://cdn.example/gh/x/twemoji@14/72x72/1f44d.png" alt="👍">', "👍"),
        ('<img class="Emoji" src="/x/1f680.png" alt=":rocket:">', "🚀"),
        ('<img class="emoji" src="/72x72/1f609.png">', "😉"),
        ('<img class="emoji" src="/x/party.png" alt=":party:">', ":party:"),
        # The file's name alone tells it.
        ('<img src="/x/2764.png" alt="❤️">', "❤️"),
        ('<img src="/u/heart.png" alt="❤">', '<img src="/u/heart.png" alt="❤">'),
        ('<img src="/u/1f600.png" alt="Our dog">', '<img src="/u/1f600.png" alt="Our dog">'),
        # Formulas.
        (
            '<img src="https://s0.wp.example/latex.php?latex=a%5E2%2Bb&#038;bg=fff" class="latex">',
            '<code class="language-math math-inline">a^2+b</code>',
        ),
        (
            '<img src="https://latex.codecogs.com/svg.latex?x_1&lt;2">',
            '<code class="language-math math-inline">x_1&lt;2</code>',
        ),
        (
            '<img class="ql-img-inline-formula quicklatex-auto-format" alt="&#92;&#112;i" src="/q.png">',
            '<code class="language-math math-inline">\\pi</code>',
        ),
        ('<img src="/latex.php" alt="a">', '<img src="/latex.php" alt="a">'),
        # Films of WP Rocket and of banners that ask for consent.
        (
            (
                '<iframe src="about:blank" data-lazy-src="https://f.example/?a=1&amp;b=2"></iframe>'
                '<noscript><iframe src="https://f.example/?a=1&amp;b=2"></iframe></noscript>'
            ),
            '<iframe src="https://f.example/?a=1&amp;b=2"  ></iframe>',
        ),
        (
            '<iframe data-src-cmplz="https://f.example/"></iframe>',
            '<iframe src="https://f.example/" ></iframe>',
        ),
        (
            '<noscript><iframe src="https://f.example/"></iframe></noscript> data-src',
            '<noscript><iframe src="https://f.example/"></iframe></noscript> data-src',
        ),
    ],
)
def test_pictures(html, expected):
    assert load_pictures(html) == expected


@pytest.mark.parametrize("text", ["cafÃ©", "Itâ€™s", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "ðŸ˜€"])
def test_text_encoded_twice(text):
    assert misread_words(f"Well, {text} here") == [text]


@pytest.mark.parametrize("text", ["Ein Café, Ã ist", "CAFÉ» und É«", "São à la Ä», Â b", "20 °C"])
def test_sound_text(text):
    assert misread_words(text) == []


def test_slugs_that_were_cut():
    assert decoded_slug("%e6%97%a5%e6%9c") == "日"
    assert decoded_slug("%e6%97%a5%e") == "日"
    assert decoded_slug("%e6%97%a5") == "日"
    assert decoded_slug("100%") == "100%"
    assert decoded_slug("caf%e9-bar") == "caf%e9-bar"


def test_markdown_keeps_shortcodes_and_references():
    html = markdown_html('A [word][r].\n\n[gallery ids="1,2"]\n\n[r]: https://r.example/')
    assert '<a href="https://r.example/">word</a>' in html
    assert '[gallery ids="1,2"]' in html


def test_markdown_by_its_own_marks():
    assert looks_like_markdown("# Title\n\n**bold** and [link](https://l.example/)\n")
    assert not looks_like_markdown("# one thing\nand more")
    assert not looks_like_markdown("<p># A</p>\n**b** [c](https://l.example/)")
    assert not looks_like_markdown("<pre># sh\n**b**\n[c](https://l.example/)</pre>")
