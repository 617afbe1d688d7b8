"""One saved page: its kind, its post, its evidence, and what is left out of its text."""

from __future__ import annotations

import pickle

import pytest

from tests.pages import HOST, LINK, page, post
from wparchive.errors.notices import Code
from wparchive.readers.pages.extract import PageKind, read_page
from wparchive.render.body import post_html


def read(*args, **more):
    return read_page(page(*args, **more), source="page.html")


def told_by(record):
    return {name: origin.element for name, origin in record.origin.fields.items()}


def test_a_plain_post():
    found = read()
    made = found.post
    assert (found.kind, found.url, found.language, found.charset) == (
        PageKind.POST,
        LINK,
        "en",
        "utf-8",
    )
    assert (made.id, made.type, made.status, made.slug) == (7, "post", "publish", "ein-beitrag")
    assert (made.title, made.author.name, made.author.login) == ("Ein Beitrag", "Uli Meier", "uli")
    assert (made.published, made.published_gmt) == (
        "2011-05-06T07:08:09+02:00",
        "2011-05-06T05:08:09Z",
    )
    assert made.content == "<p>First words of the text.</p><p>Last words of it.</p>"
    assert [(t.taxonomy, t.slug, t.name) for t in made.terms] == [
        ("category", "garten", "Garten"), ("post_tag", "beet", "Beet")]  # fmt: skip
    assert told_by(made)["id"] == "body class"
    assert told_by(made)["link"] == "canonical"
    assert made.origin.kind == "page"
    assert (found.site.title, found.site.link) == ("Blog", HOST)
    assert [(a.login, a.name) for a in found.authors] == [("uli", "Uli Meier")]
    assert pickle.loads(pickle.dumps(found)) == found


