"""Learning a site's template: pages whose class names say nothing, read with what recurs."""

from __future__ import annotations

import json
import random

import pytest

from wparchive.api import convert
from wparchive.readers.pages.learning.learn import FEWEST

SITE = "https://blog.example"
WORDS = (
    "amber boat cedar dune ember fjord grove harbour inlet juniper kelp lantern meadow north "
    "orchard pebble quarry river shore tide upland valley willow yarrow zephyr anchor birch cove"
).split()


def sentence(chance, length=14):
    words = chance.choices(WORDS, k=length)
    return " ".join(words).capitalize() + "."


class Blog:
    """A made-up blog of one theme."""

    def __init__(self, number=16):
        chance = random.Random(7)
        self.posts = []
        for place in range(number):
            texts = [sentence(chance, 24) for _ in range(1 + place % 4)]
            said = [(f"Bo{n} Berg", f"{n + 3}", sentence(chance)) for n in range(place % 4)]
            title = (
                f"{chance.choice(WORDS)} and {chance.choice(WORDS)} {chance.choice(WORDS)} {place}"
            )
            self.posts.append((title.capitalize(), texts, said))

    def frame(self, title, inner):
        beside = f"<div class=q8><b>Recent</b><p>{self.posts[-1][0]}</p><p>Wind from the west, and good for ducks.</p></div>"
        return (
            f"<html><head><title>{title} - The Shed</title></head><body><div class=q1><a href='{SITE}/'>The Shed</a></div>"
            f"<div class=q2>{inner}</div>{beside}<div class=q9>All words in the shed are made by hand.</div></body></html>"
        )

    def divided(self, place):
        """A theme of nested ``div``: byline, text and a plea, a box, comments."""
        title, texts, said = self.posts[place]
        day = f"{place + 1} March 2011"
        items = "".join(
            f"<div class=qf><div class=qg>{name}</div><div class=qh>{minute} April 2011, 10:0{minute}</div>"
            f"<div class=qi><p>{text}</p></div></div>"
            for name, minute, text in said
        )
        body = "".join(f"<p>{text}</p>" for text in texts)
        return self.frame(
            title,
            f"<div class=qa><div class=qb>{title}</div><div class=qc>{day} - Ida Holm</div><div class=qd>{body}"
            "<div class=qe>Did you like this? Write to the shed, we answer every letter in the end.</div></div>"
            f"<div class=qj>Ida Holm lives by the sea and writes about boats and bread.</div><div class=qk>{items}</div></div>",
        )

    def flat(self, place):
        """A theme without an element of the text: all are neighbours, comments a list of terms."""
        title, texts, said = self.posts[place]
        items = "".join(
            f"<dt>{name} (0{minute}/04/2011 10:0{minute})</dt><dd><p>{text}</p></dd>"
            for name, minute, text in said
        )
        body = "".join(f"<p>{text}</p>" for text in texts)
        return self.frame(
            title,
            f"<h2>{title}</h2><p class=qc>Tuesday, {place + 1}. March 2011 by Ida Holm</p>{body}"
            "<p class=qe>You can follow all words on this page through the feed, and leave a few of your own.</p>"
            + (f"<dl class=qk>{items}</dl>" if said else ""),
        )

    def rows(self, place):
        """A theme of rows without names: the title, a box with it and a file, the text."""
        title, texts, _ = self.posts[place]
        box = f"<div class='col-8 qr'><div><p><b>{title}</b><br>Ida Holm</p><p>{place},45 MB</p></div></div>"
        body = "".join(f"<p>{text}</p>" for text in texts)
        rows = f"<h1>{title}</h1>", box, f"<div class=col-10>{body}</div>"
        return self.frame(title, "".join(f"<div class=row>{row}</div>" for row in rows))

    def write(self, folder, theme):
        for place in range(len(self.posts)):
            path = folder / "blog.example" / "2011" / "03" / f"post-{place}" / "index.html"
            path.parent.mkdir(parents=True)
            path.write_text(getattr(self, theme)(place), "utf-8")


