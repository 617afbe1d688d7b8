"""Account for a page's words: texts in fields, and parts that are boilerplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.assembly.unclaimed.account import TextSummary, UnclaimedSummary
from wparchive.assembly.unclaimed.page import find_unclaimed
from wparchive.assembly.unclaimed.post import texts_of
from wparchive.assembly.unclaimed.words import FieldTexts, plain, words_of
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.boilerplate_removal import boilerplate_kind_in
from wparchive.readers.pages.extract.requests import asks_to_subscribe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from wparchive.assembly.unclaimed.account import UnclaimedText
    from wparchive.model.records import Post
    from wparchive.model.site import Site
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.result import ListedPost
    from wparchive.readers.pages.extract.tree import Element, Tree

_PARAGRAPH = 100
"""Characters of a paragraph; shorter text around a list of posts is the theme's."""
_READ = frozenset({"title", "comments"})
"""Kinds of what is read, so that its words must be in fields."""


class Bookkeeper:
    """Keeps the account of one page.

    Args:
        tree: The page.
        regions: Its parts.
        site: The blog, whose title and description pages repeat.
        heading: The element that shows the post's title; None if none does.
        template: Elements that recur on the pages of the site.
    """

    def __init__(
        self,
        tree: Tree,
        regions: Regions,
        site: Site,
        heading: Element | None,
        template: Collection[Element] = (),
    ) -> None:
        self._template = template
        self._tree, self._regions, self._heading = tree, regions, heading
        self._of_site = [text for text in (site.title, site.description) if text]

    def post(
        self, post: Post, rest: Sequence[UnclaimedText], source: str, *, locked: bool
    ) -> UnclaimedSummary:
        """Account for the page of a post; add unclaimed text to the post's `extra`.

        Args:
            post: The post as it was read.
            rest: Text around the body that has been found to be in no field.
            source: The input's name.
            locked: Whether the page asks for a password in place of the post's text.
        """
        post.extra.extend(run.as_extra() for run in rest)
        found, aside = self._find(texts_of(post))
        post.extra.extend(run.as_extra() for run in found)
        body = len(words_of(plain(post.content or "")))
        # The theme's words in place of a protected text and its comments are short.
        named = [run for run in (*rest, *found) if run.is_paragraph or not locked]
        unclaimed = tuple(map(TextSummary.of, named))
        title = post.title or ""
        return UnclaimedSummary(
            source, post.id, title, body, unclaimed, tuple(map(TextSummary.of, aside))
        )

    def others(
        self, entries: Sequence[Element], listed: Sequence[ListedPost], title: str, source: str
    ) -> UnclaimedSummary:
        """Account for a page without a post of its own, such as an archive page.

        Args:
            entries: The elements that show a post each; their words are those posts'.
            listed: The posts that it lists, where no elements show them.
            title: What the page is called.
            source: The input's name.
        """
        bare = () if entries else listed
        texts = [plain(t) for entry in bare for t in (entry.title, entry.excerpt) if t]
        found, _ = self._find(texts, frozenset(entries), _PARAGRAPH)
        return UnclaimedSummary(source, None, title, 0, tuple(map(TextSummary.of, found)))

    def _find(
        self, texts: Iterable[str], skip: frozenset[Element] = frozenset(), least: int = 0
    ) -> tuple[list[UnclaimedText], list[UnclaimedText]]:
        claimed = FieldTexts([*texts, *self._of_site])
        return find_unclaimed(self._tree.root, claimed, self._kind, skip, least)

    def _kind(self, element: Element) -> str | None:
        """Return the kind of boilerplate of an element; None for text that is read."""
        if element in self._template:
            return "template"
        if self._regions.in_comments(element):
            return kind if (kind := boilerplate_kind(self._tree, element)) == "reply-form" else None
        if asks_to_subscribe(self._tree, element):
            return "subscription"
        kind = boilerplate_kind_in(self._tree, element, self._regions, self._heading)
        return None if kind in _READ else kind
