"""What a rendered body still holds as it was written: shortcodes, blocks that only a site shows."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive.content.shortcodes.syntax import hide_brackets

_SHORTCODE: Final = re.compile(
    r"""\[([A-Za-z][\w-]*+)(?:\s++[\w-]++=(?:"[^"\[\]]*+"|'[^'\[\]]*+'|[^\s\[\]"'<>]++))++\s*+/?\]"""
)
_BLOCK: Final = re.compile(r"<!--\s++(wp:[a-z][a-z0-9_/-]*+)\s[^<>]*+(?<=/--)>")


def leftovers(html: str) -> Counter[str]:
    """Names of what stays as it was written, as ``[name]`` and ``wp:name``, and how often.

    Shortcodes are told from other words in brackets by their attributes.

    Args:
        html: A body, rendered.
    """
    found: Counter[str] = Counter()
    if "[" in html:
        text = hide_brackets(html, frozenset())
        found.update(f"[{name}]" for name in _SHORTCODE.findall(text))
    if "wp:" in html:
        found.update(_BLOCK.findall(html))
    return found
