"""Reads a page's translations: the addresses of the same page in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from wparchive import patterns
from wparchive.model.elements import UnknownElement
from wparchive.readers.pages.extract.theme_table import has_role

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Tree

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ANY: Final = "x-default"
_INDEX: Final = "index.html"
_CODE: Final = patterns.lazy(r"(?<![a-z])([a-z]{2,3}(?:-[a-z]{2,4})?)\Z")
_is_item = has_role("language-item")


def read_translations(
    metadata: Metadata, tree: Tree, own: str | None, given: str | None, language: str | None
) -> list[UnknownElement]:
    """List the page in each of its languages as links of Atom; the page itself is ``self``.

    A page without a translation is in its language alone, if the blog has others.

    Args:
        metadata: The page's metadata.
        tree: The page.
        own: Its permalink; None if unknown.
        given: The URL that it was saved from; None if unknown.
        language: Its language; None if unknown.

    Returns:
        Empty for a page of a blog in one language, and for one that is not among those that it
        names.
    """
    base = given or own or ""
    named = {name: _joined(base, url) for name, url in metadata.alternates if name.lower() != _ANY}
    mine = next((name for name, url in named.items() if own and url == _joined("", own)), None)
    if mine is None and language:
        spoken = language.lower().partition("-")[0]
        same = [name for name in named if name.lower().partition("-")[0] == spoken]
        mine = same[0] if len(same) == 1 else None
    if mine is None or len(set(named.values())) < len(named) or len(named) == 1:
        alone = None if len(named) > 1 else _own_language(tree, base, language)
        return [_link("self", alone, own)] if alone and own else []
    return [
        _link("self" if name == mine else "alternate", name, url) for name, url in named.items()
    ]


def _link(relation: str, language: str, url: str) -> UnknownElement:
    attributes = {"rel": relation, "hreflang": language, "href": url}
    return UnknownElement(tag="link", namespace=_ATOM, attributes=attributes)


def _own_language(tree: Tree, base: str, language: str | None) -> str | None:
    """Return the page's language, if its menus lead to pages of the blog in other ones.

    Plugins write a language without its country where there is one of its kind.
    """
    if not language:
        return None
    host = _host(base)
    offered = {
        name.strip().lower()
        for link in tree.by_tag("a")
        if (name := link.get("hreflang")) and _host(link.get("href")) in {"", host}
    }
    # Code in a text has such names, too: `lang-js`.
    items = (e for e in tree.matching(_is_item) if e.tag in {"li", "a"})
    names = {name for item in items for name in tree.classes(item) if _is_item(name)}
    offered.update(code[1] for name in names if (code := _CODE.search(name)))
    spoken = language.lower().partition("-")[0]
    same = {name for name in offered if name.partition("-")[0] == spoken}
    if offered == same:
        return None
    return language if len({name for name in same if name != spoken}) > 1 else spoken


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").netloc
    except ValueError:  # such as brackets that are no IPv6 address
        return "?"


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url).removesuffix(_INDEX)
    except ValueError:  # such as brackets that are no IPv6 address
        return url
