"""Pages that browsers save with all that they show in one file."""

from __future__ import annotations

import base64
import quopri
from contextlib import ExitStack

import pytest

from tests.growth import LIMIT, exponent
from tests.unit.readers.pages.test_pages import SITE, page, said
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, MissingInputError
from wparchive.errors.notices import Code
from wparchive.media.sources import MediaSources
from wparchive.readers.mime import messages

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


def parts(*pages, boundary="B"):
    """Pages in one file: each is its HTML, its address and its Content-ID."""
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/related; boundary="{boundary}"', ""]
    for html, location, name in pages:
        lines += [f"--{boundary}", 'Content-Type: text/html; charset="utf-8"']
        lines += [f"Content-ID: <{name}>", f"Content-Location: {location}", "", html]
    return "\r\n".join([*lines, f"--{boundary}--", ""]).encode()


def titles(path):
    with open_source(path) as archive:
        return sorted(p.title for p in archive), [n.code for n in archive.notices]


FIRST = (page(7, canonical=False), LINK, "a@x")
SECOND = (page(8, "second", "Second", canonical=False), f"{SITE}/2020/02/second/", "b@x")


def test_several_pages_in_one_file_are_read(tmp_path):
    (tmp_path / "a.mht").write_bytes(parts(FIRST, SECOND))
    with open_source(tmp_path / "a.mht") as archive:
        found = {p.title: (p.link, p.origin.source) for p in archive}
    assert found == {
        "First": (LINK, "a.mht"),
        "Second": (SECOND[1], f"a.mht!{SECOND[1]}"),
    }


def test_joined_files_are_read(tmp_path):
    pages = (page(n, s, s.title(), canonical=False) for n, s in ((7, "first"), (8, "second")))
    names = (f"{SITE}/2020/02/{slug}/" for slug in ("first", "second"))
    data = [saved(html, location=url) for html, url in zip(pages, names, strict=True)]
    (tmp_path / "a.mht").write_bytes(b"".join(data))
    assert titles(tmp_path / "a.mht") == (["First", "Second"], [])
    (tmp_path / "b.mht").write_bytes(parts(FIRST) + b"\r\n" + parts(SECOND, boundary="C"))
    assert titles(tmp_path / "b.mht") == (["First", "Second"], [])


@pytest.mark.parametrize("source", ["cid:b@x", "https://a.example/?a=1&amp;b=2", "/second?c"])
@pytest.mark.parametrize(
    "tag", ['<iframe class="x" src="{}">', "<FRAME src={}>", "<object data='{}'>"]
)
def test_a_frame_belongs_to_its_page(tmp_path, source, tag):
    address = {
        "c": "https://x.example/1",
        "h": "https://a.example/?a=1&b=2",
        "/": f"{SITE}/second?c",
    }
    shown = page(7, body=f"<p>The text of it.</p>{tag.format(source)}", canonical=False)
    frame = (SECOND[0], address[source[0]], "b@x")
    (tmp_path / "a.mht").write_bytes(parts((shown, LINK, "a@x"), frame))
    assert titles(tmp_path / "a.mht") == (["First"], [])


def test_a_part_that_is_no_page_is_named(tmp_path):
    (tmp_path / "a.mht").write_bytes(
        parts(FIRST, ("Nothing.", f"{SITE}/x", "b@x"), ("", f"{SITE}/y", "c@x"))
    )
    assert titles(tmp_path / "a.mht") == (["First"], [Code.INPUT_DAMAGED])


def test_a_file_that_ends_early_is_named(tmp_path):
    data = parts(FIRST, SECOND)
    (tmp_path / "a.mht").write_bytes(data[: data.index(b"--B", data.index(b"</html>"))])
    assert titles(tmp_path / "a.mht") == (["First"], [Code.INPUT_TRUNCATED])
    (tmp_path / "b.mht").write_bytes(data.rstrip()[:-2])
    assert titles(tmp_path / "b.mht") == (["First", "Second"], [Code.INPUT_TRUNCATED])


@pytest.mark.parametrize(
    "start", [b"\xf7rom: x\r\n", b"junk\n", b"From a@x.example Mon\r\n", b"?\r\n x\r\n"]
)
def test_a_damaged_first_line_does_not_matter(tmp_path, start):
    (tmp_path / "a.mht").write_bytes(start + saved(page(canonical=False)))
    assert titles(tmp_path / "a.mht") == (["First"], [])


def nested(levels, kind, inside):
    """Parts in parts below a page that is whole; not ended, as short as they can be."""
    lines = [f"--B\r\nContent-Type: {kind.format(0)}\r\n"]
    for n in range(levels):
        mark = "" if kind.startswith("message") else f"--b{n}\r\n"
        lines += [f"{mark}Content-Type: {kind.format(n + 1)}\r\n"]
    last = "" if kind.startswith("message") else f"--b{levels}\r\n"
    return ("\r\n".join(lines) + f"\r\n{last}{inside}\r\n--B--\r\n").encode()


PICTURE = "Content-Type: image/png\r\nContent-Location: https://x.example/a.png\r\n\r\nPNG"


@pytest.mark.parametrize("kind", ['multipart/related; boundary="b{}"', "message/rfc822"])
def test_parts_in_parts_are_read_down_to_a_level(tmp_path, kind):
    whole = parts(FIRST).removesuffix(b"--B--\r\n")
    for levels, codes, media in (
        (3, [], ["https://x.example/a.png"]),
        (3000, [Code.INPUT_DAMAGED], []),
    ):
        path = tmp_path / f"{levels}.mht"
        path.write_bytes(whole + nested(levels, kind, PICTURE))
        assert titles(path) == (["First"], codes)
        with MediaSources() as sources:
            with ExitStack() as stack:
                if not media:
                    stack.enter_context(pytest.raises(MissingInputError, match="no media files"))
                sources.add_path(path)
            assert [asset.name for asset in sources.assets] == media


@pytest.mark.parametrize(
    "parameter",
    [
        "boundary*=a%00b''x",
        "boundary*=undefined''B",
        "boundary*=idna''%ff..%ff",
        "boundary*=punycode''%ff..%ff",
        "boundary=B; boundary*9=x; boundary*=y",
        'boundary=B; x="' + ";" * 5000,
    ],
)
def test_parameters_that_no_parser_reads_are_none(tmp_path, parameter):
    data = parts(FIRST).replace(b'boundary="B"', parameter.encode())
    (tmp_path / "a.mht").write_bytes(data.replace(b"a%00b", b"a\0b"))
    with pytest.raises(EmptyInputError, match=r"a\.mht"):
        convert(tmp_path / "a.mht", None)
    said_so = 'charset="utf-8"', f"{parameter.replace('boundary', 'charset')}"
    data = parts(FIRST).decode().replace(*said_so).replace("a%00b", "a\0b").encode()
    (tmp_path / "b.mht").write_bytes(data)
    dropped = [Code.CHARACTER_DROPPED] if "%00" in parameter else []  # it is in the page, too
    assert titles(tmp_path / "b.mht") == (["First"], dropped)


@pytest.mark.parametrize(
    "work",
    [
        lambda n: parts() * n,
        lambda n: (b"X: y\r\n" + parts()) * n,
        lambda n: parts() * n + b"a: b\r\n" * n,
        lambda n: parts().replace(b'"B"', b'B; x="' + b";" * 8 * n),
    ],
)
def test_time_is_linear_in_messages_and_parameters(work):
    def reading(size):
        data = work(size)
        return lambda: list(messages(data))

    assert exponent(reading, 20_000) < LIMIT
