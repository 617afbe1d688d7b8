"""The files of a profile besides posts: templates, settings, instructions."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.wxr import HEAD, export, item
from wparchive.api import convert
from wparchive.writers.markdown.profiles import NAMES, profile_of

STARTERS = [name for name in NAMES if profile_of(name).style]
CATEGORY = (
    "<wp:category><wp:term_id>{0}</wp:term_id><wp:category_nicename>{1}</wp:category_nicename>"
    "<wp:category_parent></wp:category_parent><wp:cat_name>{2}</wp:cat_name></wp:category>"
)
IN_NEWS = '<category domain="category" nicename="news">{}</category>'


def written(tmp_path, *items, head=HEAD, **options):
    (tmp_path / "blog.xml").write_text(export(*items, head=head))
    convert(tmp_path / "blog.xml", tmp_path / "out", to=["markdown"], **options)
    root = tmp_path / "out/markdown"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_five_profiles_have_templates():
    assert sorted(STARTERS) == ["astro", "eleventy", "hugo", "jekyll", "pelican"]


@pytest.mark.parametrize("name", STARTERS)
def test_the_readme_names_what_is_there(tmp_path, name):
    files = written(tmp_path, item(1), profile=name, comments="data")
    text = files["README.txt"].decode()
    assert "builds it in the directory" in text
    for word in ("themes/wparchive/", "pelicanconf.py", "hugo.toml", "_config.yml",
                 "eleventy.config.mjs", "src/content.config.ts"):  # fmt: skip
        if word in text:
            assert any(path.startswith(word) for path in files), word
    assert profile_of(name).style in files


@pytest.mark.parametrize("name", STARTERS)
def test_no_template_is_counted_as_a_post(tmp_path, name):
    files = written(tmp_path, item(1), item(2, type="page"), profile=name)
    assert sum(path.endswith(".md") for path in files) == 2


@pytest.mark.parametrize("name", STARTERS)
def test_a_path_template_may_name_any_post_as_a_template_is_called(tmp_path, name):
    posts = [item(n, slug=slug) for n, slug in enumerate(("README", "index", "404", "feed"), 1)]
    files = written(tmp_path, *posts, profile=name, path_template="{slug}.md")
    assert sum(path.endswith(".md") for path in files) == 4
    assert b"written by wparchive" in files["README.txt"]


def test_settings_are_of_the_blog_s_language(tmp_path):
    head = HEAD.replace("en-US", "ar").replace("<title>Blog", "<title>Q &amp;amp; A")
    files = written(tmp_path, item(1), head=head, profile="hugo")
    params = tomllib.loads(files["hugo.toml"].decode())["params"]
    assert (params["language"], params["direction"]) == ("ar", "rtl")
    assert params["words"]["comments"] == "التعليقات"


def test_only_terms_of_public_posts_are_listed(tmp_path):
    head = HEAD + CATEGORY.format(1, "news", "News") + CATEGORY.format(2, "secret", "Secret")
    hidden = '<category domain="category" nicename="secret">Secret</category>'
    posts = [item(1, more=IN_NEWS.format("News")), item(2, status="private", more=hidden)]
    files = written(tmp_path, *posts, head=head, profile="jekyll")
    assert json.loads(files["_data/terms.json"]) == [
        {"taxonomy": "category", "name": "News", "path": "/category/news/"}
    ]
    stubs = [
        yaml.safe_load(data.strip(b"-\n")) for path, data in files.items() if path[:6] == "terms/"
    ]
    assert stubs == [
        {"layout": "term", "title": "News", "key": "categories", "permalink": "/category/news/"}
    ]
    assert not [path for path, data in files.items() if b"Secret" in data]


def test_two_terms_of_one_name_share_a_list(tmp_path):
    head = HEAD + CATEGORY.format(1, "news", "News") + CATEGORY.format(2, "news-2", "news")
    files = written(tmp_path, item(1, more=IN_NEWS.format("News")), head=head, profile="astro")
    assert [t["path"] for t in json.loads(files["src/data/site.json"])["terms"]] == [
        "/category/news/"
    ]


def test_attachments_are_in_no_list_of_hugo(tmp_path):
    file = "<wp:attachment_url>https://blog.example/wp-content/uploads/a.png</wp:attachment_url>"
    posts = item(1), item(2, type="attachment", status="inherit", more=file)
    files = written(tmp_path, *posts, profile="hugo")
    never = [path for path, data in files.items() if b"build:\n  list: never\n" in data]
    assert never == ["content/attachment/post-2/index.md"]


@pytest.mark.parametrize("name", [n for n in STARTERS if profile_of(n).home])
def test_a_front_page_of_the_blog_wins_over_the_list_of_posts(tmp_path, name):
    home = profile_of(name).home
    assert home in written(tmp_path, item(1), profile=name)
    front = item(2, type="page", link="https://blog.example/")
    assert home not in written(tmp_path, item(1), front, profile=name, overwrite=True)


@pytest.mark.parametrize("name", STARTERS)
def test_the_manual_has_the_commands_of_the_readme(tmp_path, name):
    manual = Path(__file__).parents[4] / "docs/how-to/static-site-generators.md"
    section = manual.read_text().partition(f"\n## {name.capitalize()}\n")[2].partition("\n## ")[0]
    shown = re.findall(r"^    (.*)$", section.partition("is tested with")[0], re.MULTILINE)
    assert shown[0].startswith(
        f"wparchive convert export.xml -o out --to markdown --profile {name}"
    )
    assert shown[1] == "cd out/markdown"
    text = written(tmp_path, item(1), profile=name)["README.txt"].decode()
    commands = re.findall(r"^    ([a-z].*?)(?:  +.*)?$", text, re.MULTILINE)
    assert set(shown[2:]) <= set(commands)
    assert shown[-1] in commands
