"""The records of authors and terms that the page of a post names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.model.site import Author, Term
from wparchive.readers.pages.extract.evidence import origin_of

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.author import Byline
    from wparchive.readers.pages.extract.terms import PageTerm


def author_records(byline: Byline | None, source: str) -> list[Author]:
    """Return the record of the author whose login a byline names; none without a login."""
    if byline is None or byline.login is None:
        return []
    return [
        Author(
            id=byline.id,
            login=byline.login,
            name=byline.name,
            url=byline.url,
            origin=origin_of(source, {"name": byline.evidence}),
        )
    ]


def term_records(found: list[PageTerm], source: str) -> list[Term]:
    """Return the records of terms whose slugs a page shows."""
    return [
        Term(
            taxonomy=t.taxonomy,
            slug=t.slug,
            name=t.name,
            parent=t.parent,
            origin=origin_of(source, {"name": t.evidence}),
        )
        for t in found
        if t.slug
    ]
