"""Fetching from servers, names and disks that mean no good: each file is had or named, none ends it."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest
import zstandard

from tests.hostile import Hostile, answer, trickle
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.errors import OutputError
from wparchive.media import DownloadFolder
from wparchive.media.download import FetchPolicy, attempts, fetch, network

DATA = bytes(range(256)) * 40
QUICK = {"backoff": 0.01, "timeout": 0.5, "max_bytes": 4 << 20, "allow_private": True}


def get(tmp_path, wanted, **policy):
    """What was had by name, and the reasons of what was not by URL."""
    notices = fetch(wanted, tmp_path, FetchPolicy(**(QUICK | policy)))
    assert {notice.code for notice in notices} <= {"media-missing"}
    had = {
        p.relative_to(tmp_path).as_posix(): p.read_bytes()
        for p in tmp_path.rglob("*")
        if p.is_file()
    }
    return had, [notice.message for notice in notices]


def ask(tmp_path, scripts, *paths, **policy):
    """The same of a server's paths, each under its own name."""
    with Hostile(scripts | {"/good.png": answer(DATA)}) as server:
        wanted = [(server.base + path, f"u{path}") for path in (*paths, "/good.png")]
        had, missed = get(tmp_path, wanted, **policy)
    assert had.pop("u/good.png") == DATA
    return had, [message.removeprefix(server.base) for message in missed]


BAD = [
    "http://[", "http://[::1", "http://a.example:99999/x", "http://a.example:0/x", "http://a.example:x/",
    "http://ex ample/", "http://a..example/\u00ad", f"http://{'a' * 70}.invalid/", "http://xn--zzzzzz-/",
    "http://\u00df\u200d.invalid/", "http:", "http://", "//", "///x", "data:image/png;base64,AAAA",
    "javascript:alert(1)", "ftp://a.invalid/x", "file:///etc/passwd", "http://a\x00b.invalid/", "x" * 70_000,
    "http://:@:/", "http://%00/", "http://%zz.invalid/", "gopher:x", "http://1.2.3.4.5.invalid./",
]  # fmt: skip


@pytest.mark.parametrize("location", [None, "", " ", *BAD, "\xff\xfe"])
def test_bad_redirects_miss_one_file(tmp_path, location):
    there = {} if location is None else {"Location": location.encode().decode("latin-1")}
    had, missed = ask(tmp_path, {"/a.png": answer(status="302 Found", **there)}, "/a.png")
    assert had == {}
    assert len(missed) == 1
    assert missed[0].startswith("/a.png: ")
    assert len(missed[0]) < 400


@pytest.mark.parametrize("location", ["", "http://[::1", "http://a.example:99999/x", "data:,x"])
def test_a_redirect_to_no_address_is_asked_for_once(tmp_path, location):
    def script(asked):
        assert asked.number == 0
        return answer(status="302 Found", Location=location)

    _, missed = ask(tmp_path, {"/a.png": script}, "/a.png")
    assert "is not a web address" in missed[0] or "redirects without a target" in missed[0]


@pytest.mark.parametrize("url", BAD)
def test_bad_addresses_miss_one_file(tmp_path, url):
    with Hostile({"/good.png": answer(DATA)}) as server:
        had, missed = get(tmp_path, [(url, "a.png"), (f"{server.base}/good.png", "good.png")])
    assert had == {"good.png": DATA}
    assert len(missed) == 1


@pytest.mark.parametrize(
    "after",
    ["", "\u00b2", "9" * 5000, "-1", "1e3", "0x10", "soon", "Thu, 99 Foo 2024", "Thu, 01 Jan 99999 00:00:00 GMT",
     "Wed, 01 May 2024 12:00:00 GMT", "1, 2", "\u0663"],
)  # fmt: skip
def test_odd_retry_after_is_no_obstacle(tmp_path, after):
    def script(asked):
        field = {"Retry_After": after.encode().decode("latin-1")}
        return answer(DATA) if asked.number else answer(status="503 Busy", **field)

    assert ask(tmp_path, {"/a.png": script}, "/a.png") == ({"u/a.png": DATA}, [])


def test_a_date_to_retry_after_is_followed(tmp_path):
    later = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    busy = answer(status="503 Busy", Retry_After=later)
    [missed] = ask(tmp_path, {"/a.png": busy}, "/a.png")[1]
    assert "the server asks to wait 7" in missed


ZEROS = bytes(64 << 20)
BOMBS = {
    "br": brotli.compress(ZEROS), "gzip": gzip.compress(ZEROS), "deflate": zlib.compress(ZEROS),
    "zstd": zstandard.compress(ZEROS), "gzip, gzip": gzip.compress(gzip.compress(ZEROS)),
    "br, gzip": gzip.compress(brotli.compress(ZEROS)),
}  # fmt: skip


@pytest.mark.parametrize("coding", BOMBS)
def test_bodies_are_counted_while_they_are_decoded(tmp_path, coding):
    tracemalloc.start()
    try:
        bomb = answer(BOMBS[coding], Content_Encoding=coding)
        had, [missed] = ask(tmp_path, {"/a.png": bomb}, "/a.png", max_bytes=2 << 30)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert had == {}
    assert "unpacks to more than" in missed
    assert peak < 32 << 20


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd"])
def test_robots_are_counted_while_they_are_decoded(tmp_path, coding):
    scripts = {"/robots.txt": answer(BOMBS[coding], Content_Encoding=coding, kind="text/plain")}
    tracemalloc.start()
    with Hostile(scripts | {"/a.png": answer(DATA)}) as server:
        get(tmp_path, [(f"{server.base}/a.png", "a.png")])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 << 20


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(DATA)), ("x-gzip", gzip.compress(DATA)), ("deflate", zlib.compress(DATA)),
     ("br", brotli.compress(DATA)), ("zstd", zstandard.compress(DATA)), ("identity", DATA),
     ("br, gzip", gzip.compress(brotli.compress(DATA)))],
)  # fmt: skip
def test_sound_bodies_are_decoded(tmp_path, coding, body):
    coded = answer(body, Content_Encoding=coding)
    assert ask(tmp_path, {"/a.png": coded}, "/a.png") == ({"u/a.png": DATA}, [])


