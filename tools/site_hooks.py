"""Hooks of MkDocs: show pages of the repository outside of docs, and lead links to them."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
_SHOWN = {
    "README.md": "project/readme.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "samples/README.md": "project/sample.md",
    "benchmarks/README.md": "project/benchmarks.md",
}
"""Pages outside of docs, by their paths in the repository, and where the site has them."""

_LINK = re.compile(r"(!?)\[([^\]\n]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages outside of docs."""
    for source, place in _SHOWN.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, place, content=_relinked(text, source, place)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead links that leave docs to the site's copies of those pages."""
    place = page.file.src_uri
    return markdown if place in _SHOWN.values() else _relinked(markdown, f"docs/{place}", place)


def _relinked(text: str, source: str, place: str) -> str:
    """Return a page with the links that it needs at its place in the site."""

    def relink(match: re.Match[str]) -> str:
        mark, label, target, anchor = match.groups("")
        if re.match(r"[a-z]+:", target):
            return match[0]
        found = os.path.normpath(PurePosixPath(source).parent / target)
        inside = _SHOWN.get(found, found.removeprefix("docs/"))
        if found not in _SHOWN and not found.startswith("docs/"):
            return label  # a file that the site does not have, such as the licence
        return f"{mark}[{label}]({os.path.relpath(inside, PurePosixPath(place).parent)}{anchor})"

    # Code is no text: examples of Markdown are shown as they are.
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _LINK.sub(relink, part) for part in parts)
