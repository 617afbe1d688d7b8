"""End to end: another program that reads vaults of Obsidian resolves every link of a note."""

from __future__ import annotations

import os
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from tests.e2e.media import sample_uploads
from wparchive.api import convert

GENERATORS = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute() / "generators"
SAMPLE = Path(__file__).parents[2] / "samples/gartenblog.xml"
NOTE = "post/Fünfzehn Jahre, ein Beet"
pytestmark = pytest.mark.skipif(
    not (GENERATORS / "vault.done").is_file(), reason="obsidianhtml is needed: run `make e2e`"
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    convert(
        SAMPLE, folder / "out", to=["markdown"], profile="obsidian", links="wiki",
        media=sample_uploads(folder / "media"), public_types=["jahreszeit"],
    )  # fmt: skip
    vault = folder / "out/markdown"
    (vault / ".obsidian").mkdir()
    (folder / "config.yml").write_text(
        f"obsidian_folder_path_str: '{vault}'\n"
        f"obsidian_entrypoint_path_str: '{vault}/{NOTE}.md'\n"
        f"md_folder_path_str: '{folder}/md'\n"
        f"md_entrypoint_path_str: '{folder}/md/index.md'\n"
        f"html_output_folder_path_str: '{folder}/html'\n"
    )
    done = subprocess.run(
        [GENERATORS / "vault/bin/obsidianhtml", "convert", "-i", folder / "config.yml"],
        cwd=folder, check=False, timeout=120, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return folder / "html"


def test_every_link_between_notes_has_its_target(pages):
    tree = html.parse(str(pages / "index.html"), html.HTMLParser(encoding="utf-8")).getroot()
    links = tree.xpath("//a[text()]/@href | //img/@src")
    own = [unquote(urlsplit(link).path) for link in links if link.startswith("/")]
    assert sum(path.startswith(("/post/", "/attachment")) for path in own) > 10
    assert [path for path in own if not (pages / path.lstrip("/")).exists()] == []


@pytest.fixture
def server(pages):
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_note_shows_its_pictures(server, driver):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1200, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    driver.get(f"{server}/index.html")
    loaded = "return [...document.images].map(i => i.complete && i.naturalWidth > 200)"
    assert driver.execute_script(loaded).count(True) == 2
    pictures = GENERATORS.parent / "screenshots"
    pictures.mkdir(exist_ok=True)
    driver.save_screenshot(str(pictures / "vault-1200.png"))
