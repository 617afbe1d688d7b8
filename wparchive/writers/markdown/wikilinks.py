"""Links between the notes of a vault as Obsidian writes them: ``[[note|text]]``, ``![[picture]]``.

Internal links: https://help.obsidian.md/links.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from wparchive import patterns
from wparchive.writers.markdown.code import outside_code

# A text with other markup stays a Markdown link, which Obsidian follows, too; so does the picture
# of a link.
_LINK = patterns.lazy(
    r"(?<![\[!])(?P<embed>!?)\[(?P<text>[^\[\]\\*_`|<>&\n]*)\]\((?P<url>[^\s()<>]+)\)"
)
_ELSEWHERE = patterns.lazy(r"[a-z][a-z0-9+.-]*:|[/#]", re.IGNORECASE)
_NOT_IN_TARGET = patterns.lazy(r"[\[\]|^]")


def with_wikilinks(text: str, path: str) -> str:
    """Write the relative links of a note as links of Obsidian.

    Args:
        text: The note, as Markdown.
        path: Its path in the vault.
    """
    folder = dirname(path)

    def prose(part: str) -> str:
        # In a table, a `|` would end the cell.
        lines = part.split("\n")
        return "\n".join(
            line if line.lstrip().startswith("|") else _LINK.sub(wiki, line) for line in lines
        )

    def wiki(link: re.Match[str]) -> str:
        if _ELSEWHERE.match(link["url"]):
            return link[0]
        file, _, fragment = link["url"].partition("#")
        target = normpath(join(folder, unquote(file)))
        if target.startswith("..") or _NOT_IN_TARGET.search(target) or "#" in target:
            return link[0]
        target = target.removesuffix(".md") + (f"#{fragment}" if fragment else "")
        shown = f"|{link['text']}" if link["text"] else ""
        return f"{link['embed']}[[{target}{shown}]]"

    return outside_code(text, prose)
