"""Menus that pages show, as the terms and items in which WordPress stores menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.model.records import Meta, Post, PostTerm
from wparchive.model.site import Term
from wparchive.web.splitting import urlsplit
from wparchive.wordpress import inferred
from wparchive.wordpress.shown_menus import shown_menus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.formats.readers import SiteMetadata
    from wparchive.wordpress.shown_menus import MenuEntry, ShownMenu

TAXONOMY: Final = "nav_menu"
_NO_CLASSES: Final = 'a:1:{i:0;s:0:"";}'


def new_menus(metadata: SiteMetadata) -> list[ShownMenu]:
    """List the menus that pages show and that no input has as a term."""
    known = {term.slug for term in metadata.terms if term.taxonomy == TAXONOMY}
    return [menu for menu in shown_menus(metadata.site.extra) if menu.slug not in known]


def menu_term(menu: ShownMenu) -> Term:
    """Make up the term of a menu; pages show no name of it."""
    name = menu.slug.replace("-", " ").strip().capitalize()
    return Term(taxonomy=TAXONOMY, slug=menu.slug, name=name or menu.slug)


def menu_items(
    menu: ShownMenu,
    terms: Sequence[Term],
    find_post: Callable[[str], int | None],
    take_id: Callable[[int], int],
) -> Iterator[Post]:
    """Make up the items of a menu, in its order.

    ``WP_Import::process_menu_item()`` reads type, object and parent from the meta, and drops an
    item whose object is not in the file; so an entry without one links to its address.

    Args:
        menu: The menu.
        terms: The terms of the blog, with ids.
        find_post: Returns the id of the post at an address; None without one.
        take_id: Returns a new id, the given one if it is free.
    """
    above: list[int] = []
    term = menu_term(menu)
    for order, entry in enumerate(menu.entries, 1):
        number = take_id(entry.number)
        del above[entry.depth :]
        kind, subject, target = _target(entry, terms, find_post)
        values = {
            "_menu_item_type": kind,
            "_menu_item_menu_item_parent": str(above[-1] if above else 0),
            "_menu_item_object_id": str(target or number),
            "_menu_item_object": subject,
            "_menu_item_target": "",
            "_menu_item_classes": _NO_CLASSES,
            "_menu_item_xfn": "",
            "_menu_item_url": entry.url if kind == "custom" else "",
        }
        meta = [Meta(key=key, value=value) for key, value in values.items()]
        yield Post(
            id=number,
            type="nav_menu_item",
            status="publish",
            slug=str(number),
            title=entry.label,
            content="",
            excerpt="",
            parent=0,
            menu_order=order,
            terms=[PostTerm(taxonomy=TAXONOMY, slug=menu.slug, name=term.name)],
            meta=[inferred.mark({inferred.ADDED: True}), *meta],
        )
        above.append(number)


def _target(
    entry: MenuEntry, terms: Sequence[Term], find_post: Callable[[str], int | None]
) -> tuple[str, str, int | None]:
    """Return the type, the object and the object's id of an entry."""
    found: int | None = None
    if entry.kind == "post_type":
        found = find_post(entry.url)
    elif entry.kind == "taxonomy":
        slug = urlsplit(entry.url).path.rstrip("/").rpartition("/")[2].lower()
        found = next(
            (t.id for t in terms if (t.taxonomy, t.slug) == (entry.subject, slug)),
            None,
        )
    if found is None or not entry.subject:
        return "custom", "custom", None
    return entry.kind, entry.subject, found
