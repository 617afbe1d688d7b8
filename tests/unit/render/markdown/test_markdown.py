"""render.markdown: each case names the rule (CommonMark 0.31, GFM, HTML, WordPress) it proves."""

import html as htmllib
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wparchive.render.markdown import MarkdownRenderer, to_markdown

CASES = {
    # Escaping: text means itself.
    "star at a word": ("<p>*a* 2 * 3</p>", r"\*a\* 2 * 3"),
    "star between spaces at an edge": ("<p><b> * x</b></p>", r"**\* x**"),
    "underscore only outside words": ("<p>snake_case __init__ _x</p>", r"snake_case \_\_init\_\_ \_x"),
    "backtick": ("<p>a`b</p>", r"a\`b"),
    "backslash before punctuation": ("<p>\\* C:\\new</p>", r"\\\* C:\new"),
    "backslash before markup": ("<p>a\\<b>c</b></p>", "a\\\\**c**"),
    "tag-like text": ("<p>&lt;b&gt; a &lt; b &lt;3</p>", r"\<b> a < b <3"),
    "entity-like text": ("<p>&amp;copy; AT&amp;T R &amp; D</p>", "&amp;copy; AT&T R & D"),
    "strikethrough-like text": ("<p>~~a~~ ~5</p>", r"\~\~a\~\~ ~5"),
    "lone tilde inside strikethrough": ("<p><s>a ~b</s></p>", r"~~a \~b~~"),
    "link-like text": ("<p>[a](b) [c] ![d](e)</p>", r"[a]\(b) [c] ![d]\(e)"),
    "definition-like text": ("<p>[x]: http://x.y</p>", r"[x]\: http://x.y"),
    "shortcodes stay readable": ('<p>[gallery ids="1,2"]</p>', '[gallery ids="1,2"]'),
    "bracket from one node, parenthesis from the next": ("<p>[a]<span>(b)</span></p>", r"[a]\(b)"),
    "exclamation mark before a link": ('<p>Oh!<a href="u">x</a></p>', r"Oh\![x](u)"),
    # Escaping: a line's beginning.
    "heading": ("<p># a</p>", r"\# a"),
    "hashtag": ("<p>#a</p>", "#a"),
    "quote": ("<p>&gt; a</p>", r"\> a"),
    "bullet": ("<p>- a</p><p>+ b</p><p>-c</p>", "\\- a\n\n\\+ b\n\n-c"),
    "number": ("<p>1986. A year</p><p>1) b</p><p>1.5</p>", "1986\\. A year\n\n1\\) b\n\n1.5"),
    "rule": ("<p>---</p><p>***</p><p>* * *</p>", "\\---\n\n\\*\\*\\*\n\n\\* * \\*"),
    "underline of a heading": ("<p>a<br>===</p>", "a\\\n\\==="),
    "table line": ("<p>a|b<br>-|-</p>", "a|b\\\n\\-|-"),
    "fence": ("<p>```<br>x</p>", "\\`\\`\\`\\\nx"),
    # Listings: what wpautop makes of code with line breaks and blank lines.
    "lines of code": ("<p><code>a<br />\n  b</code></p>", "```\na\n  b\n```"),
    "code in two paragraphs": (
        '<p><code class="language-c"><br />\na;<br />\n  b;</p>\n<p>c;<br />\n</code></p>',
        "```c\na;\n  b;\n\nc;\n```",
    ),
    "code that holds paragraphs": ("<code><p>a</p><p>b</p></code>", "```\na\n\nb\n```"),
    "code from one text to another": (
        "<p>See <code>a</p>\n<p>b</code> there.</p>",
        "See `a`\n\n`b` there.",
    ),
    "code around a table": (
        "<p><code>a</p>\n<table><tr><td>_b_</td></tr></table>\n<p>c</code></p>",
        "`a`\n\n<code>\n<table>\n<tr>\n<td>_b_</td>\n</tr>\n</table>\n</code>\n\n`c`",
    ),
    # Bare URLs stay verbatim.
    "URL with underscores": ("<p>http://x.y/a_b/?c_d=1&amp;e=2.</p>", "http://x.y/a_b/?c_d=1&e=2."),
    "URL whose one mark has no partner": ("<p>http://x.y/_a/*/</p>", "http://x.y/_a/*/"),
    "URL whose marks would pair": ("<p>http://x.y/_a_/</p>", "<http://x.y/_a_/>"),
    "two URLs whose marks would pair": ("<p>http://x.y/*/a http://x.y/*/b</p>", "http://x.y/*/a <http://x.y/*/b>"),
    "URL before an entity's end": ("<p>http://x.y/?a&amp;amp; b</p>", "http://x.y/?a&amp;amp; b"),
    # Links.
    "spaces in a destination": ('<a href="a b">x</a>', "[x](<a b>)"),
    "balanced parentheses": ('<a href="http://x.y/a_(b)">x</a>', "[x](http://x.y/a_(b))"),
    "unbalanced parenthesis": ('<a href="a(b">x</a>', "[x](<a(b>)"),
    "angle brackets in a destination": ('<a href="&lt;a&gt;">x</a>', "[x](<&lt;a&gt;>)"),
    "query string": ('<a href="/?a=1&amp;b=2&copy=3">x</a>', "[x](/?a=1&b=2&copy=3)"),
    "entity in a destination": ('<a href="/?a&amp;amp;b">x</a>', "[x](/?a&amp;amp;b)"),
    "backslash in a destination": ('<a href="a\\b\\_c">x</a>', r"[x](a\b\\_c)"),
    "title": ("<a href='u' title='a \"b\" c\\'>x</a>", r'[x](u "a \"b\" c&#92;")'),
    "title without destination": ('<a href="" title="t">x</a>', '[x](<> "t")'),
    "exclamation mark after a backslash": ('<p>\\!<a href="u">x</a></p>', "\\\\\\![x](u)"),
    "any scheme": ('<a href="javascript:a()">x</a> <a href="mailto:a@b">y</a>', "[x](javascript:a()) [y](mailto:a@b)"),
    "empty address and text": ('a<a href=""><i class="x"></i></a>b', "ab"),
    "list of nothing": ("a<ul><li></li><li> <a href=''></a></li></ul>b", "a\n\nb"),
    "list of bullets": ("a<ul><li></li><li></li></ul>b", "a\n\n-\n-\n\nb"),
    "list with an empty item": ("<ul><li></li><li>b</li></ul>", "-\n- b"),
    "drawing in a link": (
        '<a href="https://www.a.example/u"><svg><path d="M0"/></svg></a>',
        "[a.example](https://www.a.example/u)",
    ),
    "named drawing in a link": (
        '<a href="u"><svg aria-label="A *b*"><path d="M0"/></svg></a>', r"[A \*b\*](u)"
    ),
    "titled drawing in a link": (
        '<a href="u"> <svg><title>Our\n shop</title><path d="M0"/></svg></a>', "[Our shop](u)"
    ),
    "drawing in a named link": ('<a href="u" aria-label="A"><svg></svg></a>', "[A](u)"),
    "drawing with words in a link": (
        '<a href="u"><svg><text>12</text></svg></a>', "[<svg><text>12</text></svg>](u)"
    ),
    "film without a text": (
        '<a class="popup" href="https://www.youtube.com/watch?v=x"></a>',
        "[YouTube](https://www.youtube.com/watch?v=x)",
    ),
    "empty text": ('<a href="u"></a>x', "[](u)x"),
    "empty block inside": ('<a href="u"><p></p></a>', "[](u)"),
    "text that is the URL": ('<a href="http://x.y/a">http://x.y/a</a>', "<http://x.y/a>"),
    "text that is a risky URL": ('<a href="http://x.y/_a_/">http://x.y/_a_/</a>', "<http://x.y/_a_/>"),
    "brackets in the text": ('<a href="u">a [b] c]</a>', r"[a \[b\] c\]](u)"),
    "space moves out": ('<p>a<a href="u"> b </a>c</p>', "a [b](u) c"),
    "footnote-like text": ('<a href="u">^</a>', r"[\^](u)"),
    "image inside": ('<a href="u"><img src="i" alt="a"></a>', "[![a](i)](u)"),
    "link around a heading": ('<a href="u"><h3>H</h3></a>', "### [H](u)"),
    "link around blocks": ('<a href="/?a=1&amp;b=2"><p>a</p><p>b</p></a>', '<a href="/?a=1&b=2">\n\na\n\nb\n\n</a>'),
    "line break inside": ('<a href="u">a<br>b</a>', "[a\\\nb](u)"),
    "anchors that links point to": ('<p><a href="#n">1</a></p><p id="n">N</p><p id="m">M</p>', '[1](#n)\n\n<a id="n"></a>N\n\nM'),
    "named anchor": ('<p><a name="top"></a>x</p>', '<a id="top"></a>x'),
    # Images.
    "image": ('<img src="a (1).png" alt="x [y] *z*" title="t">', r'![x \[y\] \*z\*](<a (1).png> "t")'),
    "alternative text over lines": ('<img src="i" alt="a\n\nb">', "![a b](i)"),
    "image with several sizes": ('<img class="c" src="i" srcset="j 2x" alt="a">', "![a](i)"),
    "image of which only a stand-in has come": (
        '<img src="data:image/gif;base64,R0lG" srcset="j 2x" alt="a">',
        '<img src="data:image/gif;base64,R0lG" alt="a" srcset="j 2x">',
    ),
    "image with its sizes alone": ('<img srcset="j 2x" alt="a">', '<img alt="a" srcset="j 2x">'),
    "drawing": ("<svg><title>a</title></svg>", "<svg><title>a</title></svg>"),
    "decoration": ('<a href="u"><svg aria-hidden="true"><path d="M0 0"/></svg>a</a>', "[a](u)"),
    # Emphasis.
    "inside a word": ("<p>un<em>frigging</em>believable</p>", "un*frigging*believable"),
    "space and no-break space move out": ("<p><b>a </b>b<b>&nbsp;c</b></p>", "**a** b\xa0**c**"),
    "empty": ("<p>a<b></b> <i> </i>b</p>", "a b"),
    "neighbours become one": ("<p><b>a</b><strong>b</strong></p>", "**ab**"),
    "other neighbours must not touch": ("<p><b>a</b><i>b</i></p>", "**a**<em>b</em>"),
    "nested": ("<p><b><i>a</i></b> <b>c <i>d</i></b></p>", "***a*** **c *d***"),
    "nested beside letters": ("<p>上は<b><i>中</i></b>に</p>", "上は***中***に"),
    "nested inside a word": ("<p><b>a<i>b</i>c</b></p>", "**a<em>b</em>c**"),
    "nested in its own kind": ("<p><b>a <strong>b</strong></b></p>", "**a b**"),
    "punctuation before space": ("<p><b>Note:</b> x</p>", "**Note:** x"),
    "punctuation before a letter": ("<p><b>a:</b>b</p>", "<strong>a:</strong>b"),
    "CJK": ("<p>日本<b>語</b>です<b>「語」</b>だ</p>", "日本**語**です<strong>「語」</strong>だ"),
    "symbols count as punctuation to some only": ("<p>a<b>€</b>b</p>", "a<strong>€</strong>b"),
    "around paragraphs": ("<em><p>a</p><p>b</p></em>", "*a*\n\n*b*"),
    "around a table": ("<b><table><tr><th>a</th></tr></table></b>", "| **a** |\n| --- |"),
    "strikethrough": ("<p><del>a</del> <s>b</s></p>", "~~a~~ ~~b~~"),
    "deletion with a source": ('<p><del cite="u">a</del></p>', '<del cite="u">a</del>'),
    "beside a mark that a URL left bare": ("<p>http://x.y/a*b <b>c</b></p>", "http://x.y/a*b <strong>c</strong>"),
    # Code.
    "code span": ("<p><code>a &lt; *b*</code></p>", "`a < *b*`"),
    "backticks in a span": ("<p><code>a`b</code> <code>`</code> <code>``a`</code></p>", "``a`b`` `` ` `` ``` ``a` ```"),
    "space at a span's edge": ("<p>a<code> b </code>c</p>", "a `b` c"),
    "spans that touch": ("<p><code>a</code><code>b</code></p>", "`a`<code>b</code>"),
    "link in code": ('<p><code>a <a href="u">b</a></code></p>', "<code>a [b](u)</code>"),
    "fence and language": ('<pre><code class="language-c++">a\n\n  b\n</code></pre>', "```c++\na\n\n  b\n```"),
    "language of SyntaxHighlighter": ('<pre class="brush: php; title: x">a</pre>', "**x**\n\n```php\na\n```"),
    "title of SyntaxHighlighter": ("""<pre class="title: 'a; b.rb' ; brush:ruby">a</pre>""", "**a; b.rb**\n\n```ruby\na\n```"),
    "title of no SyntaxHighlighter": ('<pre class="subtitle: x; brush: php; xtitle: y">a</pre>', "```php\na\n```"),
    "late script": ('<p>a <script data-rocket-src="https://gist.github.com/a/12.js"></script></p>', "a [GitHub Gist](https://gist.github.com/a/12)"),
    "fence in a fence": ("<pre>```\na\n```</pre>", "````\n```\na\n```\n````"),
    "first line break is not the code's": ("<pre>\na</pre>", "```\na\n```"),
    "line breaks as elements": ("<pre>a<br>b</pre>", "```\na\nb\n```"),
    "colours": ("<pre>a <span>b</span></pre>", "```\na b\n```"),
    "link in preformatted text": ('<pre>a\n\n<a href="u">b</a></pre>', '<pre>a\n\n<a href="u">b</a></pre>'),
    # Lists.
    "tight": ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    "loose": ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
    "nested lists": ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n   - b"),
    "start": ('<ol start="99"><li>a</li><li>b<ul><li>c</li></ul></li></ol>', "99. a\n100. b\n     - c"),
    "first value": ('<ol><li value="4">a</li><li>b</li></ol>', "4. a\n5. b"),
    "numbers that do not count": ('<ol><li>a</li><li value="7">b</li></ol>', '<ol>\n<li>\n\na\n\n</li>\n<li value="7">\n\nb\n\n</li>\n</ol>'),
    "several in a row": ("<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol><ol><li>d</li></ol>", "- a\n\n+ b\n\n1. c\n\n1) d"),
    "empty item": ("<ul><li></li><li>a</li></ul>", "-\n- a"),
    "a number that cannot interrupt a paragraph": ('<ul><li>a<ol start="2"><li>b</li></ol></li></ul>', "- a\n\n  2. b"),
    "list without an item between": ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    "items without a list": ("<li>a</li><li>b</li>", "- a\n- b"),
    "code in an item": ("<ul><li>a<pre>b\n\nc</pre></li></ul>", "- a\n\n  ```\n  b\n\n  c\n  ```"),
    "task": ('<ul><li><input type="checkbox" checked>a</li><li>[ ] b</li></ul>', "- [x] a\n- \\[ ] b"),
    # Tables.
    "table": ("<table><tr><th>a</th><th align=right>b</th></tr><tr><td>1|2<td></tr></table>", "| a | b |\n| --- | ---: |\n| 1\\|2 |  |"),
    "table without a head": ("<table><tr><td>a</td></tr></table>", "|  |\n| --- |\n| a |"),
    "lines in a cell": ("<table><tr><th>a<br>b<p>c</p></th></tr></table>", "| a<br>b<br>c |\n| --- |"),
    "caption": ("<table><caption>C</caption><tr><th>a</th></tr></table>", "C\n\n| a |\n| --- |"),
    "span": ("<table><tr><td colspan=2>a</td></tr></table>", '<table>\n<tr>\n<td colspan="2">a</td>\n</tr>\n</table>'),
    "blank line in a cell's code": ("<table><tr><td><pre>a\n\nb</pre></td></tr></table>", "<table>\n<tr>\n<td><pre>a&#10;\nb</pre></td>\n</tr>\n</table>"),
    "pipe in a URL": ('<table><tr><th><a href="a|b">x</a></th></tr></table>', '<table>\n<tr>\n<th><a href="a|b">x</a></th>\n</tr>\n</table>'),
    # Quotes, figures, rules, breaks.
    "quote with anything": ("<blockquote><h2>a</h2><ul><li>b</li></ul><blockquote>c</blockquote></blockquote>", "> ## a\n>\n> - b\n>\n> > c"),
    "quotes in a row": ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
    "quote with a source": ('<blockquote cite="http://x.y">a</blockquote>', '<blockquote cite="http://x.y">\n\na\n\n</blockquote>'),
    "figure": ('<figure><img src="i" alt="a"><figcaption>C</figcaption></figure>', "![a](i)\n\nC"),
    "rule element": ("<p>a</p><hr><p>b</p>", "a\n\n***\n\nb"),
    "line break": ("<p>a<br />\nb</p>", "a\\\nb"),
    "two line breaks": ("<p>a<br><br>b</p>", "a\n\nb"),
    "two line breaks in emphasis": ("<p><b>a<br><br>b</b></p>", "**a\\\n\\\nb**"),
    "line break in a heading": ("<h2>a<br>b #</h2>", "## a<br>b \\#"),
    # HTML that stays.
    "text in a definition list": (
        "<dl>Before<dt>a</dt>between<dd><p>b</p></dd>after</dl>",
        "<dl> Before <dt> a </dt> between <dd> b </dd> after </dl>".replace(" ", "\n\n"),
    ),
    "definition list": ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
    "summary in boxes": ("<details><summary><div><h4>a <i>b</i></h4></div></summary><p>c</p></details>", "<details>\n<summary>a <i>b</i></summary>\n\nc\n\n</details>"),
    "details": ("<details><summary>a</summary><p>b</p></details>", "<details>\n<summary>a</summary>\n\nb\n\n</details>"),
    "inline elements": ('<p><abbr title="x">a</abbr><sup>*</sup><kbd>k</kbd></p>', '<abbr title="x">a</abbr><sup>\\*</sup><kbd>k</kbd>'),
    "embed": ('<iframe src="/?a=1&amp;b=2"></iframe>', '<iframe src="/?a=1&b=2"></iframe>'),
    "video": ('<video src="v"><source src="w">x</video>', '<video src="v"><source src="w">x</video>'),
    "reversed": ("<ol reversed><li>a</li></ol>", "<ol reversed>\n<li>\n\na\n\n</li>\n</ol>"),
    # WordPress's marks, and characters.
    "more": ("<p>a<br />\n<!--more Go on--><br />\nb</p>", "a\n\n<!--more Go on-->\n\nb"),
    "code in colours": ("<code><span>a<span>b</span>c</span>d</code>", "`abcd`"),
    "table without trailing blanks": (
        "<table><tr><td colspan=2>a <ul><li>b </li></ul> </td></tr></table>",
        '<table>\n<tr>\n<td colspan="2">a\n<ul>\n<li>b </li>\n</ul>\n</td>\n</tr>\n</table>',
    ),
    "more within a line": ("<p>a.<!--more--> b</p>", "a.<!--more--> b"),
    "nextpage": ("<p>a</p><!--nextpage--><p>b</p>", "a\n\n<!--nextpage-->\n\nb"),
    "invisible characters": ("<p>a&nbsp;b\u200bc\u200d\u202ed</p>", "a\xa0b\u200bc\u200d\u202ed"),
    "no-break space at an edge": ("<p>&nbsp;b</p><h2>a&nbsp;</h2>", "&nbsp;b\n\n## a&nbsp;"),
    "paragraphs of no-break spaces": ("<p>&nbsp;</p><p><b>&nbsp;&nbsp;</b></p><h2>&nbsp;</h2><p>&nbsp;<br>&nbsp;</p><p>a</p>", "a"),
    "a script that showed something": (
        '<p>a <script src="//gist.github.com/ada/12.js?file=b_c.py"></script> d</p>',
        "a [GitHub Gist: b_c.py](https://gist.github.com/ada/12#file-b-c-py) d",
    ),
    "a recording by script": (
        '<script src="https://asciinema.org/a/140.js" async></script>',
        "[asciinema](https://asciinema.org/a/140)",
    ),
    "a poll by script": (
        '<script src="http://static.polldaddy.com/p/77.js"></script>',
        "[Polldaddy](https://poll.fm/77)",
    ),
    "PHP in a page": ("<p>a <?php b() ?></p>", "a <!--?php b() ?-->"),
    "words of a title": ("<p>a</p><title>Old\n page &lt;b> --> x---</title><p>b</p>",
                         "a\n\n<!-- title: Old page &lt;b&gt; - -&gt; x- - - -->\n\nb"),
    "words of a title in a line": ("<p>a<title>b</title> c</p>", "a\n\n<!-- title: b -->\n\nc"),
    "words of a title in a table": ("<table><tr><td rowspan=2><title>b</title>c</td></tr></table>",
        '<table>\n<tr>\n<td rowspan="2"><!-- title: b -->c</td>\n</tr>\n</table>'),
    "words of a template": ("<p>a</p><template><p>Later <b>on</b></p></template>",
                            "a\n\n<!-- template: Later on -->"),
    "title without words": ("<p>a</p><title> </title>", "a"),
    "where a script stood": ('<p>a <script src="http://x.y/s">b</script></p>', "a <!-- script src=http://x.y/s -->"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES.keys())
def test_rule(html, markdown):
    assert to_markdown(html) == markdown + "\n"


def test_nothing_gives_nothing():
    assert to_markdown("") == to_markdown("<p> </p><div></div>") == ""


def test_dropped_elements_are_counted_over_all_inputs():
    renderer = MarkdownRenderer()
    assert renderer.handle("<script>a</script>b<style>c</style><!-- d --><img alt=x>") == "b\n"
    renderer.handle("<script></script>")
    assert renderer.dropped == {"script": 2, "style": 1, "#comment": 1, "img": 1}


def test_block_delimiters_are_no_loss():
    renderer = MarkdownRenderer()
    renderer.handle("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->")
    assert not renderer.dropped


def test_text_never_becomes_html():
    hostile = htmllib.escape("<script>a()</script><img src=x onerror=b()><!-- c -->")
    for html in (
        f"<p>{hostile}</p>",
        f"<ul><li>{hostile}</li></ul>",
        f"<table><tr><td colspan=2>{hostile}</td></tr></table>",
        f"<dl><dd>{hostile}</dd></dl>",
        f'<p><img src="x" alt="{hostile}" title="{hostile}"></p>',
        f'<p><a href="{hostile}">x</a></p>',
    ):
        shown = _render(to_markdown(html))
        assert "<script" not in shown
        assert "<img src=x" not in shown
        assert "<!--" not in shown


def test_ids_that_other_documents_point_to():
    renderer = MarkdownRenderer(keep_ids=["a"])
    assert renderer.handle("<h2 id=a>x</h2>") == '## <a id="a"></a>x\n'


def test_html2text_options():
    renderer = MarkdownRenderer("http://x.y/d/")
    renderer.ul_item_mark = "*"
    renderer.ignore_emphasis = True
    assert renderer.handle('<ul><li><b>a</b> <a href="../u">b</a></li></ul>') == (
        "* a [b](http://x.y/u)\n"
    )
    renderer.ignore_links = renderer.ignore_images = True
    assert renderer.handle('<a href="u">a</a><img src="i">') == "a\n"


@pytest.mark.parametrize(
    ("options", "html", "markdown"),
    [
        ({"emphasis_mark": "_", "strong_mark": "__"}, "<i>a</i> <b>b</b>", "_a_ __b__"),
        ({"emphasis_mark": "_"}, "a<i>b</i>c <i>d</i>.", "a<em>b</em>c _d_."),
        ({"ignore_mailto_links": True}, '<a href="mailto:a@b.c">a</a> <a href=u>b</a>', "a [b](u)"),
        ({"skip_internal_links": True}, '<a href="#x">a</a>', "a"),
        ({"use_automatic_links": False}, '<a href="http://a.b">http://a.b</a>', "[http://a.b](http://a.b)"),
        ({"protect_links": True}, "<a href=u>a</a>", "[a](<u>)"),
        ({"images_to_alt": True}, "<img src=i alt=A>", "A"),
        ({"images_as_html": True}, "<img src=i alt=A>", '<img src="i" alt="A">'),
        ({"images_with_size": True}, "<img src=i width=9><img src=j>", '<img src="i" width="9">![](j)'),
        ({"default_image_alt": "A"}, "<img src=i>", "![A](i)"),
        ({"ignore_tables": True}, "<table><tr><td>a<td>b</table>", "a\n\nb"),
        ({"pad_tables": True}, "<table><tr><th>a<th align=right>b<tr><td>cccc<td>dd</table>",
         "| a    | b    |\n| ---- | ---: |\n| cccc | dd   |"),
    ],
)  # fmt: skip
def test_further_html2text_options(options, html, markdown):
    renderer = MarkdownRenderer()
    for name, value in options.items():
        setattr(renderer, name, value)
    assert renderer.handle(html) == markdown + "\n"


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<pre class="brush: php; title: ; notranslate">a</pre>', "php"),
        ('<pre class="lang:ruby decode:true">a</pre>', "ruby"),
        ('<pre class="toolbar:2 lang:default decode:true">a</pre>', ""),
        ('<pre class="language-js line-numbers"><code>a</code></pre>', "js"),
        ('<pre><code class="hljs language-c++">a</code></pre>', "c++"),
        ('<pre class="EnlighterJSRAW" data-enlighter-language="css">a</pre>', "css"),
        ('<pre lang="php" line="1">a</pre>', "php"),
        ('<pre lang="de-DE">a</pre>', ""),
        ('<pre class="php" style="font-family:monospace"><span class="kw2">a</span></pre>', "php"),
        ('<pre class="sh_javascript">a</pre>', "javascript"),
        ('<pre class="src src-python">a</pre>', "python"),
        ('<div class="highlight highlight-source-js"><pre>a</pre></div>', "js"),
        ('<div class="language-ruby highlighter-rouge"><div class="highlight"><pre>a</pre></div></div>', "ruby"),
        ('<div class="markdown"><pre>a</pre></div>', ""),
        ('<pre class="wp-block-preformatted">a</pre>', ""),
    ],
)  # fmt: skip
def test_languages_of_code(html, language):
    assert to_markdown(html) == f"```{language}\na\n```\n"


