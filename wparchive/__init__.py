"""wparchive: convert what is left of a WordPress blog to Markdown, HTML, JSON and other formats.

>>> import wparchive
>>> report = wparchive.convert("export.xml", "out")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wparchive.api import convert, open, open_source, read, verify  # noqa: A004
    from wparchive.api.archive import Archive
    from wparchive.engine.observer import ConversionObserver
    from wparchive.engine.records import Record, records
    from wparchive.engine.report import Report
    from wparchive.errors import (
        ExitCode,
        InputError,
        OutputError,
        TransformError,
        UsageError,
        VerificationError,
        WparchiveError,
    )
    from wparchive.errors.notices import Code, Notice, Severity
    from wparchive.model.canonical import schema
    from wparchive.model.records import Comment, Meta, Post, PostTerm
    from wparchive.model.site import Author, Site, Term
    from wparchive.model.when import When
    from wparchive.storage.limits import Limits
    from wparchive.verification.findings import Verification
    from wparchive.version import __version__
    from wparchive.wordpress.shortcodes import Shortcode

__all__ = [
    "Archive",
    "Author",
    "Code",
    "Comment",
    "ConversionObserver",
    "ExitCode",
    "InputError",
    "Limits",
    "Meta",
    "Notice",
    "OutputError",
    "Post",
    "PostTerm",
    "Record",
    "Report",
    "Severity",
    "Shortcode",
    "Site",
    "Term",
    "TransformError",
    "UsageError",
    "Verification",
    "VerificationError",
    "When",
    "WparchiveError",
    "__version__",
    "convert",
    "open",
    "open_source",
    "read",
    "records",
    "schema",
    "verify",
]

_HOMES = {
    "wparchive.api": ("convert", "open", "open_source", "read", "verify"),
    "wparchive.api.archive": ("Archive",),
    "wparchive.wordpress.shortcodes": ("Shortcode",),
    "wparchive.engine.observer": ("ConversionObserver",),
    "wparchive.engine.records": ("Record", "records"),
    "wparchive.engine.report": ("Report",),
    "wparchive.errors": (
        "ExitCode",
        "InputError",
        "OutputError",
        "TransformError",
        "UsageError",
        "VerificationError",
        "WparchiveError",
    ),
    "wparchive.model.canonical": ("schema",),
    "wparchive.model.records": ("Comment", "Meta", "Post", "PostTerm"),
    "wparchive.model.site": ("Author", "Site", "Term"),
    "wparchive.model.when": ("When",),
    "wparchive.errors.notices": ("Code", "Notice", "Severity"),
    "wparchive.storage.limits": ("Limits",),
    "wparchive.verification.findings": ("Verification",),
    "wparchive.version": ("__version__",),
}


def __getattr__(name: str) -> Any:
    # The command line imports this package too, and must not pay for lxml to print its help.
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