MEMBERS = gzip.compress(DATA[:5000]) + gzip.compress(DATA[5000:])


@pytest.mark.parametrize("name", ["a.png", "a.tgz"])
@pytest.mark.parametrize("step", [7, 1 << 20])
def test_a_body_of_several_members_is_had_whole(tmp_path, name, step):
    head = answer(Content_Encoding="gzip", Content_Length=str(len(MEMBERS)))
    script = lambda _: trickle(head + MEMBERS, 0.0, step)
    had, missed = ask(tmp_path, {f"/{name}": script}, f"/{name}")
    # A file that is gzipped itself stays as the site has it.
    assert (had, missed) == ({f"u/{name}": MEMBERS if name == "a.tgz" else DATA}, [])


@pytest.mark.parametrize("cut", [1, 2, 9, 40])
def test_a_body_that_ends_in_a_further_member_is_missing(tmp_path, cut):
    body = gzip.compress(DATA) + MEMBERS[:cut]
    had, [missed] = ask(tmp_path, {"/a.png": answer(body, Content_Encoding="gzip")}, "/a.png")
    assert had == {}
    assert "it ends too early" in missed


@pytest.mark.parametrize(
    "after", [bytes(8 << 20), gzip.compress(b"") * 400_000], ids=["zeros", "empty"]
)
def test_what_follows_a_body_is_counted(tmp_path, after):
    body = gzip.compress(DATA) + after
    had, [missed] = ask(tmp_path, {"/a.png": answer(body, Content_Encoding="gzip")}, "/a.png")
    assert had == {}
    assert "more than 4,194,304 bytes" in missed


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", DATA), ("gzip", gzip.compress(DATA)[:-9]), ("br", DATA), ("zstd", b""), ("compress", DATA),
     ("gzip, " * 9 + "gzip", DATA), ("\u00b2", DATA)],
)  # fmt: skip
def test_bodies_that_cannot_be_decoded_are_missing(tmp_path, coding, body):
    coded = answer(body, Content_Encoding=coding.encode().decode("latin-1"))
    had, missed = ask(tmp_path, {"/a.png": coded}, "/a.png")
    assert (had, len(missed)) == ({}, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK", b"SSH-2.0-x\r\n" * 9, b"\x16\x03\x01" * 99,
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50, b"HTTP/1.1 999 \xff\r\n\r\n", b"HTTP/1.1 101 X\r\n\r\n",
        b"HTTP/1.1 206 P\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 204 N\r\n\r\n", b"HTTP/1.1 304 N\r\n\r\n",
        b"HTTP/1.1 206 P\r\nContent-Length: 3\r\nContent-Range: bytes 0-2/9\r\n\r\nabc",
        b"HTTP/1.1 206 P\r\nContent-Length: 3\r\nContent-Range: bytes 0-2/*\r\n\r\nabc",
        b"HTTP/1.1 206 P\r\nContent-Length: 3\r\nContent-Range: bytes 5-7/9\r\n\r\nabc",
        b"HTTP/1.1 206 P\r\nContent-Length: 3\r\nContent-Range: bytes " + b"9" * 5000 + b"-/*\r\n\r\nabc",
        b"HTTP/1.1 416 R\r\nContent-Length: 0\r\n\r\n",
    ],
)  # fmt: skip
def test_answers_that_are_none_miss_one_file(tmp_path, data):
    had, missed = ask(tmp_path, {"/a.png": data}, "/a.png")
    assert len(missed) == 1
    assert all(name.endswith((".part", ".version")) for name in had)


@pytest.mark.parametrize("where", ["head", "body", "robots", "silence"])
def test_trickling_servers_miss_one_file(tmp_path, where):
    whole = answer(DATA)
    head = whole.index(b"\r\n\r\n") + 4
    slow = {
        "head": {"/a.png": lambda _: trickle(whole, 0.02)},
        "body": {"/a.png": lambda _: [whole[:head], *trickle(whole[head:], 0.02)]},
        "robots": {"/robots.txt": lambda _: trickle(whole, 0.02), "/a.png": whole},
        "silence": {"/a.png": lambda _: [5.0]},
    }[where]
    with Hostile(slow) as server, Hostile({"/good.png": answer(DATA)}) as sound:
        wanted = [(f"{server.base}/a.png", "a.png"), (f"{sound.base}/good.png", "good.png")]
        had, missed = get(tmp_path, wanted, timeout=0.2, min_speed=1000.0)
    assert had["good.png"] == DATA
    assert "a.png" not in had
    assert len(missed) == 1


def test_a_host_that_brings_nothing_is_not_asked_for_all(tmp_path):
    with Hostile(
        {"/robots.txt": answer(b"", kind="text/plain")} | {f"/{n}.png": b"" for n in range(20)}
    ) as server:
        wanted = [(f"{server.base}/{n}.png", f"{n}.png") for n in range(20)]
        had, missed = get(tmp_path, wanted, max_per_host=1, max_failures=3)
        assert sum(server.seen.values()) == 1 + 3 * 4
    assert had == {}
    assert len(missed) == 20
    assert sum("failed too often" in message for message in missed) == 17


