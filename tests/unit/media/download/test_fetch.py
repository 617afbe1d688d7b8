"""Fetching from a server on loopback that fails in all the usual ways."""

from __future__ import annotations

import asyncio
import errno
import shutil
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fault.processes import mounted
from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import OutputError
from wparchive.media.download import FetchPolicy, attempts, fetch, transfers

DATA = bytes(range(256)) * 40


class Server(BaseHTTPRequestHandler):
    """Each path is a way to answer."""

    protocol_version = "HTTP/1.1"
    seen: Counter
    ranges: list
    agents: set
    robots = (404, b"")
    under_way = most = 0
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def do_GET(self):
        cls = type(self)
        path = self.path.partition("?")[0]
        with cls.lock:
            cls.seen[path] += 1
            cls.agents.add(self.headers["User-Agent"])
            cls.under_way += 1
            cls.most = max(cls.most, cls.under_way)
        try:
            getattr(self, "on_" + path.strip("/").split(".")[0].split("/")[-1].replace("-", "_"))()
        finally:
            with cls.lock:
                cls.under_way -= 1

    def answer(self, status, body=b"", kind="image/png", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_robots(self):
        self.answer(self.robots[0], self.robots[1], "text/plain")

    def on_good(self):
        time.sleep(0.02)
        self.answer(200, DATA)

    def on_gone(self):
        self.answer(404)

    on_gone_2 = on_gone

    def on_page(self):
        self.answer(200, b"<h1>Not found</h1>", "text/html; charset=utf-8")

    def on_flaky(self):
        if self.seen["/u/flaky.png"] < 3:
            self.answer(503)
        else:
            self.answer(200, DATA)

    def on_busy(self):
        if self.seen["/u/busy.png"] < 2:
            self.answer(429, Retry_After="0")
        else:
            self.answer(200, DATA)

    def on_later(self):
        self.answer(503, Retry_After="86400")

    def on_broken(self):
        self.answer(500)

    def on_cut(self):
        wanted = self.headers["Range"]
        self.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        rest = DATA[start:]
        span = f"bytes {start}-{len(DATA) - 1}/{len(DATA)}"
        headers = {"ETag": '"1"'} | ({"Content_Range": span} if start else {})
        body = rest if start else rest[:5000]
        self.answer(206 if start else 200, body, Content_Length=str(len(rest)), **headers)
        self.close_connection = True

    def on_stubborn(self):  # knows no ranges
        body = DATA if self.seen["/u/stubborn.png"] > 1 else DATA[:5000]
        self.answer(200, body, Content_Length=str(len(DATA)))
        self.close_connection = True

    def on_slow(self):
        time.sleep(3)
        self.answer(200, DATA)

    def on_huge(self):
        self.answer(200, b"x" * 200_000)

    def on_moved(self):
        self.answer(301, Location="/u/good.png")

    def on_loop(self):
        self.answer(302, Location="/u/loop.png")

    def on_scheme(self):
        self.answer(302, Location="file:///etc/passwd")

    def on_hangs_up(self):
        self.close_connection = True


@pytest.fixture
def server():
    class Mine(Server):
        seen, ranges, agents, max_bytes = Counter(), [], set(), 0

    running = ThreadingHTTPServer(("127.0.0.1", 0), Mine)
    running.handle_error = lambda *_: None  # clients that give up are part of the game
    thread = threading.Thread(target=running.serve_forever, args=(0.02,))
    thread.start()
    Mine.base = f"http://127.0.0.1:{running.server_address[1]}"
    yield Mine
    running.shutdown()
    running.server_close()
    thread.join()


def get(server, tmp_path, *names, **policy):
    given = {"backoff": 0.01, "timeout": 1.0, "allow_private": True, "max_bytes": 100_000, **policy}
    wanted = [(f"{server.base}/u/{name}.png", f"u/{name}.png") for name in names]
    notices = fetch(wanted, tmp_path, FetchPolicy(**given))
    had = {p.stem: p.read_bytes() for p in tmp_path.rglob("*.png")}
    prefix = f"{server.base}/u/"
    return had, {
        n.message.removeprefix(prefix).split(".png: ")[0]: n.message.split(".png: ")[1]
        for n in notices
    }


def test_what_can_be_had_is_had(server, tmp_path):
    names = ["good", "flaky", "busy", "cut", "stubborn", "moved"]
    had, missed = get(server, tmp_path, *names)
    assert missed == {}
    assert had == dict.fromkeys(names, DATA)
    assert server.ranges[:2] == [None, "bytes=5000-"]
    assert not list(tmp_path.rglob("*.part"))


def test_what_cannot_is_named_with_its_reason(server, tmp_path):
    names = ["gone", "page", "later", "broken", "slow", "huge", "loop", "scheme", "hangs-up"]
    had, missed = get(server, tmp_path, *names, "good")
    assert set(had) == {"good"}
    assert missed["gone"] == "status 404."
    assert missed["page"] == "the server sent an HTML page instead."
    assert missed["later"].endswith("the server asks to wait 86400 seconds.")
    assert missed["broken"] == "status 500 (4 attempts)."
    assert "4 attempts" in missed["slow"]
    assert missed["huge"] == "it has more than 100,000 bytes."
    assert missed["loop"] == "it redirects too often."
    assert "is not a web address" in missed["scheme"]
    assert "4 attempts" in missed["hangs-up"]
    assert server.seen["/u/gone.png"] == 1
    assert server.seen["/u/broken.png"] == 4


def test_a_second_run_asks_only_for_the_rest(server, tmp_path, monkeypatch):
    (tmp_path / "u").mkdir()
    (tmp_path / "u/good.png").write_bytes(DATA)
    with monkeypatch.context() as patch:
        patch.setattr(attempts, "_ATTEMPTS", 1)
        assert set(get(server, tmp_path, "good", "cut")[1]) == {"cut"}
    had, _ = get(server, tmp_path, "good", "cut")
    assert had == {"good": DATA, "cut": DATA}
    assert server.seen["/u/good.png"] == 0
    assert server.ranges == [None, "bytes=5000-"]


def test_a_full_disk_is_no_fault_of_a_file(server, tmp_path):
    with (
        mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=4k", "tmpfs") as small,
        pytest.raises(OSError, match="No space left on device"),
    ):
        get(server, small, "good")


def test_a_full_disk_is_one_error_for_all_files(tmp_path, monkeypatch, caplog):
    async def no_room(_self, _url, _folder, place, _turn):
        try:
            if place != "0.png":
                await asyncio.sleep(60)
        finally:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(transfers._Download, "file", no_room)
    wanted = [(f"http://blog.example/{n}.png", f"{n}.png") for n in range(3)]
    policy = FetchPolicy(agent="wparchive/x", max_per_host=3)
    with pytest.raises(OSError, match="full"):
        fetch(wanted, tmp_path, policy)
    assert [record for record in caplog.records if record.name == "asyncio"] == []


def test_it_is_polite(server, tmp_path):
    (tmp_path / "u").mkdir()
    wanted = [(f"{server.base}/u/good.png?{n}", f"u/{n}.png") for n in range(12)]
    fetch(wanted, tmp_path, FetchPolicy(agent="wparchive/x", max_per_host=2, allow_private=True))
    assert server.most <= 2
    assert server.agents == {"wparchive/x"}
    assert server.seen["/robots.txt"] == 1


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        ((200, b"User-agent: *\nDisallow: /u/"), "the robots.txt of its host forbids it."),
        ((503, b""), "the robots.txt of its host cannot be read: status 503 (4 attempts)."),
    ],
)
def test_robots_are_respected(server, tmp_path, robots, reason):
    server.robots = robots
    assert get(server, tmp_path, "good") == ({}, {"good": reason})
    assert server.seen["/u/good.png"] == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "192.168.0.1", "169.254.169.254"]
)
def test_local_networks_are_not_asked(server, tmp_path, host):
    port = server.base.rpartition(":")[2]
    [notice] = fetch([(f"http://{host}:{port}/u/good.png", "u/good.png")], tmp_path, FetchPolicy())
    assert "is in a local network" in notice.message or "does not exist" in notice.message
    assert not server.seen


