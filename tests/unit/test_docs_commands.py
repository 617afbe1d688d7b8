"""Every command in the documentation, run in the order of its page, with files of the names in it."""

import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest

import wparchive
from tests import ROOT, wxr
from wparchive.cli.main import run

_COMMAND = re.compile(
    r"^    (wparchive (?:convert|inspect|links|schema|verify) [^\n\[]*)$", re.MULTILINE
)
_NETWORK = "--media fetch"
PAGES = [
    path
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if _COMMAND.search(path.read_text(encoding="utf-8"))
]
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>
<link>https://gartenblog.example</link><generator>https://wordpress.org/?v=6.5</generator>
<item><title>One</title><link>https://gartenblog.example/one/</link>
<description>Words.</description><pubDate>Tue, 30 Apr 2024 08:00:00 +0000</pubDate></item></channel></rss>"""
REST = [
    {
        "id": 1, "type": "post", "status": "publish", "slug": "one", "date": "2024-04-30T10:00:00",
        "link": "https://gartenblog.example/one/", "title": {"rendered": "One"},
        "content": {"rendered": "<p>Words.</p>", "protected": False}, "author": 1, "categories": [],
        "guid": {"rendered": "https://gartenblog.example/?p=1"}, "comment_status": "open",
    }
]  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A directory with all files that the documentation names."""
    place = tmp_path_factory.mktemp("docs")
    samples = ROOT / "samples"
    for name in ("export.xml", "old-export.xml"):
        shutil.copy(samples / "gartenblog.xml", place / name)
    for number in (1, 2):
        (place / f"part-{number}.xml").write_text(wxr.export(wxr.item(number)))
    page = (samples / "zettelwerk.html").read_bytes()
    (place / "page.html").write_bytes(page)
    (place / "page.mhtml").write_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; type=text/html\r\n\r\n"
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: binary\r\n"
        b"Content-Location: https://zettelwerk.example/a/\r\n\r\n" + page + b"\r\n--b--\r\n"
    )
    shutil.copy(samples / "zettelwerk.txt", place / "post.txt")
    (place / "feed.xml").write_text(FEED)
    folders = {
        "mirror": {"zettelwerk.example/a/index.html": page, "zettelwerk.example/wp-content/uploads/a.png": b"\x89PNG\r\n\x1a\n"},
        "feeds": {"feed.xml": FEED.encode()},
        "dump": {"posts.json": json.dumps(REST).encode()},
        "exports": {f"part-{n}.xml": (place / f"part-{n}.xml").read_bytes() for n in (1, 2)},
        "pile": {f"part-{n}.xml": (place / f"part-{n}.xml").read_bytes() for n in (1, 2)},
        "uploads": {"2012/05/marktstand.jpg": b"\xff\xd8\xff\xe0"},
    }  # fmt: skip
    for folder, content in folders.items():
        for name, data in content.items():
            (place / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (place / folder / name).write_bytes(data)
        with zipfile.ZipFile(place / f"{folder}.zip", "w") as packed:
            for name, data in content.items():
                packed.writestr(name if folder != "uploads" else f"uploads/{name}", data)
    for name, part in (("a", "export.xml"), ("b", "part-1.xml")):
        wparchive.convert(
            place / part, place / name, to=["json", "warc", "wacz"], media=place / "uploads"
        )
    [first], [second] = ((place / name / "warc").glob("*.gz") for name in "ab")
    for name in ("blog", "part-00000", "crawl-00000"):
        shutil.copy(first, place / f"{name}.warc.gz")
    for name in ("part-00001", "crawl-00001"):
        shutil.copy(second, place / f"{name}.warc.gz")
    for name in ("blog", "capture", "crawl"):
        shutil.copy(next((place / "a/wacz").iterdir()), place / f"{name}.wacz")
    (place / "a").rename(place / "archive")
    shutil.rmtree(place / "b")
    return place


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_commands_work_in_the_order_of_their_page(page, files, tmp_path, monkeypatch, capsys):
    place = tmp_path / "here"
    shutil.copytree(files, place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("WPARCHIVE_CONVERT_OVERWRITE", "1")
    for match in _COMMAND.finditer(page.read_text(encoding="utf-8")):
        line = re.split(r" [>|;]", match[1])[0]
        line = line.replace("--as-of 2015-", "--as-of 2030-")  # the captures here are younger
        if _NETWORK in line:
            continue
        code = run(shlex.split(line)[1:])
        said = capsys.readouterr()
        assert code == 0, f"{page.relative_to(ROOT)}: {line}\n{said.err[-800:]}"
    assert Path.cwd() == place
