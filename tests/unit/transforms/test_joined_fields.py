"""What plugins and other records say of a post, from an export to Markdown."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.wxr import HEAD, export, item
from wparchive.api import convert
from wparchive.writers.markdown.profiles import NAMES


def meta(**entries):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key.replace('__', '-')}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in entries.items()
    )


def term(taxonomy, slug, name):
    return f'<category domain="{taxonomy}" nicename="{slug}"><![CDATA[{name}]]></category>'


@pytest.fixture
def written(tmp_path):
    def written(*items, head=HEAD, **options):
        source = tmp_path / "in.xml"
        source.write_text(export(*items, head=head))
        convert([source], tmp_path / "out", to=["markdown"], **options)
        report = json.loads((tmp_path / "out/report.json").read_text())
        files = sorted((tmp_path / "out/markdown").rglob("*.md"))
        fronts = [yaml.safe_load(path.read_text().split("---")[1]) for path in files]
        texts = {path.as_posix(): path.read_text() for path in files}
        return {front["wordpress_id"]: front for front in fronts}, texts, report

    return written


def test_descriptions_and_wishes_for_search_engines(written):
    fronts, _, _ = written(
        item(
            1,
            more=meta(
                rank_math_description="On bark.", rank_math_robots='a:1:{i:0;s:7:"noindex";}'
            ),
        ),
        item(
            2,
            more=meta(
                _aioseop_description="%post_title%", _seopress_robots_canonical="https://e.example/"
            ),
        ),
    )
    assert fronts[1]["description"] == "On bark."
    assert fronts[1]["robots"] == "noindex"
    assert "description" not in fronts[2]
    assert fronts[2]["canonical_url"] == "https://e.example/"


def test_guests_and_translations(written):
    fronts, _, _ = written(
        item(1, more=term("author", "cap-noa", "noa") + term("author", "cap-ada", "ada")),
        item(2, more=term("language", "de", "Deutsch") + term("post_translations", "pll_1", "x")),
        item(3, more=term("language", "fr", "Français") + term("post_translations", "pll_1", "x")),
        item(
            9,
            slug="cap-noa",
            type="guest-author",
            title="Noa",
            more=meta(cap__display_name="Noa G."),
        ),
    )
    assert fronts[1]["authors"] == ["Noa G.", "Ada L."]
    assert fronts[2]["language"] == "de"
    assert fronts[2]["translations"] == [{"language": "fr", "url": "https://blog.example/post-3/"}]
    assert "pll_1" not in str(fronts)


def test_podcasts_films_and_prices(written):
    fronts, texts, _ = written(
        item(1, more=meta(enclosure="https://c.example/a.mp3\n12\naudio/mpeg\n")),
        item(
            2, more=meta(video_embed='<iframe src="https://player.vimeo.com/video/1234"></iframe>')
        ),
        item(
            3,
            slug="p",
            type="product",
            link="https://blog.example/product/p/",
            more=meta(_price="7.50"),
        ),
    )
    assert fronts[1]["enclosures"] == [
        {"url": "https://c.example/a.mp3", "length": 12, "type": "audio/mpeg"}
    ]
    assert "further_links" not in fronts[1]
    assert any("vimeo.com/video/1234" in text for text in texts.values())
    assert fronts[3]["product_data"] == {"price": "7.50"}


def test_tables_that_posts_call(written):
    _, texts, report = written(
        item(1, content="Prices:\n\n[table id=7 /]\n\n[table id=8 /]"),
        item(
            5,
            type="tablepress_table",
            content='[["Fruit","Price"],["Apple","1"],["hidden","row"]]',
            more=meta(
                _tablepress_export_table_id="7",
                _tablepress_table_visibility='{"rows":[1,1,0],"columns":[1,1]}',
            ),
        ),
    )
    text = next(text for text in texts.values() if "Prices" in text)
    assert "| Fruit | Price |\n| --- | --- |\n| Apple | 1 |" in text
    assert "hidden" not in text
    assert "[table id=8 /]" in text
    assert report["notices"]["counts"] == {"markup-kept": 1}


def test_the_front_page_stays(written):
    front = item(1, type="page", slug="start", link="https://blog.example/", content="Hello.")
    _, texts, report = written(
        front, item(2, content='<a href="https://blog.example/">Up</a>'), profile="hugo"
    )
    assert any(
        path.endswith("content/_index.md") and "Hello." in text for path, text in texts.items()
    )
    assert "permalink-moved" not in report["notices"]["counts"]


def test_files_of_scripts_are_withheld(written):
    _, texts, _ = written(
        item(
            1, type="attachment", more="<wp:attachment_url>java script:alert(1)</wp:attachment_url>"
        ),
        item(2, type="attachment", more="<wp:attachment_url>FILE:///etc/x</wp:attachment_url>"),
    )
    assert not any("alert" in text or "etc/x" in text for text in texts.values())


ADDRESS = "https://cdn.example/one.mp3"


@pytest.mark.parametrize("profile", NAMES)
@pytest.mark.parametrize(
    "fields",
    [
        {"enclosure": f"{ADDRESS}\n31415926\naudio/mpeg"},
        {"enclosure": ADDRESS, "duration": "1:02:03"},
        {"_podcast:enclosure": f"{ADDRESS}\n1\naudio/mpeg"},
        {"audio_file": ADDRESS},
    ],
)
def test_the_address_of_an_episode_is_no_lost_link_in_any_profile(tmp_path, fields, profile):
    (tmp_path / "in.xml").write_text(export(item(1, more=meta(**fields))))
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], profile=profile)
    files = (tmp_path / "out/markdown").rglob("*.md")
    assert any(ADDRESS in path.read_text() for path in files)
    assert report.exit_code == 0


@pytest.mark.parametrize(
    "value",
    [
        "https://www.youtube.com/watch?v=MmNnOoPpQq1",
        '<iframe src="https://player.vimeo.com/video/1234567"></iframe>',
        "https://cdn.example/raw/take-3.mp4",
        "https://cdn.example/raw/interview.mp3",
    ],
)
def test_films_and_sounds_in_unknown_fields_are_named_and_not_published(written, value):
    _, texts, report = written(item(1, more=meta(internal_material=value)))
    name = value.partition("?v=")[2] or value.rpartition("/")[2].partition('"')[0]
    name = "1234567" if "vimeo" in value else name
    assert all(name not in text for text in texts.values())
    [notice] = [n for n in report["notices"]["items"] if n["code"] == "text-in-fields"]
    assert "internal_material" in notice["message"]
    assert name not in notice["message"]


def test_names_of_guests_hold_no_addresses_but_where_they_are_asked_for(written):
    items = (
        item(1, more=term("author", "cap-gina", "gina")),
        item(
            2,
            type="guest-author",
            slug="cap-gina",
            more=meta(**{"cap-display_name": "gina@secret.example", "cap-user_login": "gina"}),
        ),
    )
    fronts, _, _ = written(*items)
    assert fronts[1]["author"] == "gina"
    fronts, _, _ = written(*items, include=["personal"], overwrite=True)
    assert fronts[1]["author"] == "gina@secret.example"


def test_menus_name_no_hidden_posts_and_run_no_scripts(written, tmp_path):
    def entry(number, title="", **fields):
        more = term("nav_menu", "main", "Main") + meta(**fields)
        return item(number, type="nav_menu_item", title=title, more=more)

    def to(number, kind):
        return {
            "_menu_item_type": "post_type",
            "_menu_item_object": kind,
            "_menu_item_object_id": number,
        }

    hidden = "https://blog.example/?post_type=lesson&#038;p=3"
    written(
        item(1, type="page", slug="about", title="About", link="https://blog.example/about/"),
        item(2, type="page", slug="plan", title="Plan", status="private"),
        item(3, type="lesson", slug="l", title="Lesson", link=hidden),
        item(4, type="page", slug="pw", title="Locked", password="x"),
        entry(5, **to(1, "page")),
        entry(6, **to(2, "page")),
        entry(7, "To the lesson", **to(3, "lesson")),
        entry(8, **to(4, "page")),
        entry(9, "Run", _menu_item_type="custom", _menu_item_url="java\tscript:alert(1)"),
        entry(10, "Languages", _menu_item_type="custom", _menu_item_url="#pll_switcher"),
        entry(11, "Out", _menu_item_type="custom", _menu_item_url="#logout#"),
    )
    text = (tmp_path / "out/markdown/menus.json").read_text()
    assert [item["title"] for item in json.loads(text)["main"]["items"]] == ["About", "Run"]
    assert "script" not in text


@pytest.mark.parametrize(
    ("body", "field", "shown"),
    [
        ("[woocommerce_cart]", {"intro": "Take what you like best."}, "[woocommerce_cart]\n\nTake"),
        (
            "<!-- wp:shortcode -->\n[my_form id=5]\n<!-- /wp:shortcode -->",
            {"intro": "Write to us in the morning."},
            "[my_form id=5]\n\nWrite to us",
        ),
        ("[cs_content]", {"intro": "Nothing else is here now."}, "[cs_content]\n\nNothing"),
    ],
)
def test_shortcodes_of_a_body_without_words_stay_beside_the_text_of_fields(
    written, body, field, shown
):
    fields = {**field, **{f"_{key}": "field_1" for key in field}}
    _, texts, report = written(item(1, content=body, type="page", more=meta(**fields)))
    [text] = texts.values()
    assert shown in text
    assert not report["counts"]["lost"]["markdown"].get("words")
    assert "text-lost" not in report["notices"]["counts"]


def test_a_builder_that_has_the_shortcodes_of_the_body_takes_its_place(written):
    page = '[{"widgetType":"shortcode","settings":{"shortcode":"[my_form id=5]"}},'
    page += '{"widgetType":"heading","settings":{"title":"Write soon"}}]'
    data = {"_elementor_edit_mode": "builder", "_elementor_data": page}
    _, texts, _ = written(item(1, content="[my_form id=5]", type="page", more=meta(**data)))
    [text] = texts.values()
    assert text.count("[my_form id=5]") == 1
    assert "Write soon" in text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"lead": "Bring a basket and two bags.", "heading": "Take your time"},
            "The fields lead, heading have 9 words that the body lacks.",
        ),
        ({"lead": "The market opens at six."}, None),
        ({"heading": "Rain"}, None),
    ],
)
def test_fields_beside_a_body_are_named(written, fields, message):
    marks = {f"_{key}": "field_1" for key in fields}
    body = "The market opens at six."
    _, texts, report = written(item(1, content=body, more=meta(**fields, **marks)))
    found = [n["message"] for n in report["notices"]["items"] if n["code"] == "text-in-fields"]
    assert found == ([message] if message else [])
    assert "basket" not in next(iter(texts.values()))
