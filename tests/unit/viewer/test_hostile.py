"""The viewer and archives, requests and clients that mean no good: it answers, or says why not."""

from __future__ import annotations

import gzip
import http.client
import io
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
import zipfile
from contextlib import ExitStack, contextmanager, suppress
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import warcs
from tests.growth import LIMIT, exponent
from tests.wxr import comment, export, item
from tests.zips import flagged
from wparchive.api import convert
from wparchive.cli.serve import command
from wparchive.errors import InputError, LimitError, MalformedInputError
from wparchive.render.summary import plain_text
from wparchive.viewer import Viewer, effort, framing, page_index, payload, server, shown
from wparchive.viewer.excerpts import excerpt
from wparchive.viewer.page_index import PageIndex, SearchResults
from wparchive.warc import streams, strict
from wparchive.web.html import parse_tree
from wparchive.web.refresh import without_refresh

AT = "https://blog.example"
SCRIPT = (
    b"<html><body><main><article><h1>T</h1><script>alert(1)</script></article></main></body></html>"
)
HEADERS = {
    "Server", "Date", "Content-Type", "Content-Length", "Content-Security-Policy",
    "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster",
    "Permissions-Policy", "X-Content-Type-Options", "X-DNS-Prefetch-Control", "Referrer-Policy",
}  # fmt: skip


@contextmanager
def served(path):
    with Viewer(path) as viewer:
        thread = threading.Thread(target=viewer._server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield viewer
        finally:
            viewer.stop()
            thread.join()


def port_of(viewer):
    return int(viewer.url.rstrip("/").rpartition(":")[2])


def get(viewer, path, host=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port_of(viewer), timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port_of(viewer)}")
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def raw(viewer, data):
    """Send bytes as they are, and return all that comes."""
    with socket.create_connection(("127.0.0.1", port_of(viewer)), timeout=10) as client:
        client.sendall(data)
        with suppress(OSError):  # the server may have closed the connection before its end
            client.shutdown(socket.SHUT_WR)
        found = b""
        while block := client.recv(1 << 16):
            found += block
        return found


def framed(text, uri, known=lambda _: set()):
    return "".join(framing.add_frame(text, uri, known))


def response(head, body, uri):
    return warcs.page(b"HTTP/1.1 200 OK\r\n" + head + body, uri=uri, type="response",
                      kind="application/http; msgtype=response")  # fmt: skip


def warc(tmp_path, *records):
    path = tmp_path / "hostile.warc.gz"
    path.write_bytes(warcs.packed(warcs.warcinfo(), *records))
    return path


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/html\nX: 1\n\n",
        b"content-type:text/html\r\n\r\n",
        b"CONTENT-TYPE:\ttext/html; charset=x\r\rX-Evil: 1\r\n\r\n",
        b'Content-Type: text/html; charset="\x0d\x0aX-Evil: 1"\r\n\r\n',
        b"Content-Type: text/html\x0bX-Evil\xff\r\n\r\n",
        b"Content-Type: image/evil\n X-Evil: 1\r\n\r\n",
        b"Content-Type: application/x-unheard-of\x85\r\n\r\n",
        b"Content-Security-Policy: x\nRefresh: 0;url=//else.example\r\nLink: <//else.example>\r\n\r\n",
        b"\r\n",
        b"no header at all",
    ],
)  # fmt: skip
def test_no_header_of_an_archive_reaches_an_answer(tmp_path, head):
    with served(warc(tmp_path, response(head, SCRIPT, f"{AT}/a/"))) as viewer:
        answer, body = get(viewer, f"/at/{AT}/a/")
    assert {name for name, _ in answer.getheaders()} == HEADERS
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    kind = answer.headers["Content-Type"]
    assert kind in {"text/html; charset=utf-8", "text/plain; charset=utf-8"}
    assert kind.startswith("text/html") == (b"text/html" in head and b"\x0b" not in head)
    assert b"alert(1)" in body


@pytest.mark.parametrize(
    ("said", "uri", "start", "kind"),
    [
        ("image/png", "/a", b"", "image/png"),
        ("IMAGE/JPG;q=1", "/a", b"", "image/jpeg"),
        ("image/svg+xml", "/a", b"<svg", "image/svg+xml"),
        ("application/xhtml+xml", "/a", b"", "text/html; charset=utf-8"),
        ("application/pdf", "/a", b"", "application/pdf"),
        ("application/octet-stream", "/a.gif", b"GIF89a", "image/gif"),
        ("application/octet-stream", "/a.html", b"<html>", "text/plain; charset=utf-8"),
        ("text/javascript", "/a.png", b"", "text/plain; charset=utf-8"),
        ("text/xsl", "/a", b"<?xml", "text/plain; charset=utf-8"),
        ("multipart/x-mixed-replace; boundary=x", "/a", b"--x", "text/plain; charset=utf-8"),
        ("message/rfc822", "/a.mht", b"", "text/plain; charset=utf-8"),
    ],
)
def test_media_types_come_from_a_table(tmp_path, said, uri, start, kind):
    page = warcs.page(start + b" rest", uri=AT + uri, kind=said)
    with served(warc(tmp_path, page)) as viewer:
        answer, body = get(viewer, f"/at/{AT}{uri}")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert ("sandbox" in policy) == (kind != "application/pdf")
    assert body.startswith(start)


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("same-origin", "no-cors", "image", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),  # a link
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "object", 403),
        ("same-site", "no-cors", "video", 403),  # another server of this machine
        ("same-site", "no-cors", "script", 403),
        ("something new", "no-cors", "image", 403),
    ],
)
@pytest.mark.parametrize("path", [f"/at/{AT}/a.gif", "/?q=rhubarb", "/at/missing"])
def test_other_sites_can_only_link_here(tmp_path, site, mode, dest, status, path):
    page = warcs.page(b"GIF89a secret", uri=f"{AT}/a.gif", kind="image/gif")
    said = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}
    with served(warc(tmp_path, page)) as viewer:
        answer, body = get(viewer, path, **said)
    assert answer.status == (404 if status == 200 and "missing" in path else status)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert status == 200 or b"secret" not in body


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/xhtml+xml"])
def test_what_can_have_scripts_is_opened_without_them(tmp_path, kind):
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    )
    with served(warc(tmp_path, warcs.page(svg, uri=f"{AT}/a.svg", kind=kind))) as viewer:
        answer, _ = get(viewer, f"/at/{AT}/a.svg")
    rules = [rule.split() for rule in answer.headers["Content-Security-Policy"].split(";")]
    policy = {name: values for name, *values in rules}
    assert policy["default-src"] == ["'none'"]
    assert not {"script-src", "script-src-elem", "script-src-attr"} & set(policy)
    assert "allow-scripts" not in policy["sandbox"]
    assert policy["frame-ancestors"] == ["'none'"]
    # Its hints and frames would connect; an image ignores this header.
    assert answer.headers["Content-Disposition"] == ("attachment" if "svg" in kind else None)


