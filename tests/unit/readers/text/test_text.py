"""Text dumps: what was a page, facts apart by the words around its parts."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.conftest import SAMPLES
from wparchive.api import convert, open_source
from wparchive.errors import UnknownFormatError
from wparchive.errors.notices import Code
from wparchive.language import phrases
from wparchive.language.phrases import PhraseKind
from wparchive.readers.text import _MOVABLE_TYPE
from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.record import read_record


def read(tmp_path, text, name="dump.txt"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_source(path) as archive:
        [post] = list(archive)
        return archive, post


def facts(post):
    return [(c.kind, c.author, c.published, c.content) for c in post.comments]


def texts(post):
    """Every word that a record holds, `extra` included."""
    fields = [post.title, post.content, post.published, post.author and post.author.name]
    fields += [term.name for term in post.terms] + [extra.text for extra in post.extra]
    for comment in post.comments:
        fields += [comment.author, comment.content]
    return "\n".join(filter(None, fields))


# The sample: a page copied from a browser.


def test_the_sample_gives_its_post_comments_and_pingback():
    with open_source(SAMPLES / "zettelwerk.txt") as archive:
        [post] = list(archive)
    assert post.title == "Warum ich meine Bücher nach Farben sortiere"
    assert post.author.name == "Hanna Vogt"
    assert post.published == "2012-10-14"
    assert [(t.taxonomy, t.name) for t in post.terms] == [
        ("category", "Alltag"), ("category", "Bücher"), ("post_tag", "Ordnung"), ("post_tag", "Regale"),
    ]  # fmt: skip
    assert post.content.startswith("Am Wochenende habe ich das große Regal ausgeräumt")
    assert post.content.endswith("die innen eine andere Farbe haben als außen.")
    assert post.content.count("\n\n") == 3
    first, second, ping_in = post.comments
    assert (first.author, first.published) == ("Korbinian", "2012-10-15T08:12:00")
    assert first.content.startswith("Und die Reihen?")
    assert first.content.endswith(":-)")
    assert (second.author, second.published) == ("Hanna Vogt", "2012-10-15T20:31:00")
    assert second.content.endswith("Das erste Fach heißt jetzt „Wiese“.")
    assert (ping_in.kind, ping_in.author) == ("pingback", "Farbenlehre fürs Regal | Regalpost")
    assert [extra.text for extra in second.extra] == ["1"]  # an answer; to what, no number tells
    left = "\n".join(extra.text for extra in post.extra)
    for words in (
        "3 Antworten",
        "Antworten ↓",
        "Teilen Sie dies mit",
        "Quittenbrot",
        "Ottilie",
        "Backen",
        "Kommentar abschicken",
    ):
        assert words in left
        assert words not in post.content


# Languages and programs.

LYNX = """   #[1]Blog » Feed

[2]Blog

   A weblog

[3]The title of the post

   Posted on [4]June 1, 2010 by [5]Ada

   The first paragraph of the text, which is long enough to be broken by the program at the
   column where its lines end, and goes on for a while, as people do who write on a weblog,
   with [6]a link in it.

   The second one.

   This entry was posted in [7]Birds, [8]Bees and tagged [9]wings by [10]Ada. Bookmark the
   [11]permalink.

2 thoughts on “The title of the post”

    1.
   [12]Bob on [13]June 2, 2010 at 3:15 pm said:
       I have seen one, too.
       [14]Reply ↓
         1.
        Ada on [15]June 3, 2010 at 9:00 am said:
            Where?
            [16]Reply ↓
    2. Pingback: [17]Other blog » An answer

Leave a Reply [18]Cancel reply

   Name * ______________________________

References

   Visible links:
   1. https://blog.example/feed/
   2. https://blog.example/
   3. https://blog.example/2010/06/title/
   4. https://blog.example/2010/06/title/
   5. https://blog.example/author/ada/
   6. https://elsewhere.example/a?b=1&c=2
   7. https://blog.example/category/birds/
   8. https://blog.example/category/bees/
   9. https://blog.example/tag/wings/
  10. https://blog.example/author/ada/
  11. https://blog.example/2010/06/title/
  12. https://bob.example/
  13. https://blog.example/2010/06/title/#comment-7
  14. https://blog.example/2010/06/title/?replytocom=7#respond
  15. https://blog.example/2010/06/title/#comment-8
  16. https://blog.example/2010/06/title/?replytocom=8#respond
  17. https://other.example/answer/
  18. https://blog.example/2010/06/title/#respond
