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
