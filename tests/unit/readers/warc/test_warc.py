"""Web archives: which captures count, how their bodies are decoded, and what damage is survived."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib

import brotli
import pytest
import zstandard

from tests.unit.readers.pages.test_pages import page
from tests.wxr import export, item
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, InputError
from wparchive.errors.notices import Code

HOME = "https://blog.example"
FEED = f"{HOME}/feed/"


def feed(*titles, number=0):
    items = "".join(
        f"<item><title>{t}</title><link>{HOME}/{t.lower()}/</link><guid>{HOME}/?p={n + number}</guid>"
        f"<description>&lt;p&gt;Text of {t}.&lt;/p&gt;</description></item>"
        for n, t in enumerate(titles, start=1)
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>B</title><link>{HOME}</link>{items}</channel></rss>'
    return text.encode()


def http(body, status="200 OK", media="application/rss+xml; charset=UTF-8", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block,
    uri=FEED,
    kind="response",
    date="2020-01-01T00:00:00Z",
    version="1.1",
    length=None,
    **headers,
):
    media = headers.pop("media", "application/http; msgtype=response")
    lines = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", f"WARC-Date: {date}",
             f"WARC-Record-ID: {headers.pop('id', f'<urn:uuid:{zlib.crc32(block + uri.encode() + date.encode()):08x}>')}",
             f"Content-Type: {media}"]  # fmt: skip
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(block) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


INFO = b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/warc-fields\r\nContent-Length: 14\r\n\r\nsoftware: Test\r\n\r\n"


def packed(*records):
    return b"".join(gzip.compress(r, mtime=0) for r in (INFO, *records))


def read(tmp_path, *datas, as_of=None, name="site.warc.gz"):
    paths = []
    for number, data in enumerate(datas):
        place = tmp_path / str(number)
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(data)
        paths.append(place / name)
    if as_of:
        from datetime import UTC, datetime

        convert(
            paths,
            tmp_path / "out",
            to=["json"],
            as_of=datetime.fromisoformat(as_of).replace(tzinfo=UTC),
            overwrite=True,
        )
        paths = [tmp_path / "out"]
    with open_source(*paths) as archive:
        posts = list(archive)
        archive.count()
        return archive, posts


def titles(found):
    return sorted(post.title for post in found[1])


def said(found, code=Code.PAGE_SKIPPED):
    return [n.message for n in found[0].notices if n.code is code]


FORMS = {
    "record by record": packed,
    "as a whole": lambda *records: gzip.compress(INFO + b"".join(records)),
    "in part": lambda *records: gzip.compress(INFO) + gzip.compress(b"".join(records)),
    "not packed": lambda *records: INFO + b"".join(records),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_every_form_of_file(tmp_path, form, version):
    two = record(http(feed("Two", number=5)), f"{HOME}/tag/x/feed/", version=version)
    found = read(tmp_path, form(record(http(feed("One")), version=version), two))
    assert titles(found) == ["One", "Two"]
    assert not said(found, Code.INPUT_DAMAGED)
    origins = {post.origin.source for post in found[1]}
    assert f"site.warc.gz!{FEED}" in origins


def test_arc(tmp_path):
    def arc(uri, body, media="application/rss+xml"):
        return f"{uri} 192.0.2.1 20200101000000 {media} {len(body)}\n".encode() + body + b"\n"

    head = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    data = [arc("filedesc://x.arc", head, "text/plain"), arc(FEED, http(feed("One")))]
    assert titles(read(tmp_path, b"".join(data), name="x.arc")) == ["One"]
    assert titles(read(tmp_path, b"".join(map(gzip.compress, data)), name="x.arc.gz")) == ["One"]


def wacz(data, name="archive/data.warc.gz", **more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr(name, data)
        container.writestr(
            "datapackage.json", json.dumps({"profile": "data-package", "resources": []})
        )
        container.writestr(
            "pages/pages.jsonl", '{"format":"json-pages-1.0","id":"pages","title":"All"}\n'
        )
        container.writestr("indexes/index.cdx.gz", gzip.compress(b"example,blog)/ 2020 {}\n"))
        for entry, text in more.items():
            container.writestr(entry, text)
    return buffer.getvalue()


def test_wacz(tmp_path):
    found = read(tmp_path, wacz(packed(record(http(feed("One"))))), name="site.wacz")
    assert titles(found) == ["One"]
    assert found[1][0].origin.source == f"site.wacz!archive/data.warc.gz!{FEED}"
    (tmp_path / "d").mkdir()
    (tmp_path / "d/site.wacz").write_bytes(wacz(packed(record(http(feed("Two"))))))
    with open_source(tmp_path / "d") as archive:
        assert [p.title for p in archive] == ["Two"]


def test_a_wacz_whose_names_lead_out_is_refused(tmp_path):
    with pytest.raises(InputError, match="points outside"):
        read(
            tmp_path,
            wacz(packed(record(http(feed("One")))), name="archive/../../data.warc.gz"),
            name="x.wacz",
        )


PAGE = "text/html; charset=UTF-8"


def test_the_newest_whole_capture_counts(tmp_path):
    def shown(title, status="200 OK"):
        return http(page(7, "x", title).encode(), status, PAGE)

    records = [
        record(shown("New"), date="2021-01-01T00:00:00Z"), record(shown("Old"), date="2019-01-01T00:00:00Z"),
        record(http(b"gone", "404 Not Found", PAGE), date="2022-01-01T00:00:00Z"),
        record(http(b"", "301 Moved", PAGE, Location=f"{HOME}/"), date="2023-01-01T00:00:00Z"),
        record(shown("Part", "206 Partial Content"), date="2023-01-01T00:00:00Z"),
        record(shown("Cut"), date="2024-01-01T00:00:00Z", WARC_Truncated="length"),
        record(shown("Plain"), uri="http://blog.example:80/feed/#x", date="2018-01-01T00:00:00Z"),
    ]  # fmt: skip
    found = read(tmp_path, packed(*records))
    assert titles(found) == ["New"]
    assert "4 other captures of the same addresses." in said(found)
    assert "1 answers 404." in said(found)
    assert titles(read(tmp_path, packed(*records), as_of="2020-06-01")) == ["Old"]
    with pytest.raises(EmptyInputError):
        read(tmp_path, packed(*records), as_of="2000-06-01")


def test_all_captures_of_a_feed_count_since_each_has_other_posts(tmp_path):
    records = [
        record(http(feed("One", "Two")), date="2019-01-01T00:00:00Z"), record(http(feed("Two", "Three", number=1)), date="2021-01-01T00:00:00Z"),
    ]  # fmt: skip
    assert titles(read(tmp_path, packed(*records))) == ["One", "Three", "Two"]
    assert titles(read(tmp_path, packed(*records), as_of="2020-01-01")) == ["One", "Two"]


def test_redirects_tell_numbers(tmp_path):
    bare = (
        page(7, "x", "Title")
        .replace("postid-7", "")
        .replace('id="post-7" class="post-7 ', 'class="')
        .replace("/?p=7", "/x")
    )
    records = [
        record(http(b"", "301 Moved", PAGE, Location="/2020/02/x/"), f"{HOME}/?p=7"),
        record(http(bare.encode(), media=PAGE), f"{HOME}/2020/02/x/"),
    ]
    [post] = read(tmp_path, packed(*records))[1]
    assert (post.id, post.title, post.link) == (7, "Title", f"{HOME}/2020/02/x/")
    assert post.origin.source == f"site.warc.gz!{HOME}/2020/02/x/"


def test_charsets_of_the_server_count_before_the_page_s(tmp_path):
    text = page(7, "x", "Caf\u00e9").replace("utf-8", "iso-8859-1")
    [post] = read(tmp_path, packed(record(http(text.encode(), media=PAGE), f"{HOME}/x/")))[1]
    assert post.title == "Caf\u00e9"
    latin = text.encode("latin-1")
    [post] = read(tmp_path, packed(record(http(latin, media="text/html"), f"{HOME}/x/")))[1]
    assert post.title == "Caf\u00e9"


def test_a_capture_that_is_not_whole_is_better_than_none(tmp_path):
    found = read(tmp_path, packed(record(http(feed("Cut")), WARC_Truncated="length")))
    assert titles(found) == ["Cut"]
    assert said(found, Code.INPUT_TRUNCATED) == ["The capture is incomplete (length)."]


ORIGINAL = record(http(feed("One")), id="<urn:uuid:1>", WARC_Payload_Digest="sha1:ABC")
REVISIT = "http://netpreserve.org/warc/{}"


@pytest.mark.parametrize(
    "headers",
    [
        {"WARC_Refers_To": "<urn:uuid:1>", "WARC_Profile": REVISIT.format("1.0/revisit/identical-payload-digest")},
        {"WARC_Payload_Digest": "sha1:ABC", "WARC_Profile": REVISIT.format("1.0/revisit/identical-payload-digest")},
        {"WARC_Refers_To_Target_URI": FEED, "WARC_Refers_To_Date": "2020-01-01T00:00:00Z",
         "WARC_Profile": REVISIT.format("1.1/revisit/identical-payload-digest")},
        {"WARC_Refers_To_Target_URI": FEED, "WARC_Refers_To_Date": "2020-01-01T00:00:00Z",
         "WARC_Profile": REVISIT.format("1.1/revisit/server-not-modified")},
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", [False, True])
def test_revisits_repeat_what_they_refer_to(tmp_path, headers, before):
    other = f"{HOME}/other/feed/"
    again = record(b"", other, "revisit", "2022-01-01T00:00:00Z", **headers)
    records = [again, ORIGINAL] if before else [ORIGINAL, again]
    found = read(tmp_path, packed(*records))
    assert titles(found) == ["One"]
    assert not said(found, Code.CONTENT_MISSING)
    # Until then only the repetition counts, but what it repeats is there.
    assert titles(read(tmp_path, packed(ORIGINAL), packed(again))) == ["One"]


def test_a_revisit_of_what_is_not_there_is_named(tmp_path):
    again = record(
        b"", f"{HOME}/x/", "revisit", WARC_Refers_To="<urn:uuid:9>", WARC_Payload_Digest="sha1:X"
    )
    found = read(tmp_path, packed(record(http(feed("One"))), again))
    assert said(found, Code.CONTENT_MISSING) == [
        f"The capture of {HOME}/x/ refers to a capture that is in no input."
    ]


def chunked(body, size=7):
    parts = [body[n : n + size] for n in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CODINGS = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress, "identity": bytes,
}  # fmt: skip


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize("lying", [False, True])
def test_bodies_are_decoded(tmp_path, coding, in_chunks, lying):
    body = feed("One") if lying else CODINGS[coding](feed("One"))
    headers = {"Content_Encoding": coding.upper()}
    if in_chunks:
        headers["transfer_encoding"] = "Chunked"
        body = body if lying else chunked(body)
    assert titles(read(tmp_path, packed(record(http(body, **headers))))) == ["One"]


def test_several_codings_and_bare_deflate(tmp_path):
    twice = gzip.compress(brotli.compress(feed("One")))
    assert titles(read(tmp_path, packed(record(http(twice, Content_Encoding="br, gzip"))))) == [
        "One"
    ]
    bare = http(raw_deflate(feed("Two")), Content_Encoding="deflate")
    assert titles(read(tmp_path, packed(record(bare)))) == ["Two"]


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_in_a_coding_is_passed_over(tmp_path, coding):
    bomb = CODINGS[coding](bytes(80 << 20))
    found = read(
        tmp_path,
        packed(
            record(http(feed("One"))), record(http(bomb, Content_Encoding=coding), f"{HOME}/bomb/")
        ),
    )
    assert titles(found) == ["One"]
    assert any(
        "looks like a decompression bomb" in text for text in said(found, Code.INPUT_DAMAGED)
    )


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coding_that_is_cut_short_is_named(tmp_path, coding):
    import random

    noise = "".join(random.Random(1).choices("abcdefghij", k=200_000))
    body = CODINGS[coding](feed("One") + b"<!-- " + noise.encode() + b" -->")
    found = read(tmp_path, packed(record(http(body[:-9], Content_Encoding=coding))))
    assert titles(found) == ["One"]
    assert said(found, Code.INPUT_TRUNCATED)


def test_an_unknown_coding_is_named(tmp_path):
    found = read(
        tmp_path,
        packed(
            record(http(feed("One"))), record(http(b"x", Content_Encoding="x-foo"), f"{HOME}/x/")
        ),
    )
    assert said(found, Code.INPUT_DAMAGED) == [
        "The record cannot be read: its encoding 'x-foo' is unknown."
    ]


def test_what_is_no_text_is_counted(tmp_path):
    others = [
        record(http(b"PNG", media="image/png"), f"{HOME}/a.png"), record(http(b"x", media="text/css"), f"{HOME}/a.css"),
        record(http(b"x", media="application/octet-stream"), f"{HOME}/a.woff2?v=1"),
        record(b"x", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", "metadata", media="text/plain"),
        record(b"x", "metadata://gnu.org/software/wget/warc/wget_arguments.txt", "resource", media="text/plain"),
        record(http(b"<p>hello"), kind="request"), record(b"x", "dns:blog.example", media="text/dns"),
        record(http(b"nothing to read", media="text/plain"), f"{HOME}/robots.txt"),
    ]  # fmt: skip
    found = read(tmp_path, packed(record(http(feed("One"))), *others))
    assert titles(found) == ["One"]
    assert sorted(said(found)) == [
        "1 fonts.", "1 images.", "1 styles and scripts.", "1 texts in unknown formats.", "2 records that are not pages.",
    ]  # fmt: skip


def test_wget_s_brackets(tmp_path):
    found = read(tmp_path, packed(record(http(feed("One")), f"<{FEED}>", version="1.0")))
    assert found[1][0].origin.source == f"site.warc.gz!{FEED}"


def test_redirects_in_circles_end(tmp_path):
    turns = [
        record(http(b"", "302 Found", Location=f"{HOME}/{n + 1 if n < 30 else 0}"), f"{HOME}/{n}")
        for n in range(31)
    ]
    found = read(
        tmp_path,
        packed(
            record(http(feed("One"))),
            *turns,
            record(http(b"", "301 M", Location="http://["), f"{HOME}/odd"),
        ),
    )
    assert titles(found) == ["One"]


def bodies(number, size=3000):
    import random

    noise = "".join(random.Random(number).choices("abcdefghij", k=size))
    return record(
        http(feed(f"P{number}", number=number) + f"<!--{noise}-->".encode()),
        f"{HOME}/{number}/feed/",
    )


@pytest.mark.parametrize(
    "form", [FORMS["record by record"], FORMS["not packed"]], ids=["packed", "plain"]
)
def test_a_file_cut_anywhere_gives_what_it_has(tmp_path, form):
    whole = form(*map(bodies, range(4)))
    for cut in range(len(whole) // 3, len(whole) - 8, len(whole) // 11):
        found = read(tmp_path, whole[:cut])
        assert len(found[1]) >= 1
        assert said(found, Code.INPUT_TRUNCATED) or said(found, Code.INPUT_DAMAGED)


@pytest.mark.parametrize(
    "form", [FORMS["record by record"], FORMS["not packed"]], ids=["packed", "plain"]
)
def test_reading_goes_on_behind_damage(tmp_path, form):
    whole = bytearray(form(*map(bodies, range(5))))
    middle = len(whole) // 2
    whole[middle : middle + 40] = bytes(40)
    found = read(tmp_path, bytes(whole))
    assert {"P0", "P4"} <= set(titles(found))
    junk = form(bodies(0)) + b"junk\n" * 9 + (form(bodies(1)) if form is packed else bodies(1))
    found = read(tmp_path, junk)
    assert titles(found) == ["P0", "P1"]
    assert said(found, Code.INPUT_DAMAGED)


@pytest.mark.parametrize("length", [0, 5, 2_000, 10_000, 10**15, "x", -3])
@pytest.mark.parametrize(
    "form", [FORMS["record by record"], FORMS["not packed"]], ids=["packed", "plain"]
)
def test_lengths_that_lie_cost_one_record_at_most(tmp_path, form, length):
    liar = record(http(feed("Liar", number=40)), f"{HOME}/liar/feed/", length=length)
    found = read(tmp_path, form(bodies(0), liar, bodies(1), bodies(2)))
    assert {"P0", "P1", "P2"} <= set(titles(found))
    assert (
        any(n.code in {Code.INPUT_DAMAGED, Code.INPUT_TRUNCATED} for n in found[0].notices)
        or length == 0
    )


def test_nothing_is_written_to_the_terminal(tmp_path, capfd):
    read(
        tmp_path,
        FORMS["not packed"](
            bodies(0), record(http(feed("A")), "https://blog.example/a b/", length=5), bodies(1)
        ),
    )
    assert capfd.readouterr() == ("", "")


def test_a_hundred_thousand_records(tmp_path):
    small = b"".join(
        record(http(b"x", media="image/png"), f"{HOME}/{n}.png") for n in range(100_000)
    )
    found = read(tmp_path, INFO + small + record(http(feed("One"))), name="big.warc")
    assert titles(found) == ["One"]
    assert "100,000 images." in said(found)


def test_our_own_archives_come_back(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1), item(2, title="Second")))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["json", "warc"])
    with open_source(tmp_path / "out") as archive:
        before = list(archive)
    files = sorted((tmp_path / "out/private/warc").glob("*restricted*"))
    if not files or b"application/json" not in b"".join(
        map(gzip.decompress, [f.read_bytes() for f in files])
    ):
        pytest.skip("this version writes no canonical JSON into WARC")
    with open_source(*files) as archive:
        assert [(p.id, p.title, p.content) for p in archive] == [
            (p.id, p.title, p.content) for p in before
        ]
