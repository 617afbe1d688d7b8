"""Refuse writers that break their contract: wrong types, wrong places, no place for media."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from wparchive import patterns
from wparchive.errors import PluginError
from wparchive.formats.writers import (
    CheckedText,
    DataSyntax,
    OutputChunk,
    Planned,
    Rendered,
    TextSyntax,
    Verbatim,
)
from wparchive.storage.private import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.formats.writers import Writer

_HINT = (
    "Update or uninstall its plugin. If it is yours, compare it with docs/how-to/write-a-writer.md"
    " in the documentation of wparchive."
)
_ADDRESS = patterns.lazy(r"/|[A-Za-z][A-Za-z0-9+.-]*:")
_TEXT: frozenset[str] = frozenset(get_args(TextSyntax))
_DATA: frozenset[str] = frozenset(get_args(DataSyntax))


def check_media_dir(writer: Writer) -> None:
    """Check that a writer says where it has media files.

    Raises:
        PluginError: It stores media, but neither has a directory for them nor keeps their URLs;
            or it rewrites links, but the directory has no URL.
    """
    folder, url = writer.media_dir, writer.media_url
    if not writer.stores_media or (writer.keeps_urls and not folder):
        return
    if not folder.endswith("/"):
        problem = "it stores media, so its media_dir must be a directory that ends with /"
        raise _unusable(writer.name, problem)
    if writer.rewrites_links and not (url.startswith("/") and url.endswith("/")):
        problem = (
            "it rewrites links to media, so its media_url must be a path that begins and ends"
            f" with /, not {url!r}"
        )
        raise _unusable(writer.name, problem)


def check_planned(name: str, planned: object) -> None:
    """Check what `Writer.plan` returned, but for its alternatives.

    Args:
        name: The writer's.
        planned: What it returned, if that was not None.

    Raises:
        PluginError: It is no `Planned`, its path leaves the output, or its URL is none.
    """
    if not isinstance(planned, Planned):
        problem = f"its method plan returned {_type(planned)} instead of Planned or None"
        raise _unusable(name, problem)
    if planned.path and not _is_below(planned.path):
        raise _unusable(name, f"it plans the path {planned.path!r}, which is not below OUT")
    if planned.url and not _ADDRESS.match(planned.url):
        problem = f"it plans the URL {planned.url!r}, which begins neither with / nor a scheme"
        raise _unusable(name, problem)


def _is_below(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/")


def check_rendered(name: str, rendered: object) -> None:
    """Check the types in what `Writer.render` returned.

    Args:
        name: The writer's.
        rendered: What it returned.

    Raises:
        PluginError: It is no `Rendered`, or a part of it has another type than the class says.
    """
    if problem := _problem(rendered):
        raise _unusable(name, problem)


def _unusable(name: str, problem: str) -> PluginError:
    return PluginError(
        f"The writer {name!r} cannot be used: {problem}.",
        hint=_HINT,
    )


def _problem(rendered: object) -> str:
    """Say what is wrong with a `Rendered`; empty if nothing is."""
    if not isinstance(rendered, Rendered):
        return f"its method render returned {_type(rendered)} instead of Rendered"
    checked = rendered.checked
    texts = () if isinstance(checked, Verbatim) else checked
    if problem := _mistyped("Rendered.checked", texts, Sequence):
        return problem
    problems = [
        *(_mistyped("Rendered.chunks", chunk, OutputChunk) for chunk in rendered.chunks),
        *(_mistyped("Rendered.checked", text, CheckedText) for text in texts),
    ]
    if not any(problems):
        problems += [_mistyped("OutputChunk.data", c.data, bytes) for c in rendered.chunks]
        problems += [_outside(chunk.path) for chunk in rendered.chunks]
        problems.append(_mistyped("Rendered.journal", rendered.journal, bytes))
        problems += [_unknown("CheckedText", text.syntax, _TEXT) for text in texts]
        if isinstance(checked, Verbatim):
            problems.append(_unknown("Verbatim", checked.syntax, _DATA))
    return next(filter(None, problems), "")


def _outside(path: str) -> str:
    return "" if _is_below(path) else f"OutputChunk.path is {path!r}, which is not below OUT"


def _mistyped(place: str, value: object, wanted: type) -> str:
    if isinstance(value, wanted):
        return ""
    return f"{place} has {_type(value)} instead of {wanted.__name__}"


def _type(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _unknown(owner: str, syntax: str, known: frozenset[str]) -> str:
    if syntax in known:
        return ""
    return f"{owner}.syntax is {syntax!r} instead of {' or '.join(map(repr, sorted(known)))}"


def check_private(name: str, chunks: Iterable[OutputChunk]) -> None:
    """Refuse to write hidden records beside public files.

    Args:
        name: The name of a writer that gets hidden records.
        chunks: What it wants to write.

    Raises:
        PluginError: A chunk is outside of the private folder.
    """
    for chunk in chunks:
        if not chunk.path.startswith(f"{PRIVATE}/"):
            raise PluginError(
                f"The writer {name!r} gets hidden records and writes {chunk.path},"
                f" but may only write below {PRIVATE}/.",
                hint=f"{_HINT} `wparchive.storage.private.folder` returns its folder.",
            )
