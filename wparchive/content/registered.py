"""Knows what WordPress and its plugins register: types, comment types and taxonomies.

The table is ``wparchive/data/registered.toml``; its head says how to add a plugin.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Final

_PUBLIC_TYPES: Final = frozenset({"post", "page", "attachment"})


def is_public_type(name: str) -> bool:
    """Return whether a post type is one of WordPress's own that have pages."""
    return name in _PUBLIC_TYPES


def is_private_type(name: str) -> bool:
    """Return whether a post type is known to hold what readers never see."""
    return _holds("private_types", name)


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
    """Return whether a taxonomy says of posts what is no tag, such as their language."""
    return _holds("structural_taxonomies", name)


@lru_cache(maxsize=4096)
def _holds(key: str, name: str) -> bool:
    names, beginnings = _table()[key]
    return name in names or name.startswith(beginnings)


@cache
def _table() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Read the table: by key the whole names, and the beginnings that a `*` follows."""
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/registered.toml")
    found: dict[str, list[str]] = {
        "private_types": [],
        "public_kinds": [],
        "private_kinds": [],
        "public_taxonomies": [],
        "private_taxonomies": [],
        "structural_taxonomies": [],
    }
    for plugin in tomllib.loads(path.read_text("utf-8"))["plugin"]:
        for key, names in plugin.items():
            if key != "name":
                found[key].extend(names)
    return {
        key: (
            frozenset(name for name in names if not name.endswith("*")),
            tuple(name[:-1] for name in names if name.endswith("*")),
        )
        for key, names in found.items()
    }
