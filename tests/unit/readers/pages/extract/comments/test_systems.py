"""Comments as plugins and services put them into a page: replies, votes, hints, deleted ones."""

from __future__ import annotations

import re

import pytest

from tests.pages import page, post
from wparchive.readers.pages.extract import read_page
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

ANN = ("Ann", None, "2011-05-07", "Hello & welcome.")
BO = ("Bo", 11, "2011-05-08", "Thanks.")
VOTES = '<div class="x"><b>2</b></div>'


def bare(html):
    return re.sub(r"\s+", " ", plain_text(parse_fragment(html or ""))).strip()


def told(comment):
    day = comment.published and comment.published[:10]
    return comment.author, comment.parent, day, bare(comment.content)


def intense(number, name, day, text, replies=""):
    return (
        f'<div class="idc-thread" id="IDThread{number}"><div class="idc-c" id="IDComment{number}"><div class="idc-c-h">'
        f'<div class="idc-v"><span>+2</span><a href="javascript: up();">Vote up</a></div><p class="idc-i"><span class="idc-a">{name}</span>'
        f'<span class="idc-rep"> · 33p</span><em class="idc-time"><a href="#IDComment{number}" title="{day}">9 weeks ago</a></em></p></div>'
        f'<div class="idc-c-t"><div class="idc-c-t-inner">{text}</div></div></div><div class="idc-thread idc-reply">{replies}</div></div>'
    )


def fyre(number, name, day, text, replies=""):
    return (
        f'<article class="fyre-comment-article" id="fyre-message-{number}"><div class="fyre-comment-wrapper"><header class="fyre-comment-head">'
        f'<a class="fyre-comment-username" href="http://c.example/{number}/"><span>{name}</span></a><time class="fyre-comment-date" datetime="{day}T08:09:00Z">x</time></header>'
        f'<section class="fyre-comment-body"><div class="fyre-comment"><p>{text}</p></div></section><footer class="fyre-comment-footer"><a>Like</a><a>Reply</a></footer></div>'
        f'<div class="fyre-comment-replies">{replies}</div></article>'
    )


def thrive(number, name, day, text, replies=""):
    return (
        f'<div class="comment" id="comment-{number}"><div class="tcm-comment-content"><div class="tcm-comment-author-name"><strong>{name}</strong></div>'
        f'<div class="tcm-date-container"><span>{day}</span></div><div class="tcm-comment-text"><p class="tcm-moderation">This comment is awaiting moderation</p>'
        f'<div class="tcm-comment-text-content">{text}</div></div><button class="tcm-reply-btn">Reply to {name}</button></div>{replies}</div>'
    )


def inline(number, name, day, text, replies="", parent=0):
    return (
        f'<div id="wpd-comm-{number}_{parent}" class="comment wpd-comment"><div class="wpd-comment-wrap wpd-blog-post_author"><div id="comment-{number}" class="wpd-comment-right">'
        f'<div class="wpd-blog-post_author wpd-comment-label"><span>Author</span></div><div class="wpd-comment-header"><div class="wpd-comment-author">{name}</div></div>'
        f'<div class="wpd-comment-date" title="{day}">{day}</div><div class="wpd-comment-text"><div class="wpd-inline-feedback-wrapper"><span>Feedback to</span> words&quot; <a href="#wpd-inline-9">Read more</a></div>'
        f"<p>{text}</p></div></div></div>{replies}</div>"
    )


def activity(number, name, day, text, replies=""):
    return (
        f'<li id="acomment-{number}"><div class="acomment-meta"><a href="/members/{name}/">{name}</a> replied <a class="activity-time-since" href="/p/4/#acomment-{number}">'
        f'<span class="time-since" data-livestamp="{day}T08:09:00+0000">5 years ago</span></a></div><div class="acomment-content"><p>{text}</p></div><ul>{replies}</ul></li>'
    )


AREAS = {
    "IntenseDebate": (intense, '<div id="idc-container">{}</div>'),
    "Livefyre": (
        fyre,
        '<div id="livefyre-comments"><div class="fyre-widget"><div class="fyre-comment-stream">{}</div></div></div>',
    ),
    "Thrive Comments": (thrive, '<div id="comments"><div id="thrive-comments">{}</div></div>'),
    "BuddyPress": (activity, '<div class="activity-comments"><ul>{}</ul></div>'),
}


