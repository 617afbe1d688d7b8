"""The line below each item of a feed that names the post and the blog."""

from __future__ import annotations

import pytest

from tests.unit.readers.feed.test_feed import LINK, item, rss
from wparchive.api import convert, open_source
from wparchive.errors.notices import Code

HOME = "https://blog.example"
LINES = [
    'The post <a rel="nofollow" href="{0}">First</a> appeared first on <a href="{1}">The Blog</a>.',
    'Der Beitrag <a href="{0}">Erstes</a> erschien zuerst auf <a href="{1}/">Blog</a>.',
    '投稿 <a href="{0}">一</a> は <a href="{1}/">ブログ</a> に最初に表示されました。',
    'Запись <A HREF="{0}">Первая</A> впервые появилась <A HREF="{1}">Блог</A>.',
    '<em><a href="{0}">First</a></em> – <a href="{1}"><b>The Blog</b></a>',
]


def read(tmp_path, content, **more):
    (tmp_path / "feed.xml").write_text(rss(item(content, **more)), "utf-8")
    return next(iter(open_source(tmp_path / "feed.xml").posts()))


@pytest.mark.parametrize("line", LINES)
def test_the_line_is_no_text_of_the_post(tmp_path, line):
    line = f"<p>{line.format(LINK, HOME)}</p>\n"
    post = read(
        tmp_path, f"<p>İstanbul, whole text.</p>\n{line}", description=f"<p>İst …</p> {line}"
    )
    assert post.content == "<p>İstanbul, whole text.</p>"
    assert post.excerpt == "<p>İst …</p>"
    assert [e.tag for e in post.extra].count("feed-footer") == 1
    report = convert(tmp_path / "feed.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert report.notice_counts[Code.BOILERPLATE_REMOVED] == 1
    assert Code.TEXT_UNCLAIMED not in report.notice_counts


@pytest.mark.parametrize(
    "line",
    [
        '<p>See <a href="{0}">the post before</a> and <a href="https://other.example/">this</a>.</p>',
        '<p>See <a href="https://blog.example/2019/older/">this</a> on <a href="{1}">my blog</a>.</p>',
        '<p>I wrote <a href="{0}">this</a>; why, is on <a href="{1}">the front</a>, and all else that you asked of me last year.</p>',
        '<p>The post <a href="{0}">First</a> appeared first on <a href="{1}">Blog</a>.</p><p>End.</p>',
        '<p><a href="{0}">First</a></p>',
    ],
)  # fmt: skip
def test_an_authors_links_to_the_post_and_the_blog_stay(tmp_path, line):
    line = line.format(LINK, HOME)
    assert read(tmp_path, f"<p>Text.</p>{line}").content == f"<p>Text.</p>{line}"


BUTTONS = {
    "data": '<div class="q1"><button data-href="https://one.example/share?u={0}">One</button>'
    '<button data-href="https://two.example/send?text=First&url={0}"><span>Two </span></button></div>',
    "encoded": '<p>Share: <a href="https://one.example/s?u={1}&t=First"><img src="/1.png" alt="One"></a> '
    '<a href="https://two.example/s?url={1}">Two</a> <a href="#">More</a></p>',
    "list": '<div><h3>Share this:</h3><ul><li><a href="https://one.example/?u={1}">One</a></li>'
    '<li><a href="https://two.example/?u={1}">Two</a></li></ul></div>',
}  # fmt: skip
ENCODED = "https%3A%2F%2Fblog.example%2F2020%2F02%2F01%2Ffirst-one%2F"


@pytest.mark.parametrize("buttons", BUTTONS.values(), ids=BUTTONS)
@pytest.mark.parametrize("is_last", [True, False])
def test_buttons_that_share_an_item_are_no_text(tmp_path, buttons, is_last):
    line = f"<p>{LINES[0].format(LINK, HOME)}</p>\n"
    box = buttons.format(LINK, ENCODED)
    post = read(tmp_path, f"<p>The whole text.</p>\n{line + box if is_last else box + line}")
    assert post.content == "<p>The whole text.</p>"
    assert [e.tag for e in post.extra].count("feed-footer") == 2
    report = convert(tmp_path / "feed.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert Code.TEXT_UNCLAIMED not in report.notice_counts


@pytest.mark.parametrize(
    "text",
    [
        # One site, a link to something else, words of the author, another post, in the text.
        '<p><a href="https://one.example/?u={0}">Discuss</a> <a href="https://one.example/2?u={0}">it</a></p>',
        '<p><a href="https://one.example/?u={0}">A</a> <a href="https://two.example/?u={0}">B</a> <a href="https://c.example/">C</a></p>',
        '<p>I sent it to <a href="https://one.example/?u={0}">one</a> and <a href="https://two.example/?u={0}">two</a>, '
        + "and nobody answered, which is what I had thought would happen, for they never do. " * 3 + "</p>",
        '<p><a href="https://one.example/?u=https://blog.example/b/">A</a> <a href="https://two.example/?u=https://blog.example/b/">B</a></p>',
        '<p><a href="https://one.example/?u={0}">A</a> <a href="https://two.example/?u={0}">B</a></p><p>End.</p>',
        '<p><a href="https://blog.example/go?u={0}">A</a> <a href="https://blog.example/?u={0}">B</a></p>',
    ],
)  # fmt: skip
def test_other_links_with_an_address_stay(tmp_path, text):
    text = f"<p>Text.</p>{text.format(LINK)}"
    assert read(tmp_path, text).content == text


PIXEL = '<img alt="" border="0" src="https://pixel.wp.com/b.gif?host=blog.example&#038;blog=1&#038;post=7" width="1" height="1" />'
OLD = (
    '<img alt="" border="0" src="http://stats.wordpress.com/b.gif?host=blog.example&#038;blog=1" />'
)
ROW = (
    '<a rel="nofollow" href="http://feeds.wordpress.com/1.0/gocomments/blog.wordpress.com/7/">'
    '<img alt="" border="0" src="http://feeds.wordpress.com/1.0/comments/blog.wordpress.com/7/" /></a> '
)


@pytest.mark.parametrize("counters", [f"<br />  {ROW}{PIXEL}", ROW * 5 + OLD, PIXEL + "\n"])
def test_pictures_that_count_readers_are_no_part_of_a_post(tmp_path, counters):
    post = read(tmp_path, f"<p>Whole text.</p>{counters}")
    assert post.content == "<p>Whole text.</p>"
    report = convert(tmp_path / "feed.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert report.notice_counts[Code.BOILERPLATE_REMOVED] == 1


@pytest.mark.parametrize(
    "text", [f"<p>Before {PIXEL} after.</p>", f"<p>See {ROW} there.</p>", f"{PIXEL}<p>Last.</p>"]
)
def test_such_pictures_inside_a_text_stay(tmp_path, text):
    assert read(tmp_path, text).content == text


@pytest.mark.parametrize(
    ("archive", "blog", "is_footer"),
    [
        ("/category/bread/", "", True),
        ("/category/bread/", "/", True),
        ("/author/ada/", "", True),
        ("", "/2020", False),
        ("/category/bread/", "/category/", False),
        ("/category/bread/", "/other/", False),
    ],
)
def test_feeds_of_archives_name_the_archive(tmp_path, archive, blog, is_footer):
    line = f'<p>The article <a href="{LINK}">First</a> is on <a href="{HOME}{blog}">Blog</a>.</p>'
    feed = rss(item(f"<p>Text.</p>{line}"))
    assert feed.count(f"<link>{HOME}</link>") == 1
    feed = feed.replace(f"<link>{HOME}</link>", f"<link>{HOME}{archive}</link>")
    (tmp_path / "feed.xml").write_text(feed, "utf-8")
    post = next(iter(open_source(tmp_path / "feed.xml").posts()))
    assert ("The article" not in post.content) is is_footer
