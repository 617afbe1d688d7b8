"""Comments that no class, id or element names, by their shape; and lists that are no comments."""

from __future__ import annotations

import re

import pytest

from tests.pages import page
from wparchive.errors.notices import Code
from wparchive.readers.pages.extract import read_page
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

JILL = ("Jill", None, "2011-05-07T10:02:00", "How many bales?")
MOE = ("Moe", "http://moe.example/", "2011-05-08T11:30:00", "Forty. Or more.")
LINK = '<a href="http://moe.example/">Moe</a>'
TEXT = "<p>Forty.</p> <p>Or more.</p>"

SHAPES = {
    "rows of a table": f"""<h3>2 Comments</h3><table>
<tr><td>1.</td><td>Jill wrote:<br><p>How many bales?</p><small>7 May 2011 @ 10:02</small></td></tr>
<tr><td>2.</td><td>{LINK} wrote:<br>{TEXT}<small>8 May 2011 @ 11:30</small></td></tr></table>""",
    "two rows each": f"""<h3>2 Comments</h3><table>
<tr class="m"><td>Jill on May 7, 2011 at 10:02</td></tr><tr class="b"><td>How many bales?</td></tr>
<tr class="m"><td>{LINK} on May 8, 2011 at 11:30</td></tr><tr class="b"><td>{TEXT}</td></tr></table>""",
    "cells": f"""<h3>Kommentare (2)</h3><table>
<tr><td>Jill<br>07.05.2011 10:02</td><td>How many bales?</td></tr>
<tr><td>{LINK}<br>08.05.2011 11:30</td><td>{TEXT}</td></tr></table>""",
    "definition list": f"""<h3>2 Kommentare</h3><dl><dt>Jill, 7. Mai 2011 um 10:02</dt>
<dd><p>How many bales?</p></dd><dt>{LINK}, 8. Mai 2011 um 11:30</dt><dd>{TEXT}</dd></dl>""",
    "headings": f"""<h3>2 réponses</h3><h4>Jill, le 7 mai 2011 à 10:02</h4><p>How many bales?</p>
<h4>{LINK}, le 8 mai 2011 à 11:30</h4>{TEXT}""",
    "between rules, signed": f"""<h3>2 responses so far</h3><hr><p>How many bales?</p>
<p>— Jill, May 7th, 2011 at 10:02 am</p><hr>{TEXT}<p>— {LINK}, May 8th, 2011 at 11:30 am</p><hr>""",
    "signed": f"""<h3>Comments</h3><p>How many bales?</p><p class="s">Jill, May 7, 2011 10:02</p>
{TEXT}<p class="s">{LINK}, May 8, 2011 11:30</p>""",
    "names of its own": f"""<div class="r"><h3>2 voices</h3>
<div class="n"><div class="a">Jill</div><div class="d">7 May 2011, 10:02</div><p>How many bales?</p></div>
<div class="n"><div class="a">{LINK}</div><div class="d">8 May 2011, 11:30</div>{TEXT}</div></div>""",
    "machine times": f"""<footer class="talk"><h2>2 comments</h2>
<div><div><strong>Jill</strong> <time datetime="2011-05-07T10:02:00">7 May</time></div><p>How many bales?</p></div>
<div><div><strong>{LINK}</strong> <time datetime="2011-05-08T11:30:00">8 May</time></div>{TEXT}</div></footer>""",
}  # fmt: skip


def read(comments, **more):
    return read_page(page(comments, **more), source="page.html")


def shown(comment):
    text = " ".join(re.sub("<[^>]+>", " ", comment.content or "").split())
    return comment.author, comment.url, comment.published, text


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_shapes(shape):
    found = read(shape).post
    assert [shown(c) for c in found.comments] == [JILL, MOE]
    assert "bales" not in found.content
    assert found.published == "2011-05-06T07:08:09+02:00"


def test_answers_are_in_the_items_of_their_parents():
    inner = '<div class="q"><b>Moe</b> <i>8 May 2011 11:30</i><p>Forty.</p></div>'
    outer = f'<div class="q"><b>Jill</b> <i>7 May 2011 10:02</i><p>How many bales?</p>{inner}</div>'
    jill, moe = read(f"<h3>2 voices</h3><div>{outer}</div>").post.comments
    assert shown(jill) == JILL
    assert [(e.tag, e.text) for e in moe.extra] == [("parent", "Jill")]


