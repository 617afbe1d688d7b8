"""The characters of XML 1.0, which excludes most control characters and half surrogates."""

from __future__ import annotations

from wparchive import patterns

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ILLEGAL = patterns.lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character outside the production ``Char`` (XML 1.0, section 2.2)."""


def strip_illegal_xml(text: str) -> str:
    """Replace each character that XML cannot contain by U+FFFD."""
    return ILLEGAL.sub(REPLACEMENT, text)
