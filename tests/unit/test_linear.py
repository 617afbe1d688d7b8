"""What takes much of anything takes time that grows as it does, and no faster."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.growth import LIMIT, exponent
from tests.property.test_round_trip import save
from wparchive.api import convert
from wparchive.model.records import Comment, Meta, Post, PostTerm
from wparchive.model.site import Site, SiteDocument
from wparchive.render.summary import plain_text, summary
from wparchive.transforms.threads import discussion
from wparchive.wordpress.serialized import decode, rewrite_strings

TEXTS = {
    "open comments": lambda n: plain_text("<!--" * n),
    "open comments in an excerpt": lambda n: summary("<!--" * n, "<!--" * n),
    "open scripts": lambda n: plain_text("<script" * n),
    "open styles and comments": lambda n: plain_text("<!--<style x>" * n),
    "lengths that are wrong": lambda n: decode("a:1:{" + 's:99999999:"\xe4";' * n + "}"),
    "lengths that are too long": lambda n: decode("a:1:{" + f's:{8 * n}:"\xe4";' * n + "}"),
    "lengths of no end": lambda n: rewrite_strings("a:1:{" + 's:9:"a' * n + "}", str),
}
CHAINS = {
    "a chain": lambda n: [Comment(id=k, parent=k - 1) for k in range(1, n + 1)],
    "a chain backwards": lambda n: [Comment(id=k, parent=k + 1) for k in range(1, n + 1)],
    "a circle": lambda n: [Comment(id=k, parent=k % n + 1) for k in range(1, n + 1)],
    "a star": lambda n: [Comment(id=k, parent=1) for k in range(1, n + 1)],
    "one id": lambda n: [Comment(id=1, parent=1) for _ in range(n)],
}
POSTS = {
    "comments": lambda n: Post(
        comments=[Comment(id=k, parent=k - 1, approved="1", content="c") for k in range(1, n + 1)]
    ),
    "meta": lambda n: Post(meta=[Meta(key=f"k{k}", value="v") for k in range(8 * n)]),
    "enclosures": lambda n: Post(
        meta=[Meta(key="enclosure", value=f"http://files.example/{k}.mp3") for k in range(n)]
    ),
    "terms": lambda n: Post(
        terms=[PostTerm(taxonomy="post_tag", slug=f"t{k}", name=f"T{k}") for k in range(n)]
    ),
    "links": lambda n: Post(content="".join(f'<a href="/x{k}/">a</a> ' for k in range(n))),
    "brackets": lambda n: Post(content="[" * 8 * n),
    "angles": lambda n: Post(content="<" * 8 * n),
    "ampersands": lambda n: Post(content="&" * 8 * n),
    "lines": lambda n: Post(content="\n" * 8 * n),
    "asterisks": lambda n: Post(content="*" * 8 * n),
    "underlines": lambda n: Post(content="_" * 8 * n),
    "open comments": lambda n: Post(content="<!--" * 8 * n),
    "a long slug": lambda n: Post(slug="a/-%c3" * 8 * n),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_texts(kind):
    assert exponent(lambda n: lambda: TEXTS[kind](n), 8_000) < LIMIT


@pytest.mark.parametrize("kind", CHAINS)
def test_threads(kind):
    def work(size):
        post = Post(comments=CHAINS[kind](size))
        return lambda: discussion(post, [])

    assert exponent(work, 8_000) < LIMIT


@pytest.mark.parametrize("kind", POSTS)
def test_conversion_in_every_format(kind):
    """The frame of a conversion is no part of the growth: it only makes small ones dearer."""

    def work(size):
        post = POSTS[kind](size)
        post.id, post.type, post.status, post.title = 1, "post", "publish", "T"
        post.link = "https://blog.example/a/"
        document = SiteDocument(site=Site(title="B", link="https://blog.example"), sources=["a"])

        def run():
            with tempfile.TemporaryDirectory() as name:
                save(Path(name, "in"), document, [post])
                formats = ["markdown", "json", "wxr", "warc", "wacz"]
                convert(Path(name, "in"), Path(name, "out"), to=formats, jobs=1)

        return run

    assert exponent(work, 600, parts=4) < LIMIT
