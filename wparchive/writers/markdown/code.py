"""Separate code from prose in Markdown, so that each can be escaped in its own way."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What may precede a fence: quotes, and the marks and the indent of list items.
_PREFIX = r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*"
_FENCED = patterns.lazy(
    rf"^(?P<prefix>{_PREFIX})(?P<fence>`{{3,}}+(?=[^`\n]*+$)|~{{3,}}+)[ \t]*+(?P<info>[^\n]*+)\n"
    rf"(?P<inside>.*?)"
    rf"(?P<end>^(?:[ \t]|>)*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TICKS = patterns.lazy(r"(?<!`)`+(?!`)")
_PARAGRAPHS = patterns.lazy(r"(\n[ \t>]*(?=\n))")
_QUOTE = patterns.lazy(r"[ \t>]*")


def rewrite(text: str, prose: Callable[[str], str], code: Callable[[str], str]) -> str:
    """Markdown with its prose changed by one function and its code by another.

    Args:
        text: Markdown.
        prose: Gets each piece that is not code.
        code: Gets each fenced block and each code span, with its fences.
    """
    out: list[str] = []
    at = 0
    for match in _FENCED.finditer(text):
        out += (_spans(text[at : match.start()], prose, code), code(match[0]))
        at = match.end()
    out.append(_spans(text[at:], prose, code))
    return "".join(out)


def outside_code(text: str, prose: Callable[[str], str]) -> str:
    """Markdown with its prose changed, and its code as it is."""
    return rewrite(text, prose, lambda code: code)


def _spans(text: str, prose: Callable[[str], str], code: Callable[[str], str]) -> str:
    """Escape a text outside of its code spans.

    A span ends at the next run of as many backticks in its paragraph (CommonMark, 6.1).
    """
    if "`" not in text:
        return prose(text)
    out: list[str] = []
    start = 0
    for first, stop in _found_spans(text):
        out += (prose(text[start:first]), code(text[first:stop]))
        start = stop
    out.append(prose(text[start:]))
    return "".join(out)


def _found_spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for paragraph in _PARAGRAPHS.split(text):
        runs = [match.span() for match in _TICKS.finditer(paragraph)]
        last = {stop - start: number for number, (start, stop) in enumerate(runs)}
        number = 0
        while number < len(runs):
            start, stop = runs[number]
            start += _is_escaped(paragraph, start)
            number += 1
            if last.get(stop - start, 0) < number:
                continue  # nothing closes it
            # Its end may follow a backslash, which is a plain character in code.
            while runs[number][1] - runs[number][0] != stop - start:
                number += 1
            yield at + start, at + runs[number][1]
            number += 1
        at += len(paragraph)


def _is_escaped(text: str, place: int) -> bool:
    first = place
    while first and text[first - 1] == "\\":
        first -= 1
    return bool((place - first) % 2)


def code_as_html(code: str) -> str:
    """Write a fenced block or code span as HTML, with references for special characters."""
    if match := _FENCED.fullmatch(code):
        # The mark of a list item is before the first line only.
        prefix = match["prefix"]
        depth = len(_QUOTE.match(match["inside"])[0]) and len(prefix)  # type: ignore[index]
        lines = [line[depth:] for line in match["inside"].removesuffix("\n").split("\n")]
        language = escape(match["info"].split()[0]) if match["info"].split() else ""
        opening = f'<pre><code class="language-{language}">' if language else "<pre><code>"
        indent = match["inside"][:depth]
        body = f"\n{indent}".join(escape(line, quote=False) for line in lines)
        return f"{prefix}{opening}{body}</code></pre>"
    return f"<code>{escape(code.strip('`').strip(' '), quote=False)}</code>"
