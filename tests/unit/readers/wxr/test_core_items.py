"""Items in WordPress's own form are read without a tree; any others are not."""

import pytest

from tests.wxr import HEAD, comment, export, item
from wparchive.errors.notices import Code
from wparchive.readers import wxr
from wparchive.readers.wxr import WxrReader
from wparchive.storage.source import Source


def read(tmp_path, text):
    path = tmp_path / "blog.xml"
    path.write_bytes(text.encode())
    document = WxrReader().open(Source(path.name, path, path.stat().st_size, path, tmp_path))
    notices = []
    posts = [post for part in document.ranges for post in document.posts(part, notices)]
    return posts, notices


@pytest.fixture
def no_parser(monkeypatch):
    def refuse(*_):
        raise AssertionError("the parser was asked")

    monkeypatch.setattr(wxr, "read_post", refuse)
    monkeypatch.setattr(wxr, "_parse_range", refuse)


USUAL = (
    item(7, content="a ]]]]><![CDATA[> b & <c>", comments=comment(3, content="d"))
    .replace(
        "<wp:post_name>", "<wp:comment_status/><wp:ping_status>open</wp:ping_status><wp:post_name>"
    )
    .replace("<wp:post_type>", "<wp:menu_order>0</wp:menu_order><wp:post_type>")
)


@pytest.mark.usefixtures("no_parser")
def test_usual_items_need_no_parser(tmp_path):
    (post,), notices = read(tmp_path, export(USUAL))
    assert not notices
    assert (post.id, post.content, post.published) == (
        7,
        "a ]]> b & <c>",
        "2024-04-30T10:00:00",
    )
    assert [(c.id, c.content) for c in post.comments] == [(3, "d")]
    lines = export(USUAL).split("\n")
    assert lines[post.origin.line - 1].strip() == "<item>"
    assert "<wp:comment>" in lines[post.comments[0].origin.line - 1]


@pytest.mark.usefixtures("no_parser")
def test_notices_of_dates_have_their_places(tmp_path):
    text = export(USUAL.replace("2024-04-30 10:00:00", "0000-00-00 00:00:00"))
    (post,), (notice,) = read(tmp_path, text)
    assert post.published == "0000-00-00 00:00:00"
    assert (notice.code, notice.line, notice.offset, notice.post_id) == (
        Code.DATE_UNREADABLE,
        post.origin.line,
        text.index("<item>"),
        7,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</item>", "<wp:new>e</wp:new></item>"),
        ("</item>", "e</item>"),
        ("<title>", '<title lang="de">'),
        ("<item>", '<item xml:lang="de">'),
        ("<wp:post_id>7", "<wp:post_id>07"),
        ("<link>", "<link> "),
        ("</wp:comment>", "<wp:new>e</wp:new></wp:comment>"),
    ],
)
def test_other_items_go_to_the_parser(tmp_path, monkeypatch, old, new):
    asked = []
    whole = wxr.read_post
    monkeypatch.setattr(wxr, "read_post", lambda *a: asked.append(1) or whole(*a))
    assert old in USUAL
    (post,), _ = read(tmp_path, export(USUAL.replace(old, new)))
    assert asked
    assert post.comments[0].content == "d"


def test_other_prefixes_go_to_the_parser(tmp_path, monkeypatch):
    asked = []
    whole = wxr.read_post
    monkeypatch.setattr(wxr, "read_post", lambda *a: asked.append(1) or whole(*a))
    head = HEAD.replace("http://wordpress.org/export/1.2/excerpt/", "http://a.example/")
    (post,), _ = read(tmp_path, export(USUAL, head=head))
    assert asked
    assert post.excerpt is None
