"""The recipes of the documentation, run as their readers run them."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pytest

from tests import ROOT

RECIPES = ROOT / "docs/recipes"
SAMPLE = ROOT / "samples/gartenblog.xml"
WP = "{http://wordpress.org/export/1.2/}"


def run(name, *arguments, place):
    done = subprocess.run(
        [sys.executable, RECIPES / f"{name}.py", *map(str, arguments)],
        cwd=place, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_shows_every_recipe():
    text = (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8")
    for path in RECIPES.glob("*.py"):
        assert f"```python\n{path.read_text(encoding='utf-8')}```" in text, (
            f"docs/how-to/recipes.md lacks {path.name}; run: python -m tests.unit.test_docs"
        )


def test_filter_and_convert(tmp_path):
    # Four posts of the sample are in the category, one of them a draft.
    shown = run("filter_and_convert", SAMPLE, "out", "Gemüse", place=tmp_path)
    assert shown.startswith("dropped: 10 posts")
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert report["counts"]["withheld"]["markdown"]["posts"]["dropped"] == 10
    posts = [p for p in (tmp_path / "out/markdown").rglob("*.md") if "Gemüse" in p.read_text()]
    assert posts
    assert 'src="http://gartenblog' not in "".join(p.read_text() for p in posts)


def test_filter_by_a_name_that_exports_escape(tmp_path):
    run("filter_and_convert", SAMPLE, "out", "Ausflüge & Märkte", place=tmp_path)
    posts = sorted(p.parent.name for p in (tmp_path / "out/markdown/content/posts").rglob("*.md"))
    assert posts == ["2012-05-06-fruehlingsmarkt", "2013-05-05-fruehlingsmarkt", "2021-04-11-坪庭"]


def test_to_pandas(tmp_path):
    pytest.importorskip("pandas")
    lines = run("to_pandas", SAMPLE, place=tmp_path).splitlines()
    # The post of 2012 has six comments that the public could read, pings among them.
    assert [line.split() for line in lines if line.startswith("2012")] == [
        ["2012", "1", "130", "6"]
    ]


def test_ghost_import(tmp_path):
    run("ghost_import", SAMPLE, "ghost.json", place=tmp_path)
    data = json.loads((tmp_path / "ghost.json").read_text(encoding="utf-8"))["db"][0]["data"]
    posts = {post["id"]: post for post in data["posts"]}
    assert len(posts) == 12  # 10 public posts and 2 pages
    assert {post["type"] for post in posts.values()} == {"post", "page"}
    assert all(post["title"] and post["slug"] for post in posts.values())
    for post in posts.values():
        assert datetime.fromisoformat(post["published_at"]).tzinfo
    tags = {tag["id"] for tag in data["tags"]}
    assert all(link["post_id"] in posts and link["tag_id"] in tags for link in data["posts_tags"])


def test_comments_for_servers(tmp_path):
    shown = run("comments_for_servers", SAMPLE, "out", "https://new.example", place=tmp_path)
    file = tmp_path / shown.splitlines()[1]
    items = ET.parse(file).getroot().findall("channel/item")
    assert items
    for item in items:
        assert item.findtext("link").startswith("https://new.example/")
        assert item.findall(f"{WP}comment")
        for comment in item.findall(f"{WP}comment"):
            assert comment.findtext(f"{WP}comment_approved") == "1"
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"@example\.org|192\.0\.2\.", text)
    assert not (tmp_path / "out/private").exists()


def test_book_of_a_year(tmp_path):
    assert run("book_of_a_year", SAMPLE, "2012", "book.html", place=tmp_path) == "1 posts of 2012\n"
    book = (tmp_path / "book.html").read_text(encoding="utf-8")
    assert "<h2>Frühlingsmarkt</h2>" in book
    assert "2013" not in re.sub(r"<[^>]*>", "", book).split("Frühlingsmarkt")[0]
    assert book.count("<blockquote><p><b>") == 5  # and a pingback, which is left out


def test_recipes_are_typed():
    config = (ROOT / "pyproject.toml").read_text()
    assert '"docs/recipes"' in config
    assert len(list(Path(RECIPES).glob("*.py"))) == 5
