"""The archive of a real WordPress in pywb and ReplayWeb.page, in a browser; and under others' tools.

`make e2e` prepares them; without it these tests are skipped.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from threading import Thread

import pytest

from tests.e2e.media import uploads
from tests.wxr import comment, export, item
from wparchive.api import convert, verify

E2E = Path(os.environ.get("WPARCHIVE_E2E", ""))
pytestmark = pytest.mark.skipif(
    "WPARCHIVE_E2E" not in os.environ, reason="replay tools are needed: run `make e2e`"
)


@pytest.fixture(scope="module")
def truth():
    return json.loads((E2E / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    target = tmp_path_factory.mktemp("replay") / "out"
    media = uploads(tmp_path_factory.mktemp("mirror"))
    shown = ["bed"]  # nothing in the export shows that readers saw the taxonomy
    report = convert(
        E2E / "export.xml", target, to=["warc", "wacz"], media=media, public_types=shown
    )
    assert report.exit_code == 0
    assert not [notice for notice in report.notices if notice.code.startswith("media-")]
    assert verify(target).findings == []
    return target


@pytest.fixture(scope="module")
def public(out):
    return list((out / "warc").iterdir())


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    from tests.e2e.replay.servers import Browser

    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.driver.quit()


@pytest.fixture(scope="module", params=["pywb", "ReplayWeb.page"])
def replay(request, out, public, tmp_path_factory):
    from tests.e2e.replay import servers

    if request.param == "pywb":
        opened = servers.pywb(E2E / "pywb", tmp_path_factory.mktemp("pywb"), public)
    else:
        opened = servers.replay_web_page(E2E / "replaywebpage", next((out / "wacz").iterdir()))
    with opened as address:
        yield address


@pytest.fixture(scope="module")
def posts(truth):
    """Id, title and permalink of each post that readers could see."""
    return [
        (
            row["ID"],
            html.unescape(re.sub("</?em>", "", row["post_title"])) or "Untitled",
            truth["permalinks"][row["ID"]],
        )
        for row in truth["posts"]
        if row["post_status"] == "publish" and not row["post_password"]
    ]


def look(browser, name):
    """Keep a picture for people to look at."""
    folder = E2E / "screenshots"
    folder.mkdir(exist_ok=True)
    browser.driver.save_screenshot(str(folder / f"{name}.png"))


HEADING = "page.querySelector('h1').innerText"


def test_every_post_opens_at_each_of_its_addresses(replay, browser, posts, truth):
    assert len(posts) > 8
    for number, title, link in posts:
        forms = {link, link.rstrip("/"), f"{truth['site']['url']}/?p={number}"}
        for form in sorted(forms):
            browser.open(replay(form))
            assert browser.wait(HEADING, title) == title, form


def test_lists_open(replay, browser, truth, request):
    home = truth["site"]["url"]
    forms = {"/": "Büchse & <Wiese> 日本", "/category/beete-topfe/": "Category: Beete & Töpfe",
             "/author/ada/": 'Author: Ada "Ü" & Co', "/2019/07/": "Month: July 2019",
             "/?m=201907": "Month: July 2019", "/2019/": "Year: 2019", "/?m=2019": "Year: 2019",
             "/bed/ecke/": "bed: Ecke", "/?bed=ecke": "bed: Ecke"}  # fmt: skip
    for form, title in forms.items():
        browser.open(replay(home + form))
        assert browser.wait(HEADING, title) == title, form
    look(browser, f"list-{request.node.callspec.id}")


def test_pictures_are_shown(replay, browser, truth, request):
    posts = {row["post_title"]: truth["permalinks"][row["ID"]] for row in truth["posts"]
             if row["post_status"] in {"publish", "inherit"}}  # fmt: skip
    widths = "[...page.querySelectorAll('main img')].map(i => i.complete && i.naturalWidth).join()"
    for title, wanted in {"Pictures": "300,30", "A picture": "300"}.items():
        browser.open(replay(posts[title]))
        assert browser.wait(HEADING, title) == title
        assert browser.wait(widths, wanted) == wanted
        look(browser, f"{title}-{request.node.callspec.id}".replace(" ", "-"))


def test_a_comment_s_address_leads_to_the_comment(replay, browser, posts):
    [(_, title, link)] = [post for post in posts if post[2].endswith("uber-garten-wiesen/")]
    browser.open(replay(f"{link}#comment-4"))
    assert browser.wait(HEADING, title) == title
    assert "日本 😀" in browser.page("page.getElementById('comment-5').innerText")


def test_a_reader_clicks_from_the_front_page_to_a_comment(replay, browser, truth, request):
    browser.open(replay(f"{truth['site']['url']}/"))
    assert browser.wait(HEADING, "Büchse & <Wiese> 日本")
    second = truth["permalinks"]["5"].rpartition("/2019")[2]
    click = f"page.querySelector('ul.posts a[href*=\"{second}\" i]')"
    assert browser.wait(f"!!{click} && 1", 1)
    browser.page(f"{click}.click(), true")
    assert browser.wait(HEADING, "日本語") == "日本語"
    look(browser, f"post-{request.node.callspec.id}")
    browser.page("page.querySelector('.body a').click(), true")
    title = "Über “Gärten” & Wiesen"
    assert browser.wait(HEADING, title) == title
    seen = "page.getElementById('comment-2').getBoundingClientRect().top < innerHeight"
    assert browser.wait(f"{seen} && 1", 1)
    look(browser, f"comment-{request.node.callspec.id}")


FORMS = {
    "http://www.moved.example/blog/hello/": "Hello", "https://moved.example/blog/index.php/hello/": "Hello",
    "https://moved.example/blog/?name=hello": "Hello", "https://old.example/hello/": "Hello",
    "https://moved.example/blog/hello/comment-page-2/": "Hello",
    "https://www.moved.example/blog/category/news/": "Category: News",
    "http://old.example/2024/04/30/": "Day: April 30, 2024", "https://moved.example/blog/?author=1": "Author: Ada L.",
    "http://www.moved.example/blog/": "Blog", "https://old.example/": "Blog",
}  # fmt: skip


@pytest.fixture(scope="module", params=["pywb", "ReplayWeb.page"])
def moved(request, tmp_path_factory):
    """A small blog that moved and whose links name it in many forms; and its author's links."""
    from tests.e2e.replay import servers

    folder = tmp_path_factory.mktemp("moved")
    links = " ".join(f'<a href="{form}">{number}</a>' for number, form in enumerate(FORMS))
    term = '<category domain="category" nicename="news"><![CDATA[News]]></category>'
    text = export(item(1, slug="hello", title="Hello", more=term, comments=comment(1)),
                  item(2, slug="links", title="Links", content=links))  # fmt: skip
    text = text.replace("https://blog.example", "http://moved.example/blog")
    (folder / "export.xml").write_text(text)
    same = ["old.example"]
    convert(folder / "export.xml", folder / "out", to=["warc", "wacz"], same_site=same)
    assert verify(folder / "out").findings == []
    if request.param == "pywb":
        public = list((folder / "out/warc").iterdir())
        opened = servers.pywb(E2E / "pywb", folder, public)
    else:
        opened = servers.replay_web_page(
            E2E / "replaywebpage", folder / "out/wacz/moved.example.wacz"
        )
    with opened as address:
        yield address