def read(folder, output, jobs=1):
    convert([folder], output, to=["json"], jobs=jobs)
    lines = (output / "private/json/posts.jsonl").read_text("utf-8").splitlines()
    return {post["title"]: post for post in map(json.loads, lines)}


@pytest.mark.parametrize("theme", ["divided", "flat"])
def test_text_and_comments_of_a_theme_without_names(tmp_path, theme):
    blog = Blog()
    blog.write(tmp_path / "mirror", theme)
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert set(found) == {title for title, _, _ in blog.posts}
    for title, texts, said in blog.posts:
        assert found[title]["content"] == "".join(f"<p>{text}</p>" for text in texts), title
        comments = found[title]["comments"]
        assert [c["author"] for c in comments] == [name for name, _, _ in said]
        assert [c["content"] for c in comments] == [f"<p>{text}</p>" for _, _, text in said]


def test_the_text_of_a_theme_of_rows_is_in_the_fullest_row(tmp_path):
    blog = Blog()
    blog.write(tmp_path / "mirror", "rows")
    found = read(tmp_path / "mirror", tmp_path / "out")
    for title, texts, _ in blog.posts:
        assert all(text in found[title]["content"] for text in texts), title
        assert "MB" not in found[title]["content"]


def test_nothing_is_learned_from_few_pages(tmp_path):
    blog = Blog(FEWEST - 1)
    blog.write(tmp_path / "mirror", "divided")
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert all("template" not in str(post["origin"]) for post in found.values())


def test_the_number_of_processes_changes_nothing(tmp_path):
    Blog().write(tmp_path / "mirror", "divided")
    one = read(tmp_path / "mirror", tmp_path / "one")
    assert read(tmp_path / "mirror", tmp_path / "two", jobs=2) == one


def test_lists_of_a_theme_without_names_are_no_posts(tmp_path):
    blog = Blog()
    blog.write(tmp_path / "mirror", "divided")
    for month, places in (("03", range(8)), ("04", range(8, 16))):
        entries = "".join(
            f"<div class=ql><a href='{SITE}/2011/03/post-{n}/'>{blog.posts[n][0]}</a></div>"
            f"<div class=qm>{blog.posts[n][1][0]} [...]</div>"
            for n in places
        )
        path = tmp_path / "mirror" / "blog.example" / "2011" / month / "all" / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(blog.frame(f"Month {month}", f"<div class=qn>{entries}</div>"), "utf-8")
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert set(found) == {title for title, _, _ in blog.posts}
    report = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    skipped = [n for n in report["notices"]["items"] if n["code"] == "page-skipped"]
    assert [n["message"] for n in skipped] == ["2 archive pages."]


def test_what_only_a_list_shows_is_named(tmp_path):
    blog = Blog()
    blog.write(tmp_path / "mirror", "divided")
    chance = random.Random(3)
    shown = [(blog.posts[n][0], blog.posts[n][1][0]) for n in range(8)]
    shown += [("A post whose page is gone", sentence(chance, 60))]
    entries = "".join(
        f"<div class=ql><a href='{SITE}/x{n}/'>{title}</a></div><div class=qm>{text}</div>"
        for n, (title, text) in enumerate(shown)
    )
    path = tmp_path / "mirror" / "blog.example" / "2011" / "05" / "all" / "index.html"
    path.parent.mkdir(parents=True)
    path.write_text(blog.frame("Month 05", f"<div class=qn>{entries}</div>"), "utf-8")
    read(tmp_path / "mirror", tmp_path / "out")
    report = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    skipped = [n for n in report["notices"]["items"] if n["code"] == "page-skipped"]
    assert len(skipped) == 1
    assert "1 archive pages; 1 of them have text that no post has" in skipped[0]["message"]


