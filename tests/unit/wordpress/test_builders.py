"""Page builders: what readers saw of shortcodes and of fields."""

from __future__ import annotations

import base64
import json

import pytest

from tests.wxr import export, item
from wparchive.model.records import Meta, Post
from wparchive.wordpress.builders import block_text, expand, text_of_fields
from wparchive.wordpress.builders.fields import has_words, words_of
from wparchive.wordpress.builders.trees import tree_html
from wparchive.wordpress.media import Attachment, Media


class _Wall(Media):
    def get(self, number):
        wall = Attachment(41, "https://blog.example/wall.jpg", alt="A wall")
        return wall if number == 41 else None


def shown(text):
    return " ".join(expand(text, _Wall(), {}).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[vc_custom_heading text="A wall" font_container="tag:h4|text_align:left"]',
            "<h4>A wall</h4>",
        ),
        ("[fusion_title size='1']Fusion[/fusion_title]", "<h2>Fusion</h2>"),
        ("[av_heading heading='Enfold' tag='h3'][/av_heading]", "<h3>Enfold</h3>"),
        (
            '[et_pb_button button_url="/shop/" button_text="Shop"][/et_pb_button]',
            '<p><a href="/shop/">Shop</a></p>',
        ),
        (
            '[vc_btn title="Go" link="url:https%3A%2F%2Fgo.example%2F|title:Away"]',
            '<p><a href="https://go.example/">Go</a></p>',
        ),
        (
            "[av_button label='Go' link='manually,https://go.example/']",
            '<p><a href="https://go.example/">Go</a></p>',
        ),
        (
            '[vc_toggle title="Why?"]So.[/vc_toggle]',
            "<details><summary>Why?</summary> So. </details>",
        ),
        (
            '[fusion_imageframe image_id="41|full"][/fusion_imageframe]',
            '<figure><img src="https://blog.example/wall.jpg" alt="A wall" /></figure>',
        ),
        ('[et_pb_divider color="#fff"][/et_pb_divider]', "<hr />"),
        (
            (
                '[ct_link_button ct_options=\'{"ct_id":4,"original":{"url":"https://go.example/"}}\']'
                "Go[/ct_link_button]"
            ),
            '<p><a href="https://go.example/">Go</a></p>',
        ),
        (
            (
                '[ct_image ct_options=\'{"original":{"src":"https://go.example/a.jpg","alt":"A"}}\']'
                "[/ct_image]"
            ),
            '<figure><img src="https://go.example/a.jpg" alt="A" /></figure>',
        ),
        (
            '[et_pb_image src="https://go.example/a.jpg" title_text="IMG_1"][/et_pb_image]',
            '<figure><img src="https://go.example/a.jpg" alt="" /></figure>',
        ),
        (
            (
                "[fusion_checklist][fusion_li_item]a[/fusion_li_item]"
                "[fusion_li_item]b[/fusion_li_item][/fusion_checklist]"
            ),
            "<ul> <li>a</li> <li>b</li> </ul>",
        ),
        (
            (
                "[et_pb_blurb title=&#8220;Ada L.&#8220; url=&#8221;https://go.example/&#8221;]"
                "[/et_pb_blurb]"
            ),
            '<h3><a href="https://go.example/">Ada L.</a></h3>',
        ),
        ("[et_pb_text]@ET-DC@eyJk@ a[/et_pb_text]", "a"),
        ("[fusion_dropcap]W[/fusion_dropcap]ord", "Word"),
        # Shortcodes Ultimate.
        ('[su_youtube url="https://youtu.be/a1"]', '<a href="https://youtu.be/a1">YouTube</a>'),
        ('[su_box title="A box"]In it[/su_box]', "<h3>A box</h3> In it"),
        (
            '[su_tabs][su_tab title="A"]b[/su_tab][su_tab title="C"]d[/su_tab][/su_tabs]',
            "<details><summary>A</summary> b </details> <details><summary>C</summary> d </details>",
        ),
        (
            '[su_slider source="media: 41,7"]',
            '<figure><img src="https://blog.example/wall.jpg" alt="A wall" /></figure>',
        ),
        ('[su_gmap address="Market 1"]', "<p>Market 1</p>"),
        ("[su_divider]a[su_spacer]", "<hr /> a"),
        ("[su_label]a[/su_label]", "[su_label]a[/su_label]"),
        ('[su_posts limit="3"]', '[su_posts limit="3"]'),
        # What shows other records, or says nothing that is known, stays.
        ('[vc_basic_grid post_type="post"]', '[vc_basic_grid post_type="post"]'),
        ('[contact title="Away"]', '[contact title="Away"]'),
    ],
)
def test_shortcodes(text, expected):
    assert shown(text) == expected


def test_choices_in_fields_are_no_text():
    values = {"page_header": "global", "title": "full_width-2", "heading": "Open", "price": "25"}
    values |= {"select_header": "2", "footer_text": " 0", "caption": "-1.5"}
    meta = [Meta(key=key, value=value) for key, value in values.items()]
    meta += [Meta(key=f"_{key}", value="field_1") for key in values]
    found = text_of_fields(Post(type="page", meta=meta), Media())
    assert found.keys == ["heading", "price"]
    assert "global" not in found.html


