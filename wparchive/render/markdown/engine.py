"""The engine: html2text's class, with a walk over a tree in place of its state machine."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import html2text
from lxml import etree

from wparchive import patterns
from wparchive.render.markdown.plain import plain_markdown
from wparchive.render.markdown.rules import RULES
from wparchive.render.markdown.state import State
from wparchive.render.markdown.walk import content_blocks
from wparchive.web.html import parse_tree
from wparchive.web.relink import rewrite_links
from wparchive.web.shallow_trees import shallow_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wparchive.render.markdown.state import Element


# For callers that are so deep in the stack that it overflows nonetheless.
_SMALL_DEPTH: Final = 60
# Stand-ins that html2text neither collapses nor escapes; the parser leaves no such characters.
_NBSP: Final = "\x00"
_TILDE: Final = "\x01"
_APART: Final = frozenset(
    "address article aside details figcaption figure footer header main nav section summary".split()
)
_ENTITY: Final = patterns.lazy(r"&(?=#|[A-Za-z][A-Za-z0-9]*;)")
_TAG: Final = patterns.lazy(r"<(?=[A-Za-z/!?])")


class MarkdownRenderer(html2text.HTML2Text):
    """html2text's options and entry point; the conversion walks one lxml tree.

    Of html2text's options the walk honours ``baseurl``, ``bypass_tables``, ``default_image_alt``,
    ``emphasis_mark``, ``ignore_emphasis``, ``ignore_images``, ``ignore_links``,
    ``ignore_mailto_links``, ``ignore_tables``, ``images_as_html``, ``images_to_alt``,
    ``images_with_size``, ``pad_tables``, ``protect_links``, ``skip_internal_links``,
    ``strong_mark``, ``ul_item_mark`` and ``use_automatic_links``. It never wraps lines. The engine
    ``html2text`` honours all that there are.

    Attributes:
        engine: ``builtin``, or ``html2text`` for html2text's own conversion.
        dropped: Elements without visible text in all inputs of :meth:`handle`, which the outputs
            lack, by element name (``#comment`` for comments). The
            engine ``html2text`` does not count.
        keep_ids: Ids that links of other documents point to, besides those of the body itself.
        rewrite: Writes each link anew; None to keep all as they are.
        list_indent: Columns by which lists in lists are indented at least; dialects older than
            CommonMark need four.
    """

    def __init__(
        self,
        baseurl: str = "",
        *,
        engine: str = "builtin",
        keep_ids: Iterable[str] = (),
        rewrite: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(baseurl=baseurl, bodywidth=0)
        self.engine = engine
        self.dropped: Counter[str] = Counter()
        self.keep_ids = frozenset(keep_ids)
        self.rewrite = rewrite
        self.list_indent = 0
        self.ul_item_mark = "-"
        self.emphasis_mark = "*"
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
            return self._by_html2text(data)
        text, dropped = self.convert(data)
        if dropped:
            self.dropped.update(dropped)
        return text

    def convert(self, data: str) -> tuple[str, Counter[str]]:
        """Convert by the walk, leaving the renderer as it was: one may serve several threads.

        Args:
            data: The markup of a body.

        Returns:
            The Markdown, and what was dropped from this input.
        """
        if (plain := plain_markdown(data, self.rewrite)) is not None:
            return plain, Counter()
        return self._convert(data)

    def _convert(self, data: str) -> tuple[str, Counter[str]]:
        try:
            state, blocks = self._walk(self._parse(data), fragments="#" in data)
        except RecursionError:
            tree = shallow_tree(data, depth=_SMALL_DEPTH)
            if self.rewrite is not None:
                rewrite_links(tree, self.rewrite)
            state, blocks = self._walk(tree, fragments=True)
        return ("\n\n".join(blocks) + "\n" if blocks else ""), state.dropped

    def _parse(self, data: str) -> Element:
        tree = parse_tree(data)
        if self.rewrite is not None:
            rewrite_links(tree, self.rewrite)
        return tree

    def _walk(self, tree: Element, *, fragments: bool) -> tuple[State, list[str]]:
        anchor_ids = set(self.keep_ids)
        if fragments:
            for link in tree.iter("a"):
                fragment = (link.get("href") or "").partition("#")[2]
                anchor_ids.update((fragment, unquote(fragment)))
            anchor_ids.discard("")
        state = State(self, RULES, frozenset(anchor_ids))
        return state, content_blocks(state, tree)

    def _by_html2text(self, data: str) -> str:
        # html.parser is quadratic on unclosed tags and comments: it gets lxml's tidy serialization.
        tree = self._parse(data)
        self.convert_charrefs = True
        text = str(super().handle(etree.tostring(tree, encoding="unicode", with_tail=False)))
        return text.replace(_NBSP, "\xa0").replace(_TILDE, "\\~")

    def handle_tag(self, tag: str, attrs: dict[str, str | None], start: bool) -> None:
        """Separate newer elements, which html2text treats as parts of a line."""
        if tag in _APART:
            self.p()
        super().handle_tag(tag, attrs, start)

    def handle_data(self, data: str, entity_char: bool = False) -> None:
        """Escape tags, entities and strikethrough for html2text; keep no-break spaces."""
        if not (self.pre or self.code) and self.maybe_automatic_link != data:
            data = _TAG.sub("&lt;", _ENTITY.sub("&amp;", data)).replace("~~", _TILDE * 2)
            data = data.replace("\xa0", _NBSP)
        super().handle_data(data, entity_char)


def to_markdown(html: str, *, engine: str = "builtin") -> str:
    """Convert a piece of HTML to Markdown with every link, text and structure kept.

    Args:
        html: The markup of a body.
        engine: ``builtin``, or ``html2text`` for html2text's own conversion.

    Returns:
        Markdown (CommonMark with GFM's tables and strikethrough).
    """
    if engine == "builtin":
        return _plain_renderer().convert(html)[0]
    return MarkdownRenderer(engine=engine).handle(html)


@cache
def _plain_renderer() -> MarkdownRenderer:
    return MarkdownRenderer()
