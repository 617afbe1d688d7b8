"""Fields of a post and overrides of a pattern in the blocks that are bound to them."""

import pytest

from wparchive.render.body import body_html
from wparchive.wordpress.bindings import (
    calls_fields,
    with_called_fields,
    with_episode,
    with_fields,
    with_overrides,
)
from wparchive.wordpress.reference_data import ReferenceData


def bound(source, inner, more=""):
    return (
        f'<!-- wp:paragraph {{"metadata":{{"bindings":{{{source}}}{more}}}}} -->{inner}'
        "<!-- /wp:paragraph -->"
    )


def field(key, name="content"):
    return f'"{name}":{{"source":"core/post-meta","args":{{"key":"{key}"}}}}'


@pytest.mark.parametrize(
    ("key", "shown"),
    [("genre", "<p>A &lt; B</p>"), ("_hidden", "<p>Else</p>"), ("empty", "<p>Else</p>")],
)
def test_fields_take_the_place_of_what_is_written(key, shown):
    meta = {"genre": "A < B", "_hidden": "Nightjar", "empty": ""}
    text = bound(field(key), "<p>Else</p>")
    assert shown in with_fields(text, meta)
    assert "Nightjar" not in with_fields(text, meta)


def test_other_sources_and_shapes_stay():
    for text in (
        "<p>core/post-meta</p>",
        bound('"content":{"source":"x/y","args":{"key":"genre"}}', "<p>core/post-meta</p>"),
        bound('"content":{"source":"core/post-meta","args":3}', "<p>Else</p>"),
        bound('"content":3', "<p>core/post-meta</p>"),
        bound(field("genre"), "no element"),
        '<!-- wp:paragraph {"metadata":3} --><p>core/post-meta</p><!-- /wp:paragraph -->',
    ):
        assert with_fields(text, {"genre": "Moss"}) == text


ALL = '"__default":{"source":"core/pattern-overrides"}'


@pytest.mark.parametrize(
    ("inner", "values", "shown"),
    [
        (
            "<h2 class='a'>Old</h2>",
            {"content": "New <em>x</em>"},
            "<h2 class='a'>New <em>x</em></h2>",
        ),
        (
            '<a href="/old">Old</a>',
            {"text": "New", "url": "/n?a&b"},
            '<a href="/n?a&amp;b">New</a>',
        ),
        ("<a>Old</a>", {"url": "/new"}, '<a href="/new">Old</a>'),
        ('<img src="a.jpg" alt="A"/>', {"url": "b.jpg", "alt": "B"}, '<img src="b.jpg" alt="B"/>'),
        ("<p>Old</p>", {"content": 3}, "<p>Old</p>"),
    ],
)
def test_overrides(inner, values, shown):
    text = bound(ALL, inner, ',"name":"card"')
    assert f"-->{shown}<!--" in with_overrides(text, {"card": values})
    assert with_overrides(text, {"other": values}) == text
    assert with_overrides(text, None) == text


def test_only_bound_attributes_change():
    text = bound('"content":{"source":"core/pattern-overrides"}', "<p>Old</p>", ',"name":"card"')
    assert with_overrides(text, {"card": {"text": "New"}}) == text


def test_each_use_of_a_pattern_has_its_own_texts():
    references = ReferenceData()
    references.blocks[9] = bound(ALL, "<p>Old</p>", ',"name":"card"')
    text = '<!-- wp:block {"ref":9,"content":{"card":{"content":"One"}}} /--><!-- wp:block {"ref":9} /-->'
    assert body_html(text, references) == "<p>One</p><p>Old</p>"


META = {
    "genre": "Moss & fern",
    "_secret": "Nightjar",
    "wpcf-price": "12 euros",
    "list": "a:1:{i:0;i:1;}",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('Of [acf field="genre"].', "Of Moss & fern."),
        ('[types field="price"][/types]', "12 euros"),
        ('[wpv-post-field name="wpcf-price"]', "12 euros"),
        ("[mb_field id='genre']", "Moss & fern"),
        ("[post_meta key=genre]", "Moss & fern"),
    ],
)
def test_shortcodes_show_fields_of_their_post(text, shown):
    assert calls_fields(text)
    assert with_called_fields(text, META) == shown


@pytest.mark.parametrize(
    "text",
    [
        '[acf field="_secret"]',
        '[acf field="other"]',
        '[acf field="genre" post_id="9"]',
        '[acf field="list"]',
        '[[acf field="genre"]]',
        '<code>[acf field="genre"]</code>',
        '[code][acf field="genre"][/code]',
        "[acf]",
    ],
)
def test_other_calls_of_fields_stay(text):
    assert with_called_fields(text, META) == text


SOUND = {"url": "https://cast.example/1.mp3?a=1&b=2", "type": "audio/mpeg"}
FILM = {"url": "https://cast.example/1.mp4", "type": "video/mp4"}
PLAYER = '[audio src="https://cast.example/1.mp3?a=1&amp;b=2"]'


@pytest.mark.parametrize(
    "text",
    [
        "[powerpress]",
        "[powerpress /]",
        '[podlove-episode-web-player context="post"]',
        "[ss_player]",
        "<!-- wp:seriously-simple-podcasting/castos-html-player /-->",
        '<!-- wp:seriously-simple-podcasting/castos-player {"episodeId":""} /-->',
    ],
)
def test_players_play_the_files_of_their_episode(text):
    assert with_episode(f"Notes.\n\n{text}\n\nEnd.", [SOUND]) == f"Notes.\n\n{PLAYER}\n\nEnd."


def test_players_play_all_files():
    assert with_episode("[powerpress]", [SOUND, FILM]) == f'{PLAYER}\n\n[video src="{FILM["url"]}"]'


@pytest.mark.parametrize(
    "text",
    [
        '[powerpress url="https://cast.example/2.mp3"]',
        "[powerpress https://cast.example/2.mp3]",
        '[ss_player episode="42"]',
        "[[powerpress]]",
        "[powerpress_playlist]",
        "<code>[powerpress]</code>",
        '<!-- wp:seriously-simple-podcasting/castos-player {"episodeId":"42"} /-->',
    ],
)
def test_players_of_other_episodes_stay(text):
    assert with_episode(text, [SOUND]) == text
    assert with_episode("[powerpress]", []) == "[powerpress]"
