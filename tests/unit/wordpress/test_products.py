"""Products: their pictures, their qualities, and the stars of reviews."""

from __future__ import annotations

import pytest

from wparchive.model.records import Comment, Meta, Post
from wparchive.render.markdown import to_markdown
from wparchive.transforms.shown_text import shown_post
from wparchive.wordpress.media import Media
from wparchive.wordpress.products import with_stars

QUALITIES = (
    'a:4:{s:3:"mat";a:4:{s:4:"name";s:8:"Material";s:5:"value";s:13:"Oak | <b> Ash";'
    's:10:"is_visible";i:1;s:11:"is_taxonomy";i:0;}'
    's:3:"cod";a:4:{s:4:"name";s:4:"Code";s:5:"value";s:6:"secret";'
    's:10:"is_visible";i:0;s:11:"is_taxonomy";i:0;}'
    's:8:"pa_color";a:4:{s:4:"name";s:8:"pa_color";s:5:"value";s:0:"";'
    's:10:"is_visible";i:1;s:11:"is_taxonomy";i:1;}i:3;s:3:"odd";}'
)


@pytest.fixture
def media():
    media = Media()
    for number in (7, 8, 9):
        url = f"https://shop.example/{number}.jpg"
        media.add(Post(id=number, type="attachment", status="inherit", attachment_url=url))
    media.add(
        Post(id=5, type="attachment", status="private", attachment_url="https://shop.example/5.jpg")
    )
    return media


def shown(media, content, **meta):
    entries = [Meta(key=key, value=value) for key, value in meta.items()]
    post = Post(id=1, type="product", status="publish", content=content, meta=entries)
    notices = []
    return to_markdown(shown_post(post, media, notices).content), [n.message for n in notices]


def test_pictures_and_qualities_follow_the_description(media):
    made, notices = shown(
        media,
        'A chair. <img src="https://shop.example/9.jpg">',
        _thumbnail_id="7",
        _product_image_gallery="7,8, 9,5,99,x,8",
        _product_attributes=QUALITIES,
    )
    assert made == (
        "A chair. ![](https://shop.example/9.jpg)\n\n"
        "- Material: Oak, \\<b> Ash\n\n![](https://shop.example/8.jpg)\n"
    )
    assert notices == ["The page of the product shows pictures and qualities from fields."]


def test_a_description_that_has_all_of_it_stays(media):
    made, notices = shown(media, "Material: Oak, Ash, b.", _product_attributes=QUALITIES)
    assert made == "Material: Oak, Ash, b.\n"
    assert notices == []


@pytest.mark.parametrize(
    ("kind", "rating", "text"),
    [
        ("review", "4", "★★★★☆\n\nGood."),
        ("review", "5", "★★★★★\n\nGood."),
        ("review", "0", "Good."),
        ("review", "6", "Good."),
        ("review", "<b>", "Good."),
        ("comment", "4", "Good."),
    ],
)
def test_reviews_have_their_stars(kind, rating, text):
    review = Comment(kind=kind, content="Good.", meta=[Meta(key="rating", value=rating)])
    assert with_stars(review).content == text
    assert with_stars(with_stars(review)).content == text
