"""Comments in the markup of many themes and plugins: who, when, what, of which kind, in answer to which."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.pages import LINK, page
from wparchive.readers.pages.extract import read_page

FORM = '<div id="respond"><form action="/wp-comments-post.php"><p>Leave a reply</p><textarea></textarea></form></div>'


def read(comments, **more):
    return read_page(page(comments, **more), source="page.html").post.comments


def told(comment):
    text = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", comment.content or ""))).strip()
    return (
        comment.id,
        comment.kind,
        comment.author,
        comment.url,
        comment.published,
        comment.parent,
        text,
    )


ANN = (11, "comment", "Ann", "http://ann.example/", "2011-05-07T08:09:00", None, "Hello & welcome")
BEN = (12, "comment", "Ben", None, "2011-05-07T10:11:00", 11, "Thanks")

FAMILIES = {
    "kubrick": """<h3 id="comments">2 Responses to “Ein Beitrag”</h3><ol class="commentlist">
<li class="alt" id="comment-11"><cite><a href="http://ann.example/" rel="external nofollow">Ann</a></cite> Says: <br />
<small class="commentmetadata"><a href="#comment-11" title="">May 7th, 2011 at 8:09 am</a> <a href="/wp-admin/comment.php?action=editcomment&amp;c=11">edit</a></small>
<p>Hello &amp; welcome</p></li>
<li class="" id="comment-12"><cite>Ben</cite> Says: <br /><small class="commentmetadata"><a href="#comment-12">May 7th, 2011 at 10:11 am</a></small><p>Thanks</p></li></ol>""",
    "wordpress 2.7": """<ol class="commentlist"><li class="comment even thread-even depth-1" id="comment-11"><div id="div-comment-11">
<div class="comment-author vcard"><img class="avatar" src="a.png" alt=""/> <cite class="fn"><a href="http://ann.example/" rel="external nofollow" class="url">Ann</a></cite> <span class="says">says:</span></div>
<div class="comment-meta commentmetadata"><a href="#comment-11">May 7, 2011 at 8:09 am</a></div><p>Hello &amp; welcome</p>
<div class="reply"><a class="comment-reply-link" href="?replytocom=11#respond">Reply</a></div></div>
<ul class="children"><li class="comment odd alt depth-2" id="comment-12"><div id="div-comment-12"><div class="comment-author vcard"><cite class="fn">Ben</cite> <span class="says">says:</span></div>
<div class="comment-meta commentmetadata"><a href="#comment-12">May 7, 2011 at 10:11 am</a></div><p>Thanks</p></div></li></ul></li></ol>""",
    "twenty ten": """<div id="comments"><h3 id="comments-title">2 Responses</h3><ol class="commentlist"><li class="comment even depth-1" id="li-comment-11"><div id="comment-11">
<div class="comment-author vcard"><cite class="fn"><a href='http://ann.example/' rel='external nofollow' class='url'>Ann</a></cite> <span class="says">says:</span></div>
<div class="comment-meta commentmetadata"><a href="#comment-11">May 7, 2011 at 8:09 am</a></div><div class="comment-body"><p>Hello &amp; welcome</p></div>
<div class="reply"><a class='comment-reply-link' href='#'>Reply</a></div></div><ul class='children'>
<li class="comment odd depth-2" id="li-comment-12"><div id="comment-12"><div class="comment-author vcard"><cite class="fn">Ben</cite></div>
<div class="comment-meta commentmetadata"><a href="#comment-12">May 7, 2011 at 10:11 am</a></div><div class="comment-body"><p>Thanks</p></div></div></li></ul></li></ol></div>""",
    "twenty twelve, siblings": """<div id="comments" class="comments-area"><ol class="commentlist"><li class="comment depth-1" id="li-comment-11"><article id="comment-11" class="comment">
