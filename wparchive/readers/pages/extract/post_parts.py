"""The parts of a post that were found on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wparchive.model.records import Comment
    from wparchive.readers.pages.extract.author import Byline
    from wparchive.readers.pages.extract.body import Body
    from wparchive.readers.pages.extract.date_parser import FoundDate
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