_PAGE = "[{0}_row][{0}_column]{1}[/{0}_column][/{0}_row]"


@pytest.mark.parametrize(
    ("builder", "text", "expected"),
    [
        (
            "vc",
            '[acme_box title="Office" text="Open from nine to five." padding="9px 0px 0px 0px"]',
            "<h3>Office</h3> <p>Open from nine to five.</p>",
        ),
        (
            "et_pb",
            '[acme_card heading="Hall" photo="41" style="wide"]Room for [em]all[/em].[/acme_card]',
            (
                '<figure><img src="https://blog.example/wall.jpg" alt="A wall" /></figure> '
                "<h3>Hall</h3> Room for all."
            ),
        ),
        ("vc", '[acme_spacing height="20px"][acme_line_divider color="#eee"]', "<hr />"),
        ("vc", '[vc_icon icon_fontawesome="fa fa-phone" color="white"]', ""),
        (
            "fusion_builder",
            '[acme_counter number="120" time="2000" number_suffix="+" heading="Guests"]',
            "<h3>Guests</h3> <p>120 +</p>",
        ),
        (
            "vc",
            (
                '[acme_plan heading="Silver" icon_x="acme-icon icon-cog a b" button_text="Buy" price="12"]'
                "For one.[/acme_plan]"
            ),
            "<h3>Silver</h3> <p>12</p> For one. <p>Buy</p>",
        ),
        # Only a running site has these, but for their headings.
        *(
            ("vc", text, text)
            for text in (
                '[acme_cards posts_per_page="3" heading="From the blog"]',
                '[vcex_carousel orderby="date" heading="From the blog"]',
                '[contact-form-7 id="3" title="Contact form 1"]',
                '[acme_news title="News"]',
            )
        ),
        # Others carry this out later, and this is no shortcode.
        ("vc", '[gallery ids="41"] [sic]', '[gallery ids="41"] [sic]'),
    ],
)
def test_elements_of_themes_between_those_of_a_builder(builder, text, expected):
    page = _PAGE.format(builder, text)
    assert " ".join(expand(page, _Wall(), {}, {"gallery"}).split()) == expected


def test_shortcodes_without_a_layout_around_them_are_not_the_builders():
    text = 'One [acme_thing title="Thing"] in a post.'
    assert shown(f"[su_note]Note.[/su_note] {text}") == f"Note. {text}"


def test_a_heading_as_long_as_a_paragraph_is_one():
    long = "A subtitle of many words, " * 6
    assert shown(f'[vc_box title="Box" subtitle="{long}"]') == f"<h3>Box</h3> <p>{long.strip()}</p>"


def test_raw_html_is_decoded():
    code = base64.b64encode(b"%3Cp%3EKept%20%3Cb%3Etext%3C%2Fb%3E%3C%2Fp%3E").decode()
    assert shown(f"[vc_raw_html]{code}[/vc_raw_html]") == "<p>Kept <b>text</b></p>"


def test_names_for_the_owner_are_not_shown():
    text = '[et_pb_text admin_label="My secret hero part" font="Open Sans Bold"]Hi.[/et_pb_text]'
    assert shown(text) == "Hi."


def test_attributes_of_blocks():
    attributes = {"name": "acf/quote", "data": {"quote": "Best moss.", "_quote": "field_1"}}
    assert block_text(attributes, _Wall()) == "<p>Best moss.</p>"
    assert block_text({"postsToShow": 3, "className": "wide red box"}, _Wall()) == ""


def _widget(kind, **settings):
    return {"elType": "widget", "widgetType": kind, "settings": settings, "elements": []}


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (_widget("divider", text="Divider", style="dotted"), "<hr />"),
        (_widget("divider", look="line_text", text="Or"), "<p>Or</p>"),
        (
            _widget("acme-button", tint_text="#FFFFFF", hover_label="rgba(0, 0, 0, .5)", text="Go"),
            "<p>Go</p>",
        ),
        (_widget("heading", title="#100 places", header_size="h2"), "<h2>#100 places</h2>"),
        (
            _widget("acme-box", end={"unit": "%", "size": "", "sizes": []}, title="Box"),
            "<h3>Box</h3>",
        ),
        (_widget("acme-box", end={"unit": "%", "size": 80, "sizes": []}), "<p>80%</p>"),
        (
            {
                "elType": "section",
                "settings": {
                    "acme_tooltip_text": "Text",
                    "background_text": "Text",
                    "title": "Section",
                    "background_image": {"url": "https://blog.example/back.jpg", "id": 3},
                },
                "elements": [_widget("heading", title="Inside", header_size="h2")],
            },
            '<figure><img src="https://blog.example/back.jpg" alt="" /></figure> <h2>Inside</h2>',
        ),
    ],
)
def test_settings_of_layout_and_looks_show_nothing(element, expected):
    assert " ".join(tree_html([element], Media()).split()) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"id": "block_1", "name": "acf/quote", "mode": "preview"}, ""),
        ({"name": "lazyblock/card", "title": "Card"}, "<h3>Card</h3>"),
        ({"name": "acf/a", "data": {"name": "Ann", "_name": "field_1"}}, "<h3>Ann</h3>"),
    ],
)
def test_the_name_of_a_block_is_no_text_of_it(attributes, expected):
    assert block_text(attributes, Media(), "acf/quote") == expected


