"""The address that a page was saved from, as archives, caches and reading modes write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.mirror_names import without_wayback
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Element, Tree

_CAPTURE: Final = patterns.lazy(r"\Ahttps?://[^/]+/\d{14}/(https?://.+)", re.DOTALL)
"""The long address of a page in an archive; its short one is in the page's head."""
_WEB: Final = patterns.lazy(r"https?://.")
_DECLARED: Final = patterns.lazy(
    r"(?:og|article|twitter):|date(?:published|modified)\Z|description\Z"
)
_is_address = has_role("saved-address")
_is_print = has_role("printed-text")
_is_reading_mode = has_role("reading-mode")


def saved_addresses(tree: Tree, head: Metadata) -> Iterator[str]:
    """Yield addresses that a page was saved from, the best evidence first.

    Args:
        tree: The page.
        head: Its metadata.
    """
    yield from filter(_is_web, head.meta.get("savepage-url", []))
    yield from _captured(head)
    for element in _named(tree, _is_address):
        link = element if element.tag == "a" else next(element.iter("a"), element)
        shown = link_target(link) or element.get("value") or ""
        words = (word for word in tree.text(element).split() if _WEB.search(word))
        if address := shown or next(words, ""):
            yield without_wayback(address)
    if _named(tree, _is_print):
        # A printed page names the blog and the page below the text, in any language's words.
        yield from (url for e in tree.by_tag("strong") if (url := _printed(tree, e)))


def is_reading_mode(tree: Tree) -> bool:
    """Return whether a page is a text as a browser's reading mode or a service shows it."""
    return bool(_named(tree, _is_reading_mode))


def without_archive(head: Metadata) -> None:
    """Remove from the metadata what an archive declares of its own copy of the page."""
    if not any(True for _ in _captured(head)):
        return
    head.links.pop("canonical", None)
    head.links.pop("shortlink", None)
    head.meta = {name: v for name, v in head.meta.items() if not _DECLARED.match(name)}


def _captured(head: Metadata) -> Iterator[str]:
    matches = (_CAPTURE.match(url) for url in head.links.get("bookmark", []))
    return (match[1] for match in matches if match)


def _named(tree: Tree, test: Callable[[str], object]) -> list[Element]:
    """List the elements with a class or an id that passes a test."""
    found = {e for name, e in tree.ids() if test(name)}
    return sorted(found.union(tree.matching(test)), key=tree.position)


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"}


def _printed(tree: Tree, element: Element) -> str | None:
    url = tree.text(element)
    return url if _is_web(url) and urlsplit(url).path.strip("/") and " " not in url else None
