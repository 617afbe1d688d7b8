"""Whether a file is whole, and what its name says: whatever a server says of it."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import ssl
import zipfile
import zlib

import httpx
import pytest

from tests.hostile import Hostile, answer, trickle
from tests.unit.media.download.test_hostile import DATA, QUICK, ask, get
from wparchive.errors.notices import Code, Notice
from wparchive.media.download import FetchPolicy, attempts, checks, endings, fetch, hosts, network

TAG = {"ETag": '"a"'}
SIZE = len(DATA)


def resumed(span, rest, **first):
    """A server that breaks off at first, and then sends another part than was asked for."""

    def script(asked):
        if asked.number == 0:
            return answer(DATA[:500], Content_Length=str(SIZE), **TAG) if not first else first["as"]
        if "range" not in asked.headers:
            return answer(DATA, **TAG)
        return answer(rest, "206 Partial Content", Content_Range=span, **TAG)

    return {"/a.png": script}


@pytest.mark.parametrize(
    ("span", "rest"),
    [
        (f"bytes 500-{SIZE - 1}/{SIZE}", DATA[500:] + b"more"),
        (f"bytes 500-{SIZE - 1}/*", DATA[500:] + b"more"),
        ("bytes 500-501/*", DATA[500:502]),
        ("bytes 500-501/502", DATA[500:502]),
        (f"bytes 500-501/{SIZE}", DATA[500:]),
        (f"bytes 500-499/{SIZE}", DATA[500:]),
        (f"bytes 500-{SIZE - 1}/{SIZE}", DATA[501:]),
        (f"bytes 500-{SIZE + 9}/{SIZE + 10}", DATA[500:] + bytes(10)),
        (f"bytes 500-{SIZE - 1}/{SIZE}", b""),
    ],
)
def test_a_part_that_is_not_what_was_said_is_in_no_file(tmp_path, span, rest):
    had, missed = ask(tmp_path, resumed(span, rest), "/a.png")
    assert had == ({} if missed else {"u/a.png": DATA})


def test_a_file_comes_in_several_parts_if_the_server_wants_so(tmp_path):
    def script(asked):
        start = int(asked.headers.get("range", "bytes=0-")[6:-1])
        end = min(start + 4_000, SIZE)
        span = f"bytes {start}-{end - 1}/{SIZE}"
        return answer(DATA[start:end], "206 Partial Content", Content_Range=span, **TAG)

    assert ask(tmp_path, {"/a.png": script}, "/a.png") == ({"u/a.png": DATA}, [])


@pytest.mark.parametrize("said", ["bytes 0-99/100", "bytes 0-299/300"])
def test_a_part_that_nobody_asked_for_is_whole_or_missing(tmp_path, said):
    part = answer(bytes(200), "206 Partial Content", Content_Range=said)
    had, [reason] = ask(tmp_path, {"/a.png": part}, "/a.png")
    assert had == {}
    assert "the server sent another part than it said" in reason


def chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def packed(name, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(name, data)
    return buffer.getvalue()


LONG = b"x" * 1_920
THUMBNAIL = b"\xff\xd8\xff\xd9"


CUT = "the end of the file is missing; it is used as the server sent it."


# Each has the mark of an end near its beginning as well: in a picture inside, or as data.
def test_a_coded_part_that_nobody_asked_for_is_missing(tmp_path):
    sent = gzip.compress(DATA)
    for last, is_whole in ((len(sent) - 1, True), (len(sent) - 2, False)):
        span = f"bytes 0-{last}/{len(sent)}"
        part = answer(sent, "206 Partial Content", Content_Range=span, Content_Encoding="gzip")
        had, missed = ask(tmp_path / str(last), {"/a.png": part}, "/a.png")
        assert (had == {"u/a.png": DATA}) is is_whole
        assert bool(missed) is not is_whole


FORMATS = {
    "a.png": b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", chunk(b"IEND", b"")) + chunk(b"IDAT", LONG)
    + chunk(b"IEND", b""),
    "a.jpg": b"\xff\xd8\xff\xe1\x00\x06" + THUMBNAIL + b"\xff\xff\xda\x00\x03y\xff\x00\xff\xd7" + LONG
    + b"\xff\xda\x00\x02" + LONG + b"\xff\xd9",
    "a.gif": b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xf9\2\0;\0,\0\0\0\0\1\0\1\0\0\2"
    + b"\xf0".join([b"", *[b"\0;" * 120] * 9]) + b"\0;",
    "a.webp": b"RIFF\x94\x07\0\0WEBP" + LONG + b"x" * 16,
    "a.pdf": b"%PDF-1.4\n%%EOF\n" + LONG + b"%%EOF\n",
    "a.docx": packed("a.zip", packed("b", b"") + LONG),
    "a.mp4": b"\0\0\0\x10ftypisom\0\0\0\0\0\0\7\x90mdat" + LONG + b"x" * 8,
    "a.avif": b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\1mdat\0\0\0\0\0\0\7\xa0" + LONG + b"x" * 16,
}  # fmt: skip


@pytest.mark.parametrize("after", [b"", b"\r\n"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_without_a_length_is_whole_or_missing(tmp_path, name, after):
    whole = FORMATS[name] + after
    unframed = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    scripts = {f"/whole/{name}": unframed + whole, f"/cut/{name}": unframed + whole[:1_300]}
    had, [reason] = ask(tmp_path, scripts, *scripts)
    assert had == {f"u/whole/{name}": whole}
    assert reason == f"/cut/{name}: the server sent only a part (4 attempts)."


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_is_shorter_than_its_format_wants_is_used_and_named(tmp_path, name):
    whole = FORMATS[name]
    scripts = {f"/whole/{name}": answer(whole), f"/cut/{name}": answer(whole[:1_300])}
    with Hostile(scripts) as server:
        wanted = [(server.base + path, path[1:]) for path in scripts]
        # In the second run the files are there.
        for _ in range(2):
            notices = fetch(wanted, tmp_path, FetchPolicy(**QUICK))
            assert notices == [Notice(Code.MEDIA_INCOMPLETE, f"{server.base}/cut/{name}: {CUT}")]
    assert (tmp_path / f"whole/{name}").read_bytes() == whole
    assert (tmp_path / f"cut/{name}").read_bytes() == whole[:1_300]


def test_a_length_that_is_too_small_is_named(tmp_path):
    whole = FORMATS["a.jpg"]
    with Hostile({"/a.jpg": answer(whole, Content_Length=str(len(whole) - 20))}) as server:
        notices = fetch([(f"{server.base}/a.jpg", "a.jpg")], tmp_path, FetchPolicy(**QUICK))
        assert notices == [Notice(Code.MEDIA_INCOMPLETE, f"{server.base}/a.jpg: {CUT}")]
    (tmp_path / "a.jpg").write_bytes(b"")  # nobody can tell
    assert not checks.is_cut(tmp_path / "a.jpg")
    assert not checks.is_cut(tmp_path / "b.jpg")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.docx"])
def test_a_file_that_is_cut_anywhere_is_not_whole(tmp_path, name):
    whole = FORMATS[name]
    for cut in range(20, len(whole), 7):
        (tmp_path / name).write_bytes(whole[:cut])
        with (tmp_path / name).open("rb") as file:
            assert endings.breaks_off(file, whole[:1024])


def test_a_picture_of_odd_parts_needs_the_mark_of_its_end(tmp_path):
    odd = FORMATS["a.png"].replace(b"tEXt", b"?EXt")
    for data, is_cut in ((odd, False), (odd[:1_000], False), (odd[:24], True)):
        (tmp_path / "a.png").write_bytes(data)
        with (tmp_path / "a.png").open("rb") as file:
            assert endings.breaks_off(file, data[:1024]) is is_cut


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.mp3", b"ID3" + bytes(99)), ("a.bin", b"x"), ("a.avi", b"RIFF\0\0\0\0AVI "),
     ("a.webm", b"\xff\xff\xff\xffwebm"), ("a.mp4", b"\0\0\0\0ftypisom"),
     ("a.mp4", b"\0\0\0\x10ftypisom\0\0\0\0" + b"\xff" * 20)],
)  # fmt: skip
def test_what_has_no_end_of_its_own_is_taken(tmp_path, name, data):
    unframed = b"HTTP/1.0 200 OK\r\n\r\n" + data
    assert ask(tmp_path, {f"/{name}": unframed}, f"/{name}") == ({f"u/{name}": data}, [])


@pytest.mark.parametrize(
    ("name", "kind", "data", "taken"),
    [
        ("a.png", "text/plain", b"Not found", False),
        ("a.jpg", "application/json; charset=utf-8", b'{"error": "\xc3\xa4"}', False),
        ("a.mp3", "application/problem+json", b"{}", False),
        ("a.pdf", "text/plain", b"Not found", False),
        ("a.docx", "application/json", b"{}", False),
        ("a.pdf", "text/plain", b"%PDF-1.4\n1 0 obj %%EOF", True),
        ("a.xls", "text/plain", b"a\tb\n1\t2\n", True),
        ("a.png", "text/plain", b"\x89PNG\r\n\x1a\n\0IEND\xaeB`\x82", True),
        ("a.svg", "text/plain", b"<svg xmlns='http://www.w3.org/2000/svg'/>", True),
        ("a.png", "image/png", b"a small picture of a test", True),
        ("a.bin", "text/plain", b"Not found", True),
        ("a.txt", "text/plain", b"A text", True),
    ],
)
def test_a_text_in_place_of_a_picture_is_missing(tmp_path, name, kind, data, taken):
    had, missed = ask(tmp_path, {f"/{name}": answer(data, kind=kind)}, f"/{name}")
    assert had == ({f"u/{name}": data} if taken else {})
    assert missed == ([] if taken else [f"/{name}: the server sent a text instead."])


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("a.png", b"<title>404</title><p>Not found", False),
        ("a.pdf", b"<br />\n<b>Warning</b>: mysql_connect()", False),
        ("a.mp3", b"\r\n<script>location='/login'</script>", False),
        ("a.zip", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">', False),
        ("a.bin", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", False),
        ("a.bin", b"<p>A text of some program", True),
        ("a.txt", b"<p>A text", True),
        ("a.svg", b"<?xml version='1.0'?><!-- x --><svg/>", True),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", True),
        ("a.kml", b"<?xml version='1.0'?><kml/>", True),
        ("a.gif", b"<Error><Code>AccessDenied</Code></Error>", False),
        ("a.jpg", b"<bracket>", False),
        ("a.jpg", b"\xff\xd8\xff\0<bracket>\xff\xd9", True),
    ],
)
def test_elements_of_a_page_in_place_of_a_picture_are_missing(tmp_path, name, data, taken):
    sent = answer(data, kind="application/octet-stream")
    had, missed = ask(tmp_path, {f"/{name}": sent}, f"/{name}")
    assert had == ({f"u/{name}": data} if taken else {})
    assert missed == ([] if taken else [f"/{name}: the server sent an HTML page instead."])


def test_a_file_of_very_many_boxes_is_looked_at_only_so_long(tmp_path, monkeypatch):
    looked_at = 0
    ends = endings._ends_of_boxes

    def counted(file, size):
        nonlocal looked_at
        for end in ends(file, size):
            looked_at += 1
            yield end

    monkeypatch.setattr(endings, "_BOXES", 50)
    monkeypatch.setattr(endings, "_ends_of_boxes", counted)
    begin = b"\0\0\0\x10ftypisom\0\0\0\0"
    films = {f"/{n}.mp4": begin + b"\0\0\0\x08free" * n + b"\0\0\1\0mdat" for n in (9, 900)}
    scripts = {path: b"HTTP/1.0 200 OK\r\n\r\n" + film for path, film in films.items()}
    had, [reason] = ask(tmp_path, scripts, *films)
    assert had == {"u/900.mp4": films["/900.mp4"]}
    assert reason == "/9.mp4: the server sent only a part (4 attempts)."
    assert looked_at == 4 * 11 + 2 * 50


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_replaced(tmp_path, make):
    (tmp_path / "u").mkdir()
    make(tmp_path / "u/a.png")
    _, [reason] = ask(tmp_path, {"/a.png": answer(DATA)}, "/a.png")
    assert reason == "/a.png: it cannot be stored: what has its name is no file."
    assert [path.name for path in (tmp_path / "u").iterdir() if not path.is_file()] == ["a.png"]


def test_a_directory_of_very_many_files_is_listed_once(tmp_path, monkeypatch):
    calls = []
    for name in ("listdir", "scandir"):
        listed = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, f=listed: calls.append(a) or f(*a))
    paths = [f"/{number}.png" for number in range(20)]
    old = [tmp_path / f"u/.{n}.png.{'0' * 12}.{end}" for n in (3, 4) for end in ("part", "version")]
    (tmp_path / "u").mkdir()
    for path in old:
        path.write_bytes(b"old")
    monkeypatch.setattr(attempts, "_ATTEMPTS", 1)
    scripts = dict.fromkeys(paths[4:], answer(DATA))
    with Hostile(scripts | dict.fromkeys(paths[:4], answer(status="404 Gone"))) as server:
        policy = FetchPolicy(allow_private=True, timeout=0.5)
        missed = fetch([(server.base + path, f"u{path}") for path in paths], tmp_path, policy)
    assert len(missed) == 4
    assert len([call for call in calls if str(call[:1]).find(str(tmp_path / "u")) >= 0]) == 1
    names = {path.name for path in (tmp_path / "u").iterdir()}
    assert names == {path[1:] for path in paths[4:]} | {path.name for path in old[:2]}


def test_the_bytes_between_those_of_a_body_are_no_excuse(tmp_path):
    def script(_):
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;"
        yield from trickle(b"x" * 200, 0.05)

    had, [reason] = ask(tmp_path, {"/a.png": script}, "/a.png", timeout=0.2)
    assert (had, reason) == ({}, "/a.png: it takes too long (4 attempts).")


def test_a_failure_of_tls_is_one_of_the_network():
    class Broken:
        async def aiter_stream(self):
            yield b"x"
            raise ssl.SSLError(ssl.SSL_ERROR_SYSCALL, "bad record")  # whose number is that of EIO

    async def read():
        return [block async for block in network._Body(Broken())]

    with pytest.raises(httpx.TransportError, match="bad record"):
        asyncio.run(read())


def test_after_many_hosts_that_are_silent_no_others_are_asked(tmp_path):
    with Hostile({"/a.png": answer(DATA), "/b.png": answer(DATA)}) as server:
        silent = [server.base.replace("127.0.0.1", f"127.0.0.{n}") for n in range(2, 12)]
        pages = [server.base, *silent[:5], server.base, *silent[5:]]
        wanted = [(f"{base}/{'ab'[n > 0]}.png", f"{n}.png") for n, base in enumerate(pages)]
        had, missed = get(tmp_path, wanted, max_connections=1, max_failed_hosts=3)
    assert had == {"0.png": DATA, "6.png": DATA}
    assert len(missed) == 10
    assert sum("too many other hosts have failed" in reason for reason in missed) == 7


def test_few_files_are_under_way_at_a_time(monkeypatch):
    monkeypatch.setattr(hosts, "_UNDER_WAY", 5)
    now, most = 0, {}

    async def do(file):
        nonlocal now
        now += 1
        most[file[0]] = max(now, most.get(file[0], 0))
        await asyncio.sleep(0)
        now -= 1
        return file

    files = [(f"h{n % 7}", n) for n in range(100)]
    coming = hosts.by_host(files, lambda file: file[0], do, FetchPolicy())
    assert asyncio.run(coming) == files
    assert max(most.values()) == 5
