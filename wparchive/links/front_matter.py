"""Decode front matter: YAML, TOML, or lines of a name and a value.

YAML's plain and single-quoted values are read by a pattern, of which all are texts: who looks for
links in them need not know a number from a date. YAML of any other form is read by PyYAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Container

_ENTRIES: Final = patterns.lazy(r"[,;]\s+")
_VALUE: Final = (
    r"(?:\w(?>(?:[^\s:#]++|\ |:(?=\S)|(?<!\ )\#)*)|'(?>(?:[^'\r\n\x85\u2028\u2029]++|'')*)')"
)
_LINE: Final = patterns.lazy(
    rf"(?:(?P<name>[a-zA-Z_]\w*+):(?:\ (?P<value>{_VALUE}))?|-\ (?P<entry>{_VALUE}))(?:\n|\Z)"
)


def read_front_matter(text: str, lists: Container[str]) -> Any:
    """Decode front matter.

    Args:
        text: The front matter with its delimiter lines.
        lists: The names, in small letters, of fields that hold lists in Pelican's metadata.

    Raises:
        msgspec.DecodeError: The text is neither YAML nor TOML, though its delimiters say so.
    """
    inside = text.strip()[3:-3]
    if text.startswith("---"):
        found = _plain_yaml(inside.lstrip("\n"))
        return msgspec.yaml.decode(inside) if found is None else found
    if text.startswith("+++"):
        return msgspec.toml.decode(inside)
    return dict(_field(line, lists) for line in text.splitlines())


def _plain_yaml(text: str) -> dict[str, str | list[str]] | None:
    """Read YAML of names with plain values and lists of such; None for other YAML."""
    fields: dict[str, str | list[str]] = {}
    entries: list[str] | None = None
    at = 0
    while at < len(text):
        line = _LINE.match(text, at)
        if line is None:
            return None
        at = line.end()
        if name := line["name"]:
            value = line["value"]
            entries = [] if value is None else None
            fields[name] = entries if entries is not None else _unquoted(value)
        elif entries is None:
            return None
        else:
            entries.append(_unquoted(line["entry"]))
    return fields


def _unquoted(value: str) -> str:
    return value[1:-1].replace("''", "'") if value[0] == "'" else value


def _field(line: str, lists: Container[str]) -> tuple[str, str | list[str]]:
    """Split a line of Pelican's metadata; a list's value is split into its entries."""
    name, _, value = line.partition(":")
    value = value.strip()
    return name, _ENTRIES.split(value.rstrip(";")) if name.lower() in lists else value
