"""Canonical JSON: the records as bytes and back, and the JSON Schema that is their contract."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from inspect import cleandoc
from textwrap import dedent
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wparchive.errors import MalformedInputError, OtherVersionError
from wparchive.model.records import Comment, Post
from wparchive.model.site import SCHEMA, SiteDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_encoder = msgspec.json.Encoder()
_T = TypeVar("_T", Post, SiteDocument)


def encode_post(post: Post) -> bytes:
    """Encode a post as a line of ``posts.jsonl``, line end included."""
    return _encoder.encode(post) + b"\n"


def encode_comment(comment: Comment) -> bytes:
    """Encode a comment as ``posts.jsonl`` has it within its post."""
    return _encoder.encode(comment)


def encode_site(document: SiteDocument) -> bytes:
    """Encode ``site.json``, indented for people who open it."""
    return msgspec.json.format(_encoder.encode(document), indent=2) + b"\n"


def decode_post(line: bytes, *, name: str = "posts.jsonl", number: int = 1) -> Post:
    """Read one line of ``posts.jsonl``.

    Args:
        line: The JSON document.
        name: The file's name, for the error.
        number: The 1-based line in it, for the error.

    Raises:
        MalformedInputError: The line is not JSON, or a field has the wrong type or is unknown.
    """
    return _decode(line, Post, name, number)


def decode_doubtful_post(line: bytes) -> Post | None:
    """Read a line with bytes that are not UTF-8, or with halves of surrogate pairs.

    Returns:
        The post, with U+FFFD in place of such bytes; the halves stay. None if more is wrong.
    """
    try:
        value = json.loads(line.decode("utf-8-sig", "replace"))
        return msgspec.convert(value, type=Post)
    except (ValueError, msgspec.ValidationError, RecursionError):
        return None


def decode_posts(lines: Iterable[bytes], *, name: str = "posts.jsonl") -> Iterator[Post]:
    """Read ``posts.jsonl``; skip blank lines.

    Raises:
        MalformedInputError: As `decode_post`, with the line.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _decode(line, Post, name, number)


def decode_site(data: bytes, *, name: str = "site.json") -> SiteDocument:
    """Read ``site.json``.

    Raises:
        MalformedInputError: The document is not JSON, or has an unknown or wrongly typed field.
        OtherVersionError: It follows another version of the model.
    """
    document = _decode(data, SiteDocument, name, None)
    if document.schema != SCHEMA:
        raise OtherVersionError(
            f"{name} has the model {document.schema!r}, but this version reads {SCHEMA!r}.",
            place="field $.schema",
            hint="Read the file with the version of wparchive that wrote it.",
        )
    return document


def _decode(data: bytes, record: type[_T], name: str, number: int | None) -> _T:
    try:
        return msgspec.json.decode(data.removeprefix(BOM_UTF8), type=record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        cause, _, path = str(error).partition(" - at `")
        place = [] if number is None else [f"line {number}"]
        place += [f"field {path.rstrip('`')}"] if path else []
        raise MalformedInputError(
            f"{name} does not follow the model ({record.__name__}): {cause.rstrip('.')}.",
            place=", ".join(place),
        ) from error


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of ``posts.jsonl`` and of ``site.json``."""
    (site, post), definitions = msgspec.json.schema_components(
        (SiteDocument, Post), ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:wparchive:schema:{SCHEMA.partition('/')[2]}",
        "title": f"Canonical model {SCHEMA}",
        "description": "site.json is one SiteDocument; each line of posts.jsonl is one Post.",
        "anyOf": [post, site],
        "$defs": {name: _described(found) for name, found in sorted(definitions.items())},
    }


def _described(definition: dict[str, Any]) -> dict[str, Any]:
    """Give each property of a definition its description from the docstring of the record."""
    text = cleandoc(definition["description"]).replace("``", "`")
    summary, _, attributes = text.partition("\n\nAttributes:\n")
    definition["description"] = " ".join(summary.split())
    for paragraph in dedent(attributes).replace("\n    ", " ").splitlines():
        name, _, description = paragraph.partition(": ")
        definition["properties"][name]["description"] = description
    return definition