HEAD_ONLY = '<div class="box"><h1>Ein Beitrag</h1><p>The text of it, which is long enough to be one, and more.</p></div>'
JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"Person","@id":"#p","name":"Uli Meier"},
{"@type":"BlogPosting","headline":"Ein Beitrag","datePublished":"2011-05-06T05:08:09+00:00","dateModified":"2012-01-02T03:04:05+00:00","author":{"@id":"#p"},"articleSection":["Garten"],"keywords":"Beet, Saat"}]}</script>"""


def test_json_ld_tells_what_the_theme_does_not():
    made = read(head=JSON_LD, article=HEAD_ONLY).post
    assert (made.author.name, made.published, made.modified) == (
        "Uli Meier", "2011-05-06T05:08:09Z", "2012-01-02T03:04:05Z")  # fmt: skip
    assert [(t.taxonomy, t.slug, t.name) for t in made.terms] == [
        ("category", None, "Garten"), ("post_tag", None, "Beet"), ("post_tag", None, "Saat")]  # fmt: skip
    assert told_by(made)["published"] == "JSON-LD"
    assert made.content == "<p>The text of it, which is long enough to be one, and more.</p>"


def test_opengraph_tells_where_nothing_else_does():
    head = '<meta property="article:published_time" content="2011-05-06T07:08:09+02:00"><meta property="article:tag" content="Beet"><meta property="og:title" content="Ein Beitrag">'
    made = read(head=head, article=HEAD_ONLY).post
    assert (made.title, made.published) == ("Ein Beitrag", "2011-05-06T07:08:09+02:00")
    assert [t.name for t in made.terms] == ["Beet"]
    assert told_by(made)["published"] == "meta article:published_time"


def test_what_a_page_does_not_tell_is_null():
    made = read(article=HEAD_ONLY).post
    assert (made.author, made.modified, made.password, made.excerpt, made.terms) == (None,) * 4 + (
        [],
    )
    assert made.published == "2011-05-06"
    assert told_by(made)["published"] == "permalink"


def test_shown_time_and_instant_together_give_the_zone():
    article = post().replace(
        'datetime="2011-05-06T07:08:09+02:00">6. Mai 2011', ">6. Mai 2011 um 07:08"
    )
    made = read(head=JSON_LD, article=article, lang="de").post
    assert (made.published, made.published_gmt) == (
        "2011-05-06T07:08:09+02:00",
        "2011-05-06T05:08:09Z",
    )


@pytest.mark.parametrize(
    ("evidence", "number"),
    [('<link rel="shortlink" href="https://blog.example/?p=41">', 41),
     ('<link rel="alternate" type="application/json" href="https://blog.example/wp-json/wp/v2/posts/42">', 42),
     ("", 44)],
)  # fmt: skip
def test_ids(evidence, number):
    html = f"<html><head><title>T</title>{evidence}</head><body class='single'><div id='content'><h2>T</h2><p>Some text that is here.</p></div>"
    if not evidence:
        html += '<form action="wp-comments-post.php"><input type="hidden" name="comment_post_ID" value="44"></form>'
    assert read_page(html.encode(), source="x").post.id == number


@pytest.mark.parametrize(
    ("boilerplate", "kind"),
    [('<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3><a href="x">Tweet</a></div>', "share"),
     ('<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3></div>', "related"),
     ('<div class="yarpp-related"><ol><li><a href="x">Another</a></li></ol></div>', "related"),
     ('<div class="author-box"><h4>About Uli</h4><p>He gardens.</p></div>', "author-box"),
     ('<ins class="adsbygoogle">Buy</ins>', "advertisement"),
     ('<div class="kk-star-ratings">4.5/5</div>', "rating"),
     ('<div class="mc4wp-form">Your e-mail</div>', "subscription"),
     ('<nav class="post-navigation"><a href="x">Next</a></nav>', "navigation"),
     ('<div id="toc_container"><p>Contents</p></div>', "contents"),
     ('<div id="respond"><form action="wp-comments-post.php">Reply</form></div>', "comments"),
     ('<p class="postmetadata">Posted in X</p>', "meta")],
)  # fmt: skip
def test_boilerplate_in_a_text_is_left_out_and_counted(boilerplate, kind):
    text = "<p>First words of the text, of which there are enough.</p>"
    found = read(article=post(text + boilerplate + "<p>Last words.</p>"))
    assert found.post.content == text + "<p>Last words.</p>"
    assert found.removed == {kind: 1}
    assert [n.code for n in found.notices] == [Code.BOILERPLATE_REMOVED]
    assert kind in found.notices[0].message


@pytest.mark.parametrize(
    "text",
    ['<div class="wp-block-columns share-price"><p>One share costs 3.</p></div>',
     '<p class="has-text-align-center">x</p>', '<div class="gallery"><a href="a.jpg"><img src="a.jpg"></a></div>',
     '<h2 id="related-work">Related work</h2><p>y</p>', '<iframe src="https://video.example/1"></iframe>'],
)  # fmt: skip
def test_what_only_sounds_like_boilerplate_stays(text):
    assert (
        read(article=post("<p>First words.</p>" + text)).post.content
        == "<p>First words.</p>" + text
    )


def test_lazy_images_get_their_addresses():
    lazy = '<p>T</p><img class="lazy" src="data:image/gif;base64,R0" data-src="/a.jpg" data-srcset="/a.jpg 1x"><noscript><img src="/a.jpg"></noscript>'
    content = read(article=post(lazy)).post.content
    assert content.count('src="/a.jpg"') == 2 - content.count("noscript")
    assert "R0" not in content
    assert "noscript" not in content


def test_links_for_browsers_without_scripts_stay_unless_they_stand_beside():
    link = '<a href="https://poll.example/1">Take the poll</a>'
    for beside, number in (("", 1), (link, 1)):
        poll = f"<p>T {beside}</p><noscript>{link}</noscript><noscript>Enable scripts.</noscript>"
        content = read(article=post(f"<div>{poll}</div>")).post.content
        assert content.count("Take the poll") == number
        assert "Enable" not in content


KUBRICK = """<div id="content" class="widecolumn"><div class="post" id="post-7"><h2>Ein Beitrag</h2><div class="entrytext"><p>All of the text is here.</p></div>
<p class="postmetadata alt"><small>This entry was posted on Friday, May 6th, 2011 at 7:08 am and is filed under <a href="https://blog.example/category/garten/" rel="category tag">Garten</a>.</small></p></div></div>"""
OLD = """<div id="content"><h2>6.5.11</h2><div class="storytitle"><h3>Ein Beitrag</h3></div><div class="meta">posted by Stadler at 7:08</div><div class="storycontent"><p>All of the text is here.</p></div></div>"""
BARE = """<td><b>Menu</b> <a href="/a">a</a></td><td><h1>Ein Beitrag</h1>Written by Uli Meier on May 6, 2011<p>All of the text is here.</p><p>And more of it, in a paragraph.</p></td>"""


@pytest.mark.parametrize(
    ("article", "published", "author"),
    [(KUBRICK, "2011-05-06T07:08:00", None), (OLD, "2011-05-06T07:08:00", "Stadler"), (BARE, "2011-05-06", "Uli Meier")],
    ids=["kubrick", "old", "bare"],
)  # fmt: skip
def test_themes_of_the_first_years(article, published, author):
    made = read(article=article, body_class="").post
    assert (made.title, made.published) == ("Ein Beitrag", published)
    assert (made.author and made.author.name) == author
    assert "<p>All of the text is here.</p>" in made.content
    assert "posted" not in made.content


@pytest.mark.parametrize(
    ("body_class", "kind", "type_"),
    [("single single-post postid-7", PageKind.POST, "post"), ("page page-id-7", PageKind.PAGE, "page"),
     ("attachment attachmentid-7 single", PageKind.ATTACHMENT, "attachment"),
     ("podcast-template-default single single-podcast postid-7", PageKind.CUSTOM, "podcast"),
     ("page-template-default page page-id-7", PageKind.PAGE, "page")],
)  # fmt: skip
def test_kinds_of_single_pages(body_class, kind, type_):
    found = read(body_class=body_class)
    assert (found.kind, found.post.type, found.post.id) == (kind, type_, 7)


LIST = "".join(
    f'<article id="post-{n}" class="post-{n} post hentry"><h2 class="entry-title"><a href="{HOST}/{n}/" rel="bookmark">Post {n}</a></h2><time datetime="2011-05-0{n}">x</time><div class="entry-summary"><p>About {n}</p></div></article>'
    for n in (1, 2, 3)
)


@pytest.mark.parametrize(
    ("body_class", "kind"),
    [("home blog", PageKind.HOME), ("archive category category-garten", PageKind.ARCHIVE), ("search search-results", PageKind.SEARCH)],
)  # fmt: skip
def test_lists_of_posts(body_class, kind):
    found = read(article=LIST, body_class=body_class)
    assert (found.kind, found.post) == (kind, None)
    assert [(e.id, e.link, e.title, e.published, e.excerpt) for e in found.listed] == [
        (n, f"{HOST}/{n}/", f"Post {n}", f"2011-05-0{n}", f"<p>About {n}</p>") for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", PageKind.EMPTY), (b" \n", PageKind.EMPTY), (b"\x89PNG\r\n\x1a\n\0\0", PageKind.NOT_HTML), (b"just text", PageKind.NOT_HTML),
     (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', PageKind.FEED),
     (b'<html><head><meta http-equiv="refresh" content="0; url=https://blog.example/new/"></head><body><a href="x">moved</a>', PageKind.REDIRECT),
     (b"<html><head><title>WordPress &rsaquo; Error</title></head><body id='error-page'><p>No feed.</p></body></html>", PageKind.ERROR),
     (b"<html><head><title>Blog</title></head><body id='error-page'><div class='wp-die-message'><h1>Wartung</h1><p>Gleich zur\xc3\xbcck.</p></div>", PageKind.ERROR),
     (b"<html><head><title>Nothing found (404)</title></head><body class='error404'><h1>Not found</h1>", PageKind.ERROR),
     (b"<html><head><title>Manual</title></head><body><h1>Manual</h1><p>How to.</p>", PageKind.FOREIGN)],
)  # fmt: skip
def test_what_holds_no_post(data, kind):
    found = read_page(data, source="x", url="https://blog.example/x/")
    assert (found.kind, found.post) == (kind, None)


def test_redirects_say_where_they_lead():
    data = b'<html><head><meta http-equiv="refresh" content="0; url=https://blog.example/new/"></head></html>'
    assert read_page(data, source="x").links.redirect == "https://blog.example/new/"


def test_copies_and_pages_of_comments():
    data = page()
    copy = read_page(data, source="x", url=f"{LINK}?replytocom=5")
    assert (copy.kind, copy.url) == (PageKind.REPLY_COPY, LINK)
    second = read_page(data, source="x", url=f"{LINK}comment-page-2/")
    assert (second.kind, second.comment_page, second.url) == (PageKind.COMMENT_PAGE, 2, LINK)


def test_mirrors_that_rewrote_the_address_say_where_they_came_from():
    data = (
        page().replace(LINK.encode(), b"index.html")
        + b"<!-- Mirrored from blog.example/2011/05/06/ein-beitrag/ by HTTrack Website Copier/3.x [XR&CO'2014] -->"
    )
    assert read_page(data, source="x").url == "http://blog.example/2011/05/06/ein-beitrag/"


def test_comments_that_are_counted_but_not_there_are_named():
    found = read(
        '<div id="comments" class="comments-area"><h2 class="comments-title">3 thoughts on “Ein Beitrag”</h2></div>'
    )
    assert found.comments_claimed == 3
    assert [n.code for n in found.notices] == [Code.COMMENTS_MISSING]


def test_dates_that_could_be_two_are_named():
    article = (
        post()
        .replace(' datetime="2011-05-06T07:08:09+02:00">6. Mai 2011', ">5/6/2011")
        .replace("/2011/05/06", "")
    )
    data = page(article=article).replace(LINK.encode(), f"{HOST}/ein-beitrag/".encode())
    found = read_page(data, source="x")
    assert found.post.published == "2011-05-06"
    assert [n.code for n in found.notices] == [Code.DATE_AMBIGUOUS]


def test_deep_and_broken_pages_keep_their_text():
    deep = "<div>" * 600 + "deep words" + "</div>" * 600
    assert "deep words" in read(article=post(f"<p>First words.</p>{deep}")).post.content
    assert (
        "after"
        in read(article=post("<p>First words <b>bold</p><p>after</i></div></p>")).post.content
    )
    assert "x" in read(article=post('<p {}="1" class="a">x</p>')).post.content


def test_a_part_of_a_post_knows_the_whole_ones_address():
    head = f'<link rel="alternate" type="application/rss+xml" href="{LINK}feed/">'
    data = page(head=head).replace(
        f'canonical" href="{LINK}"'.encode(), f'canonical" href="{LINK}2/"'.encode()
    )
    found = read_page(data, source="x")
    assert (found.url, found.part, found.post.slug) == (LINK, 2, "ein-beitrag")
    assert found.links.comments_feed == f"{LINK}feed/"


def test_a_locked_post_has_no_text_and_its_own_title():
    form = '<form action="/wp-login.php?action=postpass" class="post-password-form"><p>This content is password protected.</p></form>'
    made = read(article=post(form).replace(">Ein Beitrag<", ">Protected: Ein Beitrag<")).post
    assert (made.title, made.content, made.password) == ("Ein Beitrag", None, None)


def test_what_is_empty_is_empty():
    article = post("").replace(">Ein Beitrag<", "><")
    data = page(article=article).replace(b"<title>Ein Beitrag | Blog", b"<title>Blog")
    made = read_page(data, source="x").post
    assert (made.title, made.content) == ("", "")


def test_an_attachment_knows_its_file():
    article = post(
        '<p class="attachment"><a href="https://blog.example/wp-content/uploads/a.jpg"><img src="a-300x200.jpg"></a></p>'
    )
    made = read(article=article, body_class="attachment attachmentid-7 single").post
    assert made.attachment_url == "https://blog.example/wp-content/uploads/a.jpg"
    assert made.content == ""


def test_what_a_page_shows_is_not_rendered_again():
    text = "<p>A [gallery] of &quot;quotes&quot;</p>\n\n<div>one\n\ntwo</div>"
    made = read(article=post(text)).post
    assert made.content == text.replace("&quot;", '"')
    assert post_html(made) == made.content


@pytest.mark.parametrize(
    ("markup", "kind"),
    [('<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>', "share"),
     ('<img src="https://count.example/a" width="1" height="1">', "counter")],
)  # fmt: skip
def test_frames_and_dots_that_are_no_content(markup, kind):
    found = read(article=post(f"<p>First words of the text.</p>{markup}<p>Last.</p>"))
    assert found.post.content == "<p>First words of the text.</p><p>Last.</p>"
    assert found.removed == {kind: 1}


def test_names_of_blogs():
    bare = page().replace(b'class="site-title"', b"")
    for title in ("Blog &raquo; Feed", "Blog RSS Feed", "Blog Atom 1.0 feed", "Blog"):
        link = f'<link rel="alternate" type="application/rss+xml" title="{title}" href="/feed/">'
        data = bare.replace(b"</head>", link.encode() + b"</head>")
        assert read_page(data, source="x").site.title == "Blog"
    link = b'<link rel="alternate" type="application/rss+xml" title="RSS 2.0" href="/feed/"></head>'
    assert read_page(bare.replace(b"</head>", link), source="x").site.title == "Blog"


_FOOTER = (
    '<div id="ft"><h4><a href="/peas/" rel="bookmark">Peas</a></h4><p>They grow well.</p>'
    '<h4><a href="/well/" rel="bookmark">The well</a></h4><p>It is dry again, after ten years.</p></div>'
)
_SCANNER = (
    '<h3><a href="/scanner/" rel="bookmark">Scanner?</a></h3><p>I look for a cheap scanner.</p>'
)


def bare(title, body):
    """Make a page of a theme without WordPress's class names."""
    style = '<link rel="stylesheet" href="/wp-content/themes/lm/style.css">'
    return f'<html><head><title>{title}</title>{style}</head><body><h1><a href="/">Plot</a></h1>{body}</body></html>'


