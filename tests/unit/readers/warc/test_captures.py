"""Which of several captures is read, and captures that other programs pack in other ways."""

from __future__ import annotations

import base64
import gzip
import io
import json
import plistlib
import zipfile

import pytest
import zstandard

from tests.unit.readers.pages.test_pages import page, said
from tests.unit.readers.warc.test_warc import http, packed, read, record, titles
from wparchive.api import convert, open_source
from wparchive.errors.notices import Code
from wparchive.readers.warc.looks import look_at
from wparchive.readers.warc.standins import why_not

SITE = "https://blog.example"
ONE = f"{SITE}/2020/02/first/"
TWO = f"{SITE}/2020/02/second/"
HTML = "text/html; charset=utf-8"
OLD, NEW = "2016-01-01T00:00:00Z", "2021-01-01T00:00:00Z"


def post(number=1, slug="first", title="First", comments=()):
    return page(number, slug, title, comments=list(comments)).encode()


def capture(body, uri=ONE, date=OLD, **headers):
    data = body if isinstance(body, bytes) else body.encode()
    return record(http(data, media=HTML, **headers), uri, date=date)


STAND_INS = {
    "parking in Polish": "<title>blog.example</title><h1>Ta domena jest na sprzedaż</h1>",
    "nothing": "",
    "white space": "  <html><body> </body></html>",
    "an unknown language": "<html><title>Xyz</title><body><p>Ez az oldal nincs itt többé.</p></body>",
    "a script": "<html><head><script>window.location.href='https://ads.example/x';</script></head></html>",
    "a login": "<body class='login'><form><input type=password></form>Zaloguj się</body>",
    "a list of posts": "<body class='home blog'><h2>Blog</h2><p>All news of this garden here.</p></body>",
    "a soft error in a post's markup": "<title>Ups! Nie ma takiej strony. – Blog</title><body><article class='hentry'><div class='entry-content'>Szukaj</div></article></body>",
    "an error that the theme marks": "<title>Blog</title><body><article class='hentry not-found'><div class='entry-content'>Szukaj</div></article></body>",
    "a soft error of the theme": "<body class='error404'><h1>Hups</h1><p>Nothing here, sorry.</p></body>",
}


def test_a_new_blog_at_the_same_address_does_not_displace_a_post(tmp_path):
    """Its first post is a post, in the same template, perhaps with the same sidebar."""
    words = "<p>Welcome to WordPress. This is your first post. Edit or delete it, then start writing!</p>"
    new = page(1, "first", "Hello world!", words)
    found = read(tmp_path, packed(capture(post()), capture(new, date=NEW)))
    assert titles(found) == ["First"]
    [notice] = [n for n in found[0].notices if n.code is Code.EARLIER_CAPTURE]
    assert "first post of a new blog" in notice.message


def test_the_first_post_of_a_blog_stays_where_there_is_no_other(tmp_path):
    words = "<p>Welcome to WordPress. This is your first post. Edit or delete it, then start writing!</p>"
    first = page(1, "first", "Hello world!", words)
    found = read(tmp_path, packed(capture(first), capture(first, date=NEW)))
    assert titles(found) == ["Hello world!"]


@pytest.mark.parametrize("body", STAND_INS.values(), ids=STAND_INS)
def test_what_stands_in_for_a_post_does_not_displace_it(tmp_path, body):
    found = read(tmp_path, packed(capture(post()), capture(body, date=NEW)))
    assert titles(found) == ["First"]
    [notice] = [n for n in found[0].notices if n.code is Code.EARLIER_CAPTURE]
    assert OLD[:10] in notice.message
    assert ONE in notice.source


def test_the_newest_post_stays_when_its_words_changed(tmp_path):
    newer = post(title="First, mended").replace(b"</p>", b" And more.</p>")
    found = read(tmp_path, packed(capture(post()), capture(newer, date=NEW)))
    assert titles(found) == ["First, mended"]
    assert not [n for n in found[0].notices if n.code is Code.EARLIER_CAPTURE]


def test_a_post_about_parked_domains_is_a_post(tmp_path):
    body = post(title="This domain is for sale")
    found = read(tmp_path, packed(capture(post()), capture(body, date=NEW)))
    assert titles(found) == ["This domain is for sale"]