"""


@pytest.mark.parametrize("shown", ["[eab88]", "[mystery][svg]"])
def test_the_pictures_before_a_commenter_keep_their_names(tmp_path, shown):
    """w3m shows an avatar without a text for it as the beginning of its file's name."""
    _, post = read(tmp_path, LYNX.replace("[12]Bob on", f"{shown} [12]Bob on"))
    bob, ada, _ = post.comments
    assert (bob.author, bob.url, ada.author) == ("Bob", "https://bob.example/", "Ada")
    assert [(extra.tag, extra.text) for extra in bob.extra] == [("image", shown)]
    assert ada.extra == []


def test_links_of_a_dump_by_lynx_are_kept(tmp_path):
    archive, post = read(tmp_path, LYNX)
    assert (post.title, post.link) == (
        "The title of the post",
        "https://blog.example/2010/06/title/",
    )
    assert (post.author.name, post.published) == ("Ada", "2010-06-01")
    assert [t.name for t in post.terms] == ["Birds", "Bees", "wings"]
    assert archive.site.title == "Blog"
    bob, ada, ping_in = post.comments
    assert (bob.id, bob.url, bob.published) == (7, "https://bob.example/", "2010-06-02T15:15:00")
    assert (ada.id, ada.parent, ada.content) == (8, 7, "Where?")
    assert (ping_in.author, ping_in.url) == (
        "Other blog » An answer",
        "https://other.example/answer/",
    )
    assert '<a href="https://elsewhere.example/a?b=1&amp;c=2">[6]</a>a link' in post.content
    first, second = post.content.split("\n\n")
    assert "\n" not in first  # the program's line breaks are none of the text's
    assert second == "The second one."


PAGES = {
    "fr": ("3 réponses à « Titre de l’article »", "Bruno dit :", "2 juin 2010 à 15 h 15 min", "Laisser un commentaire"),
    "es": ("3 pensamientos en “Título de la entrada”", "Bruno dijo:", "2 junio, 2010 a las 15:15", "Deja una respuesta"),
    "it": ("3 pensieri su “Titolo dell’articolo”", "Bruno ha detto:", "2 giugno 2010 alle 15:15", "Lascia un commento"),
    "nl": ("3 gedachten over “Titel van het bericht”", "Bruno schreef:", "2 juni 2010 om 15:15", "Geef een reactie"),
    "pt": ("3 ideias sobre “Título do artigo”", "Bruno disse:", "2 de junho de 2010 às 15:15", "Deixe um comentário"),
    "pl": ("3 myśli na temat „Tytuł wpisu”", "Bruno pisze:", "2 czerwca 2010 o 15:15", "Dodaj komentarz"),
    "ru": ("Название записи: 3 комментария", "Bruno говорит:", "2 июня 2010 в 15:15", "Добавить комментарий"),
    "sv": ("3 tankar på ”Inläggets titel”", "Bruno skriver:", "2 juni 2010 kl. 15:15", "Lämna ett svar"),
    "tr": ("“Yazının başlığı” üzerine 3 düşünce", "Bruno dedi ki:", "2 Haziran 2010, 15:15", "Bir cevap yazın"),
    "ja": ("「記事のタイトル」への3件のフィードバック", "Bruno より:", "2010年6月2日 15:15", "コメントを残す"),
    "en": ("3 thoughts on “Title of the post”", "Bruno says:", "June 2, 2010 at 3:15 pm", "Leave a Reply"),
    "de": ("3 Gedanken zu „Titel des Beitrags“", "Bruno sagte am", "2. Juni 2010 um 15:15", "Kommentar verfassen"),
}  # fmt: skip
TITLE = re.compile(r"[“„«”「]\s*([^”“»」„]+?)\s*[”“»」]|^(.+):")


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("line_per_node", [False, True])
def test_languages(tmp_path, language, line_per_node):
    heading, says, date, respond = PAGES[language]
    title = next(filter(None, TITLE.search(heading).groups()))
    lines = [
        f"{title} | Blog", "Blog", "Menu", title,
        "A long first paragraph with more words than any menu has, so that it is seen as text.",
        "A second one, not much shorter, that ends the whole of it.",
        heading, says, date, "One.", says.replace("Bruno", "Clara"), date, "Two.",
        "Pingback: Elsewhere", respond, "Name", "Email",
    ]  # fmt: skip
    _, post = read(tmp_path, ("\n" if line_per_node else "\n\n").join(lines) + "\n")
    assert post.title == title
    assert [c.kind for c in post.comments] == ["comment", "comment", "pingback"]
    assert [c.author for c in post.comments] == ["Bruno", "Clara", "Elsewhere"]
    assert [c.published for c in post.comments[:2]] == ["2010-06-02T15:15:00"] * 2
    assert [c.content for c in post.comments[:2]] == ["One.", "Two."]
    assert post.content.startswith("A long first paragraph")
    assert post.content.endswith("ends the whole of it.")


