"""The viewer: pages lead to one another, words are found, and nothing leaves the machine."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.errors import MissingInputError, UnknownFormatError, WparchiveError
from wparchive.viewer import Viewer

AT = "https://blog.example"
ITEMS = (
    item(1, title="Größe & <em>Maß</em>", comments=comment(7, content="Ein Kommentar mit Rhabarber."),
         content='A <a href="/?p=2#comment-9">relative</a>, <a href="https://blog.example/post-2/">one</a>, '
         '<a href="https://else.example/">other</a> <script>alert(1)</script><img src="https://else.example/x.png">'),
    item(2, title="Second", content="Nothing of the kind."),
    item(3, title="Hidden", status="draft", content="Rhabarber, UNPUBLISHED"),
)  # fmt: skip


@pytest.fixture(scope="module", params=["warc", "wacz", "response"])
def viewer(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("viewer")
    (folder / "export.xml").write_text(export(*ITEMS))
    kind = "response" if request.param == "response" else "resource"
    to = "warc" if request.param == "response" else request.param
    convert(folder / "export.xml", folder / "out", to=[to], warc_record_type=kind)
    with Viewer(folder / "out") as viewer:
        thread = threading.Thread(target=viewer.run)
        thread.start()
        yield viewer
        viewer.stop()
        thread.join()


def get(viewer, path, **headers):
    with urlopen(
        Request(viewer.url + path.removeprefix("/"), headers=headers), timeout=10
    ) as answer:
        return answer.read().decode()


def test_pages_are_listed_and_open(viewer):
    start = get(viewer, "/")
    links = re.findall(r'<a class="title" href="([^"]*)"', start)
    assert links == [f"/at/{AT}/post-1/", f"/at/{AT}/post-2/"]
    assert "Größe &amp; Maß" in start
    assert f'href="/at/{AT}/"' in start
    assert "rebuilt from a WordPress export" in get(viewer, links[0])


def test_links_between_pages_stay_in_the_archive(viewer):
    page = get(viewer, f"/at/{AT}/post-1/")
    assert f'href="/at/{AT}/?p=2#comment-9">relative' in page
    assert f'href="/at/{AT}/post-2/">one' in page
    assert 'href="https://else.example/">other' in page
    assert "Second" in get(viewer, f"/at/{AT}/?p=2")
    assert f'href="/at/{AT}/post-1/"' in get(viewer, f"/at/{AT}/")


@pytest.mark.parametrize(
    ("words", "found"),
    [("rhabarber", 1), ("Rhab", 1), ("grosse", 0), ("große", 1), ("GRÖSSE", 0), ("größe", 1),
     ("grö maß", 1), ("second", 1), ("nothing kind", 1), ("nothing rhabarber", 0),
     ('"', 2), ("UNPUBLISHED", 0), ("a* OR b", 0), ("NEAR(", 0)],
)  # fmt: skip
def test_words_are_found(viewer, words, found):
    from urllib.parse import quote

    page = get(viewer, f"/?q={quote(words)}")
    assert page.count('class="title"') == (0 if words == '"' else found)


def test_what_was_searched_for_is_marked(viewer):
    assert "mit <mark>Rhabarber</mark>" in get(viewer, "/?q=rhabarber")


def test_what_is_not_there_is_said(viewer):
    for path in (f"/at/{AT}/%3Cscript%3E", "/at/x", "/etc/passwd", "/at/../../etc/passwd"):
        with pytest.raises(HTTPError) as error:
            get(viewer, path)
        assert error.value.code == 404
        with error.value as answer:
            text = answer.read().decode()
        assert "<script>" not in text
        assert "Not in the archive" in text


def test_nothing_is_loaded_or_run(viewer):
    with urlopen(f"{viewer.url}at/{AT}/post-1/", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert "http" not in policy


def test_other_names_are_refused(viewer):
    with pytest.raises(HTTPError) as error:
        get(viewer, "/", Host="evil.example:80")
    error.value.close()
    assert error.value.code == 403
    assert viewer.url.startswith("http://127.0.0.1:")


def test_there_must_be_something_to_show(tmp_path):
    (tmp_path / "export.xml").write_text(export(*ITEMS))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["json"])
    with pytest.raises(UnknownFormatError, match="neither WARC nor WACZ"):
        Viewer(tmp_path / "out")
    with pytest.raises(MissingInputError):
        Viewer(tmp_path / "nothing")


def test_a_port_that_is_taken_is_an_error(tmp_path):
    (tmp_path / "export.xml").write_text(export(*ITEMS))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["wacz"])
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(WparchiveError, match="Port"):
            Viewer(tmp_path / "out/wacz/blog.example.wacz", other.getsockname()[1])


@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="what began in a shell's background hears no Ctrl-C, nor does what it begins",
)
def test_the_command_prints_the_address_and_ends(tmp_path):
    (tmp_path / "export.xml").write_text(export(*ITEMS))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"])
    command = [sys.executable, "-m", "wparchive", "serve", str(tmp_path / "out"), "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(3)]
        url = re.search(r'"url": "([^"]*)"', "".join(lines))[1]
        with urlopen(url, timeout=10) as answer:
            assert b"Second" in answer.read()
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(10) == 130
        finally:
            process.kill()


def test_pictures_are_shown_and_nothing_else_is_loaded(tmp_path):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    (tmp_path / "up").mkdir()
    (tmp_path / "up/a.png").write_bytes(picture)
    src = f"{AT}/wp-content/uploads/a.png"
    content = f'<img srcset="{src} 2x, https://else.example/b.png 3x" src="{src}"> <img src="https://else.example/c.png">'
    (tmp_path / "export.xml").write_text(export(item(1, content=content)))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"], media=tmp_path / "up")
    with Viewer(tmp_path / "out") as viewer:
        thread = threading.Thread(target=viewer.run)
        thread.start()
        page = get(viewer, f"/at/{AT}/post-1/")
        assert f'<img src="/at/{src}">' in page
        assert "b.png" not in page
        with urlopen(f"{viewer.url}at/{src}", timeout=10) as answer:
            assert (answer.headers["Content-Type"], answer.read()) == ("image/png", picture)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        viewer.stop()
        thread.join()
