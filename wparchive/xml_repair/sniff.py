"""Tell XML, however damaged, from other files that only quote some."""

from __future__ import annotations

import re

# JSON, PHP, front matter, PDF, archives: whatever XML is in these is inside of a value.
_OTHER = re.compile(
    rb"""\s*+(?:\{\s*+(?:["}]|\Z)|\[\s*+(?:[{\["\]]|-?\d|true\b|false\b|null\b)"""
    rb"""|<\?(?:php\b|=(?![^>]{0,40}version=))|(?:---|\+\+\+)\r?\n|%pdf-|%!ps|pk\x03\x04)""",
    re.IGNORECASE,
)
_BOM = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# A declaration that no program's source quotes, or a tag with which a line begins.
_MARK = re.compile(
    rb"""(?<!["'`\\])<\?xml[\s?]|^[ \t]*+</?[a-z][\w.-]*+(?::[a-z][\w.-]*+)?(?:[\s/>]|\Z)""",
    re.IGNORECASE | re.MULTILINE,
)


def is_like_xml(start: bytes) -> bool:
    """Return whether a file may be XML, or was before it was damaged.

    XML in the values of another format has its line ends escaped there or begins behind a quote,
    so no line of the file begins with a tag.

    Args:
        start: The file's beginning, without the NULs of UTF-16.
    """
    for mark in _BOM:
        start = start.removeprefix(mark)
    return _OTHER.match(start) is None and _MARK.search(start) is not None
