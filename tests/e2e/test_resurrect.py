"""End to end: a blog's pages, captures, feeds and texts, back to a WordPress that shows the same.

`make e2e` prepares two real WordPresses. With the folder of the plugin wordpress-importer in
WPARCHIVE_IMPORTER the real importer runs, and the emulation of `tests.importer` is compared with it;
without, the emulation alone runs.
"""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.importer import TAXONOMIES, TYPES, NewBlog

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/how-to/resurrect-a-blog.md"
PLACE = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute() / "resurrect"
SCRIPT = Path(__file__).parent / "resurrect/blog.php"
HOST = "127.0.0.1:8972"
pytestmark = [
    pytest.mark.skipif(
        "WPARCHIVE_E2E" not in os.environ, reason="a real WordPress is needed: run `make e2e`"
    ),
    pytest.mark.unverified,
]
needs_importer = pytest.mark.skipif(
    "WPARCHIVE_IMPORTER" not in os.environ, reason="WPARCHIVE_IMPORTER names the plugin's folder"
)
SOURCES = ["mirror", "mirror with rewritten links", "pages alone", "WARC", "WACZ", "feeds", "text"]
WHOLE = SOURCES[:5]


def php(*words, **environment):
    command = ["php", "-d", "display_errors=stderr", "-d", "memory_limit=512M", SCRIPT, *words]
    done = subprocess.run(
        command, env=os.environ | environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def run(command, folder):
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, check=False)
    return done.returncode


