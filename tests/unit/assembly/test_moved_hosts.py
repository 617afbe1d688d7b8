"""Documents of one blog under two hosts, and documents of two blogs."""

from __future__ import annotations

import pytest

from tests.wxr import export, item
from wparchive.api import open_source

OLD, NEW = "http://old.example", "https://www.new.example"


def feed(host, *posts):
    items = "".join(
        f"<item><title>{title}</title><link>{host}{path}</link><pubDate>{date}</pubDate>"
        f"<content:encoded><![CDATA[<p>{title} of the feed</p>]]></content:encoded></item>"
        for title, path, date in posts
    )
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Blog</title><link>{host}</link>{items}</channel></rss>"
    )


def posts_of(tmp_path, *texts):
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_text(text, "utf-8")
    with open_source(*paths) as archive:
        return sorted(post.link for post in archive)


def own(host):
    items = [
        item(n, title=title, link=f"{host}{path}")
        for n, (title, path) in enumerate(
            [("Hello world!", "/hello-world/"), ("Kites", "/kites/"), ("Boats", "/boats/")], 1
        )
    ]
    return export("".join(items)).replace("https://blog.example", host)


def test_a_blog_that_moved_is_one_blog(tmp_path):
    day = "Tue, 30 Apr 2024 08:00:00 +0000"
    moved = feed(OLD, ("Kites", "/kites/", day), ("Boats", "/boats/", day), ("New", "/new/", day))
    found = posts_of(tmp_path, own(NEW), moved)
    assert found == sorted(
        [*(f"{NEW}/{p}/" for p in ("hello-world", "kites", "boats")), f"{OLD}/new/"]
    )


@pytest.mark.parametrize(
    "others",
    [
        [("Hello world!", "/hello-world/", "Tue, 30 Apr 2024 08:00:00 +0000")],
        [("Kites", "/kites/", "Fri, 01 Mar 2019 10:00:00 +0000"), ("Boats", "/boats/", "Fri, 01 Mar 2019 10:00:00 +0000")],
        [("Ropes", "/kites/", "Tue, 30 Apr 2024 08:00:00 +0000"), ("Trees", "/boats/", "Tue, 30 Apr 2024 08:00:00 +0000")],
        [(f"P{n}", f"/p{n}/", "Tue, 30 Apr 2024 08:00:00 +0000") for n in range(9)],
    ],
    ids=["one post in common", "other days", "other titles", "other posts"],
)  # fmt: skip
def test_two_blogs_stay_two(tmp_path, others):
    assert len(posts_of(tmp_path, own(NEW), feed(OLD, *others))) == 3 + len(others)