@pytest.mark.parametrize(
    ("title", "body", "url", "kind"),
    [
        ("ocr | Plot", f'<h2>ocr</h2><div class="post" id="post-9">{_SCANNER}</div>', "http://plot.example/tag/ocr/", PageKind.ARCHIVE),
        ("ocr – Plot", f"<h2>ocr</h2>{_SCANNER}{_FOOTER}", "http://plot.example/schlagwort/ocr/", PageKind.ARCHIVE),
        ("März 2009 | Plot", f"<div>{_SCANNER}{_FOOTER}</div>", None, PageKind.ARCHIVE),
        # A post, with other posts in a footer that nothing names.
        ("Scanner? | Plot", f"<h2>Scanner?</h2><p>I look for a cheap scanner.</p>{_FOOTER}", "http://plot.example/scanner/", PageKind.PAGE),
        ("Scanner? | Plot", f"<h2>Scanner?</h2>I look for a cheap scanner.<br>Who has one?{_FOOTER}", None, PageKind.PAGE),
        ("Scanner? | Plot", _SCANNER + _FOOTER, "http://plot.example/?p=9", PageKind.POST),
    ],
)  # fmt: skip
def test_lists_of_posts_without_class_names(title, body, url, kind):
    assert read_page(bare(title, body).encode(), source="x", url=url).kind is kind


