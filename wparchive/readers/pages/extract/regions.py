"""The regions of a page: the content, the comments, and sidebars of all sorts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.boilerplate import (
    boilerplate_kind,
    is_sidebar,
    is_sidebar_name,
)
from wparchive.readers.pages.extract.theme_table import has_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.readers.pages.extract.tree import Element, Tree

_AREA_TAGS: Final = frozenset("div section ol ul dl article form aside table details".split())
_SIDE_MARK, _AREA_MARK = 1, 2
_HOLDERS: Final = frozenset("div article section main td table center li".split())
_is_area_name = has_role("comments-area")
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "title"})


class Regions:
    """Knows of every element whether it is in the comments, in a sidebar, or in the content.

    Args:
        tree: The page.
        main: The element that holds the post; no element around it is a sidebar.
        comments: The elements of the comments.
        heading: The element that shows the title; no element around it is a sidebar.
    """

    def __init__(
        self,
        tree: Tree,
        main: Element | None,
        comments: Iterable[Element],
        heading: Element | None = None,
    ) -> None:
        self._tree, self._main = tree, main
        self._around: set[Element] = set()
        if main is not None:
            self._around = {main, *main.iterancestors()}
        if heading is not None:
            self._around.update(_above(tree, heading))
        self._nodes = set(comments)
        self._marks: list[int] = []
        # Sums of characters before each place: texts, tails, and those of both in links.
        self._texts, self._tails, self._linked = [0], [0], [0]
        self._comments, self._others = [0], [0]
        links_end = -1
        for place, element in enumerate(tree.elements):
            parent = element.getparent()
            outer = self._marks[tree.position(parent)] if parent is not None else 0
            mark = outer | self._own(element)
            self._marks.append(mark)
            self._comments.append(self._comments[-1] + bool(mark & _AREA_MARK))
            is_listed = bool(mark) and "wp-block-post" in tree.classes(element)
            self._others.append(self._others[-1] + is_listed)
            text = 0 if mark or element.tag in _UNSEEN else _count(element.text)
            if element.tag == "a":
                links_end = max(links_end, tree.last(element))
            self._texts.append(self._texts[-1] + text)
            self._tails.append(self._tails[-1] + (0 if outer else _count(element.tail)))
            self._linked.append(self._linked[-1] + (text if place <= links_end else 0))

    def _own(self, element: Element) -> int:
        if element in self._nodes:
            return _AREA_MARK
        if element in self._around:
            return 0
        tag = element.tag
        if tag in _AREA_TAGS and any(map(_is_area_name, self._tree.names(element))):
            return _AREA_MARK
        if self._around and "wp-block-post" in self._tree.classes(element):
            return _SIDE_MARK  # one of the posts that a block lists
        kind = boilerplate_kind(self._tree, element)
        if self._is_metadata(element, kind):
            return 0
        if is_sidebar(self._tree, element) or kind == "related":
            return _SIDE_MARK
        if tag == "footer" and not any(
            around.tag in {"article", "main"} for around in element.iterancestors()
        ):
            return _SIDE_MARK
        return 0

    def _is_metadata(self, element: Element, kind: str | None) -> bool:
        """Return whether an element has a post's date, author and terms, as in HTML5 themes."""
        inside = self._main is not None and self._tree.contains(self._main, element)
        if kind == "meta" and (inside or element.tag == "aside"):
            return True
        if element.tag != "aside" or any(map(is_sidebar_name, self._tree.names(element))):
            return False
        return any(
            boilerplate_kind(self._tree, child) == "meta" for child in element.iterchildren("*")
        )

    def text_length(self, element: Element) -> int:
        """Count the characters in an element but spaces, without comments and sidebars."""
        first, last = self._tree.position(element), self._tree.last(element) + 1
        texts = self._texts[last] - self._texts[first]
        return texts + self._tails[last] - self._tails[first + 1]

    def text_length_outside_links(self, element: Element) -> int:
        """Count like `text_length`, but without the text of links."""
        first, last = self._tree.position(element), self._tree.last(element) + 1
        return self.text_length(element) - (self._linked[last] - self._linked[first])

    def holds_comments(self, element: Element) -> bool:
        """Return whether an element is outside of the comments and holds some of them."""
        first, last = self._tree.position(element), self._tree.last(element) + 1
        marks = self._comments[last] - self._comments[first]
        return marks > 0 and not self.in_comments(element)

    def holds_other_posts(self, element: Element) -> bool:
        """Return whether an element holds posts that a block lists beside the page's own."""
        first, last = self._tree.position(element), self._tree.last(element) + 1
        return self._others[last] > self._others[first]

    def in_comments(self, element: Element) -> bool:
        """Return whether an element is, or is in, a comment, the list of them or the reply form."""
        return bool(self._marks[self._tree.position(element)] & _AREA_MARK)

    def in_sidebar(self, element: Element) -> bool:
        """Return whether an element is in a sidebar, menu or footer, or shows other posts."""
        return bool(self._marks[self._tree.position(element)] & _SIDE_MARK)

    def in_content(self, element: Element) -> bool:
        """Return whether an element is in neither comments nor sidebars."""
        return not self._marks[self._tree.position(element)]


