"""The table of rules: which function writes which element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.render.markdown import (
    around,
    block_rules,
    code_blocks,
    emphasis,
    inline_rules,
    left_out,
    links,
    lists,
    tables,
)
from wparchive.render.markdown.elements import (
    COMMENT,
    CONTAINERS,
    DROPPED,
    EMPHASIS,
    HEADINGS,
    KEPT,
    PI,
    PREFORMATTED,
    VERBATIM,
)
from wparchive.render.markdown.state import Rules

if TYPE_CHECKING:
    from wparchive.render.markdown.state import BlockRule, Element, InlineRule, State


def _input(state: State, element: Element, out: list[str]) -> None:
    """Leave out a field of a form, unless its button is a picture."""
    if element.get("src"):
        links.image(state, element, out)
    else:
        left_out.drop(state, element, out)


INLINE: Final[dict[object, InlineRule]] = {
    **dict.fromkeys(EMPHASIS, emphasis.emphasis),
    **dict.fromkeys(KEPT, inline_rules.keep),
    **dict.fromkeys(VERBATIM, inline_rules.verbatim),
    **dict.fromkeys(DROPPED, left_out.drop),
    "svg": inline_rules.drawing,
    "a": links.link,
    "br": inline_rules.line_break,
    "code": inline_rules.code,
    "tt": inline_rules.code,
    **dict.fromkeys(PREFORMATTED, inline_rules.code),
    "hr": inline_rules.rule,
    "img": links.image,
    "iframe": inline_rules.verbatim,
    "input": _input,
    COMMENT: left_out.comment,
    PI: left_out.instruction,
}
BLOCK: Final[dict[object, BlockRule]] = {
    **dict.fromkeys(CONTAINERS - {"li"}, block_rules.container),
    **dict.fromkeys(HEADINGS, block_rules.heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), lists.list_block),
    "blockquote": block_rules.quote,
    "details": around.details,
    "dl": around.definitions,
    "hr": block_rules.rule,
    **dict.fromkeys(("frame", "iframe"), around.html_block),
    **dict.fromkeys(DROPPED, block_rules.dropped),
    "li": lists.orphans,
    **dict.fromkeys(PREFORMATTED, code_blocks.code_block),
    "table": tables.table,
    COMMENT: block_rules.comment_block,
}
RULES: Final = Rules(INLINE, BLOCK, inline_rules.other, around.around_blocks)
