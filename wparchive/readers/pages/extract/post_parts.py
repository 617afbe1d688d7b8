"""The parts of a post that were found on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.model.records import PostAuthor

if TYPE_CHECKING:
    from wparchive.model.records import Comment
    from wparchive.readers.pages.extract.author import Byline
    from wparchive.readers.pages.extract.body import Body
    from wparchive.readers.pages.extract.date_parser import FoundDate
    from wparchive.readers.pages.extract.identity import Identity
    from wparchive.readers.pages.extract.remainder import Remainder
    from wparchive.readers.pages.extract.terms import PageTerm
    from wparchive.readers.pages.extract.title import Title
    from wparchive.readers.pages.extract.tree import Element


class PostParts(NamedTuple):
    """The parts of a post that a page shows; None for a part that the page does not show."""

    title: Title | None
    body: Body | None
    byline: Byline | None
    published: FoundDate | None
    modified: FoundDate | None
    terms: list[PageTerm]
    comments: list[Comment]
    remainder: Remainder | None
    is_locked: bool

    @property
    def heading(self) -> Element | None:
        """The element that shows the title."""
        return self.title.element if self.title else None

    @property
    def author(self) -> PostAuthor | None:
        """The author that the byline names."""
        if self.byline is None:
            return None
        return PostAuthor(login=self.byline.login, name=self.byline.name, url=self.byline.url)

    @property
    def element(self) -> Element | None:
        """The element that holds the text."""
        return self.body.element if self.body else None

    @property
    def content(self) -> str | None:
        """The text that visitors saw; None where they had to enter a password first."""
        return self.body.html if self.body and not self.is_locked else None

    def evidence(self, identity: Identity) -> dict[str, str]:
        """Map each field that was found to its evidence.

        Args:
            identity: The post's id and address.
        """
        found = {
            "content": self.body and self.body.evidence,
            "excerpt": "class" if self.remainder and self.remainder.excerpt else None,
            "title": self.title and self.title.evidence,
            "author": self.byline and self.byline.evidence,
            "published": self.published and self.published.evidence,
            "modified": self.modified and self.modified.evidence,
            "id": identity.id_evidence if identity.id is not None else None,
            "link": identity.url_evidence if identity.url else None,
            "terms": ", ".join(dict.fromkeys(t.evidence for t in self.terms)) or None,
        }
        return {field: evidence for field, evidence in found.items() if evidence is not None}
