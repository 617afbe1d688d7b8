"""Pictures that a builder's page has and its copy in the body lacks."""

from __future__ import annotations

import json

import pytest

from wparchive.model.records import Meta, Post
from wparchive.render.markdown import to_markdown
from wparchive.transforms.shown_text import shown_post
from wparchive.wordpress.builders.backgrounds import with_pictures
from wparchive.wordpress.media import Media

UPLOADS = "https://blog.example/wp-content/uploads/"


def picture(name, base=UPLOADS):
    return f'<figure><img src="{base}{name}" alt="" /></figure>'


def section(*elements, image="", **settings):
    if image:
        settings |= {"background_image": {"url": UPLOADS + image, "id": ""}}
    return {"elType": "section", "settings": settings, "elements": list(elements)}


def heading(title):
    return {"elType": "widget", "widgetType": "heading", "settings": {"title": title}}


def shown(body, data):
    meta = [
        Meta(key="_elementor_edit_mode", value="builder"),
        Meta(key="_elementor_data", value=json.dumps(data)),
    ]
    notices = []
    post = Post(id=1, type="page", status="publish", content=body, meta=meta)
    return to_markdown(shown_post(post, Media(), notices).content), [n.message for n in notices]


def test_backgrounds_stand_before_the_words_on_them():
    data = [
        section(heading("Brot"), image="ofen.jpg"),
        section(heading("Preise"), section(image="laib-1.jpg"), section(image="laib-2.jpg")),
        section(heading("Kontakt und Anfahrt"), image="laden.jpg"),
    ]
    body = "<h2>Brot</h2>\n\t\t<h2>Preise</h2>\n\t\t<h2>Kontakt <em>und</em> Anfahrt</h2>"
    made, notices = shown(body, data)
    order = ["ofen.jpg", "Brot", "Preise", "laib-1", "laib-2", "laden", "Kontakt *und* Anfahrt"]
    places = [made.find(word) for word in order]
    assert -1 not in places
    assert places == sorted(places)
    assert notices == ["4 pictures from _elementor_data."]


def test_a_slideshow_behind_a_section_is_shown():
    slides = [{"id": 1, "url": UPLOADS + "a.jpg"}, {"id": 2, "url": UPLOADS + "b.jpg"}]
    data = [section(heading("Brot"), background_slideshow_gallery=slides)]
    made, _ = shown("<h2>Brot</h2>", data)
    assert made.index("a.jpg") < made.index("b.jpg") < made.index("Brot")


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ('<p>Brot</p><img src="/wp-content/uploads/ofen-300x200.jpg">', picture("ofen.jpg")),
        ('<img src="https://cdn.example/ofen.jpg?w=9"><p>Brot</p>', picture("ofen-scaled.jpg")),
        ("<p>Brot</p>", picture("placeholder.png", "https://b.example/wp-content/plugins/e/")),
        ("<p>Brot</p>", "<h2>Brot</h2>"),
        ("<p>Brot</p>", picture("")),
    ],
)
def test_bodies_with_all_pictures_stay(body, page):
    assert with_pictures(body, page) == (body, 0)


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("<ul><li>Brot</li></ul>", "{0}\n\n<ul><li>Brot</li></ul>"),
        ("<p>Salz</p>", "<p>Salz</p>\n\n{0}"),
        ("Brot", "{0}\n\nBrot"),
        ("<br><p>Salz</p><div>Brot</div>", "<br><p>Salz</p>\n\n{0}\n\n<div>Brot</div>"),
        ("</p><p>Brot", "</p>\n\n{0}\n\n<p>Brot"),
    ],
)
def test_places_are_between_elements(body, made):
    page = f"<p>Salz</p>{picture('ofen.jpg')}{picture('ofen.jpg')}<h2>Brot</h2>"
    assert with_pictures(body, page) == (made.format(picture("ofen.jpg")), 1)
