"""Lines with a post's date and the name of its author, in the words of many languages."""

from __future__ import annotations

import pytest

from wparchive.readers.pages.extract import read_page
from wparchive.readers.pages.extract.date_parser import DateParser
from wparchive.readers.pages.extract.dated_line import read_dated_line
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

LINES = [
    ("Veröffentlicht am 3. Mai 2014 von Anna Berger", "Anna Berger", "2014-05-03"),
    ("Von Anna am 3. Mai 2014", "Anna", "2014-05-03"),
    ("04.03.2009 12:30 von admin", "admin", "2009-03-04T12:30:00"),
    ("Publicado em 12 de março de 2016 por Luísa Prado", "Luísa Prado", "2016-03-12"),
    ("Publié le 7 août 2015 par Jeanne Morel", "Jeanne Morel", "2015-08-07"),
    ("Geplaatst op 14 mei 2007 door Kees de Boer", "Kees de Boer", "2007-05-14"),
    ("Опубликовано 12 января 2013 автором Иван Петров", "Иван Петров", "2013-01-12"),
    ("Опубликовал Иван Петров 5 мая 2012", "Иван Петров", "2012-05-05"),
    ("Pubblicato il 4 ottobre 2009 da Carla Fonti", "Carla Fonti", "2009-10-04"),
    ("Escrito el 3 de mayo de 2012 por Juan Ruiz", "Juan Ruiz", "2012-05-03"),
    ("Napsal Petr Novotný, 3. září 2011", "Petr Novotný", "2011-09-03"),
    ("Skrevet af Mette Krogh, 4. marts 2009", "Mette Krogh", "2009-03-04"),
    ("20 października 2019 · Autor: Marek Zięba", "Marek Zięba", "2019-10-20"),
    ("5 Mayıs 2012 tarihinde Ali Kaya tarafından yayınlandı", "Ali Kaya", "2012-05-05"),
    ("2017年11月23日 投稿者: 山田花子", "山田花子", "2017-11-23"),
    ("posted by Will Tanner on 01.12.06 @ 9:14 pm", "Will Tanner", "2006-12-01T21:14:00"),
    ("12 May 2010 by Ann | 3 Comments", "Ann", "2010-05-12"),
    ("February 9, 2018 | Helen Marsh", "Helen Marsh", "2018-02-09"),
    ("Anna Lena · 4. März 2009", "Anna Lena", "2009-03-04"),
    ("Inlagt den 5 maj 2010 av Per", "Per", "2010-05-05"),
    ("Posted on May 3, 2012", None, "2012-05-03"),
]


@pytest.mark.parametrize(("text", "author", "date"), LINES)
def test_a_line_of_date_and_name(text, author, date):
    found = read_dated_line(text, DateParser(""))
    assert (found.author, found.date.text) == (author, date)


@pytest.mark.parametrize(
    "text",
    [
        "12 May 2010 – Monte Cassino",
        "May 3, 2012 | News",
        "We met on May 3, 2012",
        "On May 3, 2012 we met Anna Berger by the lake.",
        "3 June 2011, Anna",
        "Posted on March 4, 2009 in Uncategorized",
    ],
)
def test_a_line_with_other_words(text):
    assert read_dated_line(text, DateParser("en")) is None


def read(line, *, language="de", box='<div class="a">{}</div>'):
    text = "<p>Das war ein guter Anfang, und so blieb es.</p><p>Bis der Winter kam.</p>"
    return read_page(
        f'<html lang="{language}"><head><title>Brot und Salz – Haus</title>'
        '<link rel="stylesheet" href="/wp-content/themes/x/s.css"></head>'
        f"<body>{box.format(f'<h1>Brot und Salz</h1>{line}{text}')}</body></html>".encode(),
        source="page.html",
    ).post


@pytest.mark.parametrize(
    "line",
    [
        "<p>3. Mai 2012 | Anna Berger</p>",
        "<p>Anna Berger<br>3. Mai 2012</p>",
        "<p>Veröffentlicht am 3. Mai 2012 von Anna Berger in <a href='/category/brot/'>Brot</a></p>",
        "<p>Am 3. Mai 2012 von <a href='mailto:a@haus.example'>Anna Berger</a></p>",
        "<p class='author'>Verfasst von Anna Berger, 3. Mai 2012</p>",
        "<div><span>von Anna Berger<br>3. Mai 2012</span></div>",
    ],
)
def test_the_line_below_a_title_is_no_text(line):
    post = read(line)
    assert (post.author.name, post.published, post.author.url) == (
        "Anna Berger",
        "2012-05-03",
        None,
    )
    assert plain_text(parse_fragment(post.content)).startswith("Das war ein guter Anfang")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("<p>Veröffentlicht am 3. Mai 2012 von Anna Berger</p>", "post"),
        ("<p>Anna Berger wohnt seit 2012 am Markt.</p>", "page"),
    ],
)
def test_a_page_with_a_byline_is_a_post(line, kind):
    assert read(line).type == kind


def test_a_line_in_the_header_of_an_article():
    line = "<p>Veröffentlicht am 3. Mai 2012 von Anna Berger</p></header>"
    post = read(line, box="<article><header>{}</article>")
    assert post.author.name == "Anna Berger"
    assert plain_text(parse_fragment(post.content)).startswith("Das war ein guter Anfang")


def test_the_diary_of_an_author_stays():
    own = "<p>12 May 2010 | Monte Cassino</p>"
    post = read(f'<div class="entry-content">{own}', box='<div class="hentry">{}</div></div>')
    assert "Monte Cassino" in plain_text(parse_fragment(post.content))
    assert post.author is None


def test_terms_behind_a_label():
    box = '<div class="s">{}<div>filed under: <a href="/category/trees/">Trees</a>,'
    post = read("", box=box + ' <a href="/category/pears/">Pears</a></div></div>')
    assert [t.name for t in post.terms] == ["Trees", "Pears"]


def test_a_subtitle_in_the_title():
    post = read_page(
        b'<html><head><title>La vendemmia - Diario</title><link href="/wp-content/a.css"></head><body>'
        b"<div><h1>La vendemmia<br><small>nelle colline</small></h1>"
        b"<p>Le uve erano mature, ma abbiamo aspettato.</p></div></body></html>",
        source="page.html",
    ).post
    assert post.title == "La vendemmia nelle colline"
