"""Small exports, damaged at random: no crash, no hang, and nothing lost without a word.

What an export holds is counted here by marks in its texts, which no parser is needed to see: each
item's title, body and comments hold a token. A token that a mutation leaves whole in the bytes is
either in the output or there is a notice of a loss. ``WPARCHIVE_FUZZ_SECONDS`` sets how long it
goes on; by default it is a fixed number of seeds.
"""

from __future__ import annotations

import os
import random
import re
import time

import pytest

from tests.property.mutations import damage, deadline
from tests.wxr import HEAD, TAIL, comment, export, item
from wparchive.api import open_source
from wparchive.errors import WparchiveError
from wparchive.errors.notices import Code, Severity
from wparchive.model.canonical import encode_post

SEEDS = 400
TOKEN = re.compile(rb"QQ[A-Z][a-z]+\d+ZZ")


def sample(chance):
    """An export with a token in every text that must not get lost, and its encoding."""
    number = iter(range(1, 1000))

    def token(kind):
        return f"QQ{kind}{next(number)}ZZ"

    items = []
    for post in range(1, chance.randint(2, 5)):
        comments = "".join(
            comment(
                post * 10 + n,
                content=f"{token('Comment')} {chance.choice(['&amp; é', '<b>x</b>', 'ü]] >'])}",
                url=chance.choice(["", "http://a.example/?x=1&amp;y=2"]),
                parent=chance.choice([0, post * 10]),
            )
            for n in range(chance.randint(0, 3))
        )
        body = chance.choice(
            [
                "<p>Text</p>\n\n<!-- wp:x --><div>1 &amp; 2 &nbsp; 日本</div>",
                "a ]]]]><![CDATA[> b",
                "",
            ]
        )
        meta = (
            "<wp:postmeta><wp:meta_key>k</wp:meta_key>"
            f"<wp:meta_value><![CDATA[{token('Meta')}]]></wp:meta_value></wp:postmeta>\n"
        )
        items.append(
            item(
                post, title=token("Title"), content=f"{token('Body')} {body} {token('Body')}",
                comments=comments, more=meta * chance.randint(0, 1),
            )
        )  # fmt: skip
    head = HEAD.replace("<title>Blog</title>", f"<title>{token('Site')}</title>")
    term = f"<wp:category><wp:term_id>3</wp:term_id><wp:cat_name><![CDATA[{token('Term')}]]></wp:cat_name></wp:category>\n"
    return export(*items, head=head + term).encode()


def check(seed, path):
    """Damage one export, read it, and see what is missing."""
    chance = random.Random(seed)
    data = sample(chance)
    data = damage(chance, data, lambda: sample(chance).replace(b"QQ", b"QQG"))
    path.write_bytes(data)
    tokens = set(TOKEN.findall(data))
    try:
        with deadline(20), open_source(path) as archive:
            posts = list(archive)
            notices = list(archive.notices)
            head = repr((archive.site, archive.terms)).encode()
    except WparchiveError as error:
        held = re.findall(rb"<wp:post_id>\d+</wp:post_id>.{0,3000}</item>", data, re.DOTALL)
        if held:
            pytest.fail(f"seed {seed}: refused, but it holds items: {error}")
        return
    written = b"".join(encode_post(post) for post in posts)
    missing = tokens - set(TOKEN.findall(written + head))
    severities = {notice.code.severity for notice in notices}
    assert not missing or Severity.LOSS in severities, f"seed {seed}: lost in silence {missing}"
    texts = "".join(
        f"{post.title} {post.content} {post.excerpt} "
        + " ".join(f"{c.content} {c.author} {c.url}" for c in post.comments)
        for post in posts
    ).encode()
    places = {t for t in tokens if b"Comment" in t or b"Body" in t} - set(TOKEN.findall(texts))
    said = severities - {Severity.INFO} or Code.ELEMENT_REPEATED in {n.code for n in notices}
    assert not places or said, f"seed {seed}: misplaced {places}"


def test_damaged_exports_lose_nothing_in_silence(tmp_path):
    seconds = float(os.environ.get("WPARCHIVE_FUZZ_SECONDS", "0"))
    first = int(os.environ.get("WPARCHIVE_FUZZ_SEED", "0"))
    end = time.monotonic() + seconds
    seed = first
    while seed < first + SEEDS or time.monotonic() < end:
        check(seed, tmp_path / "export.xml")
        seed += 1


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_cut_at_any_place_keeps_what_stands_before_it(tmp_path, cut):
    data = export(item(1, title="One"), item(2, title="Two", comments=comment(5))).encode()
    second = data.index(b"<item>", data.index(b"</item>"))
    stop = second + (len(data) - len(TAIL) - second) * cut // 100
    path = tmp_path / "export.xml"
    path.write_bytes(data[:stop])
    with open_source(path) as archive:
        posts = list(archive)
        assert posts[0].title == "One"
        assert posts[0].extra == archive_of(tmp_path, data)[0].extra
        assert Severity.LOSS in {notice.code.severity for notice in archive.notices}


def archive_of(tmp_path, data):
    path = tmp_path / "whole.xml"
    path.write_bytes(data)
    with open_source(path) as archive:
        return list(archive)