def test_a_file_where_a_directory_must_be_misses_one_file(tmp_path):
    (tmp_path / "u").mkdir()
    (tmp_path / "u/2015").write_bytes(b"a file")
    (tmp_path / "u/a.png").mkdir()
    long = "x" * 300 + ".png"
    with Hostile(
        dict.fromkeys(["/b.png", "/a.png", "/long.png", "/good.png"], answer(DATA))
    ) as server:
        places = {
            "/b.png": "u/2015/b.png",
            "/a.png": "u/a.png",
            "/long.png": f"u/{long}",
            "/good.png": "u/good.png",
        }
        had, missed = get(tmp_path, [(server.base + path, place) for path, place in places.items()])
    assert had["u/good.png"] == DATA
    assert len(missed) == 3
    assert all("cannot be stored" in message for message in missed)


def test_addresses_of_one_place_share_no_part(tmp_path):
    other = b"other" * 2000
    cut = answer(other[:5000], Content_Length=str(len(other)))
    with Hostile({"/a.png": cut, "/b.png": answer(DATA)}) as server:
        wanted = [(f"{server.base}/a.png", "u.png"), (f"{server.base}/b.png", "u.png")]
        assert get(tmp_path, wanted) == ({"u.png": DATA}, [])


def test_a_part_is_continued_at_its_own_address_in_the_next_run(tmp_path, monkeypatch):
    monkeypatch.setattr(attempts, "_ATTEMPTS", 1)
    other = b"other" * 2000

    def resumes(asked):
        if "range" not in asked.headers:
            return answer(DATA[:5000], Content_Length=str(len(DATA)), ETag='"a"')
        start = int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))
        span = f"bytes {start}-{len(DATA) - 1}/{len(DATA)}"
        return answer(DATA[start:], "206 Partial Content", Content_Range=span, ETag='"a"')

    with Hostile(
        {"/a.png": resumes, "/b.png": answer(other[:100], Content_Length="999")}
    ) as server:
        assert len(get(tmp_path, [(f"{server.base}/a.png", "u.png")])[1]) == 1
        assert len(get(tmp_path, [(f"{server.base}/b.png", "u.png")])[1]) == 1
        assert get(tmp_path, [(f"{server.base}/a.png", "u.png")]) == ({"u.png": DATA}, [])
        assert server.asked[-1].headers["range"] == "bytes=5000-"


def test_a_redirect_to_another_file_continues_no_part(tmp_path):
    other = b"other" * 2000
    scripts = {
        "/a.png": lambda asked: answer(
            status="302 Found", Location=f"/{'bc'[asked.number > 0]}.png"
        ),
        "/b.png": answer(other[:5000], Content_Length=str(len(other))),
        "/c.png": answer(DATA),
    }
    assert ask(tmp_path, scripts, "/a.png") == ({"u/a.png": DATA}, [])


PRIVATE = """0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250
240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1
2001:db8::1 2002:7f00:1:: 2002:a00:1::1 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
2606:4700::1%eth0 4000::1 example 1.2.3 ::ffff:7f00:1 127.1""".split()
PUBLIC = "1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 192.0.1.1 198.17.0.1 223.255.255.255 2606:4700::1111 2a00::1 2001:4860::8888 2400::1".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_of_the_web(address):
    assert not network.is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_web(address):
    assert network.is_public(address)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "localhost.",
             "user@127.0.0.1", "[fe80::1%25lo]", "\uff11\uff12\uff17.0.0.1"],
)  # fmt: skip
def test_spellings_of_this_machine_are_refused(tmp_path, host):
    with Hostile({"/a.png": answer(DATA)}) as server:
        had, [missed] = get(
            tmp_path, [(f"http://{host}:{server.port}/a.png", "a.png")], allow_private=False
        )
        assert not server.asked
    assert had == {}
    reasons = ("local network", "does not exist", "no address", "not a web address")
    assert any(reason in missed for reason in reasons)


def resolved(monkeypatch, port, *answers):
    """Names answer in turn; what stands for the web is this machine's address."""
    real, asked = socket.getaddrinfo, []

    def getaddrinfo(host, *args, **kwargs):
        if not str(host).endswith(".example"):
            return real(host, *args, **kwargs)
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port)) for found in address.split()
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(network, "is_public", lambda address: address == "127.0.0.1")
    return asked


def test_what_was_checked_is_what_is_connected_to(tmp_path, monkeypatch):
    with Hostile({"/a.png": answer(DATA)}) as server:
        asked = resolved(monkeypatch, server.port, "127.0.0.1", "127.0.0.1", "127.0.0.2")
        url = f"http://blog.example:{server.port}/a.png"
        assert get(tmp_path, [(url, "a.png")], allow_private=False) == ({"a.png": DATA}, [])
        assert len(asked) == len(server.asked) == 2  # robots.txt and the file, each asked for once
        _, [missed] = get(tmp_path / "b", [(url, "a.png")], allow_private=False)
        assert len(server.asked) == 2
    assert "local network" in missed


def test_a_name_with_one_private_address_is_refused(tmp_path, monkeypatch):
    with Hostile({"/a.png": answer(DATA)}) as server:
        resolved(monkeypatch, server.port, "127.0.0.1 10.0.0.1")
        url = f"http://blog.example:{server.port}/a.png"
        assert "local network" in get(tmp_path, [(url, "a.png")], allow_private=False)[1][0]
        assert not server.asked


@pytest.mark.parametrize("path", ["/a.png", "/robots.txt"])
def test_redirects_into_a_local_network_are_refused(tmp_path, monkeypatch, path):
    with Hostile({"/x": answer(DATA), "/x.png": answer(DATA)}) as inner:
        moved = answer(status="302 Found", Location=f"http://127.0.0.2:{inner.port}/x.png")
        with Hostile({"/a.png": answer(DATA), path: moved}) as server:
            resolved(monkeypatch, server.port, "127.0.0.1")
            url = f"http://blog.example:{server.port}/a.png"
            [missed] = get(tmp_path, [(url, "a.png")], allow_private=False)[1]
        assert not inner.asked
    assert "127.0.0.2 is in a local network" in missed


