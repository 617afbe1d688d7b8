"""Code in Markdown text: told from prose, so that each can be escaped in its own way."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# What may stand before a fence: quotes, and the marks and the indent of list items.
_PREFIX = r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*"
_FENCED = re.compile(
    rf"^(?P<prefix>{_PREFIX})(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})[ \t]*(?P<info>[^\n]*)\n"
    rf"(?P<inside>.*?)"
    rf"(?P<end>^(?:[ \t]|>)*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:[^`\n]|\n(?!\s*\n)|(?!(?<!`)\1(?!`))`)*)(?<!`)\1(?!`)")
_QUOTE = re.compile(r"[ \t>]*")


def rewrite(text: str, prose: Callable[[str], str], code: Callable[[str], str]) -> str:
    """Markdown with its prose changed by one function and its code by another.

    Args:
        text: Markdown.
        prose: Gets each piece that is no code.
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
    out: list[str] = []
    at = 0
    for match in _SPAN.finditer(text):
        out += (prose(text[at : match.start()]), code(match[0]))
        at = match.end()
    out.append(prose(text[at:]))
    return "".join(out)


def code_as_html(code: str) -> str:
    """A fenced block or code span as HTML, in which references stand for characters."""
    if match := _FENCED.fullmatch(code):
        # The mark of a list item stands before the first line only.
        prefix = match["prefix"]
        depth = len(_QUOTE.match(match["inside"])[0]) and len(prefix)  # type: ignore[index]
        lines = [line[depth:] for line in match["inside"].removesuffix("\n").split("\n")]
        language = escape(match["info"].split()[0]) if match["info"].split() else ""
        opening = f'<pre><code class="language-{language}">' if language else "<pre><code>"
        indent = match["inside"][:depth]
        body = f"\n{indent}".join(escape(line, quote=False) for line in lines)
        return f"{prefix}{opening}{body}</code></pre>"
    if match := _SPAN.fullmatch(code):
        return f"<code>{escape(match[2].strip(' '), quote=False)}</code>"
    return code
