"""The blog's menus, as ``wp_nav_menu()`` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.tree import link_target
from wparchive.wordpress.shown_menus import MenuEntry, ShownMenu

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_ENTRY: Final = "menu-item"
_TYPE: Final = patterns.lazy(r"menu-item-type-(post_type|taxonomy|custom|post_type_archive)")
_OBJECT: Final = patterns.lazy(r"menu-item-object-([\w-]{1,32})")
_NUMBER: Final = patterns.lazy(r"menu-item-(\d{1,18})")
_CONTAINER: Final = patterns.lazy(r"menu-(.+)-container")
_LIST: Final = patterns.lazy(r"menu-(.+)")
_MOST: Final = 500
"""Entries of all menus of a page; a page with more has something else."""


def read_menus(tree: Tree) -> list[ShownMenu]:
    """Read the menus of a page, each once; none of those that themes make of pages.

    ``Walker_Nav_Menu`` gives each entry the classes ``menu-item``, ``menu-item-type-TYPE``,
    ``menu-item-object-OBJECT`` and ``menu-item-ID``; a menu is in an element with the class
    ``menu-SLUG-container``, and its list has the id ``menu-SLUG``.
    """
    found: dict[str, list[MenuEntry]] = {}
    lists: dict[Element, str] = {}
    for element in tree.by_class(_ENTRY)[:_MOST]:
        outer = [e for e in element.iterancestors() if _ENTRY in tree.classes(e)]
        top = (outer[-1] if outer else element).getparent()
        entry = _entry(tree, element, len(outer))
        if top is None or entry is None:
            continue
        if top not in lists:
            slug = _slug(tree, top)
            # A theme may print a menu twice, for small screens.
            lists[top] = "" if not slug or slug in found else slug
        if lists[top]:
            found.setdefault(lists[top], []).append(entry)
    return [ShownMenu(slug, entries) for slug, entries in found.items()]


def _entry(tree: Tree, element: Element, depth: int) -> MenuEntry | None:
    """Read an entry; None if its classes are not those of a menu."""
    link = next((e for e in element.iterchildren("a")), None)
    link = next(element.iter("a"), None) if link is None else link
    if link is None:
        return None
    kind = subject = ""
    number = 0
    for name in sorted(tree.classes(element)):
        if match := _TYPE.fullmatch(name):
            kind = match[1]
        elif match := _OBJECT.fullmatch(name):
            subject = match[1]
        elif match := _NUMBER.fullmatch(name):
            number = int(match[1])
    label = tree.text(link).strip()
    if not label or not (kind or number):
        return None
    return MenuEntry(label, link_target(link) or "", kind or "custom", subject, number, depth)


def _slug(tree: Tree, top: Element) -> str:
    """Return the slug of the menu whose list this is; empty if nothing names it."""
    for around in list(top.iterancestors())[:2]:
        for name in sorted(tree.classes(around)):
            if match := _CONTAINER.fullmatch(name):
                return match[1]
    match = _LIST.fullmatch((top.get("id") or "").strip())
    return match[1] if match else ""