<header class="comment-meta comment-author vcard"><cite><b class="fn"><a href="http://ann.example/" class="url">Ann</a></b> <span>Post author</span></cite>
<a href="#comment-11"><time datetime="2011-05-07T08:09:00">May 7, 2011 at 8:09 am</time></a></header>
<section class="comment-content comment"><p>Hello &amp; welcome</p></section><div class="reply"><a href="#respond">Reply</a> <span>&darr;</span></div></article></li>
<ol class="children"><li class="comment depth-2" id="li-comment-12"><article id="comment-12"><header class="comment-meta"><cite class="fn">Ben</cite><a href="#comment-12"><time datetime="2011-05-07T10:11:00">x</time></a></header>
<section class="comment-content"><p>Thanks</p></section></article></li></ol></ol></div>""",
    "block theme": """<div class="wp-block-comments"><h2 class="wp-block-comments-title">2 responses</h2><ol class="wp-block-comment-template">
<li id="comment-11" class="comment even thread-even depth-1"><div class="wp-block-columns"><div class="wp-block-column"><div class="wp-block-comment-author-name"><a rel="external nofollow ugc" href="http://ann.example/">Ann</a></div>
<div class="wp-block-comment-date"><time datetime="2011-05-07T08:09:00"><a href="#comment-11">May 7, 2011</a></time></div><div class="wp-block-comment-content"><p>Hello &amp; welcome</p></div>
<div class="wp-block-comment-reply-link"><a href="?replytocom=11#respond">Reply</a></div></div></div>
<ol><li id="comment-12" class="comment odd alt depth-2"><div class="wp-block-comment-author-name">Ben</div><div class="wp-block-comment-date"><time datetime="2011-05-07T10:11:00">x</time></div>
<div class="wp-block-comment-content"><p>Thanks</p></div></li></ol></li></ol></div>""",
    "genesis": """<div class="entry-comments" id="comments"><h3>Comments</h3><ol class="comment-list"><li class="comment depth-1" id="comment-11"><article id="article-comment-11" itemprop="comment" itemscope itemtype="https://schema.org/Comment">
<header class="comment-header"><p class="comment-author" itemprop="author" itemscope itemtype="https://schema.org/Person"><span class="comment-author-name" itemprop="name"><a href="http://ann.example/" class="comment-author-link" rel="external nofollow" itemprop="url">Ann</a></span> <span class="says">says</span></p>
<p class="comment-meta"><time class="comment-time" datetime="2011-05-07T08:09:00" itemprop="datePublished"><a class="comment-time-link" href="#comment-11" itemprop="url">May 7, 2011 at 8:09 am</a></time></p></header>
<div class="comment-content" itemprop="text"><p>Hello &amp; welcome</p></div><div class="comment-reply"><a href="#comment-11" onclick="x()">Reply</a></div></article>
<ul class="children"><li class="comment depth-2" id="comment-12"><article><header class="comment-header"><p class="comment-author"><span itemprop="name">Ben</span> <span class="says">says</span></p><p class="comment-meta"><time datetime="2011-05-07T10:11:00">x</time></p></header>
<div class="comment-content"><p>Thanks</p></div></article></li></ul></li></ol></div>""",
    "thesis": """<div id="comments"><dl id="comment_list"><dt class="comment depth-1" id="comment-11"><span class="comment_author"><a href="http://ann.example/" rel="external nofollow" class="url">Ann</a></span>
<span class="comment_time"><a href="#comment-11" title="Permalink">May 7, 2011 at 8:09 am</a></span></dt><dd class="comment depth-1"><div class="format_text" id="comment-body-11"><p>Hello &amp; welcome</p></div></dd>
<dt class="comment depth-2" id="comment-12"><span class="comment_author">Ben</span> <span class="comment_time"><a href="#comment-12">May 7, 2011 at 10:11 am</a></span></dt><dd class="comment"><div class="format_text"><p>Thanks</p></div></dd></dl></div>""",
    "thematic": """<div id="comments"><div id="comments-list" class="comments"><h3><span>2</span> Comments</h3><ol><li id="comment-11" class="comment c-y2011 depth-1"><div class="comment-author vcard"><span class="fn n"><a href="http://ann.example/" rel="external nofollow" class="url">Ann</a></span></div>