def test_robots_are_followed_where_they_moved(tmp_path):
    moved = answer(status="301 Moved", Location="/rules.txt")
    rules = answer(b"User-agent: *\nDisallow: /a.png\n", kind="text/plain")
    had, missed = ask(
        tmp_path, {"/robots.txt": moved, "/rules.txt": rules, "/a.png": answer(DATA)}, "/a.png"
    )
    assert (had, missed) == ({}, ["/a.png: the robots.txt of its host forbids it."])


# What becomes of a blog's files.


def converted(tmp_path, server, *files, out="out", media="fetch", content=""):
    base = f"{server.base}/wp-content/uploads"
    shown = " ".join(f'<img src="{base}/{file}">' for file in files)
    text = export(item(1, content=f"x {shown} {content}")).replace(
        "https://blog.example", server.base
    )
    (tmp_path / "export.xml").write_text(text)
    report = convert(
        tmp_path / "export.xml",
        tmp_path / out,
        to=["markdown"],
        media=media,
        allow_private_networks=True,
    )
    assert verify(tmp_path / out).findings == []
    [post] = (tmp_path / out).rglob("*.md")
    found = {
        p.name: p.read_bytes()
        for p in (tmp_path / out / "markdown").rglob("*")
        if p.suffix == ".png"
    }
    return report, found, post.read_text()


UPLOADS = "/wp-content/uploads"
ODD = {"2015/a%3Ab.png": b"colon", "2015/a%2Ab.png": b"star", "2015/A.png": b"large", "2015/a.png": b"small",
       "2015/dot%20.png": b"dot", "2015/q%3Fw.png": b"query", "CON.png": b"device", "2015/a%40w=1.png": b"at",
       "2015/" + "x" * 180 + ".png": b"long", "2015/%C3%BC.png": b"umlaut"}  # fmt: skip


def test_names_that_a_disk_cannot_hold_are_found_again(tmp_path):
    with Hostile({f"{UPLOADS}/{name}": answer(data) for name, data in ODD.items()}) as server:
        report, found, text = converted(tmp_path, server, *ODD)
        assert sorted(found.values()) == sorted(ODD.values())
        assert len({name.lower() for name in found}) == len(ODD)
        assert not [notice for notice in report.notices if notice.code == "media-missing"]
        asked = len(server.asked)
        # Once more, from the directory as it is, with links in another order.
        _, again, _ = converted(
            tmp_path, server, *reversed(ODD), out="out2", media=tmp_path / "out.media"
        )
        assert len(server.asked) == asked
    assert sorted(again.values()) == sorted(ODD.values())
    for entry in json.loads((tmp_path / "out2/media.json").read_text()):
        for address in entry["addresses"]:
            data = (tmp_path / "out.media" / entry["source"]).read_bytes()
            assert data == ODD[address.partition(f"{UPLOADS}/")[2]]
    assert server.base not in text.partition("wordpress_id")[2]


def test_a_later_run_keeps_each_name(tmp_path):
    with Hostile({f"{UPLOADS}/{name}": answer(data) for name, data in ODD.items()}) as server:
        converted(tmp_path, server, *ODD)
        first = {p.name: p.read_bytes() for p in (tmp_path / "out.media").rglob("*.png")}
        asked = len(server.asked)
        (tmp_path / "out.media").rename(tmp_path / "again.media")
        converted(tmp_path, server, *reversed(ODD), out="again")
        assert len(server.asked) == asked
        assert {p.name: p.read_bytes() for p in (tmp_path / "again.media").rglob("*.png")} == first


@pytest.mark.parametrize("between", ["\\@", "\t\\\n@", "\\x\\@", "&#92;@"])
def test_only_hosts_of_the_blog_are_asked(tmp_path, between):
    """Browsers end the host at a backslash; many programs at the slash after it."""
    with Hostile({}) as server, Hostile({}) as other:
        host = f"{server.base.removeprefix('http://')}{between}{other.base.removeprefix('http://')}"
        content = f'<img src="http://{host}/wp-content/uploads/a.png">'
        report, _, _ = converted(tmp_path, server, content=content)
        assert other.connections == 0
        assert server.asked[0].path == "/robots.txt"
    assert any(n.code == "media-missing" for n in report.notices)


def test_what_was_not_fetched_is_always_named(tmp_path):
    scripts = {
        f"{UPLOADS}/evil.php": answer(b"<?php"),
        f"{UPLOADS}/page.png": answer(b"<p>", kind="text/html"),
    }
    with Hostile(scripts) as server:
        other = f'<a href="{server.base}/files.zip">z</a> <a href="{server.base}/wp-content/plugins/p.pdf">p</a>'
        report, found, _ = converted(
            tmp_path, server, "gone.png", "evil.php", "page.png", content=other
        )
        assert not any("evil" in asked.path for asked in server.asked)
    assert found == {}
    named = [n.message for n in report.notices if n.code == "media-missing" and n.post_id == 1]
    missing = {message.partition(": ")[0] for message in named}
    assert len(missing) == len(named)
    names = ["wp-content/uploads/gone.png", "wp-content/uploads/evil.php", "wp-content/uploads/page.png",
             "files.zip", "wp-content/plugins/p.pdf"]  # fmt: skip
    assert missing == {f"{server.base}/{name}" for name in names}


SVG = (
    b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <b >by</b> -->\n'
    b'<!DOCTYPE svg PUBLIC "x" "y" [\n<!ENTITY a "b">\n]>\n<svg:svg></svg:svg>'
)
PAGE = b"<!-- 1 -->\n<!DOCTYPE html><html><title>Gone</title>"


