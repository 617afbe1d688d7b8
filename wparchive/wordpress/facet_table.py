"""The table of plugins' data about posts, ``wparchive/data/facets.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table() -> dict[str, Any]:
    """Return the table: by the name of a datum the keys that hold it."""
    path = resources.files("wparchive").joinpath("data/facets.toml")
    return tomllib.loads(path.read_text("utf-8"))
