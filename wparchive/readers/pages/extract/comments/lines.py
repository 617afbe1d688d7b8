"""The lines of an element as a reader sees them, and how to cut a line out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from wparchive.readers.pages.extract.markup import copy_without, drop
from wparchive.readers.pages.extract.tree import BREAKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wparchive.readers.pages.extract.tree import Element

_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "form", "button"})
_FULL: Final = ("img", "iframe", "embed", "object", "video", "audio", "hr")
_WRAPPERS: Final = frozenset({"div", "li", "tr", "td", "dd", "section", "article", "span"})


class _TextSpan(NamedTuple):
    """A piece of text: that in an element, or what follows the element.

    Attributes:
        element: The element.
        is_tail: Whether the text follows the element.
        start: Where the text begins in its line, in characters.
        end: Where it ends.
    """

    element: Element
    is_tail: bool
    start: int
    end: int

    @property
    def holder(self) -> Element | None:
        """The innermost element that the text is in."""
        return self.element.getparent() if self.is_tail else self.element


class Line:
    """A line of text.

    Attributes:
        text: The text; pieces of different elements are a space apart.
    """

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[_TextSpan] = []

    def add(self, element: Element, text: str | None, *, is_tail: bool) -> None:
        """Add a piece of text, unless it is blank."""
        words = " ".join((text or "").split())
        if words:
            self.text += " " * bool(self.text)
            start = len(self.text)
            self._pieces.append(_TextSpan(element, is_tail, start, start + len(words)))
            self.text += words

    def cut(self, end: int | None = None) -> None:
        """Remove the text before a place in the line from the tree; all of the text for None."""
        for piece in self._pieces:
            if end is not None and piece.start >= end:
                return
            rest = "" if end is None or piece.end <= end else self.text[end : piece.end]
            if piece.is_tail:
                piece.element.tail = rest
            else:
                piece.element.text = rest

    def around(self, end: int | None = None) -> list[Element]:
        """List the elements around the text before a place in the line, in document order."""
        found: dict[Element, None] = {}
        for piece in self._pieces:
            if (end is None or piece.start < end) and (holder := piece.holder) is not None:
                found.update(dict.fromkeys([*reversed(list(holder.iterancestors())), holder]))
        return list(found)


def copy_of(parts: Iterable[Element], without: Collection[Element] = ()) -> Element:
    """Copy elements into a new ``div``, without the comments of HTML.

    Args:
        parts: Elements that follow each other; what follows the last one is left out.
        without: Elements in them to leave out, such as the answers to a comment.
    """
    holder = etree.Element("div")
    for part in parts:
        tail = part.tail
        holder.append(copy_without(part, without))
        holder[-1].tail = tail
    if len(holder):
        holder[-1].tail = None
    etree.strip_elements(holder, etree.Comment, with_tail=False)
    return holder


def lines_of(top: Element) -> list[Line]:
    """Split the text of an element into lines, at blocks and line breaks."""
    lines = [Line()]
    walk = etree.iterwalk(top, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        breaks = str(element.tag) in BREAKING
        if breaks and lines[-1].text:
            lines.append(Line())
        if event == "start" and element.tag in _UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            lines[-1].add(element, element.text, is_tail=False)
        elif element is not top:
            lines[-1].add(element, element.tail, is_tail=True)
    return lines if lines[-1].text else lines[:-1]


def unwrapped(top: Element) -> Element:
    """Return the innermost element that holds all that an element holds; drop breaks before it."""
    first: Element | None = top
    while first is not None and len(first) and not (first.text or "").strip():
        if first[0].tag == "br":
            first.text = None
            drop(first[0])
        else:
            first = first[0]
    while len(top) == 1 and not f"{top.text or ''}{top[0].tail or ''}".strip():
        if top[0].tag not in _WRAPPERS:
            break
        top = top[0]
    return top


def remove_empty(top: Element) -> None:
    """Remove the elements inside that have neither text nor pictures."""
    for element in reversed(list(top.iterdescendants("*"))):
        is_full = element.tag == "br" or element.tag in _FULL
        if is_full or any(str(text).strip() for text in element.itertext()):
            continue
        if next(element.iter(*_FULL), None) is None:
            drop(element)
