"""The JSON of a dump: whole, or of a broken file the objects that are whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from wparchive import patterns
from wparchive.errors import MalformedInputError
from wparchive.errors.notices import Code, Notice
from wparchive.web.json_text import replace_halves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.storage.source import Source

_FAILURES = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_OBJECT = patterns.lazy(r'\{\s*"(?:id|ID|name|slug|post|count|date)"\s*:')
_TRIES = 200
"""Objects that may turn out to be broken; each may cost a search to the file's end."""
_DIGITS = 4000
"""The most digits of a number that is read; Python's ``int()`` raises for more than 4,300."""
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits[:_DIGITS]))


def load(source: Source, notices: list[Notice]) -> Any:
    """Read the JSON of a file, or of each of its lines.

    Args:
        source: The file.
        notices: Gets a notice of what is broken in it.

    Raises:
        MalformedInputError: No object in it is whole.
    """
    data = source.read().removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(data)
    except _FAILURES as error:
        cause = str(error).rstrip(".")
    text = data.decode("utf-8", "replace")
    try:
        # Numbers past a double's range and halves of surrogate pairs are no reason to refuse it.
        value = replace_halves(_DECODER.decode(text), text)
    except (ValueError, RecursionError):
        values = _by_line(data, source, notices)
    else:
        text = f"The file is not valid JSON and was read by looser rules: {cause}."
        notices.append(Notice(Code.BYTE_REPLACED, text, source.name))
        return value
    if not values:
        values = list(_whole(text, source, notices, cause))
    if not values:
        raise MalformedInputError(
            f"{source.name} is not JSON: {cause}.", hint="Is the file complete?"
        )
    return values


def _by_line(data: bytes, source: Source, notices: list[Notice]) -> list[Any]:
    """Read lines that are a document each; none if most of them are not."""
    values: list[Any] = []
    broken: list[Notice] = []
    offset = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            try:
                value = msgspec.json.decode(line)
            except _FAILURES as error:
                text = f"A line could not be read: {str(error).rstrip('.')}."
                broken.append(Notice(Code.POST_FAILED, text, source.name, number, offset))
            else:
                values += [value] if isinstance(value, dict | list) else []
        offset += len(line) + 1
    if len(broken) > len(values):
        return []
    notices += broken
    return values


def _whole(
    text: str, source: Source, notices: list[Notice], cause: str
) -> Iterator[dict[str, Any]]:
    """Read the objects that are whole, in a file that is cut short or broken in places."""
    position = tries = found = 0
    while tries < _TRIES and (start := _OBJECT.search(text, position)):
        try:
            value, end = _DECODER.raw_decode(text, start.start())
            value, position = replace_halves(value, text[start.start() : end]), end
        except (ValueError, RecursionError):
            position = start.end()
            tries += 1
        else:
            found += 1
            yield value
    if found:
        what = f"The file is broken ({cause}); only {found:,} complete objects were read."
        notices.append(Notice(Code.INPUT_DAMAGED, what, source.name))
