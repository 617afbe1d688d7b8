"""A text with the dumps of several pages, and pages that are parts of one post."""

from __future__ import annotations

import pytest

from tests.conftest import SAMPLES
from tests.growth import LIMIT, exponent
from tests.wxr import export, item
from wparchive.api import convert, open_source
from wparchive.errors.notices import Code
from wparchive.readers.text.several import split_pages

LINKS = "https://blog.example/2020/02/frogs/"


def lynx(words, part=1, title="Frogs", link=LINKS):
    """A page as ``lynx -dump`` writes it; the numbers of links begin anew on each page."""
    pages = "Pages: 1 [4]2" if part == 1 else "Pages: [4]1 2"
    return f"""   #[1]The Pond » Feed

   [2]The Pond

{title}

   Posted on 1 February 2020 by [3]Ada

   {words}

   {pages}

2 thoughts on “{title}”

    1. Bo says:
       [5]2 February 2020 at 10:00
       Well said.

    2. Cy says:
       [6]3 February 2020 at 11:00
       Thank you.

Leave a Reply [7]Cancel reply

   Your email address will not be published. Required fields are marked *

   Proudly powered by WordPress

References

   1. https://blog.example/feed/
   2. https://blog.example/
   3. https://blog.example/author/ada/
   4. {link}2/
   5. {link}#comment-1
   6. {link}#comment-2
   7. {link}#respond
"""


def plain(title, words):
    """A page as copied from a browser."""
    return f"""The Pond

{title}

Posted on 1 February 2020 by Ada

{words}

Leave a Reply Cancel reply

Your email address will not be published. Required fields are marked *

Post Comment

Proudly powered by WordPress
"""


FIRST = "The first part has quite a lot of words, of frogs and of herons in the reeds."
SECOND = "On the other page there is compost, rain, and a barrel that was full on Sunday."


def read(path, *texts):
    path.mkdir()
    for number, text in enumerate(texts):
        (path / f"{number}.txt").write_text(text, "utf-8")
    with open_source(path) as archive:
        return list(archive)


@pytest.mark.parametrize("pages", [1, 2, 5])
def test_each_page_of_a_text_is_a_post(tmp_path, pages):
    titles = [f"Pond {n}" for n in range(pages)]
    words = [f"{FIRST} This is text number {n}." for n in range(pages)]
    posts = read(tmp_path / "in", "\n".join(map(plain, titles, words)))
    assert [post.title for post in posts] == titles
    assert [post.content for post in posts] == words
    # Each page has 15 lines, and an empty one below it.
    assert [post.origin.line for post in posts] == [3 + 16 * n for n in range(pages)]


def test_a_list_of_links_is_of_the_page_above_it(tmp_path):
    other = lynx(SECOND, title="Toads", link="https://blog.example/2020/02/toads/")
    posts = read(tmp_path / "in", lynx(FIRST) + other)
    assert [post.title for post in posts] == ["Frogs", "Toads"]
    assert [post.link for post in posts] == [LINKS, "https://blog.example/2020/02/toads/"]
    assert [len(post.comments) for post in posts] == [2, 2]
    assert [post.content for post in posts] == [FIRST, SECOND]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
@pytest.mark.parametrize("files", [1, 2])
def test_the_parts_of_a_post_are_joined(tmp_path, order, files):
    texts = [lynx(FIRST if part == 1 else SECOND, part) for part in order]
    [post] = read(tmp_path / "in", *(texts if files == 2 else ["".join(texts)]))
    assert post.content == f"{FIRST}\n<!--nextpage-->\n{SECOND}"
    assert len(post.comments) == 2


def test_a_later_part_alone_is_a_post(tmp_path):
    [post] = read(tmp_path / "in", lynx(SECOND, 2))
    assert post.content == SECOND


@pytest.mark.parametrize(
    "body", [f"<p>{FIRST}</p><!--nextpage--><p>{SECOND}</p>", f"<p>{FIRST}</p>"]
)
def test_a_part_is_not_added_to_the_text_of_an_export(tmp_path, body):
    """What WordPress stores is all that there is of a text."""
    (tmp_path / "blog.xml").write_text(export(item(1, content=body, link=LINKS)), "utf-8")
    (tmp_path / "2.txt").write_text(lynx(SECOND, 2), "utf-8")
    with open_source(tmp_path / "blog.xml", tmp_path / "2.txt") as archive:
        [post] = archive
    assert post.content == body


def test_another_body_of_the_same_post_is_reported(tmp_path):
    """Two dumps of one address with different texts: none of the words is lost in silence."""
    read(tmp_path / "in", lynx(FIRST), lynx(SECOND))
    report = convert(tmp_path / "in", tmp_path / "out", to=["json"])
    assert [n.code for n in report.notices if n.code is Code.TEXT_UNCLAIMED]
    text = (tmp_path / "out/private/json/posts.jsonl").read_text("utf-8")
    assert "herons" in text
    assert "barrel" in text


@pytest.mark.parametrize(
    "text",
    [
        (SAMPLES / "zettelwerk.txt").read_text("utf-8"),
        lynx(FIRST),
        plain("Pond", "Powered by WordPress is what I wrote.\n\nLeave a Reply\n\nand so on."),
        plain("Pond", "References\n\n1. https://a.example/\n2. https://b.example/\n\nMore of it."),
        "",
    ],
)
def test_a_text_with_one_page_stays_whole(text):
    assert [page.text for page in split_pages(text)] == [text]


@pytest.mark.parametrize(
    "piece",
    [
        "A:\n1. http://a.example/\n2. http://b.example/\n\n[x]\n",
        "Leave a Reply\n\nProudly powered by WordPress\n\n",
        "Title\n\nPosted on 1 May 2020 by Ada\n\nA text of some words.\n\nLeave a Reply\n\nName\n",
    ],
)
def test_the_time_grows_with_the_text(piece):
    assert exponent(lambda n: lambda: split_pages(piece * n), 1_600, parts=16) < LIMIT
