"""Markup that pages of real blogs have and no theme's manual tells of, in samples of our own."""

from __future__ import annotations

import pytest

from tests.pages import HOST, page, post
from wparchive.model.records import Extra
from wparchive.notices import Code
from wparchive.readers.page import read_page

WORDS = "Words of the text that go on for a while, so that it is one and no line of a menu. "
BODY = f"<p>First {WORDS}</p><p>{WORDS}</p><p>Last words.</p>"


def read(*args, **more):
    return read_page(page(*args, **more), source="page.html")


def comments(markup, **more):
    return read(markup, **more).post.comments


def test_names_in_items_of_a_list_of_a_comments_data():
    (ann, ben) = (
        comments("""<div id="comments"><ol class="commentlist"><li class="comment even depth-1" id="li-comment-11"><article id="comment-11" class="comment">
<div class="comment-content"><ul class="comment-meta"><li class="comment-reply"><a class="comment-reply-link" href="#comment-11">Reply</a></li>
<li class="comment-author">Ann</li><li class="comment-time"><a href="#comment-11">May 7, 2011 @ 8:09</a></li></ul><div class="comment-text"><p>Hello</p></div></div></article>
<ul class="children"><li class="comment byuser comment-author-ben odd depth-2" id="li-comment-12"><article id="comment-12" class="comment"><div class="comment-content"><ul class="comment-meta">
<li class="comment-author"><a href="http://ben.example/" rel="external nofollow" class="url">Ben</a></li><li class="comment-time"><a href="#comment-12">May 7, 2011 @ 9:10</a></li></ul>
<div class="comment-text"><p>Thanks</p></div></div></article></li></ul></li></ol></div>""")
    )
    assert (ann.author, ann.published, ann.content) == (
        "Ann",
        "2011-05-07T08:09:00",
        "<p>Hello</p>",
    )
    assert (ben.author, ben.url, ben.parent) == ("Ben", "http://ben.example/", 11)


def test_a_date_behind_a_name_that_is_longer_than_most_lines():
    name = "A page that mentions this one, whose title goes on and on and on and says its site's name, too | Elsewhere and farther"
    (found,) = (
        comments(f"""<ol class="commentlist"><li class="pingback even depth-1" id="comment-11"><div class="comment-author meta"><strong><a href="http://else.example/" class="url" rel="external nofollow">{name}</a></strong>
May 7, 2011 at 8:09 am<a class="comment-reply-link" href="?replytocom=11#respond"> - Reply</a></div><div class="comment-text"><p>[...] a part of it [...]</p></div></li></ol>""")
    )
    assert (found.kind, found.author, found.published) == ("pingback", name, "2011-05-07T08:09:00")


RELATIVE = """<div id="comments"><div class="commentlist"><div class="comment even depth-1" id="li-comment-11"><div id="comment-11" class="entry"><p>ann <a class="comment-link" href="#comment-11">{when}</a></p><p>Hello</p></div></div>
<div class="comment odd depth-1" id="li-comment-12"><div id="comment-12" class="entry"><p><a href="http://ben.example/" rel="external nofollow" class="url">Ben</a> <a class="comment-link" href="#comment-12">{when}</a></p><p>Thanks</p></div></div></div></div>"""


@pytest.mark.parametrize("when", ["2 years ago", "May 7th at 8:09 am"])
def test_a_date_that_names_no_day_is_kept_and_stands_behind_a_name(when):
    found = read(RELATIVE.format(when=when))
    ann, ben = found.post.comments
    assert (ann.author, ann.published, ann.extra) == (
        "ann", None, [Extra(tag="published", text=when)])  # fmt: skip
    assert (ben.author, ben.url) == ("Ben", "http://ben.example/")
    assert "ann" not in ann.content
    assert when not in ann.content
    (notice,) = [n for n in found.notices if n.code is Code.DATE_UNREADABLE]
    assert notice.message == f"2 comments have dates that name no day, such as {when!r}."


BUILT = """<section class="Comments__CommentWrapper-abcdef-0 xYz"><h3>Comments</h3><form class="Comments__Form-abcdef-1"><label>Your comment</label><textarea></textarea></form>
<ul class="Comments__CommentList-abcdef-2 xYz"><li>{one}<div class="sc-a"><strong class="sc-b">Ann</strong><time datetime="1304755740000"> 07.05.2011 - 08:09</time> says:<br><br><div class="sc-c">Hello<br></div><button>reply</button>
<ul class="Comments__CommentList-abcdef-2 xYz"><li>{two}<div class="sc-a"><strong class="sc-b"><a>Ben</a></strong><time datetime="1304762940000"> 07.05.2011 - 10:11</time> says:<br><br><div class="sc-c">Thanks</div><button>reply</button><ul class="Comments__CommentList-abcdef-2 xYz"></ul></div></li></ul></div></li></ul></section>"""


@pytest.mark.parametrize(
    ("one", "two"), [('<a name="comment-11"></a>', '<a name="comment-12"></a>'), ("", "")]
)
def test_names_of_classes_that_a_front_end_was_built_with(one, two):
    """As styled-components names them; the numbers stand in anchors' names, if anywhere."""
    found = read(BUILT.format(one=one, two=two))
    ann, ben = found.post.comments
    assert (ann.author, ann.published, ann.content) == ("Ann", "2011-05-07T08:09:00", "Hello<br>")
    assert (ben.author, ben.published, ben.content) == ("Ben", "2011-05-07T10:11:00", "Thanks")
    assert [(c.id, c.parent) for c in (ann, ben)] == (
        [(11, None), (12, 11)] if one else [(None, None)] * 2
    )
    assert "Your comment" not in found.post.content


@pytest.mark.parametrize("name", ["sidebar", "penci_sidebar right-sidebar", "sidebar_content"])
def test_what_the_title_stands_in_is_no_sidebar(name):
    """Themes name the column of the text after the one beside it, or the head after a column."""
    found = read(article=f'<div class="{name}">{post(BODY)}</div>').post
    assert (found.title, found.author.name, found.published) == (
        "Ein Beitrag", "Uli Meier", "2011-05-06T07:08:09+02:00")  # fmt: skip
    assert found.content == BODY


def test_a_head_that_is_a_column_of_its_own():
    head = f"""<div id="sidebar"><header class="entry-header"><h1 class="entry-title">Ein Beitrag</h1><span class="author vcard"><a class="url fn" rel="author" href="{HOST}/author/uli/">Uli Meier</a></span>
<time class="entry-date" datetime="2011-05-06T07:08:09+02:00">May 6</time></header></div>"""
    found = read(article=f'<article id="post-7" class="post hentry">{head}<div class="entry">{BODY}</div></article>').post  # fmt: skip
    assert (found.author.name, found.published) == ("Uli Meier", "2011-05-06T07:08:09+02:00")
    assert found.content == BODY


def test_a_title_in_a_widget_makes_it_no_part_of_the_text():
    aside = '<div class="widget"><h3><a href="/x/">Ein Beitrag</a></h3><p>Most read this week, by far, of all.</p></div>'
    found = read(article=f'<div class="entry">{BODY}</div>{aside}', body_class="single").post
    assert "Most read" not in found.content
