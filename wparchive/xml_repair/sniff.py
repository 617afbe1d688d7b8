"""Tell XML, however damaged, from other files that only quote some."""

from __future__ import annotations

import re

from wparchive import patterns

# PHP, front matter, PDF, archives: whatever XML is in these is inside of a value.
_OTHER = patterns.lazy(
    rb"""\s*+(?:<\?(?:php\b|=(?![^>]{0,40}version=))|(?:---|\+\+\+)\r?\n|%pdf-|%!ps|pk\x03\x04)""",
    re.IGNORECASE,
)
_JSON = patterns.lazy(
    rb"""\s*+(?:\{\s*+(?:["}]|\Z)|\[\s*+(?:[{\["\]]|-?\d|true\b|false\b|null\b))"""
)
_BOM = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# A declaration that no program's source quotes.
_DECLARATION = patterns.lazy(rb"""(?<!["'`\\])<\?xml[\s?]""", re.IGNORECASE)
# Values of JSON have no line ends, so none of its lines begins with a tag.
_LINE = patterns.lazy(
    rb"^[ \t]*+</?[a-z][\w.-]*+(?::[a-z][\w.-]*+)?(?:[\s/>]|\Z)", re.IGNORECASE | re.MULTILINE
)


def is_like_xml(start: bytes) -> bool:
    """Return whether a file may be XML, or was before it was damaged.

    XML in the values of another format has its line ends escaped there or begins after a quote,
    so no line of the file begins with a tag.

    Args:
        start: The file's beginning, without the NULs of UTF-16.
    """
    for mark in _BOM:
        start = start.removeprefix(mark)
    if _OTHER.match(start):
        return False
    if _LINE.search(start):
        return True
    return _JSON.match(start) is None and _DECLARATION.search(start) is not None
