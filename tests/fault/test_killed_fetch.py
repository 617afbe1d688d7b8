"""Runs with ``--media fetch`` that are killed: no half of a file is taken for the whole."""

from __future__ import annotations

import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fault.processes import ended, names, tree
from tests.wxr import export, item

DATA = bytes(range(256)) * 2000
MESSAGE = "Ended by SIGTERM; no unfinished output is left.\n"
FILES = ("a.png", "b.png", "c.png")


class Uploads(BaseHTTPRequestHandler):
    """Every file has the same bytes, and comes in parts if parts are asked for."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self.path.endswith(".png"):
            self.send_error(404)
            return
        begin = int(self.headers.get("Range", "bytes=0-")[len("bytes=") : -1])
        self.send_response(206 if begin else 200)
        self.send_header("Content-Type", "image/png")
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(DATA) - 1}/{len(DATA)}")
        self.send_header("Content-Length", str(len(DATA) - begin))
        self.end_headers()
        self.wfile.write(DATA[begin:])


@pytest.fixture
def base():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Uploads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_killed_fetch_goes_on_and_leaves_no_half_file(tmp_path, base):
    place = tmp_path / "place"
    place.mkdir()
    source = tmp_path / "export.xml"
    images = "".join(f"<img src='{base}/wp-content/uploads/{name}'>" for name in FILES)
    source.write_text(export(item(1, content=images)).replace("https://blog.example", base))
    arguments = ["convert", source, "-o", place / "out", "--to", "json,markdown"]
    arguments += ["--media", "fetch", "--allow-private-networks", "--jobs", "1", "--overwrite"]
    assert ended(place, 0, 9, *arguments).returncode == 0
    whole = tree(place)
    images = [path for path in whole if path.startswith("out.media/") and path.endswith(".png")]
    assert [whole[path] for path in images] == [DATA] * 3
    log = (tmp_path / "place.log").read_text().splitlines()
    fetching = [n for n, change in enumerate(log, start=1) if "out.media" in change]
    for moment in fetching[:: max(1, len(fetching) // 6)]:
        for path in sorted(place.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        assert ended(place, moment, signal.SIGKILL, *arguments).returncode == -signal.SIGKILL
        for path in place.glob("out.media/**/*.png"):
            assert path.read_bytes() == DATA, log[moment - 1]
        assert not (place / "out").exists()
        assert ended(place, 0, 9, *arguments).returncode == 0
        assert tree(place) == whole, log[moment - 1]
        assert names(place) == ["out", "out.media"]
    for path in sorted((place / "out.media").rglob("*.png")):
        path.unlink()
    result = ended(place, fetching[len(fetching) // 2], signal.SIGTERM, *arguments)
    assert (result.returncode, result.stderr) == (143, "\n" + MESSAGE)
    assert {path: data for path, data in tree(place).items() if path.startswith("out/")} == {
        path: data for path, data in whole.items() if path.startswith("out/")
    }