def test_dates_that_are_not_whole_are_kept_as_they_are():
    items = [
        ("Ann", "3 years ago", "One"),
        ("Ben", "Oct. 28 at 4:22 pm", "Two"),
    ]
    inner = "".join(f"<li><b>{a}</b> <i>{d}</i><p>{t}</p></li>" for a, d, t in items)
    found = read(f"<h3>2 comments</h3><ul>{inner}</ul>")
    assert [(c.author, c.extra[0].text) for c in found.post.comments] == [i[:2] for i in items]
    assert Code.DATE_UNREADABLE in {n.code for n in found.notices}


def items(dates, text="Nice.", head=""):
    inner = "".join(
        f'<div class="k"><b>Ann {n}</b><br>{d}<p>{text}</p></div>' for n, d in enumerate(dates)
    )
    return f'{head}<div class="z">{inner}</div>'


TIMES = ["7 May 2011, 10:02", "8 May 2011, 10:02", "9 May 2011, 10:02"]


def test_three_items_with_times_need_no_heading():
    assert len(read(items(TIMES)).post.comments) == 3
    assert not read(items(TIMES[:2])).post.comments
    assert not read(items([t.partition(",")[0] for t in TIMES])).post.comments


def test_one_item_needs_the_heading_that_counts_it():
    assert len(read(items(TIMES[:1], head="<h3>1 voice</h3>")).post.comments) == 1
    assert not read(items(TIMES[:1], head="<h3>2 voices</h3>")).post.comments


NO_COMMENTS = {
    "posts of the blog": "<h3>3 more</h3><ul>"
    + "".join(
        f'<li><h4><a href="/2011/0{n}/x/">Title {n}</a></h4>3 May 2011, 10:0{n}<p>Words.</p></li>'
        for n in (1, 2, 3)
    )
    + "</ul>",
    "bookmarks": "<h3>2 more</h3>"
    + "".join(
        f'<div class="e"><a rel="bookmark" href="https://blog.example/x{n}/">Title {n}</a> 3 May 2011<p>W.</p></div>'
        for n in (1, 2)
    ),
    "the line of the post": """<p>1 more</p><div class="m"><a href="/author/will/">will</a><br>3 May 2011
<p>Posted in <a href="/category/x/" rel="category tag">X</a></p></div>""",
    "a sidebar": f'<div class="sidebar">{items(TIMES, head="<h3>3 comments</h3>")}</div>',
}


@pytest.mark.parametrize("shape", NO_COMMENTS.values(), ids=list(NO_COMMENTS))
def test_no_comments(shape):
    assert read(shape).post.comments == []


def test_what_the_author_lists_stays_in_the_text():
    dates = "<p>Our concerts of this year, and please come all of you:</p><ul>" + "".join(
        f"<li>Berlin<br>{t}<br>Lido, with Ann</li>" for t in TIMES
    )
    found = read("", article=f"<h2>Ein Beitrag</h2><div>{dates}</ul></div>").post
    assert not found.comments
    assert found.content.count("<li>") == 3


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("<div id='comments'><label>4 Responses to “Ein Beitrag”</label></div>", 4),
        ("<a href='#comments' title='2 comments'>2</a>", 2),
        ("<a href='https://blog.example/other/#comments'>2 comments</a>", None),
        ("<aside><a href='#comments'>2 comments</a></aside>", None),
        ("<a href='#comments'>No comments</a>", None),
    ],
)
def test_labels_claim_comments_where_none_was_found(label, number):
    found = read(label)
    assert (Code.COMMENTS_MISSING in {n.code for n in found.notices}) is (number is not None)
    assert found.comments_claimed == number


LIST = '<ol class="commentlist"><li class="comment" id="comment-5"><cite class="fn">Ann</cite><p>Hi there.</p></li></ol>'
WIDGET = LIST.replace("comment-5", "comment-9").replace("Ann", "Cid")


def authors(comments):
    return [c.author for c in read(comments).post.comments]


def test_an_aside_may_hold_the_comments():
    assert authors(f'<aside><div id="comments">{LIST}</div></aside>') == ["Ann"]
    assert authors(f'<aside class="widget"><div id="recent-comments">{LIST}</div></aside>') == []


