"""Addresses and dates of posts on pages that name them only in other places."""

from __future__ import annotations

import pytest

import wparchive
from wparchive.readers.pages.extract import read_page


def saved(tmp_path, **pages):
    for place, data in pages.items():
        path = tmp_path / "site" / place.replace("__", "/") / "index.html"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    with wparchive.open_source(tmp_path / "site") as archive:
        return list(archive)


def bare(title, path, head=""):
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | Dino</title><link rel="canonical" href="{path}">
<meta name="generator" content="WordPress 5.7">{head}</head><body class="single single-post"><article class="hentry">
<h1 class="entry-title">{title}</h1><div class="entry-content"><p>See <a href="/old/post.html">old</a>.</p></div>
</article></body></html>""".encode()


def test_the_link_to_oembed_names_the_host(tmp_path):
    url = "/wp-json/oembed/1.0/embed?url=https%3A%2F%2Fwww.dino.example%2Fpell%2F&#038;format=xml"
    head = f'<link rel="alternate" type="text/xml+oembed" href="{url}">'
    posts = saved(
        tmp_path, pell=bare("Pell", "/pell/", head), solo=bare("Solo", "/solo/", head.replace("pell", "solo"))
    )  # fmt: skip
    assert sorted(p.link for p in posts) == [
        "https://www.dino.example/pell/",
        "https://www.dino.example/solo/",
    ]
    assert all('href="https://www.dino.example/old/post.html"' in p.content for p in posts)


@pytest.mark.parametrize(
    ("canonical", "link"),
    [
        ("https://b.example/hello/comment-page-1/#comments", "https://b.example/hello/"),
        ("https://b.example/hello/comment-page-2/", "https://b.example/hello/"),
        ("https://b.example/hello/comment-page-2", "https://b.example/hello"),
        ("https://b.example/?p=5&cpage=2#comments", "https://b.example/?p=5"),
    ],
)
def test_pages_of_comments_name_the_post(canonical, link):
    found = read_page(bare("Hello", canonical), source="page.html")
    assert found.post.link == link


NEWER = """<p>The text of the post.</p><ul class="wp-block-latest-posts"><li><a href="https://blog.example/newer/">
Newer</a><time datetime="2021-05-05T05:05:05+02:00">5. May 2021</time></li></ul>"""
FOOTER = '<footer class="entry-footer">On <time datetime="2015-06-01T09:30:00+02:00">June 1, 2015</time></footer>'


@pytest.mark.parametrize(
    ("text", "footer", "date"),
    [
        (NEWER, FOOTER, "2015-06-01T09:30:00+02:00"),
        ("<div>May 5, 2021</div><p>The text of the post.</p>", "", "2021-05-05"),
    ],
)
def test_dates_in_the_text_count_if_there_are_no_others(text, footer, date):
    html = bare("Hello", "https://b.example/hello/").decode()
    html = html.replace('<p>See <a href="/old/post.html">old</a>.</p>', text)
    html = html.replace("</article>", f"{footer}</article>")
    assert read_page(html.encode(), source="page.html").post.published == date
