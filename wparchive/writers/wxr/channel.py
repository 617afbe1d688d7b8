"""The frame of an export: the parts before and after its items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.language import dates
from wparchive.wordpress import wxr
from wparchive.writers.wxr.records import author_element, term_element

if TYPE_CHECKING:
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.site import Image, Site
    from wparchive.writers.wxr.markup import Markup
    from wparchive.writers.wxr.records import Records

_WORDS = """\
<!-- This is a WordPress eXtended RSS file, written by wparchive from an archive of a site. -->
<!-- It holds the site's posts, pages, comments, categories, and other content. -->
<!-- To bring them into a WordPress site: Tools: Import, "WordPress", then choose this file. -->
"""
_RELEASE = patterns.lazy(r"\?v=([\w.-]+)")
_ITEMS = "\0"  # no markup: it marks where the items go
_CREATED = patterns.lazy(r"[\w:. +-]*")


def frame(
    metadata: SiteMetadata, markup: Markup, records: Records, version: str
) -> tuple[str, str]:
    """All before the first item, and all after the last one.

    Args:
        metadata: Site, authors and terms.
        markup: The document's namespaces.
        records: Writes authors and terms.
        version: wparchive's version, for an archive that names no WordPress.
    """
    site = metadata.site
    layout = site.layout
    own = _site(site, markup)
    own.update(_lists(metadata, records))
    own["generator"] = [markup.leaf("generator", markup.text(g)) for g in site.generators]
    own["image"] = [_image(site.image, markup)] if site.image else []
    if layout and "item" in (layout.order or ()):
        own["item"] = [_ITEMS]
    children = [
        child if isinstance(child, str) else markup.element(child)
        for child in wxr.CHANNEL.arrange(layout, own, site.extra)
    ]
    at = children.index(_ITEMS) if _ITEMS in children else len(children)
    start, end = markup.tags("channel", layout.attributes if layout else {})
    text = markup.text(layout.text) if layout else ""
    tail = markup.text(layout.tail) if layout else ""
    before = f"{_opening(site, markup, version)}\n{start}{text}\n{_indented(children[:at])}"
    return before, f"{tail}{_indented(children[at + 1 :])}{end}\n</rss>\n"


def _opening(site: Site, markup: Markup, version: str) -> str:
    """Write the declaration, the comment for people, and the root's start tag."""
    root = site.layout.root if site.layout else None
    attributes = markup.attributes({"version": "2.0"} if root is None else root)
    names = "".join(
        f'\n\txmlns:{prefix}="{markup.uri(uri)}"' for prefix, uri in markup.declared.items()
    )
    comment = f"<!-- {_origin(site, version)} -->\n"
    declaration = '<?xml version="1.0" encoding="UTF-8" ?>\n'
    return f"{declaration}{_WORDS}\n{comment}<rss{attributes}{names}\n>\n"


def _origin(site: Site, version: str) -> str:
    """Write ``generator="WordPress/6.5" created="2024-05-01 12:00"``, like ``the_generator()``."""
    releases = (_RELEASE.search(generator) for generator in site.generators)
    release = next((match[1] for match in releases if match), None)
    text = f'generator="{f"WordPress/{release}" if release else f"wparchive/{version}"}"'
    created = dates.to_mysql(site.created or "")
    if created and _CREATED.fullmatch(created) and "--" not in created:
        text += f' created="{created.removesuffix(":00") if created.count(":") > 1 else created}"'
    return text.replace("--", "- -")


def _site(site: Site, markup: Markup) -> dict[str, list[str]]:
    """Write the channel's own fields."""
    published = None if site.published is None else dates.to_rfc822(site.published)
    rows = (
        ("title", site.title),
        ("link", site.link),
        ("description", site.description),
        ("pubDate", published),
        ("language", site.language),
        ("wp:wxr_version", site.wxr_version),
        ("wp:base_site_url", site.base_site_url),
        ("wp:base_blog_url", site.base_blog_url),
    )
    return {name: [markup.leaf(name, markup.text(text))] for name, text in rows if text is not None}


def _lists(metadata: SiteMetadata, records: Records) -> dict[str, list[str]]:
    """Write authors and terms, grouped by their elements' names."""
    own: dict[str, list[str]] = {}
    for author in metadata.authors:
        own.setdefault(author_element(author), []).append(records.author(author))
    for term in metadata.terms:
        own.setdefault(term_element(term), []).append(records.term(term))
    return own


def _image(image: Image, markup: Markup) -> str:
    rows = (
        ("url", image.url),
        ("title", image.title),
        ("link", image.link),
        ("width", image.width),
        ("height", image.height),
    )
    inside = "".join(
        f"\t\t{markup.leaf(name, markup.text(str(value)))}\n"
        for name, value in rows
        if value is not None
    )
    return f"<image>\n{inside}\t</image>" if inside else "<image></image>"


def _indented(children: list[str]) -> str:
    return "".join(f"\t{child}\n" for child in children)
