"""Pages that a real WordPress showed, in seven sets of theme and language, against its own data."""

from __future__ import annotations

import html
import json
import re

import pytest

from wparchive.api import open_source
from wparchive.readers.pages.extract import PageKind, read_page
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment
from wparchive.wordpress.comments import comment_html

SETS = ["de-twentyeleven", "de-twentytwelve", "de-twentytwentytwo", "en-twentyeleven", "en-twentyseventeen",
        "en-twentytwelve", "en-twentytwentyfour"]  # fmt: skip
FOLDER = "corpus/wordpress"
DEEPEST = 5  # WordPress shows what is deeper at this depth (thread_comments_depth)
QUOTES = str.maketrans(dict.fromkeys("“”„", '"') | dict.fromkeys("’‘‚", "'") | {"…": "..."})


def text(markup):
    return plain_text(parse_fragment(markup or "")).translate(QUOTES)


@pytest.fixture(scope="module")
def known(shared):
    posts = {p.id: p for p in open_source(shared / FOLDER / "export/wordpress-6.5.xml")}
    answers = {}
    for name in ("posts", "pages", "book", "media"):
        for expected in json.loads((shared / FOLDER / "rest" / f"{name}.json").read_text("utf-8")):
            answers[expected["id"]] = expected
    terms = {}
    for name in ("categories", "tags"):
        for expected in json.loads((shared / FOLDER / "rest" / f"{name}.json").read_text("utf-8")):
            terms[expected["id"]] = (expected["slug"], html.unescape(expected["name"]))
    users = {
        u["id"]: u["name"]
        for u in json.loads((shared / FOLDER / "rest/users.json").read_text("utf-8"))
    }
    return posts, answers, terms, users


@pytest.fixture(scope="module", params=SETS)
def pages(request, shared):
    found = {}
    for path in sorted((shared / FOLDER / "pages" / request.param).glob("*.html")):
        found[path.stem] = read_page(path.read_bytes(), source=path.name)
    assert len(found) > 25
    return found


def singles(pages):
    for name, found in pages.items():
        if match := re.fullmatch(r"(post|page|book|attachment)-(\d+)(?:-p(\d))?", name):
            yield name, int(match[2]), match[3], found


def depth(parents, number):
    return 1 + (depth(parents, parents[number]) if parents.get(number) else 0)


def test_kinds(pages):
    kinds = {name: found.kind for name, found in pages.items()}
    assert kinds["home"] is PageKind.HOME
    assert len(pages["home"].listed) > 3
    for name, _, _, found in singles(pages):
        wanted = {
            "post": PageKind.POST,
            "page": PageKind.PAGE,
            "book": PageKind.CUSTOM,
            "attachment": PageKind.ATTACHMENT,
        }
        assert found.kind is wanted[name.partition("-")[0]], name
    for name, kind in kinds.items():
        if not re.match(r"(post|page|book|attachment)-\d", name):
            assert not kind.is_single, name


def test_posts(pages, known):
    posts, answers, terms, users = known
    for name, number, _, found in singles(pages):
        expected, made = answers[number], found.post
        assert (made.id, made.type, made.slug, made.link) == (
            number, expected["type"], expected["slug"], expected["link"]), name  # fmt: skip
        if number != 21:  # has no title; REST answers "Untitled"
            assert made.title.translate(QUOTES) == text(expected["title"]["rendered"]), name
        if made.published:
            assert made.published[:10] == expected["date"][:10], name
        if made.author:
            assert made.author.name == users[expected["author"]], name
        if expected["type"] == "post":
            assert made.published, name
        for taxonomy, key in (("category", "categories"), ("post_tag", "tags")):
            mine = sorted((t.slug, t.name) for t in made.terms if t.taxonomy == taxonomy)
            theirs = sorted(terms[n] for n in expected.get(key) or [])
            # Twenty Twelve shows no terms of posts of some formats.
            if mine or expected.get("format", "standard") == "standard":
                assert mine == theirs, name
        if (
            expected["type"] != "attachment"
            and "nextpage" not in posts[number].content
            and not expected["content"].get("protected")
        ):
            assert text(made.content) == text(expected["content"]["rendered"]), name


def test_comments(pages, known):
    posts, answers, _, _ = known
    for name, number, _, found in singles(pages):
        if answers[number]["content"].get("protected"):
            assert found.post.comments == []
            continue
        stored = [c for c in posts[number].comments if c.approved == "1"]
        parents = {c.id: c.parent for c in stored}
        made = {c.id: c for c in found.post.comments if c.id is not None}
        bare = [c for c in found.post.comments if c.id is None]  # Twenty Eleven's pings
        assert {c.id for c in stored if c.kind == "comment"} <= set(made) <= set(parents), name
        for comment in stored:
            shown = made.get(comment.id)
            if shown is None:
                assert comment.kind != "comment"
                (shown,) = [c for c in bare if c.url == comment.url]
                assert shown.author == html.unescape(comment.author), name
                assert shown.kind in {"pingback", "trackback"}
                continue
            assert shown.kind == comment.kind, name
            assert shown.author == (html.unescape(comment.author) or shown.author), name
            assert (shown.url or "") == comment.url, name
            parent = comment.parent
            while parent and depth(parents, parent) >= DEEPEST:
                parent = parents[parent]
            assert (shown.parent or 0) == parent, name
            if shown.published or comment.kind == "comment":
                assert shown.published[:16] == comment.published[:16], name
            if comment.kind == "comment":
                assert text(shown.content) == text(comment_html(comment.content, marks=None)), name
        pings = [c for c in stored if c.kind != "comment" and c.id not in made]
        assert len(bare) == len(pings), name