def test_line_numbers_beside_code_go():
    table = (
        '<figure class="highlight python"><table><tr><td><pre>1<br>2</pre></td>'
        "<td><pre>a\nb</pre></td></tr></table></figure>"
    )
    assert to_markdown(table) == "```python\na\nb\n```\n"
    assert "<table>" in to_markdown(
        "<table><tr><td><pre>x</pre></td><td><pre>y</pre></td></tr></table>"
    )
    assert "<table>" in to_markdown(
        "<table><tr><td><pre>1</pre></td><td><pre>y</pre>z</td></tr></table>"
    )


def test_blocks_that_only_a_site_can_show_stay_as_comments():
    text = '<p>a</p><!-- wp:acme/map {"at":"http://a.example/"} /--><p>b</p>'
    assert to_markdown(text) == 'a\n\n<!-- wp:acme/map {"at":"http://a.example/"} /-->\n\nb\n'


def test_html2text_engine_keeps_what_html2text_loses():
    markdown = to_markdown("<p>a&nbsp;&lt;b&gt; &amp;copy; ~~c~~</p>", engine="html2text")
    assert _render(markdown) == "<p>a\xa0&lt;b&gt; &amp;copy; ~~c~~</p>"
    figure = "<figure><img src=i><figcaption>a</figcaption></figure><figure>b</figure>"
    assert to_markdown(figure, engine="html2text") == "![](i)\n\na\n\nb\n"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "span", "ul><li"])
