"""Recipes and tables in records of plugins, and shortcodes whose content is lines."""

from __future__ import annotations

import json

import pytest

from wparchive.model.records import Meta, Post
from wparchive.render.body import body_html
from wparchive.wordpress.media import Media
from wparchive.wordpress.records import own_page
from wparchive.wordpress.reference_data import ReferenceData


def record(number, kind, content="", **meta):
    entries = [Meta(key=key, value=value) for key, value in meta.items()]
    return Post(id=number, type=kind, status="publish", content=content, meta=entries)


def shown(text, *records):
    references = ReferenceData()
    for each in records:
        references.add(each)
    return " ".join(body_html(text, references).split())


ROWS = json.dumps([["A", "B"], ["1", "2"], ["3", "4"]])


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("[table id=7 /]", "AB1234"),
        ('[table "7" /]', "AB1234"),
        ('[table id=7 hide_columns="2" /]', "A13"),
        ('[table id=7 hide_columns="B" hide_rows="2-3" /]', "A"),
        ('[table id=7 hide_rows="x,9-2" /]', "AB1234"),
    ],
)
def test_rows_and_columns_that_a_call_hides(text, cells):
    table = record(5, "tablepress_table", ROWS, _tablepress_table_id="7")
    made = shown(text, table)
    assert "".join(made.replace("<", ">").split(">")[::2]).replace(" ", "") == cells


def test_rows_of_a_chart():
    rows = 'a:1:{i:0;a:2:{i:0;s:4:"2020";i:1;s:1:"5";}}'
    series = 'a:2:{i:0;a:1:{s:5:"label";s:4:"Year";}i:1;a:1:{s:5:"label";s:4:"Fans";}}'
    made = shown(
        '[visualizer id="9"]', record(9, "visualizer", rows, **{"visualizer-series": series})
    )
    assert "<th>Year</th><th>Fans</th>" in made
    assert "<td>2020</td><td>5</td>" in made


COOKED = json.dumps({
    "content": "[cooked-ingredients]", "excerpt": "Warm milk.",
    "ingredients": {"a": {"amount": "1", "measurement": "cup", "name": "Milk"}},
    "directions": {"b": {"content": "Stir well."}},
})  # fmt: skip


def test_a_recipe_that_is_one_array():
    pot = record(3, "cp_recipe", "[cooked-info]", _recipe_settings=COOKED)
    expected = "<p>Warm milk.</p>\n\n<ul><li>1 cup Milk</li></ul>\n<ol><li>Stir well.</li></ol>"
    assert own_page(pot, Media()) == expected
    assert "1 cup Milk" in shown('[cooked-recipe id="3"]', pot)
    assert shown("a [cooked-info] b", pot) == "<p>a b</p>"
    assert own_page(record(4, "wprm_recipe", wprm_notes="Cool."), Media()) == ""


def test_parts_and_pictures_of_steps():
    media = Media()
    url = "https://blog.example/ofen.jpg"
    media.add(Post(id=9, type="attachment", status="inherit", attachment_url=url))
    settings = {
        "ingredients": {
            "a": {"section_heading_name": "Teig <1>"},
            "b": {"amount": "1", "measurement": "kg", "name": "Mehl"},
        },
        "directions": {
            "c": {"content": "Backen.", "image": "9"},
            "d": {"content": "Kühlen.", "image": "99"},
            "e": {"content": "Essen.", "image": ""},
        },
    }
    page = own_page(record(3, "cp_recipe", _recipe_settings=json.dumps(settings)), media)
    assert page == (
        "<ul><li><strong>Teig &lt;1&gt;</strong></li><li>1 kg Mehl</li></ul>\n"
        f'<ol><li>Backen. <img src="{url}" alt="" /></li><li>Kühlen.</li><li>Essen.</li></ol>'
    )


def test_units_films_and_tools_of_a_recipe():
    made = shown(
        '[wprm-recipe id="2"]',
        record(
            2,
            "wprm_recipe",
            wprm_servings="2",
            wprm_servings_unit="Laibe",
            wprm_prep_time="30",
            wprm_equipment='a:1:{i:0;a:2:{s:3:"uid";i:0;s:4:"name";s:4:"Topf";}}',
            wprm_video_embed="https://vimeo.com/12345",
            wprm_nutrition_calories="210",
        ),
    )
    for part in ("servings: 2 Laibe", "prep time: 30 min", "<li>Topf</li>", "calories: 210"):
        assert part in made
    assert 'src="https://player.vimeo.com/video/12345' in made or "vimeo.com/12345" in made


@pytest.mark.parametrize(
    ("length", "expected"), [(4, "<ul><li>Topf</li></ul>"), (3, "<ul><li>Topf</li></ul>")]
)
def test_arrays_with_wrong_lengths(length, expected):
    array = f'a:1:{{i:0;a:2:{{s:6:"amount";s:0:"";s:4:"name";s:{length}:"Topf";}}}}'
    assert expected in shown('[wprm-recipe id="2"]', record(2, "wprm_recipe", wprm_equipment=array))


def test_arrays_that_cannot_be_read_are_no_text():
    broken = 'a:2:{s:4:"name";s:9:"Suppe mit'
    made = shown(
        '[wprm-recipe id="2"]', record(2, "wprm_recipe", wprm_notes="Keep.", wprm_equipment=broken)
    )
    assert "Suppe" not in made
    assert "Keep." in made


def test_links_to_a_recipe_on_the_same_page_show_nothing():
    pie = record(2, "wprm_recipe", wprm_notes="Keep it cool.")
    assert "Keep" not in shown('[wprm-recipe-jump id="2"]', pie)
    assert "Keep" in shown('[wprm-recipe id="2"]', pie)


def test_recipes_of_jetpack():
    text = (
        '[recipe title="Pie" time="1 h"][recipe-ingredients]\n- 1 egg\n- salt\n[/recipe-ingredients]'
        "[recipe-directions title='How']\n1. Mix.\n[/recipe-directions][/recipe]"
    )
    pot = record(3, "recipe", recipe_notes="A note of another recipe.")
    for records in ((), (pot,)):
        assert shown(text, *records) == (
            "<div><h3>Pie</h3><p>time: 1 h</p><h4>Ingredients</h4><ul><li>1 egg</li>"
            "<li>salt</li></ul><h4>How</h4><ol><li>Mix.</li></ol></div>"
        )


def test_lines_of_cells():
    expected = (
        "<table><caption>C</caption><thead><tr><th>a</th><th>b, c</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert shown('[table caption="C"]a,"b, c"\n1,2[/table]').startswith(expected)
    assert "[table]" in shown("[table]no cells[/table]")


def test_pictures_put_aside_are_in_no_gallery():
    entry = {"status": "active", "src": "https://a.example/a.jpg"}
    aside = {"status": "draft", "src": "https://a.example/b.jpg"}
    data = json.dumps({"gallery": {"1": entry, "2": aside}})
    made = shown('[envira-gallery id="6"]', record(6, "envira", _eg_gallery_data=data))
    assert "a.jpg" in made
    assert "b.jpg" not in made


def test_parts_for_members_are_in_no_recipe():
    notes = "[su_members]Nightjar[/su_members] For all."
    made = shown('[wprm-recipe id="2"]', record(2, "wprm_recipe", wprm_notes=notes))
    assert "For all." in made
    assert "Nightjar" not in made
    array = json.dumps({"excerpt": f"{notes} Of it.", "ingredients": {"a": {"name": "Milk"}}})
    page = own_page(record(3, "cp_recipe", _recipe_settings=array), Media())
    assert "For all. Of it." in page
    assert "Nightjar" not in page
