"""The fields of an element: texts, numbers, dates; all else is kept as extra and layout."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from lxml import etree
from msgspec import UNSET

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quantity, quoting
from wparchive.language import dates
from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Meta
from wparchive.readers.xml.elements import html_of, is_plain, tail_of, text_before, to_extra
from wparchive.web.attributes import attributes_of
from wparchive.web.numbers import leading_number
from wparchive.wordpress import serialized
from wparchive.wordpress.wxr import META, OwnNamespaces, canonical, contract, split

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from wparchive.wordpress.wxr import Order

    Element = etree._Element

_SHOWN = frozenset(
    "title content:encoded excerpt:encoded wp:comment_content wp:comment_author".split()
)
"""Fields with words that readers see."""
_INTEGER = patterns.lazy(r"[+-]?[0-9]++")
_SPACE = " \t\r\n"
"""XML's white space; others, such as a no-break space, may make a word another one."""


@lru_cache(maxsize=64)
def _own_namespaces(namespaces: tuple[tuple[str, str], ...]) -> OwnNamespaces:
    return OwnNamespaces(dict(namespaces))


@dataclass
class Location:
    """The location of an element in a source, and the list that receives notices.

    Attributes:
        own_namespaces: Checks which tags are in the document's own namespaces.
        base: The line at which the text begins that the parser got.
    """

    source: str
    notices: list[Notice]
    line: int = 1
    offset: int | None = None
    post_id: int | None = None
    own_namespaces: OwnNamespaces = field(default_factory=lambda: _own_namespaces(()))
    base: int = 1

    def use_namespaces(self, element: Element) -> None:
        """Use the namespaces that a channel declares as the document's own."""
        names = element.nsmap.items()
        self.own_namespaces = _own_namespaces(
            tuple((prefix, uri) for prefix, uri in names if prefix is not None)
        )

    def at(self, element: Element) -> Location:
        """Return the location of an element, whose line the parser counts from `base`."""
        return replace(self, line=self.base + line_of(element) - 1, offset=None)

    def of(self, child: Element) -> Location:
        """Return where to report a child: at its line; in an item at the item, with its offset."""
        return self if self.offset is not None else self.at(child)

    def notice(self, code: Code, message: str, *quotes: str) -> None:
        """Add a notice at this location.

        Args:
            code: What happened.
            message: The details; with quotes, it has ``{}`` in place of each.
            quotes: What it quotes of a text that may be hidden.
        """
        text = quoting(message, *quotes) if quotes else (message, None)
        place = (self.source, self.line, self.offset, self.post_id)
        self.notices.append(Notice(code, text[0], *place, public=text[1]))

    def origin(self, element: str | None = None) -> Origin:
        """Return this location as a record's provenance."""
        return Origin(source=self.source, line=self.line, offset=self.offset, element=element)