<div class="comment-meta">Posted May 7, 2011 at 8:09 am <span class="meta-sep">|</span> <a href="#comment-11" title="Permalink to this comment">Permalink</a></div>
<div class="comment-content"><p>Hello &amp; welcome</p></div><div class="comment-reply-link"><a href="#">Reply</a></div>
<ul class="children"><li id="comment-12" class="comment depth-2"><div class="comment-author vcard"><span class="fn n">Ben</span></div><div class="comment-meta">Posted May 7, 2011 at 10:11 am | <a href="#comment-12">Permalink</a></div><div class="comment-content"><p>Thanks</p></div></li></ul></li></ol></div></div>""",
    "k2": """<h4>2 Responses</h4><ol id="commentlist"><li id="comment-11" class="comment depth-1"><a href="#comment-11" class="counter" title="Permanent Link">1</a> <span class="commentauthor"><a href="http://ann.example/" rel="external nofollow">Ann</a></span>
<div class="comment-meta"><a href="#comment-11" title="Permanent Link">May 7th, 2011 at 8:09 am</a></div><div class="comment-content"><p>Hello &amp; welcome</p></div></li>
<li id="comment-12" class="comment depth-2"><a href="#comment-12" class="counter">2</a> <span class="commentauthor">Ben</span><div class="comment-meta"><a href="#comment-12">May 7th, 2011 at 10:11 am</a></div><div class="comment-content"><p>Thanks</p></div></li></ol>""",
    "comment by, after the text": """<h2 id="comments">2 Comments</h2><ol id="commentlist"><li id="comment-11"><p>Hello &amp; welcome</p><p><cite>Comment by <a href="http://ann.example/" rel="external nofollow">Ann</a> &#8212; 07.05, 2011 @ <a href="#comment-11">08:09</a></cite></p></li>
