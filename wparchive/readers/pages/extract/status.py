"""Read a post's status from its page: a logged-in user may save pages that visitors never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

_HIDDEN: Final = frozenset({"auto-draft", "draft", "future", "pending", "private", "trash"})
# `post_class()` writes it; themes have classes such as "status-bar", too.
_STATUS: Final = patterns.lazy(r"status-([a-z][a-z0-9_-]*)")
_OWN: Final = patterns.lazy(r"(?:post|page|attachment)-\d+|hentry|type-[a-z0-9_-]+")


def read_status(tree: Tree, main: Element | None, number: int | None, url: str | None) -> str:
    """Read the status of the post that a page shows.

    Args:
        tree: The page.
        main: The element of the post; None if unknown.
        number: The post's number; None if unknown.
        url: The URL of the page; None if unknown.

    Returns:
        ``publish`` without evidence of another status. A status that WordPress does not know counts
        only on a page that somebody saved who was logged in: visitors saw the others.
    """
    if url and _is_preview(url):
        return "draft"
    for element in _posts(tree, main, number):
        for name in sorted(tree.classes(element)):
            if match := _STATUS.fullmatch(name):
                known = match[1] in _HIDDEN or tree.by_class("logged-in")
                return match[1] if known and match[1] != "inherit" else "publish"
    return "publish"


def _posts(tree: Tree, main: Element | None, number: int | None) -> list[Element]:
    """List candidates for the post's element: the one with its number, else the outermost ones."""
    if number is not None and (own := tree.by_class(f"post-{number}")):
        return [element for element in own if _is_post(tree, element)]
    if main is None:
        return []
    return [element for element in (main, *main.iterancestors()) if _is_post(tree, element)]


def _is_post(tree: Tree, element: Element) -> bool:
    return any(_OWN.fullmatch(name) for name in tree.classes(element))


def _is_preview(url: str) -> bool:
    try:
        return parse_qs(urlsplit(url).query).get("preview") == ["true"]
    except ValueError:
        return False
