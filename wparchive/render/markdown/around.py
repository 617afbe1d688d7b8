"""Rules for elements around blocks: links, emphasis and HTML that must stay around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from wparchive.render.markdown.code_blocks import fenced, language_of, paragraphs_of_code
from wparchive.render.markdown.elements import (
    BLOCKS,
    CONTAINERS,
    EMPHASIS,
    HEADINGS,
    KEPT,
    PREFORMATTED,
    VOID,
    has_block,
)
from wparchive.render.markdown.escape import html_attribute
from wparchive.render.markdown.inline_rules import verbatim
from wparchive.render.markdown.link_text import add_link
from wparchive.render.markdown.paragraphs import flush
from wparchive.render.markdown.raw import raw_html
from wparchive.render.markdown.running_text import BREAKS, add_text, attributes
from wparchive.render.markdown.walk import content_blocks, walk_blocks, write_child

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_BOXES: Final = {"div", "p", *HEADINGS}


def details(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a details element: HTML around Markdown, the summary in the HTML."""
    flush(state, blocks, out)
    head = f"<details{attributes(element)}>"
    first = next(element.iterchildren("summary"), None)
    if first is not None and not has_block(_unwrapped(first)):
        head += "\n" + raw_html(state, first)
        first.text, first[:] = None, []
    inner = content_blocks(state, element)
    blocks.append(head)
    blocks.extend(inner)
    blocks.append("</details>")


def _unwrapped(summary: Element) -> Element:
    """Take the words of a summary out of a block around all of them."""
    while len(summary) == 1 and summary[0].tag in _BOXES and not (summary.text or "").strip():
        box = summary[0]
        if (box.tail or "").strip():
            break
        summary.text, summary[:] = box.text, list(box)
    return summary


def definitions(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a definition list: HTML, around Markdown if it contains blocks."""
    flush(state, blocks, out)
    if not any(
        d.tag in BLOCKS and d.tag not in {"dt", "dd", "div"} for d in element.iterdescendants()
    ):
        blocks.append(raw_html(state, element))
        return
    blocks.append(f"<dl{attributes(element)}>")
    if element.text:
        add_text(state, element.text, out)
        flush(state, blocks, out)
    for child in element:
        if child.tag in {"dt", "dd"}:
            _shell(state, child, blocks)
        else:
            write_child(state, child, blocks, out)
        if child.tail:
            add_text(state, child.tail, out)
        flush(state, blocks, out)
    blocks.append("</dl>")


def html_block(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a whole element as HTML: within a running line, else as a block."""
    if out and out[-1][-1] not in BREAKS:
        verbatim(state, element, out)
        return
    flush(state, blocks, out)
    blocks.append(raw_html(state, element))


def around_blocks(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write an inline element that contains blocks."""
    tag = element.tag
    if tag in EMPHASIS and not element.get("cite"):
        _emphasis(state, element, blocks, out)
    elif tag == "a" and element.get("href") is not None:
        _link(state, element, blocks, out)
    elif tag == "code":
        _code(state, element, blocks, out)
    elif tag in VOID:
        out.append(f"<{tag}{attributes(element)}>")
        walk_blocks(state, element, blocks, out)
    elif tag in KEPT or tag in EMPHASIS:
        flush(state, blocks, out)
        _shell(state, element, blocks)
    else:
        name = element.get("id") or (element.get("name") if tag == "a" else None)
        if name and (tag == "a" or name in state.anchor_ids):
            out.append(f"<a{html_attribute('id', name)}></a>")
        walk_blocks(state, element, blocks, out)


def _code(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write code in paragraphs as a fence; code around other blocks as HTML."""
    flush(state, blocks, out)
    if _is_only(element, PREFORMATTED):
        walk_blocks(state, element, blocks, out)
        return
    if (text := paragraphs_of_code(element)) is not None:
        blocks.append(fenced(text, language_of(element)))
        return
    # Only a line with nothing but its tag begins a block of HTML (CommonMark, 4.6).
    start = f"<code{attributes(element)}>"
    html = raw_html(state, element).removeprefix(start).lstrip(" \n")
    blocks.append(f"{start}\n{html}")


def _is_only(element: Element, tags: frozenset[str]) -> bool:
    """Check whether an element contains nothing but elements of these kinds, and space."""
    texts = [element.text, *(child.tail for child in element)]
    return all(child.tag in tags for child in element) and not any(t and t.strip() for t in texts)


def _emphasis(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    kind = EMPHASIS[element.tag]
    if kind in state.open:
        walk_blocks(state, element, blocks, out)
        return
    flush(state, blocks, out)
    state.open.add(kind)
    state.wrap.append(kind)
    walk_blocks(state, element, blocks, out)
    flush(state, blocks, out)
    state.wrap.pop()
    state.open.discard(kind)


def _link(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a link around one text inside its block; around several blocks it stays HTML."""
    flush(state, blocks, out)
    if state.block_link is None and not state.in_link and _one_text(element):
        before = len(blocks)
        state.block_link, state.in_link = element, True
        walk_blocks(state, element, blocks, out)
        flush(state, blocks, out)
        state.block_link, state.in_link = None, False
        if len(blocks) == before:  # no text in it: a link nonetheless
            add_link(state, element, "", out)
    else:
        _shell(state, element, blocks)


def _shell(state: State, element: Element, blocks: list[str]) -> None:
    """Write an element's tags as HTML lines around its content as Markdown."""
    content = content_blocks(state, element)
    blocks.append(f"<{element.tag}{attributes(element)}>")
    blocks.extend(content)
    blocks.append(f"</{element.tag}>")


def _one_text(element: Element) -> bool:
    """Check whether an element has a single block of text, however deeply wrapped."""
    while True:
        if (element.text or "").strip():
            return False
        children = list(element.iterchildren(etree.Element))
        if len(children) != 1 or (children[0].tail or "").strip():
            return False
        element = children[0]
        if element.tag not in CONTAINERS and element.tag not in HEADINGS:
            return False
        if element.tag in {"details", "dl"}:
            return False
        if not has_block(element):
            return True
