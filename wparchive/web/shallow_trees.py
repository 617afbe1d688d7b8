"""Trees of bounded depth, for markup that is nested deeper than libxml2 goes."""

from __future__ import annotations

from typing import Any, Final, cast

from lxml import etree

from wparchive.web.html_tidy import encode, tidy
from wparchive.web.xmltext import ILLEGAL

# libxml2 gives up at 256 levels and silently drops what follows; a tree deeper than this is
# rebuilt with its lower levels side by side, as browsers do from 512 levels on.
MAX_DEPTH: Final = 200


class _ShallowTarget:
    """A parser target that builds a tree of bounded depth, in document order."""

    def __init__(self, depth: int, make: object) -> None:
        self._make = make if callable(make) else etree.Element
        self._depth = depth
        self._root = self._make("body")
        # What is open, outermost first, and the last child that each has.
        self._open: list[etree._Element] = [self._root]
        self._last: list[etree._Element | None] = [None]
        self._text: list[str] = []
        self._after = False  # below the limit: an element has closed since the last one opened

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"html", "body", "head"}:
            return
        self._flush()
        element = self._element(tag, attributes)
        self._append(element)
        self._open.append(element)
        self._last.append(None)
        self._after = False

    def end(self, tag: str) -> None:
        if tag in {"html", "body", "head"} or len(self._open) == 1:
            return
        self._flush()
        self._open.pop()
        self._last.pop()
        self._after = True

    def data(self, data: str) -> None:
        self._text.append(data)

    def comment(self, text: str) -> None:
        self._flush()
        try:
            self._append(etree.Comment(text))
        except ValueError:  # "--" inside: a comment to browsers, not to XML
            self._append(etree.Comment(text.replace("--", "- -").rstrip("-")))
        self._after = True

    def close(self) -> etree._Element:
        self._flush()
        return self._root

    def _level(self) -> int:
        return min(len(self._open), self._depth) - 1

    def _append(self, element: etree._Element) -> None:
        level = self._level()
        self._open[level].append(element)
        self._last[level] = element

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        try:
            self._place(text)
        except ValueError:  # control characters, which no tree may hold
            self._place(ILLEGAL.sub("", text))

    def _place(self, text: str) -> None:
        if len(self._open) > self._depth and not self._after:
            self._open[-1].text = (self._open[-1].text or "") + text
            return
        level = self._level()
        last = self._last[level]
        if last is None:
            self._open[level].text = (self._open[level].text or "") + text
        else:
            last.tail = (last.tail or "") + text

    def _element(self, tag: str, attributes: dict[str, str]) -> etree._Element:
        try:
            element: etree._Element = self._make(tag)
        except ValueError:  # a name that XML does not allow, such as an office suite's o:p
            element = self._make("span")
        for name, value in attributes.items():
            try:
                element.set(name, value or "")
            except ValueError:
                continue
        return element


def shallow_tree(html: str, make: object = None, depth: int = MAX_DEPTH) -> etree._Element:
    """Parse HTML of any nesting depth into a tree of at most ``depth`` levels.

    Args:
        html: The markup.
        make: What creates an element from its name; plain lxml elements by default.
        depth: The deepest level; elements below it are attached beside one another there.

    Returns:
        An element (``body``) whose children are the fragment.
    """
    target = _ShallowTarget(depth, make)
    # The stubs want the parser to hand over bytes too, which it does in Python 2 only.
    parser = etree.HTMLParser(target=cast("Any", target), huge_tree=True, encoding="utf-8")
    return etree.fromstring(encode(tidy(html)), parser)
