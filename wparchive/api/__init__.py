"""The public names; the functions open, read, convert and verify are written here."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from wparchive.api.archive import Archive, run
from wparchive.engine.observer import ConversionObserver
from wparchive.engine.records import Record, records
from wparchive.engine.report import Report
from wparchive.engine.request import Request
from wparchive.errors import (
    ExitCode,
    InputError,
    MissingInputError,
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
from wparchive.options import described
from wparchive.storage.limits import Limits
from wparchive.verification import Verification
from wparchive.verification import verify as _verify
from wparchive.wordpress.shortcodes import Shortcode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from wparchive.storage.inputs import Given

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
    "convert",
    "open",
    "open_source",
    "read",
    "records",
    "schema",
    "verify",
]

_Given = ParamSpec("_Given")


def open(  # noqa: A001 - as in tarfile and gzip
    *inputs: Given, as_of: datetime | None = None, limits: Limits | None = None
) -> Archive:
    """Open inputs for reading as one archive.

    Args:
        inputs: Paths of files or directories, ``-`` for standard input, bytes, and files opened
            for reading bytes.
        as_of: Read web archives as they were at this instant, with a time zone; None for the
            newest captures.
        limits: Limits on unpacking the inputs; None for the usual ones.

    Raises:
        InputError: An input is missing, empty, broken or in an unknown format.
    """
    if not inputs:
        raise MissingInputError("Name an input to read.")
    return Archive(inputs, as_of=as_of, limits=limits)


open_source = open
"""The earlier name of `open`."""


def read(*inputs: Given) -> Iterator[Post]:
    """Yield the posts of one or several inputs.

    Raises:
        InputError: An input cannot be read; see `open`.
    """
    with open(*inputs) as archive:
        yield from archive


def _taking(
    request: Callable[_Given, Request],
) -> Callable[[Callable[[Request], Report]], Callable[_Given, Report]]:
    """Make a decorator: its function takes the arguments of the request instead of the request."""

    def decorate(function: Callable[[Request], Report]) -> Callable[_Given, Report]:
        made = signature(request)

        @wraps(function)
        def call(*args: _Given.args, **given: _Given.kwargs) -> Report:
            made.bind(*args, **given)  # whose errors do not name a class that callers do not know
            return function(request(*args, **given))

        call.__signature__ = made.replace(return_annotation="Report")  # type: ignore[attr-defined]
        call.__doc__ = str(function.__doc__).replace("OPTIONS", described())
        return call

    return decorate


@_taking(Request)
def convert(request: Request) -> Report:  # noqa: D417 - callers see the arguments of Request
    """Convert exports to archives.

    Args:
        inputs: One input or several, which are read as one archive: paths, ``-`` for standard
            input, bytes, and files opened for reading bytes.
        target: The output directory; a dictionary, which gets the content of each file by its
            name; None to read and count only.
        OPTIONS
        shortcodes: Functions that expand shortcodes, by the shortcode's name; they come before
            wparchive's own. A function gets a `Shortcode` and returns HTML, or None to leave the
            shortcode as it is written. Worker processes must be able to import it.
        transform: A function that gets every post and returns it, another post, several posts, or
            None to drop it. It is called at least twice for each post, also in other processes, so
            its result must depend on the post alone. The report counts what it drops.
        limits: Limits on unpacking the inputs; None for the usual ones.
        observer: An observer of progress and notices.

    Returns:
        The report, which is also in ``report.json``; its `exit_code` says whether anything was
        lost.

    Raises:
        InputError: An input cannot be read.
        OutputError: The output is refused or cannot be written.
        UsageError: An option has an unknown value, or cannot be combined with the others.
        TransformError: The function given as `transform` failed.
    """
    return run(request)


def verify(*targets: str | Path) -> Verification:
    """Check outputs of `convert` against their manifest and report, and any WARC or WACZ file.

    Args:
        targets: Paths of output directories, WARC files (plain or with gzip) and WACZ files. WARC
            files that are named together are checked as one collection.

    Raises:
        VerificationError: A target cannot be checked: it is missing, not an output, WARC or WACZ,
            or its manifest cannot be read.
    """
    if not targets:
        raise VerificationError("Name an output, a WARC or a WACZ file to verify.")
    return _verify([Path(target) for target in targets])
