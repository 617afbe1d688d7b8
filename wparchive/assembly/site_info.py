"""The site, authors and terms of several documents, joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from wparchive.assembly.identity import canonicalize_url, fingerprint
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import SiteMetadata, TextForm
from wparchive.formats.registry import kind_of
from wparchive.model.site import Author, Site, Term
from wparchive.wordpress.shown_menus import is_menu, shown_menus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.formats.readers import Document

_EMPTY = Site()
SITE_FIELDS = ("title", "link", "description", "language", "base_site_url", "base_blog_url")
"""The fields of a site that other sources of the same site may fill."""
_Record = TypeVar("_Record", Author, Term)
_Described = TypeVar("_Described", Site, Author, Term)


def join_metadata(documents: Sequence[Document]) -> tuple[SiteMetadata, list[Notice]]:
    """Join the sites, authors and terms of documents.

    The site is that of the most trusted kind of source, the first one among equals; others of the
    same host fill its gaps. Authors and terms that are the same in two exports are kept once, and
    twice if they differ; those of feeds or pages are the exports' own if they have their login,
    slug or name.

    Args:
        documents: All of them, in the user's order.
    """
    notices: list[Notice] = []
    described = [d.metadata for d in documents if d.metadata.site != _EMPTY]
    # A feed of comments on one post does not name the blog.
    described = [h for h in described if h.site.title or h.site.link] or described
    order = sorted(described, key=lambda metadata: kind_of(metadata.site.origin).rank)
    site = order[0].site if order else documents[0].metadata.site
    metadata = SiteMetadata(msgspec.structs.replace(site), sources=[])
    assert metadata.sources is not None
    for document in documents:
        other = document.metadata
        metadata.sources.extend([document.name] if other.sources is None else other.sources)
        if other.site == _EMPTY:
            continue
        if _host(other.site) == _host(site):
            fill_missing(metadata.site, other.site, SITE_FIELDS)
            _add_menus(metadata.site, other.site)
        elif other.site.link and other.site.link != site.link:
            text = (
                f"{document.name} is from {other.site.link!r}, but the first input is from"
                f" {site.link!r}."
            )
            notices.append(Notice(Code.SITE_MISMATCH, text, document.name))
    for other in sorted((d.metadata for d in documents), key=_rank):
        _add(metadata.authors, other.authors)
        _add(metadata.terms, other.terms)
    return metadata, notices


def _add_menus(site: Site, other: Site) -> None:
    """Add the menus that another source shows and this one does not have."""
    known = {menu.slug for menu in shown_menus(site.extra)}
    new = [e for e in other.extra if is_menu(e) and e.attributes.get("slug") not in known]
    site.extra = [*site.extra, *new]


def fill_missing(record: _Described, other: _Described, names: Sequence[str] = ()) -> None:
    """Fill the fields of a record that are None with those of another record of the same thing.

    Args:
        record: The record; it is changed.
        other: The other record.
        names: The fields to fill; all by default.
    """
    for name in names or record.__struct_fields__:
        if getattr(record, name) is None:
            setattr(record, name, getattr(other, name))


def _rank(metadata: SiteMetadata) -> int:
    records: list[Site | Author | Term] = [
        metadata.site,
        *metadata.authors[:1],
        *metadata.terms[:1],
    ]
    return max(kind_of(record.origin).rank for record in records)


def _host(site: Site) -> str | None:
    address = canonicalize_url(site.link or "")
    return address.host if address else None


def _add(mine: list[_Record], others: Sequence[_Record]) -> None:
    """Add records that are not known yet, and fill the gaps of those that are."""
    known = {_without_origin(record) for record in mine}
    by_name: dict[object, _Record] = {}
    for record in mine:
        for name in _match_keys(record):
            by_name.setdefault(name, record)
    for other in others:
        if _without_origin(other) in known:
            continue
        found = next((by_name[n] for n in _match_keys(other) if n in by_name), None)
        if found is None or kind_of(other.origin).text is TextForm.RAW:
            mine.append(other)
            continue
        fill_missing(found, other)


def _without_origin(record: Author | Term) -> bytes:
    return msgspec.msgpack.encode(msgspec.structs.replace(record, origin=None))


def _match_keys(record: Author | Term) -> list[object]:
    """Return a record's match keys, the strongest first."""
    if isinstance(record, Term):
        pairs = [("slug", record.slug), ("name", fingerprint(record.name))]
        return [(record.taxonomy, kind, value) for kind, value in pairs if value]
    pairs = [("login", record.login), ("name", fingerprint(record.name))]
    return [(kind, value) for kind, value in pairs if value]
