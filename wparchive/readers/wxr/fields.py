"""Reading an element's fields: texts, numbers and dates, with everything else kept as extra."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from wparchive.content import dates
from wparchive.model.provenance import Origin
from wparchive.model.records import Extra, Meta
from wparchive.notices import Code, Notice
from wparchive.readers.wxr.names import canonical, split

if TYPE_CHECKING:
    from collections.abc import Callable

    Element = etree._Element

_INTEGER = re.compile(r"0|-?[1-9]\d{0,17}")


@dataclass
class Place:
    """Where reading is, and who is told what is odd there."""

    source: str
    notices: list[Notice]
    line: int = 1
    offset: int | None = None
    post_id: int | None = None

    def at(self, element: Element) -> Place:
        """The place of an element inside a part that began at `line`."""
        return replace(self, line=self.line + line_of(element) - 1, offset=None)

    def notice(self, code: Code, message: str) -> None:
        """Record what was found here."""
        self.notices.append(
            Notice(code, message, self.source, self.line, self.offset, self.post_id)
        )

    def origin(self, element: str | None = None) -> Origin:
        """This place as a record's provenance."""
        return Origin(source=self.source, line=self.line, offset=self.offset, element=element)


@dataclass
class Fields:
    """The child elements of one element, taken by name; what is not taken becomes `extra`.

    Each name counts once, as in WordPress's own parsers: the first element of a name is its
    value, a later one goes to `extra` with a notice.
    """

    place: Place
    first: dict[str, Element] = field(default_factory=dict)
    extra: list[Extra] = field(default_factory=list)

    @classmethod
    def of(
        cls, element: Element, place: Place, lists: dict[str, Callable[[Element], None]]
    ) -> Fields:
        """Sort the children of an element.

        Args:
            element: The parent.
            place: Where it stands.
            lists: Handlers by canonical name for children that may repeat.
        """
        fields = cls(place)
        for child in element:
            tag: Any = child.tag
            if not isinstance(tag, str):
                continue  # XML comments and processing instructions of the document itself
            name = canonical[tag]
            if handler := lists.get(name):
                handler(child)
            elif name in fields.first:
                place.notice(Code.ELEMENT_REPEATED, f"<{name}> stands here again.")
                fields.extra.append(to_extra(child))
            else:
                fields.first[name] = child
        return fields

    def text(self, name: str) -> str | None:
        """The text of a child, exactly; None where there is no such child."""
        element = self.first.pop(name, None)
        return None if element is None else self._text(element, name)

    def token(self, name: str) -> str | None:
        """The text of a child whose surrounding white space means nothing."""
        text = self.text(name)
        return None if text is None else text.strip()

    def integer(self, name: str) -> int | None:
        """A decimal number; anything else stays in `extra` with a notice."""
        element = self.first.get(name)
        text = self.token(name)
        if element is None or text is None:
            return None
        if _INTEGER.fullmatch(text):
            return int(text)
        if text:
            self.place.notice(Code.NUMBER_UNREADABLE, f"<{name}> holds {text[:80]!r}.")
        self.extra.append(to_extra(element))
        return None

    def flag(self, name: str) -> bool | None:
        """A number that WordPress uses as yes (1) or no (0)."""
        element = self.first.get(name)
        text = self.token(name)
        if element is None or text in {"0", "1"}:
            return None if element is None else text == "1"
        self.extra.append(to_extra(element))
        return None

    def date(self, name: str, *, utc: bool = False) -> str | None:
        """A MySQL datetime as ISO 8601; the raw text with a notice where it cannot be read."""
        text = self.token(name)
        if not text:
            return text
        if moment := dates.from_mysql(text, utc=utc):
            return moment
        self.place.notice(Code.DATE_UNREADABLE, f"<{name}> holds {text[:80]!r}.")
        return text

    def rest(self) -> list[Extra]:
        """All children that nobody took, in document order after the repeated ones."""
        for element in self.first.values():
            self.extra.append(to_extra(element))
        self.first.clear()
        return self.extra

    def _text(self, element: Element, name: str) -> str:
        text: str = element.text or ""
        if not len(element):
            return text
        if all(child.tag is etree.Entity for child in element):
            self.place.notice(Code.ENTITY_UNRESOLVED, f"<{name}> names an entity.")
            return text + "".join((c.text or "") + (c.tail or "") for c in element)
        self.place.notice(Code.ELEMENT_NESTED, f"<{name}> holds elements or comments.")
        self.extra.append(to_extra(element))
        return text + "".join(child.tail or "" for child in element)


def line_of(element: Element) -> int:
    """The element's 1-based line in what was parsed."""
    return cast("int | None", element.sourceline) or 1


def meta(element: Element, place: Place, extra: list[Extra]) -> Meta:
    """A ``wp:postmeta``, ``wp:commentmeta`` or ``wp:termmeta``.

    What such an element holds beside its key and value goes to the record's `extra`.
    """
    fields = Fields.of(element, place, {})
    record = Meta(key=fields.text("wp:meta_key"), value=fields.text("wp:meta_value"))
    if rest := fields.rest():
        uri, local = split(str(element.tag))
        extra.append(Extra(namespace=uri, tag=local, children=rest))
    return record


def to_extra(element: Element) -> Extra:
    """An element with everything in it, for the model's `extra`.

    Comments and processing instructions inside it become children called ``#comment`` and
    ``#pi``. Depth is bounded by nothing but memory.
    """
    root = _shallow(element)
    stack: list[tuple[Any, Extra]] = [(element, root)]
    while stack:
        source, target = stack.pop()
        for child in source:
            copy = _shallow(child)
            copy.tail = child.tail if child.tail and child.tail.strip() else ""
            target.children.append(copy)
            if isinstance(child.tag, str):
                stack.append((child, copy))
    return root


def _shallow(element: Any) -> Extra:
    if not isinstance(element.tag, str):
        kind = {etree.Comment: "#comment", etree.PI: "#pi"}.get(element.tag, "#entity")
        return Extra(tag=kind, text=element.text or "")
    uri, local = split(element.tag)
    text = element.text or ""
    if len(element) and not text.strip():
        text = ""
    attributes = {str(name): str(value) for name, value in element.items()}
    return Extra(namespace=uri, tag=local, attributes=attributes, text=text, children=[])
