"""HTML with its links written anew."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from wparchive.content.html import iter_links, parse_tree, rewrite_links

if TYPE_CHECKING:
    from collections.abc import Callable


def rewritten(markup: str, rewrite: Callable[[str], str]) -> str:
    """A piece of HTML whose links lead where `rewrite` says; the same text where none changes."""
    if "=" not in markup:
        return markup
    root = parse_tree(markup)
    if all(rewrite(url) == url for _, _, url in iter_links(root)):
        return markup
    rewrite_links(root, rewrite)
    inner = [etree.tostring(child, method="html", encoding="unicode") for child in root]
    return "".join([escape(root.text or "", quote=False), *inner])
