"""Write paragraphs of plain words, and plain names, without a tree: comments are little else."""

from __future__ import annotations

import re
from typing import Final

from wparchive.render.markdown.escape import LINE_CHARS

# A run of characters that parsers keep and Markdown takes for text wherever it is in a line.
_RUN: Final = (
    r"[^\s<>&\\`*_~\[\]\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\ud800-\udfff\ufeff\ufff0-\uffff]++"
)
_LINE: Final = rf"(?![{re.escape(''.join(sorted(LINE_CHARS)))}]){_RUN}(?>(?:\ {_RUN})*)"
_PARAGRAPH: Final = rf"<p>{_LINE}(?>(?:<br\ />\n{_LINE})*)</p>"
_PARAGRAPHS: Final = re.compile(rf"{_PARAGRAPH}(?>(?:\n{_PARAGRAPH})*)\n?")
_NAME: Final = r"[^\W\d_]++(?>(?:\ [^\W\d_]++)*)"
_STRONG_NAME: Final = re.compile(rf"<strong>({_NAME})</strong>")
_LINKED_NAME: Final = re.compile(
    rf"<strong><a\ href=\"(https?://[A-Za-z0-9./-]++)\">({_NAME})</a></strong>"
)


def plain_markdown(html: str, *, keeps_links: bool) -> str | None:
    """Convert HTML that is paragraphs of plain words, or a name; None if it is anything else.

    Args:
        html: The markup.
        keeps_links: Whether links are written as they are.
    """
    if html.startswith("<p>"):
        if not _PARAGRAPHS.fullmatch(html):
            return None
        words = html.removesuffix("\n")[len("<p>") : -len("</p>")]
        return words.replace("</p>\n<p>", "\n\n").replace("<br />\n", "\\\n") + "\n"
    if name := _STRONG_NAME.fullmatch(html):
        return f"**{name[1]}**\n"
    if keeps_links and (name := _LINKED_NAME.fullmatch(html)):
        return f"**[{name[2]}]({name[1]})**\n"
    return None
