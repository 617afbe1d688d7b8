"""Items of feeds that readers of a blog did not see, and exports that are like a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive.errors import UnknownFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.readers.xml.elements import Element

_DRAFTS: Final = (
    "{http://www.w3.org/2007/app}draft",  # RFC 5023, 13.1.1
    "{http://purl.org/atom/app#}draft",  # its draft, as Blogger's exports have it
)
_STATUSES: Final = ("{*}status", "{*}post_status")
"""Elements that programs add to items when they write all posts of a blog as a feed."""
_HIDDEN: Final = frozenset({"draft", "pending", "future", "private", "trash", "auto-draft"})
"""WordPress's statuses of posts that readers do not see (``create_initial_post_types()``)."""
_BLOGGER: Final = "{http://schemas.google.com/blogger/2018}"
_KIND: Final = "http://schemas.google.com/g/2005#kind"
_OF_FEEDS: Final = frozenset({"post", "page"})
"""Kinds of entries in Blogger's feeds of posts; its exports have comments and settings, too."""


def status_of(entry: Element) -> str:
    """Return the status of an entry: ``publish``, unless the entry says that it is not public."""
    if any(_text(mark) != "no" for mark in entry.iter(*_DRAFTS)):
        return "draft"
    named = (_text(child) for child in entry.iterchildren(*_STATUSES))
    return next((status for status in named if status in _HIDDEN), "publish")


def _text(element: Element) -> str:
    return str(element.text or "").strip().lower()


def refuse_exports(entries: Iterable[Element], name: str) -> None:
    """Refuse an export of Blogger, whose entries are not only posts.

    Args:
        entries: The entries of a feed.
        name: The source's name.

    Raises:
        UnknownFormatError: It is such an export.
    """
    if any(_is_of_export(entry) for entry in entries):
        raise UnknownFormatError(
            f"{name} is an export or a feed of comments of Blogger, not of WordPress.",
            hint="Import it into WordPress (Tools > Import > Blogger), and convert the export of"
            " WordPress. Or install a plugin for Blogger; docs/how-to/write-a-reader.md shows one.",
        )


def _is_of_export(entry: Element) -> bool:
    children: list[Any] = list(entry)
    kinds = {
        str(child.get("term")).rpartition("#")[2]
        for child in children
        if child.get("scheme") == _KIND
    }
    return not kinds <= _OF_FEEDS or any(
        isinstance(child.tag, str) and child.tag.startswith(_BLOGGER) for child in children
    )