@contextmanager
def old_blog():
    command = ["php", "-d", "display_errors=0", "-S", HOST, "-t", PLACE / "old"]
    with subprocess.Popen(
        [*command, PLACE.parent / "router.php"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        time.sleep(1)
        yield
        server.terminate()


@contextmanager
def rescued(folder):
    folder.mkdir(parents=True, exist_ok=True)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def commands():
    """The commands of the guide, with the test's addresses."""
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [
        block.replace("https://blog.example", f"http://{HOST}").replace("blog.example", HOST)
        for block in blocks
    ]


@pytest.fixture(scope="module")
def old():
    return json.loads(php(PLACE / "old", "shown"))


@pytest.fixture(scope="module")
def saved(tmp_path_factory, old):
    """What people have of the blog, made by the guide's own commands."""
    folder = tmp_path_factory.mktemp("saved")
    mirror, feeds, _ = commands()
    plant = f"http://{HOST}/plant/mohn/"  # nothing links to it
    rewritten = mirror.replace("--mirror", "--mirror --convert-links --adjust-extension")
    rewritten = rewritten.replace("--warc-file=blog", "--directory-prefix=rewritten")
    with old_blog():
        for command in (mirror, rewritten):
            assert run(f"{command.strip()} {plant} --quiet", folder) in {0, 8}
        assert run(feeds.replace("wget", "wget --quiet"), folder) == 0
        _texts(folder, old)
    (folder / "feeds").mkdir()
    for name in ("posts.xml", "comments.xml"):
        shutil.copy(folder / name, folder / "feeds")
    without = shutil.ignore_patterns("feed", "wp-json")
    shutil.copytree(folder / "rewritten", folder / "alone", ignore=without)
    with zipfile.ZipFile(folder / "blog.wacz", "w") as pack:
        pack.write(folder / "blog.warc.gz", "archive/blog.warc.gz")
        pack.writestr("datapackage.json", '{"profile":"data-package","wacz_version":"1.1.1"}')
    return folder


def _texts(folder, old):
    (folder / "text").mkdir()
    paths = [key.partition(" ")[2] for key in old["posts"] if not key.startswith("attachment")]
    for number, path in enumerate(paths):
        command = f"lynx -dump -display_charset=utf-8 'http://{HOST}{path}' > text/{number}.txt"
        assert run(command, folder) == 0


def inputs(source, folder):
    names = {
        "mirror": [HOST, "posts.xml", "comments.xml"],
        "mirror with rewritten links": ["rewritten"],
        "pages alone": ["alone"],
        "WARC": ["blog.warc.gz"],
        "WACZ": ["blog.wacz"],
        "feeds": ["feeds"],
        "text": ["text"],
    }
    return " ".join(f"'{name}'" for name in names[source])


@pytest.fixture(scope="module", params=SOURCES)
def archive(request, saved, tmp_path_factory):
    """A source, and the folder of its WXR, made by the guide's own command."""
    folder = tmp_path_factory.mktemp("back")
    with rescued(folder / "archive/private/wxr/uploads") as port:
        shutil.rmtree(folder / "archive")
        command = commands()[2].replace("https://rescue.example", f"http://127.0.0.1:{port}")
        given = f"{HOST} posts.xml comments.xml -o archive"
        assert given in command
        target = f"{inputs(request.param, saved)} -o '{folder}/archive' --quiet"
        assert run(command.replace(given, target), saved) == 0
        yield request.param, folder / "archive/private/wxr", port


@pytest.fixture(scope="module")
def emulated(archive):
    _, folder, _ = archive
    blog = NewBlog(types={*TYPES, "plant"}, taxonomies={*TAXONOMIES, "bed"})
    return blog.run(*sorted(folder.glob("*.xml")))


@pytest.fixture(scope="module")
def new(archive, tmp_path_factory):
    """What the new WordPress shows after the real importer."""
    _, folder, port = archive
    root = tmp_path_factory.mktemp("new") / "site"
    shutil.copytree(PLACE / "new", root)
    database = root / "wp-content/db.php"
    database.write_text(database.read_text().replace(str(PLACE / "new"), str(root)))
    php(root, "import", *sorted(folder.glob("*.xml")), WPARCHIVE_PORT=str(port))
    return json.loads(php(root, "shown"))


def measure(old, new):
    """How much of the old blog the new one shows, by column of the guide's table."""
    right, there = Counter(), Counter()
    for key, post in old["posts"].items():
        if key.startswith("attachment"):
            continue  # files; they are the pictures of posts
        found = new["posts"].get(key, {"comments": [], "images": [], "terms": []})
        again = [next((d for d in found["comments"] if same(c, d)), None) for c in post["comments"]]
        replies = [(c, d) for c, d in zip(post["comments"], again, strict=True) if c["below"]]
        rows = {
            "Posts and pages": [post["title"] == found.get("title")],
            "Texts": [post["text"] == found.get("text")],
            # The theme shows no dates and authors of pages.
            "Dates": [dated(post, found)] if not key.startswith("page") else [],
            "Authors": [post["author"] == found.get("author")] if post["author"] else [],
            "Terms": [term in found["terms"] for term in post["terms"]],
            "Comments": [comment is not None for comment in again],
            "Replies": [d is not None and answers(c, d, post, found) for c, d in replies],
            "Pictures": [image in found["images"] for image in post["images"]],
            "Featured": [post["picture"] == found.get("picture")] if post["picture"] else [],
        }
        for column, checks in rows.items():
            right[column] += sum(checks)
            there[column] += len(checks)
    for slug, entries in old["menus"].items():
        right["Menu entries"] += sum(e in new["menus"].get(slug, ()) for e in entries)
        there["Menu entries"] += len(entries)
    return [f"{right[column]} of {there[column]}" for column in there]


def dated(one, other):
    """Whether two records have the same time; a feed has UTC alone."""
    return one["date"] == other.get("date") or one["gmt"] == other.get("gmt")


def same(one, other):
    return dated(one, other) and all(one[name] == other[name] for name in ("author", "text"))


def answers(one, other, post, found):
    """Whether a reply is below the same comment."""
    above = next(c for c in post["comments"] if c["date"] == one["below"])
    below = next((c for c in found["comments"] if c["date"] == other["below"]), None)
    return below is not None and same(above, below)


@needs_importer
def test_the_guide_s_table_is_what_comes_back(archive, old, new):
    source, _, _ = archive
    row = f"| {source} | {' | '.join(measure(old, new))} |"
    assert row in GUIDE.read_text(encoding="utf-8").splitlines()


@needs_importer
def test_everything_that_pages_show_comes_back(archive, old, new):
    source, _, _ = archive
    if source not in WHOLE:
        pytest.skip("feeds and texts have less")
    for key, post in old["posts"].items():
        if key.startswith("attachment"):
            continue
        again = new["posts"][key]
        unseen = {"breaks", "date", "gmt"} if key.startswith("page") else {"breaks"}
        assert {k: again[k] for k in post if k not in unseen} == {
            k: post[k] for k in post if k not in unseen
        }
    assert new["menus"] == old["menus"]


def test_nothing_is_refused(archive, emulated, old):
    source, _, _ = archive
    assert emulated.refused == []
    comments = sum(len(post["comments"]) for post in old["posts"].values())
    assert len(emulated.comments) == comments or source in {"feeds", "text"}


@needs_importer
def test_the_emulation_agrees_with_the_importer(emulated, new):
    theirs = Counter(
        (key.partition(" ")[0], post["title"], post["date"], post["author"], len(post["comments"]))
        for key, post in new["posts"].items()
        if post["author"] and not key.startswith("attachment")
    )
    comments = Counter(comment["post"] for comment in emulated.comments.values())
    ours = Counter(
        (
            post["type"],
            _plain(post["title"]),
            post["date"],
            post["author"] or "owner",
            comments[number],
        )
        for number, post in emulated.posts.items()
        if post["type"] not in {"page", "attachment"}
    )
    assert ours == theirs
    menus = {slug: [entry[0] for entry in entries] for slug, entries in new["menus"].items()}
    assert {s: [entry[0] for entry in entries] for s, entries in emulated.menus.items()} == menus


def _plain(text):
    return re.sub(r"\s+", " ", text).strip()
