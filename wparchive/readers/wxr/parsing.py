"""Parse an export strictly, within limits: no entity is expanded and nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from wparchive.errors import MalformedInputError
from wparchive.readers.wxr.refusals import malformed, refuse, too_deep
from wparchive.readers.xml.fields import line_of
from wparchive.storage.opening import open_regular
from wparchive.xml_repair.content_model import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.xml.fields import Element
    from wparchive.storage.source import Source

_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True}
_HUGE = 9_000_000
"""Bytes from which the parser's own limits (10 MB of text, 256 levels) must be lifted."""


def stream_of(source: Source, *, items: bool) -> Iterator[Element]:
    """Yield the items of a document as they end, or its root once all of them are removed."""
    with open_regular(source.path) as file:
        try:
            huge = source.size > _HUGE
            context = etree.iterparse(file, events=("end",), tag="item", huge_tree=huge, **_SAFE)
            for _, element in context:
                if is_deep(element, source.size):
                    raise too_deep(source, line_of(element))
                if items:
                    yield element
                parent = element.getparent()
                element.clear(keep_tail=False)
                # The first one stays, empty, to mark for the head's layout where items were.
                if parent is not None and (items or parent.find("item") is not element):
                    parent.remove(element)
            if not items and context.root is not None:
                yield context.root
        except etree.XMLSyntaxError as error:
            raise malformed(source, error) from error


def parser_for(size: int) -> etree.XMLParser:
    """Return a parser for a document of `size` bytes; its limits stay where they do no harm."""
    return etree.XMLParser(collect_ids=False, huge_tree=size > _HUGE, **_SAFE)


def is_deep(root: Element, size: int) -> bool:
    """Return whether a tree from a parser without limits is too deep for later steps."""
    return size > _HUGE and bool(root.xpath(f"boolean(.{'/*' * MAX_DEPTH})"))


def channel_of(root: Element, source: Source) -> Element:
    """Return the channel of a root.

    Raises:
        MalformedInputError: The root also has other content, for which the model has no place.
        UnknownFormatError: It has no channel.
    """
    if root.tag == "channel":
        return root
    channel = root.find("channel")
    if channel is None:
        refuse(source)
    others = [child for child in root.iterchildren(tag=etree.Element) if child is not channel]
    texts = [root.text, *(child.tail for child in root)]
    if others or any(text and not text.isspace() for text in texts):
        raise MalformedInputError(f"{source.name} contains more than one channel.")
    return channel