def test_a_cut_body_does_not_displace_a_whole_one(tmp_path):
    cut = capture(post()[:-200], date=NEW, Content_Length=len(post()))
    found = read(tmp_path, packed(capture(post()), cut))
    assert [n.code for n in found[0].notices].count(Code.INPUT_TRUNCATED) == 0
    assert (
        "incomplete" in next(n for n in found[0].notices if n.code is Code.EARLIER_CAPTURE).message
    )


def test_comments_of_an_earlier_capture_are_kept(tmp_path):
    older = post(comments=[said(7), said(8)])
    found = read(tmp_path, packed(capture(older), capture(post(title="New title"), date=NEW)))
    assert titles(found) == ["New title"]
    assert [c.id for c in found[1][0].comments] == [7, 8]


def test_known_words_count_only_beside_an_earlier_post():
    parked = look_at(b"<h1>Domain is for sale</h1>", None)
    assert why_not(parked, ONE, [], {}) == ""
    text = "".join(f"<p>Word{n} of this long text.</p>" for n in range(40))
    plain = look_at(f"<h1>Garden</h1>{text}".encode(), None)
    assert why_not(parked, ONE, [plain], {}) == "a parked domain"


@pytest.mark.parametrize("where", [b"text of it", b"long enough", b"February"])
def test_a_page_that_breaks_off_does_not_displace_a_whole_one(tmp_path, where):
    """No header tells that it is cut; the earlier capture goes on to the end tag."""
    cut = post()[: post().index(where)]
    found = read(tmp_path, packed(capture(post()), capture(cut, date=NEW)))
    notice = next(n for n in found[0].notices if n.code is Code.EARLIER_CAPTURE)
    assert "end tag" in notice.message
    assert OLD[:10] in notice.message


def test_pages_without_end_tags_are_whole(tmp_path):
    bare = post().replace(b"</body></html>", b"")
    newer = post(title="First, mended").replace(b"</body></html>", b"")
    found = read(tmp_path, packed(capture(bare), capture(newer, date=NEW)))
    assert titles(found) == ["First, mended"]
    assert not [n for n in found[0].notices if n.code is Code.EARLIER_CAPTURE]


def test_a_body_shorter_than_announced_is_cut(tmp_path):
    body = post()
    found = read(tmp_path, packed(capture(body, Content_Length=len(body) + 500)))
    assert titles(found) == ["First"]
    assert [n.code for n in found[0].notices].count(Code.INPUT_TRUNCATED) == 1


@pytest.mark.parametrize("coding", ["none", "utf-8", "8bit", "UTF8", ""])
def test_a_coding_that_is_none(tmp_path, coding):
    found = read(tmp_path, packed(capture(post(), Content_Encoding=coding)))
    assert titles(found) == ["First"]


def test_gzip_that_no_header_names(tmp_path):
    assert titles(read(tmp_path, packed(capture(gzip.compress(post()))))) == ["First"]


@pytest.mark.parametrize(
    ("content_range", "cut"), [("bytes 0-{}/{}", 0), ("bytes 0-{}/99999999", 1)]
)
def test_a_part_that_is_all(tmp_path, content_range, cut):
    body = post()
    said_range = content_range.format(len(body) - 1, len(body))
    answer = record(http(body, "206 Partial Content", HTML, Content_Range=said_range), ONE)
    found = read(tmp_path, packed(answer))
    assert [n.code for n in found[0].notices].count(Code.INPUT_TRUNCATED) == cut


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_nul_bytes_behind_the_last_record(tmp_path, pack):
    found = read(tmp_path, pack(capture(post())) + bytes(1000))
    assert titles(found) == ["First"]
    assert {n.code for n in found[0].notices} & {Code.JUNK_DROPPED, Code.INPUT_DAMAGED} == {
        Code.JUNK_DROPPED
    }


@pytest.mark.parametrize("uri", ["blog.example/2020/02/first/", "//blog.example/2020/02/first/"])
def test_an_address_without_a_scheme(tmp_path, uri):
    assert titles(read(tmp_path, packed(capture(post(), uri)))) == ["First"]


def test_a_record_without_a_length(tmp_path):
    bad = capture(post(2, "second", "Second"), TWO)
    bad = bad.replace(bad[bad.index(b"Content-Length") :].split(b"\r\n")[0] + b"\r\n", b"", 1)
    data = capture(post()) + bad + capture(post(3, "third", "Third"), f"{SITE}/2020/02/third/")
    found = read(tmp_path, data, name="a.warc")
    assert titles(found) == ["First", "Second", "Third"]
    [notice] = [n for n in found[0].notices if n.code is Code.INPUT_DAMAGED]
    assert TWO in notice.message


