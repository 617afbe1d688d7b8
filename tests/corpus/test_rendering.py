"""WordPress's recorded answers: how often ours are the same, by function and family of inputs.

The corpus lies beside the checkout, never in it (``../shared``). Families: ``wptest`` are inputs of
WordPress's own tests, ``blockfix`` its block fixtures, ``wxr`` bodies of real exports, ``mut`` and
``fuzz`` mutations and random mixtures of all these.
"""

import gzip
import json
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest

from tests.block_tree import parse_blocks
from wparchive.wordpress import shortcodes
from wparchive.wordpress.autop import autop
from wparchive.wordpress.balance import force_balance_tags
from wparchive.wordpress.clickable import make_clickable
from wparchive.wordpress.comments import comment_html
from wparchive.wordpress.shortcodes import shortcode_unautop
from wparchive.wordpress.slugs import remove_accents, slug
from wparchive.wordpress.smilies import convert_smilies
from wparchive.wordpress.texturize import GERMAN, texturize

RENDERING = Path(__file__).resolve().parents[2].parent / "shared/corpus/wordpress/rendering"

pytestmark = pytest.mark.skipif(
    not RENDERING.is_dir(), reason="WordPress's recorded answers are not here (../shared/corpus)"
)


@cache
def records(name):
    with gzip.open(RENDERING / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def php(value):
    """A JSON value as PHP's arrays let it through: an empty object is an empty list."""
    if isinstance(value, dict):
        if list(value) == [str(n) for n in range(len(value))]:
            value = list(value.values())
        else:
            return {key: php(item) for key, item in value.items()}
    return [php(item) for item in value] if isinstance(value, list) else value


def block_record(block):
    return {
        "blockName": block.name,
        "attrs": php(block.attributes),
        "innerBlocks": [block_record(inner) for inner in block.inner],
        "innerHTML": block.html,
        "innerContent": block.content,
    }


def block_records(text):
    return [block_record(block) for block in parse_blocks(text)]


EVERY = {"wptest": 1.0, "blockfix": 1.0, "wxr": 1.0, "mut": 1.0, "fuzz": 1.0}

# The corpus was recorded on one site, whose address is part of some answers.
HOME = "http://127.0.0.1:8965"

# PHP's `strip_tags` counts what stands in broken comments otherwise; no title has such.
NEARLY = {"wptest": 0.99, "blockfix": 1.0, "wxr": 1.0, "mut": 0.99, "fuzz": 0.99}

CORE = ("wp_caption", "caption", "gallery", "playlist", "audio", "video", "embed")


def attributes(text):
    return php(shortcodes.attributes(text))


FUNCTIONS = {
    "autop": (autop, EVERY),
    "autop_nobr": (partial(autop, br=False), EVERY),
    "parse_blocks": (block_records, EVERY),
    "atts": (attributes, EVERY),
    "shortcode_unautop": (partial(shortcode_unautop, known=CORE), EVERY),
    "clickable": (partial(make_clickable, home=HOME), EVERY),
    "balance": (force_balance_tags, EVERY),
    "smilies": (partial(convert_smilies, home=HOME), EVERY),
    "texturize": (texturize, EVERY),
    "remove_accents": (remove_accents, EVERY),
    "slug": (slug, NEARLY),
    "comment": (partial(comment_html, home=HOME), EVERY),
}


def agreement(function, name, language="en", see=lambda answer: answer, skip=lambda text: False):
    """Per family: the share of answers that look equal, and the ids of the others.

    Inputs that `skip` names are left out, but may not be many.
    """
    inputs = {record["id"]: record["s"] for record in records("inputs.jsonl.gz")}
    asked, other, skipped = Counter(), {}, 0
    for record in records(f"wordpress-6.5-{language}.jsonl.gz"):
        if name not in record["out"]:
            continue
        family = record["id"].partition(":")[0].partition("-")[0]
        if skip(inputs[record["id"]]):
            skipped += 1
            continue
        asked[family] += 1
        if function(inputs[record["id"]]) != see(record["out"][name]):
            other.setdefault(family, []).append(record["id"])
    assert skipped <= (skipped + asked.total()) / 8
    return {
        family: (1 - len(other.get(family, ())) / count, other.get(family, []))
        for family, count in asked.items()
    }


def check(name, measured, floors):
    assert set(measured) == set(floors)
    for family, floor in floors.items():
        share, other = measured[family]
        assert share >= floor, f"{name} on {family}: {share:.2%}, different: {other[:5]}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_answers_as_wordpress(name):
    function, floors = FUNCTIONS[name]
    check(name, agreement(function, name), floors)


def test_german_typography_as_wordpress():
    function = partial(texturize, marks=GERMAN)
    check("texturize (German)", agreement(function, "texturize", "de"), EVERY)


@pytest.mark.parametrize(("name", "floors"), [("remove_accents", EVERY), ("slug", NEARLY)])
def test_german_letters_as_wordpress(name, floors):
    function = partial({"slug": slug, "remove_accents": remove_accents}[name], language="de-DE")
    check(name, agreement(function, name, "de"), floors)
