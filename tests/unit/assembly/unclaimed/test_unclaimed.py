"""The account of words on the way in: what no field holds is kept, named, and never too much."""

from __future__ import annotations

import json

import pytest

import wparchive
from tests.pages import LINK, page, post
from wparchive.assembly.unclaimed.account import TAG, TextSummary, UnclaimedSummary, notices_of
from wparchive.assembly.unclaimed.words import FieldTexts, first_words, words_of
from wparchive.errors.notices import Code
from wparchive.model.canonical import encode_post
from wparchive.readers.pages.extract import assemble, body, read_page

ENGLISH = "The editors would like to add that the bridge was repaired in the summer after this text was written, and that the ferry has not run since then."
GERMAN = "Nachtrag der Redaktion: Die Brücke wurde im Sommer danach ausgebessert, und die Fähre fährt seit jenem Herbst nur noch an den Wochenenden und an den Feiertagen, wenn der Fluss nicht zu hoch steht."
JAPANESE = "追記。この橋は翌年の夏に修理されました。渡し船はその後、週末だけ運航しています。詳しくは役場まで。"
TEXT = f"<p>{' '.join(f'Sentence {n} tells of beets and of rain in the garden.' for n in range(12))}</p><p>Last words of it.</p>"
COMMENTS = """<div id="comments"><h3>2 Responses</h3><ol class="commentlist">
<li class="comment" id="comment-1"><cite class="fn">Eva</cite> says: <a href="#comment-1">May 7, 2011 at 8:09 am</a><p>The beets of our neighbours froze that very night.</p></li>
<li class="comment" id="comment-2"><cite class="fn">Jan</cite> says: <a href="#comment-2">May 8, 2011 at 9:10 am</a><p>Cover them with leaves, and they will not.</p></li></ol></div>"""
AROUND = """<aside id="secondary" class="widget-area"><section class="widget"><h2>About me</h2><p>I have grown vegetables on this slope for more than thirty years, and I write down here what came of it, whether anybody reads it or not.</p></section>
<section class="widget"><h2>Recent Posts</h2><ul><li><a href="/1/">A post with a rather long title of its own</a></li></ul></section></aside>
<footer id="colophon"><p>All the texts on these pages are free to copy as long as their author is named together with the address of the garden.</p></footer>"""
RELATED = '<div class="related-posts"><h3>You may also like</h3><article><h4><a href="/2/">The year before</a></h4><p>In the year before there was no rain at all, so that even the wells of the upper village ran dry by the end of June.</p></article></div>'
FORM = '<div id="respond"><h3>Leave a Reply</h3><form action="/wp-comments-post.php"><p>Your email address will not be published. Required fields are marked *</p><p>We keep what you write for as long as there is this blog, and no longer than you want us to keep it here.</p></form></div>'


def seen(data):
    """What a page's account has: the kept texts and the codes of its notices."""
    found = read_page(data, source="page.html", url=LINK)
    kept = [e.text for e in found.post.extra if e.tag == TAG]
    return kept, notices_of([found.account])


def codes(notices):
    return [notice.code for notice in notices]


def test_a_page_with_all_that_blogs_have_around_a_post_has_nothing_to_name():
    data = page(COMMENTS + RELATED + FORM, article=post(TEXT), after=AROUND)
    assert seen(data) == ([], [])


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, JAPANESE], ids=["en", "de", "ja"])
@pytest.mark.parametrize(
    "box",
    [
        '<div class="xq-7">{}</div>',
        "<section><p>{}</p></section>",
        "<table><tr><td>{}</td></tr></table>",
        "<dl><dd>{}</dd></dl>",
        "<p><span><b>{}</b></span></p>",
    ],
)
@pytest.mark.parametrize("place", ["before", "after", "below"])
def test_an_odd_block_of_the_main_region_is_kept_and_named(text, box, place):
    odd = box.format(text)
    data = {
        "before": page(COMMENTS, article=odd + post(TEXT), after=AROUND),
        "after": page(odd + COMMENTS, article=post(TEXT), after=AROUND),
        "below": page(COMMENTS + odd, article=post(TEXT), after=AROUND),
    }[place]
    kept, notices = seen(data)
    assert kept == [text]
    assert codes(notices) == [Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL]
    assert f"{len(words_of(text))} words" in notices[0].message
    assert first_words(text) in notices[0].message
    assert {notice.source for notice in notices} == {"page.html"}
    assert {notice.post_id for notice in notices} == {7}


def test_a_short_block_is_named_and_speaks_against_no_body():
    kept, notices = seen(
        page(article=post(TEXT, extra="<p>Drawn by the neighbour's youngest daughter.</p>"))
    )
    assert kept == ["Drawn by the neighbour's youngest daughter."]
    assert codes(notices) == [Code.TEXT_UNCLAIMED]