<li id="comment-12" class="depth-2"><p>Thanks</p><p><cite>Comment by Ben &#8212; 07.05, 2011 @ <a href="#comment-12">10:11</a></cite></p></li></ol>""",
    "wpdiscuz": """<div id="wpdcom"><div class="wpd-thread-list"><div id="wpd-comm-11_0" class="comment even depth-1 wpd-comment wpd_comment_level-1"><div class="wpd-comment-wrap"><div class="wpd-comment-left"><div class="wpd-avatar"></div><div class="wpd-comment-label">Guest</div></div>
<div id="comment-11" class="wpd-comment-right"><div class="wpd-comment-header"><div class="wpd-comment-author"><a href="http://ann.example/" rel="nofollow">Ann</a></div><div class="wpd-comment-date" title="May 7, 2011 8:09 am"><i></i> 9 years ago</div></div>
<div class="wpd-comment-text"><p>Hello &amp; welcome</p></div><div class="wpd-comment-footer"><div class="wpd-vote">0</div><div class="wpd-reply-button"><span>Reply</span></div></div></div></div><div id="wpdiscuz_form_anchor-11_0"></div>
<div id="wpd-comm-12_11" class="comment odd depth-2 wpd-comment wpd-reply"><div class="wpd-comment-wrap"><div id="comment-12" class="wpd-comment-right"><div class="wpd-comment-header"><div class="wpd-comment-author">Ben</div><div class="wpd-comment-date" title="May 7, 2011 10:11 am">9 years ago</div></div><div class="wpd-comment-text"><p>Thanks</p></div></div></div></div></div></div></div>""",
    "epoch": """<div id="epoch-wrap" class="comments-area"><div id="epoch-comments"><div id="comment-11" data-comment-id="11" class="depth-1"><article id="div-comment-11" class="epoch-comment-body"><footer class="epoch-comment-meta"><div class="epoch-comment-author"><a href="http://ann.example/" class="epoch-author-link">Ann</a> <span class="epoch-divide">·</span> <a href="#comment-11" class="epoch-comment-link"><time datetime="comment_date">May 7, 2011 at 8:09 AM</time></a></div></footer>
<div class="epoch-comment-content"><p>Hello &amp; welcome</p></div><div class="epoch-reply"><a class="comment-reply-link epoch-comment-reply-link" href="#">Reply</a></div></article>
<div class="children epoch-child"><div id="comment-12" data-comment-id="12" class="depth-2"><article id="div-comment-12"><footer><a class="epoch-author-link" href="">Ben</a> <a href="#comment-12"><time datetime="comment_date">May 7, 2011 at 10:11 AM</time></a></footer><div class="epoch-comment-content"><p>Thanks</p></div></article></div></div></div></div></div>""",
    "disqus for robots": """<div id="disqus_thread"><ul id="dsq-comments"><li class="comment depth-1" id="dsq-comment-11"><div id="dsq-comment-header-11" class="dsq-comment-header"><cite id="dsq-cite-11"><a id="dsq-author-user-11" href="http://ann.example/" target="_blank" rel="nofollow">Ann</a></cite></div>
<div id="dsq-comment-body-11" class="dsq-comment-body"><div id="dsq-comment-message-11" class="dsq-comment-message"><p>Hello &amp; welcome</p></div></div><small>May 7, 2011 8:09</small></li>
<li class="comment depth-2" id="dsq-comment-12"><div id="dsq-comment-header-12" class="dsq-comment-header"><cite id="dsq-cite-12"><span id="dsq-author-user-12">Ben</span></cite></div><div class="dsq-comment-body"><div class="dsq-comment-message"><p>Thanks</p></div></div><small>May 7, 2011 10:11</small></li></ul></div>""",
    "divi": """<section id="comment-wrap"><h1 id="comments" class="page_title">2 Comments</h1><ol class="commentlist clearfix"><li class="comment depth-1" id="li-comment-11"><article id="comment-11" class="comment-body clearfix"><div class="comment_avatar"></div><div class="comment_postinfo"><span class="fn"><a href="http://ann.example/" class="url" rel="external">Ann</a></span> <span class="comment_date">on May 7, 2011 at 8:09 am</span></div>
<div class="comment_area"><div class="comment-content clearfix"><p>Hello &amp; welcome</p></div><span class="reply-container"><a class="comment-reply-link" href="?replytocom=11#respond">Reply</a></span></div></article>
<ul class="children"><li class="comment depth-2" id="li-comment-12"><article id="comment-12" class="comment-body"><div class="comment_postinfo"><span class="fn">Ben</span> <span class="comment_date">on May 7, 2011 at 10:11 am</span></div><div class="comment_area"><div class="comment-content"><p>Thanks</p></div></div></article></li></ul></li></ol></section>""",
    "bootstrap, nothing marked": """<section class="row"><div class="comment-box"><ul class="comment-items"><li id="comment-11" class="row-fluid depth-1"><figure class="user-avatar"><img class="avatar" src="x.png"/></figure><div class="span10 comment-info"><h3><a href="http://ann.example/" rel="external nofollow" class="url">Ann</a></h3><p>Hello &amp; welcome</p><div><b>07. 05. 2011</b> <b class="time-info">08:09</b></div></div></li>
<li id="comment-12" class="row-fluid depth-2"><div class="span10 comment-info"><h3>Ben</h3><p>Thanks</p><div><b>07. 05. 2011</b> <b class="time-info">10:11</b></div></div></li></ul></div></section>""",
    "said, on": """<ol class="commentlist"><li id="comment-11" class="comment depth-1"><div class="comment_author vcard"><strong class="fn"><a href='http://ann.example/' class='url'>Ann</a></strong> said, on May 7, 2011 at <a href="#comment-11">8:09 am</a></div><p>Hello &amp; welcome</p><div class="reply"></div></li>
<li id="comment-12" class="comment depth-2"><div class="comment_author vcard"><strong class="fn">Ben</strong> said, on May 7, 2011 at <a href="#comment-12">10:11 am</a></div><p>Thanks</p></li></ol>""",
    "glued class": """<ol class="commentlist"><liclass="comment depth-1" id="comment-11"><cite class="fn"><a href="http://ann.example/">Ann</a></cite><span class="comment-date">May 7, 2011 at 8:09 am</span><div class="comment-text"><p>Hello &amp; welcome</p></div></li>
<liclass="comment depth-2" id="comment-12"><cite class="fn">Ben</cite><span class="comment-date">May 7, 2011 at 10:11 am</span><div class="comment-text"><p>Thanks</p></div></li></ol>""",
    "anchors": """<div class="comments"><div class="c depth-1"><a id="comment-11"></a><p class="commentauthor">Comment by <a href="http://ann.example/" rel="external nofollow">Ann</a> on May 7, 2011 8:09 am</p><div class="commenttext"><p>Hello &amp; welcome</p></div></div>
<div class="c depth-2"><a id="comment-12"></a><p class="commentauthor">Comment by Ben on May 7, 2011 10:11 am</p><div class="commenttext"><p>Thanks</p></div></div></div>""",
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_families(family):
    found = [told(comment) for comment in read(FAMILIES[family] + FORM)]
    # Kubrick's lists have no threads.
    ben = BEN if family != "kubrick" else (*BEN[:5], None, BEN[6])
    assert found == [ANN, ben]