@dataclass
class Fields:
    """The child elements of one element, taken by name; those that are not taken become `extra`.

    Each name counts once, as in WordPress's own parsers: the first element of a name is its
    value, a later one goes to `extra` with a notice. An element that says more than its field can
    hold goes to `extra` too, and the layout names it.
    """

    location: Location
    lists: Container[str] = ()
    names: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    first: dict[str, Element] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    verbatim: set[str] = field(default_factory=set)
    strays: bool = False
    """Whether there is text between the children."""

    @classmethod
    def of(
        cls, element: Element, location: Location, lists: dict[str, Callable[[Element], None]]
    ) -> Fields:
        """Sort the children of an element.

        Args:
            element: The parent.
            location: The parent's location.
            lists: Handlers by canonical name for children that may repeat.
        """
        fields = cls(location, lists)
        for child in element:
            tag: Any = child.tag
            tail = child.tail
            if tail is not None and not tail.isspace():
                fields.strays = True
            if not isinstance(tag, str):
                continue  # XML comments and processing instructions of the document itself
            name = canonical[tag]
            fields.names.append(name)
            fields.children.append(child)
            if handler := lists.get(name):
                handler(child)
            elif name in fields.first:
                if name.startswith("{"):  # of no vocabulary that is known, so it may well repeat
                    continue
                _report_repeated(child, fields.first[name], name, location.of(child))
            else:
                fields.first[name] = child
        return fields

    def keep_verbatim(self, name: str) -> None:
        """Keep all elements of a name in `extra`, since their field does not say all."""
        self.verbatim.add(name)

    def strictest(self, name: str, is_open: Callable[[str], bool]) -> str | None:
        """Return the token of a child; of several, the first that does not make the record public.

        Elements inside of the child count, too, whatever they mean.

        Args:
            name: Its canonical name.
            is_open: Whether a token lets everybody see the record.
        """
        token = self.token(name)
        if token is None or (self.names.count(name) < 2 and not len(self.first[name])):
            return token
        children = zip(self.names, self.children, strict=True)
        tokens = [_all_text(child).strip(_SPACE) for found, child in children if found == name]
        strict = next((other for other in tokens if not is_open(other)), token)
        if strict != token:
            self.keep_verbatim(name)
        return strict

    def text(self, name: str, attributes: Container[str] = ()) -> str | None:
        """Return the text of a child, exactly; None if there is no such child.

        Args:
            name: Its canonical name.
            attributes: Names of attributes that a field says; with others it is kept whole.
        """
        element = self.first.get(name)
        if element is None:
            return None
        self.taken.add(name)
        if not is_plain(element, self.location.own_namespaces, attributes):
            self.keep_verbatim(name)
            return self._text(element, name)
        if self.strays and tail_of(element):
            self.keep_verbatim(name)
        return element.text or ""

    def token(self, name: str, attributes: Container[str] = ()) -> str | None:
        """Return the text of a child without the white space around it, which means nothing."""
        text = self.text(name, attributes)
        if text is None:
            return None
        token = text.strip(_SPACE)
        if token != text:
            self.keep_verbatim(name)
        return token

    def integer(self, name: str) -> int | None:
        """Return a number as WordPress reads it, by its beginning; `extra` keeps all other forms.

        Returns:
            None with a notice if there is no number at the beginning.
        """
        text = self.token(name)
        number = None if text is None else leading_number(text)
        if text is None or str(number) == text:
            return number
        if text and (number is None or not _INTEGER.fullmatch(text)):
            self._notice(Code.NUMBER_UNREADABLE, name, "is {}", repr(text[:80]))
        if number is None:
            self._leave(name)
        else:
            self.keep_verbatim(name)
        return number

    def flag(self, name: str) -> bool | None:
        """Return a number that WordPress uses as yes (1) or no (0) as a flag."""
        text = self.token(name)
        if text is None or text in {"0", "1"}:
            return None if text is None else text == "1"
        self._leave(name)
        return None

    def words(self, name: str) -> str | None:
        """Return all the text of a child, also in elements that someone forgot to escape."""
        text = self.text(name)
        element = self.first.get(name)
        if element is None or not any(isinstance(child.tag, str) for child in element):
            return text
        return _all_text(element)

    def markup(self, name: str) -> str | None:
        """Return the HTML in a child, also in elements that someone forgot to escape."""
        text = self.text(name)
        element = self.first.get(name)
        if element is None or not any(isinstance(child.tag, str) for child in element):
            return text
        inner = (f"{_markup_of(child)}{child.tail or ''}" for child in element)
        return f"{element.text or ''}{''.join(inner)}"

    def date(self, name: str, *, utc: bool = False) -> str | None:
        """Return a MySQL datetime as ISO 8601; the raw text with a notice if it cannot be read."""
        text = self.token(name)
        if not text:
            return text
        moment = dates.from_mysql(text, utc=utc)
        if moment is None:
            self._notice(Code.DATE_UNREADABLE, name, "is {}", repr(text[:80]))
        if dates.to_mysql(moment or text) != text:
            self.keep_verbatim(name)
        return moment or text

    def remaining(self) -> list[UnknownElement]:
        """Return the children that no field took or that say more than their field, in order."""
        return [
            to_extra(child)
            for name, child in zip(self.names, self.children, strict=True)
            if name in self.verbatim or not self._is_in_field(name, child)
        ]

    def layout(self, element: Element, order: Order) -> SourceLayout | None:
        """Return the differences from the form in which core writes an element; None if none."""
        at_home = self.location.own_namespaces[element.tag]
        text = element.text
        blank = not self.strays and (text is None or text.isspace())
        tail = tail_of(element)
        kept = order.is_kept(self.names)
        if kept and at_home and blank and not (tail or self.verbatim or element.keys()):
            return None
        layout = SourceLayout(
            order=None if kept else contract(self.names),
            whole=sorted(self.verbatim),
            namespace="" if at_home else split(element.tag)[0],
            attributes=dict(attributes_of(element)),
            text=text_before(element),
            tail=tail,
        )
        return None if layout == _CORE else layout

    def _is_in_field(self, name: str, child: Element) -> bool:
        return name in self.lists or (name in self.taken and child is self.first[name])

    def _notice(self, code: Code, name: str, what: str, *quotes: str) -> None:
        self.location.of(self.first[name]).notice(code, f"<{name}> {what}.", *quotes)

    def _leave(self, name: str) -> None:
        self.taken.discard(name)
        self.verbatim.discard(name)

    def _text(self, element: Element, name: str) -> str:
        text: str = element.text or ""
        if not len(element):
            return text
        if all(child.tag is etree.Entity for child in element):
            self._notice(Code.ENTITY_UNRESOLVED, name, "refers to an entity")
            return text + "".join((c.text or "") + (c.tail or "") for c in element)
        self._notice(Code.ELEMENT_NESTED, name, "contains elements or comments")
        return text + "".join(child.tail or "" for child in element)


def _report_repeated(element: Element, first: Element, name: str, location: Location) -> None:
    location.notice(Code.ELEMENT_REPEATED, f"The record has another <{name}>.")
    words = _all_text(element).split()
    if name in _SHOWN and words and words != _all_text(first).split():
        many = quantity(len(words), "word")
        location.notice(Code.TEXT_LOST, f"Of another <{name}>, {many} are only in `extra`.")


def _all_text(element: Element) -> str:
    return "".join(map(str, element.itertext(etree.Element, etree.Entity)))


def _markup_of(node: Any) -> str:
    if isinstance(node.tag, str):
        return html_of(node)
    return node.text or "" if node.tag is etree.Entity else f"<!--{node.text or ''}-->"


_CORE = SourceLayout()


def line_of(element: Element) -> int:
    """Return the element's 1-based line in the parsed text."""
    return cast("int | None", element.sourceline) or 1


def meta(element: Element, location: Location) -> Meta:
    """Read a ``wp:postmeta``, ``wp:commentmeta`` or ``wp:termmeta``."""
    fields = Fields.of(element, location, {})
    record = Meta(key=fields.text("wp:meta_key"), value=fields.text("wp:meta_value"))
    if record.value and serialized.is_serialized(record.value):
        decoded = serialized.decode(record.value)
        record.decoded = UNSET if decoded is None else decoded
    if fields.layout(element, META) or len(fields.taken) != len(fields.names):
        record.element = to_extra(element)
    return record