def test_links_lead_to_pages_in_every_form_that_they_have(moved, browser):
    for number, (form, title) in enumerate(FORMS.items()):
        browser.open(moved("http://moved.example/blog/links/"))
        assert browser.wait(HEADING, "Links") == "Links"
        browser.page(f"page.querySelectorAll('.body a')[{number}].click(), true")
        assert browser.wait(HEADING, title) == title, form


def test_a_page_of_http_opens_with_https(moved, browser):
    for form in ("https://moved.example/blog/hello/", "https://moved.example/blog/"):
        browser.open(moved(form))
        title = "Hello" if "hello" in form else "Blog"
        assert browser.wait(HEADING, title) == title


def test_what_was_hidden_is_not_there(replay, browser, truth):
    for row in truth["posts"]:
        if row["post_type"] == "attachment":
            continue  # these are as visible as the post that they are attached to
        if row["post_status"] != "publish" or row["post_password"]:
            browser.open(replay(f"{truth['site']['url']}/?p={row['ID']}"))
            assert browser.page(HEADING) is None
    assert "UNPUBLISHED" not in browser.text()


def test_the_list_of_pages_can_be_searched(browser, out, posts, truth):
    from tests.e2e.replay.servers import replay_web_page

    with replay_web_page(E2E / "replaywebpage", next((out / "wacz").iterdir())) as address:
        pages = address("").partition("&url=")[0]
        browser.open(pages)
        attached = sum(row["post_type"] == "attachment" for row in truth["posts"])
        wanted = len(posts) + attached + 1  # and the front page
        everything = browser.listed(wanted)
        assert len(everything) == wanted
        browser.open(f"{pages}&query=paragraph")
        [found] = browser.listed(1)
        assert "Gärten" in found
        look(browser, "search")


