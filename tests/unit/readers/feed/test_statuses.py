"""Items of feeds that nobody saw, and exports of Blogger, which look like a feed."""

from __future__ import annotations

import pytest

from wparchive.api import convert
from wparchive.errors import UnknownFormatError
from wparchive.errors.notices import Code

KIND = "http://schemas.google.com/g/2005#kind"


def entry(name, *more):
    return (
        f"<entry><id>tag:blog.example,2020:{name}</id><title>{name}</title>"
        f'<link rel="alternate" href="https://blog.example/2020/01/{name}/"/>'
        "<published>2020-01-05T10:00:00Z</published><updated>2020-01-05T10:00:00Z</updated>"
        f'<content type="html">Text of {name}.</content>{"".join(more)}</entry>'
    )


def kind(term):
    term = f"http://schemas.google.com/blogger/2008/kind#{term}"
    return f"<category scheme='{KIND}' term='{term}'/>"


def feed(*entries):
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:b="http://schemas.google.com/blogger/2018"><title>The Blog</title>'
        f'<link rel="alternate" href="https://blog.example/"/>{"".join(entries)}</feed>'
    )


def control(namespace, value):
    return f'<app:control xmlns:app="{namespace}"><app:draft>{value}</app:draft></app:control>'


def converted(tmp_path, text):
    (tmp_path / "feed.atom").write_text(text)
    report = convert(tmp_path / "feed.atom", tmp_path / "out", to=["markdown", "json"])
    files = (tmp_path / "out/markdown").rglob("*.md")
    return report, "".join(path.read_text() for path in files)


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2007/app", "http://purl.org/atom/app#"])
@pytest.mark.parametrize("value", ["yes", " YES ", "", "true"])
def test_entries_that_say_that_they_are_drafts_are_hidden(tmp_path, namespace, value):
    text = feed(entry("seen"), entry("unseen", control(namespace, value)))
    report, shown = converted(tmp_path, text)
    assert "Text of seen." in shown
    assert "unseen" not in shown
    assert report.output_counts["markdown"].withheld_posts == {"drafts": 1}
    assert "Text of unseen." in (tmp_path / "out/private/json/posts.jsonl").read_text()


@pytest.mark.parametrize("status", ["draft", "Private", "pending", "future", "trash"])
@pytest.mark.parametrize("tag", ["status", "b:status", "post_status"])
def test_items_with_a_hidden_status_are_hidden(tmp_path, status, tag):
    item = "<item><title>{0}</title><link>https://b.example/{0}/</link><description>{0}.</description>{1}</item>"
    items = item.format("seen", f"<{tag}>publish</{tag}>") + item.format(
        "unseen", f"<{tag}>{status}</{tag}>"
    )
    _, shown = converted(
        tmp_path,
        '<rss version="2.0" xmlns:b="https://b.example/ns"><channel><title>B</title>'
        f"<link>https://b.example/</link>{items}</channel></rss>",
    )
    assert "title: seen" in shown
    assert "unseen" not in shown


def test_entries_that_say_that_they_are_no_drafts_are_shown(tmp_path):
    _, shown = converted(tmp_path, feed(entry("a", control("http://www.w3.org/2007/app", "no"))))
    assert "Text of a." in shown


@pytest.mark.parametrize(
    "marked",
    [
        entry("b", kind("comment")),
        entry("b", kind("settings")),
        entry("b", kind("template")),
        entry("b", "<b:type>COMMENT</b:type><b:status>LIVE</b:status>"),
        entry("b", "<b:type>POST</b:type><b:status>DRAFT</b:status>"),
    ],
)
def test_an_export_of_blogger_is_no_feed(tmp_path, marked):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/blog.xml").write_text(feed(entry("a", kind("post")), marked))
    with pytest.raises(UnknownFormatError, match="Blogger"):
        convert(tmp_path / "in/blog.xml", tmp_path / "out", to=["markdown"])
    (tmp_path / "in/feed.xml").write_text(feed(entry("c")))
    report = convert(tmp_path / "in", tmp_path / "out", to=["markdown"])
    assert report.output_counts["markdown"].posts.total() == 1
    [notice] = [n for n in report.notices if n.code is Code.INPUT_DAMAGED]
    assert notice.source == "blog.xml"
    assert "Tools > Import" in notice.message
    assert "\n" not in notice.message


def test_a_feed_of_bloggers_posts_is_read(tmp_path):
    _, shown = converted(tmp_path, feed(entry("a", kind("post")), entry("b", kind("page"))))
    assert "Text of a." in shown
    assert "Text of b." in shown


def test_a_comment_that_is_a_draft_is_held(tmp_path):
    said = (
        entry("c").replace('/c/"', '/c/#comment-4"'),
        entry("d").replace('/d/"', '/c/#comment-5"'),
    )
    draft = said[1].replace("</entry>", f"{control('http://www.w3.org/2007/app', 'yes')}</entry>")
    report, shown = converted(tmp_path, feed(said[0], draft))
    assert "Text of c." in shown
    assert "Text of d." not in shown
    assert report.output_counts["markdown"].withheld_comments == {"held": 1}