def test_pages_come_in_their_encoding(tmp_path):
    said = b"Content-Type: text/html; charset=iso-8859-2\r\n\r\n"
    body = "<html><body>Łódź</body></html>".encode("iso-8859-2")
    with served(warc(tmp_path, response(said, body, f"{AT}/a/"))) as viewer:
        answer, body = get(viewer, f"/at/{AT}/a/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Łódź" in body.decode()


REFRESHES = [
    '<meta http-equiv="refresh" content="0;url=https://else.example/">',
    "<META HTTP-EQUIV=Refresh CONTENT='0; https://else.example/'>",
    '<meta content="0;url=//else.example" http-equiv="&#114;efresh">',
    '<meta/a=">"/http-equiv=refresh/content=0;url=//else.example>',
    '<meta\n\tname="a<b"\nhttp-equiv\n=\nrefresh content=0>',
    '<!-- <meta a=" --> <meta http-equiv=refresh content=0>"',
    '<p title=">"><meta a=b"c http-equiv=refresh content=0>',
]


@pytest.mark.parametrize("markup", REFRESHES)
def test_no_page_that_is_shown_goes_elsewhere_by_itself(tmp_path, markup):
    body = f"<html><head>{markup}</head><body>{markup}<code>&lt;meta http-equiv&gt;</code></body>"
    head = b"Content-Type: text/html\r\n\r\n"
    with served(warc(tmp_path, response(head, body.encode(), f"{AT}/a/"))) as viewer:
        _, shown = get(viewer, f"/at/{AT}/a/")
    assert b"http-equiv" not in shown.lower()
    assert shown.lower().count(b"http&#45;equiv") == 3


@pytest.mark.parametrize("to", ["warc", "wacz"])
@pytest.mark.parametrize("markup", REFRESHES[:2])
def test_no_page_that_is_rebuilt_goes_elsewhere_by_itself(tmp_path, to, markup):
    told = "<pre>&lt;meta http-equiv&gt;</pre>"
    (tmp_path / "export.xml").write_text(
        export(item(1, content=f"Before {markup} after {told}"), item(2, content=told),
               item(3, content="x", comments=comment(1, content=f"Words {markup} words")),
               item(4, content="x", more=f"<excerpt:encoded><![CDATA[{markup}]]></excerpt:encoded>"))
    )  # fmt: skip
    convert(tmp_path / "export.xml", tmp_path / "out", to=[to])
    with Viewer(tmp_path / "out") as viewer:
        found = viewer._server.index
        for number in (1, 3, 4):
            with found.find(f"{AT}/post-{number}/") as document:
                assert b"http-equiv" not in document.payload.file.read().lower()
        with found.find(f"{AT}/post-2/") as document:  # nothing acts, so nothing is changed
            assert told.encode() in document.payload.file.read()


@pytest.mark.parametrize(
    "text", ["http-equiv=refresh", "srcset=//else.example", "<iframe src=x ", "<link x "]
)
def test_a_link_to_the_archive_brings_nothing_back_that_acts(text):
    # Where this page has a link, browsers have the attributes of a tag before.
    page = f"<meta a=\"<a href='/b/# {text} content=0;url=//else.example '>"
    shown = framed(page, f"{AT}/", lambda _: {f"{AT}/b/"})
    assert f'<a href="/at/{AT}/b/# ' in shown
    assert not framing._ACTIVE.search(shown.replace("<iframe srcdoc src=about:blank  ", ""))


def test_only_names_of_attributes_are_changed():
    text = "Write <code>http-equiv</code>."
    assert without_refresh(text) == text


def test_hints_and_frames_reach_nobody(tmp_path):
    body = (
        '<html><head><link rel="preconnect" href="//else.example"><LINK rel=dns-prefetch '
        'href=//else.example></head><body><iframe src="//else.example"></iframe></body></html>'
    )
    head = b"Content-Type: text/html\r\n\r\n"
    with served(warc(tmp_path, response(head, body.encode(), f"{AT}/a/"))) as viewer:
        _, shown = get(viewer, f"/at/{AT}/a/")
    assert b"<link" not in shown.lower()
    assert b'<iframe srcdoc src=about:blank  src="//else.example">' in shown


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<meta name="referrer" content="unsafe-url">', '<meta name=-  name="referrer" '),
        ("<META\tcontent=unsafe-url name=&#114;eferrer>", "<META name=- \tcontent="),
        ("<meta/name=referrer/content=unsafe-url>", "<meta name=- /name=referrer/"),
        ("<link name=referrer content=unsafe-url>", "<meta name=-  name=referrer "),
        ('<meta name="viewport" name=referrer>', '<meta name="viewport" name=referrer>'),
        ('<meta \x0bname="viewport" name=referrer>', '<meta name=-  \x0bname="viewport" name='),
        ("<a referrerPolicy=unsafe-url href=//else.example>", "<a referrer&#80;olicy=unsafe-url "),
    ],
)
def test_other_sites_do_not_learn_where_a_reader_comes_from(markup, shown):
    assert shown in framed(f"<p>{markup}", f"{AT}/")


@pytest.fixture(scope="module")
def viewer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("viewer")
    (folder / "export.xml").write_text(export(item(1, title="First", content="Rhabarber")))
    (folder / "up").mkdir()
    (folder / "up/a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(8 << 20))
    text = f'<img src="{AT}/wp-content/uploads/a.png">'
    (folder / "export.xml").write_text(export(item(1, title="First", content=f"Rhabarber {text}")))
    convert(folder / "export.xml", folder / "out", to=["warc"], media=folder / "up")
    with served(folder / "out") as viewer:
        yield viewer


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST", "localhost:80", "127.0.0.1:443"]
)
def test_it_answers_at_the_usual_ports_too(viewer, host):
    assert get(viewer, "/", host)[0].status == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "else.example",
        "127.0.0.1.else.example",
        "localhost:80:80",
        "[::1]",
        "127.0.0.1 x",
        "127.0.0.1:",
    ],
)
def test_other_names_are_refused(viewer, host):
    assert get(viewer, "/", host or " ")[0].status == 403


