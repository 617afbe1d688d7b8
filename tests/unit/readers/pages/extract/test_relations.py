"""The picture above a post: in its header, behind it, or beside it."""

from __future__ import annotations

import pytest

from wparchive.readers.pages.extract import read_page
from wparchive.wordpress.featured import featured_image

FILES = "https://sound.example/wp-content/uploads/2019"
POST = (
    '<article class="post-3 post hentry">{}<div class="entry-content">'
    "<p>The first boat leaves at six.</p></div></article>"
)
TITLE = '<h1 class="entry-title">Ferry days</h1>'


def picture(body, head=""):
    html = (
        f"<html><head><title>Ferry days – Sound</title>{head}</head>"
        f'<body class="single single-post postid-3">{body}</body></html>'
    )
    found = featured_image(read_page(html.encode(), source="page.html").post)
    return found and found.url


@pytest.mark.parametrize(
    "header",
    [
        f"<header style=\"background-image:url('{FILES}/ferry.jpg');color:red\">{TITLE}</header>",
        f'<header style="background: #000 url({FILES}/ferry.jpg) center">{TITLE}</header>',
        f'<header style="background-image:url(&quot;{FILES}/ferry.jpg&quot;)">{TITLE}</header>',
        f'<div data-bg="{FILES}/ferry.jpg"></div>{TITLE}',
        f'<div data-bg="url({FILES}/ferry.jpg)"></div>{TITLE}',
        f'<img src="{FILES}/ferry.jpg">{TITLE}',
    ],
)
def test_a_picture_in_the_header_of_a_post(header):
    assert picture(POST.format(header)) == f"{FILES}/ferry.jpg"


def test_a_picture_behind_the_title_outside_of_the_post():
    hero = f'<section style="background-image:url({FILES}/ferry.jpg)">{TITLE}</section>'
    assert picture(hero + POST.format("")) == f"{FILES}/ferry.jpg"


def test_a_picture_that_a_style_sheet_names():
    head = f"<style>p{{color:red}} .hero-7, #x{{background-image:url({FILES}/ferry.jpg)}}</style>"
    assert picture(POST.format(f'<div class="hero-7">{TITLE}</div>'), head) == f"{FILES}/ferry.jpg"


def test_a_picture_that_the_head_names():
    head = f'<meta property="og:image" content="{FILES}/ferry-1200x630.jpg">'
    hero = f'<div style="background-image:url({FILES}/ferry.jpg)"></div>'
    assert picture(hero + POST.format(TITLE), head) == f"{FILES}/ferry.jpg"


@pytest.mark.parametrize(
    "body",
    [
        f'<header style="background-image:url({FILES}/crop.jpg)"><p>Sound</p></header>{{}}',
        '<div style="background-image:url(/wp-content/themes/x/paper.png)">{}</div>',
        f'<div><img class="avatar" src="{FILES}/avatars/ann.jpg"></div>{{}}',
    ],
)
def test_pictures_of_the_blog_are_no_pictures_of_the_post(body):
    assert picture(body.format(POST.format(TITLE))) is None


def test_portraits_and_links_to_other_posts_are_no_pictures_of_the_post():
    portrait = f'<img class="avatar" src="{FILES}/ann.jpg">'
    other = f'<a href="/other/"><img src="{FILES}/other.jpg"></a>'
    assert picture(POST.format(portrait + other + TITLE)) is None
