"""Reads a page's translations: the addresses of the same page in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from wparchive.model.elements import UnknownElement

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ANY: Final = "x-default"
_INDEX: Final = "index.html"


def read_translations(
    metadata: Metadata, own: str | None, given: str | None, language: str | None
) -> list[UnknownElement]:
    """List the page in each of its languages as links of Atom; the page itself is ``self``.

    Args:
        metadata: The page's metadata.
        own: Its permalink; None if unknown.
        given: The URL that it was saved from; None if unknown.
        language: Its language; None if unknown.

    Returns:
        Empty for a page in one language, and for one that is not among those that it names.
    """
    base = given or own or ""
    named = {name: _joined(base, url) for name, url in metadata.alternates if name.lower() != _ANY}
    mine = next((name for name, url in named.items() if own and url == _joined("", own)), None)
    if mine is None and language:
        spoken = language.lower().partition("-")[0]
        same = [name for name in named if name.lower().partition("-")[0] == spoken]
        mine = same[0] if len(same) == 1 else None
    if mine is None or len(set(named.values())) < len(named) or len(named) == 1:
        return []
    return [
        UnknownElement(
            tag="link",
            namespace=_ATOM,
            attributes={
                "rel": "self" if name == mine else "alternate",
                "hreflang": name,
                "href": url,
            },
        )
        for name, url in named.items()
    ]


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url).removesuffix(_INDEX)
    except ValueError:  # such as brackets that are no IPv6 address
        return url
