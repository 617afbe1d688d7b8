"""Element names by meaning: the vocabularies of an export under whatever prefix and version."""

from __future__ import annotations

import re

WP = "wp"
_VOCABULARIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/?"), WP),
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt"),
    (re.compile(r"http://purl\.org/rss/1\.0/modules/content/"), "content"),
    (re.compile(r"http://purl\.org/dc/elements/1\.1/"), "dc"),
)


def split(tag: str) -> tuple[str, str]:
    """``{uri}local`` as (uri, local); the uri is empty for a name in no namespace."""
    uri, found, local = tag.rpartition("}")
    return (uri[1:], local) if found else ("", tag)


def vocabulary(uri: str) -> str | None:
    """The short name of a namespace that exports use, whatever its version and scheme."""
    return next((name for pattern, name in _VOCABULARIES if pattern.fullmatch(uri)), None)


class Names(dict[str, str]):
    """Clark names to canonical ones: ``{http://wordpress.org/export/1.2/}status`` to ``wp:status``.

    A name in no namespace stays as it is; one in a foreign namespace stays in Clark notation.
    Built on demand, since a document has few names and millions of elements.
    """

    def __missing__(self, tag: str) -> str:
        uri, local = split(tag)
        short = vocabulary(uri) if uri else None
        self[tag] = name = f"{short}:{local}" if short else tag
        return name


canonical = Names()