@pytest.mark.parametrize(
    "url",
    [
        "http://plot.example/author/ann/",
        "http://plot.example/category/a/b/",
        "http://plot.example/2009/03/",
        "http://plot.example/page/2/",
        "http://plot.example/?cat=3",
        "http://plot.example/?m=200903",
    ],
)
def test_lists_of_posts_by_their_address(url):
    listed = '<h3><a href="/2009/03/peas/">Peas</a></h3><p>They grow well.</p>'
    page = read_page(bare("Peas | Plot", f"<h2>Ann</h2>{listed}").encode(), source="x", url=url)
    assert page.kind is PageKind.ARCHIVE
    assert [p.title for p in page.listed] == ["Peas"]


def test_a_page_at_the_root_of_a_mirror_names_wordpress_s_folders_without_a_slash():
    html = bare("Peas | Plot", "<h2>Peas</h2><p>They grow well.</p>").replace("/wp-", "wp-")
    assert (
        read_page(html.encode(), source="x", url="http://plot.example/?p=4").kind is PageKind.POST
    )


def test_the_page_of_a_file():
    file = '<p class="attachment"><a href="/a.jpg"><img src="/a-300x200.jpg"></a></p>'
    url = "http://plot.example/2009/03/a/"
    page = read_page(bare("a | Plot", f"<h2>a</h2>{file}").encode(), source="x", url=url)
    assert page.kind is PageKind.ATTACHMENT


