"""Page builders' trees of elements: what readers saw of widgets in JSON and serialized PHP."""

import base64
import json

import pytest

from wparchive.model.records import Meta, Post
from wparchive.wordpress.builders import block_text, expand, text_of_fields
from wparchive.wordpress.builders.trees import tree_html
from wparchive.wordpress.media import Attachment, Media


class _Wall(Media):
    def get(self, number):
        wall = Attachment(41, "https://blog.example/wall.jpg", alt="A wall")
        return wall if number == 41 else None


WALL = '<figure><img src="https://blog.example/wall.jpg" alt="A wall" /></figure>'
FILE = {"id": 41, "url": "https://blog.example/wall.jpg"}


def shown(data):
    return " ".join(tree_html(data, _Wall()).split())


def widget(kind, elements=(), **settings):
    return {"elType": "widget", "widgetType": kind, "settings": settings, "elements": [*elements]}


def cached(data):
    value = json.dumps(data).replace('"', "&quot;")
    hidden = f'<input type="hidden" value="{value}" />'
    return (
        f'[siteorigin_widget class="SiteOrigin_Widget_Button_Widget"]{hidden}[/siteorigin_widget]'
    )


def typed(kind, value):
    return {"$$type": kind, "value": value}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # Cornerstone.
        (
            [{"_type": "row", "_modules": [
                {"_type": "headline", "text_content": "A lake"},
                {"_type": "text", "text_content": "<p>Bring boats.</p>"},
                {"_type": "button", "anchor_text_primary_content": "Rent",
                 "anchor_href": "https://a.example/rent"},
            ]}],
            '<h2>A lake</h2> <p>Bring boats.</p> <p><a href="https://a.example/rent">Rent</a></p>',
        ),
        # Elementor.
        (
            widget(
                "price-table", heading="Basic", currency_symbol="euro", price="39.99", period="Day",
                features_list=[{"item_text": "Bed"}, {"item_text": "Soup"}],
            ),
            "<h3>Basic</h3> <p>€ 39.99 Day</p> <ul> <li>Bed</li> <li>Soup</li> </ul>",
        ),
        (
            widget("counter", starting_number=0, ending_number=120, prefix="about", suffix="+"),
            "<p>about 120 +</p>",
        ),
        (widget("progress", title="Skill", percent={"unit": "%", "size": 7}), "<h3>Skill</h3> <p>7%</p>"),
        (
            widget("flip-box", title_text_a="A", description_text_a="B", title_text_b="C"),
            "<h3>A</h3> <h4>C</h4> <p>B</p>",
        ),
        (widget("shortcode", shortcode='[gallery ids="41"]'), '[gallery ids="41"]'),
        (
            widget(
                "nested-accordion", [widget("text-editor", editor="<p>So.</p>")],
                items=[{"item_title": "Why?"}],
            ),
            "<details><summary>Why?</summary> <p>So.</p> </details>",
        ),
        (
            widget("video", video_type="vimeo", youtube_url="https://youtu.be/a", vimeo_url="https://vimeo.com/1"),
            '<a href="https://vimeo.com/1">Vimeo</a>',
        ),
        (
            widget(
                "form", email_to="a@b.example", email_subject="New mail of the form", button_text="Go",
                email_content_2="[all-fields]", success_message="Your mail was sent.",
            ),
            "<p>Go</p>",
        ),
        (widget("eael-team-member", eael_team_member_name="Fay", eael_team_member_job_title="Boss"),
         "<h3>Fay</h3> <p>Boss</p>"),
        (
            widget("e-heading", title=typed("string", "Atom"), tag=typed("string", "h4")),
            "<h4>Atom</h4>",
        ),
        (
            widget("e-image", image=typed("image", {"src": typed("image-src", {"id": typed("n", 41)})})),
            WALL,
        ),
        # SiteOrigin.
        (
            {"panels_info": {"class": "SiteOrigin_Widget_Headline_Widget"},
             "headline": {"text": "SO", "tag": "h4", "font": "default"}},
            "<h4>SO</h4>",
        ),
        (
            {"panels_info": {"class": "WP_Widget_Editor"}, "text": "<p>a</p>",
             "text_selected_editor": "tinymce"},
            "<p>a</p>",
        ),
        ({"panels_info": {"class": "WP_Widget_Recent_Posts"}, "title": "New", "number": 5}, ""),
        # Beaver Builder.
        ({"type": "accordion", "items": [{"label": "Q", "content": "<p>A</p>"}]}, "<h3>Q</h3> <p>A</p>"),
        (
            {"node": "a", "type": "module", "settings": {"type": "photo", "photo": 41,
             "show_caption": "below", "data": {**FILE, "title": "wall"}}},
            WALL,
        ),
        (
            {"title": "Std", "price": "$9", "duration": "a month", "features": ["One", "Two"]},
            "<h3>Std</h3> <p>$9 a month</p> <ul><li>One</li><li>Two</li></ul>",
        ),
        (
            {"number": "120", "before_number_text": "over", "after_number_text": "fans"},
            "<p>over 120 fans</p>",
        ),
        (
            {"type": "video", "embed_code": '<iframe src="https://f.example/1"></iframe>'},
            '<iframe src="https://f.example/1"></iframe>',
        ),
        # Bricks.
        (
            {"name": "pricing", "settings": {"title": "S", "pricePrefix": "$", "price": "9",
             "priceMeta": "a day", "features": "One\nTwo", "buttonText": "Buy",
             "buttonLink": {"type": "external", "url": "https://p.example"}}},
            ("<h3>S</h3> <p>$ 9 a day</p> <ul><li>One</li><li>Two</li></ul> "
            '<p><a href="https://p.example">Buy</a></p>'),
        ),
        (
            {"name": "video", "settings": {"videoType": "youtube", "youTubeId": "abcDEF12345"}},
            '<a href="https://www.youtube.com/watch?v=abcDEF12345">YouTube</a>',
        ),
        ({"name": "text", "settings": {"text": "<p>Two words</p>"}}, "<p>Two words</p>"),
        # Themify.
        (
            {"mod_name": "accordion", "mod_settings": {"mod_title_accordion": "All",
             "content_accordion": [{"title_accordion": "Q", "text_accordion": "<p>A</p>"}]}},
            "<h3>All</h3> <h3>Q</h3> <p>A</p>",
        ),
        (
            {"mod_name": "image", "mod_settings": {"url_image": FILE["url"], "title_image": "T"}},
            '<figure><img src="https://blog.example/wall.jpg" alt="" /></figure> <h3>T</h3>',
        ),
        # What says how something looks.
        ({"name": "text", "settings": {"editor_version": "two", "text_transform": "uppercase"}}, ""),
        (widget("icon-list", icon_list=[{"selected_icon": {"value": "fas fa-check"}}]), ""),
    ],
)  # fmt: skip
def test_elements(data, expected):
    assert shown(data) == expected