@pytest.mark.parametrize(
    ("name", "data", "kind", "taken"),
    [
        ("a.png", b"", "image/png", False),
        ("a.png", PAGE, "image/png", False),
        ("a.png", b"\xef\xbb\xbf<HTML>", "", False),
        ("a.pdf", PAGE, "application/octet-stream", False),
        ("a.txt", PAGE, "text/plain", True),
        ("a.png", b"<svg>", "image/png", True),
        ("a.png", SVG, "", True),
        ("a.svg", SVG, "image/svg+xml", True),
        ("a.svg", b"<div>Gone</div>", "image/svg+xml", False),
        ("a.png", b"<!-- " + b"x" * 5000 + b" -->" + PAGE, "image/png", False),
        ("a.doc", b"<!-- " + b"x" * 5000 + b" -->" + PAGE, "", False),
        ("a.mp4", b"\r\n" * 5000 + PAGE, "application/octet-stream", False),
        ("a.jpg", b"Warning: no such file in x" + PAGE, "image/jpeg", False),
        ("a.jpg", b"\xc3\x84rger. <br/> Bitte", "image/jpeg", False),
        ("a.jpg", b"\0\0" + PAGE, "image/jpeg", False),
        ("a.jpg", PAGE.decode().encode("utf-16"), "image/jpeg", False),
        ("a.gif", b"<!>" + PAGE, "image/gif", False),
        ("a.png", b'<a href="/login">Log in</a>', "image/png", False),
        ("a.zip", b"<ul><li>x</li></ul>", "", False),
        ("a.mp3", b"<section><h1>x</h1></section>", "audio/mpeg", False),
        ("a.webm", b"<my-app></my-app>", "video/webm", False),
        ("a.woff", b"</div>", "font/woff", False),
        ("a.pdf", b"<?php echo 1;", "application/pdf", False),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\n<a >%%EOF", "application/pdf", True),
        ("a.png", b"\x89PNG\r\n\x1a\n<html>", "image/png", True),
        ("a.avi", b"RIFF0\0\0\0AVI <p>", "video/x-msvideo", True),
        ("a.ico", b"\0\0\1\0<p>", "image/x-icon", True),
        ("a.doc", b"<ul><li>x</li></ul>", "application/msword", True),
        ("a.csv", b"a;<b >", "text/csv", True),
    ],
)
def test_a_body_that_is_no_such_file_is_missing(tmp_path, name, data, kind, taken):
    with Hostile({f"{UPLOADS}/{name}": answer(data, kind=kind)}) as server:
        report, _, _ = converted(tmp_path, server, name)
    files = [path for path in (tmp_path / "out.media").rglob("*") if path.name.endswith(name)]
    assert [path.read_bytes() for path in files] == ([data] if taken else [])
    notices = [n for n in report.notices if n.code == "media-missing" and n.post_id == 1]
    assert len(notices) == (not taken)
    assert not list((tmp_path / "out.media").rglob(".*.part*"))


def test_a_file_in_the_place_of_the_directory_is_an_error(tmp_path):
    (tmp_path / "out.media").write_text("x")
    with Hostile({}) as server, pytest.raises(OutputError, match=r"out\.media"):
        converted(tmp_path, server, "a.png")


def test_an_output_in_the_place_of_the_directory_is_an_error(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    convert(tmp_path / "export.xml", tmp_path / "out.media", to=["markdown"])
    before = sorted(path.name for path in (tmp_path / "out.media").iterdir())
    with (
        Hostile({}) as server,
        pytest.raises(OutputError, match=r"out\.media is an earlier output"),
    ):
        converted(tmp_path, server, "a.png")
    assert sorted(path.name for path in (tmp_path / "out.media").iterdir()) == before
    assert not (tmp_path / "out").exists()


def test_a_list_of_addresses_is_not_trusted(tmp_path):
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "up").mkdir()
    (tmp_path / "up/b.png").write_bytes(b"b")
    (tmp_path / "up/link.png").symlink_to(tmp_path / "secret.png")
    entries = [{"path": "x", "place": place, "addresses": ["https://blog.example/x.png", 7]}
               for place in ("../secret.png", "/etc/passwd", str(tmp_path / "secret.png"), "", "..", "link.png")]  # fmt: skip
    for text in (
        json.dumps([*entries, 7, {"path": 1}]),
        "[" * 100_000,
        "{}",
        "x",
    ):
        (tmp_path / "up/.addresses.json").write_text(text)
        assert list(DownloadFolder(tmp_path / "up").assets()) == []


@pytest.mark.parametrize("place", ["a/" * 3000 + "b", "a/" * 201 + "b", f"{'ab' * 60}/" * 20 + "b"])
def test_a_place_that_no_disk_can_have_is_skipped(tmp_path, place):
    (tmp_path / "a.png").write_bytes(b"a")
    listed = [{"path": name, "place": name, "addresses": []} for name in (place, "a.png")]
    (tmp_path / ".addresses.json").write_text(json.dumps(listed))
    folder = DownloadFolder(tmp_path)
    assert [asset.name for asset in folder.assets()] == ["a.png"]
    assert folder.place(place, f"https://blog.example/{place}", "") != place


def test_no_cookie_is_kept(tmp_path):
    scripts = {
        "/a.png": answer(DATA, Set_Cookie="session=1; Path=/"),
        "/b.png": answer(DATA, Set_Cookie="x=\xff; expires=\x01; Version=" + "9" * 99),
    }
    with Hostile(scripts) as server:
        names = ["a", "b", "a", "b"]
        wanted = [(f"{server.base}/{n}.png", f"{at}.png") for at, n in enumerate(names)]
        had, missed = get(tmp_path, wanted, max_per_host=1)
        assert [asked.headers.get("cookie") for asked in server.asked] == [None] * 5
    assert (len(had), missed) == (4, [])