@pytest.mark.parametrize(
    "below",
    [
        '<form action="/wp-comments-post.php"><input name="comment_post_ID" value="9"></form>',
        '<ol class="commentlist"><li class="comment" id="comment-3"><cite>Eve</cite><p>Nice</p></li></ol>',
        "",
    ],
)
def test_a_file_that_readers_may_comment_on_keeps_its_address(below):
    file = '<p class="attachment"><a href="/wp-content/uploads/a.jpg"><img src="/wp-content/uploads/a-300x200.jpg"></a></p>'
    url = "http://plot.example/a-walk/a/"
    made = read_page(bare("a | Plot", f"<h2>a</h2>{file}{below}").encode(), source="x", url=url)
    assert made.kind is PageKind.ATTACHMENT
    assert made.post.attachment_url == "/wp-content/uploads/a.jpg"
    assert made.post.status == "inherit"


def test_a_gallery_of_files_is_a_post():
    file = '<p class="attachment"><a href="/wp-content/uploads/a.jpg"><img src="/wp-content/uploads/a-3.jpg"></a></p>'
    made = read(article=post(file + file))
    assert made.kind is PageKind.POST
    assert made.post.content.count("<img") == 2


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Page non trouvée | Plot", "<h2>Page non trouvée</h2>"),
        ("Ups | Plot", '<article class="post hentry not-found"><h2>Ups</h2><p>Leer.</p></article>'),
    ],
)
def test_pages_for_what_was_not_found(title, body):
    url = "http://plot.example/2009/03/a/"
    assert read_page(bare(title, body).encode(), source="x", url=url).kind is PageKind.ERROR


