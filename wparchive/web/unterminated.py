"""Tags, quotes and comments that never end: the text that they would swallow becomes visible.

Browsers treat all text after ``<a href="x>`` or ``a <b and`` as attributes, and do not show it.
An archive keeps what was written, so the opening becomes text, or the quote ends where its tag
does. Only what is suspicious is looked at closely, in time linear to its length.
"""

from __future__ import annotations

import re

from wparchive import patterns

# A tag that meets another one, or the end, before its own; a quoted value that holds a `>`.
_RUNS_ON = patterns.lazy(r"<[a-zA-Z][^<>]*+(?:<|\Z)")
_OPEN_VALUE = patterns.lazy(r"""=\s*+(?:"[^"<>]*+>|'[^'<>]*+>)""")
TAG = patterns.lazy(r"""<[a-zA-Z](?>(?:[^<>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|["'=])*)""")
_START = patterns.lazy(r"<(?=[a-zA-Z]|!--)")
_CAPITALS = patterns.lazy("[A-Z]+")
# What these hold is no markup.
_SCRIPT = patterns.lazy(r"<(script|style)(?=[\s>])", re.IGNORECASE)
# An attribute begins after white space: data in a value may end in `=` itself.
_RUN_ON = patterns.lazy(
    r"""(?<=\s)[\w:.-]++\s*+=\s*+(?:"[^"<>]*+(?=>[^"<]*+<[^"]*+(?:(?<==)"|\Z))"""
    r"""|'[^'<>]*+(?=>[^'<]*+<[^']*+(?:(?<==)'|\Z)))"""
)


def small_letters(text: str) -> str:
    """Write the letters from A to Z small, and keep every character in its place."""
    lower = text.lower()  # of one letter, the Turkish dotted capital I, this makes two
    return lower if len(lower) == len(text) else _CAPITALS.sub(lambda m: m[0].lower(), text)


def end_tags(html: str) -> str:
    """End unterminated tags.

    A tag that runs into the next ``<`` or the end becomes text, as does a comment without an end.
    A quoted value that runs through a ``>`` and the start of another tag, up to that one's own
    quote or the end, is closed before the ``>``.

    Args:
        html: A body or a comment.

    Returns:
        The same, unless something in it never ends.
    """
    if _OPEN_VALUE.search(html):
        return _with_ends(_RUN_ON.sub(_close, html))
    ends = html.rfind("<!--") <= html.rfind("-->") and not _RUNS_ON.search(html)
    return html if ends else _with_ends(html)


def _with_ends(html: str) -> str:
    """Write as text each tag and comment that never ends."""
    parts: list[str] = []
    position = 0
    last = html.rfind("-->")
    lower = small_letters(html) if _SCRIPT.search(html) else ""
    last_end = {name: lower.rfind(f"</{name}") for name in ("script", "style")}
    for start in _START.finditer(html):
        begin = start.start()
        if begin < position:
            continue
        parts.append(html[position:begin])
        position = end = _end(html, begin, last)
        if end == begin:
            parts.append("&lt;")
            position = begin + 1
        else:
            script = _SCRIPT.match(html, begin)
            if script and last_end[name := script[1].lower()] >= end:
                position = end = lower.find(f"</{name}", end)
            parts.append(html[begin:end])
    parts.append(html[position:])
    return "".join(parts)


def _close(match: re.Match[str]) -> str:
    return match[0] + match[0].partition("=")[2].lstrip()[0]


def _end(html: str, begin: int, last: int) -> int:
    """Find the end of the tag or comment at `begin`; `begin` itself if it never ends."""
    if html.startswith("<!--", begin):
        return html.find("-->", begin) + 3 if last > begin else begin
    match = TAG.match(html, begin)
    assert match is not None
    return match.end() + 1 if html[match.end() : match.end() + 1] == ">" else begin
