"""A single record as its readers saw it: the methods of `Post` and `Comment`."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

import wparchive
from tests import wxr
from wparchive import Comment, Post, When
from wparchive.model.provenance import Origin
from wparchive.model.records import PostAuthor, PostTerm


def test_a_body_is_rendered_as_wordpress_does():
    post = Post(
        content='Hello <b>world</b>.\n\nA [caption width="10"]<img src="a.png" /> Sea[/caption]'
    )
    assert post.html().startswith("<p>Hello <b>world</b>.</p>")
    assert "<figcaption" in post.html()
    assert post.markdown().startswith("Hello **world**.\n\n")
    assert post.text().splitlines()[0] == "Hello world."
    assert "Sea" in post.text()


def test_a_text_has_a_line_for_each_block_and_no_script():
    post = Post(
        content="<ul><li>One \n two</li><li>Three &amp; <em>four</em></li></ul>"
        "<script>evil()</script><pre>a\n  b</pre>End<br>here"
    )
    assert post.text().splitlines() == ["One", "two", "Three & four", "a", "b", "End", "here"]


@pytest.mark.parametrize("kind", [PostTerm, wparchive.Term])
def test_the_name_of_a_term_as_text(kind):
    assert kind(name="Odds &amp; Ends").name_text == "Odds & Ends"
    assert kind(name="Rosen & Lauch").name_text == "Rosen & Lauch"
    assert kind(name=" A\n B&#8217;s ").name_text == "A B’s"
    assert kind().name_text == ""


def test_a_report_prints_its_outcome_and_no_address():
    text = wxr.export(wxr.item(1), head=wxr.HEAD)
    report = wparchive.convert(text.encode(), {}, to=["markdown"])
    assert repr(report) == "<Report OK: 1 posts read, written: {'markdown': 1}>"


def test_empty_records_have_empty_texts():
    assert (Post().html(), Post().markdown(), Post().text(), Post().title_text) == ("", "", "", "")
    assert (Comment().html(), Comment().text()) == ("", "")
    assert (Post().when, Post().byline, Comment().byline, Post().excerpt_html()) == (
        None,
        None,
        None,
        "",
    )


def test_comments_lose_scripts():
    comment = Comment(content='Hi <script>evil()</script><b onclick="x">you</b>\n\nBye')
    assert "<script" not in comment.html()
    assert "onclick" not in comment.html()
    assert comment.markdown().endswith("Bye")
    assert comment.text().splitlines()[-1] == "Bye"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("A &amp; B", "A & B"),
        ("<em>Big</em> news", "Big news"),
        ("std::vector<int> at last", "std::vector<int> at last"),
        ("1 &lt; 2", "1 < 2"),
        ("  two\nlines ", "two lines"),
    ],
)
def test_titles_are_text(title, shown):
    assert Post(title=title).title_text == shown


def test_titles_of_pages_are_text_already():
    post = Post(title="Using <b> & co", origin=Origin(source="a.html", kind="page"))
    assert post.title_text == "Using <b> & co"


CEST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"published": "2012-05-06T21:14:37", "published_gmt": "2012-05-06T19:14:37Z"},
            When(datetime(2012, 5, 6, 21, 14, 37, tzinfo=CEST), "published"),
        ),
        ({"published": "2012-05-06T21:14:37"}, When(datetime(2012, 5, 6, 21, 14, 37), "published")),
        (
            {"published": "0000-00-00 00:00:00", "published_gmt": "2012-05-06T19:14:37Z"},
            When(datetime(2012, 5, 6, 19, 14, 37, tzinfo=UTC), "published_gmt"),
        ),
        # The columns are years apart, so the offset is unknown and the instant counts.
        (
            {"published": "2010-05-06T21:14:37", "published_gmt": "2012-05-06T19:14:37Z"},
            When(datetime(2012, 5, 6, 19, 14, 37, tzinfo=UTC), "published_gmt"),
        ),
        (
            {"published_gmt": "0000-00-00 00:00:00", "modified": "2013-01-01T08:00:00"},
            When(datetime(2013, 1, 1, 8), "modified"),
        ),
        ({"modified_gmt": "2013-01-01T08:00:00Z"}, When(datetime(2013, 1, 1, 8, tzinfo=UTC), "modified_gmt")),
        ({"published": "2012-05-06"}, When(datetime(2012, 5, 6), "published")),
        ({"published": "yesterday"}, None),
    ],
)  # fmt: skip
def test_the_best_date_and_its_basis(fields, expected):
    assert Post(**fields).when == expected


def test_bylines():
    assert Post(author=PostAuthor(login="ada")).byline == "ada"
    assert Post(author=PostAuthor(login="ada", name="Ada &amp; Co")).byline == "Ada & Co"
    guest = PostTerm(taxonomy="author", slug="cap-bo", name="Bo")
    assert Post(author=PostAuthor(login="ada"), terms=[guest]).byline == "Bo"
    assert Comment(author="A &amp; B").byline == "A & B"


def test_the_archive_knows_display_names_galleries_and_parents():
    picture = wxr.item(2, type="attachment", status="inherit", parent=1, link="https://blog.example/2/",
                       more="<wp:attachment_url>https://blog.example/wp-content/uploads/p.png</wp:attachment_url>")  # fmt: skip
    data = wxr.export(wxr.item(1, content='[gallery ids="2"]'), picture).encode()
    with wparchive.open(data) as archive:
        post, attachment = archive
        assert (post.byline, archive.byline(post)) == ("ada", "Ada L.")
        assert "p.png" in archive.html(post)
        assert "p.png" not in post.html()
        assert (post.is_public, attachment.is_public) == (True, False)
        assert archive.is_public(attachment)


@pytest.mark.parametrize(
    ("fields", "public"),
    [
        ({"type": "post", "status": "publish"}, True),
        ({"type": "page", "status": "publish"}, True),
        ({"type": "post", "status": "draft"}, False),
        ({"type": "post", "status": "publish", "password": "x"}, False),
        ({"type": "post", "status": "odd"}, False),
        ({"type": "film", "status": "publish"}, False),
        ({"type": "attachment", "status": "inherit", "parent": 0}, True),
        ({"type": "attachment", "status": "inherit", "parent": 4}, False),
    ],
)
def test_unknown_means_hidden(fields, public):
    assert Post(**fields).is_public is public
