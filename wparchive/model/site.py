"""The records of a site: its authors, its terms, and all else that is not a post."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Meta, Record
from wparchive.model.views import view

SCHEMA = "wparchive/1"
"""The name and version of the model; the number rises when programs that read it must change."""


class Image(Record):
    """The image of the blog (the channel's ``image``).

    Attributes:
        url: The address of the file.
        title: The title.
        link: The target of the image's link.
        width: The width in pixels.
        height: The height in pixels.
    """

    url: str | None = None
    title: str | None = None
    link: str | None = None
    width: int | None = None
    height: int | None = None


class Site(Record):
    """The blog itself (the export's ``channel``).

    Attributes:
        title: The name of the blog.
        link: The address of the blog.
        description: The tagline.
        language: The language tag, such as ``de-DE``.
        published: Date and time of the export (``pubDate``), RFC 3339.
        created: Date and time in the export's ``created=`` comment, without a zone.
        wxr_version: The version of the WXR format, ``1.0`` to ``1.3``.
        base_site_url: The root of the network of sites; on a single site that of the blog.
        base_blog_url: The root of the blog.
        generators: Every ``generator``, in order.
        image: The image of the blog; None if it has none.
        namespaces: Namespace URIs by prefix, as the document declares them; empty if they are
            those of WXR 1.2.
        extra: Elements of the source that have no field.
        layout: How the source arranged the element; None if as in WordPress's export.
        origin: Where the record was read; None if nobody recorded it.
    """

    title: str | None = None
    link: str | None = None
    description: str | None = None
    language: str | None = None
    published: str | None = None
    created: str | None = None
    wxr_version: str | None = None
    base_site_url: str | None = None
    base_blog_url: str | None = None
    generators: list[str] = []
    image: Image | None = None
    namespaces: dict[str, str] = {}
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None


class Author(Record):
    """A user of the site who wrote something (``wp:author``).

    Attributes:
        id: The user's id.
        login: The login name, by which posts refer to the author.
        email: The e-mail address (personal).
        name: The display name.
        first_name: The first name.
        last_name: The last name.
        url: The user's site.
        description: The biography.
        extra: Elements of the source that have no field.
        layout: How the source arranged the element; None if as in WordPress's export.
        origin: Where the record was read; None if nobody recorded it.
    """

    id: int | None = None
    login: str | None = None
    email: str | None = None
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    url: str | None = None
    description: str | None = None
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None


class Term(Record):
    """A term of the site (``wp:category``, ``wp:tag``, ``wp:term``).

    Attributes:
        id: The term id.
        taxonomy: ``category``, ``post_tag``, or another.
        slug: The slug, percent-encoded where it is not ASCII.
        name: The name, as HTML in exports; `name_text` is its text.
        parent: The slug of the parent; empty or None if there is no parent.
        description: The description, as HTML in exports.
        meta: The term meta.
        extra: Elements of the source that have no field.
        layout: How the source arranged the element; None if as in WordPress's export.
        origin: Where the record was read; None if nobody recorded it.
    """

    id: int | None = None
    taxonomy: str | None = None
    slug: str | None = None
    name: str | None = None
    parent: str | None = None
    description: str | None = None
    meta: list[Meta] = []
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None

    @property
    def name_text(self) -> str:
        """The name as text: without entities, in one line; empty if there is none."""
        return view("plain", self.name)  # type: ignore[no-any-return]


class SiteDocument(Record):
    """The content of ``json/site.json``: all that is not a post.

    Attributes:
        schema: The name and version of the model.
        generator: The program that wrote the document, with its version.
        site: The blog.
        authors: The users who wrote something.
        terms: Categories, tags and terms of other taxonomies.
        sources: The names of the documents that were read, as in `Origin.source`.
        other_sites: The other blogs; UNSET unless the archive has several.
    """

    schema: str = SCHEMA
    generator: str = ""
    site: Site = msgspec.field(default_factory=Site)
    authors: list[Author] = []
    terms: list[Term] = []
    sources: list[str] = []
    other_sites: list[Site] | UnsetType = UNSET
