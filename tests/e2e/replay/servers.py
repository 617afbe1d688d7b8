"""pywb and ReplayWeb.page on the loopback interface, and a browser to look at them."""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

WAIT = 30
START = 120


class Ranges(SimpleHTTPRequestHandler):
    """Files, and parts of files as ReplayWeb.page asks for them."""

    def send_head(self):
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        path = self.translate_path(self.path)
        if not wanted:
            return super().send_head()
        with Path(path).open("rb") as file:
            size = file.seek(0, 2)
            first = int(wanted[1]) if wanted[1] else max(0, size - int(wanted[2]))
            last = min(int(wanted[2]), size - 1) if wanted[1] and wanted[2] else size - 1
            file.seek(first)
            data = file.read(last + 1 - first)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def log_message(self, *_):
        pass


@contextmanager
def replay_web_page(program, wacz):
    """The viewer with a WACZ beside it; gives what opens an address of the archive."""
    shutil.copy(wacz, program / "archive.wacz")
    handler = partial(Ranges, directory=program)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        start = f"http://127.0.0.1:{server.server_port}/?source=/archive.wacz#view=pages&url="
        yield lambda url: start + quote(url, safe="")
        server.shutdown()


@contextmanager
def pywb(environment, folder, warcs):
    """A collection of pywb's; gives what opens an address of the archive."""
    run = partial(subprocess.run, cwd=folder, check=True, capture_output=True, timeout=120)
    run([environment / "bin/wb-manager", "init", "blog"])
    run([environment / "bin/wb-manager", "add", "blog", *warcs])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [environment / "bin/wayback", "-p", str(port), "-b", "127.0.0.1"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        try:
            start = f"http://127.0.0.1:{port}/blog/"
            _wait_for(start)
            yield lambda url: f"{start}mp_/{url}"
        finally:
            process.terminate()


@contextmanager
def datasette(database, metadata):
    """Datasette with a database; gives the address of the database's page."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", database, "--metadata", metadata,
               "--host", "127.0.0.1", "--port", str(port)]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/{database.stem}"
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(url):
    end = time.monotonic() + START
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


# The replayed page: the window itself, or a frame somewhere in the viewer's components.
_PAGE = """
function find(root) {
  for (const element of root.querySelectorAll('*')) {
    if (element.tagName === 'IFRAME' && element.contentDocument) {
      const inside = find(element.contentDocument);
      if (inside) return inside;
      if (element.contentDocument.querySelector('.rebuilt')) return element.contentDocument;
    }
    if (element.shadowRoot) { const inside = find(element.shadowRoot); if (inside) return inside; }
  }
  return null;
}
const page = document.querySelector('.rebuilt') ? document : find(document);
"""


_ENTRIES = """
const found = [];
function collect(root) {
  for (const element of root.querySelectorAll('*')) {
    if (element.tagName === 'WR-PAGE-ENTRY') found.push(element.shadowRoot.textContent);
    if (element.shadowRoot) collect(element.shadowRoot);
  }
}
collect(document);
return found;
"""


class Browser:
    """Chromium without a window."""

    def __init__(self, profile):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for word in ("headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
                     "disable-background-networking", "disable-component-update", "disable-sync",
                     "hide-scrollbars", "window-size=1200,900", f"user-data-dir={profile}"):  # fmt: skip
            options.add_argument(f"--{word}")
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))

    def open(self, url):
        self.driver.get("about:blank")
        self.driver.get(url)

    def page(self, expression):
        """What a JavaScript expression says of the replayed page; None while there is none."""
        return self.driver.execute_script(f"{_PAGE} return page && ({expression});")

    def wait(self, expression, wanted):
        """Wait until an expression has a value; gives the last value."""
        end = time.monotonic() + WAIT
        while (value := self.page(expression)) != wanted and time.monotonic() < end:
            time.sleep(0.1)
        return value

    def listed(self, number):
        """Wait until ReplayWeb.page lists so many pages; gives the texts of their entries."""
        end = time.monotonic() + WAIT
        while len(found := self.driver.execute_script(_ENTRIES)) != number:
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        return found

    def text(self):
        """All of a page that is no replayed one."""
        return self.driver.execute_script("return document.documentElement.innerText")
