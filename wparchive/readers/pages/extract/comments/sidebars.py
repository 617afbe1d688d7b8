"""The sidebars of a page, whose comments are on other posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.boilerplate import is_sidebar, is_sidebar_name
from wparchive.readers.pages.extract.theme_table import has_role

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.comments.nodes import Node
    from wparchive.readers.pages.extract.tree import Element, Tree

_MARKS: Final = patterns.lazy(r"[\W_]++")
_is_area_name = has_role("comments-area")
_is_list_name = has_role("comment-list")


def without_sidebars(tree: Tree, nodes: list[Node]) -> list[Node]:
    """Leave out comments in sidebars and in the form for comments: those on other posts."""
    nodes = _without_widgets_of_forms(tree, nodes)
    beside = {
        n for n in nodes if any(_is_mere_sidebar(tree, a) for a in _around_area(tree, n.element))
    }
    if len(beside) < len(nodes):
        return [n for n in nodes if n not in beside]
    # All comments of the page are in an `aside` or a `nav` with the name of a list of comments.
    return [n for n in nodes if _is_in_list_aside(tree, n.element)]


def _without_widgets_of_forms(tree: Tree, nodes: list[Node]) -> list[Node]:
    """Leave out what widgets beside the form for comments show: comments on other posts."""
    inside = {n for n in nodes if any(_is_reply_form(tree, a) for a in n.element.iterancestors())}
    if len(inside) < len(nodes):
        return [n for n in nodes if n not in inside]
    # Some themes call the whole list of comments `respond`.
    forms = [e for e in tree.by_tag("form") if _is_reply_form(tree, e)]
    return [n for n in nodes if not any(tree.contains(form, n.element) for form in forms)]


def _is_reply_form(tree: Tree, element: Element) -> bool:
    """Return whether an element is the form for comments, or what WordPress puts around it."""
    is_form = element.tag == "form" and (
        "commentform" in tree.names(element)
        or "wp-comments-post" in (element.get("action") or "")
        or any(e.get("name") == "comment" for e in element.iter("textarea"))
    )
    return (is_form or "respond" in tree.names(element)) and not _shows_title(tree, element)


def _is_mere_sidebar(tree: Tree, element: Element) -> bool:
    """Return whether an element is a sidebar by its name, and does not contain the post."""
    return is_sidebar(tree, element) and not _shows_title(tree, element)


def _shows_title(tree: Tree, element: Element) -> bool:
    """Return whether a heading in an element is in the title of the document."""
    documents = " ".join(_letters(tree.text(e)) for e in tree.by_tag("title"))
    return any(
        tree.contains(element, e) and (title := _letters(tree.text(e))) and title in documents
        for e in tree.by_tag("h1", "h2")
    )


def _letters(text: str) -> str:
    """Return the letters and digits of a text: titles differ in their quotes and spaces."""
    return _MARKS.sub("", text).casefold()


def _around_area(tree: Tree, element: Element) -> list[Element]:
    """List the elements around a comment, from the outermost area of comments on.

    What scripts put into the area has names of their own, such as "widget".
    """
    chain = _chain(element)
    areas = [n for n, e in enumerate(chain) if any(map(_is_area_name, tree.names(e)))]
    return chain[areas[-1] if areas and chain[areas[-1]].tag not in {"body", "html"} else 0 :]


def _chain(element: Element) -> list[Element]:
    return [element, *element.iterancestors()]


def _is_in_list_aside(tree: Tree, element: Element) -> bool:
    """Return whether a comment is in an ``aside`` or ``nav`` with a name of comments, or around it.

    One with a name of sidebars holds the widget of recent comments.
    """
    chain = _chain(element)
    asides = [n for n, e in enumerate(chain) if e.tag in {"aside", "nav"}]
    if not asides or any(_is_called_sidebar(tree, e) for e in chain):
        return False
    names = [name for e in chain[: asides[-1] + 1] for name in tree.names(e)]
    return not any("recent" in n for n in names) and any(
        _is_list_name(n) or _is_area_name(n) for n in names
    )


def _is_called_sidebar(tree: Tree, element: Element) -> bool:
    """Return whether an element has a name of sidebars; of what holds the post, it is a layout."""
    if element.tag in {"body", "html"} or not any(map(is_sidebar_name, tree.names(element))):
        return False
    return not _shows_title(tree, element)
