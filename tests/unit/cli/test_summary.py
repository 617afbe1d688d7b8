"""What `convert` says at its end, and where it says what was lost."""

import json
import re
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace
from typing import get_args

import pytest

from tests.wxr import HEAD, comment, export, item
from wparchive.cli import summary
from wparchive.options import FormatName
from wparchive.transforms.unknown import Unknown


def convert(place, text, *more, code=0):
    (place / "export.xml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "wparchive", "convert", "export.xml", "-o", "out", *more],
        cwd=place, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done


def test_the_table_has_the_numbers_of_the_report(tmp_path):
    text = export(item(1, comments=comment(1) + comment(2, approved="0")), item(2, status="draft"))
    lines = convert(tmp_path, text, "--to", "markdown,json").stderr.splitlines()
    start = next(number for number, line in enumerate(lines) if "withheld" in line)
    assert lines[start].split() == ["posts", "comments", "links", "withheld", "lost"]
    assert re.split(r" {2,}", lines[start + 1]) == [
        "markdown", "1", "1", "0", "1 post, 1 comment", "nothing",
    ]  # fmt: skip
    assert re.split(r" {2,}", lines[start + 2]) == ["json", "2", "2", "0", "nothing", "nothing"]
    assert "Withheld from markdown: posts: 1 drafts; comments: 1 held." in lines
    widths = {line.index("nothing", 40) for line in lines[start + 1 : start + 3]}
    assert widths == {lines[start].index("lost")}


def test_losses_are_printed_with_their_places(tmp_path):
    # The end of the document is missing.
    text = (HEAD + item(1) + item(2))[:-400]
    lines = convert(tmp_path, text, "--to", "json", code=3).stderr.splitlines()
    places = [line for line in lines if line.startswith("  loss: ")]
    assert places
    assert all("export.xml" in line for line in places)


def test_no_more_than_ten_losses_are_printed(tmp_path):
    items = [
        item(n, content="[box]").replace(
            "<content:encoded><![CDATA[", "<content:encoded><![CDATA[a"
        )
        for n in range(1, 31)
    ]
    broken = "".join(text.replace("</title>", "", 1) for text in items)
    done = convert(tmp_path, HEAD + broken + "</channel></rss>", "--to", "json", code=3)
    lines = done.stderr.splitlines()
    shown = [line for line in lines if line.startswith("  loss: ")]
    assert len(shown) == 10
    assert re.fullmatch(
        r"  \.\.\. and \d+ more; --log FILE writes all\.", lines[lines.index(shown[-1]) + 1]
    )


@pytest.mark.parametrize("name", get_args(FormatName))
def test_the_last_line_says_what_to_open(tmp_path, name):
    last = convert(tmp_path, export(item(1)), "--to", name).stderr.splitlines()[-1]
    paths = re.findall(r"out(?:/[\w./-]+\w)?", last)
    assert paths, last
    assert all((tmp_path / path).exists() for path in paths)


def test_verbose_prints_notices_with_their_places(tmp_path):
    text = export(item(1, content='<a href="https://blog.example/nothing/">x</a>'))
    said = convert(tmp_path, text, "-v", "-q").stderr
    assert re.search(
        r"^info: link-broken: export\.xml, line \d+, post 1: https://blog", said, re.MULTILINE
    )


@pytest.mark.parametrize("option", ["--log", "--link-report"])
def test_a_dash_is_standard_output(tmp_path, option):
    text = export(item(1, content='<a href="https://blog.example/nothing/">x</a>'))
    done = convert(tmp_path, text, option, "-", "-q")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"post_id": 1}.items() <= rows[0].items()
    assert not (tmp_path / "-").exists()
    assert done.stderr == ""


def test_only_one_document_goes_to_standard_output(tmp_path):
    done = convert(tmp_path, export(item(1)), "--log", "-", "--json", code=2)
    assert "both write to standard output" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_last_line_of_a_site_leads_to_its_readme(tmp_path):
    last = convert(tmp_path, export(item(1)), "--to", "markdown", "--profile", "hugo").stderr
    assert last.splitlines()[-1] == "Read out/markdown/README.txt: it says how to build the site."


def test_the_last_lines_name_the_redirects(tmp_path):
    given = ["--to", "markdown", "--profile", "hugo", "--redirects", "json,nginx"]
    *_, first, second = convert(tmp_path, export(item(1)), *given).stderr.splitlines()
    assert first.startswith("Read out/markdown/README.txt")
    assert (
        second == "The redirects are in out/redirects, for example out/redirects/nginx/maps.conf."
    )


@pytest.mark.parametrize(("name", "is_said"), [("a.png", False), ("b.png", True)])
def test_a_source_of_media_without_any_file_is_named(tmp_path, name, is_said):
    uploads = tmp_path / "uploads" / "2015"
    uploads.mkdir(parents=True)
    (uploads / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    picture = "https://blog.example/wp-content/uploads/2015/{}.png"
    text = "".join(f'<img src="{picture.format(name)}">' for name in "ca")
    said = convert(
        tmp_path, export(item(1, content=text)), "--media", "uploads", "--to", "markdown"
    ).stderr
    line = f"--media found no file of the blog. One that is missing: {picture.format('a')}"
    assert (line in said.splitlines()) == is_said
    assert "degraded: media-missing" in said


def test_the_last_lines_name_a_post_rather_than_an_attachment(tmp_path):
    text = export(item(1, slug="z"), item(2, type="attachment", slug="compost-in-may"))
    *_, first, second = convert(tmp_path, text, "--to", "markdown,warc").stderr.splitlines()
    assert "markdown/post/" in first
    assert second == "To see the pages, run: wparchive serve out"


def test_what_include_publishes_is_said(tmp_path):
    given = ["--to", "markdown", "--include", "drafts,personal"]
    said = convert(tmp_path, export(item(1)), *given).stderr
    assert "Public files contain what --include names (drafts, personal)" in said


def test_odd_names_of_types_stay_on_their_line():
    names = ["book", "a\nb\x1b[31m " * 40, "x" * 300, "a,b", *(f"kind{n:02}" for n in range(30))]
    unknown = Unknown(types=Counter(names))
    [line] = summary._unknown(SimpleNamespace(unknown=unknown))
    assert line.isprintable()
    assert len(line) < 1100
    assert "and 14 more" in line
    advice = line.rpartition("--public-types ")[2].rstrip(".").split(",")
    assert advice[0] == "book"
    assert len(advice) == 20
    assert set(advice) <= {"book", *names[4:]}
    assert "x" * 61 not in line
    hints = [notice.message.partition("To publish")[2] for notice in unknown.notices()]
    assert all("\n" not in hint and len(hint) < 110 for hint in hints)
