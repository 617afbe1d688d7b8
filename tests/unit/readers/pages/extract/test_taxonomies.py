"""Custom taxonomies, post formats and parents of terms, by classes and addresses."""

from __future__ import annotations

import pytest

from tests.pages import HOST, page
from wparchive.readers.pages.extract import read_page


def article(classes, terms):
    return f"""<article id="post-7" class="post-7 post type-post hentry {classes}">
<h1 class="entry-title">Ein Beitrag</h1><div class="entry-content"><p>First words of the text.</p></div>
<footer class="entry-meta">{terms}</footer></article>"""


def link(path, name="Corner", rel="tag"):
    return f'<a href="{HOST}/{path}/" rel="{rel}">{name}</a>'


def read(classes, terms, **options):
    return read_page(page(article=article(classes, terms), **options), source="page.html")


def terms_of(found):
    return [(term.taxonomy, term.slug, term.name) for term in found.post.terms]


@pytest.mark.parametrize(
    ("classes", "terms", "expected"),
    [
        ("bed-corner", link("bed/corner"), ("bed", "corner", "Corner")),
        ("portfolio_type-print", link("portfolio-type/print", "Print"), ("portfolio_type", "print", "Print")),
        ("serie-n-2 bed-n-2", link("serie/n-2", "N 2"), ("serie", "n-2", "N 2")),
        ("genre-krimi", link("lesen/krimi", "Krimi"), ("genre", "krimi", "Krimi")),
        ("", f'<div class="taxonomy-mood wp-block-post-terms">{link("stimmung/froh", "Froh")}</div>', ("mood", "froh", "Froh")),
        ("tag-corner", link("tag/corner"), ("post_tag", "corner", "Corner")),
        ("has-post-thumbnail", link("x/thumbnail", "Thumbnail"), ("post_tag", "thumbnail", "Thumbnail")),
        ("", link("somewhere/corner"), ("post_tag", "corner", "Corner")),
    ],
)  # fmt: skip
def test_the_taxonomy_of_a_link(classes, terms, expected):
    assert terms_of(read(classes, terms)) == [expected]


@pytest.mark.parametrize("place", ["article", "body"])
def test_the_post_format(place):
    found = read(
        "format-aside" if place == "article" else "",
        "",
        body_class="single postid-7 single-format-aside" if place == "body" else "single postid-7",
    )
    assert terms_of(found) == [("post_format", "post-format-aside", "Aside")]


def test_a_standard_post_has_no_format():
    assert terms_of(read("format-standard", "", body_class="single single-format-standard")) == []


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        ("category/beds/raised", "beds"),
        ("blog/category/all/beds/raised", "beds"),
        ("category/raised", None),
        ("kategorie/beete/raised", "beete"),
        ("category/beds/raised/index.html?x=", "beds"),
    ],
)
def test_the_parent_of_a_category(path, parent):
    found = read("category-raised", link(path, "Raised", rel="category tag"))
    assert [(t.slug, t.parent) for t in found.terms] == [("raised", parent)]


def test_the_parent_of_a_term_of_a_custom_taxonomy():
    found = read("bed-low", link("bed/high/low", "Low"))
    assert [(t.taxonomy, t.slug, t.parent) for t in found.terms] == [("bed", "low", "high")]
