"""Shortcodes whose content is lines: recipes of Jetpack, and tables with commas between cells."""

from __future__ import annotations

import csv
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_BREAK: Final = patterns.lazy(r"<br ?/?>|</?p>|\n")
_MARK: Final = patterns.lazy(r"\A(?:[-*•]|\d{1,3}[.)])\s++")
# What the parts of a recipe are called without a title of their own.
_PARTS: Final = {"recipe-ingredients": "Ingredients", "recipe-directions": "Directions"}
_FACTS: Final = ("servings", "time", "preptime", "cooktime", "difficulty", "rating")
_ROWS: Final = 2000


def recipe(shortcode: Shortcode) -> str | None:
    """Render a recipe of Jetpack: its title, its facts, and what it encloses."""
    if shortcode.content is None:
        return None
    title, description = shortcode.get("title"), shortcode.get("description")
    facts = [f"{name}: {value}" for name in _FACTS if (value := shortcode.get(name))]
    lines = [
        f"<h3>{escape(title, quote=False)}</h3>" if title else "",
        f"<p>{escape(', '.join(facts), quote=False)}</p>" if facts else "",
        f"<p>{escape(description, quote=False)}</p>" if description else "",
    ]
    return f"<div>{''.join(lines)}{shortcode.inner().strip()}</div>"


def part(shortcode: Shortcode) -> str | None:
    """Render the ingredients or steps of a recipe as a list."""
    if shortcode.content is None:
        return None
    title = shortcode.get("title") or _PARTS.get(shortcode.name, "")
    heading = f"<h4>{escape(title, quote=False)}</h4>" if title else ""
    lines = [line.strip() for line in _BREAK.split(shortcode.inner()) if line.strip()]
    tag = "ol" if shortcode.name == "recipe-directions" else "ul"
    items = "".join(f"<li>{_MARK.sub('', line, count=1)}</li>" for line in lines)
    return f"{heading}<{tag}>{items}</{tag}>" if items else heading or None


def notes(shortcode: Shortcode) -> str | None:
    """Render the notes on a recipe."""
    return None if shortcode.content is None else f"<div>{shortcode.inner().strip()}</div>"


def table(shortcode: Shortcode) -> str | None:
    """Render lines of cells as a table (Easy Table); None for anything else."""
    lines = [line for line in _BREAK.split(shortcode.content or "") if line.strip()]
    delimiter = shortcode.get("delimiter", "delim") or ","
    if not lines or len(lines) > _ROWS or len(delimiter) != 1 or delimiter not in lines[0]:
        return None
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return None
    has_head = shortcode.get("th") not in {"0", "false", "no"}
    made = [_row(row, "th" if has_head and not at else "td") for at, row in enumerate(rows)]
    words = shortcode.get("caption")
    caption = f"<caption>{escape(words, quote=False)}</caption>" if words else ""
    head = f"<thead>{made.pop(0)}</thead>" if has_head else ""
    return f"<table>{caption}{head}<tbody>{''.join(made)}</tbody></table>"


def _row(cells: list[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell.strip()}</{tag}>' for cell in cells)}</tr>"


HANDLERS: Final[dict[str, Handler]] = {
    "recipe": recipe,
    **dict.fromkeys(_PARTS, part),
    "recipe-notes": notes,
    **dict.fromkeys(("table", "easytable", "csv_table"), table),
}
