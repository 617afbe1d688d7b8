"""Lists: items, their markers, numbers and tightness."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.base import ListBlock
from wparchive.render.markdown.code import Code
from wparchive.render.markdown.text import attributes

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LINE: Final = re.compile(r"\n(?=[^\n])")
_TASK: Final = re.compile(r"\[(?=[ xX]\](?: |$))")
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})


class Lists(Code):
    """The walker's part for ul, ol, menu, dir and li."""

    def list_block(self, element: Element, blocks: list[str], out: list[str]) -> None:
        """A list as items; as HTML where Markdown cannot number it."""
        self.flush(blocks, out)
        ordered = element.tag == "ol"
        number = _start(element) if ordered else 0
        if number is None:
            blocks.append(self._numbered_html(element))
            return
        marker = self._marker(ordered=ordered, previous=blocks[-1] if blocks else "")
        items: list[list[str]] = []
        if self.wanted:
            self.anchor(element, out)
        if element.text:
            self.text(element.text, out)
        for child in element:
            if child.tag == "li":
                self.flush(blocks if not items else items[-1], out)
                items.append(self._item(child))
            else:  # not allowed there: belongs to the item before it
                self._misplaced(child, items, blocks, out)
            if child.tail:
                self.text(child.tail, out)
        self.flush(items[-1] if items else blocks, out)
        if items:
            blocks.append(assemble(items, marker, number, self.options.list_indent))

    def _misplaced(
        self, child: Element, items: list[list[str]], blocks: list[str], out: list[str]
    ) -> None:
        target = items[-1] if items else blocks
        if child.tag in _LISTS:
            if not items:
                items.append([])
                target = items[-1]
            self.list_block(child, target, out)
        else:
            self.child(child, target, out)

    def _marker(self, *, ordered: bool, previous: str) -> str:
        mark = self.options.ul_item_mark
        first, second = (".", ")") if ordered else (mark, "+" if mark != "+" else "-")
        # Two lists in a row are one to Markdown, unless their markers differ.
        return second if isinstance(previous, ListBlock) and previous.marker == first else first

    def _item(self, element: Element) -> list[str]:
        blocks: list[str] = []
        out: list[str] = []
        if self.wanted:
            self.anchor(element, out)
        task = _checkbox(element)
        if task is not None:
            self.flow(element, blocks, out)
            self.flush(blocks, out)
            self.dropped["input"] -= 1
            if not self.dropped["input"]:
                del self.dropped["input"]
            blocks[:1] = [f"[{task}] {blocks[0]}" if blocks else f"[{task}]"]
            return blocks
        self.flow(element, blocks, out)
        self.flush(blocks, out)
        if blocks and blocks[0][0] == "[":
            blocks[0] = _TASK.sub(r"\\[", blocks[0], count=1)
        return blocks

    def _numbered_html(self, element: Element) -> str:
        parts = [f"<ol{attributes(element)}>"]
        for child in element:
            if child.tag == "li":
                parts.append(f"<li{attributes(child)}>")
                parts.append("")
                parts.append("\n\n".join(self.content(child)))
                parts.append("")
                parts.append("</li>")
            elif isinstance(child.tag, str):
                parts.extend(["", "\n\n".join(self.content(child)), ""])
        parts.append("</ol>")
        return "\n".join(parts)


def _start(element: Element) -> int | None:
    """The first number of a list, or None where its numbers are not plain counting."""
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
    """What stands in the box that an item begins with, if it begins with one."""
    if (element.text or "").strip() or not len(element):
        return None
    first = element[0]
    if first.tag == "label" and not (first.text or "").strip() and len(first):
        first = first[0]
    if first.tag != "input" or first.get("type") != "checkbox":
        return None
    return " " if first.get("checked") is None else "x"


def assemble(items: list[list[str]], marker: str, number: int, indent: int = 0) -> ListBlock:
    """Put finished items together, with blank lines between them only if one needs them.

    Args:
        items: The blocks of each item.
        marker: What follows the number, or stands in its place.
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
    """Whether an item needs blank lines: anything but a text, and lists after it."""
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