def test_nothing_is_lost_at_any_depth(tag):
    close = "></".join(reversed(tag.split("><")))
    html = f"<{tag}>" * 3_000 + '<a href="u">x</a>' + f"</{close}>" * 3_000 + "<p>after</p>"
    markdown = to_markdown(html)
    assert "[x](u)" in markdown
    assert "after" in markdown


def test_a_deep_caller_leaves_enough_stack():
    html = "<div><i>" * 100 + "x" + "</i></div>" * 100

    def call(depth):
        return call(depth - 1) if depth else to_markdown(html)

    assert "x" in call(sys.getrecursionlimit() - 400)


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "*" * 300_000,
        "<p>" + "a_" * 150_000,
        "<p>" + "<em>a</em>" * 30_000,
        "<p>" + "x<br>" * 50_000,
        "<p>" + "<b>a</b><i>b</i>" * 20_000,
        "<p><code>" + "`" * 100_000 + "</code>",
        "<p>" + "http://x.y/*/ " * 30_000,
        "<p>a" + " " * 1_000_000 + "b",
        "<p>" + "\\" * 300_000,
        "<p>" + "[" * 300_000,
        '<p><a href="' + "(" * 200_000 + '">x</a>',
        "<p>http://x" + ")" * 200_000,
        "<p>" + "http://[" * 30_000,
        "<p>" + "http://x.y/?" * 30_000,
        "<table><tr>" + "<td>x" * 3_000 + "<tr><td>y" * 3_000,
        "<h1>" + "# " * 100_000 + "#",
        "<ul><li>x" * 3_000,
        "<table><tr><td>" * 3_000,
        "<a href=x><p>" * 3_000,
    ],
    ids=lambda html: html[:24],
)
def test_hostile_markup_takes_linear_time(html):
    start = time.process_time()
    to_markdown(html)
    assert time.process_time() - start < 4


