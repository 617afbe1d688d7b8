"""The engine: html2text's class with the walk over a tree in place of its state machine."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, Literal

import html2text

from wparchive.content.html import parse_tree, shallow_tree
from wparchive.render.markdown.block import Blocks

Engine = Literal["walk", "html2text"]

_FRAGMENT: Final = re.compile(r"""href\s*=\s*["']?[^"'\s>]*#([^"'\s>]+)""", re.IGNORECASE)
# Where the interpreter's stack runs out nonetheless, because its caller stood deep already.
_SMALL_DEPTH: Final = 60


class MarkdownRenderer(html2text.HTML2Text):
    """html2text's options and entry point; the conversion walks one lxml tree.

    Attributes:
        engine: ``walk``, or ``html2text`` for html2text's own conversion.
        dropped: After :meth:`handle`: what the input held that no reader would see and the
            output does not hold, by element name (``#comment``, ``#pi``, ``img[srcset]`` too).
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
        self.dropped = Counter()
        if self.engine == "html2text":
            return str(super().handle(data))
        wanted = self.keep_ids
        if "#" in data:
            wanted = wanted.union(_FRAGMENT.findall(data))
        try:
            walker = Blocks(self, wanted)
            blocks = walker.content(parse_tree(data))
        except RecursionError:
            walker = Blocks(self, wanted)
            blocks = walker.content(shallow_tree(data, depth=_SMALL_DEPTH))
        self.dropped = walker.dropped
        return "\n\n".join(blocks) + "\n" if blocks else ""


def to_markdown(html: str, *, engine: Engine = "walk") -> str:
    """Convert a piece of HTML to Markdown with every link, text and structure kept.

    Args:
        html: The markup of a body.
        engine: ``walk``, or ``html2text`` for html2text's own conversion.

    Returns:
        Markdown (CommonMark with GFM's tables and strikethrough).
    """
    return MarkdownRenderer(engine=engine).handle(html)
