"""Notices about posts name where the post was read, or where a part of it was."""

from wparchive.errors.notices import Code, Notice
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Post
from wparchive.transforms.threads import thread

POST = Post(id=7, origin=Origin("a.xml", 12, 340))


def test_a_notice_has_the_place_of_its_post():
    assert POST.notice(Code.LINK_LOST, "x", "warc") == Notice(
        Code.LINK_LOST, "x", "a.xml", 12, 340, 7, "warc"
    )
    assert Post(id=7).notice(Code.LINK_LOST, "x") == Notice(Code.LINK_LOST, "x", post_id=7)


def test_a_notice_about_a_comment_has_the_place_of_the_comment():
    comment = Comment(id=3, parent=99, origin=Origin("b.xml", 20, 600))
    notices = []
    thread([comment], POST, notices)
    text = "Comment 3 replies to comment 99."
    assert notices == [Notice(Code.COMMENT_ORPHANED, text, "b.xml", 20, 600, 7)]
