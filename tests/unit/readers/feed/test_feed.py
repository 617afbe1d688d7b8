"""Feeds of posts and of comments, in all their vocabularies, whole and broken."""

from __future__ import annotations

import pytest

from wparchive.api import convert, open_source
from wparchive.errors import MalformedInputError, UnknownFormatError
from wparchive.errors.notices import Code

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"'
)
LINK = "https://blog.example/2020/02/01/first-one/"


def rss(*items, title="The Blog", link="https://blog.example", extra=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {SPACES}><channel>'
        f"<title>{title}</title><link>{link}</link><description>About it</description>"
        f"<language>en-GB</language><generator>https://wordpress.org/?v=6.5</generator>{extra}"
        f"{''.join(items)}</channel></rss>"
    )


def item(
    content="<p>The <b>whole</b> text.</p>", link=LINK, guid="https://blog.example/?p=12", **more
):
    more = {"description": "The whole text.", "title": "First &amp;#8211; One", **more}
    body = "" if content is None else f"<content:encoded><![CDATA[{content}]]></content:encoded>"
    return (
        f"<item><title>{more['title']}</title><link>{link}</link>"
        f"<comments>{link}#comments</comments><dc:creator><![CDATA[Ada]]></dc:creator>"
        "<pubDate>Sat, 01 Feb 2020 10:00:00 +0000</pubDate><category><![CDATA[News]]></category>"
        f'<category><![CDATA[a & b]]></category><guid isPermaLink="false">{guid}</guid>'
        f"<description><![CDATA[{more['description']}]]></description>{body}"
        f"<wfw:commentRss>{link}feed/</wfw:commentRss><slash:comments>3</slash:comments>"
        '<media:thumbnail url="https://blog.example/a.png"/></item>'
    )