def test_pages_of_brizy_are_decoded():
    tree = {"items": [{"type": "RichText", "value": {"text": "<h1>Moss</h1><p>On walls.</p>"}}]}
    page = {
        "brizy-post": {
            "compiled_html": base64.b64encode(b"<div><h1>Moss</h1>" + b" " * 60).decode(),
            "editor_data": base64.b64encode(json.dumps(tree).encode()).decode(),
            "editor_version": "2.4",
        }
    }
    assert shown(page) == "<h1>Moss</h1><p>On walls.</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[vc_progress_bar values="%5B%7B%22label%22%3A%22Moss%22%2C%22value%22%3A%2290%22%7D%5D"]',
            "<p>Moss</p> <p>90</p>",
        ),
        (
            f'[vc_gmaps link="#E-8_{base64.b64encode(b"<p>A map of it</p>").decode()}"]',
            "<p>A map of it</p>",
        ),
        ('[fusion_counter_box value="99" unit="%"]Fans[/fusion_counter_box]', "<p>99 %</p> Fans"),
        (
            '[fusion_content_box title="A" link="https://a.example" linktext="Read on"][/fusion_content_box]',
            '<h3>A</h3> <p><a href="https://a.example">Read on</a></p>',
        ),
        (
            "[fusion_slide]https://blog.example/wall.jpg[/fusion_slide]",
            '<figure><img src="https://blog.example/wall.jpg" alt="" /></figure>',
        ),
        ('[cs_element_image image_src="41:full"][/cs_element_image]', WALL),
        (
            '[interactive_banner banner_image="id^41|url^https://blog.example/b.jpg"]',
            '<figure><img src="https://blog.example/b.jpg" alt="" /></figure>',
        ),
        ('[et_pb_contact_form success_message="Thank you all."][/et_pb_contact_form]', ""),
        ('[et_pb_blog number="3"][/et_pb_blog]', '[et_pb_blog number="3"][/et_pb_blog]'),
        ('[ux_image id="41"]', '[ux_image id="41"]'),
        # SiteOrigin's copy of its widgets in the body.
        (
            cached(
                {
                    "instance": {"text": "Go", "url": "https://a.example/mill"},
                    "args": {"a": "B c d."},
                }
            ),
            '<p><a href="https://a.example/mill">Go</a></p>',
        ),
        (
            '[siteorigin_widget class="X"]<input type="hidden" value="{&quot;a" />[/siteorigin_widget]',
            '[siteorigin_widget class="X"]<input type="hidden" value="{&quot;a" />[/siteorigin_widget]',
        ),
    ],
)
def test_shortcodes(text, expected):
    assert " ".join(expand(text, _Wall(), {}).split()) == expected