def test_the_viewer_finds_a_page_and_opens_it(browser, out):
    from wparchive.viewer import Viewer

    with Viewer(out) as viewer:
        thread = Thread(target=viewer.run)
        thread.start()
        driver = browser.driver
        driver.get(viewer.url)
        driver.execute_script("document.querySelector('[name=q]').value = 'paragraph'")
        driver.execute_script("document.querySelector('form button').click()")
        end = time.monotonic() + 10
        while "q=paragraph" not in driver.current_url and time.monotonic() < end:
            time.sleep(0.1)
        look(browser, "viewer-search")
        [title] = driver.execute_script(
            "return [...document.querySelectorAll('a.title')].map(a => a.innerText)"
        )
        driver.execute_script("document.querySelector('a.title').click()")
        assert browser.wait(HEADING, title) == title
        look(browser, "viewer-page")
        browser.page("page.querySelector('nav a.next').click(), true")
        assert browser.wait(HEADING, "日本語") == "日本語"
        viewer.stop()
        thread.join()


def tool(name, *arguments):
    return subprocess.run([E2E / "webarchive/bin" / name, *arguments], capture_output=True,
                          text=True, check=False, timeout=120)  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [["warcio", "check"], ["fastwarc", "check"], ["warcio", "index"], ["cdxj-indexer", "-s"]],
    ids=" ".join,
)
def test_other_tools_accept_the_warc_files(out, command):
    for path in sorted(out.glob("**/*.warc.gz")):
        done = tool(*command, str(path))
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search(r"(?<!0 )fail", (done.stdout + done.stderr).lower())


def test_bagit_accepts_a_bag(tmp_path):
    convert(E2E / "export.xml", tmp_path / "out", bag=tmp_path / "bag")
    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", tmp_path / "bag"],
                          capture_output=True, check=False, timeout=60)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_another_tool_accepts_the_wacz(out):
    done = tool("wacz", "validate", "-f", str(next((out / "wacz").iterdir())))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is valid" in done.stdout


def test_the_index_is_that_of_another_indexer(out, public):
    """Keys, places and addresses; that one leaves the status out."""
    done = tool("cdxj-indexer", "-s", *map(str, public))
    theirs = [line.split(" ", 2) for line in done.stdout.splitlines()]
    with zipfile.ZipFile(next((out / "wacz").iterdir())) as package:
        mine = [
            line.split(" ", 2) for line in package.read("indexes/index.cdx").decode().splitlines()
        ]
    fields = ("url", "mime", "digest", "length", "offset", "filename")
    assert sorted(
        (key, stamp, *(json.loads(text).get(f) for f in fields)) for key, stamp, text in mine
    ) == sorted(
        (key, stamp, *(json.loads(text).get(f) for f in fields)) for key, stamp, text in theirs
    )
