"""Text dumps of printed pages and of an old converter, and lines beside a post's own."""

from __future__ import annotations

from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.printed import without_marks
from wparchive.readers.text.record import read_record

TEXT = "The water was four degrees this morning, and the ladder was white with ice, as it is in winter."


def read(text):
    return read_record(read_dump(without_marks(text)), "x").post


def names(post, taxonomy):
    return [term.name for term in post.terms if term.taxonomy == taxonomy]


PRINTED = f"""Winter swimming – Cold Water Log          https://cold.example/winter/

Winter swimming

Posted on January 14, 2017 by Tess Hardy

{TEXT}

Afterwards there is tea.

1 of 2                                            03/02/2019, 21:14
\x0cWinter swimming – Cold Water Log          https://cold.example/winter/

It is always the same tea.

One thought on “Winter swimming”

Rory says:
January 15, 2017 at 8:02 am

Four degrees!

Reply

Leave a Reply

2 of 2                                            03/02/2019, 21:14
"""


def test_first_and_last_lines_of_printed_pages_are_no_text():
    post = read(PRINTED)
    assert post.title == "Winter swimming"
    assert post.content.split("\n\n") == [
        TEXT,
        "Afterwards there is tea.",
        "It is always the same tea.",
    ]
    assert [(c.author, c.content) for c in post.comments] == [("Rory", "Four degrees!")]


def test_lines_keep_their_numbers():
    assert without_marks(PRINTED).count("\n") == PRINTED.count("\n") + PRINTED.count("\f")


def test_a_line_of_numbers_in_a_text_without_pages_stays():
    assert without_marks("Part 1 of 2\n\n1 of 2\n") == "Part 1 of 2\n\n1 of 2\n"


def test_stars_around_headings_and_underscores_in_links():
    text = (
        f"****** Cold_Water_Log ******\n===============================================================================\n"
        f"***** Winter swimming *****\nPosted_on January_14,_2017 by Tess\n{TEXT}\nSee my_file.txt, too.\n"
        "**** One thought on “Winter swimming” ****\n   1. Rory says:\n      January_15,_2017_at_8:02_am\n      Four degrees!\n"
        "**** Leave a Reply ****\n"
    )
    post = read(text)
    assert (post.title, post.published) == ("Winter swimming", "2017-01-14")
    assert [(c.author, c.published, c.content) for c in post.comments] == [
        ("Rory", "2017-01-15T08:02:00", "Four degrees!")
    ]


def test_the_link_to_a_neighbour_is_no_tag():
    text = (
        f"Winter swimming\n\nPosted on January 14, 2017 by Tess\n\n{TEXT}\n"
        "Posted in Water | Tagged ice, winter\n← Autumn swimming\n\nOne thought on “Winter swimming”\n\n"
        "Rory says:\nJanuary 15, 2017 at 8:02 am\nFour degrees!\n\nLeave a Reply\n"
    )
    assert names(read(text), "post_tag") == ["ice", "winter"]


def test_the_sentence_with_the_feed_is_no_text_in_any_language():
    text = (
        "הספרייה נסגרת\n\nהספרייה ברחוב שלנו נסגרת בסוף החודש אחרי ארבעים שנה של ספרים טובים.\n\n"
        "הרשומה פורסמה בתאריך יום שלישי, 3 ביוני 2008 בשעה 18:20 תחת הקטגוריות עיר.\nתוכלו לעקוב דרך הזנת RSS 2.0. תודה.\n\n"
        "2 תגובות ל“הספרייה נסגרת”\n\n 1. דנה אמר/ה:\n    4 ביוני 2008 בשעה 9:15\n\n    איזה עצב.\n\nהשארת תגובה\n"
    )
    post = read(text)
    assert post.published == "2008-06-03T18:20:00"
    assert "RSS" not in post.content
    assert [c.content for c in post.comments] == ["איזה עצב."]


def test_a_label_alone_before_the_name_and_pictures_of_commenters():
    text = (
        "Notes on a lighthouse\nJanuary 9, 2024\n\n—\n\nAuthor:\n\nDora Finch\n\n"
        f"{TEXT}\n\nComments\n2 responses to “Notes on a lighthouse”\n\n"
        "Sam Avatar\nJanuary 10, 2024\nSam\nI counted them.\n\nReply\n\nDora Finch Avatar\nJanuary 11, 2024\nDora Finch\nTwice?\n\nReply\n\nLeave a Reply\n"
    )
    post = read(text)
    assert post.author.name == "Dora Finch"
    assert [(c.author, c.published, c.content) for c in post.comments] == [
        ("Sam", "2024-01-10", "I counted them."),
        ("Dora Finch", "2024-01-11", "Twice?"),
    ]