@pytest.mark.parametrize(
    "cookie",
    [
        "a=b; expires=01 Jan " + "1" * 5000,
        "a=b; max-age=" + "9" * 400,
        "a=b; version=" + "1" * 5000,
    ],
)
@pytest.mark.filterwarnings("error")
def test_an_odd_cookie_is_not_read(tmp_path, cookie, capfd):
    scripts = {"/a.png": answer(DATA, Set_Cookie=cookie)}
    had, missed = ask(tmp_path, scripts, "/a.png")
    assert (list(had), missed) == (["u/a.png"], [])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("user", ["admin:secret@", "admin@", ":secret@", "%40:%3a@"])
def test_no_password_is_sent(tmp_path, user):
    def there(asked):
        location = f"http://{user}{asked.headers['host']}/b.png"
        return answer(status="302 Found", Location=location)

    with Hostile({"/a.png": there, "/b.png": answer(DATA)}) as server:
        own = server.base.replace("://", f"://{user}")
        had, missed = get(tmp_path, [(f"{server.base}/a.png", "a"), (f"{own}/b.png", "b")])
        assert not any("authorization" in asked.headers for asked in server.asked)
    assert (had, missed) == ({"a": DATA, "b": DATA}, [])


@pytest.mark.parametrize("name", ["a.png.x.part", "a.png.0123456789ab.part", ".a.png.x.part"])
def test_a_file_that_is_named_like_a_part_stays(tmp_path, name):
    name = DownloadFolder(tmp_path).place(name, f"https://blog.example/{name}", "blog.example")
    with Hostile({"/part": answer(b"x" * 9), "/a.png": answer(DATA)}) as server:
        wanted = [(f"{server.base}/part", name), (f"{server.base}/a.png", "a.png")]
        assert get(tmp_path, wanted, max_per_host=1) == ({name: b"x" * 9, "a.png": DATA}, [])


DAY, LATER = "Sat, 01 Jan 2022 00:00:00 GMT", "Sun, 02 Jan 2022 00:00:00 GMT"
VERSIONS = [
    ({}, {}, 1),
    ({}, {}, 2),
    ({"ETag": "a"}, {"ETag": "a"}, 1),  # not written as one
    ({"Last_Modified": DAY}, {"Last_Modified": DAY}, 1),  # perhaps of the same second
    ({"Last_Modified": DAY, "Date": DAY}, {"Last_Modified": DAY, "Date": DAY}, 1),
    ({"Last_Modified": DAY, "Date": LATER}, {}, 1),
    ({"ETag": '"a"'}, {"ETag": 'W/"a"'}, 1),
    ({"Last_Modified": "Sat, 01 Jan 2022 00:00:00 GMT"}, {"Last_Modified": "Sun, 02 Jan 2022 00:00:00 GMT"}, 1),
    ({"ETag": '"a"'}, {"ETag": '"b"'}, 1),
    ({"ETag": '"a"'}, {}, 1),
    ({}, {"ETag": '"a"'}, 1),
    ({"ETag": '"a"', "Last_Modified": DAY}, {"ETag": '"b"', "Last_Modified": DAY}, 1),
    ({"ETag": '"a"', "Last_Modified": DAY}, {"Last_Modified": DAY}, 1),
    ({"ETag": '"a"', "Last_Modified": DAY}, {"ETag": '"a"', "Last_Modified": "Sun, 02 Jan 2022 00:00:00 GMT"}, 1),
    ({"ETag": '"a"', "Last_Modified": DAY}, {"ETag": '"a"', "Last_Modified": DAY}, 2),
    ({"ETag": 'W/"a"', "Last_Modified": DAY}, {"ETag": 'W/"a"', "Last_Modified": DAY}, 1),
    ({"Last_Modified": DAY}, {}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "longer"), VERSIONS)
def test_a_part_is_not_continued_by_another_version(tmp_path, old, new, longer):
    first, second = b"old" * 1000, b"new" * 1000 * longer

    def changes(asked):
        if not asked.number:
            return answer(first[:500], Content_Length=str(len(first)), **old)
        start = int(asked.headers.get("range", "bytes=0-")[6:-1])
        span = f"bytes {start}-{len(second) - 1}/{len(second)}"
        if not start:
            return answer(second, **new)
        return answer(second[start:], "206 Partial Content", Content_Range=span, **new)

    assert ask(tmp_path, {"/a.png": changes}, "/a.png") == ({"u/a.png": second}, [])


@pytest.mark.parametrize("same", [{"Last_Modified": DAY, "Date": LATER}, {"ETag": '"a"'}])
def test_a_part_is_continued_by_the_same_version(tmp_path, same):
    def resumes(asked):
        if "range" not in asked.headers:
            return answer(DATA[:500], Content_Length=str(len(DATA)), **same)
        span = f"bytes 500-{len(DATA) - 1}/*"
        return answer(DATA[500:], "206 Partial Content", Content_Range=span, **same)

    assert ask(tmp_path, {"/a.png": resumes}, "/a.png") == ({"u/a.png": DATA}, [])


def test_a_host_that_is_always_busy_is_not_asked_for_all(tmp_path):
    busy = answer(status="503 Busy", Retry_After="0")
    with Hostile({f"/{n}.png": busy for n in range(20)}) as server:
        wanted = [(f"{server.base}/{n}.png", f"{n}.png") for n in range(20)]
        _, missed = get(tmp_path, wanted, max_per_host=1, max_failures=3)
        assert sum(server.seen.values()) == 1 + 3 * 4
    assert sum("failed too often" in message for message in missed) == 17


@pytest.mark.parametrize("codings", [["gzip", "gzip"], ["gzip", "deflate", "br"]])
def test_codings_that_unfold_to_nothing_are_counted(tmp_path, codings):
    """Empty blocks of deflate: many bytes of one coding are none of the next."""
    data = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * (1 << 20)
    for coding in codings[1:]:
        data = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](
            data
        )
    scripts = {"/a.png": answer(data, Content_Encoding=", ".join(codings))}
    had, [missed] = ask(tmp_path, scripts, "/a.png")
    assert had == {}
    assert "it unpacks to more than" in missed


