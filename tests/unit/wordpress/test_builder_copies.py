"""The copy of a page that Elementor leaves in the body: its pieces, and its counters."""

from __future__ import annotations

import json

import pytest

from wparchive.render.body import body_html
from wparchive.render.markdown import to_markdown
from wparchive.wordpress.builders.copies import repaired

MARK = ("_elementor_edit_mode", "builder")


def counter(**settings):
    inner = {"elType": "widget", "widgetType": "counter", "settings": settings, "elements": []}
    return {"elType": "container", "settings": {}, "elements": [inner]}


def entries(*counters):
    return [MARK, ("_elementor_data", json.dumps(counters))]


def test_pieces_are_apart_where_no_element_is_around_them():
    copy = (
        "\t\t\tA first text,\nin two lines\t\t\t\n\t\t\t\tA second\n\t\t\t"
        '<img src="/a.png" alt="">\n\t\t\t<a href="/b">\n\t\t\t\tLink\n\t\t\t</a>\n\t\t\tLast'
    )
    assert to_markdown(body_html(repaired(copy, [MARK]))) == (
        "A first text,\\\nin two lines\n\nA second\n\n![](/a.png)\n\n[Link](/b)\n\nLast\n"
    )


@pytest.mark.parametrize(
    ("content", "meta"),
    [
        ("One\n\t\tTwo", []),
        ("<!-- wp:html -->One\n\t\tTwo<!-- /wp:html -->", [MARK]),
        ("<pre>One\n\t\tTwo</pre>", [MARK]),
        ("One\nTwo\n Three", [MARK]),
        ("Guests\n\t0", [MARK, ("_elementor_data", '"ending_number')]),
    ],
)
def test_other_bodies_stay(content, meta):
    assert repaired(content, meta) == content


@pytest.mark.parametrize(
    ("copy", "settings", "shown"),
    [
        ("Guests\n 0\n more", {"ending_number": 20}, "Guests\n 20\n more"),
        ("a 0\n 0\n Guests", {"ending_number": "1.8"}, "a 0\n 1.8\n Guests"),
        ("0\n k\n Guests", {"ending_number": 3, "suffix": "k"}, "3\n k\n Guests"),
        (
            "Guests\n $\n 5",
            {"ending_number": 9, "starting_number": 5, "prefix": "$"},
            "Guests\n $\n 9",
        ),
        ("Guests 100", {"ending_number": 20}, "Guests 100"),
        ("Guests\n 0", {"ending_number": ""}, "Guests\n 0"),
        ("Others\n 0", {"ending_number": 20}, "Others\n 0"),
    ],
)
def test_counters_stand_at_their_ends(copy, settings, shown):
    assert repaired(copy, entries(counter(title="Guests", **settings))) == shown


def test_two_counters_of_one_title_have_their_own_ends():
    found = entries(counter(title="A", ending_number=1), counter(title="A", ending_number=2))
    assert repaired("A\n 0\n A\n 0", found) == "A\n 1\n A\n 2"
