"""Comments of any mixture: all of their words are shown, and none chooses the exit code."""

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.test_links import page
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.web.html import parse_tree, visible_text

# W is a word that readers see, U an address.
PIECES = r"""
W
\n
\n\n
U
(U)
<U>
<W>
</W>
</
<b>W</b>
<i>W
</b>
<p>W
<div>W
<a href="U">W</a>
<a href='U'>W</a>
<a href=U>W
<a href="U>W</a>
<img src="U">
<img srcset="U 2x" src="U">
<iframe src="U"></iframe>
<iframe src="U" />W
<object data="U"><param name="movie" value="U"><embed src="U"></object>
<video src="U"></video>
<audio><source src="U"></audio>
<q cite="U">W</q>
<blockquote cite="U\n">W</blockquote>
<ul><li>W<li>W</ul>
<table>W<tr>W<td>W
<div data-src="U" style="background:url(U)">W</div>
<form><input type="image" src="U"><button>W</button></form>
<link href="U">W
<map><area href="U"></map>
vector<int> W
a <set> <image> <text> <g> W
<script>W</script>
<style> W
<title>W
<textarea>W</textarea>
<plaintext>W
<xmp>W</xmp>
<noscript>W</noscript>
<template>W</template>
<select><option>W
<svg><text>W</text></svg>
<math><mi>W</mi></math>
<![CDATA[W]]
<?php W ?>
a <b and W>
<pre lang="c">#include <W></pre>
<pre><b>W</pre>
<code>a<W</code>
[code]<a href="U">W</a>[/code]
[ccie_c]<W>[/ccie_c]
\n```\n<W>\nU\n```\n
[audio U|titles=x]
[youtube U]
[gallery]
http://a.example/W-<span>1</span>.html
http://a.example/W&#8230; W
&lt;a href="U"&gt;W&lt;/a&gt;
[W](U)
:-) &nbsp; -- *W* _W_ `W`
""".split("\n")
ADDRESSES = [
    "http://a.example/{}", "HTTPS://B.example/{}?x=1&amp;y=[2]", "//c.example/{}", "/{}", "{}.html",
    "?p={}", "#{}", "mailto:{}@d.example", "javascript:{}", "data:text/html,{}", "www.e.example/{}",
    "http://f.example/ü {}", "http://[g/{}", "http:///{}", "http://h.example:99999/{}", "x:{}",
    "http://i.example/({})", "http://j.example/*{}*_b_", "http://k.example/{}%zz", " {}\n",
    "http://l.example/{}\r\n", "http://m.example/{}…", "http://n.example/{}|a=b", "://{}",
    "http://o.example/`{}`", "http://p.example/\\{}", "tel:+49{}", "http://q.example/'{}",
]  # fmt: skip

texts = st.lists(
    st.sampled_from([piece.replace("\\n", "\n") for piece in PIECES if piece]), max_size=7
)
addresses = st.sampled_from(["", *ADDRESSES])


def filled(pieces, draw, words):
    """The pieces with words of their own, and with addresses."""

    def fill(match):
        words.append(f"w{len(words)}w")
        if match[0] == "W":
            return words[-1]
        return draw(st.sampled_from(ADDRESSES)).format(words.pop().replace("w", "u"))

    return re.sub(r"\b[WU]\b", fill, "".join(pieces))


# Words right behind a bare address can make of it two links in a page's data: verify counts both.
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_commenter_chooses_no_exit_code_and_loses_no_word(data):
    words = []
    typed = data.draw(st.lists(st.tuples(texts, addresses), min_size=1, max_size=4))
    comments = "".join(
        comment(5 + number, content=filled(pieces, data.draw, words), url=url.format("s"))
        for number, (pieces, url) in enumerate(typed)
    )
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "export.xml", Path(folder) / "out"
        source.write_text(export(item(1, comments=comments)), encoding="utf-8")
        report = convert(source, out, jobs=1, to=["markdown", "warc", "wacz"])
        assert report.exit_code == 0
        [file] = (out / "markdown").rglob("*-1.md")
        markdown = file.read_text(encoding="utf-8")
        [packed] = [path for path in (out / "warc").iterdir() if "restricted" not in path.name]
        with packed.open("rb") as stream:
            shown = "".join(visible_text(parse_tree(page(stream))))
    for word in words:
        assert word in markdown
        assert word in shown
