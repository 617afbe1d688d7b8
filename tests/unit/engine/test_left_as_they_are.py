"""What stays as it was, and is named: pictures without --media, lines of --dead-links."""

from __future__ import annotations

import json

from tests.wxr import export, item
from wparchive.api import convert

BODY = (
    '<img src="https://blog.example/wp-content/uploads/a.jpg" alt="A">'
    ' <a href="//dead.example/x">a</a> <a href="http://b\u00fccher.example/y">b</a>'
)


def run(folder, *items, **options):
    (folder / "in.xml").write_text(export(*items))
    out = folder / "out"
    report = convert(folder / "in.xml", out, to=["markdown"], jobs=1, **options)
    text = "\n".join(path.read_text() for path in out.rglob("*.md"))
    return report, text, json.loads((out / "report.json").read_text())


def test_pictures_stay_without_media(tmp_path):
    report, _, _ = run(tmp_path, item(1, content=BODY), item(2, content=BODY, status="draft"))
    assert report.files_left.startswith("1 link to a file of the blog")
    assert "--media fetch" in report.files_left
    assert "--media fetch" in (tmp_path / "out/report.html").read_text()


def test_nothing_is_said_where_media_are_asked_for(tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media/a.jpg").write_bytes(b"\xff\xd8\xff\xe0picture")
    report, _, _ = run(tmp_path, item(1, content=BODY), media=str(tmp_path / "media"))
    assert report.files_left == ""


def test_nothing_is_said_without_pictures(tmp_path):
    assert run(tmp_path, item(1, content="Text."))[0].files_left == ""


def test_lines_of_dead_links_that_match_nothing(tmp_path):
    lines = [
        "dead.example",
        "xn--bcher-kva.example  # a host",
        "gone.example",
        "http://no.example/",
    ]
    _, text, report = run(tmp_path, item(1, content=BODY), dead_links=lines)
    assert "/http://dead.example/x)" in text
    assert "web.archive.org" in text.partition("[b](")[2]
    found = [n["message"] for n in report["notices"]["items"] if n["code"] == "dead-link-unused"]
    assert found == ["No link matches 'gone.example'.", "No link matches 'http://no.example/'."]


def test_a_long_line_of_dead_links_is_not_quoted_whole(tmp_path):
    lines = [f"http://gone.example/{'x' * 300_000}"]
    _, _, report = run(tmp_path, item(1, content=BODY), dead_links=lines)
    [found] = [n["message"] for n in report["notices"]["items"] if n["code"] == "dead-link-unused"]
    assert found == f"No link matches 'http://gone.example/{'x' * 180}\u2026'."