@pytest.mark.parametrize(
    "name", ["has_sidebar", "single right-sidebar", "left_sidebar", "two-column-sidebar"]
)
@pytest.mark.parametrize("tag", ["aside", "nav"])
def test_the_layout_of_a_page_may_be_named_after_a_sidebar(tag, name):
    area = f'<{tag}><div id="comments">{LIST}</div></{tag}>'
    html = f'<h1>Ann’s <b>Beitrag</b></h1><div class="entry-content"><p>Text of it.</p></div>{area}'
    for body in (
        f'<body class="postid-9 {name}">{html}</body>',
        f'<body class="postid-9"><div class="{name}">{html}</div></body>',
    ):
        document = f"<html><title>Ann's Beitrag</title>{body}</html>"
        found = read_page(document.encode(), source="page.html").post.comments
        assert [c.author for c in found] == ["Ann"]


@pytest.mark.parametrize("form", ['<form id="commentform">{}</form>', '<div id="respond">{}</div>'])
def test_widgets_in_the_form_show_comments_on_other_posts(form):
    assert authors(LIST + form.format(WIDGET)) == ["Ann"]


def test_the_element_after_an_anchor_is_the_comment():
    found = read(
        '<ul><div id="comment-5"></div><li id="dsq-comment-5"><cite>Ann</cite>'
        '<div class="dsq-comment-message">Hi there.</div></li></ul>'
    ).post.comments
    assert [(c.id, c.author, c.content) for c in found] == [(5, "Ann", "Hi there.")]


def test_titles_of_comments_are_read_where_they_are_all():
    rows = '<table><tr id="tr-comment-5" class="comment"><td class="author">Ann</td><th><a href="#comment-5">On it</a></th></tr></table>'
    (found,) = read(rows).post.comments
    assert "On it" in found.content


@pytest.mark.parametrize(
    "tag", ["<liclass even depth-1 id='comment-5'>", "<liclass='even depth-1' id='comment-5'>"]
)
def test_a_tag_that_a_theme_wrote_together_with_its_class_is_that_tag(tag):
    items = f"{tag}<h4 class='fn'>Ann</h4><p>Hi.</p></li>{tag.replace('5', '6')}<h4 class='fn'>Ben</h4><p>Ho.</p></li>"
    found = read(f'<ol class="commentlist">{items}</ol>').post.comments
    assert [(c.id, c.author, c.content, c.parent) for c in found] == [
        (5, "Ann", "<p>Hi.</p>", None),
        (6, "Ben", "<p>Ho.</p>", None),
    ]


ARTICLE = """<li class="{c}"><article class="k"><div><img src="https://secure.gravatar.com/avatar/0"></div>
<footer class="f"><p><span class="n">{name}</span> <span>said</span> on <a href="/x/#y-{n}"><time
datetime="2011-05-0{n}T10:02:00">May {n}, 2011 at 10:02 am</time></a>:</p><!-- .f --></footer>
<div class="t"><p>{text}</p></div><!-- .t --></article></li>"""


def test_a_default_theme_whose_names_were_changed():
    title = "A page that speaks at length of hay and of the bales in barns"
    rows = [
        ("a even", "Ann", "How many?"),
        ("a odd", "Ben (of the barn)", "Forty."),
        ("a even", f'<b><a href="http://cid.example/">{title}</a></b>', "[…] forty bales […]"),
    ]
    inner = "".join(
        ARTICLE.format(c=c, name=name, text=text, n=n) for n, (c, name, text) in enumerate(rows, 1)
    )
    found = read(f'<div class="q"><h2>3 thoughts on “Ein Beitrag”</h2><ol>{inner}</ol></div>').post
    assert [(c.id, c.kind, c.author, c.content) for c in found.comments] == [
        (1, "comment", "Ann", "<p>How many?</p>"),
        (2, "comment", "Ben (of the barn)", "<p>Forty.</p>"),
        (3, "pingback", title, "<p>[…] forty bales […]</p>"),
    ]
    assert [c.published for c in found.comments] == [f"2011-05-0{n}T10:02:00" for n in (1, 2, 3)]


def test_the_counter_under_a_title_is_no_heading_of_the_text():
    body = "<p>I met him on May 3, 2011, 10:02. He was old.</p><p>Then he left.</p>"
    article = f"""<div class="h"><h2>Ein Beitrag</h2><p><a href="#comments">1 Reply</a></p></div>
<div class="t"><div class="u"><h5>Bob</h5>3 May 2011, 10:02{body}</div></div>"""
    found = read("", article=article).post
    assert found.comments == []
    assert "Then he left" in found.content


