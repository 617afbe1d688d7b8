"""The survey of one page: digests of its blocks, their places, and groups of equal items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.assembly.identity import digest
from wparchive.errors.containment import Attempt
from wparchive.readers.pages.extract.assemble import survey_page
from wparchive.readers.pages.extract.learned import PageBlocks, folded
from wparchive.readers.pages.observe import original_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.pages.extract.assemble import SurveyedPage
    from wparchive.readers.pages.extract.learned import MarkedBlock
    from wparchive.readers.pages.extract.tree import Element
    from wparchive.storage.source import Source

_BEGINNING: Final = 40
"""Letters by which the beginning of a text is known again."""
_HIGHEST: Final = 30
_MOST_BLOCKS: Final = 3000
_TEXTUAL: Final = frozenset(
    "p li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre figure figcaption table tbody tr".split()
)


class BlockSurvey(NamedTuple):
    """A block of text.

    Attributes:
        path: The digest of its path class.
        key: The digest of its text, digits as 0.
        trigrams: Digests of runs of three words.
        text: The digest of its letters.
        beginning: The digest of its first forty letters; 0 for a shorter text.
        length: Its characters.
        linked: The share of them in links.
        around: Numbers of the elements around it, the block's own first.
        lift: How many of these are a paragraph, a list or a table, which hold no whole text.
        in_comments: Whether it is in the comments, as far as the page shows.
    """

    path: int
    key: int
    trigrams: tuple[int, ...]
    text: int
    beginning: int
    length: int
    linked: float
    around: tuple[int, ...]
    lift: int
    in_comments: bool


class ItemSurvey(NamedTuple):
    """A group of equal items after the title, each with a date.

    Attributes:
        key: The digest of their place.
        texts: Digests of their texts.
        whole: How many have a name, a date and a text.
        length: Characters of their texts.
        places: Path classes of their elements.
    """

    key: int
    texts: tuple[int, ...]
    whole: int
    length: int
    places: frozenset[int]


class PageSurvey(NamedTuple):
    """A page.

    Attributes:
        title: The digest of its title's letters; None if it shows no title.
        start: The number of the first block after the title.
        blocks: Its blocks, in document order.
        elements: Path classes of the elements around blocks, by their number.
        items: Groups of equal items.
    """

    title: int | None
    start: int
    blocks: tuple[BlockSurvey, ...]
    elements: tuple[int, ...]
    items: tuple[ItemSurvey, ...]


def survey_source(source: Source) -> PageSurvey | None:
    """Survey a page; return None if it cannot be read, or shows no single post."""
    with Attempt():
        capture = source.capture
        page = survey_page(
            source.read(),
            source=source.name,
            url=original_address(source),
            charset=capture.charset if capture else None,
        )
        return None if page is None else _survey(page)
    return None


def _survey(page: SurveyedPage) -> PageSurvey:
    blocks = PageBlocks(page.tree)
    marked = blocks.blocks[:_MOST_BLOCKS]
    numbers: dict[Element, int] = {}
    paths: list[int] = []
    for found in marked:
        for element in (found.block.element, *found.block.element.iterancestors()):
            if element not in numbers:
                numbers[element] = len(paths)
                paths.append(blocks.path(element))
    title = folded(page.title.text) if page.title else ""
    surveyed = tuple(_block(page, found, numbers) for found in marked)
    items = tuple(
        ItemSurvey(
            group.key, tuple(digest(folded(text)) for text in group.texts), group.whole,
            sum(map(len, group.texts)), frozenset(map(blocks.path, group.places)),
        )
        for group in page.groups
    )  # fmt: skip
    start = _after_title(page, marked, title)
    return PageSurvey(digest(title) if title else None, start, surveyed, tuple(paths), items)


def _after_title(page: SurveyedPage, marked: Sequence[MarkedBlock], title: str) -> int:
    """Return the number of the first block after the title; 0 if no block shows the title."""
    heading = page.title.element if page.title else None
    if heading is not None:
        place = page.tree.position(heading)
        return sum(page.tree.position(found.block.element) <= place for found in marked)
    shown = (n for n, found in enumerate(marked) if title and folded(found.block.text) == title)
    return next(shown, -1) + 1


def _block(page: SurveyedPage, found: MarkedBlock, numbers: dict[Element, int]) -> BlockSurvey:
    element, text = found.block
    letters = folded(text)
    around = [element, *element.iterancestors()]
    return BlockSurvey(
        path=found.path,
        key=found.key,
        trigrams=found.trigrams,
        text=digest(letters),
        beginning=digest(letters[:_BEGINNING]) if len(letters) >= _BEGINNING else 0,
        length=len(text),
        linked=found.linked,
        around=tuple(numbers[e] for e in around[:_HIGHEST]),
        lift=next((n for n, e in enumerate(around) if e.tag not in _TEXTUAL), len(around)),
        in_comments=page.regions.in_comments(element),
    )
