"""The rules for lists: items, their markers, numbers and tightness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.paragraphs import flush
from wparchive.render.markdown.running_text import add_anchor, add_text, attributes
from wparchive.render.markdown.walk import content_blocks, walk_blocks, write_child

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_LINE: Final = patterns.lazy(r"\n(?=[^\n])")
_TASK: Final = patterns.lazy(r"\[(?=[ xX]\](?: |$))")
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})


class ListBlock(str):
    """A finished list: its marker, and whether it may follow a paragraph without a blank line."""

    __slots__ = ("interrupts", "marker")
    marker: str
    interrupts: bool


def list_block(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a list as items; as HTML if Markdown cannot number it."""
    flush(state, blocks, out)
    ordered = element.tag == "ol"
    number = _start(element) if ordered else 0
    if number is None:
        blocks.append(_numbered_html(state, element))
        return
    marker = _marker(state, ordered=ordered, previous=blocks[-1] if blocks else "")
    items: list[list[str]] = []
    add_anchor(state, element, out)
    if element.text:
        add_text(state, element.text, out)
    for child in element:
        if child.tag == "li":
            flush(state, blocks if not items else items[-1], out)
            items.append(_item(state, child))
        else:  # not allowed there: belongs to the item before it
            _misplaced(state, child, items, blocks, out)
        if child.tail:
            add_text(state, child.tail, out)
    flush(state, items[-1] if items else blocks, out)
    # Bullets alone are what readers saw; items of elements that show nothing are a menu of icons.
    if any(items) or (items and not any(len(item) for item in element.iter("li"))):
        blocks.append(_assemble(items, marker, number, state.options.list_indent))


def orphans(state: State, element: Element, blocks: list[str], out: list[str]) -> Element | None:
    """Write items outside of a list: browsers show bullets."""
    flush(state, blocks, out)
    items = [_item(state, element)]
    last = element
    while not (last.tail or "").strip():
        following = last.getnext()
        if following is None or following.tag != "li":
            break
        last = following
        items.append(_item(state, last))
    previous = blocks[-1] if blocks else ""
    blocks.append(_assemble(items, _marker(state, ordered=False, previous=previous), 1))
    return last if last is not element else None


def _misplaced(
    state: State, child: Element, items: list[list[str]], blocks: list[str], out: list[str]
) -> None:
    target = items[-1] if items else blocks
    if child.tag in _LISTS:
        if not items:
            items.append([])
            target = items[-1]
        list_block(state, child, target, out)
    else:
        write_child(state, child, target, out)


def _marker(state: State, *, ordered: bool, previous: str) -> str:
    mark = state.options.ul_item_mark
    first, second = (".", ")") if ordered else (mark, "+" if mark != "+" else "-")
    # Two lists in a row are one to Markdown, unless their markers differ.
    return second if isinstance(previous, ListBlock) and previous.marker == first else first


def _item(state: State, element: Element) -> list[str]:
    blocks: list[str] = []
    out: list[str] = []
    add_anchor(state, element, out)
    task = _checkbox(element)
    walk_blocks(state, element, blocks, out)
    flush(state, blocks, out)
    if task is not None:
        state.dropped["input"] -= 1
        if not state.dropped["input"]:
            del state.dropped["input"]
        blocks[:1] = [f"[{task}] {blocks[0]}" if blocks else f"[{task}]"]
    elif blocks and blocks[0][0] == "[":
        blocks[0] = _TASK.sub(r"\\[", blocks[0], count=1)
    return blocks


def _numbered_html(state: State, element: Element) -> str:
    parts = [f"<ol{attributes(element)}>"]
    for child in element:
        if child.tag == "li":
            content = "\n\n".join(content_blocks(state, child))
            parts += (f"<li{attributes(child)}>", "", content, "", "</li>")
        elif isinstance(child.tag, str):
            parts += ("", "\n\n".join(content_blocks(state, child)), "")
    parts.append("</ol>")
    return "\n".join(parts)


def _start(element: Element) -> int | None:
    """Return the first number of a list; None if its numbers are not plain counting."""
    if element.get("reversed") is not None:
        return None
    try:
        number = int(element.get("start") or 1)
    except ValueError:
        number = 1
    expected = number
    for position, item in enumerate(element.iterchildren("li")):
        value = item.get("value")
        if value is not None:
            try:
                wanted = int(value)
            except ValueError:
                wanted = expected
            if position == 0:
                number = expected = wanted
            elif wanted != expected:
                return None
        expected += 1
    return number if number >= 0 and expected < 1_000_000_000 else None


def _checkbox(element: Element) -> str | None:
    """Return the mark in the box that an item begins with; None without a box."""
    if (element.text or "").strip() or not len(element):
        return None
    first = element[0]
    if first.tag == "label" and not (first.text or "").strip() and len(first):
        first = first[0]
    if first.tag != "input" or first.get("type") != "checkbox":
        return None
    return " " if first.get("checked") is None else "x"


def _assemble(items: list[list[str]], marker: str, number: int, indent: int = 0) -> ListBlock:
    """Put finished items together, with blank lines between them only if one needs them.

    Args:
        items: The blocks of each item.
        marker: The sign after the number, or the bullet.
        number: The first number.
        indent: Columns by which what follows the first line is indented at least.
    """
    ordered = marker in {".", ")"}
    loose = any(_is_loose(blocks) for blocks in items)
    lines: list[str] = []
    for blocks in items:
        lead = f"{number}{marker} " if ordered else f"{marker} "
        text = "\n".join(blocks) if not loose else _join(blocks)
        if "\n" in text:
            text = _LINE.sub("\n" + " " * max(len(lead), indent), text)
        lines.append(lead + text if text else lead.rstrip())
        number += 1
    result = ListBlock(("\n\n" if loose else "\n").join(lines))
    result.marker = marker
    # An empty item, or a number other than 1, cannot follow a paragraph's line.
    first = lines[0]
    result.interrupts = bool(items[0]) and (not ordered or first.startswith("1" + marker))
    return result


def _join(blocks: list[str]) -> str:
    parts: list[str] = []
    for block in blocks:
        if parts:
            tight = (
                len(blocks) == 2
                and isinstance(block, ListBlock)
                and block.interrupts
                and parts[0][0] != "<"
            )
            parts.append("\n" if tight else "\n\n")
        parts.append(block)
    return "".join(parts)


def _is_loose(blocks: list[str]) -> bool:
    """Check whether an item needs blank lines: it has more than a text, and lists after it."""
    if not blocks:
        return False
    first = blocks[0]
    if "\n\n" in first and not isinstance(first, ListBlock):
        return True
    if len(blocks) > 1 and first[0] == "<":  # an HTML block ends only at a blank line
        return True
    return any(
        not isinstance(block, ListBlock) or not block.interrupts or "\n\n" in block
        for block in blocks[1:]
    )
