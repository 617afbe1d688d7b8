"""Elements of the source that the model keeps: those without a field, and their arrangement."""

from __future__ import annotations

import msgspec


class UnknownElement(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An element of the source that has no field in the model, with all its content.

    Attributes:
        tag: The local name. ``#comment``, ``#pi`` and ``#entity`` are XML comments, processing
            instructions and entities inside such an element.
        namespace: The namespace URI as found; empty for none.
        attributes: Attribute values by name; a name in a namespace is ``{uri}name``.
        text: The text before the first child.
        tail: The text that follows the element inside its parent, unless it is white space. If
            the parent is the element of a record, without the white space around the text.
        children: The elements inside, in order.
    """

    tag: str
    namespace: str = ""
    attributes: dict[str, str] = {}
    text: str = ""
    tail: str = ""
    children: list[UnknownElement] = []


class SourceLayout(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The arrangement of a record's element, if it differs from that of WordPress's export.

    With the layout and `extra`, wparchive can write a WXR again, with all elements, attributes and
    texts in their order. Other programs can ignore the layout.

    Attributes:
        order: The names of the children in document order; ``category*3`` means three in a row,
            and in a channel ``item`` means all items. WordPress's names have their prefix
            (``wp:status``), other names are ``{uri}local``. None for the order of WordPress's
            export. Writers ignore an order that no longer fits the record.
        whole: Names of the children that `extra` keeps unchanged, because a field alone would lose
            something: white space around a value, another spelling of a date, attributes, nested
            elements, another version's namespace, the empty comment type of old versions.
        namespace: The namespace of the element; empty if it is that of the document.
        attributes: The attributes of the element itself.
        text: The text before the first child, without the white space around it.
        tail: The text after the element, without the white space around it; for a channel, the
            text after the items.
        root: For a channel, the attributes of the document's root element; None if they are those
            of RSS 2.0.
    """

    order: list[str] | None = None
    whole: list[str] = []
    namespace: str = ""
    attributes: dict[str, str] = {}
    text: str = ""
    tail: str = ""
    root: dict[str, str] | None = None
