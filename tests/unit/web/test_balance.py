"""Bodies whose tags have no ends, or ends whose tags have no starts, inside of a page."""

from __future__ import annotations

import html5lib
import pytest

from tests.growth import LIMIT, exponent
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.web.balance import balanced

OPEN = [
    "<small>Tiny <b>bold", "<div><div class='x'>deep", "<table><tr><td>cell", "<table><tr><td><b>x</td>",
    "<object data='https://x.example/o'>o", "<a href='https://x.example/'>link", "<details><summary>s",
    "<form><input>", "<button>b", "<ul><li>one<li>two", "<blockquote><p>a<p>b", "<select><option>one",
    "<svg><g><path d='M0'/>", "<math><mi>x", "<video src='https://x.example/v.mp4'>", "<x-y>z",
    "<SMALL>loud", "<section><h2>h", "<p><em>a</p><p>b</p>", "<noscript>n", "<template>t", "<pre>code",
    "<dl><dt>a<dd>b", "<ruby>a<rt>b", "<fieldset><legend>l", "<audio controls>a", "<canvas>c",
]  # fmt: skip
STRAY = [
    "</div></div></article>after", "</section></main></body></html>x", "a</small></b>b", "</li></ol></section>",
    "</table>x", "</form>y", "</DIV >z", "<div></div></div>",
]  # fmt: skip
WHOLE = [
    "<p>One <b>two</b></p>\n<ul><li>a<li>b</ul>", "<svg viewBox='0 0 1 1'><path d='M0'/><g/></svg>", "a < b > c",
    "<table><tr><td>x</table>", "<img src='a'><br/><hr>", "<!-- <div> --><p>x", "<textarea><b></textarea>",
    "<script>if (a</b/.test(c)) d()</script>", "<p title='</div>'>x</p>", "",
]  # fmt: skip


def place_of_comment(page):
    """The elements around the comment of a page, as a browser sees them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    parents = {child: parent for parent in tree.iter() for child in parent}
    [found] = [e for e in tree.iter() if isinstance(e.tag, str) and "UNIQUE" in (e.text or "")]
    chain = []
    while found is not None:
        chain.append(found.tag)
        found = parents.get(found)
    return ">".join(reversed(chain))


def test_comments_are_no_part_of_a_body_without_an_end(tmp_path):
    bodies = ["<p>Whole.</p>", *OPEN, *STRAY]
    posts = [
        item(n, content=body, comments=comment(100 + n, content="UNIQUE"))
        for n, body in enumerate(bodies, 1)
    ]
    (tmp_path / "blog.xml").write_text(export(*posts), "utf-8")
    report = convert(tmp_path / "blog.xml", tmp_path / "out", to=["html"], jobs=1)
    assert report.exit_code.name == "OK"
    pages = [
        (tmp_path / f"out/html/post-{n}/index.html").read_text("utf-8")
        for n in range(1, len(posts) + 1)
    ]
    places = [place_of_comment(page) for page in pages]
    assert places[0].startswith("html>body>main>article>section>ol>li>")
    assert dict(zip(bodies, places, strict=True)) == dict.fromkeys(bodies, places[0])


@pytest.mark.parametrize("text", WHOLE)
def test_what_has_its_ends_is_not_changed(text):
    assert balanced(text) == text


def test_ends_are_added_from_the_inside_out():
    assert balanced("<div><small>a<b>b</small>") == "<div><small>a<b>b</small></b></div>"
    assert balanced("a</small>b</div >c") == "abc"
    assert balanced("<g/>") == "<g/></g>"  # no element of SVG outside of one


@pytest.mark.parametrize("seed", ["<div>", "</div>", "<b><i>", "<svg><g/>", "<x-y>", "<div></b>"])
def test_the_time_grows_with_the_text(seed):
    assert exponent(lambda n: lambda: balanced(seed * n), 64_000) < LIMIT
