"""One comment and one ping each, as themes that many blogs used mark them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.pages import page
from wparchive.readers.pages.extract import read_page


def read(comments, **more):
    return read_page(page(comments, **more), source="page.html").post.comments


def told(comment):
    text = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", comment.content or ""))).strip()
    return (comment.id, comment.kind, comment.author, comment.url, comment.published, text)


ANN = (11, "comment", "Ann", "http://ann.example/", "2011-05-07T08:09:00", "Hello & welcome. More.")
LINK = '<a href="http://ann.example/" rel="external nofollow" class="url">Ann</a>'
TEXT = "<p>Hello &amp; welcome.</p><p>More.</p>"
DATE = "May 7, 2011 at 8:09 am"
THEMES = {
    "mistylook": f'<li class="comment" id="comment-11"><div id="div-comment-11"><div class="cmtinfo"><em>on <a href="#comment-11">{DATE}</a></em><small class="commentmetadata"><a href="#comment-11" title="Permalink">1</a></small><cite>{LINK}</cite></div>{TEXT}</div></li>',
    "inove": f'<li class="comment regularcomment" id="comment-11"><div class="author"><div class="pic"><img class="avatar" src="a"></div><div class="name"><a id="commentauthor-11" class="url" href="http://ann.example/">Ann</a></div></div><div class="info"><div class="date">May 7th, 2011 at 08:09 | <a href="#comment-11">#1</a></div><div class="act"><a href="javascript:void(0);">Reply</a> | <a href="javascript:void(0);">Quote</a></div><div class="fixed"></div><div class="content"><div id="commentbody-11">{TEXT}</div></div></div></li>',
    "suffusion": f'<li class="comment depth-1" id="comment-11"><div class="comment-body fix" id="comment-body-11"><div class="comment-header comment-header-left fix"><div class="comment-author fix vcard"><img class="avatar" src="a"><div class="comment-author-link"><cite class="fn">{LINK}</cite></div></div><div class="comment-date"><a href="#comment-11">{DATE}</a></div></div>{TEXT}<div class="reply"><a href="#">Reply</a></div></div></li>',
    "atahualpa": f'<li class="comment" id="comment-11"><div id="div-comment-11" class="comment-container"><div class="comment-author vcard"><img class="avatar" src="a"><span class="authorname">{LINK}</span></div><div class="comment-meta commentmetadata">May 7, 2011 at <a href="#comment-11">8:09 am</a></div>{TEXT}</div></li>',
    "mystique": f'<li class="comment" id="comment-11"><div class="comment-head comment-x"><div class="avatar-box"><img class="avatar" src="a"></div><div class="author"><a class="comment-author" id="comment-author-11" href="http://ann.example/">Ann</a><br><a class="comment-id" href="#comment-11">{DATE}</a></div><div class="controls bubble"><a class="reply" href="#">Reply</a> <a class="quote" href="#">Quote</a></div></div><div class="comment-body clearfix" id="comment-body-11"><div class="comment-text">{TEXT}</div></div></li>',
    "p2": f'<li id="comment-11" class="comment"><a class="comment-anchor"></a><img class="avatar" src="a"><h4><a href="http://ann.example/" rel="external nofollow" class="url">Ann</a><span class="meta">8:09 am <em>on</em> May 7, 2011 <span class="actions"><a class="thepermalink" href="/x#comment-11">Permalink</a> | <a class="comment-reply-link" href="?replytocom=11#respond">Reply</a></span></span></h4><div id="commentcontent-11" class="commentcontent">{TEXT}</div></li>',
    "avada": f'<li class="comment" id="comment-11"><div class="the-comment"><div class="avatar"><img src="a"></div><div class="comment-box"><div class="comment-author meta"><strong>{LINK}</strong>{DATE}<a class="comment-reply-link" href="#comment-11"> - Reply</a></div><div class="comment-text">{TEXT}</div></div></div></li>',
    "enfold": f'<li class="comment" id="li-comment-11"><div id="comment-11"><article><div class="gravatar"><img class="avatar" src="a"><a class="comment-reply-link" href="#">Reply</a></div><div class="comment_content"><header class="comment-header"><cite class="comment_author_name">{LINK} <span class="says">says:</span></cite><div class="comment-meta commentmetadata"><a href="#comment-11"><time>{DATE}</time></a></div></header><div class="comment_text">{TEXT}</div></div></article></div></li>',
    "newspaper": f'<li class="comment" id="comment-11"><article><footer><img class="avatar" src="a"><cite>{LINK}</cite><a class="comment-link" href="#comment-11"><time pubdate="1304755740">May 7, 2011 At 8:09 am</time></a></footer><div class="comment-content">{TEXT}</div><div class="comment-meta" id="comment-11"><a class="comment-reply-link" href="#">Reply</a></div></article></li>',
    "cutline": f'<li class="alt" id="comment-11"><span class="comment_num"><a href="#comment-11">1</a></span><strong>{LINK}</strong> // <span>{DATE}</span><div class="entry">{TEXT}</div></li>',
    "connections": f'<li id="comment-11">{TEXT}<p><cite>{LINK} &#8212; <a href="#comment-11">May 7, 2011 @ 8:09 am</a></cite></p></li>',
    "table": f'<tr id="comment-11"><td class="author">{LINK}<br><small>{DATE}</small></td><td class="text">{TEXT}</td></tr>',
    "box": f'<div class="commentbox" id="comment-11"><div class="commentauthor">{LINK} wrote on {DATE}:</div><div class="commenttext">{TEXT}</div></div>',
    "time beside": f'<li class="comment" id="comment-11"><div class="comment-meta"><span class="comment-author">{LINK}</span> <span class="comment-date">May 7, 2011</span> <span class="comment-time">8:09 am</span></div><div class="comment-content">{TEXT}</div></li>',
    "bold, then text": f'<li id="comment-11"><b>{LINK}</b> | <i>{DATE}</i><br><br>Hello &amp; welcome.<br><br>More.</li>',
    "heading before": f'<h4 id="comment-11">{LINK} said on {DATE}:</h4><div class="c">{TEXT}</div>',
    "microformat": f'<div class="u-comment h-cite comment" id="comment-11"><a class="p-author h-card u-url" href="http://ann.example/">Ann</a> <time class="dt-published" datetime="2011-05-07T08:09">x</time><div class="p-content e-content">{TEXT}</div></div>',
    "microdata": f'<div itemprop="comment" itemscope id="comment-11" class="x"><span itemprop="creator"><a itemprop="url" href="http://ann.example/"><span itemprop="name">Ann</span></a></span><meta itemprop="datePublished" content="2011-05-07T08:09"><div itemprop="text">{TEXT}</div></div>',
    "posted by": f'<li class="comment" id="comment-11"><p class="comment-info">Posted by {LINK} on {DATE}</p>{TEXT}</li>',
    "numbered": f'<li id="comment-11" class="comment"><div class="comment-number">1.</div><div class="comment-left"><p class="commentname">{LINK}</p><p class="commentdate">{DATE}</p></div><div class="comment-right">{TEXT}</div></li>',
    "gravatar left": f'<li class="comment" id="comment-11"><div class="comment-wrap"><div class="comment-gravatar"><img src="a" alt="Ann"></div><div class="comment-details"><h5 class="author-name">{LINK}</h5><p class="date">{DATE}</p>{TEXT}<p class="reply-link"><a class="comment-reply-link" href="?replytocom=11#respond">Reply to Ann</a></p></div></div></li>',
    "astra": f'<li class="comment" id="li-comment-11"><article id="comment-11" class="ast-comment"><div class="ast-comment-info"><div class="ast-comment-avatar-wrap"><img src="a"></div><header class="ast-comment-meta ast-row ast-comment-author vcard capitalize"><div class="ast-comment-cite-wrap"><cite><b class="fn">{LINK}</b> </cite></div><div class="ast-comment-time"><span class="timendate"><a href="#comment-11"><time datetime="2011-05-07T08:09:00">x</time></a></span></div></header></div><section class="ast-comment-content comment">{TEXT}<div class="ast-comment-edit-reply-wrap"><span class="ast-reply-link"><a class="comment-reply-link" href="#">Reply</a></span></div></section></article></li>',
    "intensedebate, as shown": f'<div id="idc-c11"></div><div class="idc-c" id="comment-11"><div class="idc-c-h"><div class="idc-c-h-inner"><p class="idc-i"><a class="idc-a" href="http://ann.example/">Ann</a> <span class="idc-time">{DATE}</span></p></div></div><div class="idc-c-t"><div class="idc-c-t-inner">{TEXT}</div></div><div class="idc-c-b"><a href="javascript:;">Reply</a></div></div>',
    "said:": f'<li id="comment-11" class="alt"><div class="commentcount">1</div><p class="header">{LINK} said:</p>{TEXT}<p class="footer">Posted {DATE}</p></li>',
    "rating plugin": f'<li class="comment" id="comment-11"><div class="comment-author vcard"><cite class="fn">{LINK}</cite> <span class="says">says:</span></div><div class="comment-meta commentmetadata"><a href="#comment-11">{DATE}</a></div>{TEXT}<p class="comment-rating"><img src="up.png"> <span id="karma-11-up">0</span> <img src="down.png"> <span>0</span></p><p class="ckrating">Like or Dislike: <b>0</b></p><div class="reply"><a href="#">Reply</a></div></li>',
}  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_comments(theme):
    item = THEMES[theme]
    if item.startswith("<li"):
        item = f'<ol class="commentlist">{item}</ol>'
    if item.startswith("<tr"):
        item = f"<table>{item}</table>"
    (found,) = read(f'<div id="comments"><h3>One Response</h3>{item}</div>')
    assert told(found) == ANN


PINGS = {
    "thematic": '<div id="trackbacks-list" class="comments"><h3>One Trackback</h3><ol><li id="comment-13" class="pingback c-y2011"><div class="comment-author">By <a href="http://else.example/a/" rel="external nofollow" class="url">A title » Elsewhere</a> on May 8, 2011 at 1:02 pm</div><p>[&#8230;] text [&#8230;]</p></li></ol></div>',
    "k2": '<h4>Trackbacks</h4><ol id="pinglist"><li id="comment-13" class="pingback"><a href="#comment-13" class="counter">1</a> <span class="commentauthor"><a href="http://else.example/a/" rel="external nofollow">A title » Elsewhere</a></span></li></ol>',
    "bare list": '<div id="comments"><h3>Pingbacks</h3><ol class="trackbacklist"><li id="comment-13"><a href="http://else.example/a/" rel="external nofollow">A title » Elsewhere</a></li></ol></div>',
    "cleaned": '<ul class="pinglist"><li><a href="http://else.example/a/" rel="external nofollow" class="url">A title » Elsewhere</a></li></ul>',
    "kubrick": '<ol class="commentlist"><li class="alt" id="comment-13"><cite><a href="http://else.example/a/" rel="external nofollow">A title » Elsewhere</a></cite> Says: <br><small class="commentmetadata"><a href="#comment-13">May 8th, 2011 at 1:02 pm</a></small><p>[...] text of it [...]</p></li></ol>',
    "an article in the item": '<ol class="comment-list"><li class="pingback odd alt thread-odd depth-1" id="li-comment-13"><article id="comment-13" class="comment"><div class="comment-author"><a href="http://else.example/a/" class="url" rel="external nofollow">A title » Elsewhere</a></div><div class="comment-content"><p>Words of it.</p></div></article></li></ol>',
    "a box in the item": '<ol class="commentlist"><li class="pingback even thread-even depth-1"><div id="comment-13" class="comment clearfix"><cite class="fn"><a href="http://else.example/a/" rel="external nofollow">A title » Elsewhere</a></cite><p>Words of it.</p></div></li></ol>',
    "genesis": '<div class="entry-pings"><h3>Trackbacks</h3><ol class="ping-list"><li class="pingback" id="comment-13"><article><header class="comment-header"><p class="comment-author"><span itemprop="name"><a href="http://else.example/a/" rel="external nofollow">A title » Elsewhere</a></span> <span class="says">says:</span></p></header><div class="comment-content"><p>[…] text […]</p></div></article></li></ol></div>',
}  # fmt: skip


@pytest.mark.parametrize("theme", PINGS)
def test_pings(theme):
    (found,) = read(PINGS[theme])
    assert (found.kind, found.author, found.url) == (
        "pingback", "A title » Elsewhere", "http://else.example/a/")  # fmt: skip
