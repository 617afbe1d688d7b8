"""Attributes of elements, in time that is linear in their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEW = 50
_ATTRIBUTES = etree.XPath("@*")


def attributes_of(element: etree._Element) -> Sequence[tuple[str, str]]:
    """Return an element's attributes in their order, by Clark name."""
    # `items()` looks each value up by its name, which is quadratic; XPath is slower for a few.
    if len(element.attrib) <= _FEW:
        return [(str(name), str(value)) for name, value in element.items()]
    found: Any = _ATTRIBUTES(element)
    return [(str(value.attrname), str(value)) for value in found]
