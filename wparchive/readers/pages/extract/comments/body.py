"""The text of a comment as HTML, without name, date and controls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language.phrases.labels import ACTION, AWAITING, BY, PING, SAYS
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.comments.nodes import holds_replies
from wparchive.readers.pages.extract.comments.scope import is_control
from wparchive.readers.pages.extract.markup import inner_html
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.readers.pages.extract.comments.scope import CommentScope
    from wparchive.readers.pages.extract.tree import Element

_is_text = has_role("comment-text")
_is_extra = has_role("comment-extra")
_is_control_name = has_role("comment-control")
_SHORT_CONTROL: Final = 80
_PROPERTIES: Final = frozenset({"commentText", "text", "description"})
_INLINE: Final = frozenset({"a", "span", "header", "time", "img", "footer"})
_BLOCKS: Final = ("p", "ul", "ol", "blockquote", "pre", "table")
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6", "th"})
_LEAD: Final = patterns.lazy(
    r"\A(?:\s|<br\s*/?>|<(p|div|span|small|strong|b|h\d)\b[^<>]*>\s*</\1>|[|·—–:,-](?=\s*<))+",
    re.IGNORECASE,
)
_TAIL: Final = patterns.lazy(
    r"(?>(?:\s|<br\s*/?>|<(p|div|span|small)\b[^<>]*+>\s*+</\1>|(?<=>)[|·—–-]++)+)", re.IGNORECASE
)
_TAG: Final = patterns.lazy(r"<[^<>]*>")
_LONGEST_LABEL: Final = 200
_FIRST_WORDS: Final = patterns.lazy(r"\A([^<]{1,60})(?=<|\Z)")
_FEW: Final = 3
"""Characters that may be beside a name and a date without being part of a text."""


def find_text(scope: CommentScope, known: Iterable[Element]) -> Element | None:
    """Find the element with the comment's text and nothing else; None if there is none.

    Args:
        scope: The comment.
        known: The elements of its name and date, which no text contains.
    """
    known = list(known)
    for element in scope.elements:
        marked = element.get("itemprop") in _PROPERTIES
        named = element not in scope.parts and any(map(_is_text, scope.tree.classes(element)))
        if not marked and (not named or element.tag in _INLINE):
            continue
        if any(element is other or scope.tree.contains(element, other) for other in known):
            continue
        if any(map(_is_extra, scope.tree.classes(element) - {"comment"})):
            continue
        return _innermost(scope, element)
    return _only_block(scope, known)


def _innermost(scope: CommentScope, element: Element) -> Element:
    """Return the only element for text inside such an element, or else the element itself."""
    while len(element) == 1 and scope.text(element[0]) == scope.text(element):
        inner = element[0]
        if inner.tag in _INLINE or not any(map(_is_text, scope.tree.classes(inner))):
            break
        element = inner
    return element


def _only_block(scope: CommentScope, known: list[Element]) -> Element | None:
    """Return the outermost block beside which a comment has only a name, a date and labels."""
    if len(scope.parts) > 1:
        return None
    labels = known + [e for e in scope.elements if e.tag in {"button", "form"} or is_control(e)]
    for element in scope.elements:
        if element.tag not in {"div", "section", "dd"} or element in scope.parts:
            continue
        if not scope.text(element) or any(_touch(scope, element, label) for label in labels):
            continue
        rest = scope.text(scope.parts[0]).replace(scope.text(element), "", 1)
        for label in labels:
            rest = rest.replace(scope.text(label), "", 1)
        if len(SAYS.sub("", rest).strip()) <= _FEW:
            return element
    return None


def _touch(scope: CommentScope, one: Element, other: Element) -> bool:
    return one is other or scope.tree.contains(one, other) or scope.tree.contains(other, one)


class Text:
    """Cuts a comment's text out of the markup around it.

    Args:
        scope: The comment.
        name: The element of its author's name.
        date: The element of its date.
        author: The name.
        text: The element that `find_text` found; None if it found none.
    """

    def __init__(
        self,
        scope: CommentScope,
        name: Element | None,
        date: Element | None,
        author: str | None,
        text: Element | None,
    ) -> None:
        self._own, self._text = scope, text
        self._known = [e for e in (name, date) if e is not None]
        self._date, self._author = date, author

    def html(self) -> str:
        """Return the comment's text as HTML; empty if there is none."""
        if self._text is not None:
            return inner_html(self._text, self._boilerplate(self._text))
        parts = self._own.parts
        if parts[0].tag == "dt" and len(parts) > 1:
            parts = parts[1:]
        skip = [e for part in parts for e in self._boilerplate(part)]
        # A date without an element of its own may be in that of the text.
        holds_text = self._date is not None and self._has_words(self._date)
        known = [e for e in self._known if not (holds_text and e is self._date)]
        skip += [self._outermost(e) for e in known]
        texts = [inner_html(part, skip) for part in parts if part not in skip]
        return _without_edges("\n".join(text for text in texts if text))

    def is_held(self) -> bool:
        """Return whether the page says that the comment waits for approval."""
        return any(
            AWAITING.match(self._own.text(e))
            for e in self._own.elements
            if e.tag in {"em", "p"} and not self._is_inside(e)
        )

    def _is_inside(self, element: Element) -> bool:
        return self._text is not None and self._own.tree.contains(self._text, element)

    def _boilerplate(self, top: Element) -> list[Element]:
        """List the parts of an element that are not text: replies, forms, avatars, controls."""
        scope = self._own
        return scope.answers(top) + [e for e in scope.inside(top) if self._is_no_text(e)]

    def _is_no_text(self, element: Element) -> bool:
        scope, tag = self._own, element.tag
        if tag in {"form", "time", "button"}:
            return True
        if tag in {"ol", "ul"} and holds_replies(scope.tree, element):
            return True
        if tag == "a":
            is_place = scope.leads_here(element) and self._text is None
            if is_control(element) or (is_place and not self._is_title(element)):
                return True
            if not link_target(element) and ACTION.match(scope.text(element)):
                return True
        if tag == "cite" and self._text is None:
            return not any(outer.tag in {"blockquote", "q"} for outer in scope.around(element))
        classes = scope.tree.classes(element)
        if any(map(_is_control_name, classes)) and len(scope.text(element)) <= _SHORT_CONTROL:
            return True
        if boilerplate_kind(scope.tree, element) == "rating" and _has_few_words(scope, element):
            return True
        around = tag in {"header", "footer"} or any(map(_is_extra, classes))
        return around and not self._has_words(element)

    def _is_title(self, element: Element) -> bool:
        """Return whether a link to the comment is in its heading, and not the name or the date."""
        if any(element is e or self._own.tree.contains(e, element) for e in self._known):
            return False
        heading = next((e for e in self._own.around(element) if e.tag in _HEADINGS), None)
        return heading is not None and not ACTION.match(self._own.text(element))

    def _has_words(self, element: Element) -> bool:
        """Return whether an element has paragraphs that are not the name or the date."""
        for inner in [element, *self._own.inside(element)]:
            if inner.tag not in _BLOCKS:
                continue
            if any(inner is e or self._own.tree.contains(inner, e) for e in self._known):
                continue
            text = self._own.text(inner)
            if text and not ACTION.match(text) and not AWAITING.match(text):
                return True
        return False

    def _outermost(self, element: Element) -> Element:
        """Return the outermost element around a name or date with little other text."""
        found = element
        for around in self._own.around(element):
            if around in self._own.parts:
                break
            rest = self._own.text(around).replace(self._author or "\0", "", 1)
            if self._date is not None:
                rest = rest.replace(self._own.text(self._date), "", 1)
            rest = SAYS.sub("", BY.sub("", rest)).strip(" \xa0—–-|·@/:,()#")
            if self._has_words(around) or (len(rest) > _FEW and not ACTION.match(rest)):
                break
            found = around
        return found


def _has_few_words(scope: CommentScope, element: Element) -> bool:
    """Return whether an element has no paragraph, and no more text than a control."""
    paragraph = next(element.iterdescendants(*_BLOCKS), None)
    return paragraph is None and len(scope.text(element)) <= _SHORT_CONTROL


def _without_edges(html: str) -> str:
    """Take off the breaks and the words that were left over from around the name."""
    if len(html) < _LONGEST_LABEL and PING.fullmatch(_TAG.sub("", html).strip(" \t\r\n()[]")):
        return ""
    html = _LEAD.sub("", html)
    words = _FIRST_WORDS.match(html)
    if words and (text := words[1].strip()):
        spoken = SAYS.fullmatch(text) or PING.fullmatch(text)
        if spoken or not any(char.isalnum() for char in text):
            html = _LEAD.sub("", html[words.end() :])
    return _TAIL.sub(lambda run: "" if run.end() == len(html) else run[0], html).strip()