def said(number, text, author="Bo", date="Sun, 02 Feb 2020 10:00:00 +0000", link=LINK):
    place = f"{link}#comment-{number}"
    return (
        f"<item><title>By: {author}</title><link>{place}</link><dc:creator>{author}</dc:creator>"
        f'<pubDate>{date}</pubDate><guid isPermaLink="false">{place}</guid>'
        f"<description><![CDATA[{text}]]></description>"
        f"<content:encoded><![CDATA[<p>{text}</p>\n]]></content:encoded></item>"
    )


ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xml:lang="en-GB" xml:base="https://blog.example/feed/atom/">
<title type="text">The Blog</title><subtitle>About it</subtitle>
<link rel="alternate" type="text/html" href="../../"/><link rel="self" href="./"/>
<generator uri="https://wordpress.org/" version="6.5">WordPress</generator>
<entry><author><name>Ada</name><uri>https://ada.example</uri></author>
<title type="html"><![CDATA[First &#8211; One]]></title>
<link rel="alternate" type="text/html" href="{LINK}"/><id>https://blog.example/?p=12</id>
<updated>2020-02-03T10:00:00+01:00</updated><published>2020-02-01T11:00:00+01:00</published>
<category scheme="https://blog.example" term="News"/><category term="x" label="a &amp; b"/>
<summary type="text">The whole text.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <b>whole</b> text.</p></div></content>
</entry></feed>"""

RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {SPACES.replace("xmlns:atom", "xmlns:a")}>
<channel rdf:about="https://blog.example"><title>The Blog</title><link>https://blog.example</link>
<description>About it</description></channel>
<item rdf:about="{LINK}"><title>First – One</title><link>{LINK}</link><dc:creator>Ada</dc:creator>
<dc:date>2020-02-01T10:00:00Z</dc:date><dc:subject>News</dc:subject><dc:subject>a &amp; b</dc:subject>
<description>The whole text.</description>
<content:encoded><![CDATA[<p>The <b>whole</b> text.</p>]]></content:encoded></item></rdf:RDF>"""

OLD = f"""<?xml version="1.0"?><rss version="0.92"><channel><title>The Blog</title>
<link>https://blog.example</link><description>About it</description>
<!-- generator="WordPress/1.5" --><item><title>First – One</title>
<description><![CDATA[<p>The <b>whole</b> text.</p>]]></description><link>{LINK}</link></item>
</channel></rss>"""


def read(tmp_path, *texts, names=None):
    place = tmp_path / "feeds"
    place.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        data = text if isinstance(text, bytes) else text.encode()
        (place / (names[number] if names else f"{number}.xml")).write_bytes(data)
    with open_source(place) as archive:
        posts = list(archive)
        archive.count()
        return archive, posts


@pytest.mark.parametrize("text", [rss(item()), ATOM, RDF, OLD], ids=["rss", "atom", "rdf", "0.92"])
def test_every_vocabulary_says_the_same(tmp_path, text):
    archive, [post] = read(tmp_path, text)
    assert (archive.site.title, archive.site.description) == ("The Blog", "About it")
    assert archive.site.link.rstrip("/") == "https://blog.example"
    assert (post.title, post.link, post.slug) == ("First – One", LINK, "first-one")
    assert post.content == "<p>The <b>whole</b> text.</p>"
    assert post.excerpt is None
    assert post.status == "publish"
    assert post.origin.kind == "feed"
    if text is OLD:
        return
    assert post.author.name == "Ada"
    assert post.published_gmt == "2020-02-01T10:00:00Z"
    assert [(t.taxonomy, t.name) for t in post.terms] == [(None, "News"), (None, "a & b")]
    if text is not RDF:
        assert (post.id, post.type, post.guid) == (12, "post", "https://blog.example/?p=12")


def test_atom_says_more_of_dates_and_authors(tmp_path):
    _, [post] = read(tmp_path, ATOM)
    assert (post.published, post.modified_gmt) == ("2020-02-01T11:00:00", "2020-02-03T09:00:00Z")
    assert post.author.url == "https://ada.example"


def test_foreign_elements_are_kept(tmp_path):
    _, [post] = read(tmp_path, rss(item()))
    found = {(e.tag, e.text or e.attributes.get("url")) for e in post.extra}
    assert found == {
        ("comments", f"{LINK}#comments"), ("comments", "3"), ("commentRss", f"{LINK}feed/"),
        ("thumbnail", "https://blog.example/a.png"), ("description", "The whole text."),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("description", "excerpt"),
    [
        ("Written by hand.", "Written by hand."),
        ("The whole", None),
        ("Other words [&#8230;]", None),
        ('Others. <a class="more-link" href="x">On</a>', None),
        ('Others &#8230; <a href="x">Weiterlesen <span class="meta-nav">&#8594;</span></a>', None),
        ("<p>Others … <a href='x'>Lire la suite</a></p>\n", None),
        ("Others... <a href='x' rel='bookmark'>もっと読む →</a>", None),
        ("First – One", None),
        ("See <a href='x'>the others</a>", "See <a href='x'>the others</a>"),
    ],
)
def test_an_excerpt_counts_where_somebody_wrote_it(tmp_path, description, excerpt):
    _, [post] = read(tmp_path, rss(item(description=description)))
    assert post.excerpt == excerpt


def test_a_feed_of_excerpts_says_so(tmp_path):
    archive, [post] = read(tmp_path, rss(item(content=None, description="The begin [&#8230;]")))
    assert (post.content, post.excerpt) == (None, "The begin [&#8230;]")
    assert [n.code for n in archive.notices] == [Code.CONTENT_MISSING]
    assert "First" in archive.notices[0].message


def test_a_full_text_in_another_feed_is_found(tmp_path):
    short = rss(item(content=None, description="The whole"))
    archive, [post] = read(tmp_path, short, rss(item(), title="News – The Blog"))
    assert (post.content, post.excerpt) == ("<p>The <b>whole</b> text.</p>", None)
    assert post.origin.fields.keys() <= {"content"}
    assert archive.site.title == "The Blog"
    assert not archive.notices


def test_comments_stand_below_their_posts(tmp_path):
    of_blog = rss(said(5, "Five"), said(4, "Four"), said(9, "Nine", link=f"{LINK}comment-page-2/"))
    of_post = rss(said(4, "Four"), title="Comments on: First", link=LINK)
    _, [post] = read(tmp_path, rss(item()), of_blog, of_post)
    assert [(c.id, c.author, c.approved) for c in post.comments] == [
        (4, "Bo", "1"), (5, "Bo", "1"), (9, "Bo", "1"),
    ]  # fmt: skip
    assert post.comments[0].published_gmt == "2020-02-02T10:00:00Z"
    assert post.comments[0].content == "<p>Four</p>\n"


def test_comments_of_unknown_posts_are_not_lost(tmp_path):
    archive, [post] = read(tmp_path, rss(said(4, "Four"), title="Comments on: First", link=LINK))
    assert (post.title, post.link, post.content) == ("First", LINK, None)
    assert len(post.comments) == 1
    assert Code.CONTENT_MISSING in {n.code for n in archive.notices}


def test_threads_of_atom_are_read(tmp_path):
    entry = """<entry><title>By: Bo</title><link rel="alternate" href="{0}#comment-7"/><id>{0}#comment-7</id>
    <author><name>Bo</name></author><published>2020-02-02T10:00:00Z</published>
    <content type="html">&lt;p&gt;Seven&lt;/p&gt;</content><thr:in-reply-to ref="{0}#comment-4"/></entry>"""
    text = ATOM[: ATOM.index("<entry>")] + entry.format(LINK) + "</feed>"
    _, [post] = read(tmp_path, text)
    assert [(c.id, c.parent, c.content) for c in post.comments] == [(7, 4, "<p>Seven</p>")]


def test_a_protected_post_s_form_is_no_text(tmp_path):
    form = '<form action="https://blog.example/wp-login.php?action=postpass" method="post"></form>'
    _, [post] = read(tmp_path, rss(item(content=form)))
    assert post.content is None


def test_pages_and_types_are_known_by_their_addresses(tmp_path):
    page = item(guid="https://blog.example/?page_id=3", link="https://blog.example/about/")
    book = item(
        guid="https://blog.example/?post_type=book&#038;p=4", link="https://blog.example/b/"
    )
    _, posts = read(tmp_path, rss(page, book))
    assert {(p.type, p.id) for p in posts} == {("page", 3), ("book", 4)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (rss(item()).replace("The Blog", "A & B"), Code.AMPERSAND_ESCAPED),
        (rss(item(content="a ]]> b")), Code.CDATA_REPAIRED),
        (rss(item(content="ctrl \x0b")), Code.CHARACTER_DROPPED),
        (rss(item()).replace("</channel></rss>", ""), None),
        (rss(item(), item(guid="x:y", link=LINK + "2")).replace("xmlns:wfw", "xmlns:x"), Code.NAMESPACE_REPAIRED),
        (ATOM.replace("The Blog", "A & B"), Code.AMPERSAND_ESCAPED),
        (ATOM.replace("</feed>", "<entry><title>Cut"), Code.INPUT_TRUNCATED),
        (RDF.replace("The Blog", "A \x01 B"), Code.CHARACTER_DROPPED),
        (RDF.encode().replace("–".encode(), b"\x96"), Code.ENCODING_REPAIRED),
        (ATOM.replace("&#8211;", "]]>"), Code.CDATA_REPAIRED),
    ],
)  # fmt: skip
def test_broken_feeds_are_repaired_and_named(tmp_path, text, code):
    archive, posts = read(tmp_path, text)
    assert posts[0].link == LINK
    assert posts[0].content
    assert code is None or code in {n.code for n in archive.notices}


def test_one_that_is_beyond_help_is_named(tmp_path):
    archive, posts = read(
        tmp_path, rss(item()), "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
    )
    assert len(posts) == 1
    [notice] = [n for n in archive.notices if n.code is Code.INPUT_DAMAGED]
    assert notice.source == "1.xml"
    with pytest.raises(MalformedInputError, match=r"x\.xml"):
        (tmp_path / "x.xml").write_text("<feed xmlns='http://www.w3.org/2005/Atom'><entry>")
        convert(tmp_path / "x.xml", None)


def test_a_page_that_shows_a_feed_is_none(tmp_path):
    (tmp_path / "x.txt").write_text("nothing of that kind")
    with pytest.raises(UnknownFormatError):
        convert(tmp_path / "x.txt", None)


def test_entities_stay_unexpanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    bomb = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = rss(item(title="&x;")).replace("?>\n", f"?>\n{bomb}")
    _, [post] = read(tmp_path, text)
    assert "SECRET" not in (post.title or "")


def test_many_feeds_in_several_processes(tmp_path):
    (tmp_path / "feeds").mkdir()
    texts = [
        rss(item(guid=f"https://blog.example/?p={n}", link=f"https://blog.example/{n}-x/"))
        for n in range(1, 30)
    ]
    for number, text in enumerate(texts):
        (tmp_path / "feeds" / f"{number:02}.xml").write_text(text)
    report = convert(tmp_path / "feeds", tmp_path / "out", jobs=2)
    again = convert(tmp_path / "feeds", tmp_path / "out2", jobs=1)
    assert report.input_counts.posts == {"post": 29} == again.input_counts.posts
    lines = (tmp_path / "out/private/json/posts.jsonl").read_bytes()
    assert lines == (tmp_path / "out2/private/json/posts.jsonl").read_bytes()


def test_feeds_without_a_file_name_s_ending(tmp_path):
    _, posts = read(tmp_path, rss(item()), names=["feed"])
    assert len(posts) == 1


def test_the_feed_of_a_page_s_comments_names_the_page(tmp_path):
    """For pages WordPress gives the blog's address as the channel's link, not the page's."""
    link = "https://blog.example/about/"
    own = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" href="{link}feed/" rel="self"/>'
    comments = rss(said(4, "Four", link=link), title="Comments on: About", extra=own)
    _, [post] = read(tmp_path, comments)
    assert (post.title, post.link, len(post.comments)) == ("About", link, 1)


def test_the_feed_of_all_comments_names_no_post(tmp_path):
    own = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" href="https://blog.example/comments/feed/" rel="self"/>'
    comments = rss(said(4, "Four"), title="Comments for: The Blog", extra=own)
    _, [post] = read(tmp_path, comments)
    assert post.title is None


@pytest.mark.parametrize(
    ("added", "kept"),
    [
        ("?utm_source=rss&amp;utm_medium=rss&amp;utm_campaign=first-one", ""),
        ("?lang=de&amp;utm_source=rss", "?lang=de"),
        ("?utm_source=rss&amp;lang=de#more", "?lang=de#more"),
        ("?automatic_utm_x=1", "?automatic_utm_x=1"),
    ],
)
def test_arguments_for_counting_readers_are_no_part_of_a_permalink(tmp_path, added, kept):
    (tmp_path / "feed.xml").write_text(rss(item(link=LINK + added)), "utf-8")
    [post] = open_source(tmp_path / "feed.xml").posts()
    assert post.link == LINK + kept
    whole = [e.text for e in post.extra if e.tag == "link"]
    assert whole == ([] if "automatic" in added else [LINK + added.replace("&amp;", "&")])


@pytest.mark.parametrize(
    ("creator", "name", "email"),
    [
        ("Petr (mailto:petr@les.example)", "Petr", "petr@les.example"),
        ("Petr Les &lt;petr@les.example&gt;", "Petr Les", "petr@les.example"),
        ("petr@les.example (Petr)", "Petr", "petr@les.example"),
        ("Petr (Redaktion)", "Petr (Redaktion)", None),
    ],
)
def test_an_address_is_no_part_of_a_name(tmp_path, creator, name, email):
    text = rss(item()).replace("<![CDATA[Ada]]>", creator)
    _, (post,) = read(tmp_path, text)
    assert (post.author.name, post.author.email) == (name, email)


def test_the_link_behind_that_of_a_counter(tmp_path):
    counted = item(link="http://proxy.example/~3/abc/").replace(
        "</item>",
        f'<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">{LINK}</f:origLink></item>',
    )
    _, (post,) = read(tmp_path, rss(counted))
    assert post.link == LINK


@pytest.mark.parametrize("title", ["Comment on First by Bo", "Kommentar zu „First“ von Bo"])
def test_comments_name_the_title_of_their_post(tmp_path, title):
    comment = said(7, "Yes.").replace("By: Bo", title)
    _, (post,) = read(tmp_path, rss(comment, title="Comments for The Blog"))
    assert post.title == "First"


@pytest.mark.parametrize("text", [rss(item()), ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_names_of_namespaces_may_have_become_secure(tmp_path, text):
    """A mirror in which somebody replaced http by https everywhere."""
    _, [post] = read(tmp_path, text.replace("http://", "https://"))
    assert "<b>whole</b>" in post.content
    assert post.author.name == "Ada"


def test_comments_in_secure_namespaces_keep_their_lines(tmp_path):
    feeds = rss(item()), rss(said(3, "One.</p>\n<p>Two."), said(4, "Three."))
    _, [post] = read(tmp_path, *(text.replace("http://", "https://") for text in feeds))
    comment = post.comments[0]
    assert comment.content == "<p>One.</p>\n<p>Two.</p>\n"
    assert comment.author == "Bo"
