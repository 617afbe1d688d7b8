"""Decodes base64, in which page builders store raw HTML and code."""

from __future__ import annotations

import base64
import binascii
from typing import Final
from urllib.parse import unquote

from wparchive import patterns

_TAG: Final = patterns.lazy(r"<[^<>]*>")
_ENCODED: Final = patterns.lazy(r"[A-Za-z0-9+/\s]{8,}+={0,2}+\s*+")


def decoded(content: str) -> str | None:
    """Decode base64, in which WPBakery and Avada store raw HTML; None if it is not base64."""
    text = _TAG.sub("", content).strip()
    if not _ENCODED.fullmatch(text):
        return None
    try:
        shown = base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote(shown) if "%" in shown and "<" not in shown else shown
