"""Tests of elements, and whole elements for the model's `extra`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from wparchive.model.elements import UnknownElement
from wparchive.web.attributes import attributes_of
from wparchive.wordpress.wxr import split

if TYPE_CHECKING:
    from collections.abc import Container

    from wparchive.wordpress.wxr import OwnNamespaces

    Element = etree._Element


def is_plain(
    element: Element, own_namespaces: OwnNamespaces, attributes: Container[str] = ()
) -> bool:
    """Return whether an element has text alone; the text after the element does not matter."""
    if len(element) or not own_namespaces[element.tag]:
        return False
    names = element.keys()
    return not names or all(name in attributes for name in names)


def to_extra(element: Element) -> UnknownElement:
    """Return an element with its content and the text that follows it, for the model's `extra`.

    Comments and processing instructions inside it become children called ``#comment`` and
    ``#pi``. Depth is bounded by nothing but memory.
    """
    root = _shallow(element)
    root.tail = tail_of(element)
    stack: list[tuple[Any, UnknownElement]] = [(element, root)]
    while stack:
        source, target = stack.pop()
        for child in source:
            copy = _shallow(child)
            copy.tail = child.tail if child.tail and child.tail.strip() else ""
            target.children.append(copy)
            if isinstance(child.tag, str):
                stack.append((child, copy))
    return root


def html_of(element: Element) -> str:
    """Return XHTML as HTML, without the text after it and the namespaces that XML declares."""
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    for inner in copy.iter():
        if isinstance(inner.tag, str):
            inner.tag = split(inner.tag)[1]
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="unicode", method="html")


def tail_of(element: Element) -> str:
    """Return the text between an element and the next one, without the white space around it."""
    text = element.tail
    if text is None or text.isspace():
        following: Any = element.getnext()
        if following is None or isinstance(following.tag, str):
            return ""
    return _text_until_element(text, element.getnext())


def text_before(element: Element) -> str:
    """Return the text between a start tag and the first child, without white space around it."""
    first: Any = element[0] if len(element) else None
    return _text_until_element(element.text, first)


def _text_until_element(text: str | None, node: Any) -> str:
    """Return a text joined with those after XML comments and the like, up to the next element."""
    text = text or ""
    while node is not None and not isinstance(node.tag, str):
        text += node.tail or ""
        node = node.getnext()
    return text.strip()


def _shallow(element: Any) -> UnknownElement:
    if not isinstance(element.tag, str):
        kind = {etree.Comment: "#comment", etree.PI: "#pi"}.get(element.tag, "#entity")
        target = {"target": str(element.target)} if kind == "#pi" else {}
        return UnknownElement(tag=kind, attributes=target, text=element.text or "")
    uri, local = split(element.tag)
    text = element.text or ""
    if len(element) and not text.strip():
        text = ""
    attributes = dict(attributes_of(element))
    return UnknownElement(namespace=uri, tag=local, attributes=attributes, text=text, children=[])
