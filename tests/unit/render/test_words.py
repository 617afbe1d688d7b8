"""The words of rebuilt pages in the languages of blogs."""

import datetime as dt
import string

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert
from wparchive.render.words import Words, _table, words_for

AT = "https://blog.example"
CATEGORY = '<category domain="category" nicename="news"><![CDATA[News]]></category>'
TAGS = sorted(_table())
DATES = ("date", "month_date", "year_date")
PLACES = {"year", "month", "Month", "genitive", "Genitive", "number", "day"}


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_has_all_words_and_their_places(tag):
    found, english = words_for(tag), words_for("en")
    assert found.tag == tag
    for name in Words.__struct_fields__:
        text = getattr(found, name)
        assert text == text.strip() != "", name
        if name not in DATES:
            assert places(text) == places(getattr(english, name)), name
    assert set(places(found.date)) <= PLACES
    assert {"day", "year"} < set(places(found.date))
    assert "day" not in places(found.month_date)


def test_nothing_in_the_table_is_said_twice_or_read_by_nobody():
    table = _table()
    for tag, entry in table.items():
        assert set(entry) <= set(Words.__struct_fields__), tag
        base = table.get(tag.partition("-")[0], {}) if "-" in tag else {}
        assert not (base and len(entry) < len(base) and set(entry.items()) & set(base.items())), tag


@pytest.mark.parametrize("tag", TAGS)
def test_every_month_has_a_name_of_its_own(tag):
    found = words_for(tag)
    for form in ("2015-{:02}", "2015-{:02}-09"):
        said = [found.format_period(form.format(number)) for number in range(1, 13)]
        assert len(set(said)) == 12
        assert all("2015" in text and "-" not in text for text in said)


@pytest.mark.parametrize(
    ("language", "tag"),
    {
        "de-AT": "de", "de-DE-formal": "de", "de_CH": "de", "pt-BR": "pt-br", "pt-PT": "pt",
        "pt": "pt", "zh-TW": "zh-tw", "zh-CN": "zh", "zh-HK": "zh-tw", "zh-Hant-HK": "zh-tw",
        "zh-Hans-CN": "zh", "nb-NO": "nb", "nn-NO": "nb", "no": "nb", "en-US": "en", "en-GB": "en-gb",
        "en-AU": "en-gb", "en": "en", "": "en", "sr-RS": "en", "x-klingon": "en", "iw": "he",
    }.items(),
)  # fmt: skip
def test_a_blog_s_language_finds_its_words(language, tag):
    assert words_for(language).tag == tag


# As each language's own grammar has it; none of these comes from the table's making.
@pytest.mark.parametrize(
    ("language", "month", "day"),
    [
        ("en-US", "June 2015", "June 1, 2015"),
        ("en-GB", "June 2015", "1 June 2015"),
        ("de", "Juni 2015", "1. Juni 2015"),
        ("es", "junio de 2015", "1 de junio de 2015"),
        ("ru", "июнь 2015", "1 июня 2015"),
        ("pl", "czerwiec 2015", "1 czerwca 2015"),
        ("uk", "червень 2015", "1 червня 2015"),
        ("el", "Ιούνιος 2015", "1 Ιουνίου 2015"),
        ("cs", "červen 2015", "1. 6. 2015"),
        ("fi", "kesäkuu 2015", "1.6.2015"),
        ("hu", "2015. június", "2015. június 1."),
        ("he", "יוני 2015", "1 ביוני 2015"),
        ("ja", "2015年6月", "2015年6月1日"),
        ("ko", "2015년 6월", "2015년 6월 1일"),
    ],
)
def test_dates_are_written_as_people_write_them(language, month, day):
    assert words_for(language).format_period("2015-06") == month
    assert words_for(language).format_period("2015-06-01") == day


def test_november_has_its_name_where_another_language_calls_october_so():
    assert words_for("pl").format_period("2015-11-02") == "2 listopada 2015"
    assert (
        words_for("pl").format_period("2015-11")
        == words_for("cs").format_period("2015-11")
        == "listopad 2015"
    )


def test_a_date_says_no_more_than_is_known():
    german = words_for("de")
    assert german.format_date("2015-06-01", None) == "1. Juni 2015"
    assert german.format_date("2015-06-01 13:05:00", None) == "1. Juni 2015 um 13:05"
    assert german.format_date("2015-06-31 13:05:00", None) == "2015-06-31 13:05:00"
    assert german.format_date(None, None) == ""
    assert german.format_datetime(dt.datetime(2015, 6, 1, 9, 7)) == "1. Juni 2015 um 09:07"


@pytest.fixture
def made(tmp_path):
    """Pages by their address, of a small blog in some language."""

    def make(language):
        source = tmp_path / "export.xml"
        head = HEAD.replace("<language>en-US</language>", f"<language>{language}</language>")
        posts = (
            item(1, title="", comments=comment(7, author="")),
            item(2, title="<Zwei>", more=CATEGORY),
        )
        source.write_text(export(*posts, head=head), encoding="utf-8")
        convert(source, tmp_path / "out", to=["warc"], overwrite=True)
        [path] = (tmp_path / "out/warc").glob("*-blog.example.warc.gz")
        with path.open("rb") as file:
            return {
                record.rec_headers["WARC-Target-URI"]: record.raw_stream.read().decode()
                for record in ArchiveIterator(file, no_record_parse=True)
                if record.rec_type == "resource"
            }

    return make


def test_pages_lists_and_feeds_speak_the_blog_s_language(made):
    found = made("de-AT")
    post = found[f"{AT}/post-1/"]
    for said in (
        ">Ohne Titel</h1>", ">Anonym</span>", ">30. April 2024 um 10:00</time>", "Kommentare <span",
        ">Nächster Beitrag</small>", ">Zum Inhalt springen</a>",
        'Export vom <time datetime="2024-05-01">1. Mai 2024</time>',
    ):  # fmt: skip
        assert said in post, said
    assert 'lang="en"' not in post
    assert ">Kategorien: </span>" in found[f"{AT}/post-2/"]
    front = found[f"{AT}/"]
    assert ">30. April 2024</time>" in front
    assert 'href="https://blog.example/2024/04/" dir="auto">April 2024</a>' in front
    assert ">Monat: April 2024</h1>" in found[f"{AT}/2024/04/"]
    assert ">Jahr: 2024</h1>" in found[f"{AT}/2024/"]
    assert ">Kategorie: News</h1>" in found[f"{AT}/category/news/"]
    assert "<title>Kommentare – Blog</title>" in found[f"{AT}/comments/feed/"]
    assert "<title>Ohne Titel – Anonym</title>" in found[f"{AT}/comments/feed/"]


def test_words_in_another_language_than_the_page_say_so(made):
    post = made("sr-RS")[f"{AT}/post-1/"]
    assert '<html lang="sr-RS" dir="ltr">' in post
    assert '<aside class="rebuilt" lang="en" dir="ltr">This page was rebuilt' in post
    assert '<time lang="en" dir="ltr" datetime="2024-04-30T10:00:00+02:00"' in post


def test_pages_from_right_to_left_have_their_words_so_too(made):
    post = made("he-IL")[f"{AT}/post-1/"]
    assert '<html lang="he-IL" dir="rtl">' in post
    assert ">30 באפריל 2024 בשעה 10:00</time>" in post
    assert 'dir="ltr"' not in post
    english = made("ur")[f"{AT}/post-1/"]
    assert '<html lang="ur" dir="rtl">' in english
    assert '<small lang="en" dir="ltr">Next</small>' in english
