"""End to end: a real WordPress's posts, built by real site generators, against its database.

`make e2e` prepares the site and the generators; without them these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.e2e.media import uploads
from wparchive.api import convert, verify
from wparchive.web.html import parse_fragment, visible_text

SITE = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute()
GENERATORS = SITE / "generators"
TEMPLATES = Path(__file__).parent / "sites"
pytestmark = pytest.mark.skipif(
    not (GENERATORS / "node.done").is_file(), reason="site generators are needed: run `make e2e`"
)

# What builds the site, and where it then stands.
BUILDS = {
    "hugo": (["hugo", "--logLevel", "warn", "--printPathWarnings"], "public"),
    "jekyll": (["jekyll", "build", "--trace"], "_site"),
    "pelican": (["pelican", "-s", "publish.py"], "output"),
    "eleventy": (["eleventy"], "_site"),
    "astro": (["astro", "build"], "dist"),
}
PUBLIC = ("post", "page", "attachment", "plant")


@pytest.fixture(scope="module")
def truth():
    return json.loads((SITE / "truth.json").read_text(encoding="utf-8"))


def build(name, place, **options):
    """Convert for a generator, build, and give the site's directory."""
    command, target = BUILDS[name]
    report = convert(
        SITE / "export.xml",
        place / "out",
        to=["markdown"],
        profile=name,
        comments="data",
        public_types=["bed"],
        **options,
    )
    assert report.exit_code == 0
    assert verify(place / "out").findings == []
    root = place / "out/markdown"
    shutil.copytree(TEMPLATES / name, root, dirs_exist_ok=True)
    if name in {"eleventy", "astro"}:
        (root / "node_modules").symlink_to(GENERATORS / "node_modules")
        shutil.copy(GENERATORS / "package.json", root)
        # What Astro remembers of the site before.
        shutil.rmtree(GENERATORS / "node_modules/.astro", ignore_errors=True)
    path = [GENERATORS / "python/bin", GENERATORS / "node_modules/.bin", os.environ["PATH"]]
    done = subprocess.run(
        command, cwd=root, check=False, timeout=300, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PATH": os.pathsep.join(map(str, path)), "LC_ALL": "C.UTF-8",
             "ASTRO_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert not re.search(r"(?i)\b(warn(ing)?|error|deprecated)\b", done.stdout), done.stdout
    return root / target


@pytest.fixture(scope="module", params=list(BUILDS))
def site(request, media, tmp_path_factory):
    place = tmp_path_factory.mktemp(request.param)
    return request.param, build(request.param, place, media=media)


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return uploads(tmp_path_factory.mktemp("mirror"))


def page(root, address):
    """The page that a static server would give for an address."""
    path = root / unquote(urlsplit(address).path).strip("/")
    return (path / "index.html").read_text(encoding="utf-8")


def posts(truth):
    return [
        row for row in truth["posts"]
        if row["post_status"] in {"publish", "inherit"} and not row["post_password"]
        and row["post_type"] in PUBLIC
    ]  # fmt: skip


def articles(root):
    """Path and post id of every page that shows a post."""
    found = []
    for path in root.rglob("*.html"):
        found += [(path, number) for number in re.findall(r'data-id="?(\d+)', path.read_text())]
    return found


def section(html, tag):
    name = tag.partition(" ")[0]
    return re.search(rf"<{tag}[^>]*>(.*?)</{name}>", html, re.DOTALL)[1]


def text(html):
    """Letters and digits: spaces and quotes are the generator's to set."""
    return re.sub(r"[\W_]+", "", "".join(visible_text(parse_fragment(html))))


def test_every_post_is_a_page_at_its_old_address(site, truth):
    _, root = site
    public = posts(truth)
    assert {row["post_type"] for row in public} == set(PUBLIC)
    assert sorted(number for _, number in articles(root)) == sorted(row["ID"] for row in public)
    for row in public:
        html = page(root, truth["permalinks"][row["ID"]])
        assert re.search(rf'data-id="?{row["ID"]}\b', html), row["post_name"]


def test_uploads_are_served_where_pages_name_them(site, media):
    _, root = site
    there = {path.name: path.read_bytes() for path in media.rglob("*") if path.is_file()}
    named = {
        unquote(urlsplit(address).path)
        for path, _ in articles(root)
        for address in re.findall(
            r'(?:src|href)="?([^" >]+/uploads/2019/07/[^" >]+)', path.read_text()
        )
    }
    assert {Path(address).name for address in named} == there.keys() - {"unused.png"}
    for address in named:
        assert (root / address.strip("/")).read_bytes() == there[Path(address).name], address


def test_former_addresses_redirect(site, truth):
    name, root = site
    links = {row["ID"]: truth["permalinks"][row["ID"]] for row in posts(truth)}
    slugs = {row["ID"]: row["post_name"] for row in posts(truth)}
    wanted = {
        links[meta["post_id"]].replace(slugs[meta["post_id"]], meta["meta_value"]): links[meta["post_id"]]
        for meta in truth["postmeta"]
        if meta["meta_key"] == "_wp_old_slug" and meta["post_id"] in links
    }  # fmt: skip
    wanted |= {
        f"{links[row['ID']]}2/": links[row["ID"]]
        for row in posts(truth)
        if "<!--nextpage-->" in row["post_content"]
    }
    assert len(wanted) == 2
    for old, new in wanted.items():
        old_path, new_path = urlsplit(old).path, urlsplit(new).path
        if name in {"pelican", "eleventy"}:
            assert f"{old_path} {new_path} 301" in (root / "_redirects").read_text().splitlines()
        else:
            refresh = re.search(r'http-equiv="?refresh"?[^>]*url=([^"\'> ]*)', page(root, old))
            assert urlsplit(unescape(refresh[1])).path == new_path


def test_texts_titles_and_dates_are_wordpress_s(site, truth):
    _, root = site
    rows = {int(row["ID"]): row for row in posts(truth)}
    shown = [
        post for route in ("posts", "pages", "plant") for post in truth["rest"][route]
        if post["id"] in rows
    ]  # fmt: skip
    assert len(shown) == sum(row["post_type"] != "attachment" for row in rows.values())
    for post in shown:
        html = page(root, post["link"])
        assert text(section(html, "main")) == text(post["content"]["rendered"])
        title = post["title"]["rendered"] or rows[post["id"]]["post_name"]
        assert text(section(html, "h1")) in {text(title), text(post["title"]["rendered"])}
        date = datetime.fromisoformat(unescape(re.search(r'data-date="?([^">\s]+)', html)[1]))
        assert date == datetime.fromisoformat(rows[post["id"]]["post_date_gmt"] + "+00:00")


def test_terms_are_on_their_posts(site, truth):
    _, root = site
    names = {(t["taxonomy"], t["slug"]): t["name"] for t in truth["terms"]}
    checked = 0
    for row in posts(truth):
        terms = text(section(page(root, truth["permalinks"][row["ID"]]), 'ul class="?terms'))
        for link in truth["term_of_post"]:
            if link["object_id"] == row["ID"]:
                assert text(names[link["taxonomy"], link["slug"]]) in terms
                checked += 1
    assert checked > 10


def test_comments_are_shown_from_data(site, truth):
    _, root = site
    public = {row["ID"] for row in posts(truth)}
    wanted = {}
    for row in truth["comments"]:
        if row["comment_approved"] == "1" and row["comment_post_ID"] in public:
            wanted.setdefault(row["comment_post_ID"], []).append(row)
    assert sum(map(len, wanted.values())) > 8
    for row in posts(truth):
        html = page(root, truth["permalinks"][row["ID"]])
        found = re.findall(r'id="?comment-(\d+)', html)
        assert sorted(found) == sorted(c["comment_ID"] for c in wanted.get(row["ID"], []))
        for comment in wanted.get(row["ID"], []):
            entry = re.search(
                rf'id="?comment-{comment["comment_ID"]}\b.*?</cite>(.*?)</div>', html, re.DOTALL
            )
            assert text(comment["comment_content"]) in text(entry[0])
            assert "<script" not in entry[0]
            if comment["comment_author_url"]:
                assert comment["comment_author_url"] in unescape(entry[0])


def test_the_mark_ends_the_teaser(site):
    name, root = site
    if name in {"pelican", "astro"}:
        pytest.skip("teasers are a plugin's or the template's work there")
    teasers = page(root, "/")
    assert "One, the teaser" in teasers
    assert "After the mark" not in teasers


def test_nothing_unpublished_is_built(site):
    _, root = site
    for path in root.rglob("*"):
        if path.is_file():
            assert "UNPUBLISHED" not in path.read_text(encoding="utf-8", errors="ignore"), path


@pytest.mark.parametrize("name", list(BUILDS))
def test_drafts_that_were_asked_for_stay_drafts(name, tmp_path, truth):
    root = build(name, tmp_path, include=["drafts"])
    drafts = {
        row["ID"] for row in truth["posts"] if row["post_status"] in {"draft", "pending", "future"}
    }
    assert len(drafts) > 2
    shown = articles(root)
    listed = {number for _, number in shown} - {row["ID"] for row in posts(truth)}
    if name == "pelican":  # writes them where nothing links to
        assert listed == drafts
        for path, number in shown:
            assert (number in drafts) == ("drafts" in path.relative_to(root).parts)
    else:
        assert not listed
    assert "UNPUBLISHED" not in (root / "index.html").read_text()
