"""Markup that pages of real blogs have and no theme's manual tells of, in samples of our own."""

from __future__ import annotations

import pytest

from tests.pages import HOST, page, post
from wparchive.api import convert
from wparchive.errors import EmptyInputError
from wparchive.errors.notices import Code
from wparchive.model.elements import UnknownElement
from wparchive.readers.pages.extract import PageKind, read_page

WORDS = "Words of the text that go on for a while, so that it is one and no line of a menu. "
BODY = f"<p>First {WORDS}</p><p>{WORDS}</p><p>Last words.</p>"


def read(*args, **more):
    return read_page(page(*args, **more), source="page.html")


def bare(article, *, head="", title="Ein Beitrag", lang="en"):
    """The post of a page that has nothing but its title in its head."""
    text = f'<html lang="{lang}"><head><title>{title}</title>{head}</head><body class="single postid-7">{article}</body></html>'
    return read_page(text.encode(), source="page.html").post


def hentry(inner, text=BODY):
    return f'<div id="post-7" class="post hentry"><h1>Ein Beitrag</h1>{inner}<div class="entry-content">{text}</div></div>'


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
        "ann", None, [UnknownElement(tag="published", text=when)])  # fmt: skip
    assert (ben.author, ben.url) == ("Ben", "http://ben.example/")
    assert "ann" not in ann.content
    assert when not in ann.content
    (notice,) = [n for n in found.notices if n.code is Code.DATE_UNREADABLE]
    assert notice.message == f"Dates of 2 comments lack a day, such as {when!r}."


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
    answered = UnknownElement(tag="parent", attributes={"position": "1"}, text="Ann")
    assert ben.extra == ([] if one else [answered])
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


def test_the_only_heading_of_the_first_rank_is_the_title_where_the_head_has_another():
    """Plugins for search engines let an editor give the head a title of its own."""
    head = '<meta property="og:title" content="Words that searchers like | Blog">'
    article = f'<article class="hentry"><div class="x"><h1>A title</h1></div><div class="y">{BODY}</div></article>'
    made = bare(article, head=head, title="Words that searchers like")
    assert made.title == "A title"
    assert "A title" not in made.content


def test_a_heading_in_the_text_is_no_title():
    article = f'<article class="hentry"><div class="entry-content">{BODY}<h1>A part of it</h1>{BODY}</div></article>'
    assert bare(article, title="A title").title == "A title"


def test_a_status_is_headed_by_its_author():
    article = f'<article id="post-7" class="post hentry format-status"><header><h1>admin</h1></header><div class="entry-content">{BODY}</div></article>'
    head = f'<link rel="canonical" href="{HOST}/a-status/"><meta property="og:site_name" content="Blog">'
    assert bare(article, head=head, title="A status | Blog").title == "A status"


BYLINES = {
    "Spanish month": ("<p class='m'>Publicado el 12 de abril de 2009 por Inés</p>", "Inés"),
    "a sentence about authors": ("<small>Filed away. The views expressed by the author are personal.</small>", None),
    "an author's noun": ("<p class='m'>Author: Uli Meier</p>", "Uli Meier"),
    "a date beside the name": ('<div class="byline"><div class="author-wrap"><span class="name">Uli Meier</span></div><div class="byline-dates">Updated: January 16, 2020</div></div>', "Uli Meier"),
    "durch": ('<div class="post-meta"><a class="post-meta-author" href="http://uli.example/">durch Uli Meier</a></div>', "Uli Meier"),
}  # fmt: skip


@pytest.mark.parametrize("name", BYLINES)
def test_bylines(name):
    line, author = BYLINES[name]
    made = bare(hentry(line))
    assert (made.author and made.author.name) == author


def test_an_authors_page_that_the_text_links_to_names_nobody():
    text = f'{BODY}<blockquote>Wise words.</blockquote><div><a href="{HOST}/author/eve/">Eve, head of it</a></div>{BODY}'
    assert bare(hentry("", text)).author is None


def test_a_text_that_begins_with_its_byline():
    text = f"<p>Von Uli Meier</p>{BODY}"
    made = bare(hentry("", text))
    assert (made.author.name, made.content) == ("Uli Meier", text)
    assert bare(hentry("", text.replace("Uli Meier", "hier aus sieht man"))).author is None


def test_several_authors():
    data = '{"@type":"NewsArticle","headline":"Ein Beitrag","author":[{"@type":"Person","name":"Uli Meier"},{"@type":"Person","name":"Eve Decoy"}]}'
    made = bare(hentry(""), head=f'<script type="application/ld+json">{data}</script>')
    assert made.author.name == "Uli Meier, Eve Decoy"