@pytest.mark.parametrize(
    "lines",
    ["Crawl-delay: \u00b2", "Request-rate: \u00b2/\u00b2", "Disallow: //[", "Allow: http://[/", "Sitemap: //[", "\x00"],
)  # fmt: skip
def test_a_line_of_robots_that_cannot_be_read_does_not_count(tmp_path, lines):
    for start in ("", "\ufeff"):
        rules = f"{start}User-agent: *\n{lines}\nDisallow: /closed\n".encode()
        scripts = {"/robots.txt": answer(rules, kind="text/plain"), "/a.png": answer(DATA)}
        folder = tmp_path / (start or "x")
        had, missed = ask(folder, scripts, "/a.png", "/closed.png")
        assert had == {"u/a.png": DATA}
        assert missed == ["/closed.png: the robots.txt of its host forbids it."]


def test_all_files_together_have_a_limit(tmp_path):
    with Hostile({f"/{n}.png": answer(DATA) for n in range(5)}) as server:
        wanted = [(f"{server.base}/{n}.png", f"{n}.png") for n in range(5)]
        had, missed = get(tmp_path, wanted, max_per_host=1, max_total=3 * len(DATA))
    assert len(had) == 3
    assert all("--max-unpacked raises that limit" in message for message in missed)


def test_links_in_the_directory_are_not_followed(tmp_path):
    """What came with a directory of downloads may point anywhere on this machine."""
    home, folder = tmp_path / "home", tmp_path / "media"
    home.mkdir()
    folder.mkdir()
    (home / "secret.png").write_bytes(b"secret")
    (folder / "up").symlink_to(home)
    (folder / "a.png").symlink_to(home / "new.png")
    listed = [
        {"path": "s.png", "place": "up/secret.png", "addresses": ["https://blog.example/s.png"]}
    ]
    (folder / ".addresses.json").write_text(json.dumps(listed))
    (folder / ".addresses.json.new").symlink_to(home / "list")
    fetched = DownloadFolder(folder)
    assert list(fetched.assets()) == []
    fetched.save()
    with Hostile({"/a.png": answer(DATA), "/good.png": answer(DATA)}) as server:
        wanted = [(f"{server.base}/a.png", name) for name in ("up/new.png", "a.png", "good.png")]
        _, missed = get(folder, wanted)
    assert len(missed) == 2
    assert all("is a symbolic link" in message for message in missed)
    assert sorted(path.name for path in home.iterdir()) == ["secret.png"]
    assert (folder / "good.png").read_bytes() == DATA


CONDITIONS = [
    ({"ETag": '"a"'}, '"a"'),
    ({"ETag": '"a"', "Last_Modified": DAY, "Date": "Sun, 02 Jan 2022 00:00:00 GMT"}, '"a"'),
    ({"Last_Modified": DAY, "Date": "Sat, 01 Jan 2022 00:00:01 GMT"}, DAY),
    ({"Last_Modified": DAY, "Date": DAY}, None),
    ({"Last_Modified": DAY}, None),
    ({"Last_Modified": "soon", "Date": DAY}, None),
    ({}, None),
]


@pytest.mark.parametrize(("old", "condition"), CONDITIONS)
def test_the_rest_of_a_part_is_asked_for_on_condition(tmp_path, old, condition):
    """By a strong validator (RFC 9110, 13.1.5), so that a server sends a new version whole."""

    def script(asked):
        if not asked.number:
            return answer(b"old" * 100, Content_Length="10240", **old)
        return answer(DATA, **old)

    with Hostile({"/a.png": script}) as server:
        assert get(tmp_path, [(f"{server.base}/a.png", "a.png")]) == ({"a.png": DATA}, [])
        asked = server.asked[-1].headers
        assert asked.get("range") == ("bytes=300-" if condition else None)
        assert asked.get("if-range") == condition


def test_what_cannot_be_continued_leaves_no_part(tmp_path, monkeypatch):
    monkeypatch.setattr(attempts, "_ATTEMPTS", 1)
    cut = answer(DATA[:300], Content_Length=str(len(DATA)))
    had, [missed] = ask(tmp_path, {"/a.png": cut}, "/a.png")
    assert had == {}
    assert "/a.png: " in missed


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 100_000, "{}", '["", "", "9"]', "[1, 2, 3, 4]", '["\\"a\\"", "", "", "x\\r\\ny: z"]', '["","","","\u00fc"]'],
)  # fmt: skip
def test_versions_of_parts_are_not_trusted(tmp_path, monkeypatch, text):
    monkeypatch.setattr(attempts, "_ATTEMPTS", 1)
    script = lambda asked: answer(
        DATA if asked.number else DATA[:9], Content_Length="10240", ETag='"a"'
    )
    with Hostile({"/a.png": script}) as server:
        wanted = [(f"{server.base}/a.png", "a.png")]
        assert len(get(tmp_path, wanted)[1]) == 1
        [version] = tmp_path.glob(".a.png.*.version")
        version.write_text(text)
        assert get(tmp_path, wanted) == ({"a.png": DATA}, [])
        assert "range" not in server.asked[-1].headers


def windowed(log):
    """A picture in a frame of zstd that refers to 2**log bytes of the past."""
    settings = zstandard.ZstdCompressionParameters.from_level(1, window_log=log)
    packer = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    return packer.compress(DATA) + packer.flush()  # of unknown size, so with its window


@pytest.mark.parametrize(("log", "missed"), [(23, 0), (24, 1), (27, 1)])
def test_zstd_from_a_server_keeps_eight_megabytes_at_most(tmp_path, log, missed):
    """RFC 9659, 3; many downloads at a time keep so many each."""
    coded = answer(windowed(log), Content_Encoding="zstd")
    assert len(ask(tmp_path, {"/a.png": coded}, "/a.png")[1]) == missed


