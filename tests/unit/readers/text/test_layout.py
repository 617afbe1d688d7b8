"""Text dumps: headings of comments, titles that occur twice, pictures, lines without meaning."""

from __future__ import annotations

import pytest

from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.record import read_record

TEXT = (
    "The first sentence of this text is long enough that nobody would take it for a menu or for a"
    " line with a name."
)
PAGE = """Ada's blog

  • Home

The title

Posted on June 1, 2010 by Ada

{text}

{heading}

{comments}

Leave a Reply

Comment [          ]

Comment

Search
"""
ONE = "Bob · June 2, 2010 at 3:15 PM\n\nOne."


def read(text):
    return read_record(read_dump(text), "x").post


def page(heading, comments=ONE):
    return read(PAGE.format(text=TEXT, heading=heading, comments=comments))


@pytest.mark.parametrize(
    "heading",
    [
        "1 Comment",
        "Comments (1)",
        "Kommentare: 1",
        "There are 1 comments",
        "{ 1 comment… read it below or add one }",
        "Comments",
        "1 Kommentare on “The title”",
    ],
)
def test_headings_above_comments(heading):
    post = page(heading)
    assert [(c.author, c.content) for c in post.comments] == [("Bob", "One.")]
    assert post.content == TEXT


def test_pictures_of_commenters_are_none_of_their_texts():
    post = page("2 Comments", f"[80a39]\n{ONE}\n\n[ab89c]\n{ONE.replace('Bob', 'Eve')}")
    assert [(c.author, c.content) for c in post.comments] == [("Bob", "One."), ("Eve", "One.")]
    assert "[ab89c]" in "\n".join(extra.text for extra in post.extra)


def test_the_text_of_a_picture_is_none_of_the_comment_above():
    comments = [
        f" {n}. {name} Avatar\n    {name}\n    {n}. June 2010\n\n    Text.\n\n    Reply"
        for n, name in enumerate(("Bob", "Eve Wing", "山田"), 1)
    ]
    post = page("3 responses to “The title”", "\n".join(comments))
    assert [(c.author, c.published, c.content) for c in post.comments] == [
        ("Bob", "2010-06-01", "Text."), ("Eve Wing", "2010-06-02", "Text."),
        ("山田", "2010-06-03", "Text."),
    ]  # fmt: skip
    assert "Eve Wing Avatar" in "\n".join(extra.text for extra in post.extra)


def test_a_mark_of_the_author_in_two_words():
    post = page("1 Comment", "[bba3b]Ada Wing Post author2. June 2010 at 14:00\n\nOne.")
    assert [(c.author, c.published) for c in post.comments] == [("Ada Wing", "2010-06-02T14:00:00")]


def test_the_title_that_has_a_byline_and_not_the_way_to_it():
    post = read(f"""Home / Birds /

The title

A menu

The title

juin 1, 2010 de ada

Catégorie : Birds

{TEXT}

One response to “The title”

{ONE}
""")
    assert (post.author.name, post.published) == ("ada", "2010-06-01")
    assert [term.name for term in post.terms] == ["Birds"]
    assert post.content == TEXT


def test_labels_below_the_text_in_lines_of_their_own():
    post = read(f"""Ada's blog

  • Home

The title

{TEXT}

Autor Ada

Veröffentlicht am 1. Juni 2010

One response to “The title”

{ONE}
""")
    assert (post.author.name, post.published) == ("Ada", "2010-06-01")
    assert post.content == TEXT


def test_empty_lines_between_elements_are_none():
    nodes = [
        "The title – Ada's blog", "Ada's blog", "Home", "About", "The title", "Posted on",
        "June 1, 2010", "by", "Ada", TEXT, "2 thoughts on “", "The title", "”", "Bob",
        "says:", "June 2, 2010 at 3:15 pm", "One.", "Eve", "says:", "June 3, 2010 at 3:15 pm",
        "Two.", "Leave a Reply",
    ]  # fmt: skip
    lines = "\n\n\t\n\n".join(nodes)
    post = read(lines)
    assert (post.title, post.published) == ("The title", "2010-06-01")
    assert [(c.author, c.content) for c in post.comments] == [("Bob", "One."), ("Eve", "Two.")]
    assert post.content == TEXT
    assert post.comments[0].origin.line == lines.split("\n").index("Bob") + 1


def test_the_end_of_a_sentence_is_none_of_a_name():
    post = read(f"""Ada's blog

The title

Leave a reply

{TEXT}

This entry was posted in Birds, Bees and tagged wings on June 1, 2010 by Ada.

Leave a Reply Cancel reply
""")
    assert post.author.name == "Ada"
    assert [term.name for term in post.terms] == ["Birds", "Bees", "wings"]


def test_a_few_long_addresses_do_not_hide_where_lines_were_broken():
    words = ["Some words of a text that goes on and on until the program breaks the line here"] * 60
    long = [f"https://elsewhere.example/{'x' * n}" for n in (70, 90, 120)]
    dump = read_dump(
        "\n\n".join([*words, *long, "  2. Pingback: Another", "     Blog", *["Short"] * 50])
    )
    assert dump.width == len(words[0])
