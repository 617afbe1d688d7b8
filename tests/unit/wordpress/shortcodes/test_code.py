"""Code is shown as it was typed: shortcodes, <pre lang>, CodeColorer's forms, fences."""

import pytest

from wparchive.model.records import Comment
from wparchive.render.body import body_html, comment_html
from wparchive.render.markdown import to_markdown
from wparchive.wordpress.source import source_html

RAW = '#include <stdio.h>\nList<Integer> a = x[1] && "<b>";\n<p class="a_b">\n$a<b'


def fenced(language, code):
    return f"```{language}\n{code}\n```\n"


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ('<pre lang="cpp" line="1">', "</pre>", "cpp"),
        ("<PRE LANG=java>", "</PRE>", "java"),
        ("<pre class='x' lang='4cs'>", "</pre>", ""),
        ('<pre class="toolbar:2 lang:php decode:true">', "</pre>", "php"),
        ("[code]", "[/code]", ""),
        ('[sourcecode language="xml"]', "[/sourcecode]", "xml"),
        ("[cc_css]", "[/cc_css]", "css"),
        ('[cce lang="diff"]', "[/cce]", "diff"),
        ("[ccnLe_php]", "[/ccnLe_php]", "php"),
        ("[ccWs_objc]", "[/ccWs_objc]", "objc"),
        ('[ccb lang="ruby" width="300"]', "[/ccb]", "ruby"),
        ("```js\n", "\n```", "js"),
        ("[c++]", "[/c++]", "c++"),
        ('[c# title=""]', "[/c#]", "c#"),
        ("[objective-c]", "[/objective-c]", "objective-c"),
        ("[mysql]", "[/mysql]", "mysql"),
        ("````\n", "\n````", ""),
        ("```python title=x\n", "\n```  ", "python"),
    ],
)
def test_raw_code_is_verbatim(before, after, language):
    made = to_markdown(body_html(f"One.\n\n{before}{RAW}{after}\n\nTwo."))
    assert made.startswith("One.\n\n" + fenced(language, RAW))
    assert made.endswith("\n\nTwo.\n")
    assert fenced(language, RAW) in to_markdown(
        comment_html(Comment(content=f"{before}{RAW}{after}"))
    )


@pytest.mark.parametrize(
    "typed",
    [
        "[cci]a_b < c[/cci]",
        "[cciel]a_b &lt; c[/cciel]",
        "[ccie_python]a_b &lt; c[/ccie_python]",
        "[cci_bash]a_b < c[/cci_bash]",
        '<code lang="php">a_b < c</code>',
        "<code>a_b < c</code>",
    ],
)
def test_code_within_a_line(typed):
    assert to_markdown(body_html(f"Run {typed} now.")) == "Run `a_b < c` now.\n"


def test_escaped_code_is_not_escaped_twice():
    for typed in (
        '<pre lang="php">a &lt; b &amp;&amp; c</pre>',
        "[php]a &lt; b &amp;&amp; c[/php]",
    ):
        assert to_markdown(body_html(typed)) == fenced("php", "a < b && c")


@pytest.mark.parametrize(
    "text",
    [
        '<pre lang="en">A <b>poem</b></pre>',
        '<pre lang="pt-BR"><em>verso</em></pre>',
        "[ccc]x[/ccc]",
        "[cc]",
        "a ``` b ``` c",
        "```\nnever closed",
    ],
)
def test_what_is_no_code_stays(text):
    assert source_html(text) == text


def test_code_in_code_is_its_own_text():
    made = to_markdown(body_html('<pre lang="text">[php]echo <b>;[/php]</pre>'))
    assert made == fenced("", "[php]echo <b>;[/php]") or made == fenced(
        "text", "[php]echo <b>;[/php]"
    )
    made = to_markdown(body_html('[code]<pre lang="x">a</pre>\n```\nb\n```[/code]'))
    assert made == '````\n<pre lang="x">a</pre>\n```\nb\n```\n````\n'


@pytest.mark.parametrize(
    "text", [RAW, f"<pre>{RAW}</pre>", f'<pre lang="c">{RAW}</pre>', f"[code]{RAW}[/code]", f"```\n{RAW}\n```",
             '<!-- wp:heading {"a":"b -->\n<h2>x</h2>'],
)  # fmt: skip
def test_a_second_run_changes_nothing(text):
    once = source_html(text)
    assert source_html(once) == once


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("#include &lt;map><br>a->b[0]", "#include <map>\na->b[0]"),
        ("a = 1<br/>b = 2", "a = 1\nb = 2"),
        ("&amp;lt; is one", "&lt; is one"),
        ("std::set<int> ids;", "std::set<int> ids;"),  # typed into a block of HTML
    ],
)
def test_code_of_a_block_is_escaped_already(stored, shown):
    body = f'<!-- wp:code --><pre><code lang="cpp">{stored}</code></pre><!-- /wp:code -->'
    assert f"```cpp\n{shown}\n```" in to_markdown(body_html(body))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<pre>\n[sourcecode language='c']\na &lt; b;\n[/sourcecode]</pre>", "```c\na < b;\n```\n"),
        (
            '<pre class="x"><code>[php]\n$a;\n\n$b;\n[/php]</code></pre>',
            "```php\n$a;\n\n$b;\n```\n",
        ),
        (
            "<pre>One:\n[cc_c]x = '</pre>';[/cc_c]\ntwo</pre>\n\nLast.",
            "```\nOne:\n```\n\n```c\nx = '</pre>';\n```\n\n```\ntwo\n```\n\nLast.\n",
        ),
        ("<pre>a [cci]b[/cci] [[code]c[/code]]</pre>", "```\na b [code]c[/code]\n```\n"),
    ],
)
def test_a_block_of_code_is_not_in_another(typed, shown):
    assert to_markdown(body_html(typed)) == shown


@pytest.mark.parametrize("tag", ["code", "tt"])
def test_code_around_a_block_of_code_is_the_block(tag):
    typed = f"See <{tag}>\n<pre lang='java'>if (a < b)\n\n  go();</pre> </{tag}>"
    assert to_markdown(body_html(typed)) == "See\n\n```java\nif (a < b)\n\n  go();\n```\n"
