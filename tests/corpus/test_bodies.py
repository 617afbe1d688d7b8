"""WordPress's recorded answers for whole bodies: shortcodes, blocks, and all filters together.

Both sides are brought to what a reader sees of them first. What is taken away so, and what differs
on purpose, stands in docs/explanation/rendering.md with its reason.
"""

import re

import pytest

from tests.corpus.test_rendering import RENDERING, agreement, check
from wparchive import read
from wparchive.render.body import body_html
from wparchive.web.false_tags import show_false_tags
from wparchive.wordpress.block_rendering import BlockRenderer
from wparchive.wordpress.blocks import end_delimiters
from wparchive.wordpress.reference_data import ReferenceData
from wparchive.wordpress.shortcodes import EMBEDS, HANDLERS, ShortcodeProcessor
from wparchive.wordpress.texturize import ENGLISH

pytestmark = pytest.mark.skipif(
    not RENDERING.is_dir(), reason="WordPress's recorded answers are not here (../shared/corpus)"
)

POST = 4  # the post that WordPress was asked as


@pytest.fixture(scope="module")
def references():
    """The media of the site that gave the answers."""
    references = ReferenceData()
    for post in read(RENDERING.parent / "export/wordpress-6.5.xml"):
        references.add(post)
    return references


def seen(html):
    """An answer without what no reader sees, in one of the two forms that themes choose between."""
    for pattern, replacement in TAKEN_AWAY:
        html = pattern.sub(replacement, html)
    return html


def gallery(match):
    """Pictures and captions in order: thumbnails lie beside the whole pictures."""
    text = match[0].replace("&#038;", "&amp;").replace(" & ", " &amp; ")
    text = re.sub(r"-\d+x\d+(?=\.\w+)", "", text)
    pictures = re.findall(r"<img[^>]*?src=\"([^\"]*)\"[^>]*?alt=\"([^\"]*)", text)
    captions = re.findall(r"(?:<dd|<figcaption)[^>]*>(.*?)</(?:dd|figcaption)>", text, re.DOTALL)
    return f"gallery of {pictures} {[' '.join(words.split()) for words in captions]}"


def caption(match):
    box, width, classes, content, text, words = match.groups(default="")
    return (
        f'<figure{box} style="width: {int(width) - 10}px" class="{classes}">{content}'
        f'<figcaption{text} class="wp-caption-text">{words}</figcaption></figure>'
    )


TAKEN_AWAY = [
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r'\n\t\t<style type="text/css">.*?</style>\n\t\t', ""),
        (
            (
                r"<div id='gallery-\d+' class='gallery.*?<br style=[\"']clear: both[\"'] />\n\t\t</div>\n"
                r"|<div class=\"gallery .*?</figure></div>"
            ),
            gallery,
        ),
        (r"<!--\[if lt IE 9\]>.*?<!\[endif\]-->\n?", ""),
        (r'<div style="width: \d+px;" class="wp-video">(.*?</video>)</div>', r"\1"),
        (
            (
                r'<(audio|video) class="wp-(?:audio|video)-shortcode" id="[^"]*"'
                r'(?: width="\d+" height="\d+")? preload="\w+"(?: style="[^"]*")?'
            ),
            r"<\1",
        ),
        (r'<video width="\d+" height="\d+"', "<video"),
        (r'\?_=\d+"', '"'),
        (
            (
                r'<div( id="\w+")? style="width: (\d+)px" class="(wp-caption[^"]*)">(.*?)'
                r'<p( id="[^"]*")? class="wp-caption-text">(.*?)</p></div>'
            ),
            caption,
        ),
        (
            (
                r" ?\b(?:is-layout-[\w-]+|wp-container-[\w-]+|wp-block-[\w-]+-is-layout-[\w-]+"
                r"|wp-block-gallery-\d+|wp-block-heading)(?=[ \"])"
            ),
            "",
        ),
        (' class=""', ""),
        (
            r' (?:data-id|aria-describedby|loading|decoding|fetchpriority|srcset|sizes)="[^"]*"',
            "",
        ),
        (r"<!--\s+wp:[^>]*/-->", ""),
    )
]


def or_nothing(handler):
    """WordPress shows nothing where it does not find the files; the archive, the shortcode."""
    return lambda shortcode: handler(shortcode) or ""


CORE = {
    **{name: HANDLERS[name] for name in ("caption", "wp_caption")},
    **{name: or_nothing(HANDLERS[name]) for name in ("gallery", "audio", "video", "playlist")},
    # `do_shortcode` alone is asked; the embeds run before it.
    **dict.fromkeys(EMBEDS, lambda _: ""),
}

FLOORS = {
    "shortcode": {"wptest": 0.99, "blockfix": 1.0, "wxr": 0.99, "mut": 0.98, "fuzz": 0.99},
    "blocks": {"wptest": 0.99, "blockfix": 0.95, "wxr": 0.97, "mut": 0.97, "fuzz": 1.0},
    "content": {"wptest": 0.98, "blockfix": 0.93, "wxr": 0.95, "mut": 0.93, "fuzz": 0.93},
}


def is_odd(text):
    """Whether a text has false tags or marks without an end: WordPress lets browsers drop those."""
    return show_false_tags(end_delimiters(text)) != text


@pytest.mark.parametrize("name", FLOORS)
def test_bodies_as_wordpress(name, references):
    ours = {
        "shortcode": lambda text: ShortcodeProcessor(CORE, references.media, POST).process(text),
        "blocks": lambda text: BlockRenderer(references.blocks).run(text),
        "content": lambda text: body_html(text, references, post=POST, marks=ENGLISH),
    }[name]
    skip = is_odd if name == "content" else lambda _: False
    check(name, agreement(lambda text: seen(ours(text)), name, see=seen, skip=skip), FLOORS[name])