PING = ("pingback", "A title » Elsewhere", "http://else.example/a/")


@pytest.mark.parametrize(
    "item",
    ['<li class="post pingback"><p>Pingback: <a href="http://else.example/a/" rel="external nofollow" class="url">A title » Elsewhere</a> <a class="comment-edit-link" href="/wp-admin/comment.php?action=editcomment&amp;c=5">Edit</a></p></li>',
     '<li class="pingback even depth-1" id="comment-13"><div class="comment-body">Pingback: <a href="http://else.example/a/" rel="external nofollow">A title » Elsewhere</a></div></li>',
     '<li id="comment-13"><p>Ping : <a href="http://else.example/a/">A title » Elsewhere</a></p></li>',
     '<li class="pingback" id="comment-13"><div class="comment-author vcard"><cite class="fn"><a href="http://else.example/a/" class="url">A title » Elsewhere</a></cite> <span class="says">says:</span></div><div class="comment-meta"><a href="#comment-13">May 8, 2011 at 1:02 pm</a></div><p>[...] an excerpt [...]</p></li>'],
)  # fmt: skip
def test_pings_with_and_without_ids(item):
    found = read(
        f'<ol class="commentlist">{FAMILIES["kubrick"].partition(chr(60) + "li")[0]}{item}</ol>'
    )
    assert [(c.kind, c.author, c.url) for c in found] == [PING]


def test_lists_of_pings_and_trackbacks_apart():
    found = read(
        FAMILIES["divi"]
        + '<div id="trackbacks"><h3>Trackbacks/Pingbacks</h3><ul class="pinglist"><li class="comment_ping"><a href="http://else.example/a/" class="url" rel="external">A title » Elsewhere</a> - […] text […]</li>'
        '<li class="trackback" id="comment-14"><cite class="fn"><a href="http://t.example/">T</a></cite> <p>Trackback text</p></li></ul></div>'
    )
    assert [(c.id, c.kind, c.author) for c in found[2:]] == [
        (None, "pingback", "A title » Elsewhere"), (14, "trackback", "T")]  # fmt: skip


def test_words_tell_trackbacks_where_classes_are_the_same():
    found = read(
        '<ol class="commentlist"><li class="post pingback"><p>Trackback: <a href="http://t.example/">T</a></p></li></ol>'
    )
    assert [c.kind for c in found] == ["trackback"]


