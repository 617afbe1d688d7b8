"""The channel of an export without its items: site, authors and terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive.content import dates
from wparchive.model.records import Author, Extra, Image, Meta, Site, Term
from wparchive.notices import Code
from wparchive.protocols import Head
from wparchive.readers.wxr.fields import Fields, Place, meta

if TYPE_CHECKING:
    from lxml import etree

    from wparchive.readers.wxr.fields import Element

_CREATED = re.compile(r'\bcreated="([^"]*)"')
_VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.3"})


def read_head(channel: Element, place: Place) -> Head:
    """Read a channel whose items are gone."""
    authors: list[Author] = []
    terms: list[Term] = []
    generators: list[str] = []
    fields = Fields.of(
        channel,
        place,
        {
            "wp:author": lambda e: authors.append(_author(e, place.at(e), "wp:author")),
            "wp:wp_author": lambda e: authors.append(_author(e, place.at(e), "wp:wp_author")),
            "wp:category": lambda e: terms.append(_category(e, place.at(e))),
            "wp:tag": lambda e: terms.append(_tag(e, place.at(e))),
            "wp:term": lambda e: terms.append(_term(e, place.at(e))),
            "generator": lambda e: generators.append((e.text or "").strip()),
        },
    )
    site = Site(
        title=fields.text("title"),
        link=fields.token("link"),
        description=fields.text("description"),
        language=fields.token("language"),
        published=_export_date(fields),
        created=_created(channel.getroottree()),
        wxr_version=fields.token("wp:wxr_version"),
        base_site_url=fields.token("wp:base_site_url"),
        base_blog_url=fields.token("wp:base_blog_url"),
        generators=generators,
        image=_image(fields),
        origin=place.origin(),
    )
    site.extra = fields.rest()
    if site.wxr_version not in _VERSIONS:
        place.notice(Code.WXR_VERSION, f"The WXR version is {site.wxr_version!r}.")
    return Head(site, authors, terms)


def _export_date(fields: Fields) -> str | None:
    text = fields.token("pubDate")
    if not text:
        return text
    if moment := dates.from_rfc822(text):
        return moment
    fields.place.notice(Code.DATE_UNREADABLE, f"The channel's <pubDate> holds {text[:80]!r}.")
    return text


def _created(tree: etree._ElementTree) -> str | None:
    """The instant in ``<!-- generator="WordPress/6.5" created="2024-05-01 12:00" -->``."""
    node = tree.getroot().getprevious()
    while node is not None:
        if match := _CREATED.search(str(node.text or "")):
            return dates.from_mysql(match[1]) or match[1]
        node = node.getprevious()
    return None


def _image(fields: Fields) -> Image | None:
    element = fields.first.pop("image", None)
    if element is None:
        return None
    inner = Fields.of(element, fields.place, {})
    image = Image(
        url=inner.token("url"),
        title=inner.text("title"),
        link=inner.token("link"),
        width=inner.integer("width"),
        height=inner.integer("height"),
    )
    if rest := inner.rest():
        fields.extra.append(Extra(tag="image", children=rest))
    return image


def _author(element: Element, place: Place, name: str) -> Author:
    fields = Fields.of(element, place, {})
    author = Author(
        id=fields.integer("wp:author_id"),
        login=fields.token("wp:author_login"),
        email=fields.token("wp:author_email"),
        name=fields.text("wp:author_display_name"),
        first_name=fields.text("wp:author_first_name"),
        last_name=fields.text("wp:author_last_name"),
        url=fields.token("wp:author_url"),
        description=fields.text("wp:author_description"),
        origin=place.origin(name),
    )
    author.extra = fields.rest()
    return author


def _category(element: Element, place: Place) -> Term:
    fields, metas, kept = _term_fields(element, place)
    term = Term(
        id=fields.integer("wp:term_id"),
        taxonomy="category",
        slug=fields.token("wp:category_nicename"),
        name=fields.text("wp:cat_name"),
        parent=fields.token("wp:category_parent"),
        description=fields.text("wp:category_description"),
        meta=metas,
        origin=place.origin("wp:category"),
    )
    term.extra = kept + fields.rest()
    return term


def _tag(element: Element, place: Place) -> Term:
    fields, metas, kept = _term_fields(element, place)
    term = Term(
        id=fields.integer("wp:term_id"),
        taxonomy="post_tag",
        slug=fields.token("wp:tag_slug"),
        name=fields.text("wp:tag_name"),
        description=fields.text("wp:tag_description"),
        meta=metas,
        origin=place.origin("wp:tag"),
    )
    term.extra = kept + fields.rest()
    return term


def _term(element: Element, place: Place) -> Term:
    fields, metas, kept = _term_fields(element, place)
    term = Term(
        id=fields.integer("wp:term_id"),
        taxonomy=fields.token("wp:term_taxonomy"),
        slug=fields.token("wp:term_slug"),
        name=fields.text("wp:term_name"),
        parent=fields.token("wp:term_parent"),
        description=fields.text("wp:term_description"),
        meta=metas,
        origin=place.origin("wp:term"),
    )
    term.extra = kept + fields.rest()
    return term


def _term_fields(element: Element, place: Place) -> tuple[Fields, list[Meta], list[Extra]]:
    metas: list[Meta] = []
    kept: list[Extra] = []
    fields = Fields.of(
        element, place, {"wp:termmeta": lambda e: metas.append(meta(e, place, kept))}
    )
    return fields, metas, kept
