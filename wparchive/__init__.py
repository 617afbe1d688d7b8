"""wparchive: convert what is left of a WordPress blog to Markdown, HTML, JSON and other formats.

>>> import wparchive
>>> report = wparchive.convert("export.xml", "out")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wparchive.model.views import provide_views

if TYPE_CHECKING:
    from wparchive.api import (
        Archive,
        Author,
        Code,
        Comment,
        ConversionObserver,
        ExitCode,
        InputError,
        Limits,
        Meta,
        Notice,
        OutputError,
        Post,
        PostTerm,
        Record,
        Report,
        Severity,
        Shortcode,
        Site,
        Term,
        TransformError,
        UsageError,
        Verification,
        VerificationError,
        When,
        WparchiveError,
        convert,
        open,  # noqa: A004
        open_source,
        read,
        records,
        schema,
        verify,
    )
    from wparchive.version import __version__

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

provide_views(lambda: import_module("wparchive.transforms.record_views"))


def __getattr__(name: str) -> Any:
    # The command line imports this package too, and must not pay for lxml to print its help.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "wparchive.version" if name == "__version__" else "wparchive.api"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
