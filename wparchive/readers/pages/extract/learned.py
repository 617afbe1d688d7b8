"""The template of a site, as its pages have shown it; and reading a page with that template."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from wparchive import patterns
from wparchive.assembly.identity import digest
from wparchive.assembly.unclaimed.page import Block, blocks_of
from wparchive.readers.pages.extract.comments.paths import PathClasses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_DIGITS: Final = patterns.lazy(r"\d")
_MARKS: Final = patterns.lazy(r"[\W_]+")
_MOST_TRIGRAMS: Final = 12
_MEDIA: Final = ("img", "iframe", "video", "audio", "object", "embed")
_OF_THEME: Final = patterns.lazy(r"/wp-(?:content/(?:themes|plugins)|includes)/")
_LIGHT: Final = 0.3
"""Weight below which a block at an end of the text is the template's."""


class SiteTemplate(msgspec.Struct, frozen=True):
    """The template of a site's single pages, as digests.

    Attributes:
        containers: Path classes of the elements that hold the text of a post, the surest first.
        constants: Path class and text of blocks that recur on several pages.
        slots: Path classes whose blocks are the template's on most pages.
        phrases: Path class and three words that recur on many pages.
        items: Keys of the groups of elements that are comments; see
            `wparchive.readers.pages.extract.comments.unmarked`.
    """

    containers: tuple[int, ...] = ()
    constants: frozenset[tuple[int, int]] = frozenset()
    slots: frozenset[int] = frozenset()
    phrases: frozenset[tuple[int, int]] = frozenset()
    items: frozenset[int] = frozenset()


class MarkedBlock(NamedTuple):
    """A block of text with the digests that pages of a site are compared by.

    Attributes:
        block: Its element and its text.
        path: Its path class.
        key: Its text, any digit as 0.
        trigrams: Up to twelve runs of three words of a short text.
        linked: The share of its letters in links.
    """

    block: Block
    path: int
    key: int
    trigrams: tuple[int, ...]
    linked: float


class PageBlocks:
    """The blocks of a page, and the path classes of its elements.

    Args:
        tree: The page.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._paths = PathClasses(tree)
        self._digests: dict[str, int] = {}

    @cached_property
    def blocks(self) -> list[MarkedBlock]:
        """All blocks, in document order."""
        return [self._mark(block) for block in blocks_of(self._tree.root)]

    def path(self, element: Element) -> int:
        """Return the digest of an element's path class."""
        name = self._paths.of(element)
        if name not in self._digests:
            self._digests[name] = digest(name)
        return self._digests[name]

    def _mark(self, block: Block) -> MarkedBlock:
        words = masked(block.text).split()
        runs = zip(words, words[1:], words[2:], strict=False)
        found = () if len(words) > 2 * _MOST_TRIGRAMS else tuple(digest(" ".join(r)) for r in runs)
        return MarkedBlock(
            block,
            self.path(block.element),
            digest(" ".join(words)),
            found[:_MOST_TRIGRAMS],
            _linked(block),
        )


def masked(text: str) -> str:
    """Return a text in lower case with digits as 0, so that dates and counts are equal."""
    return _DIGITS.sub("0", text.casefold())


def folded(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return _MARKS.sub("", text).casefold()


def _linked(block: Block) -> float:
    element = block.element
    if any(outer.tag == "a" for outer in (element, *element.iterancestors())):
        return 1.0
    linked = sum(len("".join(map(str, link.itertext())).strip()) for link in element.iter("a"))
    return min(1.0, linked / max(1, len(block.text)))


def weight(template: SiteTemplate, found: MarkedBlock) -> float:
    """Return how much of a block is the page's own, from 0 to 1."""
    if (found.path, found.key) in template.constants or found.path in template.slots:
        return 0.0
    common = sum((found.path, t) in template.phrases for t in found.trigrams)
    return 1.0 - common / len(found.trigrams) if found.trigrams else 1.0


class LearnedText(NamedTuple):
    """The text of a post as the template has it.

    Attributes:
        element: The element that holds it.
        skip: Elements inside that are the template's.
    """

    element: Element
    skip: frozenset[Element]


def find_learned_text(
    tree: Tree, template: SiteTemplate, title: Element | None, regions: Regions
) -> LearnedText | None:
    """Find the text of a post by the template; None if the page has no such element.

    Args:
        tree: The page.
        template: What the pages of its site have shown.
        title: The element of the post's title; the text follows it.
        regions: The page's parts.
    """
    page = PageBlocks(tree)
    start = tree.position(title) if title is not None else -1
    for path in template.containers:
        found = [
            element
            for element in tree.elements
            if page.path(element) == path
            and not regions.in_comments(element)
            and tree.last(element) > start
            and (tree.text(element) or _pictures(tree, element, start, regions))
        ]
        if found:
            element = found[0] if len(found) == 1 else _fullest(tree, page, template, found)
            return LearnedText(element, _skipped(tree, page, template, element, start, regions))
    return None


def _fullest(tree: Tree, page: PageBlocks, template: SiteTemplate, found: list[Element]) -> Element:
    """Return the first of several elements that has much of the page's own text.

    Themes that lay pages out in rows name the row with the text as they name all others.
    """
    own = [f.block for f in page.blocks if weight(template, f) >= _LIGHT]
    lengths = [
        sum(len(b.text) for b in own if b.element is row or tree.contains(row, b.element))
        for row in found
    ]
    return next(row for row, n in zip(found, lengths, strict=True) if 2 * n >= max(lengths))


def _skipped(
    tree: Tree,
    page: PageBlocks,
    template: SiteTemplate,
    container: Element,
    start: int,
    regions: Regions,
) -> frozenset[Element]:
    """Find the template's blocks at both ends of the text; those inside stay."""
    inner = [
        found
        for found in page.blocks
        if found.block.element is container or tree.contains(container, found.block.element)
    ]
    after = [
        not regions.in_comments(found.block.element)
        and tree.position(found.block.element) > start
        and weight(template, found) >= _LIGHT
        for found in inner
    ]
    if any(after):
        first = after.index(True)
        last = len(after) - 1 - after[::-1].index(True)
        shown = [found.block.element for found in inner[first : last + 1]]
        beside = [*inner[:first], *inner[last + 1 :]]
    else:
        shown, beside = _pictures(tree, container, start, regions), inner
        if not shown:
            return frozenset()
    kept = {e for element in shown for e in _chain(element, container)}
    return frozenset(
        next(e for e in _outermost(found.block.element, container, kept))
        for found in beside
        if found.block.element not in kept
    )


def _pictures(tree: Tree, container: Element, start: int, regions: Regions) -> list[Element]:
    """List the pictures and players after the title, of a post that has no words."""
    return [
        element
        for element in container.iter(*_MEDIA)
        if tree.position(element) > start
        and not (regions.in_comments(element) or regions.in_sidebar(element))
        and not _OF_THEME.search(element.get("src") or "")
    ]


def _chain(element: Element, top: Element) -> Iterator[Element]:
    yield element
    for around in element.iterancestors():
        if element is top:
            return
        yield around
        if around is top:
            return


def _outermost(element: Element, container: Element, kept: set[Element]) -> Iterator[Element]:
    """Yield the outermost element around a block that holds nothing of the text."""
    outer = element
    for around in element.iterancestors():
        if around is container or around in kept:
            break
        outer = around
    yield outer