def test_a_conversion_fetches_what_public_posts_name(server, tmp_path):
    base = f"{server.base}/wp-content/uploads"
    file = f"<wp:attachment_url>{base}/2015/good.png</wp:attachment_url>"
    text = export(
        item(1, content=f'<img src="{base}/2015/good.png"> <img src="{base}/2015/gone.png">'),
        item(2, content=f'<img src="{base}/2015/flaky.png">', status="private"),
        item(3, slug="f", type="attachment", status="inherit", more=file),
    ).replace("https://blog.example", server.base)
    (tmp_path / "export.xml").write_text(text)
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", media="fetch", allow_private_networks=True
    )
    [image] = (tmp_path / "out/markdown").rglob("*.png")
    assert image.read_bytes() == DATA
    assert (tmp_path / "out.media/2015/good.png").is_file()
    missing = [(n.message, n.post_id) for n in report.notices if n.code == "media-missing"]
    # Why, and where.
    assert missing == [(f"{base}/2015/gone.png: status 404.", 1)]
    assert not server.seen["/wp-content/uploads/2015/flaky.png"]


def test_an_update_does_not_remove_the_last_copies_of_files(server, tmp_path):
    base = f"{server.base}/wp-content/uploads"
    images = "".join(f'<img src="{base}/2015/{name}.png">' for name in ("good", "gone"))
    text = export(item(1, content=images)).replace("https://blog.example", server.base)
    (tmp_path / "export.xml").write_text(text)

    def run(**options):
        convert(
            tmp_path / "export.xml", tmp_path / "out", media="fetch", allow_private_networks=True,
            to=["markdown"], **options,
        )  # fmt: skip
        return [path.name for path in (tmp_path / "out").rglob("*.png")]

    assert run() == ["good.png"]
    server.robots = (200, b"User-agent: *\nDisallow: /")
    assert run(update=True) == ["good.png"]  # the downloads are still there
    shutil.rmtree(tmp_path / "out.media")
    with pytest.raises(OutputError, match=r"1 file of out could not be downloaded again, such as "):
        run(update=True)
    assert [path.name for path in (tmp_path / "out").rglob("*.png")] == ["good.png"]
    server.robots = (404, b"")
    assert run(update=True) == ["good.png"]
    shutil.rmtree(tmp_path / "out.media")
    server.robots = (200, b"User-agent: *\nDisallow: /")
    assert run(overwrite=True) == []


def test_a_missing_file_counts_once_for_each_post_that_names_it(server, tmp_path):
    base = f"{server.base}/wp-content/uploads"
    file = f"<wp:attachment_url>{base}/2015/gone.png</wp:attachment_url>"
    text = export(
        item(1, content=f'<img src="{base}/2015/gone-2.png">'),
        item(2, content='<img src="/wp-content/uploads/2015/gone-2.png">'),
        item(3, slug="f", type="attachment", status="inherit", more=file),
    ).replace("https://blog.example", server.base)
    (tmp_path / "export.xml").write_text(text)
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media="fetch",
        allow_private_networks=True,
    )  # fmt: skip
    missing = [(n.message, n.post_id) for n in report.notices if n.code == "media-missing"]
    assert missing == [
        (f"{base}/2015/gone-2.png: status 404.", 1),
        (f"{base}/2015/gone-2.png: status 404.", 2),
        (f"{base}/2015/gone.png: status 404.", 3),
    ]
    assert len(report.missing_files) == 2