LOCAL = b"Host: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET http://[ HTTP/1.1\r\n", 404),
        (b"GET //[/ HTTP/1.1\r\n", 404),
        (b"GET /?page=" + b"9" * 5000 + b" HTTP/1.1\r\n", 200),
        (b"GET /?page=%D9%A3&page=x HTTP/1.1\r\n", 200),
        (b"GET /?page=-1 HTTP/1.1\r\n", 200),
        (b"GET /?q=" + b"a+" * 30000 + b" HTTP/1.1\r\n", 200),
        (b"GET /?q=" + b"a" * 60000 + b" HTTP/1.1\r\n", 200),
        (b"GET /?q=%00%22*%ff%ed%a0%80+_+- HTTP/1.1\r\n", 200),
        (b"GET /?" + b"&=" * 30000 + b" HTTP/1.1\r\n", 200),
        (b"GET /at/%ff\xff\x00\x1b[31m HTTP/1.1\r\n", 404),
        (b"GET /at/https://[/ HTTP/1.1\r\n", 404),
        (b"GET " + b"/" * 70000 + b" HTTP/1.1\r\n", 414),
        (b"GET / HTTP/9.9.9\r\n", 400),
        (b"GET / HTTP/" + b"9" * 5000 + b".1\r\n", 400),
        (b"GET / a b c\r\n", 400),
        (b"\r\nGET / HTTP/1.1\r\n", 200),
        (b"\r\n\r\nGET / HTTP/1.1\r\n", 400),
        (b" \r\n\n", 400),
        (b"\x00\xff\r\n", 400),
        (b"POST / HTTP/1.1\r\n", 501),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200, 431),
        (b"GET / HTTP/1.1\r\n" + (b"X: " + b"y" * 40_000 + b"\r\n") * 2, 431),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 70000 + b"\r\n", 431),
    ],
)
def test_odd_requests_are_answered(viewer, capfd, line, status):
    answer = raw(viewer, line + LOCAL)
    assert answer.split(b" ", 2)[1] == str(status).encode()
    assert b"Content-Security-Policy: default-src 'none'" in answer.partition(b"\r\n\r\n")[0]
    assert capfd.readouterr() == ("", "")


def test_clients_may_leave(viewer, capfd):
    reset = struct.pack("ii", 1, 0)
    request = f"GET /at/{AT}/wp-content/uploads/a.png HTTP/1.1\r\n".encode() + LOCAL
    for data in (b"", b"GET / HT", request, request):
        client = socket.create_connection(("127.0.0.1", port_of(viewer)), timeout=10)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        client.sendall(data)
        if data == request:
            client.recv(100)
        client.close()
    assert get(viewer, "/")[0].status == 200
    assert len(get(viewer, f"/at/{AT}/wp-content/uploads/a.png")[1]) == 8 + (8 << 20)
    assert capfd.readouterr() == ("", "")


