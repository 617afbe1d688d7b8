"""Text dumps: where themes print author, date and terms, and the title beside them."""

from __future__ import annotations

import pytest

from wparchive.language.dates.freeform import detect_date_order
from wparchive.readers.text.byline import read_byline, read_line
from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.record import read_record

TEXT = (
    "The first sentence of this text is long enough that nobody would take it for a menu or for a"
    " line with a name."
)


def read(text):
    return read_record(read_dump(text), "x").post


def facts(post):
    terms = [(term.taxonomy, term.name) for term in post.terms]
    return post.title, post.author and post.author.name, post.published, terms


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("Posted on June 1, 2010 by Ada", "Ada", "June 1, 2010"),
        ("29. Juni 2017, 23:39 · von Ada", "Ada", "29. Juni 2017, 23:39 · von Ada"),
        ("Ada Wing | 29.07.2006 um 14:26", "Ada Wing", "Ada Wing | 29.07.2006 um 14:26"),
        ("By ada / March 2, 2017", "ada", "ada / March 2, 2017"),
        ("Ada Wing March 9, 2017 13", "Ada Wing", "Ada Wing March 9, 2017 13"),
        ("Published 16/11/2009 (Ada)", "Ada", "Published 16/11/2009 (Ada)"),
        ("Lesezeit 3. November 2023", None, "Lesezeit 3. November 2023"),
        ("by Ada Wing", "Ada Wing", None),
        ("By the time we came home it rained.", None, None),
        (
            "It rained on June 1, 2010 and on all the days that followed, as it does here.",
            None,
            None,
        ),
    ],
)
def test_lines_that_tell_who_and_when(line, author, date):
    match = read_line(line, "", detect_date_order([line]))
    places = match.values if match else {}
    assert (places.get("author"), places.get("date")) == (author, date)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("Author adaPosted on June 1, 2010Categories Birds, BeesTags wings", {
            "author": "ada", "date": "June 1, 2010", "categories": "Birds, Bees", "tags": "wings"}),
        ("Veröffentlicht am 1. Juni 20102. Juli 2011Autor Ada4 Kommentare", {
            "author": "Ada", "date": "1. Juni 2010 2. Juli 2011"}),
        ("CategoriesBirds & bees, 日本Tagsタグ", {"categories": "Birds & bees, 日本", "tags": "タグ"}),
    ],
)  # fmt: skip
def test_labels_without_blanks(line, places):
    assert read_byline(line, "").values == places


def test_a_date_and_a_name_below_the_text():
    post = read(f"""Ada's blog

  • Home
  • About

The title

{TEXT}

June 1, 2010

Ada Wing

Birds
{"━" * 120}

3 responses to “The title”

 1. Bob says:
    June 2, 2010 at 3:00 pm

    One.
""")
    assert facts(post) == ("The title", "Ada Wing", "2010-06-01", [])
    assert post.content == TEXT
    assert [comment.author for comment in post.comments] == ["Bob"]
    assert "Birds" in "\n".join(extra.text for extra in post.extra)


def test_words_in_lines_of_their_own():
    post = read(f"""Ada's blog

  • Home

The title

Jun 1, 2010

—

by

Ada Wing
in Birds, Bees

{TEXT}

Comments

Leave a Reply
""")
    terms = [("category", "Birds"), ("category", "Bees")]
    assert facts(post) == ("The title", "Ada Wing", "2010-06-01", terms)
    assert post.content == TEXT


def test_a_title_below_its_byline():
    post = read(f"""Ada's blog

A subtitle

  • Home
  • About

Posted on 1. June 2010 by Ada

The title

{TEXT}

Leave a Reply

Powered by WordPress
""")
    assert facts(post) == ("The title", "Ada", "2010-06-01", [])
    assert post.content == TEXT


def test_a_title_over_the_link_to_the_form():
    post = read(f"""Ada's blog

  • Home
  • About

The title

Leave a reply

{TEXT}

This entry was posted in Birds on June 1, 2010 by Ada.

Leave a Reply Cancel reply
""")
    assert facts(post) == ("The title", "Ada", "2010-06-01", [("category", "Birds")])
    assert post.content == TEXT


def test_a_browser_copies_menus_and_titles_into_one_run_of_lines():
    post = read(f"""Ada's blog
A subtitle
Home
About
The title
Posted on June 1, 2010 by Ada

{TEXT}

A second paragraph, not much shorter than the first one of them.

Leave a Reply
""")
    assert facts(post) == ("The title", "Ada", "2010-06-01", [])
    assert post.content.startswith(TEXT)