def test_the_text_before_its_signature(tmp_path):
    text = """Old times

A paragraph of an old blog, with a theme that facts who wrote a comment after its text.

2 Comments »

First!

Comment by Bob — June 1, 2006 @ 10:00 am

Second, and longer.

In two paragraphs.

Comment by Eve — June 2, 2006 @ 11:30 pm

Leave a comment
"""
    _, post = read(tmp_path, text)
    assert facts(post) == [
        ("comment", "Bob", "2006-06-01T10:00:00", "First!"),
        ("comment", "Eve", "2006-06-02T23:30:00", "Second, and longer.\n\nIn two paragraphs."),
    ]


def test_a_date_in_a_text_begins_no_comment(tmp_path):
    text = LYNX.replace(
        "I have seen one, too.", "It was on\n       Monday, June 7, 2010\n       in the morning."
    )
    _, post = read(tmp_path, text)
    assert [c.author for c in post.comments] == ["Bob", "Ada", "Other blog » An answer"]
    assert "Monday, June 7, 2010" in post.comments[0].content


def test_fewer_comments_than_the_heading_counts_are_named(tmp_path):
    archive, post = read(tmp_path, LYNX.replace("2 thoughts", "9 thoughts"))
    assert len(post.comments) == 3
    assert Code.COMMENTS_MISSING in {n.code for n in archive.notices}


def test_what_stands_around_a_byline_and_a_name_is_kept(tmp_path):
    text = LYNX.replace("   The first paragraph", "   3 Replies\n\n   The first paragraph")
    text = text.replace("said:\n       I have", "said:\n       (Edit)\n       I have")
    _, post = read(tmp_path, text)
    assert post.content.startswith("The first paragraph")
    assert post.comments[0].content == "I have seen one, too."
    left = "\n".join(extra.text for extra in post.extra)
    assert "3 Replies" in left
    assert "(Edit)" in left


def test_a_word_on_moderation_is_none_of_the_comment(tmp_path):
    word = "Ваш комментарий ожидает проверки."
    text = LYNX.replace("said:\n       I have", f"said:\n       {word}\n       I have")
    _, post = read(tmp_path, text)
    assert post.comments[0].content == "I have seen one, too."
    assert word in "\n".join(extra.text for extra in post.extra)