def test_blocks_of_recipes_and_events_show_short_texts():
    strong = {"type": "strong", "props": {"children": ["very "]}}
    recipe = {
        "ingredients": [
            {"id": "a", "ingredient": [strong, "ripe plums"], "quantity": 300, "unit": "g"},
            {"id": "b", "ingredient": ["Salt"]},
        ],
        "notes": "Freeze half.",
        "summary": "Mild and sweet.",
        "jsonSummary": "Mild and sweet.",
    }
    shown = block_text(recipe, _Wall(), "recipe-card")
    assert "<ul><li>300 g very ripe plums</li><li>Salt</li></ul>" in shown
    assert "<p>Freeze half.</p>" in shown
    assert shown.count("Mild") == 1
    event = {"title": "Class", "eventTime": "3pm", "eventLocation": "Room 2"}
    assert block_text(event, _Wall(), "event") == "<h3>Class</h3>\n<p>3pm</p>\n<p>Room 2</p>"


def test_subjects_of_mails_to_the_owner_are_not_shown():
    form = {"afterSubmitSubject": "New message from the site", "title": "Write to us"}
    mail = {"notification": {"subject": "A message of yours"}}
    assert block_text({**form, **mail}, _Wall(), "forms") == "<h3>Write to us</h3>"


def test_blocks_of_divi():
    def sized(value):
        return {"innerContent": {"desktop": {"value": value}}}

    assert block_text({"title": sized("Moss")}, _Wall(), "heading") == "<h2>Moss</h2>"
    shown = block_text({"title": sized({"text": "A"}), "content": sized("<p>B</p>")}, _Wall())
    assert shown == "<h3>A</h3>\n<p>B</p>"


def test_the_page_of_a_builder_that_cannot_be_read_is_named():
    page = '[{"widgetType":"text-editor","settings":{"editor":"<p style="x">A.</p>","title":"'
    page += 'Our bread is the best bread"}'
    meta = [
        Meta(key="_elementor_data", value=page),
        Meta(key="_elementor_edit_mode", value="builder"),
    ]
    found = text_of_fields(Post(type="page", meta=meta), Media())
    assert (found.html, found.keys, found.words) == ("", ["_elementor_data"], 6)
    meta[0].value = '[{"settings":{"editor":"<p style="x">A.</p>"}}]'
    assert text_of_fields(Post(type="page", meta=meta), Media()) is None


def test_maps_and_films_behind_a_section():
    data = [
        {
            "elType": "section",
            "settings": {"background_video_link": "https://vimeo.com/12345"},
            "elements": [{"widgetType": "google_maps", "settings": {"address": "Market 1, Ulm"}}],
        }
    ]
    made = tree_html(data, Media())
    assert "<p>Market 1, Ulm</p>" in made
    assert "vimeo.com/12345" in made