def test_comments_of_other_posts_in_sidebars_stay_out():
    sidebar = """<aside id="secondary" class="sidebar widget-area"><ul id="recentcomments"><li class="comment" id="comment-99"><cite class="fn">Eve</cite>
<a href="https://blog.example/other/#comment-99">on another post</a></li><li class="recentcomments">Ann on <a href="x#comment-11">Ein Beitrag</a></li></ul></aside>"""
    assert [c.id for c in read(FAMILIES["divi"], after=sidebar)] == [11, 12]
    assert read("", after=sidebar) == []


def test_no_comments_are_none():
    closed = (
        '<div id="comments" class="comments-area"><h2>Comments are closed.</h2><ol class="comment-list"></ol>'
        + FORM
        + "</div>"
    )
    nav = '<ul class="nav"><li id="menu-item-5"><a href="#comments">3 Comments</a></li></ul>'
    assert read(nav + closed) == []


def test_markup_in_texts_and_lists_survives():
    text = '<p>See <a href="http://x.example/#comment-5">there</a>:</p><ul><li>one</li><li>two</li></ul><blockquote><cite>Ann</cite> said</blockquote>'
    (comment,) = read(
        f'<ol class="commentlist"><li class="comment" id="comment-11"><cite class="fn">Zoë</cite> <span class="says">sagt:</span><div class="comment-meta"><a href="#comment-11">7. Mai 2011 um 08:09</a></div>{text}</li></ol>',
        lang="de",
    )
    assert comment.content == text
    assert (comment.author, comment.published) == ("Zoë", "2011-05-07T08:09:00")


@pytest.mark.parametrize(
    ("said", "name"),
    [("Ann sagt:", "Ann"), ("Ann a dit :", "Ann"), ("Ann dice:", "Ann"), ("Ann говорит:", "Ann"),
     ("Ann より:", "Ann"), ("Ann schreef:", "Ann"), ("Ann pisze:", "Ann"), ("Ann diyor ki:", "Ann"),
     ("Comment by Ann", "Ann"), ("Kommentar von Ann", "Ann"), ("Bywater Sayles", "Bywater Sayles")],
)  # fmt: skip
def test_words_around_names(said, name):
    (comment,) = read(
        f'<ol class="commentlist"><li id="comment-11"><div class="comment-author">{said}</div><p>Hello</p></li></ol>'
    )
    assert (comment.author, comment.content) == (name, "<p>Hello</p>")


def test_held_comments_say_so():
    (comment,) = read(
        '<ol class="commentlist"><li class="comment" id="comment-11"><cite class="fn">Ann</cite><em class="comment-awaiting-moderation">Your comment is awaiting moderation.</em><p>Hello</p></li></ol>'
    )
    assert (comment.approved, comment.content) == ("0", "<p>Hello</p>")


def test_every_field_says_what_told_it():
    comment = read(FAMILIES["genesis"])[0]
    assert comment.origin.kind == "page"
    told_by = {name: origin.element for name, origin in comment.origin.fields.items()}
    assert told_by["published"] == "time[datetime]"
    assert set(told_by) == {"author", "content", "kind", "published"}
    assert comment.origin.line > 1
    assert LINK


def flat(link, text="<p>Four.</p>"):
    items = (
        ("1", "Di", "", "<p>How many?</p>"),
        ("2", "Ed", link, text),
    )
    inner = "".join(
        f'<div class="comment" id="comment-{n}"><span class="comment-author">{name}</span> '
        f'<span class="comment-date">2017-05-01 1{n}:00</span>{to}<div class="comment-text">{t}</div></div>'
        for n, name, to, t in items
    )
    return [c.parent for c in read(f'<div id="comments"><h2>2 comments</h2>{inner}</div>')]