def test_silent_clients_are_left(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(server._Handler, "timeout", 0.1)
    with served(warc(tmp_path, warcs.page())) as viewer:
        with socket.create_connection(("127.0.0.1", port_of(viewer)), timeout=10) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHo")
            assert client.recv(100) == b""
        assert get(viewer, "/")[0].status == 200
    assert capfd.readouterr() == ("", "")


def test_a_search_that_takes_too_long_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(page_index.PageIndex, "search_timeout", -1.0)
    monkeypatch.setattr(page_index, "_STEPS", 1)
    with served(warc(tmp_path, warcs.page(SCRIPT))) as viewer:
        assert b"took too long" in get(viewer, "/?q=T")[1]
        assert b"took too long" not in get(viewer, "/")[1]


@pytest.mark.parametrize(
    ("words", "slow"),
    [
        ("abcd", False),
        ("a", False),
        ("a ab abc", True),
        ("\u00c1 AB \u00c4bc", True),
        ("a_ab_abc", True),
    ],
)
def test_a_search_reads_only_so_many_places_of_words(tmp_path, monkeypatch, words, slow):
    monkeypatch.setattr(effort, "MOST", 2_500)
    text = f"<html><body>{'abcd ' * 1_000}</body></html>".encode()
    index = PageIndex(warc(tmp_path, warcs.page(text, uri=f"{AT}/")), tmp_path)
    found = index.search(words, 10)
    assert (found is None) == slow


def test_a_large_file_is_sent_without_a_copy(tmp_path, monkeypatch):
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(3_000_000)
    head = b"Content-Type: image/png\r\n\r\n"
    records = [
        warcs.page(picture, uri=f"{AT}/a.png", kind="image/png"),
        response(head, picture, f"{AT}/b.png"),
        warcs.page(picture, uri=f"{AT}/c.png", kind="image/png", length=None, end=b""),
        warcs.page(picture, uri=f"{AT}/d.png", kind="image/png", length="many", end=b""),
    ]
    with served(warc(tmp_path, *records)) as viewer:
        monkeypatch.setattr(strict, "_read_block", None)
        for name in ("a.png", "b.png", "c.png", "d.png"):
            answer, body = get(viewer, f"/at/{AT}/{name}")
            assert answer.headers["Content-Length"] == str(len(picture))
            assert body == picture


def test_a_page_late_in_a_large_member_is_unpacked_from_near_it(tmp_path, monkeypatch):
    monkeypatch.setattr(strict, "_BETWEEN_MARKS", 10_000)
    monkeypatch.setattr(streams, "BLOCK", 1_000)
    path = tmp_path / "whole.warc.gz"
    data = warcs.page(bytes(200_000), uri=f"{AT}/a.png", kind="image/png") + warcs.page(
        SCRIPT, uri=f"{AT}/"
    )
    path.write_bytes(gzip.compress(data))
    index = PageIndex(path, tmp_path)
    unpacked = []
    pull = streams.Member.pull
    monkeypatch.setattr(
        streams.Member, "pull", lambda self: unpacked.append(found := pull(self)) or found
    )
    with index.find(f"{AT}/") as document:
        assert document.payload.file.read() == SCRIPT
    assert sum(map(len, unpacked)) < 20_000


def test_an_archive_that_goes_away_is_named(tmp_path):
    path = warc(tmp_path, warcs.page(SCRIPT))
    with served(path) as viewer:
        path.unlink()
        answer, body = get(viewer, f"/at/{warcs.URI}")
    assert answer.status == 500
    assert b"archive was removed" in body


@pytest.mark.parametrize("change", ["order", "date", "id", "cut", "other"])
def test_an_archive_that_changes_shows_no_other_page(tmp_path, change):
    one, two = (
        warcs.page(SCRIPT, uri=f"{AT}/{name}/", id=f"<urn:test:{name}>") for name in ("one", "two")
    )
    path = warc(tmp_path, one, two)
    with served(path) as viewer:
        if change == "cut":
            path.write_bytes(b"")
        else:
            first = {
                "order": two,
                "date": warcs.page(SCRIPT, uri=f"{AT}/one/", id="<urn:test:one>", date="2025-01-01T00:00:00Z"),
                "id": warcs.page(SCRIPT, uri=f"{AT}/one/", id="<urn:test:new>"),
                "other": warcs.page(SCRIPT, uri=f"{AT}/six/", id="<urn:test:one>"),
            }[change]  # fmt: skip
            warc(tmp_path, first, one)
        answer, body = get(viewer, f"/at/{AT}/one/")
    assert answer.status == 500
    assert b"The archive has changed. Stop the server and start it again." in body
    assert b"alert" not in body


def test_time_is_linear_in_the_files_of_a_package(tmp_path):
    def work(number):
        path = tmp_path / f"{number}.wacz"
        with zipfile.ZipFile(path, "w") as package:
            for n in range(number):
                package.writestr(f"archive/{n}.warc", warcs.warcinfo())
        return lambda: opened(path)

    assert exponent(work, 2_000, parts=8) < LIMIT


@pytest.mark.parametrize(
    "data",
    [
        b'{"type": "post", "x": %b%b}' % (b"[" * 50_000, b"]" * 50_000),
        b'{"type": "post", "x": %b1%b}' % (b'{"a":' * 50_000, b"}" * 50_000),
        b'{"type": "post", "x": %b' % (b"[{" * 50_000),
        b'[["type"', b'{"type": "\\ud800"}', b'{"type": 1, "published": {}}', b"\xff",
    ],
)  # fmt: skip
def test_data_of_a_post_that_cannot_be_read_do_not_count(tmp_path, data):
    page = warcs.page(b"<html><body><p>text</p></body></html>", uri=f"{AT}/a/")
    fields = {"WARC-Type": "metadata", "WARC-Refers-To": warcs.PAGE}
    with served(warc(tmp_path, page, warcs.record(fields, data))) as viewer:
        assert get(viewer, f"/at/{AT}/a/")[0].status == 200
        assert f"{AT}/a/".encode() in get(viewer, "/")[1]


def test_time_is_linear_in_the_records_that_have_one_id(tmp_path):
    def work(number):
        pages = [warcs.page(b"<p>x", uri=f"{AT}/{n}/") for n in range(number)]
        data = warcs.record({"WARC-Type": "metadata", "WARC-Refers-To": warcs.PAGE,
                             "Content-Type": "application/json"}, b'{"type":"a"}')  # fmt: skip
        path = tmp_path / f"{number}.warc"
        path.write_bytes(b"".join(pages) + data * number)
        return lambda: opened(path)

    assert exponent(work, 2_000, parts=8) < LIMIT


@pytest.mark.parametrize("field", ["id", "date"])
@pytest.mark.parametrize("kind", ["page", "alias"])
def test_many_records_with_one_address_and_long_fields_take_little_memory(tmp_path, kind, field):
    long = {field: "<urn:x:" + "A" * 100_000 + ">"}
    records = [warcs.page(SCRIPT, uri=f"{AT}/", **long)]
    sent = "%22" * 8  # what browsers send for all of them
    for marks in product(('"', "%22"), repeat=8):
        uri = f"{AT}/{''.join(marks)}"
        if not uri.endswith(sent):
            aliased = warcs.alias(uri=uri, refers_uri=f"{AT}/", **long)
            records.append(aliased if kind == "alias" else warcs.page(SCRIPT, uri=uri, **long))
    index = PageIndex(warc(tmp_path, *records), tmp_path)
    assert (tmp_path / "pages.sqlite").stat().st_size < 3_000_000
    tracemalloc.start()
    with index.find(f"{AT}/{sent}") as found:
        assert found.payload.file.read() == SCRIPT
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_500_000


def test_an_alias_of_an_address_that_no_page_can_have_hides_no_other(tmp_path):
    long = warcs.alias(refers_uri=f"{AT}/{'a' * 5000}")
    index = PageIndex(warc(tmp_path, warcs.page(SCRIPT), long, warcs.alias()), tmp_path)
    with index.find(f"{warcs.URI}?p=1") as found:
        assert found.uri == warcs.URI


def opened(path):
    with tempfile.TemporaryDirectory() as folder:
        return PageIndex(path, Path(folder))


def bomb(levels):
    """A WACZ whose WARC unpacks to 8 MB of zeros, `levels` times packed; a few KB."""
    data = gzip.compress(warcs.page(bytes(8 << 20), kind="image/png"))
    name = "archive/a.warc.gz"
    if levels == 1:
        data, name = warcs.page(bytes(8 << 20), kind="image/png"), "archive/a.warc"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("name", ["a.wacz", "a.warc.gz", "many.wacz"])
def test_what_unpacks_without_measure_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr("wparchive.viewer.archives._SMALLEST", 0)
    path = tmp_path / name
    if name == "a.warc.gz":
        path.write_bytes(warcs.packed(warcs.page(bytes(8 << 20))))
    elif name == "a.wacz":
        path.write_bytes(bomb(2))
    else:  # each alone is within bounds
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for number in range(20):
                data = warcs.page(bytes(200_000), kind="image/png")
                package.writestr(f"archive/{number}.warc", data)
    with pytest.raises(LimitError, match="unpacks to more than"):
        Viewer(path)


def test_large_files_are_not_read_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(payload, "_PAGE_BYTES", 1000)
    page = warcs.page(SCRIPT + bytes(1000), uri=f"{AT}/a/")
    with served(warc(tmp_path, page)) as viewer:
        answer, body = get(viewer, f"/at/{AT}/a/")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert body == SCRIPT + bytes(1000)
        assert viewer._server.index.types() == {}


@pytest.mark.parametrize("how", [{"encrypted": True}, {"method": 99}])
@pytest.mark.parametrize("others", [True, False])
def test_a_member_that_cannot_be_unpacked_is_named(tmp_path, how, others):
    page = warcs.page(b"<html><body><main><article><h1>T</h1></article></main></body></html>")
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as package:
        package.writestr("archive/a.warc", warcs.warcinfo() + page)
        if others:
            package.writestr("archive/b.warc", warcs.warcinfo() + page)
    data = flagged((tmp_path / "a.wacz").read_bytes(), "archive/a.warc", **how)
    (tmp_path / "a.wacz").write_bytes(data)
    if others:
        with Viewer(tmp_path / "a.wacz") as viewer:
            assert viewer.is_damaged
            assert len(viewer._server.index.pages(None, 9)) == 1
        return
    with pytest.raises(MalformedInputError, match=r"a\.wacz cannot be read"):
        Viewer(tmp_path / "a.wacz")


def cut_package(first, rest):
    """A WACZ that ends in its second member.

    Args:
        first: The path of the first member, a WARC.
        rest: Bytes that remain behind it.
    """
    page = warcs.page(b"<html><body><main><article><h1>T</h1></article></main></body></html>")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(first, warcs.warcinfo() + page)
        package.writestr("archive/b.warc", warcs.warcinfo() + page)
    data = file.getvalue()
    return data[: data.index(b"PK\3\4", 1) + rest]


@pytest.mark.parametrize("rest", [0, 3, 20, 90])
def test_a_package_that_is_cut_off_shows_its_beginning(tmp_path, rest):
    (tmp_path / "a.wacz").write_bytes(cut_package("archive/a.warc", rest))
    with Viewer(tmp_path / "a.wacz") as viewer:
        assert viewer.is_damaged
        assert len(viewer._server.index.pages(None, 9)) == 1


@pytest.mark.parametrize("data", [b"PK\3\4", cut_package("other/a.warc", 20)])
def test_a_package_that_is_cut_off_before_its_pages_is_named(tmp_path, data):
    (tmp_path / "a.wacz").write_bytes(data)
    with pytest.raises(MalformedInputError, match=r"a\.wacz cannot be") as error:
        Viewer(tmp_path / "a.wacz")
    assert "director" in str(error.value)


@pytest.mark.parametrize("cut", [30, 200])
def test_damaged_packages_are_named(tmp_path, cut):
    data = bytearray(bomb(1))
    data[30 + len("archive/a.warc") : 60 + cut] = b"\xff" * cut
    (tmp_path / "a.wacz").write_bytes(data)
    with pytest.raises(InputError) as error:
        Viewer(tmp_path / "a.wacz")
    assert isinstance(error.value, MalformedInputError)
    assert "a.wacz" in error.value.message


@pytest.mark.parametrize(
    "start",
    ["<h1><main><article>", "<!--", "<!-- --", "<a ", '<a "', "<a '", "<a href=x ", "<script>", "<style ",
     "<textarea>", "<meta http-equiv", "<link ", '<img srcset="', '<img srcset="a 1x,', "<a<b", "<iframe ",
     "<body ", "<body '\"", "<body a=''\"\"", "<BODY>", "</body ", "</BODY>", "<h1>'", "<title>", "</head>",
     "<time ", "<time datetime", "<time datetime =\n", "</script ", "<a" + " " * 50, '<a href="/x">'],
)  # fmt: skip
@pytest.mark.parametrize("work", ["frame", "index"])
def test_what_never_ends_costs_no_more_than_its_length(start, work):
    if work == "frame":
        call = lambda text: framed(text, f"{AT}/")
    else:
        call = lambda text: (
            shown.title_of(text),
            [shown.day_of(part) for part in shown.parts(text)],
            plain_text(text),
        )
    assert exponent(lambda number: lambda: call(start * number), 32_000) < LIMIT


@pytest.mark.parametrize("piece", ["word ", "ab<i>", "ab<p>", "ab\n<p>"])
def test_a_text_is_indexed_in_memory_that_is_bounded(piece):
    text = piece * (2_000_000 // len(piece))
    tracemalloc.start()
    found = plain_text(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(text)
    assert found.replace(" ", "") == piece.partition("<")[0].strip() * (len(text) // len(piece))


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("name", ["srcset", "imagesrcset", "sizes", "style", "ping"])
def test_long_lists_in_an_attribute_cost_no_more_than_their_length(name, quote):
    def work(number):
        value = ", ".join(f"/{n} url(/{n})" for n in range(number))
        text = f"<img {name}={quote}{value}{quote}>"
        return lambda: framed(text, f"{AT}/", set)

    assert exponent(work, 4_000) < LIMIT


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "x", "\u00b2", "18446744073709551616"])
def test_odd_lengths_cost_no_more_than_their_record(tmp_path, length):
    odd = warcs.page(SCRIPT, uri=f"{AT}/odd/", length=length)
    with served(warc(tmp_path, odd, warcs.page(SCRIPT, uri=f"{AT}/fine/"))) as viewer:
        assert b"alert(1)" in get(viewer, f"/at/{AT}/fine/")[1]
        assert get(viewer, f"/at/{AT}/odd/")[0].status in {200, 404}


@pytest.mark.parametrize(
    ("option", "value"), [("--max-ratio", "100000"), ("--max-unpacked", "10kB")]
)
def test_options_set_the_limits(tmp_path, monkeypatch, option, value):
    """The messages about limits name these options."""
    monkeypatch.setattr("wparchive.viewer.archives._SMALLEST", 0)
    monkeypatch.setattr(Viewer, "run", lambda _self: None)
    (tmp_path / "a.wacz").write_bytes(bomb(1))
    run = CliRunner().invoke
    usual = run(command, [str(tmp_path / "a.wacz")]).exception
    given = run(command, [str(tmp_path / "a.wacz"), "--max-ratio", "100000", option, value])
    assert "--max-ratio" in usual.hint
    if option == "--max-ratio":
        assert given.exception is None
    else:
        assert "more than 10,000 bytes in all" in given.exception.message
        assert "--max-unpacked" in given.exception.hint


@pytest.mark.parametrize("name", ["warc/a.warc.gz", "wacz/a.wacz", "."])
def test_what_is_no_file_is_not_waited_for(tmp_path, name):
    target = tmp_path / "out"
    if name == ".":
        os.mkfifo(target)
    else:
        (target / name).parent.mkdir(parents=True)
        os.mkfifo(target / name)
    with pytest.raises(MalformedInputError, match="not a regular file"):
        Viewer(target)


@pytest.mark.parametrize("pack", [bytes, lambda data: gzip.compress(data, 0)])
def test_a_warc_that_ends_with_a_zip_is_no_wacz(tmp_path, pack):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as file:
        file.writestr("archive/a.warc.gz", warcs.packed(warcs.page(SCRIPT)))
    kept = warcs.page(inside.getvalue(), uri=f"{AT}/a.zip", kind="application/zip")
    path = tmp_path / "a.warc"
    path.write_bytes(pack(warcs.page(SCRIPT, uri=f"{AT}/own/")) + pack(kept))
    with served(path) as viewer:
        assert not viewer.is_damaged
        assert get(viewer, f"/at/{AT}/own/")[0].status == 200
        assert get(viewer, f"/at/{AT}/a.zip")[1] == inside.getvalue()


@pytest.mark.parametrize("link", ["warc", "warc/a.warc.gz", "data/x", "data/x/warc"])
def test_an_output_shows_no_file_of_another_place(tmp_path, link):
    here, there = tmp_path / "here", tmp_path / "there"
    for parent in ("warc", "data/x/warc"):
        (there / parent).mkdir(parents=True)
        (there / parent / "a.warc.gz").write_bytes(warcs.packed(warcs.page(SCRIPT)))
    (here / link).parent.mkdir(parents=True)
    (here / link).symlink_to(there / link)
    with pytest.raises(MalformedInputError, match=r"a\.warc\.gz in here is a symbolic link"):
        Viewer(here)
    (tmp_path / "named").symlink_to(there)
    with Viewer(tmp_path / "named") as viewer:  # what the user names is followed
        assert viewer._server.index.number_of_pages(None) == 1


SECOND = b"<html><body><main><article><h1>A</h1>%s</article></main></body></html>"


def test_the_text_of_a_second_record_is_no_other_pages(tmp_path):
    records = [
        warcs.page(SECOND % b"first", uri=f"{AT}/a/"),
        warcs.page(b"GIF89a", uri=f"{AT}/b.gif", kind="image/gif"),
        warcs.page(SECOND % b"second", uri=f"{AT}/a/"),
        warcs.alias(),
        warcs.page(SECOND % b"third", uri=f"{AT}/a/"),
    ]
    with Viewer(warc(tmp_path, *records)) as viewer:
        index = viewer._server.index
        assert [page.uri for page in index.search("first", 9).pages] == [f"{AT}/a/"]
        assert index.search("second", 9) == index.search("third", 9) == ([], 0)
        assert index.types() == {"": 1}


@pytest.mark.parametrize("text", ["a ", "ab cd ", "á", "b-"])
def test_words_that_a_page_repeats_are_found_in_time_linear_in_its_length(tmp_path, text):
    def work(number):
        folder = tmp_path / str(number)
        if not folder.exists():
            folder.mkdir()
            PageIndex(warc(folder, warcs.page(SECOND % (text * number).encode())), folder)
        index = PageIndex.__new__(PageIndex)
        index.database = folder / "pages.sqlite"
        return lambda: index.search("a b", 100) and index.search("a", 100)

    assert exponent(work, 16_000) < LIMIT


def test_lists_are_bounded_whatever_titles_addresses_and_words_are(tmp_path):
    word = b"x" * (1 << 20)
    records = [
        warcs.page(SECOND.replace(b"<h1>A", b"<h1>" + word) % word, uri=f"{AT}/{n}/{'y' * 4000}")
        for n in range(20)
    ]
    records.append(warcs.page(SECOND % b"x", uri=f"{AT}/{'z' * 100_000}"))
    with served(warc(tmp_path, *records)) as viewer:
        assert viewer._server.index.types() == {"": 20}
        assert all(len(get(viewer, path)[1]) < 400_000 for path in ("/", "/?q=x"))


def test_a_list_offers_the_most_frequent_types(tmp_path, monkeypatch):
    def records(number):
        for n in range(number):
            name = f"<urn:test:{n}>"
            yield warcs.page(SECOND % b"x", uri=f"{AT}/{n}/", id=name)
            fields = {"WARC-Type": "metadata", "WARC-Refers-To": name,
                      "Content-Type": "application/json"}  # fmt: skip
            kind = "common" if n < 3 else f"rare-{n:04}"
            yield warcs.record(fields, f'{{"type": "{kind}"}}'.encode())

    def shown(body):
        return [line for line in body.decode().splitlines() if 'class="count"' in line]

    with served(warc(tmp_path, *records(500))) as viewer:
        [*offered, more] = shown(get(viewer, "/")[1])
        assert len(offered) == page_index._TYPES
        assert "common" in offered[0]
        assert ">and 398 more types<" in more
        assert b">rare-0499<" not in get(viewer, "/")[1]
        rare = get(viewer, "/?type=rare-0499")[1]
        assert b"<b>rare-0499</b>" in rare
        assert b">and 397 more types<" in rare
        assert b"/499/" in rare
        assert len(get(viewer, "/?type=unknown")[1]) < 20_000
    monkeypatch.setattr(page_index, "_TYPES", 497)
    with served(warc(tmp_path, *records(500))) as viewer:
        assert len(shown(get(viewer, "/")[1])) == page_index._TYPES + 1


def test_no_other_site_shares_a_window_or_a_process_with_a_page(viewer):
    for path in ("/", f"/at/{AT}/", f"/at/{AT}/wp-content/uploads/a.png", "/at/missing"):
        headers = get(viewer, path)[0].headers
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Origin-Agent-Cluster"] == "?1"
        assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["rhabarber"], "Ein Kommentar mit Rhabarber.", "Ein Kommentar mit \x01Rhabarber\x02."),
        (["grosse"], "große Größe", "große Größe"),
        (["große"], "Grosse GROẞE große", "Grosse \x01GROẞE\x02 \x01große\x02"),
        (["cafe"], "Cafés cafe\u0301", "\x01Cafés\x02 \x01cafe\u0301\x02"),
        (["b"], "a-b/c", "a-\x01b\x02/c"),
        (["z"], " ".join("abcdefghijklmnopqrstuvwxyz"), "…r s t u v w x y \x01z\x02"),
        (["n"], "n " * 50, "\x01n\x02 " * 29 + "\x01n\x02…"),
        ([], "a", "a"),
        (["a"], "", ""),
    ],
)
def test_excerpts(words, text, found):
    assert excerpt(text, words) == found


