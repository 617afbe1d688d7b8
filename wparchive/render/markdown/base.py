"""What the parts of the walker share: its state, the sets of elements, the sentinels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from wparchive.render.markdown.engine import MarkdownRenderer

# Stand-ins for a line break in unfinished text; the parser leaves no such characters in a tree.
BREAK: Final = "\x00"
# A break inside an emphasis or a link, where a second one must not start a new paragraph.
INNER_BREAK: Final = "\x01"
COMMENT: Final[object] = etree.Comment
PI: Final[object] = etree.ProcessingInstruction

HEADINGS: Final = {f"h{n}": "#" * n + " " for n in range(1, 7)}
# Elements that stand for themselves between paragraphs and have nothing to show in Markdown.
CONTAINERS: Final = frozenset(
    "address article aside body center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form header hgroup html legend li main menu nav ol optgroup option p search"
    " section select summary ul caption colgroup thead tbody tfoot tr td th".split()
)
PREFORMATTED: Final = frozenset({"listing", "plaintext", "pre", "xmp"})
BLOCKS: Final = (
    CONTAINERS | HEADINGS.keys() | PREFORMATTED | {"blockquote", "hr", "iframe", "table"}
)
EMPHASIS: Final = {
    "em": "em",
    "i": "em",
    "strong": "strong",
    "b": "strong",
    "del": "del",
    "s": "del",
    "strike": "del",
}
# Inline elements without a Markdown form that carry meaning: kept as HTML, content as Markdown.
KEPT: Final = frozenset(
    "abbr acronym area audio bdi bdo button cite dfn embed ins kbd mark object param picture q rb"
    " rp rt rtc ruby samp small source sub sup time track u var video wbr".split()
)
VOID: Final = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
# Kept whole, as HTML: Markdown inside them would change their meaning.
VERBATIM: Final = frozenset({"map", "math", "svg"})
# No text that a reader of the page would see.
DROPPED: Final = frozenset("base head link meta script style template title".split())


def is_more(comment: Element) -> bool:
    """Whether a comment is one of WordPress's marks: more, nextpage, noteaser, a whole block."""
    text = comment.text or ""
    return (
        text.startswith("more")
        or text in {"nextpage", "noteaser"}
        or (text.endswith("/") and text.lstrip().startswith("wp:"))
    )


class ListBlock(str):
    """A finished list: its marker, and whether it may follow a paragraph without a blank line."""

    __slots__ = ("interrupts", "marker")
    marker: str
    interrupts: bool


class Base(ABC):
    """The walker's state, and the methods that its parts call on one another."""

    def __init__(self, options: MarkdownRenderer, wanted: frozenset[str]) -> None:
        self.options = options
        self.marks = {"em": options.emphasis_mark, "strong": options.strong_mark, "del": "~~"}
        # Ids that links point to: their elements get an anchor.
        self.wanted = wanted
        self.dropped: Counter[str] = Counter()
        # Emphasis that is open, so that it is not opened twice.
        self.open: set[str] = set()
        self.in_link = False
        # Marks that URLs of the running paragraph left bare.
        self.used: set[str] = set()
        # Applied to each paragraph: emphasis around blocks, a link around a block, a heading.
        self.wrap: list[str] = []
        self.block_link: Element | None = None
        self.heading = ""

    @abstractmethod
    def inline(self, element: Element, out: list[str]) -> None:
        """Append an element's content as inline Markdown."""

    @abstractmethod
    def kept(self, element: Element, out: list[str], tag: str = "") -> None:
        """Append an element as HTML, its content as Markdown."""

    @abstractmethod
    def flow(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """Append an element's content: finished blocks, and the text that is still running."""

    @abstractmethod
    def child(self, child: Element, blocks: list[str], out: list[str]) -> Element | None:
        """Append one child; the last sibling that went with it, if any did."""

    @abstractmethod
    def container(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """An element that only holds blocks: nothing of its own."""

    @abstractmethod
    def flush(self, blocks: list[str], out: list[str]) -> None:
        """Finish the running text as a paragraph."""

    @abstractmethod
    def raw(self, element: Element) -> str:
        """Write an element as HTML that can stand as a block in Markdown."""

    def content(self, element: Element) -> list[str]:
        """An element's content as blocks of its own."""
        blocks: list[str] = []
        out: list[str] = []
        self.flow(element, blocks, out)
        self.flush(blocks, out)
        return blocks
