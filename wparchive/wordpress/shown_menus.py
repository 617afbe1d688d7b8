"""Menus as pages show them, kept in the site's `extra` until a format can store them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.model.elements import UnknownElement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMESPACE: Final = "urn:wparchive:page"
"""The namespace of elements of `extra` that describe what pages show around posts."""
MENU: Final = "menu"
_ENTRY: Final = "entry"


class MenuEntry(NamedTuple):
    """One entry of a menu.

    Attributes:
        label: Its text.
        url: The address that it links to; empty for none.
        kind: ``post_type``, ``taxonomy``, ``post_type_archive`` or ``custom``.
        subject: The post type or taxonomy of what it links to; empty if unknown.
        number: The entry's id; 0 if unknown.
        depth: How many entries are above it: 0 at the top.
    """

    label: str
    url: str = ""
    kind: str = "custom"
    subject: str = ""
    number: int = 0
    depth: int = 0


class ShownMenu(NamedTuple):
    """A menu with its entries in the page's order, those of a submenu after the one above them.

    Attributes:
        slug: The menu's slug.
        entries: Its entries.
    """

    slug: str
    entries: Sequence[MenuEntry]

    def as_extra(self) -> UnknownElement:
        """Return the menu as an element of the site's `extra`."""
        children = [
            UnknownElement(
                tag=_ENTRY,
                namespace=NAMESPACE,
                attributes={
                    name: str(value)
                    for name, value in entry._asdict().items()
                    if name != "label" and value
                },
                text=entry.label,
            )
            for entry in self.entries
        ]
        attributes = {"slug": self.slug}
        return UnknownElement(
            tag=MENU, namespace=NAMESPACE, attributes=attributes, children=children
        )


def is_menu(extra: UnknownElement) -> bool:
    """Check whether an element of `extra` is a menu."""
    return extra.namespace == NAMESPACE and extra.tag == MENU


def shown_menus(extras: Sequence[UnknownElement]) -> Iterator[ShownMenu]:
    """Yield the menus among the elements of a site's `extra`."""
    for extra in extras:
        slug = extra.attributes.get("slug")
        if is_menu(extra) and slug:
            entries = [
                MenuEntry(
                    label=child.text,
                    url=child.attributes.get("url", ""),
                    kind=child.attributes.get("kind", "custom"),
                    subject=child.attributes.get("subject", ""),
                    number=_number(child.attributes.get("number", "")),
                    depth=_number(child.attributes.get("depth", "")),
                )
                for child in extra.children
                if child.tag == _ENTRY
            ]
            yield ShownMenu(slug, entries)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