@pytest.mark.parametrize("system", AREAS)
def test_comments_and_answers(system):
    write, area = AREAS[system]
    answer = write(12, "Bo", "2011-05-08", "Thanks.")
    markup = area.format(write(11, "Ann", "2011-05-07", "Hello &amp; welcome.", answer))
    found = read_page(page(markup), source="page.html").post.comments
    assert list(map(told, found)) == [ANN, BO]


def test_comments_beside_a_text_of_the_post():
    answer = inline(12, "Bo", "May 8, 2011", "Thanks.", parent=11)
    area = inline(11, "Ann", "May 7, 2011", "Hello &amp; welcome.", answer)
    found = read_page(
        page(f'<div id="comments"><div id="wpdcom">{area}</div></div>'), source="page.html"
    ).post.comments
    assert list(map(told, found)) == [ANN, BO]


def test_a_deleted_comment_is_none_and_its_answers_keep_its_number():
    gone = '<div class="decomments-trash-holder"><p>Comment deleted</p></div>'
    answer = (
        '<div class="comment depth-2" id="comment-12"><a class="decomments-autor-name" href="/u/">Bo</a>'
        '<time datetime="2011-05-08">x</time><div class="decomments-text-holder"><p>Thanks.</p></div></div>'
    )
    area = f'<div class="comment depth-1" id="comment-11">{gone}{answer}</div>'
    found = read_page(page(f'<div id="comments">{area}</div>'), source="page.html").post.comments
    assert list(map(told, found)) == [BO]


def test_a_ping_has_no_text_of_empty_brackets():
    item = '<li class="post pingback"><p>Pingback: <a href="http://o.example/" class="url" rel="external">Links</a>()</p></li>'
    (found,) = read_page(
        page(f'<div id="comments"><ol class="commentlist">{item}</ol></div>'), source="page.html"
    ).post.comments
    assert (found.kind, found.author, found.content) == ("pingback", "Links", None)


def test_headings_and_lines_around_comments_that_a_script_fetches_are_no_text():
    text = (
        "<p>First words of the text.</p><h3>Comments</h3><p>7 comments</p>"
        '<div class="fb-comments" data-href="/a/"></div><p>Powered by <a href="http://p.example/">Comments</a></p>'
    )
    found = read_page(page(article=post(text)), source="page.html").post
    assert bare(found.content) == "First words of the text."


def reply(number, name, day, text, kind="reply"):
    return (
        f'<div id="post-{number}" class="bbp-{kind}-header"><div class="bbp-meta"><span class="bbp-reply-post-date">{day}</span></div></div>'
        f'<div class="{kind} type-{kind} hentry post-{number}"><div class="bbp-reply-author"><a class="bbp-author-name" href="/u/">{name}</a><div class="bbp-author-role">Member</div></div>'
        f'<div class="bbp-reply-content"><p>{text}</p></div></div>'
    )


def topic(replies):
    entries = reply(7, "Uli", "May 6, 2011 at 7:08 am", "My oven stays cold.", "topic") + replies
    return page(
        body_class="topic-template-default single single-topic postid-7 bbpress",
        article='<article id="post-7" class="post-7 topic type-topic hentry"><h1 class="entry-title">Ein Beitrag</h1><div class="entry-content">'
        '<ul class="forums bbp-replies"><li class="bbp-header"><div class="bbp-reply-author">Author</div></li>'
        f'<li class="bbp-body">{entries}</li><li class="bbp-footer"><div class="bbp-reply-author">Author</div></li></ul>'
        '<div class="bbp-no-reply"><p>You must be logged in.</p></div></div></article>',
    )


def test_answers_of_a_forum_are_comments_on_its_topic():
    answers = reply(11, "Ann", "May 7, 2011 at 8:09 am", "Hello &amp; welcome.")
    found = read_page(topic(answers), source="page.html").post
    assert (found.type, found.author.name, found.published) == (
        "topic",
        "Uli",
        "2011-05-06T07:08:00",
    )
    assert bare(found.content) == "My oven stays cold."
    assert [(c.id, *told(c)) for c in found.comments] == [(11, *ANN)]


def test_votes_in_the_text_of_a_comment_are_no_text():
    votes = '<div class="wpulike"><div class="wp_ulike_general_class"><span class="count-box">+3</span></div></div>'
    item = (
        '<li id="comment-11" class="comment"><article><b class="fn">Ann</b><time datetime="2011-05-07">x</time>'
        f'<div class="comment-content"><p>Hello &amp; welcome.</p>{votes}</div></article></li>'
    )
    (found,) = read_page(
        page(f'<ol class="comment-list">{item}</ol>'), source="page.html"
    ).post.comments
    assert told(found) == ANN