def titles_in(path):
    with open_source(path) as archive:
        return sorted(post.title for post in archive)


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        for name, data in files.items():
            container.writestr(name.replace("__", "."), data)
    return target.getvalue()


def test_zstandard_with_and_without_a_dictionary(tmp_path):
    data = capture(post())
    second = capture(post(2, "second", "Second"), TWO)
    plain = tmp_path / "a.warc.zst"
    plain.write_bytes(zstandard.compress(data) + zstandard.compress(second))
    assert len(titles_in(plain)) == 2
    words = zstandard.ZstdCompressionDict(data * 4, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    frame = zstandard.ZstdCompressor(dict_data=words).compress(data)
    inner = zstandard.compress(words.as_bytes())
    head = b"\x5d\x2a\x4d\x18" + len(inner).to_bytes(4, "little") + inner
    with_words = tmp_path / "b.warc.zst"
    with_words.write_bytes(head + frame)
    assert titles_in(with_words) == ["First"]


def test_containers_in_containers(tmp_path):
    site = zipped(a__html=post(), b__html=post(2, "second", "Second"))
    path = tmp_path / "backup.zip"
    path.write_bytes(
        zipped(site__zip=site, notes__zip=zipped(x__bin=b"\0\1"), c__gz=gzip.compress(site))
    )
    with open_source(path) as archive:
        assert {post.title for post in archive} == {"First", "Second"}
        assert any("notes.zip" in n.message for n in archive.notices)


def test_a_container_that_never_ends(tmp_path):
    data = zipped(a__html=post())
    for _ in range(9):
        data = zipped(inner__zip=data)
    path = tmp_path / "deep.zip"
    path.write_bytes(zipped(a__html=post(), b__zip=data))
    with open_source(path) as archive:
        assert [post.title for post in archive] == ["First"]
        assert Code.INPUT_UNREADABLE in {n.code for n in archive.notices}


def test_a_page_that_unpacks_itself(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(
        b"<!doctype html><title>x</title><body hidden><!--" + zipped(index__html=post())
    )
    assert titles_in(path) == ["First"]


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_page_that_safari_saved(tmp_path, form):
    main = {"WebResourceData": post(), "WebResourceURL": ONE, "WebResourceMIMEType": "text/html"}
    path = tmp_path / "page.webarchive"
    path.write_bytes(plistlib.dumps({"WebMainResource": main}, fmt=form))
    with open_source(path) as archive:
        [found] = archive
    assert (found.title, found.link) == ("First", ONE)


@pytest.mark.parametrize("data", [b"bplist00", b"bplist00WebMainResource" + bytes(40)])
def test_a_damaged_page_of_safari_s(tmp_path, data):
    path = tmp_path / "page.webarchive"
    path.write_bytes(data)
    with pytest.raises(Exception, match="page"):
        convert(path, tmp_path / "out", jobs=1)


def answer(url, text, status=200, date=OLD, **content):
    content = {"mimeType": "text/html", "text": text} | content
    return {
        "startedDateTime": date,
        "request": {"url": url},
        "response": {"status": status, "content": content},
    }


def test_a_log_of_a_browser(tmp_path):
    packed_text = base64.b64encode(post(2, "second", "Second")).decode()
    entries = [
        answer(ONE, "<p>old", date=OLD),
        answer(ONE, post().decode(), date=NEW),
        answer(TWO, packed_text, encoding="base64"),
        answer(f"{SITE}/gone/", "gone", 404),
        {"request": None},
        7,
    ]
    path = tmp_path / "visit.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    assert titles_in(path) == ["First", "Second"]


def test_an_answer_to_a_form_is_no_page(tmp_path):
    sent = answer(ONE, "<p>You said that already.</p>", date=NEW)
    sent["request"]["method"] = "POST"
    path = tmp_path / "visit.har"
    entries = [answer(ONE, post().decode()), sent]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    assert titles_in(path) == ["First"]


def test_a_check_of_the_browser_does_not_displace_a_page_of_a_log(tmp_path):
    check = answer(ONE, "<title>Just a moment...</title><p>Checking your browser</p>", date=NEW)
    path = tmp_path / "visit.har"
    entries = [answer(ONE, post().decode()), check]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    assert titles_in(path) == ["First"]
