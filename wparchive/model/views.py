"""The functions that render a record. They need parsers, so a higher module provides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_loaders: list[Callable[[], ModuleType]] = []


def provide_views(load: Callable[[], ModuleType]) -> None:
    """Set where the functions come from.

    Args:
        load: A function that imports their module. It is called when a record is first rendered.
    """
    _loaders[:] = [load]


def view(name: str, *arguments: object) -> Any:
    """Call a function by its name."""
    return getattr(_loaders[0](), name)(*arguments)
