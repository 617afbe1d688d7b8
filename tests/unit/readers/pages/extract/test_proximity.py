"""Posts that nothing marks: the text is what is nearest to the title."""

from __future__ import annotations

import re

import pytest

from wparchive.readers.pages.extract import read_page

ABOUT = """<div class="x9"><h3>About</h3><p>This log is kept by two people and a dog who bought a barn
in 1998, and who have since learned what a purlin is, how to set a post, and how long a tin of nails
lasts when neither of the two people counts them properly.</p></div>"""
TEXT = "Three boards came loose in the storm."
WHOLE = f"{TEXT} We found two."


def page(inner, title="Farm | Loose boards"):
    style = '<link rel="stylesheet" href="/wp-content/themes/hay/style.css">'
    return f"<html><head><title>{title}</title>{style}</head><body>{inner}</body></html>".encode()


def read(inner):
    return read_page(page(inner), source="page.html").post


def words(html):
    return " ".join(re.sub("<[^>]+>", " ", html or "").split())


SHAPES = {
    "a box before": f"""{ABOUT}<div class="b"><h2><a href="/2005/boards/">Loose boards</a></h2>
<div>Posted by hal on 3 June 2005</div><p>{TEXT}</p><p>We found two.</p></div>""",
    "a box after": f"""<h1><a href="/">Farm</a></h1><div class="z"><div class="t">Loose boards</div>
<div class="d">June 3, 2005 by hal</div><div class="c"><p>{TEXT}</p><p>We found two.</p></div></div>{ABOUT}""",
    "lines": f"""<div id="a"><div id="hd"><h2>Loose boards</h2></div><div id="mt">3 June 2005 | by hal |
<a href="/category/roof/">Roof</a></div><div id="tx">{TEXT}<br><br>We found two.</div></div>{ABOUT}""",
    "tables": f"""<table><tr><td width=150>{ABOUT}</td><td><font size=5>Loose boards</font><br>
<i>by hal, 3 June 2005</i><p>{TEXT}</p><p>We found two.</p></td></tr></table>""",
    "a note above": f"""<div id="cn"><div><p>This log has ended. <a href="/last/">The last note</a></p></div>
<h2>Loose boards</h2><span>3 June 2005, by hal</span><p>{TEXT}</p><p>We found two.</p></div>
<div id="ft"><h3>Newer</h3><ul><li><h4><a href="/x/" rel="bookmark">X</a> 19.07.2009</h4><p>{ABOUT}</p></li></ul></div>""",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_shapes(shape):
    post = read(shape)
    assert (post.title, words(post.content)) == ("Loose boards", WHOLE)
    assert (post.published or "")[:10] == "2005-06-03"


def test_a_subtitle_is_no_text():
    long = f"{TEXT} " * 3
    post = read(f"""<div class="w"><div class="q"><h1>Loose boards</h1><p class="sub">A story of wind and
of wood</p></div><div class="c"><p>{long}</p><p>We found two.</p></div>{ABOUT}</div>""")
    assert words(post.content) == f"{long}We found two."


def test_lines_in_divs_are_paragraphs_beside_a_longer_one():
    links = "".join(
        f'<a href="http://a{n}.example/">A long link text</a>, Site {n}: ' for n in range(4)
    )
    post = read(f"""<div class="w"><h2>Loose boards</h2><div class="k"><p>{TEXT}</p><div>We found two.</div>
<div>One is missing, as far as I can see.</div><div></div><div><p>{links}</p></div></div></div>""")
    assert words(post.content).startswith(f"{WHOLE} One is missing")


def test_terms_in_sidebars_are_not_the_posts():
    post = read(f"""<div id="cn"><h2>Loose boards</h2><span>3 June 2005</span>
<a href="/category/roof/" rel="category tag">Roof</a><p>{TEXT}</p></div>
<div id="sb"><h3>Places</h3><a href="/category/pond/" rel="category tag">Pond</a></div>""")
    assert [t.name for t in post.terms] == ["Roof"]
    assert post.type == "post"


def test_the_heading_over_the_comments_is_not_in_the_text():
    post = read(f"""<div id="wrap"><h2>Loose boards</h2><p>{TEXT}</p><p>We found two.</p>
<h3 id="comments">1 Response to “Loose boards”</h3><ul class="commentlist"><li class="comment" id="comment-4">
<cite class="fn">Ann</cite><p>Well done.</p></li></ul></div>""")
    assert words(post.content) == WHOLE
    assert len(post.comments) == 1


def test_a_heading_of_the_author_with_that_id_stays():
    post = read(
        f'<div id="wrap"><h2>Loose boards</h2><p>{TEXT}</p><h3 id="comments">Comments</h3><p>None.</p></div>'
    )
    assert words(post.content) == f"{TEXT} Comments None."