def test_a_body_shorter_than_what_was_left_out_is_doubtful():
    line = "Drawn by the neighbour's youngest daughter."
    _, notices = seen(page(article=post("<p>Look.</p>", extra=f"<p>{line}</p>")))
    assert codes(notices) == [Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL]
    assert "The body has 1 word; it lacks 7 words" in notices[1].message


def test_a_form_around_the_whole_page_hides_nothing():
    whole = page(f"<div><p>{ENGLISH}</p></div>", article=post(TEXT)).decode()
    wrapped = whole.replace('<div id="page">', '<form action="/page.aspx"><div id="page">').replace(
        "</body>", "</form></body>"
    )
    assert seen(wrapped.encode())[0] == [ENGLISH]


def test_paragraphs_in_what_is_called_share_buttons_are_doubtful():
    box = f'<div class="share-box"><p>{ENGLISH}</p></div>'
    _, notices = seen(page(article=post("<p>Look at it.</p>", extra=box)))
    assert codes(notices) == [Code.BODY_DOUBTFUL]
    assert first_words(ENGLISH) in notices[0].message


# Faults of extraction, made on purpose.


def without_last_paragraph(monkeypatch):
    made = body.inner_html
    monkeypatch.setattr(
        body, "inner_html", lambda *args: made(*args).replace(f"<p>{ENGLISH}</p>", "")
    )


def without_a_comment(monkeypatch):
    made = assemble.read_comments
    monkeypatch.setattr(assemble, "read_comments", lambda *args, **named: made(*args, **named)[:-1])


def without_half_of_the_page(monkeypatch):
    made = body.inner_html
    monkeypatch.setattr(
        body, "inner_html", lambda *args: (text := made(*args))[: text.index("Sentence 5")]
    )


@pytest.mark.parametrize(
    ("fault", "start"),
    [
        (without_last_paragraph, "The editors would like"),
        (without_a_comment, "Cover them with leaves"),
        (without_half_of_the_page, "Sentence 0 tells"),
    ],
)
def test_what_extraction_drops_is_noticed(monkeypatch, fault, start):
    data = page(COMMENTS, article=post(f"{TEXT}<p>{ENGLISH}</p>"), after=AROUND)
    assert seen(data) == ([], [])
    fault(monkeypatch)
    _, notices = seen(data)
    assert Code.TEXT_UNCLAIMED in codes(notices)
    assert start in notices[0].message


# Several pages.


def site(folder, **pages):
    for name, data in pages.items():
        (folder / f"{name}.html").write_bytes(data)
    return folder


def copy(number, **parts):
    data = page(**parts).decode()
    for old, new in (
        ("ein-beitrag", f"post-{number}"),
        ("?p=7", f"?p={number}"),
        ("postid-7", f"postid-{number}"),
        ("post-7", f"post-{number}"),
    ):
        data = data.replace(old, new)
    return data.encode()


def test_what_several_pages_have_alike_is_the_themes_and_named_once(tmp_path):
    pages = {
        f"p{n}": copy(
            n, article=post(f"<p>Words of the post number {n}.</p>") + f"<div>{ENGLISH}</div>"
        )
        for n in range(1, 5)
    }
    with wparchive.open_source(site(tmp_path, **pages)) as archive:
        named = [n for n in archive.notices if n.code in {Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL}]
    assert [(n.code, "4 pages" in n.message) for n in named] == [(Code.TEXT_UNCLAIMED, True)]


def test_pages_without_a_post_are_named_with_their_words(tmp_path):
    lost = f"<!DOCTYPE html><html><head><title>Our bees</title></head><body><div><p>{ENGLISH}</p><p>{ENGLISH} Twice.</p></div></body></html>"
    with wparchive.open_source(
        site(tmp_path, a=page(article=post(TEXT)), b=lost.encode())
    ) as archive:
        (notice,) = [n for n in archive.notices if n.code is Code.PAGE_SKIPPED]
    assert "1 of them have text" in notice.message
    assert "'Our bees' (57 words)" in notice.message


def test_text_of_a_doubtful_body_in_no_output_is_a_loss(tmp_path):
    source = site(tmp_path, a=page(f"<div>{ENGLISH}</div>", article=post(TEXT)))
    whole = wparchive.convert(source, tmp_path / "whole", to=["markdown", "json"])
    assert whole.exit_code == wparchive.ExitCode.OK
    public = wparchive.convert(source, tmp_path / "public", to=["markdown"])
    assert public.exit_code == wparchive.ExitCode.CONTENT_LOST
    assert public.notice_counts[Code.TEXT_LOST] == 1
    shown = "".join(p.read_text("utf-8") for p in (tmp_path / "public/markdown").rglob("*.md"))
    assert "ferry" not in shown


