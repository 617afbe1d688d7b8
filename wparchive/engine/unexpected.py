"""Errors that no other part has caught: a refusal of the system, a failing plugin, or a defect."""

from __future__ import annotations

from pathlib import Path

from wparchive.errors import PluginError, SystemRefusalError, WparchiveError
from wparchive.errors.containment import is_out_of_memory
from wparchive.formats import registry
from wparchive.storage.disk_errors import advice, lack


def described(error: Exception) -> WparchiveError:
    """Describe an error in words for users.

    Args:
        error: What was raised; no error of wparchive's own.
    """
    if plugin := registry.plugin_of(error):
        return PluginError(
            f"The plugin {plugin} failed: {type(error).__name__}: {error}.",
            hint="Please report this to the authors of the plugin. Set WPARCHIVE_TRACEBACK=1, run"
            " the command again, and include the traceback that wparchive prints.",
        )
    if is_out_of_memory(error):
        hint = "Close other programs, or try again with --jobs 1."
        return SystemRefusalError("The computer has no memory left for wparchive.", hint=hint)
    if isinstance(error, OSError):
        return lack(error) or _refused(error)
    loop = str(error).partition("Symlink loop from ")[2]  # of `Path.resolve`, before Python 3.13
    if loop and isinstance(error, RuntimeError):
        hint = "Remove the link, or name another path."
        return WparchiveError(f"{loop} is a symbolic link to itself.", hint=hint)
    return WparchiveError(
        f"wparchive failed because of a defect of its own: {type(error).__name__}: {error}.",
        hint="Please report this. Set WPARCHIVE_TRACEBACK=1, run the command again, and include the"
        " traceback that wparchive prints.",
    )


def _refused(error: OSError) -> WparchiveError:
    """Describe what the system refused to the whole program."""
    if isinstance(error, FileNotFoundError) and not _has_directory():
        return WparchiveError(
            "The current directory has been removed.", hint="Change to another directory."
        )
    what = f" for {error.filename}" if error.filename else ""
    return WparchiveError(
        f"The system refused a request of wparchive: {error.strerror or error}{what}.",
        hint=advice(error),
    )


def _has_directory() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True
