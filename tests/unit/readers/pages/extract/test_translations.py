"""Translations that the head of a page names."""

from __future__ import annotations

import pytest

from wparchive.model.elements import UnknownElement
from wparchive.readers.pages.extract.assemble import read_page
from wparchive.wordpress import facets
from wparchive.wordpress.companions import Companions

DE, FR = "https://b.example/brot/", "https://b.example/fr/pain/"


def page(*links, own=DE, lang="de-AT", number=1):
    named = "".join(f'<link rel="alternate" hreflang="{name}" href="{url}">' for name, url in links)
    return (
        f'<html lang="{lang}"><head><title>Brot</title><link rel="canonical" href="{own}">{named}'
        f'</head><body class="single single-post postid-{number}"><article id="post-{number}">'
        f'<h1 class="entry-title">Brot</h1><div class="entry-content"><p>Aus Roggen und Salz.</p>'
        "</div></article></body></html>"
    ).encode()


def post(*args, url=None, **kwargs):
    found = read_page(page(*args, **kwargs), source="a.html", url=url).post
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("links", "own", "lang"),
    [
        ([("de", DE), ("fr", FR), ("x-default", DE)], DE, "de-AT"),
        ([("de-AT", DE), ("fr", FR)], DE, "de"),
        ([("de", "/brot/index.html"), ("fr", "fr/pain/../pain/")], DE, "de"),
        # A mirror that renamed its files: only the language says which one the page is.
        ([("de", "https://mirror.example/1.html"), ("fr", FR)], DE, "de"),
    ],
)
def test_pages_name_their_translations(links, own, lang):
    found = post(*links, own=own, lang=lang, url="https://b.example/")
    assert facets.language(found) in {"de", "de-AT"}
    assert [e.attributes["rel"] for e in found.extra] == ["self", "alternate"]
    assert facets.translation_group(found)


@pytest.mark.parametrize(
    "links",
    [
        [],
        [("de", DE)],
        [("de", DE), ("x-default", DE)],
        [("fr", FR), ("it", "https://b.example/it/pane/")],
        [("de", DE), ("fr", DE)],
        [("de-AT", "https://b.example/at/"), ("de-CH", "https://b.example/ch/")],
    ],
)
def test_pages_in_one_language_name_none(links):
    found = post(*links)
    assert found.extra == []
    assert facets.language(found) is None
    assert facets.translation_group(found) is None


MENU = '<li class="lang"><a href="{}" hreflang="{}">Other</a></li>'


def with_menu(*links, lang="it-IT", name="lang"):
    menu = "".join(MENU.format(url, language) for language, url in links)
    menu += f'<li class="{name}"><a href="/x/">Other</a></li>'
    menu = f"<ul>{menu}</ul><article"
    found = read_page(page(lang=lang).replace(b"<article", menu.encode()), source="a.html").post
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("links", "lang", "expected"),
    [
        ([("en-GB", "https://b.example/en/"), ("it-IT", DE)], "it-IT", "it"),
        ([("de", "/de/"), ("fr-CA", "https://b.example/")], "fr-CA", "fr"),
        ([("en", "/en/")], "de", "de"),
        ([("zh-CN", "/"), ("zh-TW", "/tw/"), ("en", "/en/")], "zh-TW", "zh-TW"),
        # No other language, another blog, an address that is none, a page of unknown language.
        ([("de-AT", "/"), ("de", DE)], "de-AT", None),
        ([("en", "https://wiki.example/")], "de", None),
        ([("en", "https://[b/")], "de", None),
        ([("en", "/en/")], "", None),
    ],
)
def test_a_page_without_translation_has_the_language_of_its_head(links, lang, expected):
    """Menus of languages lead to the front page of a language that lacks the post."""
    found = with_menu(*links, lang=lang)
    assert facets.language(found) == expected
    assert facets.translation_group(found) is None
    assert len(found.extra) == bool(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wpml-ls-item wpml-ls-item-ar wpml-ls-first-item", "de"),
        ("lang-item lang-item-12 lang-item-pt-br no-translation", "de"),
        ("lang-en active", "de"),
        ("menu-item menu-item-wpml-ls-43-zh-hans", "de"),
        ("lang-item lang-item-7 lang-item-de current-lang", None),
        ("language-item menu-item", None),
    ],
)
def test_the_names_of_a_menus_items_tell_its_languages(name, expected):
    found = with_menu(name=name, lang="de-AT")
    assert facets.language(found) == expected


def test_a_country_in_a_link_and_none_in_a_name_are_one_language():
    links = ("en-GB", "/en/"), ("de-AT", DE)
    assert facets.language(with_menu(*links, name="lang-item lang-item-de", lang="de-AT")) == "de"


def test_names_of_programming_languages_are_no_languages():
    data = page(lang="de").replace(
        b"</p>", b'</p><pre class="lang-js"><code class="lang-py">x</code></pre>'
    )
    found = read_page(data, source="a.html").post
    assert found is not None
    assert facets.language(found) is None


def test_translations_of_each_other_are_found():
    links = [("de", DE), ("fr", FR)]
    german = post(*links)
    french = post(*reversed(links), own=FR, lang="fr-CA", number=2)
    alone = post(("de", "https://b.example/x/"), ("fr", "https://b.example/fr/"), number=3,
                 own="https://b.example/x/")  # fmt: skip
    companions = Companions()
    for found in (german, french, alone):
        companions.add(found, public=True)
    assert companions.translations(german) == [{"language": "fr", "url": FR}]
    assert companions.translations(french) == [{"language": "de", "url": DE}]
    assert companions.translations(alone) == []


def test_other_links_of_feeds_are_no_translations():
    german = post()
    german.extra = [UnknownElement(tag="link", attributes={"rel": "self", "href": DE})]
    assert facets.language(german) is None
