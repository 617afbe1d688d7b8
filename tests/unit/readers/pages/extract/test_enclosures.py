"""Episodes whose player a script draws: the head of the page names their sound."""

from __future__ import annotations

import pytest

from tests.pages import page, post
from wparchive.readers.pages.extract import read_page
from wparchive.wordpress import media_fields

FILE = "https://files.example/show/07-bread.mp3"
TEXT = "<p>First words of the text.</p><p>Last words of it.</p>"
OG = f'<meta property="og:audio" content="{FILE}"><meta property="og:audio:type" content="audio/mpeg">'


def linked(data):
    return f'<script type="application/ld+json">{data}</script>'


def sounds(text=TEXT, head=OG):
    found = read_page(page(article=post(text), head=head), source="page.html").post
    return found, media_fields.enclosures(found)


@pytest.mark.parametrize(
    "head",
    [
        OG,
        OG + linked(f'{{"@type": "AudioObject", "contentUrl": "{FILE}"}}'),
        linked(
            f'{{"@type": "PodcastEpisode", "associatedMedia": {{"@type": "MediaObject", "contentUrl": "{FILE}"}}}}'
        ),
        linked(
            f'{{"@graph": [{{"@type": "AudioObject", "contentUrl": "{FILE}", "encodingFormat": "audio/mpeg"}}]}}'
        ),
        '<meta property="og:audio" content="//files.example/show/07-bread.mp3">',
    ],
)
def test_the_head_names_the_sound(head):
    _, files = sounds(head=head)
    assert files == [{"url": FILE, "type": "audio/mpeg"}]


def test_a_known_length_is_kept():
    head = linked(
        f'{{"@type": "AudioObject", "contentUrl": "{FILE}", "contentSize": "4711", "name": "x"}}'
    )
    assert sounds(head=head)[1] == [{"url": FILE, "type": "audio/mpeg", "length": 4711}]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (TEXT, ""),
        (f'{TEXT}<audio src="{FILE}?_=1"></audio>', OG),
        (f'{TEXT}<p><a href="https://count.example/07-bread.mp3">Listen</a></p>', OG),
        # A list of other episodes, and addresses that are none.
        (
            TEXT,
            OG + linked('{"@type": "AudioObject", "contentUrl": "https://files.example/8.mp3"}'),
        ),
        (TEXT, '<meta property="og:audio" content="javascript:play()">'),
        (TEXT, '<meta property="og:audio" content="https://[files/7.mp3">'),
        (TEXT, '<meta property="og:audio" content="">'),
        (TEXT, linked('{"@type": "AudioObject", "name": "7"}')),
    ],
)
def test_what_the_text_has_or_nobody_can_play_is_not_named(text, head):
    assert sounds(text, head)[1] == []


def test_a_locked_post_names_none():
    form = '<form class="post-password-form" action="/wp-login.php?action=postpass"><input name="post_password" type="password"></form>'
    found, files = sounds(form)
    assert (found.content, files) == (None, [])


@pytest.mark.parametrize(
    "player",
    [
        # Podlove's player of its version 5, a template of elements that only its script knows.
        (
            '<div class="podlove-web-player intrinsic-ignore" id="player-1"><root style="x"><poster class="a"></poster>'
            '<tab name="files"></tab><play-button :label="$t(1)"></play-button><error></error></root></div>'
        ),
        '<div class="podlove-web-player podlove-web-player-loading" id="player-1"></div>',
    ],
)
@pytest.mark.parametrize("text", [TEXT, ""])
def test_what_a_script_makes_a_player_of_is_no_text(player, text):
    found, files = sounds(player + text)
    assert "podlove" not in (found.content or "")
    assert "root" not in (found.content or "")
    assert ("First words" in (found.content or "")) == bool(text)
    assert [file["url"] for file in files] == [FILE]
