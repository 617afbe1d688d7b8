"""Shortcodes and blocks that a rendered body still has, since only a site could show them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.wordpress.shortcodes import EMBEDS, HANDLERS
from wparchive.wordpress.shortcodes.syntax import hide_brackets

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_SHORTCODE: Final = patterns.lazy(r"\[([A-Za-z][\w.-]*+)((?:[\s:=][^\[\]]*+)?)/?\]")
_ATTRIBUTES: Final = patterns.lazy(
    r"""(?>(?:\s++[\w-]++=(?:"[^"\[\]]*+"|'[^'\[\]]*+'|[^\s\[\]"'<>]++))+)\s*+/?"""
)
_ADDRESS: Final = patterns.lazy(r"[:=]\s*+[\"']?(?:https?:)?//")
_CLOSING: Final = patterns.lazy(r"\[/([A-Za-z][\w.-]*+)\]")
_ALONE_BEFORE: Final = patterns.lazy(r"(?:\A|\n|<br ?/?>|<(?:p|div|li|td)\b[^<>]*+>)[ \t]*+\Z")
_ALONE_AFTER: Final = patterns.lazy(r"[ \t]*+(?:\Z|\n|<br ?/?>|</(?:p|div|li|td)>)")
_NEAR: Final = 200
_TELLING: Final = patterns.lazy(r"[=:/0-9]")
_KNOWN: Final = frozenset(HANDLERS) | frozenset(EMBEDS)
_BLOCK: Final = patterns.lazy(r"<!--\s++(wp:[a-z][a-z0-9_/-]*+)\s[^<>]*+(?<=/--)>")


def leftovers(html: str) -> Counter[str]:
    """Count unrendered shortcodes and blocks, by names such as ``[name]`` and ``wp:name``.

    Other words in brackets, such as ``[sic]``, do not count: a shortcode has attributes, an address
    behind a colon, a closing tag, an underscore in its name, a name that is known, or a line of its
    own.

    Args:
        html: A body, rendered.
    """
    found: Counter[str] = Counter()
    if "[" in html:
        text = hide_brackets(html, frozenset())
        found.update(f"[{name}]" for name in _shortcodes(text))
    if "wp:" in html:
        found.update(_BLOCK.findall(html))
    return found


def _shortcodes(text: str) -> Iterator[str]:
    closed = set(_CLOSING.findall(text))
    for match in _SHORTCODE.finditer(text):
        name, arguments = match[1], match[2]
        if (
            name in closed
            or _ATTRIBUTES.fullmatch(arguments)
            or ((name in _KNOWN or "_" in name or "-" in name) and _TELLING.search(arguments))
            or (not arguments and ("_" in name or _is_alone(text, match)))
            or _ADDRESS.match(arguments)
        ):
            yield name


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Check whether a name in small letters is alone in its line."""
    near = text[max(0, match.start() - _NEAR) : match.start()]
    return (
        match[1].islower()
        and _ALONE_BEFORE.search(near) is not None
        and _ALONE_AFTER.match(text, match.end()) is not None
    )
