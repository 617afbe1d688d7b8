"""Errors for files that are not exports, or that nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from wparchive.errors import MalformedInputError, UnknownFormatError
from wparchive.errors.containment import is_out_of_memory
from wparchive.readers.wxr.cut import RANGE_SIZE
from wparchive.xml_repair.content_model import MAX_DEPTH

if TYPE_CHECKING:
    from lxml import etree

    from wparchive.storage.source import Source

_FIELD = b":post_id>"


def refuse(source: Source) -> NoReturn:
    """Refuse a document without a channel.

    Raises:
        UnknownFormatError: Always.
    """
    raise UnknownFormatError(
        f"{source.name} is XML, but not a WordPress export: it has no RSS channel.",
        hint="Use the file that WordPress writes under Tools > Export.",
    )


def unreadable(source: Source) -> MalformedInputError:
    """Return the error for a document that repair finds nothing in."""
    return MalformedInputError(
        f"{source.name} contains no part of a WordPress export.",
        hint="Use the file that WordPress writes under Tools > Export.",
    )


def too_deep(source: Source, line: int) -> MalformedInputError:
    """Return the error for a document that is nested too deeply, at a 1-based line."""
    return MalformedInputError(
        f"{source.name} has elements nested more than {MAX_DEPTH} levels deep.",
        place=f"line {line}",
    )


def malformed(source: Source, error: etree.XMLSyntaxError) -> MalformedInputError:
    """Return the error for what the parser says.

    Raises:
        MemoryError: The parser ran out of memory.
    """
    if is_out_of_memory(error):
        raise MemoryError from error
    line, column = error.position
    cause = str(error.msg or "unknown error").split(", line ")[0].rstrip(".")
    return MalformedInputError(
        f"{source.name} is not well-formed XML: {cause}.",
        place=f"line {line}, column {column}",
        hint="Is the file complete? Export it again, or correct it at this place.",
    )


def without_items(source: Source) -> MalformedInputError:
    """Return the error for a document that has fields of posts, but no item."""
    return MalformedInputError(
        f"{source.name} contains fields of posts, but no <item> element.",
        hint="Element names are case-sensitive. Compare them with an export from WordPress.",
    )


def has_fields(source: Source) -> bool:
    """Check whether a document has a field that every item of an export has."""
    with source.path.open("rb") as file:
        before = b""
        while block := file.read(RANGE_SIZE):
            if _FIELD in before + block:
                return True
            before = block[-len(_FIELD) :]
    return False
