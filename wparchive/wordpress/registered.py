"""The table of types, comment types and taxonomies that WordPress and plugins register.

The table is ``wparchive/data/registered.toml``; its head says how to add a plugin.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

_PUBLIC_TYPES: Final = frozenset({"post", "page", "attachment"})
_NAMES: Final = (
    "private_types",
    "private_words",
    "public_kinds",
    "private_kinds",
    "public_taxonomies",
    "private_taxonomies",
    "structural_taxonomies",
    "following_types",
    "member_shortcodes",
    "member_blocks",
)
"""Keys of the table that hold names."""

_NAME: Final = patterns.lazy(r"[\w.:/+-]{0,32}", re.ASCII)
"""As ``sanitize_key()`` makes names, and what plugins write; taxonomies have 32 characters."""


def is_name(word: str) -> bool:
    """Check whether a word can be the name of a type, a status or a taxonomy; it may be empty."""
    return _NAME.fullmatch(word) is not None


def is_registered(word: str) -> bool:
    """Check whether a word is a type, comment type, status or taxonomy of the table."""
    checks = (
        is_public_type, is_private_type, is_public_kind, is_private_kind, is_public_taxonomy,
        is_private_taxonomy, is_structural_taxonomy,
    )  # fmt: skip
    return any(check(word) for check in checks) or word in {"post", "comment", "attachment"}


def is_public_type(name: str) -> bool:
    """Return whether a post type is one of WordPress's own that have pages."""
    return name in _PUBLIC_TYPES


def is_private_type(name: str) -> bool:
    """Return whether a post type is known to be hidden from readers, by its name or last word."""
    return _holds("private_types", name) or _last_word(name) in _table()["private_words"][0]


def _last_word(name: str) -> str:
    return re.split(r"[_-]", name)[-1]


def is_public_kind(name: str) -> bool:
    """Return whether a comment type is known to be shown below posts."""
    return _holds("public_kinds", name)


def is_private_kind(name: str) -> bool:
    """Return whether a comment type is known to be for the owner alone."""
    return _holds("private_kinds", name)


def is_public_taxonomy(name: str) -> bool:
    """Return whether the terms of a taxonomy are known to have pages."""
    return _holds("public_taxonomies", name)


def is_private_taxonomy(name: str) -> bool:
    """Return whether a taxonomy is known to be for plugins alone."""
    return _holds("private_taxonomies", name)


def is_structural_taxonomy(name: str) -> bool:
    """Return whether the terms of a taxonomy are not tags, but languages of posts, for example."""
    return _holds("structural_taxonomies", name)


def follows_parent(type_name: str) -> bool:
    """Return whether readers see no post of a type whose parent is hidden from them."""
    return _holds("following_types", type_name)


def is_public_status(status: str, type_name: str) -> bool:
    """Return whether a plugin's status is known to be public for posts of a type of this plugin."""
    return any(
        status in plugin.get("public_statuses", ()) and type_name in plugin["following_types"]
        for plugin in _plugins()
    )


def is_for_members(entries: Sequence[tuple[str, str]]) -> bool:
    """Return whether the entries of a post's meta, keys and values, restrict it to members."""
    rows = _members_only()
    found = [(key, value) for key, value in entries if key in rows]
    if not found:
        return False
    values = dict(entries)
    return any(
        pattern.search(value) and not any(p.search(values.get(k, "")) for k, p in shown)
        for key, value in found
        for pattern, shown in rows[key]
    )


@cache
def member_attributes() -> re.Pattern[str]:
    """Return the pattern of what the attributes of a block for members have."""
    found = (p for plugin in _plugins() for p in plugin.get("member_attributes", ()))
    return re.compile("|".join(found))


@cache
def hidden_settings() -> tuple[tuple[str, tuple[tuple[str, re.Pattern[str]], ...]], ...]:
    """Return the settings of builders that hide an element.

    Each has the name of its first setting, and pairs of a setting and the pattern of its value,
    all of which must hold.
    """
    rows = (row for plugin in _plugins() for row in plugin.get("hidden_settings", ()))
    return tuple(
        (row[0], tuple((row[n], re.compile(row[n + 1])) for n in range(0, len(row), 2)))
        for row in rows
    )


@cache
def member_marks() -> tuple[str, ...]:
    """Return the marks in a body below which only members read on."""
    return tuple(mark for plugin in _plugins() for mark in plugin.get("member_marks", ()))


def names(key: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the whole names that the table has under a key, and the beginnings of others."""
    return _table()[key]


@lru_cache(maxsize=4096)
def _holds(key: str, name: str) -> bool:
    names, beginnings = _table()[key]
    return name in names or name.startswith(beginnings)


@cache
def _table() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Sort the table: by key the whole names, and the beginnings that a `*` follows."""
    found: dict[str, list[str]] = {key: [] for key in _NAMES}
    for plugin in _plugins():
        for key in _NAMES:
            found[key].extend(plugin.get(key, ()))
    return {
        key: (
            frozenset(name for name in names if not name.endswith("*")),
            tuple(name[:-1] for name in names if name.endswith("*")),
        )
        for key, names in found.items()
    }


@cache
def _members_only() -> dict[str, list[tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]]]:
    """Sort the table: by key the pattern of a restriction, and the entry that lifts it, if any."""
    found: dict[str, list[tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]]] = {}
    for plugin in _plugins():
        for key, pattern, *lifted in plugin.get("members_only", ()):
            shown = [(lifted[0], re.compile(lifted[1]))] if lifted else []
            found.setdefault(key, []).append((re.compile(pattern, re.DOTALL), shown))
    return found


@cache
def _plugins() -> list[dict[str, Any]]:
    """Read the table."""
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/registered.toml")
    plugins: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["plugin"]
    return plugins