def test_units_of_time_and_marks_of_the_author_are_no_names():
    items = [
        ("Ann", "", "3. Mai 2011 um 10:02 Uhr"),
        ("Uli", "<br>Autor", "4. Mai 2011 um 11 h 02 min"),
    ]
    inner = "".join(
        f"<li><cite>{name}{mark}</cite><div>{date}</div><p>Text.</p></li>"
        for name, mark, date in items
    )
    found = read(f"<h3>2 Kommentare</h3><ul>{inner}</ul>", lang="de").post.comments
    assert [(c.author, c.content) for c in found] == [
        ("Ann", "<p>Text.</p>"),
        ("Uli", "<p>Text.</p>"),
    ]


ARTICLES = """<body><main><article><h1>Moulin</h1><p>La roue ne tourne plus depuis longtemps.</p></article>
<section><h2>{}</h2>{}</section></main></body>"""


def read_articles(heading, *items, url=None):
    html = "<html><head><title>Moulin - Pays</title><link href='/wp-content/a.css'></head>"
    return read_page(
        (html + ARTICLES.format(heading, "".join(items)) + "</html>").encode(), source="x", url=url
    )


def test_comments_in_an_article_each():
    said = [
        "<article><h3>Denise</h3><time datetime='2014-06-05T10:20'>5 juin</time><p>Oh.</p></article>",
        "<article><h3>Marc</h3><time datetime='2014-06-06T18:02'>6 juin</time><p>Ah.</p></article>",
    ]
    post = read_articles("2 commentaires", *said).post
    assert post.title == "Moulin"
    assert [(c.author, c.published) for c in post.comments] == [
        ("Denise", "2014-06-05T10:20:00"), ("Marc", "2014-06-06T18:02:00"),
    ]  # fmt: skip


def test_posts_in_an_article_each_are_no_comments():
    listed = [
        "<article><h2>Snow</h2><time datetime='2016-01-03T10:00'>3</time><p>It fell.</p></article>",
        "<article><h2>Year</h2><time datetime='2016-01-01T09:00'>1</time><p>We slept.</p></article>",
    ]
    assert read_articles("Older posts", *listed).post is None


def test_names_before_and_after_their_verbs():
    text = (
        "<h3>Comments</h3><div class='c'>Never in frost!<br>said <b>Old Bert</b>, 02.12.06 @ 7:20 am"
        "</div><div class='c'><p><b>Tom W.</b> | February 10, 2018 at 8:12 am</p><p>Agreed.</p></div>"
    )
    html = "<html><head><title>Pears - Old</title><link href='/wp-content/a.css'></head><body>"
    page = f"{html}<div><h2>Pears</h2><p>Nobody had cut them since the war.</p></div>{text}</body></html>"
    found = read_page(page.encode(), source="x").post.comments
    assert [c.author for c in found] == ["Old Bert", "Tom W."]


@pytest.mark.parametrize(
    ("before", "dated"),
    [
        ("<p>1食あたりの値段もかなり安くできます。</p>", "<p>グラノーラは500gのものが573円(2018年7月7日現在)で、<br>1食あたり50g使うと57円。</p>"),
        ("<ul><li>Wait 1 week, then ask again</li></ul>", "<p>Note (19 September 2018)<br>It took a week, and then they agreed.</p>"),
        ("<p>Nur 1 Brot ist noch da</p>", "<p>Nachtrag vom 3. Mai 2019<br>Jetzt ist keines mehr da, und der Laden ist zu.</p>"),
    ],
)  # fmt: skip
def test_a_one_in_the_text_counts_no_comment(before, dated):
    body = f'<div class="entry"><div class="entry-inner"><p>Words of a post, and more of them.</p>{before}{dated}</div></div>'
    data = (
        f'<html><head><title>A post</title></head><body class="single single-post postid-7"><div class="post-7 post hentry">'
        f'<h1 class="post-title">A post</h1><p class="byline">by Ann on 1 June 2018</p>{body}</div></body></html>'
    )
    made = read_page(data.encode(), source="x").post
    assert made.comments == []
    assert plain_text(parse_fragment(dated)) in plain_text(parse_fragment(made.content))
