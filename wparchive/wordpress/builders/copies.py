"""Repairs the copy of a page that Elementor leaves in the body, for those without Elementor.

The copy has lost the boxes around its pieces, and counters stand where they start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.web.json_text import load_json
from wparchive.wordpress.builders.table import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK: Final = ("_elementor_edit_mode", "builder")
_KEY: Final = "_elementor_data"
_TAG: Final = patterns.lazy(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*+)[^<>]*+>")
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INDENTED: Final = patterns.lazy(r"(?<![ \t])[ \t]*+\r?\n[ \t]{2,}+(?=\S)")
_WORD: Final = patterns.lazy(r"\S++")
_REACH: Final = 80
_DEPTH: Final = 60


def repaired(content: str, entries: Sequence[tuple[str, str]]) -> str:
    """Return a body with its pieces apart and its counters at their ends, if it is such a copy.

    Args:
        content: The body as it is stored.
        entries: Keys and values of the post's meta.
    """
    if _MARK not in entries or "<!-- wp:" in content:
        return content
    data = next((value for key, value in entries if key == _KEY), "")
    if "ending_number" in data:
        content = _counted(content, load_json(data))
    return _apart(content)


def _apart(content: str) -> str:
    """Put a blank line where a piece begins: a line that is indented, outside all elements."""
    out: list[str] = []
    depth = done = 0
    for tag in _TAG.finditer(content):
        between = content[done : tag.end()]
        out.append(between if depth else _INDENTED.sub("\n\n", between))
        done = tag.end()
        if tag["name"].lower() not in _VOID and not tag[0].endswith("/>"):
            depth = max(0, depth - 1) if tag["end"] else depth + 1
    rest = content[done:]
    return "".join([*out, rest if depth else _INDENTED.sub("\n\n", rest)])


def _counted(content: str, data: Any) -> str:
    for settings in _counters(data, 0):
        title = str(settings.get("title") or "").strip()
        first, last = settings.get("starting_number") or 0, settings.get("ending_number")
        if title and isinstance(last, int | float | str) and str(last).strip():
            content = _set(content, title, str(first), f"{last}", settings)
    return content


def _set(content: str, title: str, first: str, last: str, settings: dict[str, Any]) -> str:
    """Put the last number of a counter beside its title, in the place of the first."""
    prefix, suffix = (str(settings.get(key) or "").strip() for key in ("prefix", "suffix"))
    start = content.find(title)
    while start >= 0:
        end = start + len(title)
        after = [(end + at, word) for at, word in _words(content[end : end + _REACH])]
        base = max(0, start - _REACH)
        before = [(base + at, word) for at, word in _words(content[base:start])][::-1]
        for beside, unit in ((after, prefix), (before, suffix)):
            near = beside[1:] if unit and beside and beside[0][1] == unit else beside
            if near and near[0][1] == first:
                at = near[0][0]
                return f"{content[:at]}{last}{content[at + len(first) :]}"
        start = content.find(title, end)
    return content


def _words(text: str) -> list[tuple[int, str]]:
    return [(found.start(), found[0]) for found in _WORD.finditer(text)]


def _counters(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    entries = data if isinstance(data, list) else [data]
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        settings = entry.get("settings")
        if kind_of(str(entry.get("widgetType") or "")) == "counter" and isinstance(settings, dict):
            yield settings
        yield from _counters(entry.get("elements") or [], depth + 1)