@pytest.mark.parametrize(
    ("title", "start", "body"),
    [
        ("Page non trouvée | Plot", '<body class="single postid-3">', "<h2>Page non trouvée</h2>"),
        ("Peas | Plot", "<body>", '<article class="post hentry"><h2>Peas</h2><p>They grow.</p><i class="no-results">None</i></article>'),
    ],
)  # fmt: skip
def test_posts_that_speak_of_what_was_not_found(title, start, body):
    html = bare(title, body).replace("<body>", start)
    url = "http://plot.example/2009/03/a/"
    assert read_page(html.encode(), source="x", url=url).kind is PageKind.POST


def test_a_parked_domain_is_no_post():
    html = (
        b"<html><title>Offer</title><body><h1>Hof</h1><p>This domain is for sale!</p></body></html>"
    )
    url = "http://plot.example/2009/03/a/"
    assert read_page(html, source="x", url=url).kind is PageKind.FOREIGN


def test_posts_of_a_list_in_one_element():
    page = read_page(bare("März 2009", f"<div>{_SCANNER}{_FOOTER}</div>").encode(), source="x")
    assert [(p.title, p.link) for p in page.listed] == [
        ("Scanner?", "/scanner/"), ("Peas", "/peas/"), ("The well", "/well/"),
    ]  # fmt: skip


_FORM = '<form id="loginform" action="/wp-login.php"><p>Name</p></form>'
_LOGIN = f'<div id="login">{_FORM}</div>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<body class="login login-action-register"><div id="login"><p>Register</p><form action="https://plot.example/wp-login.php?action=register"></form></div>', PageKind.LOGIN),
        (f"<body>{_LOGIN}", PageKind.LOGIN),
        ('<body><div id="content"><form id="lostpasswordform" action="/wp-login.php"><p>Passwort vergessen?</p></form></div>', PageKind.LOGIN),
        ('<body><div class="mu_register"><h2>Get your own</h2><form id="setupform" action="wp-signup.php"></form></div>', PageKind.LOGIN),
        (f"<body><h2>Scanner?</h2><p>I look for a cheap scanner, the cheaper the better.</p>{_LOGIN}", PageKind.PAGE),
        (f'<body class="single postid-9"><div class="hentry"><h2>Short</h2><p>Yes.</p></div>{_LOGIN}', PageKind.POST),
        (f'<body class="page"><div class="hentry"><h2>Enter</h2><div class="entry">{_FORM}</div></div>', PageKind.LOGIN),
        (f'<body class="single postid-9"><div class="hentry"><h2>Short</h2><p>Members only.</p>{_FORM}</div>', PageKind.POST),
    ],
)  # fmt: skip
def test_forms_for_logging_in_are_no_posts(body, kind):
    html = f"<html><head><title>Plot</title><link href='/wp-content/a.css'></head>{body}</html>"
    page = read_page(html.encode(), source="x")
    assert (page.kind, page.post is None) == (kind, kind is PageKind.LOGIN)


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<a rel="author" href="/author/anna/">View Archive →</a>', None),
        ('<a rel="author" href="/author/anna/">View all of Anna Reed&#039;s posts.</a>', "Anna Reed"),
        ('<a rel="author" href="/author/anna/">Alle Beiträge von Anna Reed anzeigen</a>', "Anna Reed"),
        ('<a rel="author" href="/author/anna/">Voir tous les articles de Anna Reed</a>', "Anna Reed"),
        ('<a rel="author" href="/author/anna/">Zobacz wszystkie wpisy Anna Reed</a>', "Anna Reed"),
        ('<a rel="author" href="/author/anna/">Read more from Anna Reed</a>', "Anna Reed"),
        ('<a rel="author" href="/author/anna/">Mehr von Anna Reed →</a>', "Anna Reed"),
        ('<a rel="author" href="/author/les/">Les van Dyke</a>', "Les van Dyke"),
        ('<a rel="author" href="/author/les/">Les Paul</a>', "Les Paul"),
        ('<div class="about-author"><h4>About the author: Rolf</h4><p>Rolf builds chairs.</p></div>', "Rolf"),
        ('<div class="about-author"><h4>Über den Autor</h4><p>Rolf baut Stühle.</p></div>', None),
        ('<div class="post-author"><b class="author-name">Lucia</b><i>We are friends!</i></div>', "Lucia"),
    ],
)  # fmt: skip
def test_authors_are_names_not_wordings_of_links(markup, name):
    html = f'<body class="single postid-9"><div class="hentry"><h2>Short</h2><div class="entry-content"><p>Yes.</p></div>{markup}</div>'
    author = read_page(html.encode(), source="x").post.author
    assert (author and author.name) == name


