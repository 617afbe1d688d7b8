"""Tags with thousands of attributes: parsers compare each of them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    import re

_SHORT: Final = 1 << 14
"""Characters of markup in which no tag has so many attributes that it matters."""
_MOST: Final = 1000
"""Attributes of a tag of which all are kept; beyond them those that a reader could miss."""
_KNOWN: Final = frozenset(
    "action alt cite class code content data datetime height href id itemprop lang name poster rel"
    " src srcset style title type value width".split()
)
_START: Final = r"<[a-zA-Z][^\s/>]*+"
# A name, and a value in quotes or without (HTML Standard, 13.2.5.32 to 13.2.5.39).
_ATTRIBUTE: Final = (
    r"[\s/]*+(?P<name>=?[^\s/>=]++|=)(?>(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+))?)"
)
_EACH: Final = patterns.lazy(rf"{_ATTRIBUTE}|[\s/]++")
_TAG: Final = patterns.lazy(rf"(?P<start>{_START})(?>(?:{_ATTRIBUTE.replace('?P<name>', '?:')})*)")


def limited(html: str) -> str:
    """Return HTML without the attributes beyond a thousand of a tag, but for well-known ones."""
    if len(html) < _SHORT:
        return html
    return _TAG.sub(_limited, html)


def _limited(tag: re.Match[str]) -> str:
    text = tag[0]
    if len(text) < 2 * _MOST:
        return text
    parts = [tag["start"]]
    names: set[str] = set()
    for found in _EACH.finditer(text, len(tag["start"])):
        name = (found["name"] or "").lower()
        if name and name not in names and (len(names) < _MOST or name in _KNOWN):
            names.add(name)
            parts.append(found[0])
    return "".join(parts) if len(names) >= _MOST else text