def _render(markdown):
    commonmark = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True})
    return commonmark.enable(["table", "strikethrough"]).render(markdown).strip()


# What HTML itself changes: its white space, and characters that no document may hold.
_PLAIN = st.text(
    st.one_of(
        st.sampled_from("*_~`\\[]()<>&!#+-.:=|\"'^{}$ \n1a"),
        st.characters(exclude_categories=["Cc", "Cs"]),
    ),
    max_size=60,
)


def _shown(rendered):
    lxml_html = pytest.importorskip("lxml.html")
    text = lxml_html.fragment_fromstring(rendered, create_parent="div").text_content()
    return _normal(text)


def _normal(text):
    # The renderer strips all of Unicode's white space at a block's edges.
    return " ".join(part for part in text.replace("\n", " ").split(" ") if part).strip()


@settings(deadline=None)
@given(_PLAIN)
def test_any_text_survives_in_a_paragraph(text):
    rendered = _render(to_markdown(f"<p>{htmllib.escape(text)}</p>"))
    assert _shown(rendered) == _normal(text)


@settings(deadline=None)
@given(_PLAIN, _PLAIN, st.sampled_from(["b", "i", "s", "code", "sup", "span", "a href=u"]))
def test_any_text_survives_in_and_beside_elements(text, inner, tag):
    html = f"<p>{htmllib.escape(text)}<{tag}>{htmllib.escape(inner)}</{tag.split()[0]}>x</p>"
    rendered = _render(to_markdown(html))
    assert _shown(rendered) == _normal(text + inner + "x")


