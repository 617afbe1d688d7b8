"""Balance tags, so that comments cannot break a page: close open ones, drop stray closing ones."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive import patterns
from wparchive.web.scanning import Ended
from wparchive.wordpress.php import TRIMMED

_VOID: Final = frozenset(
    (
        *("area", "base", "basefont", "br", "col", "command", "embed", "frame", "hr", "img"),
        *("input", "isindex", "link", "meta", "param", "source", "track", "wbr"),
    )
)
_NESTABLE: Final = frozenset(
    (
        *("article", "aside", "blockquote", "details", "div", "figure", "object", "q"),
        *("section", "span"),
    )
)
_TAG = Ended(
    patterns.lazy(
        r"<(?P<end>/?)(?P<name>[a-z][a-z0-9._]*-[a-z0-9._-]+|[\w:]+)"
        r"(?:\s*+(?P<slash>/?)|(?P<space>\s++)(?P<attributes>[^>]*+))>",
        re.ASCII,
    ),
    patterns.lazy(">"),
)
_LESS_THAN = patterns.lazy(r"<([0-9])")


def force_balance_tags(text: str) -> str:
    """Balance the tags of a text, as WordPress's ``force_balance_tags`` does.

    Tags are written in lower case, void ones as ``<br />``; a closing tag closes everything inside
    its element or, without one, is dropped; an element that cannot contain itself is closed by the
    next of its kind; what is open at the end is closed. ``<3`` is text.
    """
    return _Balancer().balance(_LESS_THAN.sub(r"&lt;\1", text)) if "<" in text else text


class _Balancer:
    """The elements that are open, and how many of each."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._count: Counter[str] = Counter()

    def balance(self, text: str) -> str:
        out: list[str] = []
        done = 0
        for tag in _TAG.finditer(text):
            out.append(text[done : tag.start()])
            name = tag["name"].lower()
            out.append(self._close(name) if tag["end"] else self._start(name, tag))
            done = tag.end()
        out.append(text[done:])
        while self._open:
            out.append(self._pop())
        return "".join(out).replace("<    !--", "< !--")

    def _pop(self) -> str:
        name = self._open.pop()
        self._count[name] -= 1
        return f"</{name}>"

    def _close(self, name: str) -> str:
        if not self._count[name]:
            return ""
        out = ""
        while self._open[-1] != name:
            out += self._pop()
        return out + self._pop()

    def _start(self, name: str, tag: re.Match[str]) -> str:
        space = tag["space"] or ""
        attributes = (tag["attributes"] or tag["slash"] or "").strip(TRIMMED)
        closed = attributes.endswith("/")
        before = ""
        if name in _VOID:
            space = " "
            attributes += "" if closed else "/"
        elif closed:
            attributes = f"{attributes[:-1].strip(TRIMMED)}></{name}"
        else:
            if self._open and self._open[-1] == name and name not in _NESTABLE:
                before = self._pop()
            self._open.append(name)
            self._count[name] += 1
        return f"{before}<{name}{space}{attributes}>"