# Other inputs.


def feed(item):
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Blog</title>
<link>https://blog.example</link><item><title>Beets</title><link>https://blog.example/beets/</link>{item}</item></channel></rss>"""


def notices_in(path):
    with wparchive.open_source(path) as archive:
        posts = list(archive)
        found = [n for n in archive.notices if n.code in {Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL}]
    return posts, found


CONTENT = "<content:encoded><![CDATA[<p>Beets again.</p>]]></content:encoded>"


@pytest.mark.parametrize(
    "item",
    [
        f"{CONTENT}<media:description>{ENGLISH}</media:description>",
        f"{CONTENT}{ENGLISH}",
        f"<link>{ENGLISH}</link>{CONTENT}",
    ],
)
def test_text_of_a_feed_that_no_field_holds(tmp_path, item):
    (tmp_path / "feed.xml").write_text(feed(item), "utf-8")
    posts, notices = notices_in(tmp_path / "feed.xml")
    assert codes(notices) == [Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL]
    assert ENGLISH in json.dumps([encode_post(p).decode() for p in posts])


def test_a_feed_whose_fields_hold_all_has_nothing_to_name(tmp_path):
    (tmp_path / "feed.xml").write_text(
        feed(
            f"<description>Beets again.</description>{CONTENT}<guid>https://blog.example/?p=7</guid>"
        ),
        "utf-8",
    )
    assert notices_in(tmp_path / "feed.xml")[1] == []


REST = {"id": 7, "date": "2011-05-06T07:08:09", "date_gmt": "2011-05-06T05:08:09", "guid": {"rendered": "https://blog.example/?p=7"}, "slug": "beets", "status": "publish", "type": "post",
        "link": "https://blog.example/beets/", "title": {"rendered": "Beets"}, "content": {"rendered": "<p>Beets again.</p>", "protected": False}, "excerpt": {"rendered": "", "protected": False}}  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"description": {"rendered": f"<p>{ENGLISH}</p>"}},
        {"caption": ENGLISH},
        {"recipe": {"steps": [{"rendered": ENGLISH}]}},
    ],
    ids=["rendered", "plain", "a plugin's"],
)
def test_texts_of_a_rest_object_that_no_field_holds(tmp_path, more):
    (tmp_path / "posts.json").write_text(json.dumps([{**REST, **more}]), "utf-8")
    posts, notices = notices_in(tmp_path / "posts.json")
    assert codes(notices) == [Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL]
    assert ENGLISH in "".join(e.text for e in posts[0].extra)


def test_a_rest_object_whose_fields_hold_all_has_nothing_to_name(tmp_path):
    (tmp_path / "posts.json").write_text(json.dumps([REST]), "utf-8")
    assert notices_in(tmp_path / "posts.json")[1] == []


def test_a_copy_with_paragraphs_that_the_body_lacks(tmp_path):
    (tmp_path / "feed.xml").write_text(
        feed(f"{CONTENT}<guid>https://blog.example/?p=7</guid>").replace(
            "/beets/", "/2011/05/06/ein-beitrag/"
        ),
        "utf-8",
    )
    (tmp_path / "page.html").write_bytes(page(article=post(f"<p>Beets again.</p><p>{ENGLISH}</p>")))
    outcome = wparchive.convert(tmp_path, tmp_path.with_suffix(".out"), to=["json"])
    assert outcome.notice_counts[Code.BODY_DOUBTFUL] == 1


# The words themselves.


@pytest.mark.parametrize(
    ("text", "number"),
    [("one two-three", 3), ("日本語 text", 4), ("हिन्दी में", 2), ("don't", 2), ("", 0)],
)
def test_words(text, number):
    assert len(words_of(text)) == number


def test_what_is_claimed_may_be_spaced_and_typeset_otherwise():
    claimed = FieldTexts(["The “beets”\nof\xa0our neighbours – all of them – froze"])
    assert claimed.holds('the "beets" of our neighbours - all of them - froze')
    assert not claimed.holds("the beets of our friends")
    assert claimed.missing("Nobody has ever told us of a frost like that one before") >= 10


def test_a_text_on_three_pages_is_no_posts():
    found = TextSummary(1, "Same words ...", 30, is_paragraph=True)
    accounts = [UnclaimedSummary(f"{n}.html", n, "", 5, (found,)) for n in range(3)]
    assert codes(notices_of(accounts[:2])) == [Code.TEXT_UNCLAIMED, Code.BODY_DOUBTFUL] * 2
    assert codes(notices_of(accounts)) == [Code.TEXT_UNCLAIMED]