SENTENCES = {
    "kubrick's, with a time": ('<div class="post-footer">This entry was posted on December 14, 2015 at 14:48 by Uli and is filed under {terms}. {more}</div>', "2015-12-14T14:48:00"),
    "a format that PHP did not know": ('<p class="postmetadata alt"><small>Dieser Beitrag wurde am Montag, 14. Dezember 2015 um %H:%M Uhr veröffentlicht und unter {terms} gespeichert. {more}</small></p>', "2015-12-14"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_dates_in_long_sentences(name):
    line, date = SENTENCES[name]
    line = line.format(
        terms=f'<a rel="category tag" href="{HOST}/category/garden/">Garden</a>', more=WORDS * 3
    )
    article = f'<div id="post-7" class="post hentry"><h1>Ein Beitrag</h1><div class="entry">{BODY}</div>{line}</div>'
    assert bare(article, lang="de").published == date


def test_a_hidden_date_of_change_is_not_that_of_publication():
    """As Avada writes both for search engines and for readers."""
    line = '<div class="meta-info"><span class="updated hidden">2019-01-07T17:27:31+02:00</span><span>Juni 19th, 2018</span></div>'
    made = bare(hentry(line), lang="de")
    assert (made.published, made.modified) == ("2018-06-19", "2019-01-07T17:27:31+02:00")


TERMS = {
    "an aside": f'<aside class="tags">tagged: <a rel="tag" href="{HOST}/tag/beet/">Beet</a></aside>',
    "a footer's lines": f'<footer class="footer meta"><aside class="tags"><a rel="tag" href="{HOST}/tag/beet/">Beet</a></aside></footer>',
    "bare addresses": f'<div class="article-footer"><h5>Read more</h5><ul class="link-list"><li><a href="{HOST}/tag/beet/">Beet</a></li></ul></div>',
    "topics in a place for tags": f'<p class="tags">Topics: <a href="{HOST}/topics/beet/">Beet</a></p>',
}  # fmt: skip


@pytest.mark.parametrize("name", TERMS)
def test_tags(name):
    article = f'<section id="post-7" class="post hentry"><h1>Ein Beitrag</h1><div class="entry-content">{BODY}</div>{TERMS[name]}</section>'
    assert [(t.taxonomy, t.name) for t in bare(article).terms] == [("post_tag", "Beet")]


def test_categories_in_a_line_of_metadata_inside_the_texts_column():
    line = f'<div class="post-meta"><a href="{HOST}/2011/05/06/">06/05/2011</a> <em><a href="{HOST}/category/beets/">Beets</a></em></div>'
    article = f'<div class="posttext"><div class="topBlog">{line}<h2 class="title">Ein Beitrag</h2></div><div class="sentry">{BODY}</div></div>'
    made = bare(article)
    assert [(t.taxonomy, t.name) for t in made.terms] == [("category", "Beets")]
    assert made.content == f'<div class="sentry">{BODY}</div>'


def teaser(number):
    return f'<article><a href="/{number}/"><h2>Another post {number}</h2></a><div>{WORDS}</div><a href="/{number}/">Read on</a></article>'


LEFT_OUT = {
    "footer in one word": ('<div class="entryfooter"><p>Tags: Beet</p><p>Comments feed | Trackback</p></div>', "meta"),
    "hatom-extra": ('<div class="hatom-extra" style="display:none"><span class="entry-title">Ein Beitrag</span> was last modified: <span class="updated">May 7th, 2011</span> by <span class="author vcard"><span class="fn">Uli Meier</span></span></div>', "meta"),
    "a theme's own prefix": (f'<div class="mvp-post-tags"><span>Related Topics</span><a rel="tag" href="{HOST}/tag/beet/">Beet</a></div>', "meta"),
    "a blog's meta": ('<div class="single_blog_meta"><div>20. Mai 2019</div><div>von <a href="/x/">Uli Meier</a></div></div>', "meta"),
    "a form to sign up": ('<div class="textwidget"><div class="dl-signup-article"><b>Our news, free to your inbox</b><form><input name="m"></form><p>Safe and secure.</p></div></div>', "subscription"),
    "teasers": (f'<div class="w"><h3>Similar posts</h3><div>{teaser(1)}{teaser(2)}</div></div>', "related"),
    "a long list of other posts": (f'<div class="next-posts">{"".join(f"<div><h2><a href=/{n}/>Other {n}</a></h2><p>{WORDS * 3}</p></div>" for n in range(4))}</div>', "navigation"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_boilerplate_after_a_text(name):
    markup, kind = LEFT_OUT[name]
    found = read(article=post(BODY + markup))
    assert found.post.content == BODY
    assert kind in found.removed


def test_articles_of_the_author_stay_in_a_text():
    own = f"<article><h2>A chapter</h2><p>{WORDS}</p></article>"
    assert bare(hentry("", BODY + own)).content == BODY + own


def test_a_text_that_a_page_builder_took_apart():
    parts = "".join(f'<div class="row{n}"><h1>Part {n}</h1><p>{WORDS}</p></div>' for n in range(3))
    article = f'<div id="m"><div class="title_wrap"><h2>Ein Beitrag</h2></div><div class="entry"><div class="b">{parts}</div></div></div>'
    assert bare(article).content == f'<div class="b">{parts}</div>'


BESIDE = """<article id="post-7" class="post hentry"><header><h1>Ein Beitrag</h1><p class="subtitle">What the subtitle says of it, at length</p>
<div class="post-excerpt"><p>Words by hand.</p></div><div class="meta">May 6, 2011</div></header><figure><img src="/a.jpg"><figcaption>A bed of beets, seen from above by day</figcaption></figure>
<div class="entry-content">{body}</div><div class="share"><a href="/x">Tell your friends of this</a></div><ul><li><a href="/1/">Another post with a long name</a></li></ul><span>Topics</span></article>"""


def test_what_stands_beside_a_text_is_kept_or_named():
    article = BESIDE.format(body=BODY)
    found = read(article=article)
    made = found.post
    assert (made.content, made.excerpt) == (BODY, "Words by hand.")
    assert [(e.tag, e.attributes, e.text) for e in made.extra] == [
        ("text-unclaimed", {"element": "p", "class": "subtitle"}, "What the subtitle says of it, at length"),
        ("text-unclaimed", {"element": "figcaption"}, "A bed of beets, seen from above by day"),
    ]  # fmt: skip
    assert found.removed == {"label": 1, "link": 1, "share": 1}
    (notice,) = [n for n in found.notices if n.code is Code.BOILERPLATE_REMOVED]
    assert notice.message == "label 1, link 1, share 1."


def test_what_holds_title_and_text_and_little_else_is_the_posts_place():
    """Where nothing marks it."""
    article = f'<div class="x"><div><h1>Ein Beitrag</h1><p>What the subtitle says of it, at length</p></div><div class="y">{BODY}</div><p class="nocomments">Comments are closed for this.</p></div>'
    made = bare(article)
    assert (made.content, [e.text for e in made.extra]) == (
        BODY, ["What the subtitle says of it, at length"])  # fmt: skip
    menu = "".join(f"<div>A column beside it all, number {n}, with words</div>" for n in range(9))
    (kept,) = bare(article.replace('<div class="x">', f'<div class="x">{menu}')).extra
    assert "A column beside it all, number 3, with words" in kept.text


def test_an_excerpt_that_was_cut_from_the_text_is_none():
    article = BESIDE.format(body=BODY).replace("Words by hand.", f"First {WORDS[:40]} […]")
    made = read(article=article).post
    assert (made.excerpt, made.content) == (None, BODY)


def test_a_list_in_which_only_links_of_headings_mark_posts():
    entries = "".join(
        f'<div class="newsentry"><p class="newsdatum">[<a href="{HOST}/{n}/">Samstag, 1{n}. Juli 2014</a>]</p><h2><a href="{HOST}/{n}/" rel="bookmark">News {n}</a></h2><p>{WORDS}</p></div>'
        for n in (1, 2)
    )
    side = f'<div class="widget"><h3><a rel="bookmark" href="{HOST}/9/">An old one</a></h3></div>'
    text = f'<html lang="de"><head><title>Blog</title></head><body class="home blog"><div>{entries}</div>{side}</body></html>'
    found = read_page(text.encode(), source="page.html")
    assert [(e.title, e.link, e.published) for e in found.listed] == [
        ("News 1", f"{HOST}/1/", "2014-07-11"), ("News 2", f"{HOST}/2/", "2014-07-12")]  # fmt: skip


def test_an_input_without_a_post_says_what_it_is(tmp_path):
    text = f'<html><head><title>Blog</title></head><body class="home blog"><h2><a rel="bookmark" href="{HOST}/1/">News</a></h2><div><h2><a rel="bookmark" href="{HOST}/2/">More</a></h2></div></body></html>'
    path = tmp_path / "front.html"
    path.write_text(text)
    with pytest.raises(EmptyInputError) as caught:
        convert(path, tmp_path / "out")
    assert str(caught.value) == (
        "There is no post, author or term in front.html.\n"
        "Found instead: 1 front pages. 2 posts that only archive pages list."
    )


def shown(number):
    return f'<article class="post-{number} post type-post hentry"><h2 class="entry-title"><a href="{HOST}/{number}/">News {number}</a></h2><p>{WORDS}</p></article>'


def test_a_front_page_that_only_shows_posts_is_a_list():
    text = f'<html><head><title>Blog</title></head><body class="home page page-id-7"><main>{shown(1)}{shown(2)}</main></body></html>'
    found = read_page(text.encode(), source="page.html")
    assert (found.kind, [e.title for e in found.listed]) == (PageKind.HOME, ["News 1", "News 2"])


@pytest.mark.parametrize("name", ["home page page-id-7", "page page-id-7"])
def test_a_page_that_shows_posts_under_a_text_of_its_own_has_that_text(name):
    text = f'<html><head><title>Welcome</title></head><body class="{name}"><main><div class="rows"><h1>Welcome</h1>{BODY}</div><div>{shown(1)}{shown(2)}</div></main></body></html>'
    found = read_page(text.encode(), source="page.html")
    assert (found.kind, found.post.title) == (PageKind.PAGE, "Welcome")
    assert found.post.content == BODY


def test_the_author_in_an_aside_before_the_text():
    aside = f'<aside class="c-body__aside"><div class="c-article-meta"><a href="{HOST}/author/uli/"><p class="c-article-meta__author">von Uli Meier</p></a></div></aside>'
    made = bare(f'<section><h1>Ein Beitrag</h1></section><section><div class="c-article-body">{aside}<div class="c-article-copy">{BODY}</div></div></section>')  # fmt: skip
    assert (made.author.name, made.author.login, made.content) == ("Uli Meier", "uli", BODY)


EVENT = f"""<article id="post-7" class="post-7 tribe_events hentry"><h2 class="entry-title">Ein Beitrag</h2><dl><dt>Begin:</dt><dd class="event-meta">May 13, 2012 11:00</dd>
<dt>Updated:</dt><dd class="event-meta"><span class="date updated">February 15, 2012</span></dd></dl><div class="entry-content">{BODY}</div></article>"""


def test_a_date_of_change_and_one_of_an_event_are_none_of_publication():
    made = bare(EVENT)
    assert (made.published, made.modified, made.content) == (None, "2012-02-15", BODY)
    assert [e.text for e in made.extra] == ["May 13, 2012 11:00"]


def test_a_date_in_the_heading_is_no_part_of_the_title():
    article = f'<div class="post hentry"><h1><span class="date">May 6, 2011</span> Ein Beitrag</h1><div class="entry">{BODY}</div></div>'
    made = bare(article)
    assert (made.title, made.published) == ("Ein Beitrag", "2011-05-06")


def test_a_widget_that_holds_the_only_heading_of_the_title_holds_the_post():
    """As Blogger wraps all its posts, and builders of themes do."""
    article = f'<div class="widget Blog"><div class="post hentry"><h3 class="post-title entry-title">Ein Beitrag</h3><div class="post-body entry-content">{BODY}</div></div></div>'
    assert bare(article).content == BODY


def test_what_looks_like_a_time_in_another_posts_title_is_none():
    footer = f'<footer class="entry-footer"><span>May 6, 2011</span><div><a href="{HOST}/x/">On a system 9.04</a></div></footer>'
    article = f'<article id="post-7" class="hentry"><h1>Ein Beitrag</h1><div class="entry-content">{BODY}</div>{footer}</article>'
    assert bare(article).published == "2011-05-06"


def test_what_a_theme_says_of_trackbacks_is_no_text():
    rdf = '<!-- <rdf:RDF xmlns:rdf="x"><rdf:Description rdf:about="https://b.example/"/></rdf:RDF> -->'
    text = "<p>One.</p><!-- the author's own --><p>Two.</p>"
    made = read_page(page(article=post(text + rdf)), source="x").post
    assert made.content == text


def test_hidden_fields_of_scripts_are_no_text_and_those_of_forms_stay():
    form = '<form action="/x"><input type="hidden" name="a" value="1"><input type="text" name="b"></form>'
    text = '<p>One.<input type="hidden" id="u" value="2349"></p>' + form
    made = read_page(page(article=post(text)), source="x").post
    assert made.content == f"<p>One.</p>{form}"


DRAWING = '<svg viewbox="0 0 9 9"{}><path d="M1 2h3"></path>{}</svg>'


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        (f'<a href="/b/"><span class="icon">{DRAWING.format("", "")}</span>Read more</a>', False),
        (f"<button>{DRAWING.format(' aria-hidden=true', '')} Play</button>", False),
        (f"<details><summary>More {DRAWING.format('', '')}</summary>Words.</details>", False),
        # A link of a drawing alone, a drawing that is named or has words, one that is a picture.
        (f'<a href="/b/">{DRAWING.format("", "")}</a>', True),
        (f'<a href="/b/">{DRAWING.format(" aria-label=Map", "")} Read more</a>', True),
        (f'<a href="/b/">{DRAWING.format("", "<title>A map</title>")} Read more</a>', True),
        (f"<p>{DRAWING.format('', '')} Words.</p>", True),
    ],
)
def test_icons_of_links_and_buttons_are_left_out(text, is_kept):
    found = read(article=post(BODY + text)).post.content
    assert ("<svg" in found) == is_kept