@pytest.mark.parametrize(
    ("content", "name"),
    [("Tim Maker - http://themes.example", None), ("Theme by Tim Maker", None), ("Ada", "Ada")],
)
def test_the_maker_of_a_theme_is_no_author(content, name):
    html = f'<head><meta name="author" content="{content}"></head><body class="single postid-9"><div class="hentry"><h2>Short</h2><div class="entry-content"><p>Yes.</p></div></div>'
    author = read_page(html.encode(), source="x").post.author
    assert (author and author.name) == name


@pytest.mark.parametrize(("tag", "found"), [("nav", 1), ("aside", 1), ("section", 1)])
def test_comments_count_in_any_element_with_their_name(tag, found):
    comment = '<li id="comment-5" class="comment"><cite class="fn">Uwe</cite><div class="comment-content"><p>How heavy?</p></div></li>'
    widget = comment.replace("5", "6")
    html = f'<body class="single postid-9"><div class="hentry"><h2>Short</h2><div class="entry-content"><p>Yes.</p></div></div><{tag} id="comments"><ol>{comment}</ol></{tag}><nav class="recent-comments"><ol>{widget}</ol></nav>'
    comments = read_page(html.encode(), source="x").post.comments
    assert len([c for c in comments if c.id == 5]) == found


@pytest.mark.parametrize(
    "words",
    [
        "Od sierpnia 2009 r. to jest archiwum",
        "by August 2009 it was over",
        "De enero 2011 es lo que sigue",
        "von März 2010 an",
        "Pięć dni od premiery, 12.05.2008, i dalej nic",
        "Y lejos de casa, 2011-01-02, nada",
    ],
)
def test_the_name_of_a_month_before_a_year_or_a_noun_is_no_author(words):
    html = bare("Beans | Plot", f"<h2>Beans</h2><p>Long words about beans.</p><p>{words}</p>")
    assert read_page(html.encode(), source="x").post.author is None


def test_a_person_called_like_a_month_is_an_author():
    html = bare("Beans | Plot", "<h2>Beans</h2><small>by April on May 6, 2011</small><p>Words.</p>")
    assert read_page(html.encode(), source="x").post.author.name == "April"


def test_the_categories_and_the_newest_posts_of_the_blog_are_not_a_page_s():
    beside = """<ul><li class="cat-item cat-item-3"><a href="/category/beans/">Beans</a></li></ul>
<div><h3><a href="/news/">News</a></h3><h4><a rel="bookmark" href="/peas/">Peas</a> (2) 19.07.2009 r.</h4></div>"""
    html = bare("Me | Plot", f"<h2>Me</h2><p>I grow beans and peas, and more of them.</p>{beside}")
    post = read_page(html.encode(), source="x", url="http://plot.example/me/").post
    assert (post.published, post.terms) == (None, [])


ENTRIES = "".join(
    f'<article id="post-{n}" class="post-{n} post type-post hentry"><h2><a href="/{n}/">Bean {n}</a></h2>'
    f"<p>Words about the bean number {n}, which go on for a line or more, as those of lists do.</p></article>"
    for n in (30, 31, 32)
)


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        ("<h1>Plot</h1><p>A log of beans.</p>", PageKind.HOME),
        ("", PageKind.HOME),
        (
            "<p>I am a gardener by the sea, and this is what I want you to know of me before you read on.</p>",
            PageKind.PAGE,
        ),
    ],
)
@pytest.mark.parametrize("paged", ["", "paged paged-7 page-paged-7"])
def test_static_front_pages_that_a_builder_fills_with_posts(own, kind, paged):
    main = f'<article id="post-2" class="post-2 page type-page hentry">{own}{ENTRIES}</article>'
    data = page(article=main, body_class=f"home {paged} page page-id-2")
    assert read_page(data, source="x").kind is kind


TOPIC = """<html><head><title>Beans • Plot</title>{}<link href="/wp-content/themes/x/a.css"></head><body id="forum"><h2>Beans</h2>
<div id="p1" class="post"><p>by <b>ada</b> » 12 Mar 2010, 10:12</p><div class="content">Do beans need a stick?</div></div>
<div id="p2" class="post"><p>by <b>bob</b> » 12 Mar 2010, 11:12</p><div class="content">They do, and a long one.</div></div></body></html>"""


