"""The channel of an export without its items: site, authors and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.formats.readers import SiteMetadata
from wparchive.language import dates
from wparchive.model.elements import SourceLayout
from wparchive.model.site import Author, Image, Site, Term
from wparchive.readers.xml.elements import is_plain, tail_of
from wparchive.readers.xml.fields import Fields, Location, meta
from wparchive.wordpress.inferred import restore_site
from wparchive.wordpress.wxr import AUTHOR, CHANNEL, IMAGE, NAMESPACES, TERMS, canonical, contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from wparchive.model.records import Meta
    from wparchive.readers.xml.fields import Element

_CREATED = patterns.lazy(r'\bcreated="([^"]*)"')
_VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.3"})


def read_site_metadata(channel: Element, location: Location) -> SiteMetadata:
    """Read a channel without its items; one remaining ``item`` marks their place."""
    location.use_namespaces(channel)
    authors: list[Author] = []
    terms: list[Term] = []
    generators: list[Element] = []
    items: list[Element] = []
    handlers = _record_handlers(location, authors, terms)
    handlers |= {"generator": generators.append, "item": items.append}
    fields = Fields.of(channel, location, handlers)
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
        generators=[_generator(element, fields) for element in generators],
        image=_image(fields),
        namespaces=_namespaces(channel),
        origin=location.origin(),
    )
    site.extra = fields.remaining()
    site.layout = _layout(channel, fields, items)
    if site.wxr_version not in _VERSIONS:
        version = fields.first.get("wp:wxr_version")
        here = location if version is None else location.of(version)
        here.notice(Code.WXR_VERSION, "The WXR version is {}.", repr(site.wxr_version))
    restore_site(site, authors, terms)
    return SiteMetadata(site, authors, terms)


def _record_handlers(
    location: Location, authors: list[Author], terms: list[Term]
) -> dict[str, Callable[[Element], None]]:
    """Return functions that add an element's record to the authors or terms, by its name."""
    return {
        "wp:author": lambda e: authors.append(_author(e, location.at(e), "wp:author")),
        "wp:wp_author": lambda e: authors.append(_author(e, location.at(e), "wp:wp_author")),
        "wp:category": lambda e: terms.append(_category(e, location.at(e))),
        "wp:tag": lambda e: terms.append(_tag(e, location.at(e))),
        "wp:term": lambda e: terms.append(_term(e, location.at(e))),
    }


def _namespaces(channel: Element) -> dict[str, str]:
    declared = {str(prefix): str(uri) for prefix, uri in channel.nsmap.items() if prefix}
    return {} if declared == NAMESPACES else dict(sorted(declared.items()))


def _layout(channel: Element, fields: Fields, items: list[Element]) -> SourceLayout | None:
    """Return the channel's layout, including elements after the items, which core writes last."""
    first = fields.names.index("item") if "item" in fields.names else len(fields.names)
    late = [name for name in fields.names[first:] if name != "item"]
    fields.names[first:] = late
    layout = fields.layout(channel, CHANNEL) or SourceLayout()
    if late:
        layout.order = contract([*fields.names[:first], "item", *late])
    root = channel.getparent()
    layout.tail = " ".join(filter(None, map(tail_of, items)))
    if root is not None and dict(root.items()) != {"version": "2.0"}:
        layout.root = {str(name): str(value) for name, value in root.items()}
    return None if layout == SourceLayout() else layout


def _generator(element: Element, fields: Fields) -> str:
    text = element.text or ""
    plain = is_plain(element, fields.location.own_namespaces) and not tail_of(element)
    if text != text.strip() or not plain:
        fields.keep_verbatim("generator")
    return text.strip()


def _export_date(fields: Fields) -> str | None:
    text = fields.token("pubDate")
    if not text:
        return text
    moment = dates.from_rfc822(text)
    if moment is None:
        here = fields.location.of(fields.first["pubDate"])
        here.notice(Code.DATE_UNREADABLE, "The channel's <pubDate> is {}.", repr(text[:80]))
    if dates.to_rfc822(moment or text) != text:
        fields.keep_verbatim("pubDate")
    return moment or text


def _created(tree: etree._ElementTree) -> str | None:
    """Return the instant in the comment ``generator="WordPress/..." created="..."``."""
    node = tree.getroot().getprevious()
    while node is not None:
        if match := _CREATED.search(str(node.text or "")):
            return dates.from_mysql(match[1]) or match[1]
        node = node.getprevious()
    return None


def _image(fields: Fields) -> Image | None:
    element = fields.first.get("image")
    if element is None:
        return None
    fields.taken.add("image")
    inner = Fields.of(element, fields.location, {})
    image = Image(
        url=inner.token("url"),
        title=inner.text("title"),
        link=inner.token("link"),
        width=inner.integer("width"),
        height=inner.integer("height"),
    )
    if inner.layout(element, IMAGE) or len(inner.taken) != len(inner.names):
        fields.keep_verbatim("image")
    return image


def _author(element: Element, location: Location, name: str) -> Author:
    fields = Fields.of(element, location, {})
    author = Author(
        id=fields.integer("wp:author_id"),
        login=fields.token("wp:author_login"),
        email=fields.token("wp:author_email"),
        name=fields.text("wp:author_display_name"),
        first_name=fields.text("wp:author_first_name"),
        last_name=fields.text("wp:author_last_name"),
        url=fields.token("wp:author_url"),
        description=fields.text("wp:author_description"),
        origin=location.origin(name),
    )
    author.extra = fields.remaining()
    author.layout = fields.layout(element, AUTHOR)
    return author


def _category(element: Element, location: Location) -> Term:
    fields, metas = _term_fields(element, location)
    term = Term(
        id=fields.integer("wp:term_id"),
        taxonomy="category",
        slug=fields.token("wp:category_nicename"),
        name=fields.text("wp:cat_name"),
        parent=fields.token("wp:category_parent"),
        description=fields.text("wp:category_description"),
        meta=metas,
        origin=location.origin("wp:category"),
    )
    return _completed(term, element, fields)


def _tag(element: Element, location: Location) -> Term:
    fields, metas = _term_fields(element, location)
    term = Term(
        id=fields.integer("wp:term_id"),
        taxonomy="post_tag",
        slug=fields.token("wp:tag_slug"),
        name=fields.text("wp:tag_name"),
        description=fields.text("wp:tag_description"),
        meta=metas,
        origin=location.origin("wp:tag"),
    )
    return _completed(term, element, fields)


def _term(element: Element, location: Location) -> Term:
    fields, metas = _term_fields(element, location)
    term = Term(
        id=fields.integer("wp:term_id"),
        taxonomy=fields.token("wp:term_taxonomy"),
        slug=fields.token("wp:term_slug"),
        name=fields.text("wp:term_name"),
        parent=fields.token("wp:term_parent"),
        description=fields.text("wp:term_description"),
        meta=metas,
        origin=location.origin("wp:term"),
    )
    return _completed(term, element, fields)


def _term_fields(element: Element, location: Location) -> tuple[Fields, list[Meta]]:
    metas: list[Meta] = []
    return Fields.of(
        element, location, {"wp:termmeta": lambda e: metas.append(meta(e, location))}
    ), metas


def _completed(term: Term, element: Element, fields: Fields) -> Term:
    name = canonical[str(element.tag)]
    term.extra = fields.remaining()
    term.layout = fields.layout(element, TERMS[name])
    return term