def test_markup_in_a_text_stays_text(tmp_path):
    text = LYNX.replace("The second one.", "Write <b>bold</b> & <script>alert(1)</script>.")
    path = tmp_path / "dump.txt"
    path.write_text(text)
    convert(path, tmp_path / "out", to=["markdown"])
    [written] = [p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md")]
    assert "\\<script>" in written
    assert "<b>" not in written.replace("\\<b>", "")


def test_outputs_name_the_author_and_invent_no_time(tmp_path):
    convert(SAMPLES / "zettelwerk.txt", tmp_path / "out", to=["markdown", "warc"])
    [written] = [p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md")]
    assert "\nauthor: Hanna Vogt\n" in written
    assert "\ndate: 2012-10-14\n" in written
    [public] = (tmp_path / "out/warc").iterdir()
    assert "Hanna Vogt" in gzip.decompress(public.read_bytes()).decode()


def test_lists_are_lists(tmp_path):
    items = "     * One\n     * Two, of\n       two lines\n         3. Inner\n     * Three"
    _, post = read(tmp_path, LYNX.replace("   The second one.", items))
    assert post.content.endswith(
        "\n\n<ul>\n<li>One</li>\n<li>Two, of\ntwo lines\n"
        '<ol start="3">\n<li>Inner</li></ol></li>\n<li>Three</li></ul>'
    )


def test_a_text_in_windows_1252(tmp_path):
    sample = (SAMPLES / "zettelwerk.txt").read_text(encoding="utf-8")
    data = sample.replace("←", "<").replace("→", ">").replace("↓", "").encode("cp1252")
    _, post = read(tmp_path, data)
    assert post.title == "Warum ich meine Bücher nach Farben sortiere"
    assert len(post.comments) == 3


MOVABLE_TYPE = """AUTHOR: Ada
TITLE: Not yet
STATUS: Draft
PRIMARY CATEGORY: Tools
CATEGORY: Metal
DATE: 05/04/2012 10:00:00 AM
-----
BODY:
Nobody may read this, and it is long enough.
-----
COMMENT:
AUTHOR: Uwe
DATE: 05/06/2012 09:00:00 AM
Hm.
-----
--------
"""


@pytest.mark.parametrize(
    "text",
    [
        MOVABLE_TYPE,
        MOVABLE_TYPE.replace("\n", "\r\n"),
        MOVABLE_TYPE.split("STATUS: Draft\n")[1],
        "A shopping list: milk, bread, butter.\n" * 20,
        "User-agent: *\nDisallow: /wp-admin/\n",
        "Dear Bob,\n\nthank you for your comments on June 1, 2010 at 10:00 am.\n\nAda\n",
        "def f(x):\n    return {1: x}\n" * 50,
        "Comments\n\nSearch\n\nHome\n",
    ],
)
def test_other_texts_are_refused(tmp_path, text):
    path = tmp_path / "other.txt"
    path.write_text(text)
    with pytest.raises(UnknownFormatError, match=r"other\.txt"):
        open_source(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_movable_types_exports_are_known_by_their_fields(end):
    text = MOVABLE_TYPE.replace("\n", end)
    assert _MOVABLE_TYPE.search(text)
    assert not _MOVABLE_TYPE.search(text.replace("BODY:", "It said:").replace("COMMENT:", "Hm:"))


def test_every_line_is_somewhere(tmp_path):
    for text in (LYNX, (SAMPLES / "zettelwerk.txt").read_text(encoding="utf-8")):
        _, post = read(tmp_path, text)
        kept = re.sub(r"\[\d+\]|<[^>]*>|[\W_]+", "", texts(post)).casefold()
        for line in text.partition("References")[0].splitlines():
            for word in re.findall(r"[^\W\d_]{4,}", re.sub(r"\[\d+\]", "", line)):
                known = {"posted", "entry", "this", "tagged", "bookmark", "permalink", "thoughts"}
                # Words of a phrase that a field was made of, and months, are in no field.
                known |= {"june", "said", "pingback", "dieser", "eintrag", "wurde", "oktober"}
                known |= {"veröffentlicht", "schlagworte", "gedanken", "beitragsautor", "antworten"}
                assert word.casefold() in kept or word.casefold() in known, word


def test_a_dump_of_many_pages_is_read():
    text = LYNX.partition("References")[0]
    record = read_record(read_dump(text * 2000), "x")
    assert len(record.post.comments) <= 2 + 3


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("One thought on “Hello world!”", 1, "Hello world!"),
        ("12 thoughts on “Who said “no”?”", 12, "Who said “no”?"),
        ("Two Responses to “A”", 2, "A"),
        ("1.234 Kommentare zu „Viel los“", 1234, "Viel los"),
        ("Привет: 5 комментариев", 5, "Привет"),
        ("《你好》上有 5 条评论", 5, "你好"),
        ("Ein Gedanke zu „A“", 1, "A"),
    ],
)
def test_headings_of_comments(line, number, title):
    found = phrases.match_phrase(PhraseKind.COMMENTS, line)
    assert (found.number, found.values["title"]) == (number, title)


def test_phrases_of_over_fifty_languages():
    assert len({language for language, _ in phrases._phrases(PhraseKind.RESPOND)}) > 50


@pytest.mark.parametrize(
    ("says", "moment", "words", "reply", "form"),
    [
        ("scrive:", "6 maggio 2012 alle 09:00", "Lascia un commento", "Rispondi", "Lascia un commento"),
        ("sagt:", "6. Mai 2012 um 09:00", "Schreibe einen Kommentar", "Antworten", "Schreibe einen Kommentar"),
        ("says:", "May 6, 2012 at 9:00 am", "Leave a Reply", "Reply", "Leave a Reply"),
    ],
)  # fmt: skip
def test_a_comment_may_say_what_the_form_says(tmp_path, says, moment, words, reply, form):
    head = "Lathe\n\n   Posted on May 4, 2012 by Kim\n\n   The lathe came on a pallet, and three of us carried it.\n\n   Posted in Tools.\n\n"
    comments = "".join(
        f"    {n}. {name} {says}\n       [{n}]{moment}\n       {text}\n       [{n}7]{reply}\n"
        for n, name, text in ((1, "Uwe", "Hm."), (2, "Rolf", words), (3, "Ida", "Fine!"))
    )
    _, post = read(tmp_path, f'{head}3 thoughts on "Lathe"\n\n{comments}\n{form}\n')
    assert [(c.author, c.content) for c in post.comments] == [
        ("Uwe", "Hm."), ("Rolf", words), ("Ida", "Fine!"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "heading", "terms"),
    [
        ("4. Mai 2012 | Kategorien: Werkzeug | Schlagwörter: Metall", "Schreibe einen Kommentar", {"Werkzeug", "Metall"}),
        ("May 4, 2012 | Categories: Tools", "Leave a Reply", {"Tools"}),
    ],
)  # fmt: skip
def test_date_and_terms_in_one_line_below_a_text(tmp_path, line, heading, terms):
    body = "The lathe came on a pallet, and three of us carried it.\n\n   It runs now, and it is louder than the old one."
    _, post = read(tmp_path, f"Shop\n\nThe lathe\n\n   {body}\n\n   {line}\n\n{heading}\n")
    assert (post.title, post.published, post.author) == ("The lathe", "2012-05-04", None)
    assert {term.name for term in post.terms} == terms
    assert "on a pallet" in post.content
    assert post.content.endswith("louder than the old one.")