def test_clients_that_send_a_request_byte_by_byte_are_left(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "_SILENCE", 0.3)
    with (
        served(warc(tmp_path, warcs.page())) as viewer,
        socket.create_connection(("127.0.0.1", port_of(viewer)), timeout=10) as client,
    ):
        with pytest.raises(OSError):  # noqa: PT011 - the connection ends
            for _ in range(200):
                client.sendall(b"x")
                time.sleep(0.02)
            pytest.fail("it went on")
        assert get(viewer, "/")[0].status == 200


def test_more_clients_than_it_can_serve_are_turned_away(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "_CLIENTS", 5)
    with served(warc(tmp_path, warcs.page())) as viewer:
        before = set(threading.enumerate())  # threads that other tests left are still ending
        place = ("127.0.0.1", port_of(viewer))
        with ExitStack() as clients:
            for _ in range(5):
                clients.enter_context(socket.create_connection(place, timeout=10))
            time.sleep(0.2)
            request = f"GET / HTTP/1.0\r\nHost: 127.0.0.1:{port_of(viewer)}\r\n\r\n".encode()
            with suppress(OSError):  # what is closed unread may be reset
                assert raw(viewer, request) == b""
            assert len(set(threading.enumerate()) - before) <= 5
        time.sleep(0.2)
        assert get(viewer, "/")[0].status == 200