@pytest.mark.parametrize(
    ("meta", "is_foreign"),
    [
        ('<meta name="copyright" content="2000, 2002, 2005, 2007 phpBB Group">', True),
        ('<meta name="generator" content="MediaWiki 1.15.1">', True),
        ('<meta name="generator" content="vBulletin 3.8.4">', True),
        ('<meta name="generator" content="WordPress 3.0"><meta name="generator" content="vBulletin bridge">', False),
        ('<meta name="copyright" content="A discourse on beans">', False),
        ("", False),
    ],
)  # fmt: skip
def test_topics_of_forums_beside_the_blog_are_no_posts(meta, is_foreign):
    found = read_page(
        TOPIC.format(meta).encode(), source="x", url="http://plot.example/forum/t4.html"
    )
    assert (found.kind is PageKind.FOREIGN) == is_foreign
    assert found.post is None or not is_foreign


RDF = """<!-- <rdf:RDF><rdf:Description rdf:about="http://plot.example/beans/" dc:identifier="http://plot.example/beans/"
dc:title="{}" trackback:ping="http://plot.example/beans/trackback/" /></rdf:RDF> -->"""


@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_the_title_for_trackbacks_is_the_post_s_own(heading):
    text = (
        f'<div class="postarea"><{heading}>Beans &amp; more beans</{heading}><div class="date"><p>May 6, 2011 by Ada</p></div>'
        f"<p>I have grown beans by the sea for twenty years, and not one was eaten.</p>{RDF.format('Beans &amp; more beans')}</div>"
    )
    html = bare("How to grow a legume in salt air | Plot", text)
    made = read_page(html.encode(), source="x").post
    assert made.title == "Beans & more beans"
    assert made.content.startswith("<p>I have grown")


def test_the_titles_for_trackbacks_of_a_list_say_nothing():
    remarks = RDF.format("Beans") + RDF.format("Peas")
    html = bare("Me | Plot", f"<h2>Me</h2><p>I grow beans and peas by the sea.</p>{remarks}")
    assert read_page(html.encode(), source="x").post.title == "Me"


@pytest.mark.parametrize(
    "title", ["Protected: Crossing 14.9.2014", "Treffen am 14. September 2014"]
)
def test_the_date_in_the_title_of_a_page_is_an_event_s(title):
    text = f'<div id="post-9" class="page hentry"><h1>{title}</h1><div class="entry"><p>We met.</p></div></div>'
    html = bare(f"{title} | Plot", text).replace("<html>", '<html lang="de">')
    made = read_page(html.encode(), source="x")
    assert (made.kind, made.post.published) == (PageKind.PAGE, None)


BY_ADA = '<div class="date"><p>6 mai 2011 de <a href="http://plot.example/author/ada/">Ada</a> - Jardin</p></div>'


@pytest.mark.parametrize(
    "film",
    [
        '<div><object><param name="movie" value="x"></object><br><b><a href="http://films.example/7">Peas</a></b><br><i>par <a href="http://films.example/bob">bob77</a></i></div>',
        '<p><iframe src="http://films.example/7"></iframe><br><a href="http://films.example/7">Peas</a> von <a href="http://films.example/bob">bob77</a></p>',
        '<center><embed src="x"><br><small>by <a href="http://films.example/bob">bob77</a></small></center>',
    ],
)  # fmt: skip
def test_who_put_a_film_online_is_not_the_author_of_the_post(film):
    text = f"<h1>Peas</h1>{BY_ADA}<p>Here is a film about peas, which I found by the sea.</p>{film}"
    made = read_page(bare("Peas | Plot", text).encode(), source="x").post
    assert made.author.name == "Ada"


@pytest.mark.parametrize(
    ("url", "feed", "link"),
    [
        ("http://plot.example/180/", "http://plot.example/180/feed/", "http://plot.example/180/"),
        ("http://plot.example/2008/03/06/55/", "http://plot.example/2008/03/06/55/feed/", "http://plot.example/2008/03/06/55/"),
        ("http://plot.example/peas/2/", "http://plot.example/peas/feed/", "http://plot.example/peas/"),
    ],
)  # fmt: skip
def test_a_number_may_be_the_slug(url, feed, link):
    head = f'<link rel="canonical" href="{url}"><link rel="alternate" type="application/rss+xml" href="http://plot.example/feed/"><link rel="alternate" type="application/rss+xml" href="{feed}">'
    data = page(head=head).replace(f'<link rel="canonical" href="{LINK}">'.encode(), b"")
    assert read_page(data, source="x").post.link == link
