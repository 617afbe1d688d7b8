"""The engine: html2text's class with the walk over a tree in place of its state machine."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote

import html2text

from wparchive.content.html import parse_tree, shallow_tree
from wparchive.render.markdown.block import Blocks

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Engine = Literal["walk", "html2text"]

# Where the interpreter's stack runs out nonetheless, because its caller stood deep already.
_SMALL_DEPTH: Final = 60


class MarkdownRenderer(html2text.HTML2Text):
    """html2text's options and entry point; the conversion walks one lxml tree.

    Attributes:
        engine: ``walk``, or ``html2text`` for html2text's own conversion.
        dropped: What the inputs of :meth:`handle` held, all together, that no reader would see
            and the outputs do not hold, by element name (``#comment`` for comments).
        keep_ids: Ids that links of other documents point to, besides those of the body itself.
    """

    def __init__(self, baseurl: str = "", *, engine: Engine = "walk") -> None:
        super().__init__(baseurl=baseurl, bodywidth=0)
        self.engine = engine
        self.dropped: Counter[str] = Counter()
        self.keep_ids: frozenset[str] = frozenset()
        self.ul_item_mark = "-"
        self.unicode_snob = True
        self.escape_snob = True
        self.backquote_code_style = True
        self.include_sup_sub = True
        self.skip_internal_links = False

    def handle(self, data: str) -> str:
        """Convert a piece of HTML to Markdown.

        Args:
            data: The markup of a body.

        Returns:
            Markdown (CommonMark with GFM's tables and strikethrough), ending in a line break
            unless it is empty.
        """
        if self.engine == "html2text":
            return str(super().handle(data))
        try:
            walker, blocks = self._walk(parse_tree(data), fragments="#" in data)
        except RecursionError:
            tree = shallow_tree(data, depth=_SMALL_DEPTH)
            walker, blocks = self._walk(tree, fragments=True)
        self.dropped.update(walker.dropped)
        return "\n\n".join(blocks) + "\n" if blocks else ""

    def _walk(self, tree: Element, *, fragments: bool) -> tuple[Blocks, list[str]]:
        wanted = set(self.keep_ids)
        if fragments:
            for link in tree.iter("a"):
                fragment = (link.get("href") or "").partition("#")[2]
                wanted.update((fragment, unquote(fragment)))
            wanted.discard("")
        walker = Blocks(self, frozenset(wanted))
        return walker, walker.content(tree)


def to_markdown(html: str, *, engine: Engine = "walk") -> str:
    """Convert a piece of HTML to Markdown with every link, text and structure kept.

    Args:
        html: The markup of a body.
        engine: ``walk``, or ``html2text`` for html2text's own conversion.

    Returns:
        Markdown (CommonMark with GFM's tables and strikethrough).
    """
    return MarkdownRenderer(engine=engine).handle(html)
