"""Pages that browsers save with all that they show in one file."""

from __future__ import annotations

import base64
import quopri

import pytest

from tests.unit.readers.pages.test_pages import SITE, page, said
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError
from wparchive.errors.notices import Code

LINK = f"{SITE}/2020/02/first/"


def saved(html, *, encoding="quoted-printable", location=LINK, media="text/html", charset="utf-8"):
    data = html.encode(charset)
    body = quopri.encodestring(data) if encoding == "quoted-printable" else base64.encodebytes(data)
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {location}\r\nSubject: =?utf-8?Q?First?=\r\n"
        "Date: Sat, 1 Feb 2020 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----B"\r\n\r\n\r\n------B\r\n'
        f'Content-Type: {media}; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {location}\r\n\r\n'
    )
    rest = "\r\n------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://x.example/a.png\r\n\r\nAAAA\r\n------B--\r\n"
    return head.encode() + body + rest.encode()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_the_page_is_read(tmp_path, encoding, charset):
    html = page(title="Caf\u00e9 = 1", comments=[said(1)], canonical=False)
    (tmp_path / "a.mhtml").write_bytes(saved(html, encoding=encoding, charset=charset))
    with open_source(tmp_path / "a.mhtml") as archive:
        [post] = archive
    assert (post.title, post.link, len(post.comments)) == ("Caf\u00e9 = 1", LINK, 1)
    assert post.origin.source == "a.mhtml"


def test_several_in_a_directory_are_one_document(tmp_path):
    for number, slug in ((7, "first"), (8, "second")):
        data = saved(page(number, slug, slug.title()), location=f"{SITE}/2020/02/{slug}/")
        (tmp_path / f"{slug}.mht").write_bytes(data)
    (tmp_path / "copy.html").write_text(page(comments=[said(3)]))
    with open_source(tmp_path) as archive:
        posts = {post.id: post for post in archive}
    assert posts.keys() == {7, 8}
    assert [c.id for c in posts[7].comments] == [3]


def test_one_without_a_page_is_named(tmp_path):
    (tmp_path / "a.mhtml").write_bytes(saved(page(), media="text/css"))
    with pytest.raises(EmptyInputError, match=r"a\.mhtml"):
        convert(tmp_path / "a.mhtml", None)
    (tmp_path / "b.html").write_text(page())
    with open_source(tmp_path / "a.mhtml", tmp_path / "b.html") as archive:
        assert Code.INPUT_DAMAGED in {n.code for n in archive.notices}


def test_a_letter_is_none(tmp_path):
    (tmp_path / "a.html").write_text(page())
    (tmp_path / "letter.eml").write_text(
        "From: a@x.example\nSubject: Hi\nContent-Type: text/plain\n\nHello there.\n"
    )
    with open_source(tmp_path) as archive:
        assert len(list(archive)) == 1
        assert [n.message for n in archive.notices if n.code is Code.INPUT_SKIPPED] == [
            "letter.eml"
        ]