def test_a_heading_whose_title_has_quotes_and_markup():
    lines = [
        "The „great“ & good | Ada's blog", "Ada's blog", "Home", "The „great“ &", "good",
        "Posted on", "June 1, 2010", "by", "Ada", TEXT, "One response to “The „great“ &", "good", "”",
        "Bob", "says:", "June 2, 2010 at 3:00 pm", "One.", "Leave a Reply",
    ]  # fmt: skip
    post = read("\n".join(lines))
    assert facts(post) == ("The „great“ & good", "Ada", "2010-06-01", [])
    assert post.content == TEXT
    assert [comment.author for comment in post.comments] == ["Bob"]


def test_a_post_behind_a_password():
    post = read("""Ada's blog

Protected: The title

This content is password protected. To parser it please enter your password below:

Password: [          ] [Enter]

Proudly powered by WordPress
""")
    assert post.title == "The title"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("Bob says:", "Sunday, 2nd June 2013 at 2:49 pm"),
        ("Bob sagt:", "Sonntag, den 2. Juni 2013 um 14:49 Uhr"),
        ("Bob dit :", "dimanche 2 juin 2013 à 14:49"),
        ("Bob der ki:", "Pazar, 2 Haziran 2013 14:49"),
    ],
)
def test_the_weekday_of_a_comment_is_no_name(name, date):
    post = read(f"""Ada's blog

The title

Posted on June 1, 2013 by Ada

{TEXT}

2 Responses

 1. {name}
    {date}

    One.

 2. {name.replace("Bob", "Cleo")}
    {date}

    Two.

Leave a Reply
""")
    assert [(c.author, c.published, c.content) for c in post.comments] == [
        ("Bob", "2013-06-02T14:49:00", "One."),
        ("Cleo", "2013-06-02T14:49:00", "Two."),
    ]


@pytest.mark.parametrize(
    ("line", "author", "published"),
    [
        ("1. Juni 20102. Juli 2011 von Ada Wing", "Ada Wing", "2010-06-01"),
        ("Posted on June 1, 2010July 2, 2011 by Ada Wing", "Ada Wing", "2010-06-01"),
        ("Publié le 1 juin 20102 juillet 2011 par Ada Wing", "Ada Wing", "2010-06-01"),
        ("1. Juni 20101. Juni 2010 von Ada Wing", "Ada Wing", "2010-06-01"),
    ],
)
def test_the_dates_of_publication_and_change_may_be_glued(line, author, published):
    post = read(f"""Zum Inhalt springen

Ada's blog

[ ] Menü

  • Home
  • About

The title

{line}

{TEXT}

Leave a Reply
""")
    assert facts(post)[:3] == ("The title", author, published)
    assert post.content == TEXT


@pytest.mark.parametrize("mark", ["  • ", "   * ", "     + ", "  □ "])
def test_a_menu_that_names_the_page_does_not_begin_it(mark):
    menu = ["Home", "The title", "A longer name of another page of this blog, by far", "Contact"]
    post = read(f"""Ada's blog

{chr(10).join(mark + item for item in menu)}

The title

{TEXT}

One response to “The title”

 1. Bob says:
    June 2, 2010 at 3:00 pm

    One.

Leave a Reply
""")
    assert post.title == "The title"
    assert post.content == TEXT


SHARE_LISTS = [
    ["digg Digg this post", "Recommend on Facebook", "share via Reddit", "Tweet about it"],
    ["Auf Facebook teilen", "Bei WhatsApp teilen", "Tweet"],
    ["Partager sur Facebook", "Partager sur Twitter", "Envoyer par email"],
    ["Compartir en Facebook", "Compartir en Telegram"],
]


def dump_with_list(items, text=TEXT):
    return f"""The title

Posted on June 1, 2010 by Ada

{text}

{chr(10).join("  • " + item for item in items)}

Leave a Reply
"""


@pytest.mark.parametrize("items", SHARE_LISTS)
def test_a_list_of_buttons_below_a_text_is_no_text(items):
    assert read(dump_with_list(items)).content == TEXT


@pytest.mark.parametrize(
    "items",
    [
        ["Facebook", "Twitter"],
        ["Share the work", "Save your own seeds"],
        ["Post on Twitter what you saw today, all of it, please, by noon."],
    ],
)
def test_a_list_of_the_author_is_text(items):
    content = read(dump_with_list(items)).content
    assert all(item in content for item in items)
