"""Programs beside WordPress on a site: forums, wikis, and others whose pages hold no posts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def is_of_other_program(meta: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a page says that a forum, a wiki or the like made it.

    Args:
        meta: The contents of the page's elements ``meta``, by their name.
    """
    if any("wordpress" in text.casefold() for text in meta.get("generator", ())):
        return False
    return any(
        word in text.casefold()
        for name, words in _table().items()
        for text in meta.get(name, ())
        for word in words
    )


@cache
def _table() -> dict[str, list[str]]:
    file = resources.files("wparchive") / "data/programs.toml"
    return tomllib.loads(file.read_text("utf-8"))
