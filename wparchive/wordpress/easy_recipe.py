"""Tags in brackets that EasyRecipe keeps in the text of its recipes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.scanning import Ended
from wparchive.wordpress.shortcodes.core import attribute
from wparchive.wordpress.shortcodes.syntax import attributes

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGN: Final = patterns.lazy(r"<div\s[^<>]*\bclass=\"[^\"<>]*\beasyrecipe\b")
"""What a text has in which `as_html` may find something."""
_TAG: Final = patterns.lazy(
    r"\[(?P<end>/?)(?P<name>br|b|i|u|em|url|img)(?P<given>\s[^\[\]<>]*+)?/?\]"
)
_NAMES: Final = {"b": "strong", "i": "em", "em": "em", "u": "u"}
# The version of the plugin, which no reader saw.
_VERSION: Final = Ended(
    patterns.lazy(r"<div\s[^<>]*\bendeasyrecipe\b[^<>]*+>[\d.\s]*+</div\s*+>", re.IGNORECASE),
    patterns.lazy(r"</div\s*+>", re.IGNORECASE),
)


def as_html(parts: Iterable[str]) -> list[str]:
    """Write the tags of recipes as HTML.

    Args:
        parts: A body as it is stored, without its code.
    """
    return [_TAG.sub(_element, _VERSION.sub("", part)) for part in parts]


def _element(tag: re.Match[str]) -> str:
    name, end = tag["name"], tag["end"]
    given = attributes(tag["given"] or "")
    if name == "br":
        return "<br />"
    if name == "img":
        url = attribute(given.get("src", ""))
        alt = attribute(given.get("alt") or given.get("title") or "")
        return f'<img src="{url}" alt="{alt}" />' if url else tag[0]
    if name == "url":
        url = attribute(given.get("href", ""))
        return "</a>" if end else f'<a href="{url}">' if url else tag[0]
    return f"<{end}{_NAMES[name]}>"
