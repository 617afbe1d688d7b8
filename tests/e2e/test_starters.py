"""End to end: the sites of the profiles as they are written, built by their own commands.

`make e2e` prepares the generators and Chromium; without them these tests are skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.e2e.crawl import answer, crawl
from tests.e2e.media import sample_uploads
from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert, open_source
from wparchive.transforms.visibility import Visibility

GENERATORS = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute() / "generators"
SAMPLE = Path(__file__).parents[2] / "samples/gartenblog.xml"
BUILT = {
    "hugo": "public", "jekyll": "_site", "eleventy": "_site", "astro": "dist", "pelican": "output",
}  # fmt: skip
FEEDS = {"hugo": "index.xml", "pelican": "feeds/all.atom.xml"}
HOME = "https://gartenblog.example"
PICTURES = "return [...document.images].map(i => i.complete && i.naturalWidth > 0)"
pytestmark = pytest.mark.skipif(
    not (GENERATORS / "node.done").is_file(), reason="site generators are needed: run `make e2e`"
)


def build(name, root):
    """Run the command of the site's README that builds it, and give the built directory."""
    text = (root / "README.txt").read_text()
    [command] = re.findall(r"^    (\S.*?) {2,}builds it in the directory", text, re.MULTILINE)
    if (root / "package.json").is_file():
        (root / "node_modules").symlink_to(GENERATORS / "node_modules")
        shutil.rmtree(GENERATORS / "node_modules/.astro", ignore_errors=True)
    path = [GENERATORS / "python/bin", os.environ["PATH"]]
    done = subprocess.run(
        command.split(), cwd=root, check=False, timeout=300, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PATH": os.pathsep.join(map(str, path)), "LC_ALL": "C.UTF-8",
             "ASTRO_TELEMETRY_DISABLED": "1", "NO_COLOR": "1", "npm_config_offline": "true"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert f'"{BUILT[name]}"' in text
    return root / BUILT[name]


@pytest.fixture(scope="module", params=list(BUILT))
def site(request, tmp_path_factory):
    out = tmp_path_factory.mktemp(request.param) / "out"
    convert(SAMPLE, out, to=["markdown"], profile=request.param, comments="data",
            media=sample_uploads(out.parent / "media"), public_types=["jahreszeit"])  # fmt: skip
    return request.param, build(request.param, out / "markdown")


def published():
    visibility = Visibility()
    with open_source(SAMPLE) as archive:
        return [p for p in archive if p.type in {"post", "page"} and not visibility.of_post(p)]


def test_links_reach_every_post_and_none_breaks(site):
    _, root = site
    found = crawl(root, HOME)
    assert found.broken == []
    posts = published()
    assert len(posts) == 12
    paths = {unquote(urlsplit(post.link).path) for post in posts if "?" not in post.link}
    assert paths <= {f"{path.rstrip('/')}/" for path in found.pages}
    assert all(answer(root, path) for path in paths)


def test_home_lists_the_newest_posts_and_no_pictures(site):
    _, root = site
    tree = crawl(root, HOME).pages["/"]
    titles = tree.xpath("//ul[@class='list']//a[@class='title']/@href")
    posts = sorted((p for p in published() if p.type == "post"), key=lambda p: p.published)
    assert urlsplit(titles[0]).path == urlsplit(posts[-1].link).path
    assert len(titles) == 10
    pictures = {p.slug for p in open_source(SAMPLE) if p.type == "attachment"}
    assert len(pictures) == 4
    assert not [t for t in titles if t.strip("/").rpartition("/")[2] in pictures]


def test_comments_are_threaded_below_their_post(site):
    _, root = site
    tree = crawl(root, HOME).pages["/2019/06/23/tomaten-unterm-dach/"]
    entries = tree.xpath("//section[@id='comments']//li")
    depths = [re.search(r"\d+", entry.get("style"))[0] for entry in entries]
    assert depths[0] == "0"
    assert "1" in depths
    for entry in entries:
        [parent] = entry.xpath(".//a[text()='↑']/@href") or [None]
        assert parent is None or tree.get_element_by_id(parent[1:]) in entries


def test_the_feed_has_posts_only(site):
    from lxml import etree

    name, root = site
    tree = etree.parse(str(root / FEEDS.get(name, "feed.xml")))
    links = tree.xpath("//item/link/text()") or tree.xpath(
        "//*[local-name()='entry']/*[local-name()='link']/@href"
    )
    wanted = {unquote(p.link) for p in published() if p.type == "post" and "?" not in p.link}
    assert wanted <= {unquote(link) for link in links}
    assert len(links) == sum(p.type == "post" for p in published())


@pytest.mark.parametrize("name", list(BUILT))
def test_the_blog_s_own_front_page_takes_the_place_of_the_list(name, tmp_path):
    head = HEAD.replace("blog.example</link>", "blog.example/</link>")
    front = item(
        1, type="page", title="Welcome", content="Front words.", link="https://blog.example/"
    )
    (tmp_path / "blog.xml").write_text(export(front, item(2, comments=comment(11)), head=head))
    convert(tmp_path / "blog.xml", tmp_path / "out", to=["markdown"], profile=name, comments="data")
    root = build(name, tmp_path / "out/markdown")
    found = crawl(root, "https://blog.example")
    assert "Front words." in found.pages["/"].text_content()
    assert "/post-2/" in {f"{path.rstrip('/')}/" for path in found.pages}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    pytest.importorskip("selenium")
    from tests.e2e.replay.servers import Browser

    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.driver.quit()


@pytest.fixture(scope="module")
def server(site):
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [1200, 380])
def test_a_reader_clicks_from_home_to_a_comment_a_term_and_the_feed(site, server, browser, width):
    name, _ = site
    driver = browser.driver
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600},
    )

    def click(selector):
        href = driver.execute_script(f"return document.querySelector({selector!r}).href")
        driver.get(href.replace(HOME, server))

    driver.get(f"{server}/")
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    pictures = GENERATORS.parent / "screenshots"
    pictures.mkdir(exist_ok=True)
    driver.save_screenshot(str(pictures / f"{name}-home-{width}.png"))
    click('a.title[href*="tomaten-unterm-dach"]')
    assert "Tomaten" in driver.title
    assert driver.execute_script(PICTURES) == [True, True]
    driver.save_screenshot(str(pictures / f"{name}-post-{width}.png"))
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    click(".comments li .meta a[href^='#comment-']")
    assert driver.execute_script("return document.querySelector('li:target') !== null")
    click("a[rel=tag]")
    assert driver.execute_script("return document.querySelectorAll('.list a.title').length") > 0
    click("link[type*='xml']")
    assert "gartenblog.example" in driver.page_source