@pytest.mark.parametrize(
    "link",
    [
        '<span class="to">In reply to <a href="#comment-1">Di</a></span>',
        '<div>Antwort an <a href="https://blog.example/a/#comment-1">@Di</a></div>',
        '<em>↪ <a href="#li-comment-1">Di</a></em>',
    ],
)
def test_a_link_with_the_name_of_the_answered_comment_names_the_parent(link):
    assert flat(link) == [None, 1]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="#comment-1">previous</a>',
        '<a href="#comment-9">Di</a>',
        '<a href="#comment-2">Ed</a>',
    ],
)
def test_other_links_to_comments_name_no_parent(link):
    assert flat(link) == [None, None]


def test_a_link_in_the_text_of_a_comment_names_no_parent():
    assert flat("", '<p>As <a href="#comment-1">Di</a> says.</p>') == [None, None]


@pytest.mark.parametrize(
    ("picture", "name"),
    [
        ('<div class="comment-author avatar-cell"><a>Profile</a></div>', "div comment_author"),
        ('<p class="comment-author gravatar"><a>Zum Profil</a></p>', "span comment-author-name"),
        ('<span class="author-link avatar">Mitglied</span>', "b commenter"),
        ("", "div comment-author avatar-left"),
    ],
)
def test_what_is_at_a_picture_is_no_name(picture, name):
    tag, _, names = name.partition(" ")
    (comment,) = read(
        f'<ol class="commentlist"><li class="comment" id="comment-11">{picture}<{tag} class="{names}">Ann</{tag}>'
        '<div class="comment-meta"><a href="#comment-11">May 7, 2011 at 8:09 am</a></div><p>Hello</p></li></ol>'
    )
    assert comment.author == "Ann"


@pytest.mark.parametrize(
    "name", ["<b class='fn'>Ann Bee,</b>", "<cite class='fn'>Ann Bee ,</cite>"]
)
def test_a_name_ends_before_a_comma(name):
    (comment,) = read(
        f'<ol class="commentlist"><li class="comment" id="comment-11">{name} '
        '<time datetime="2011-05-07T08:09:00">Sat 7 May</time><p>Hello</p></li></ol>'
    )
    assert comment.author == "Ann Bee"


@pytest.mark.parametrize(
    "line",
    [
        '<span class="author">Ann</span><br>May 7, 2011 ',
        '<b class="fn">Ann</b> 7 mai 2011 à 10:02',
        '<span class="author">Ann</span> – 7. Mai 2011',
    ],
)
def test_a_date_beside_the_text_does_not_take_it_away(line):
    (comment,) = read(
        '<ul class="commentlist"><li class="comment even" id="li-comment-11"><div id="comment-11">'
        f'<div class="wrap">{line}<p>Hello</p><p>And welcome.</p></div></div></li></ul>'
    )
    assert (comment.author, comment.published[:10]) == ("Ann", "2011-05-07")
    assert "<p>Hello</p><p>And welcome.</p>" in comment.content


@pytest.mark.parametrize(
    ("cite", "author", "url"),
    [
        ('\nhttp://ann.example/?a=1  <span id="dsq-author-user-11">Ann Lee</span>', "Ann Lee", "http://ann.example/?a=1"),
        ('https://jürgen.example <span id="dsq-author-user-11">Jürgen</span>', "Jürgen", "https://jürgen.example"),
        ('<span id="dsq-author-user-11">Ann</span>', "Ann", None),
        ("http://ann.example/", "http://ann.example/", None),
        ("Ann <span>Author</span>", "Ann", None),
    ],
)  # fmt: skip
def test_disqus_writes_an_address_beside_a_name(cite, author, url):
    (comment,) = read(
        '<div id="disqus_thread"><ul id="dsq-comments"><li class="comment even depth-1" id="dsq-comment-11">'
        f'<div class="dsq-comment-header"><cite id="dsq-cite-11">{cite}</cite></div><div class="dsq-comment-body">'
        '<div class="dsq-comment-message"><p>Hello</p></div></div></li></ul></div>'
    )
    assert (comment.id, comment.author, comment.url) == (11, author, url)
    assert comment.content == "<p>Hello</p>"