@settings(deadline=None)
@given(st.text(st.sampled_from("ab/?&=;#%()<>\\_*~`'|[] é"), max_size=20))
def test_any_destination_can_be_recovered(url):
    rendered = _render(to_markdown(f'<a href="{htmllib.escape(url)}">x</a>'))
    lxml_html = pytest.importorskip("lxml.html")
    found = lxml_html.fragment_fromstring(rendered, create_parent="div").find(".//a").get("href")
    normal = pytest.importorskip("markdown_it.common.normalize_url").normalizeLink
    assert found == normal(url.strip(" "))


@pytest.mark.parametrize(
    "cell",
    ['<td align="right">', '<td style="text-align: right">', '<td data-align="right">',
     '<td class="x has-text-align-right">'],
)  # fmt: skip
def test_columns_are_aligned_however_the_cell_says_so(cell):
    table = f"<table><tr><th>a</th>{cell.replace('td', 'th')}b</th></tr><tr><td>c</td>{cell}1</td></tr></table>"
    assert "| --- | ---: |" in MarkdownRenderer().handle(table)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<a href="https://a.example/b" aria-label="Bob there"><i></i></a>', "[Bob there]"),
        ('<a href="https://a.example/b" title="Cy *there*"><i></i></a>', r"[Cy \*there\*]"),
        ('<a href="https://www.a.example/b"><i class="fab fa-a"></i></a>', "[a.example]"),
        ('<a href="//a.example/b"><span class="icon-a"></span></a>', "[a.example]"),
        ('<a href="https://a.example/b"></a>', "[]"),
        ('<a href="#b"><i class="fa-up"></i></a>', "[]"),
    ],
)
def test_links_without_text_have_their_names(html, markdown):
    assert to_markdown(html).startswith(f"{markdown}(")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<h2>\n<button type="button">\nWhy? </button></h2><p>So.</p>', "## Why?\n\nSo.\n"),
        ("<p>Press <button onclick='x()'>this <b>now</b></button>.</p>", "Press this **now**.\n"),
        ('<a href="/x"><button>Go</button></a>', "[Go](/x)\n"),
    ],
)
def test_a_button_is_its_words(html, markdown):
    assert to_markdown(html) == markdown