@pytest.mark.parametrize(
    ("codings", "missed"),
    [("zstd, zstd", 1), ("br, br", 1), ("br, zstd", 1), ("gzip, zstd, gzip", 0), ("gzip, gzip, gzip, gzip", 1)],
)  # fmt: skip
def test_one_level_of_a_body_may_keep_megabytes(tmp_path, codings, missed):
    packers = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}
    data = DATA
    for name in codings.split(", "):
        data = packers[name](data)
    had, reasons = ask(tmp_path, {"/a.png": answer(data, Content_Encoding=codings)}, "/a.png")
    assert (len(had), len(reasons)) == (1 - missed, missed)
    assert not missed or "too many levels" in reasons[0]


@pytest.mark.parametrize("folder", ["a/" * 1150, ("b" * 140 + "/") * 40])
def test_a_path_that_is_too_long_misses_one_file(tmp_path, folder):
    with Hostile({"/good.png": answer(DATA)}) as server:
        wanted = [(f"{server.base}/x.png", f"{folder}x.png"), (f"{server.base}/good.png", "g.png")]
        had, [missed] = get(tmp_path, wanted)
        assert "/x.png" not in server.seen
    assert had == {"g.png": DATA}
    assert missed.endswith("/x.png: it cannot be stored: its path is too long.")


TAR = DATA * 50


@pytest.mark.parametrize(
    ("name", "codings", "levels", "kept"),
    [
        ("a.tgz", "gzip", 1, 1),  # the file's own compression, declared as a coding
        ("a.tgz", "gzip", 2, 1),
        ("a.TAR.GZ", "x-gzip", 1, 1),
        ("a.svgz", "gzip", 1, 1),
        ("a.tgz", "gzip, gzip", 2, 1),
        ("a.tgz", "gzip, gzip", 3, 1),
        ("a.tgz", "", 1, 1),
        ("a.tar", "gzip", 1, 0),
        ("a.png", "gzip", 1, 0),
    ],
)
@pytest.mark.parametrize("data", [TAR, b"", b"x"])
def test_a_file_that_is_gzipped_is_stored_as_the_site_has_it(
    tmp_path, name, codings, levels, kept, data
):
    versions = [data]
    for _ in range(levels):
        versions.append(gzip.compress(versions[-1], mtime=0))
    sent = answer(versions[-1], **({"Content_Encoding": codings} if codings else {}))
    had, missed = ask(tmp_path, {f"/{name}": sent}, f"/{name}")
    if not versions[kept]:
        assert "empty file" in missed[0]
    else:
        assert had == {f"u/{name}": versions[kept]}


@pytest.mark.parametrize("body", [gzip.compress(DATA)[:-9], b"plain", b"\x1f"])
def test_a_gzipped_file_that_cannot_be_decoded(tmp_path, body):
    sent = answer(body, Content_Encoding="gzip")
    had, missed = ask(tmp_path, {"/a.tgz": sent}, "/a.tgz")
    # What is declared as gzip and begins so is the file as the site has it, damaged or not.
    assert bool(had) == (body[:2] == gzip.compress(DATA)[:2])
    assert bool(had) != bool(missed)


def test_a_host_that_others_redirect_to_is_not_asked_more_often(tmp_path):
    """Files of one host, and files that another host redirects to it."""
    under_way, most = 0, 0
    lock = threading.Lock()

    def slow(_asked):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        yield 0.1
        with lock:
            under_way -= 1
        yield answer(DATA)

    scripts = {f"/f{n}.png": slow for n in range(12)}
    with Hostile(scripts) as server:
        scripts |= {
            f"/r{n}.png": answer(status="302 Found", Location=f"{server.base}/f{n}.png")
            for n in range(6)
        }
        other = server.base.replace("127.0.0.1", "localhost")
        wanted = [(f"{other}/r{n}.png", f"r{n}.png") for n in range(6)]
        wanted += [(f"{server.base}/f{n}.png", f"f{n}.png") for n in range(6, 12)]
        had, missed = get(tmp_path, wanted)
    assert (len(had), missed) == (12, [])
    assert most == 2


def test_hosts_that_redirect_to_each_other_wait_for_none(tmp_path):
    scripts = {"/a.png": answer(DATA), "/b.png": answer(DATA)}
    with Hostile(scripts) as server:
        here, there = server.base, server.base.replace("127.0.0.1", "localhost")
        for n in range(10):
            scripts[f"/h{n}.png"] = answer(status="302 Found", Location=f"{there}/a.png")
            scripts[f"/t{n}.png"] = answer(status="302 Found", Location=f"{here}/b.png")
        wanted = [(f"{here}/h{n}.png", f"h{n}.png") for n in range(10)]
        wanted += [(f"{there}/t{n}.png", f"t{n}.png") for n in range(10)]
        had, missed = get(tmp_path, wanted, max_per_host=1, max_connections=2)
    assert (len(had), missed) == (20, [])


def test_a_host_that_fails_is_given_up_and_the_one_that_redirects_to_it_is_not(tmp_path):
    scripts = {f"/f{n}.png": answer(status="503 Busy") for n in range(9)}
    with Hostile(scripts | {"/good.png": answer(DATA)}) as server:
        other = server.base.replace("127.0.0.1", "localhost")
        for n in range(9):
            server._scripts[f"/r{n}.png"] = answer(status="302 Found", Location=f"{other}/f{n}.png")
        wanted = [(f"{server.base}/r{n}.png", f"r{n}.png") for n in range(9)]
        wanted.append((f"{server.base}/good.png", "good.png"))
        had, missed = get(tmp_path, wanted, max_failures=2, max_per_host=1)
    assert had == {"good.png": DATA}
    assert sum("failed too often" in reason for reason in missed) == 7
