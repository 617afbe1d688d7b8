"""The rule for em, strong, del and their older names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.render.markdown.elements import EMPHASIS
from wparchive.render.markdown.inline_rules import keep
from wparchive.render.markdown.marks import add_marked
from wparchive.render.markdown.running_text import add_anchor
from wparchive.render.markdown.walk import walk_inline

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State


def emphasis(state: State, element: Element, out: list[str]) -> Element | None:
    """Write emphasis in marks where they work, as HTML where they would not."""
    kind = EMPHASIS[element.tag]
    add_anchor(state, element, out)
    if element.get("cite"):  # a deletion that names its source
        keep(state, element, out)
        return None
    if kind in state.open or state.options.ignore_emphasis:
        walk_inline(state, element, out)
        return None
    state.open.add(kind)
    inner = ["x"]
    walk_inline(state, element, inner)
    last = element
    # Neighbours of the same kind are one run: two runs' marks would touch.
    while not last.tail:
        following = last.getnext()
        if following is None or EMPHASIS.get(following.tag) != kind:
            break
        last = following
        walk_inline(state, last, inner)
    state.open.discard(kind)
    del inner[0]
    add_marked(state, "".join(inner), kind, last, out)
    return last if last is not element else None