def _count(text: str | None) -> int:
    return sum(map(len, text.split())) if text else 0


_POST_CLASS: Final = patterns.lazy(r"post-(\d{1,18})")
_POST_NUMBER: Final = patterns.lazy(r"(?:post|page|attachment|entry|article)-?(\d+)")
_SHORTEST: Final = 20
"""Characters that the element of a post has at least."""
_POST_CLASSES: Final = ("hentry", "h-entry", "type-post", "type-page", "type-attachment")


def find_main(
    tree: Tree, post_id: int | None, comments: list[Element], heading: Element | None
) -> Element | None:
    """Find the element with the post, its title and its text; None if nothing marks it.

    Args:
        tree: The page.
        post_id: The post's number; None if unknown.
        comments: The elements of the comments.
        heading: The element that shows the title; None if unknown. It is better evidence than
            markup that other posts on the page have, too.
    """
    fits = _main_test(tree, post_id, set(comments), heading)
    numbered = [e for e in _numbered(tree, post_id) if fits(e) and len(tree.text(e)) > _SHORTEST]
    # Themes give the number to the boxes of other posts, too.
    titled = (e for e in numbered if heading is not None and tree.contains(e, heading))
    if numbered:
        return next(titled, numbered[0])
    for group in _marked_posts(tree):
        found = [e for e in group if fits(e)]
        outer = [e for e in found if not any(tree.contains(o, e) for o in found)]
        if heading is not None:
            holding = [e for e in outer if tree.contains(e, heading)]
            # Several that do not hold it are other posts, which a list under this one shows.
            outer = holding or outer if len(outer) < 2 else holding
        if outer:
            best = max(outer, key=lambda e: len(tree.text(e)))
            if len(tree.text(best)) > _SHORTEST:
                return best
    return None


def _main_test(
    tree: Tree, post_id: int | None, comments: set[Element], heading: Element | None
) -> Callable[[Element], bool]:
    """Make a test of whether an element can contain the post; see `find_main`."""
    above = set() if heading is None else _above(tree, heading)

    def fits(element: Element) -> bool:
        if element.tag not in _HOLDERS:
            return False
        numbers = {int(m[1]) for n in tree.classes(element) if (m := _POST_CLASS.fullmatch(n))}
        if post_id is not None and numbers and post_id not in numbers:
            return False  # another post, as ``post_class()`` marks it
        chain = [element, *element.iterancestors()]
        return not any(e in comments or (e not in above and is_sidebar(tree, e)) for e in chain)

    return fits


def _numbered(tree: Tree, post_id: int | None) -> list[Element]:
    """List the elements with the post's number in their id or class."""
    if post_id is None:
        return []
    ids = (f"post-{post_id}", f"page-{post_id}", f"post{post_id}")
    found = [e for name in ids if (e := tree.id(name)) is not None]
    return found + tree.by_class(f"post-{post_id}")


def _marked_posts(tree: Tree) -> Iterator[list[Element]]:
    """Yield groups of elements that are marked as posts, the best evidence first."""
    yield [e for e in tree.elements if _is_article(e)]
    yield tree.by_class(*_POST_CLASSES)
    yield [e for name, e in tree.ids() if _POST_NUMBER.fullmatch(name)]
    yield tree.by_tag("article")
    yield tree.by_class("post", "single-post", "blog-post", "type-podcast")
    yield tree.by_tag("main")


def _above(tree: Tree, heading: Element) -> set[Element]:
    """Return the elements around the title, whose names then mean no sidebar, as those of columns.

    A title in a widget does not count if another heading shows it, too.
    """
    around = set(heading.iterancestors())
    if heading.tag == "h1" or not any(_is_widget(tree, e) for e in around):
        return around
    text = tree.text(heading)
    others = (e for e in tree.by_tag("h1", "h2", "h3", "h4") if e is not heading)
    return set() if any(tree.text(e) == text for e in others) else around


def _is_widget(tree: Tree, element: Element) -> bool:
    if element.tag in {"nav", "aside"}:
        return True
    names = [n for n in tree.names(element) if is_sidebar_name(n)]
    return element.tag not in {"body", "html"} and any(
        "widget" in n or "footer" in n for n in names
    )


def _is_article(element: Element) -> bool:
    kind = (element.get("itemtype") or "").rpartition("/")[2]
    return kind in {"BlogPosting", "Article", "NewsArticle"}
