"""Sentences that only the attributes of blocks have."""

from __future__ import annotations

import json

import pytest

from wparchive.errors.notices import Code
from wparchive.model.records import Post
from wparchive.render.body import body_html, unrendered_notices
from wparchive.wordpress.block_texts import texts_beside_markup
from wparchive.wordpress.reference_data import ReferenceData


def block(markup, name="acme/card", **attributes):
    return f"<!-- wp:{name} {json.dumps(attributes)} -->\n{markup}\n<!-- /wp:{name} -->"


def beside(text):
    return dict(texts_beside_markup(text, body_html(text)))


CARD = '<div class="card"><h3>Our hours</h3></div>'


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"heading": "Our hours", "text": "Every morning from six"}, 4),
        ({"rows": [{"a": {"note": "Täglich ab sechs Uhr"}}, "Closed on all Sundays"]}, 8),
        ({"title": "Our hours", "footer": "<em>Ask for</em> &amp; take bread"}, 4),
    ],
)
def test_sentences_that_a_block_does_not_show_are_counted(attributes, words):
    assert beside(block(CARD, **attributes)) == {"acme/card": words}


@pytest.mark.parametrize(
    "text",
    [
        block(CARD, text="Our hours"),
        block(
            "<p>Every &#8220;morning&#8221; from <b>six</b>.</p>", text="Every “morning” from six"
        ),
        block(CARD, background="linear-gradient(135deg,rgb(255,255,255) 0%,rgb(0,0,0) 100%)"),
        block(CARD, className="one two three four", metadata={"name": "The part of the hours"}),
        block(CARD, name="core/group", text="Every morning from six"),
        # Attributes of a block without markup are shown, and so is a block that is left as it is.
        block('<div class="card"></div>', text="Every morning from six"),
        '<!-- wp:acme/card {"text":"Every morning from six"} /-->',
        "<p>No block at all</p>",
    ],
)
def test_other_attributes_are_not(text):
    assert beside(text) == {}


def test_the_report_names_the_block():
    post = Post(id=1, content=block(CARD, text="Every morning from six"))
    [notice] = unrendered_notices(post, ReferenceData(), "html")
    assert notice.code == Code.TEXT_IN_FIELDS
    assert notice.message == (
        "Attributes of the block acme/card have 4 words that it does not show."
    )


def test_a_block_of_a_program_shows_its_attributes():
    text = block(
        '<div data-x="1"><script>start("a b c")</script><style>.a{}</style></div>',
        items=[{"question": "Do you deliver?", "answer": "On Mondays and Fridays."}],
    )
    made = body_html(text)
    assert "Do you deliver?" in made
    assert "On Mondays and Fridays." in made
    assert beside(text) == {}


def test_captions_without_pictures_are_shown():
    text = block("<div></div>", name="acme/map", points=[{"title": "Ulm", "caption": "Day one"}])
    assert "<p>Day one</p>" in body_html(text)