def test_a_name_and_its_date_are_apart_in_links_of_the_old_converter():
    assert without_marks("**** A ****\n**** B ****\n 1. Pia12_febbraio_2013_alle_07:10") == (
        "A\nB\n 1. Pia 12 febbraio 2013 alle 07:10"
    )


def test_the_sentence_of_a_default_theme_in_italian():
    text = (
        "Il treno delle sei\n\n2 risposte\n\nAlle sei in punto il treno lascia il binario due, vuoto come sempre.\n\n"
        "Questa voce è stata pubblicata in Treni il 11 febbraio 2013 da Ugo.\n\n2 pensieri su “Il treno delle sei”\n\n"
        " 1. Pia 12 febbraio 2013 alle 07:10\n\n    La conosco!\n\nLascia un commento\n"
    )
    post = read(text)
    assert (post.author.name, post.published, names(post, "category")) == (
        "Ugo",
        "2013-02-11",
        ["Treni"],
    )
    assert post.content == "Alle sei in punto il treno lascia il binario due, vuoto come sempre."


SAID = "Rory says:\nJanuary 15, 2017 at 8:02 am\nFour degrees!\n\nLeave a Reply\n"


def test_labels_of_terms_and_the_count_beside_the_author():
    text = (
        f"Winter swimming\n\nJanuary 14, 2017 By Tess Hardy 1 Comment\n\n{TEXT}\n\n"
        f"Filed Under: Water Tagged With: ice, winter\n\nOne thought on “Winter swimming”\n\n{SAID}"
    )
    post = read(text)
    assert (post.author.name, names(post, "category"), names(post, "post_tag")) == (
        "Tess Hardy",
        ["Water"],
        ["ice", "winter"],
    )


def test_links_to_terms_below_a_text_are_its_terms():
    text = (
        f"Winter swimming\n\nPosted on January 14, 2017 by Tess\n\n{TEXT}\n\n[1]ice [2]sea swimming\n\n"
        f"One thought on “Winter swimming”\n\n{SAID}\nReferences\n\n"
        "   1. http://cold.example/tag/ice/\n   2. http://cold.example/tag/sea-swimming/\n"
    )
    post = read(text)
    assert names(post, "post_tag") == ["ice", "sea swimming"]
    assert post.content == TEXT


def test_a_list_with_author_and_date_under_a_title_is_no_text():
    text = (
        "Site\n\nWinter swimming\n\n  * Tess Hardy\n  * January 14, 2017\n  * 14:25\n  * Water\n\n"
        f"{TEXT}\n\nOne thought on “Winter swimming”\n\n{SAID}"
    )
    post = read(text)
    assert (post.author.name, post.published) == ("Tess Hardy", "2017-01-14T14:25:00")
    assert post.content == TEXT


def test_a_byline_below_the_text_is_not_under_a_title():
    text = (
        "Skip to content\n\nCold Water Log\n\nWinter swimming\n\n"
        f"{TEXT}\n\nTo be continued.\nPublished January 14, 2017\nBy Tess\n\n1 comment\n\n 1. {SAID}"
    )
    assert read(text).title == "Winter swimming"


def test_numbers_before_names_and_the_heading_over_pings():
    text = (
        f"Winter swimming\n\nPosted on January 14, 2017 by Tess\n\n{TEXT}\n\n2 Responses to “Winter swimming”\n\n"
        "1Rory\nJanuary 15, 2017 at 8:02 am\n\nFour degrees!\n\n2Tess\nJanuary 15, 2017 at 9:02 am\n\nYes.\n\nTrackbacks\n\nLeave a Reply\n"
    )
    assert [(c.author, c.content) for c in read(text).comments] == [
        ("Rory", "Four degrees!"),
        ("Tess", "Yes."),
    ]


def test_answers_without_a_picture_have_the_name_below_the_date_like_others():
    text = (
        f"Winter swimming\n\nPosted on January 14, 2017 by Tess\n\n{TEXT}\n\n2 responses to “Winter swimming”\n\n"
        " 1. Sam Avatar\n    January 10, 2024\n    Sam\n\n    I counted them.\n\n    Reply\n"
        "     1. January 11, 2024\n        Dora Finch\n\n        Twice?\n\nLeave a Reply\n"
    )
    found = read(text).comments
    assert [(c.author, c.published, c.content) for c in found] == [
        ("Sam", "2024-01-10", "I counted them."),
        ("Dora Finch", "2024-01-11", "Twice?"),
    ]