def test_clients_for_whom_there_is_no_thread_take_no_place(tmp_path, monkeypatch, capfd):
    def fail(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(server, "_CLIENTS", 5)
    with served(warc(tmp_path, warcs.page())) as viewer:
        with monkeypatch.context() as context:
            context.setattr(threading.Thread, "start", fail)
            for _ in range(6):
                with suppress(OSError):
                    assert raw(viewer, b"GET / HTTP/1.0\r\n" + LOCAL) == b""
        assert get(viewer, "/")[0].status == 200
        assert not viewer._server._unheard
    assert capfd.readouterr().err == ""


def test_few_requests_are_worked_at_at_a_time(tmp_path, monkeypatch):
    most = now = 0
    lock = threading.Lock()

    def slow(self, words, limit, offset):
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return SearchResults([], 0)

    monkeypatch.setattr(PageIndex, "search", slow)
    with served(warc(tmp_path, warcs.page())) as viewer:
        threads = [threading.Thread(target=get, args=(viewer, "/?q=a")) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert 1 < most <= server._SEARCHES


@pytest.mark.parametrize("size", [100, 2_000])
def test_large_pages_are_changed_one_at_a_time(tmp_path, monkeypatch, size):
    most = now = 0
    lock = threading.Lock()

    def slow(text, uri, known):
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return text

    monkeypatch.setattr(server, "add_frame", slow)
    monkeypatch.setattr(server, "_LARGE", 1_000)
    with served(warc(tmp_path, warcs.page(SCRIPT + b"x" * size))) as viewer:
        path = f"/at/{warcs.URI}"
        threads = [threading.Thread(target=get, args=(viewer, path)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (most == 1) == (size > 1_000)


def test_lists_do_not_wait_for_searches(tmp_path, monkeypatch):
    go_on = threading.Event()

    def slow(self, words, limit, offset):
        go_on.wait(10)
        return SearchResults([], 0)

    monkeypatch.setattr(PageIndex, "search", slow)
    with served(warc(tmp_path, warcs.page(SCRIPT))) as viewer:
        threads = [threading.Thread(target=get, args=(viewer, "/?q=a")) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        try:
            assert get(viewer, "/")[0].status == 200
            assert not go_on.is_set()
        finally:
            go_on.set()
            for thread in threads:
                thread.join()


def test_excerpts_are_looked_for_only_as_long_as_a_search_may_take(tmp_path, monkeypatch):
    texts = []
    monkeypatch.setattr(page_index, "excerpt", lambda text, _: texts.append(text) or "")
    path = warc(
        tmp_path, *(warcs.page(SECOND % (b"a " * 9_000), uri=f"{AT}/{n}/") for n in range(3))
    )
    with served(path) as viewer:
        index = viewer._server.index
        index.search("a", 9)
        assert all(len(text) > page_index._HASTY for text in texts)
        clock = iter([0.0, *[9.0] * 99])
        monkeypatch.setattr(page_index, "_STEPS", 1 << 30)
        monkeypatch.setattr(page_index.time, "monotonic", lambda: next(clock))
        texts.clear()
        found = index.search("a", 9)
        monkeypatch.undo()
        assert found.total == len(found.pages) == len(texts) == 3
        assert all(len(text) <= page_index._HASTY for text in texts)


def test_clients_that_do_not_read_take_little_memory(tmp_path):
    page = b"<html><body>" + "\U0001f600 ".encode() + b"word " * 600_000
    noise = os.urandom(3_000_000)
    path = warc(
        tmp_path,
        response(b"Content-Type: text/html; charset=utf-8\r\n\r\n", page, f"{AT}/page/"),
        response(b"Content-Type: image/png\r\n\r\n", b"\x89PNG\r\n\x1a\n" + noise, f"{AT}/a.png"),
    )
    with served(path) as viewer, ExitStack() as stack:
        get(viewer, f"/at/{AT}/page/")  # what is only imported or compiled once
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        for number in range(16):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port_of(viewer)))
            target = f"/at/{AT}/{'page/' if number % 2 else 'a.png'}"
            client.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            assert client.recv(1)
        assert tracemalloc.get_traced_memory()[0] < 16 * 2 * payload.IN_MEMORY


def test_a_page_has_limits_on_links_that_point_to_the_archive(tmp_path, monkeypatch):
    monkeypatch.setattr(framing, "_LINKS", 900)
    links = "".join(f"<a href='/{number}/#x'>x</a>" for number in range(1000))
    pages = [f"{AT}/", f"{AT}/5/", f"{AT}/899/", f"{AT}/900/"]
    path = warc(tmp_path, *(warcs.page(links.encode(), uri=uri) for uri in pages))
    with served(path) as viewer:
        _, body = get(viewer, f"/at/{AT}/")
    assert f'<a href="/at/{AT}/5/#x">'.encode() in body
    assert f'<a href="/at/{AT}/899/#x">'.encode() in body
    assert b"<a href='/900/#x'>" in body
    assert b"<a href='/6/#x'>" in body


def test_links_of_a_page_of_many_tags_are_looked_for_only_so_long(monkeypatch):
    monkeypatch.setattr(framing, "_MARKUP", 100)
    for text in ("<p>" * 90, "<p a=b>" * 45, f"<p {'a=b ' * 89}>"):
        link = "<a href=/b/>"
        shown = framed(text + link + "<p>" * 9 + link, f"{AT}/", lambda _: {f"{AT}/b/"})
        assert shown.count(f'<a href="/at/{AT}/b/">') == 1
        assert shown.count(link) == 1


@pytest.mark.parametrize("link", ["{}", "../{}", "?{}"])
def test_what_working_out_links_costs_is_bounded(monkeypatch, link):
    monkeypatch.setattr(framing, "_RESOLVED", 100_000)
    monkeypatch.setattr(framing, "_AT_ONCE", 10)
    asked = []

    def known(addresses):
        asked.extend(addresses)
        return set(asked)

    page = "".join(f"<a href={link.format(number)}>" for number in range(1_000))
    shown = framed(page, f"{AT}/{'a/' * 1_000}\u00e4", known)
    assert 0 < len(set(asked)) <= 2 * 50
    assert 0 < shown.count("/at/") < 50
    asked.clear()
    assert framed(page, f"{AT}/a/", known).count("/at/") == 1_000


def test_links_to_long_addresses_do_not_make_a_page_much_larger(monkeypatch):
    monkeypatch.setattr(framing, "_GROWTH", 50_000)
    long = f"{AT}/{'x' * 4_000}"
    shown = framed("<a href=?>" * 1_000, long, set)
    assert 40_000 < len(shown) < 70_000
    assert framed("<a href=#x>" * 1_000, long, set).count("<a href=#x>") == 1_000


@pytest.mark.parametrize(
    "text",
    ["<a>", "<a href=?>", "<a href='/{}'>", "srcset", "<frame/", "<link ", "http-equiv", "<"],
)
def test_a_page_is_changed_in_memory_that_is_bounded(monkeypatch, text):
    monkeypatch.setattr(framing, "_GROWTH", 100_000)
    monkeypatch.setattr(framing, "_AT_ONCE", 100)
    page = "".join(text.replace("{}", str(n)) for n in range(2_000_000 // len(text)))
    long = f"{AT}/{'x' * 3_000}"
    framed(text, long, set)  # what is only imported or compiled once
    tracemalloc.start()
    assert max(map(len, framing.add_frame(page, long, set))) < 1 << 20
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(page)


def test_links_are_looked_up_in_few_queries(tmp_path, monkeypatch):
    path = warc(tmp_path, warcs.page(SCRIPT, uri=f"{AT}/7/"))
    (tmp_path / "index").mkdir()
    index = PageIndex(path, tmp_path / "index")
    queries = []
    plain = sqlite3.connect

    def connect(*arguments):
        connection = plain(*arguments)
        connection.set_trace_callback(queries.append)
        return connection

    monkeypatch.setattr(page_index.sqlite3, "connect", connect)
    assert index.known(f"{AT}/{number}/" for number in range(4000)) == {f"{AT}/7/"}
    assert len(queries) <= 20


def test_an_answer_without_headers_has_no_page(tmp_path):
    with served(warc(tmp_path, warcs.page(SCRIPT, uri=f"{AT}/"))) as viewer:
        found = raw(viewer, f"GET /at/{AT}/\r\nHost: 127.0.0.1\r\n\r\n".encode())
    assert found.startswith(b"HTTP/1.0 505 ")
    assert b"alert" not in found


def test_the_temporary_folder_of_a_killed_server_is_removed_by_the_next_run(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = warc(tmp_path, warcs.page(SCRIPT, uri=f"{AT}/"))
    command = [sys.executable, "-m", "wparchive", "serve", "-q", str(path)]
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline().startswith(b"http://127.0.0.1:")
        process.kill()
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    with served(path):
        assert len(list((tmp_path / "tmp").iterdir())) == 1
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"root:x:0:0:\n" * 9, gzip.compress(b"a text"), b"\x1f\x8b\x08"],
    ids=["empty", "text", "gzip", "cut gzip"],
)
def test_what_is_no_archive_is_refused(tmp_path, data):
    path = tmp_path / "notes.warc"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"notes\.warc has neither WARC nor WACZ"):
        Viewer(path)


@pytest.mark.parametrize("kind", ["sound", "cut", "cut by a member", "junk inside"])
def test_damage_is_named_and_the_rest_is_shown(tmp_path, kind):
    first, second = (
        warcs.packed(warcs.page(SCRIPT, uri=f"{AT}/{name}/")) for name in ("one", "two")
    )
    data = {
        "sound": first + second,
        "cut": first + second[:-20],
        "cut by a member": first[:-20] + second,
        "junk inside": first + b"junk" + second,
    }[kind]
    path = tmp_path / "blog.warc.gz"
    path.write_bytes(data)
    with served(path) as viewer:
        assert viewer.is_damaged == (kind != "sound")
        answer, _ = get(viewer, f"/at/{AT}/{'one' if kind == 'cut' else 'two'}/")
        assert answer.status == 200


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("out", ""),
        ("out/private", "Warning: out/private is in a directory with content that the blog hid."),
        (
            "cut.warc.gz",
            "Warning: cut.warc.gz is damaged. To list the damage: wparchive verify cut.warc.gz",
        ),
        ("private/moved.warc.gz", ""),
    ],
)
def test_the_command_warns_of_hidden_content_and_of_damage(tmp_path, monkeypatch, name, warning):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.xml").write_text(export(item(1), item(2, status="draft")))
    convert("export.xml", "out", to=["warc"])
    [data] = [path.read_bytes() for path in (tmp_path / "out/warc").glob("*.gz")]
    (tmp_path / "private").mkdir()
    (tmp_path / "private/moved.warc.gz").write_bytes(data)
    (tmp_path / "cut.warc.gz").write_bytes(data[:-9])
    monkeypatch.setattr(Viewer, "run", lambda _: None)
    done = CliRunner().invoke(command, [name, "-q"])
    assert done.exit_code == 0, done.output
    assert ("Warning" in done.stderr) == bool(warning)
    assert warning in done.stderr


QUOTED = [
    '<link rel="x">',
    "<base href=/b/>",
    "<meta name=x>",
    "<META charset=utf-8>",
    "<iframe src=/b/>",
    "<frame src=/b/>",
    "srcset=/b/",
    "http-equiv=x",
    "see href=/b/ src=/b/",
    " href='/b/'",
]


@pytest.mark.parametrize("text", QUOTED)
@pytest.mark.parametrize("name", ["title", "data-x", "aria-label", "href"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_value_that_quotes_markup_stays_one_value(text, name, quote):
    text = text.replace(quote, "")
    page = (
        f"<html><body><p {name}={quote}{text}{quote} id=a>words</p><a href=/b/>b</a></body></html>"
    )
    shown = framed(page, f"{AT}/", lambda _: {f"{AT}/b/"})
    [paragraph] = (p for p in parse_tree(shown).iter("p") if p.text == "words")
    assert dict(paragraph.items()).keys() == {name, "id"}
    assert f'<a href="/at/{AT}/b/">' in shown


@pytest.mark.parametrize("frame", ["<!--{}-->", "<script>'{}'</script>", "<style>/*{}*/</style>"])
@pytest.mark.parametrize("text", QUOTED)
def test_markup_in_comments_and_scripts_changes_nothing_else(frame, text):
    page = f"<html><body>{frame.format(text)}<p id=a>words</p></body></html>"
    shown = framed(page, f"{AT}/", lambda _: {f"{AT}/b/"})
    [paragraph] = (p for p in parse_tree(shown).iter("p") if p.text == "words")
    assert dict(paragraph.items()) == {"id": "a"}


def test_an_attribute_that_begins_with_an_equals_sign_brings_no_name_back():
    shown = framed('<p><meta ="referrer" content=unsafe-url>', f"{AT}/")
    names = [meta.get("name") for meta in parse_tree(shown).iter("meta")]
    assert "-" in names
    assert "referrer" not in names


@pytest.mark.parametrize("text", ["see href=/b/", " href='/b/'", "x src=/b/"])
@pytest.mark.parametrize("name", ["data-x", "aria-label", "title", "x:y"])
def test_a_link_is_not_looked_for_in_other_values(text, name):
    page = f'<html><body><a {name}="{text}" href=/b/>b</a><a {name} href=/b/>c</a></body></html>'
    shown = framed(page, f"{AT}/", lambda _: {f"{AT}/b/"})
    link = f'href="/at/{AT}/b/"'
    assert f'<a {name}="{text}" {link}>b</a><a {name} {link}>c</a>' in shown
