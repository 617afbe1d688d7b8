"""The state of one conversion, which every rule gets, and the kinds of rules.

A rule writes one element. An inline rule appends pieces of Markdown to the running text; a block
rule also appends finished blocks. Either returns the last sibling that it has consumed together
with its element, or None if it has consumed no sibling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from wparchive.render.markdown.engine import MarkdownRenderer

BREAK: Final = "\x00"
"""Marks a line break in running text; the parser leaves no such character in a tree."""
INNER_BREAK: Final = "\x01"
"""Marks a break inside emphasis or a link, where two in a row must not end the paragraph."""

Element = etree._Element
InlineRule = Callable[["State", Element, list[str]], Element | None]
BlockRule = Callable[["State", Element, list[str], list[str]], Element | None]


class Rules(NamedTuple):
    """The rules of a conversion, by the element's tag.

    Attributes:
        inline: Rules for elements within a line.
        block: Rules for elements between paragraphs.
        other: The rule for all other elements within a line.
        around: The rule for elements of a line that have blocks inside.
    """

    inline: Mapping[object, InlineRule]
    block: Mapping[object, BlockRule]
    other: InlineRule
    around: BlockRule


@dataclass(slots=True, eq=False)
class State:
    """The state of one conversion.

    Attributes:
        options: html2text's options.
        rules: The rules.
        anchor_ids: Ids that links point to: their elements get an anchor.
        dropped: Elements without visible text that were left out, by name.
        open: The kinds of emphasis that are open, so that none is opened twice; ``code``, too.
        in_link: Whether a link is open.
        bare_marks: Marks that URLs of the running paragraph left unescaped.
        wrap: Kinds of emphasis around the running blocks, the outermost first.
        block_link: The link around the running block; None without one.
        heading: The mark of the running heading, such as ``## ``; empty without one.
        marks: The emphasis marks by kind.
    """

    options: MarkdownRenderer
    rules: Rules
    anchor_ids: frozenset[str]
    dropped: Counter[str] = field(default_factory=Counter)
    open: set[str] = field(default_factory=set)
    in_link: bool = False
    bare_marks: set[str] = field(default_factory=set)
    wrap: list[str] = field(default_factory=list)
    block_link: Element | None = None
    heading: str = ""
    marks: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        options = self.options
        self.marks = {"em": options.emphasis_mark, "strong": options.strong_mark, "del": "~~"}
