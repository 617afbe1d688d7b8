"""Title and permalink in the links of a page's head, and links that are other posts'."""

from __future__ import annotations

import pytest

from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.record import read_record

PAGE = """
   {skip}

   {blog}

{title}

   We found two boards. One is missing, as far as I can see.

   {text}

   Published January 15, 2013
   Categorized as [6]Trips

Leave a comment [7]Cancel reply

   Your email address will not be published. Required fields are marked *

Recent Comments

     * Tess on [8]Boots
     * Udo on [9]Boots

References

{references}
"""
ADDRESSES = {
    1: "http://walk.example/feed/",
    2: "http://walk.example/comments/feed/",
    3: "http://walk.example/2013/01/stage/feed/",
    6: "http://walk.example/category/trips/",
    7: "{reply}",
    8: "http://walk.example/boots/#comment-31",
    9: "http://walk.example/boots/comment-page-2/#comment-30",
}


def dump(
    header, *, reply="http://walk.example/2013/01/stage/#respond", skip="Skip to content", **more
):
    listed = [
        f"   {n}. {url}" for n, url in (ADDRESSES | {7: reply} | more.pop("links", {})).items()
    ]
    values = {"title": "Stage 1", "blog": "Walking", "text": "The rope is gone as well."} | more
    text = header + PAGE.format(skip=skip, references="\n".join(listed), **values)
    record = read_record(read_dump(text), "dump.txt")
    return record.post, record.site


HEADERS = {
    "English": ("   #[1]Walking » Feed [2]Walking » Comments Feed [3]Walking »\n   Stage 1 Comments Feed\n", "Stage 1"),
    "German": ("   #[1]Walking » Feed [2]Walking » Kommentar-Feed [3]Walking » Größe Kommentar-Feed\n", "Größe"),
    "Japanese": ("   #[1]Walking » フィード [2]Walking » コメントフィード [3]Walking » 散歩 のコメントのフィード\n", "散歩"),
    "without the blog's": ("   #[1]Walking RSS Feed [3]Walking » Rain » Sun Comments Feed\n", "Sun"),
}  # fmt: skip


@pytest.mark.parametrize(("header", "title"), HEADERS.values(), ids=list(HEADERS))
def test_the_head_names_title_and_permalink(header, title):
    post, site = dump(header, title=title)
    assert (post.title, post.link, site.title) == (
        title,
        "http://walk.example/2013/01/stage/",
        "Walking",
    )
    assert post.content.startswith("We found two boards. One")
    assert "rope is gone" in post.content
    assert (post.published, [t.name for t in post.terms]) == ("2013-01-15", ["Trips"])


def test_the_form_names_the_permalink_where_the_head_does_not():
    post, _ = dump("   Walking\n", title="Stage 1\n\n   Posted on January 15, 2013 by Tess")
    assert (post.title, post.link) == ("Stage 1", "http://walk.example/2013/01/stage/")


def test_links_to_comments_on_other_posts_name_no_permalink():
    post, _ = dump(
        "",
        title="Stage 1\n\n   Posted on January 15, 2013 by Tess",
        reply="file:///home/x.html#respond",
    )
    assert post.link is None


def test_a_page_of_comments_is_not_the_permalink():
    reply = "http://walk.example/2013/01/stage/comment-page-2/#respond"
    post, _ = dump("", title="Stage 1\n\n   Posted on January 15, 2013 by Tess", reply=reply)
    assert post.link == "http://walk.example/2013/01/stage/"


@pytest.mark.parametrize("word", ["Home", "Share", "Comments", "Menu"])
def test_headings_of_the_author_do_not_end_the_text(word):
    text = f"The rope was here.\n\n{word}\n\n   Half of the boards went to Jill, who has them."
    post, _ = dump(HEADERS["English"][0], text=text)
    assert post.content.endswith("who has them.")


def test_words_of_the_theme_below_the_text_end_it():
    text = "The rope was here, and now it is gone.\n\nShare\n\n   Facebook\n\n   Tweet"
    post, _ = dump(HEADERS["English"][0], text=text)
    assert post.content.endswith("now it is gone.")
