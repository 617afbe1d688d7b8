"""Packages that only some tasks need: import them, or say how to install them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wparchive.errors import UsageError

if TYPE_CHECKING:
    from wparchive.errors import WparchiveError


def load(module: str, extra: str, task: str, error: type[WparchiveError] = UsageError) -> Any:
    """Import a package of an extra.

    Args:
        module: The module's name, which is also the package's.
        extra: The extra that installs the package.
        task: What needs it, as the beginning of a sentence: ``--bag``.
        error: The class of the error.

    Raises:
        WparchiveError: The package is not installed; of the class `error`.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise error(
            f"{task} needs the package {module}, which is not installed.",
            hint=install_hint(extra),
        ) from missing


def install_hint(extra: str) -> str:
    """Return the command that installs an extra into the environment of this program.

    Args:
        extra: The extra, such as ``bag``.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable or "python"
    return f'Install it with: {python} -m pip install "wparchive[{extra}]"'