def converted(tmp_path, convert, *items):
    source = tmp_path / "in.xml"
    source.write_text(export(*items))
    report = convert(source)
    texts = {p.stem: p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md")}
    return report, texts


def _meta(**entries):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in entries.items()
    )


@pytest.fixture
def convert(tmp_path):
    from wparchive.api import convert as run

    def convert(source):
        run([source], tmp_path / "out", to=["markdown"])
        return json.loads((tmp_path / "out/report.json").read_text())

    return convert


def test_text_in_fields(tmp_path, convert):
    tree = [
        {
            "elType": "widget",
            "widgetType": "heading",
            "settings": {"title": "Lichen", "header_size": "h2"},
            "elements": [],
        },
        {
            "elType": "widget",
            "widgetType": "text-editor",
            "settings": {"editor": "<p>On old roofs.</p>", "_title": "inner name of it"},
            "elements": [],
        },
    ]
    elementor = {"_elementor_edit_mode": "builder", "_elementor_data": json.dumps(tree)}
    report, texts = converted(
        tmp_path,
        convert,
        item(1, content="", type="page", more=_meta(**elementor)),
        item(2, content="<h2>Lichen</h2><p>On old roofs.</p>", more=_meta(**elementor)),
        item(3, content="", type="page", more=_meta(intro="Words of a theme that nobody knows.")),
        item(4, content="", type="page", more=_meta(_wp_page_template="default")),
    )
    assert "## Lichen\n\nOn old roofs.\n" in texts["post-1"]
    assert "inner name" not in texts["post-1"]
    assert texts["2024-04-30-post-2"].count("Lichen") == 1
    found = {(n["code"], n["post_id"]) for n in report["notices"]["items"]}
    assert found == {("text-from-fields", 1), ("text-in-fields", 3)}


def test_a_page_takes_the_place_of_its_copy_in_the_body(tmp_path, convert):
    """A copy has no words, links or pictures but those of the page, and fewer of them."""
    text = {"mod_name": "text", "mod_settings": {"content_text": "<h3>Moon</h3><p>It shines.</p>"}}
    box = {"mod_name": "callout", "mod_settings": {"heading_callout": "Late but worth it"}}
    themify = json.dumps([{"cols": [{"modules": [text, box]}]}])
    headline = {"_type": "headline", "text_content": "A lake"}
    button = {"_type": "button", "anchor_text_primary_content": "Rent a boat"}
    cornerstone = json.dumps([{"_type": "row", "_modules": [headline, button]}])
    thrive = '<h2>Sleep</h2><div style="display: none">__CONFIG_a__{"b":{"c":1}}__CONFIG_a__</div>'
    report, texts = converted(
        tmp_path,
        convert,
        item(1, content="<p>It shines.</p>", more=_meta(_themify_builder_settings_json=themify)),
        item(
            2,
            content="[cs_content][cs_element_headline _id='4'][cs_content_seo]A lake\\n\\n"
            "[/cs_content_seo][/cs_content]",
            more=_meta(_cornerstone_data=cornerstone),
        ),
        item(3, content="", more=_meta(tcb_editor_enabled="1", tve_updated_post=thrive)),
        item(
            4,
            content='<p>It shines.</p><img src="https://blog.example/moon.jpg">',
            more=_meta(_themify_builder_settings_json=themify),
        ),
    )
    bodies = {name[-1]: text.rpartition("---\n")[2].strip() for name, text in texts.items()}
    assert bodies["1"] == "### Moon\n\nIt shines.\n\n### Late but worth it"
    assert bodies["2"] == "## A lake\n\nRent a boat"
    assert bodies["3"] == "## Sleep"
    assert "moon.jpg" in bodies["4"]
    assert report["counts"]["lost"]["markdown"]["words"] == 0


@pytest.mark.parametrize(
    "html",
    ["", " ", "Word", "<p>Word</p>", "<!-- wp:paragraph -->\n<p>Word</p>", "[gallery]", "[a] b",
     "<!-- Word -->", "<!-- a --> b", "<!-- a > b", "<script>word</script>", "<img alt='word'>",
     "<p title='>word'></p>", "<em>\n</em>", "&nbsp;", "_", "... 1", "<h2> </h2><li>x", "日"],
)  # fmt: skip
def test_a_text_has_words_if_its_words_can_be_listed(html):
    assert has_words(html) == bool(words_of(html))