def test_a_post_with_a_box_of_other_posts_stays_a_post(tmp_path):
    blog = Blog()
    blog.write(tmp_path / "mirror", "divided")
    place = tmp_path / "mirror" / "blog.example" / "2011" / "03"
    box = "".join(
        f"<div class=ql><a href='{SITE}/y{n}/'>{blog.posts[n][0]}</a></div>"
        f"<div class=qm>{blog.posts[n][1][0]}</div>"
        for n in range(1, 6)
    )
    for number in (0, 8):
        path = place / f"post-{number}" / "index.html"
        text = path.read_text("utf-8").replace(
            "<div class=qk>", f"<div class=qo>{box}</div><div class=qk>"
        )
        path.write_text(text, "utf-8")
    # Another page lists the two, with the beginnings of their texts.
    listed = "".join(
        f"<div class=ql><a href='{SITE}/z{n}/'>{blog.posts[n][0]}</a></div>"
        f"<div class=qm>{blog.posts[n][1][0]}</div>"
        for n in (0, 8, 2, 3)
    )
    path = place / "all" / "index.html"
    path.parent.mkdir()
    path.write_text(blog.frame("All", f"<div class=qn>{listed}</div>"), "utf-8")
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert set(found) == {title for title, _, _ in blog.posts}


def test_a_post_that_is_a_picture_has_no_words_of_the_template(tmp_path):
    blog = Blog()
    blog.write(tmp_path / "mirror", "divided")
    box = "<div class=qj>Ida Holm lives by the sea and writes about boats and bread.</div>"
    mark = f'<img src="{SITE}/wp-content/themes/shed/dot.png">'
    for name, shown in (
        ("a drawing", f'<img src="{SITE}/wp-content/uploads/drawing.png" alt="A boat">'),
        ("a film", '<iframe src="https://films.example/7"></iframe>'),
    ):
        inner = f"<div class=qa>{mark}<div class=qb>{name}</div><div class=qd>{shown}</div>{mark}{box}</div>"
        path = tmp_path / "mirror/blog.example/2011/03" / name.replace(" ", "-") / "index.html"
        path.parent.mkdir(parents=True)
        page = blog.frame(name, inner).replace("<body>", '<body id="comic" class="single">')
        path.write_text(page, "utf-8")
        blog.posts.append((name, [], []))
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert "drawing.png" in found["a drawing"]["content"]
    assert "films.example" in found["a film"]["content"]
    for name in ("a drawing", "a film"):
        assert not any(w in found[name]["content"] for w in ("Wind", "Ida", "dot.png", "Recent"))


def test_posts_are_no_lists_because_each_page_shows_the_newest(tmp_path):
    blog = Blog(20)
    blog.posts = [(title, texts[:1], []) for title, texts, _ in blog.posts]
    newest = "".join(
        f"<h4 class=qw><a href='{SITE}/2011/03/post-{n}/'>{blog.posts[n][0]}</a></h4><p>{blog.posts[n][1][0]}</p>"
        for n in range(15, 19)
    )
    framed = blog.frame
    blog.frame = lambda title, inner: framed(title, inner).replace(
        "<div class=q9>", f"<div class=q7>{newest}</div><div class=q9>"
    )
    blog.write(tmp_path / "mirror", "divided")
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert set(found) == {title for title, _, _ in blog.posts}


def test_short_posts_are_no_lists_because_of_what_is_below_all_posts(tmp_path):
    blog = Blog(24)
    blog.posts = [(title, [texts[0][:60]], []) for title, texts, _ in blog.posts]
    note = "You can write to the shed at any time, and we answer each letter in the end."
    framed = blog.frame
    blog.frame = lambda title, inner: framed(title, inner).replace(
        "<div class=q9>",
        f"<p>{note}</p><div class=q6><a href='{SITE}/2011/03/post-{len(title)}/'>"
        f"{blog.posts[len(title) % 24][0]}</a><p>{note}</p></div><div class=q9>",
    )
    blog.write(tmp_path / "mirror", "divided")
    found = read(tmp_path / "mirror", tmp_path / "out")
    assert set(found) == {title for title, _, _ in blog.posts}
