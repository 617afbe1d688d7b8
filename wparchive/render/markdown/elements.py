"""Sets of elements by what they become in Markdown, and tests of single elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

COMMENT: Final[object] = etree.Comment
PI: Final[object] = etree.ProcessingInstruction

HEADINGS: Final = {f"h{n}": "#" * n + " " for n in range(1, 7)}
# Elements that only separate paragraphs and have nothing to show in Markdown.
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
    "abbr acronym area audio bdi bdo cite dfn embed ins kbd mark object param picture q rb"
    " rp rt rtc ruby samp small source sub sup time track u var video wbr".split()
)
VOID: Final = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
# Kept whole, as HTML: Markdown inside them would change their meaning.
VERBATIM: Final = frozenset({"map", "math", "svg"})
# Elements without text that a reader of the page would see.
DROPPED: Final = frozenset("base head link meta script style template title".split())


def is_wordpress_mark(comment: Element) -> bool:
    """Check whether a comment is a mark of WordPress's: more, nextpage, noteaser, a whole block."""
    text = comment.text or ""
    return (
        text.startswith("more")
        or text in {"nextpage", "noteaser"}
        or (text.endswith("/") and text.lstrip().startswith("wp:"))
    )


def has_block(element: Element) -> bool:
    """Check whether a block, or a mark of WordPress's, is anywhere in an element."""
    for descendant in element.iterdescendants():
        if descendant.tag in BLOCKS or (
            descendant.tag is COMMENT and is_wordpress_mark(descendant)
        ):
            return True
    return False
